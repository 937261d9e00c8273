package org.case2fhir.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests, and writes the counts as <a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus reads them</a>.
 * Labels are routes, methods' statuses and nothing that a request says of itself.
 */
final class RequestMetrics {
  /** Media type of the text. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final Map<String, Map<Integer, LongAdder>> counts = new ConcurrentSkipListMap<>();
  private final Map<String, Histogram> durations = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> rejected = new ConcurrentSkipListMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder errors = new LongAdder();

  /** Why a request was refused before it was worked on. */
  enum Rejection {
    TOO_LARGE,
    BUSY,
    CLIENT_BUSY,
    STOPPING,
    UNAUTHORIZED,
    FORBIDDEN
  }

  /** What is measured elsewhere, at the time of asking. */
  record Gauges(int queued, long heldBytes, boolean stopping) {}

  /** How long requests of a route took: how many up to each bound, and in all. */
  private static final class Histogram {
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length];
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Histogram() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(long duration) {
      double seconds = duration / (double) TimeUnit.SECONDS.toNanos(1);
      for (int i = 0; i < BOUNDS.length; i++) {
        if (seconds <= BOUNDS[i]) {
          buckets[i].increment();
          break;
        }
      }
      count.increment();
      nanos.add(duration);
    }
  }

  RequestMetrics() {
    for (Rejection reason : Rejection.values()) {
      rejected.put(word(reason), new LongAdder());
    }
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end(String route, int status, long nanos) {
    inFlight.decrementAndGet();
    counts
        .computeIfAbsent(route, r -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(status, s -> new LongAdder())
        .increment();
    durations.computeIfAbsent(route, r -> new Histogram()).add(nanos);
  }

  void reject(Rejection reason) {
    rejected.get(word(reason)).increment();
  }

  /** A request that ended by an error of the program or for want of memory. */
  void fail() {
    errors.increment();
  }

  private static String word(Rejection reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All figures as text. */
  String text(Gauges gauges) {
    Page page = new Page();
    page.head("case2fhir_http_requests_total", "counter", "Requests answered.");
    counts.forEach(
        (route, byStatus) ->
            byStatus.forEach(
                (status, count) ->
                    page.line(
                        "case2fhir_http_requests_total",
                        "route=\"%s\",status=\"%d\"".formatted(route, status),
                        count.sum())));
    page.head(
        "case2fhir_http_request_duration_seconds",
        "histogram",
        "From the head of a request to the end of its answer.");
    durations.forEach((route, histogram) -> histogram(page, route, histogram));
    page.head("case2fhir_http_requests_rejected_total", "counter", "Refused before any work.");
    rejected.forEach(
        (reason, count) ->
            page.line(
                "case2fhir_http_requests_rejected_total",
                "reason=\"" + reason + "\"",
                count.sum()));
    page.single("case2fhir_http_errors_total", "counter", "Errors of the program.", errors.sum());
    page.single("case2fhir_http_requests_in_flight", "gauge", "Not yet answered.", inFlight.get());
    page.single("case2fhir_http_requests_queued", "gauge", "Waiting for work.", gauges.queued());
    page.single("case2fhir_http_body_bytes", "gauge", "Bodies in memory.", gauges.heldBytes());
    page.single("case2fhir_stopping", "gauge", "1 while it stops.", gauges.stopping() ? 1 : 0);
    machine(page);
    return page.out.toString();
  }

  private static void histogram(Page page, String route, Histogram histogram) {
    String name = "case2fhir_http_request_duration_seconds";
    long total = histogram.count.sum();
    long below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      below += histogram.buckets[i].sum();
      page.line(name + "_bucket", "route=\"%s\",le=\"%s\"".formatted(route, BOUNDS[i]), below);
    }
    // Counts that are added to while they are read must not fall from one bound to the next.
    long all = Math.max(total, below);
    page.line(name + "_bucket", "route=\"" + route + "\",le=\"+Inf\"", all);
    double seconds = histogram.nanos.sum() / (double) TimeUnit.SECONDS.toNanos(1);
    page.out.append(name).append("_sum{route=\"").append(route).append("\"} ").append(seconds);
    page.out.append('\n');
    page.line(name + "_count", "route=\"" + route + "\"", all);
  }

  private static void machine(Page page) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    page.head("jvm_memory_used_bytes", "gauge", "Memory in use.");
    page.line("jvm_memory_used_bytes", "area=\"heap\"", heap.getUsed());
    page.line("jvm_memory_used_bytes", "area=\"nonheap\"", other.getUsed());
    page.head("jvm_memory_committed_bytes", "gauge", "Memory taken from the system.");
    page.line("jvm_memory_committed_bytes", "area=\"heap\"", heap.getCommitted());
    page.line("jvm_memory_committed_bytes", "area=\"nonheap\"", other.getCommitted());
    page.head("jvm_memory_max_bytes", "gauge", "The most that may be taken.");
    page.line("jvm_memory_max_bytes", "area=\"heap\"", heap.getMax());
    long collections =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionCount)
            .sum();
    page.single("jvm_gc_collections_total", "counter", "Garbage collections.", collections);
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    page.single("jvm_threads_current", "gauge", "Threads.", threads);
  }

  private static final class Page {
    private final StringBuilder out = new StringBuilder();

    void head(String name, String type, String help) {
      out.append("# HELP ").append(name).append(' ').append(help).append('\n');
      out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    void line(String name, String labels, long value) {
      out.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    void single(String name, String type, String help, long value) {
      head(name, type, help);
      out.append(name).append(' ').append(value).append('\n');
    }
  }
}

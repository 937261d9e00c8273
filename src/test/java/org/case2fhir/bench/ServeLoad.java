package org.case2fhir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Puts load on a running {@code case2fhir serve} and prints figures: requests a second, latencies,
 * memory, answers that differ from the first of the same body (asked for by one client alone).
 *
 * <pre>
 * case2fhir serve --port 8081 &amp;
 * java -cp target/test-classes:target/classes:CLASS_PATH org.case2fhir.bench.ServeLoad \
 *   http://127.0.0.1:8081 SECONDS CLIENTS QUERY FILE|DIR...
 * </pre>
 */
public final class ServeLoad {
  private static final Map<String, String> TYPES =
      Map.of(
          "yaml", "application/yaml",
          "json", "application/json",
          "txt", "text/plain",
          "md", "text/markdown");
  private static final int REPORT_SECONDS = 30;
  private static final double MILLION = 1e6;

  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  private ServeLoad(URI base) {
    this.base = base;
  }

  private record Body(Path file, HttpRequest request, int status, String answer) {}

  /** Runs until the time is over, and ends with 1 if an answer was wrong or missing. */
  public static void main(String[] args) throws Exception {
    ServeLoad load = new ServeLoad(URI.create(args[0]));
    List<Path> files = new ArrayList<>();
    for (String each : Arrays.asList(args).subList(4, args.length)) {
      try (Stream<Path> all = Files.walk(Path.of(each))) {
        all.filter(f -> TYPES.containsKey(extension(f))).sorted().limit(400).forEach(files::add);
      }
    }
    int clients = Integer.parseInt(args[2]);
    load.run(load.bodies(files, args[3]), Integer.parseInt(args[1]), clients);
    System.exit(load.wrong.get() + load.broken.get() == 0 ? 0 : 1);
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private List<Body> bodies(List<Path> files, String query) throws Exception {
    List<Body> bodies = new ArrayList<>();
    for (Path file : files) {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve("/convert" + query))
              .header("Content-Type", TYPES.get(extension(file)))
              .header("Accept", "application/json")
              .POST(BodyPublishers.ofByteArray(Files.readAllBytes(file)))
              .build();
      HttpResponse<String> first = client.send(request, BodyHandlers.ofString());
      bodies.add(new Body(file, request, first.statusCode(), first.body()));
    }
    System.out.println(bodies.size() + " bodies; memory " + memory());
    return bodies;
  }

  private void run(List<Body> bodies, int seconds, int clients) throws Exception {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      threads.execute(
          () -> {
            while (System.nanoTime() < end) {
              send(bodies.get(Math.floorMod(next.getAndIncrement(), bodies.size())));
            }
          });
    }
    threads.shutdown();
    long before = 0;
    while (!threads.awaitTermination(REPORT_SECONDS, TimeUnit.SECONDS)) {
      long now = done.get();
      System.out.printf(
          "%4d s: %.1f requests/s, memory %s%n",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
          (now - before) / (double) REPORT_SECONDS,
          memory());
      before = now;
    }
    double took = (System.nanoTime() - begin) / (MILLION * 1000);
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d requests in %.0f s by %d clients: %.1f requests/s; latency ms p50 %.0f p90 %.0f p99"
            + " %.0f max %.0f; statuses %s; wrong answers %d; broken connections %d; memory %s%n",
        sorted.length,
        took,
        clients,
        sorted.length / took,
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99),
        at(sorted, 1),
        statuses,
        wrong.get(),
        broken.get(),
        memory());
  }

  private void send(Body body) {
    long begin = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(body.request(), BodyHandlers.ofString());
      latencies.add(System.nanoTime() - begin);
      done.incrementAndGet();
      statuses.computeIfAbsent(answer.statusCode(), s -> new AtomicInteger()).incrementAndGet();
      boolean refused = answer.statusCode() == 503;
      boolean same = answer.statusCode() == body.status() && answer.body().equals(body.answer());
      if (!refused && !same) {
        wrong.incrementAndGet();
        System.out.printf(
            "wrong: %s, status %d after %d, %d characters after %d%n",
            body.file(),
            answer.statusCode(),
            body.status(),
            answer.body().length(),
            body.answer().length());
      }
    } catch (IOException e) {
      broken.incrementAndGet();
      System.out.printf("broken connection: %s, %s%n", body.file(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / MILLION;
  }

  private String memory() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve("/metrics")).build();
    String text = client.send(request, BodyHandlers.ofString()).body();
    StringBuilder out = new StringBuilder();
    for (String name : List.of("jvm_memory_used_bytes", "jvm_memory_committed_bytes")) {
      double bytes =
          text.lines()
              .filter(line -> line.startsWith(name))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
              .sum();
      out.append(
          "%s %.0f MB ".formatted(name.contains("used") ? "used" : "committed", bytes / 1e6));
    }
    return out.toString().strip();
  }
}

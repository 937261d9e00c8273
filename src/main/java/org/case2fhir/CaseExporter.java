package org.case2fhir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirClient.RequestCount;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.ExportPlan;
import org.case2fhir.export.FhirExporter;
import org.case2fhir.export.FhirExporter.Exported;
import org.case2fhir.export.Ledger;
import org.case2fhir.export.Ledger.EarlierRun;
import org.case2fhir.export.Ledger.UnusableLedgerException;
import org.case2fhir.export.ServerCapabilities;
import org.case2fhir.export.ServerDifference;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;

/**
 * Writes Bundles to a FHIR server: those that a {@link CaseConverter} makes, and those of others.
 *
 * <p>Writing the same again creates nothing and changes nothing; after a correction in a case the
 * same resources are updated. To be closed, because it may hold a ledger open.
 */
public final class CaseExporter implements AutoCloseable {
  private final FhirExporter exporter;
  private final PushOptions options;
  private final EarlierRun earlier;
  private final Ledger ledger;

  private CaseExporter(
      FhirExporter exporter, PushOptions options, EarlierRun earlier, Ledger ledger) {
    this.exporter = exporter;
    this.options = options;
    this.earlier = earlier;
    this.ledger = ledger;
  }

  /** Asks the server what it can do; fails if it does not say, or if the ledger cannot be used. */
  public static Result<CaseExporter> connect(
      FhirEndpoint server, RetryPolicy retries, Login login, PushOptions options) {
    List<Issue> issues = new ArrayList<>();
    try {
      FhirClient client = FhirClient.of(server, retries, login);
      String base = client.endpoint().base().toString();
      Result<EarlierRun> earlier =
          options.resume()
              ? EarlierRun.read(options.ledger().get(), base)
              : Result.of(EarlierRun.none(), List.of());
      issues.addAll(earlier.issues());
      if (earlier.value().isEmpty()) {
        return Result.failed(issues);
      }
      Result<FhirExporter> exporter = FhirExporter.connect(client);
      issues.addAll(exporter.issues());
      if (exporter.value().isEmpty()) {
        return Result.failed(issues);
      }
      boolean writes = options.ledger().isPresent() && !options.dryRun();
      Ledger ledger = writes ? Ledger.open(options.ledger().get(), base) : Ledger.none();
      return Result.of(
          new CaseExporter(exporter.value().get(), options, earlier.value().get(), ledger), issues);
    } catch (ExchangeException e) {
      return Result.failed(
          Issue.error(
              "server",
              e.getMessage(),
              Location.of(server.base().toString()),
              "use https, or --allow-insecure on a network that you trust"));
    } catch (UnusableLedgerException e) {
      return Result.failed(
          Issue.error(
              "unusable-ledger",
              e.getMessage() + ", so nothing was sent",
              Location.of(options.ledger().get().toString()),
              "see what is beside the ledger, or name another one"));
    } catch (IOException e) {
      return Result.failed(unwritable(options.ledger().get(), "the ledger cannot be written"));
    }
  }

  private static Issue unwritable(Path ledger, String why) {
    return Issue.error(
        "unwritable-file",
        why + ", so nothing was sent",
        Location.of(ledger.toString()),
        "check the folder and the disk");
  }

  /** What has been sent is sent; only a later run will not know of it. */
  private Optional<Issue> unwritten() {
    return ledger.isBroken()
        ? Optional.of(
            Issue.error(
                "unwritable-file",
                "the ledger could not be written to the end: it says less than was sent",
                Location.of(options.ledger().get().toString()),
                "make room on the disk, then continue with --resume"))
        : Optional.empty();
  }

  /** What the server says about itself, in lines for people. */
  public List<String> server() {
    ServerCapabilities server = exporter.capabilities();
    List<String> modes = new ArrayList<>();
    for (ExportMode mode : ExportMode.values()) {
      if (server.supports(mode)) {
        modes.add(mode.word());
      }
    }
    return List.of(
        "software: " + stated(server.software()),
        "FHIR version: " + stated(server.fhirVersion()),
        "formats: " + stated(String.join(", ", server.formats())),
        "modes: " + String.join(", ", modes),
        "resource types: " + (server.types().isEmpty() ? stated("") : server.types().size()));
  }

  private static String stated(String text) {
    return text.isEmpty() ? "not stated" : text;
  }

  /**
   * Writes one Bundle, or says what would be written in a dry run.
   *
   * @param input its name in issues
   * @param bundle in JSON or XML
   */
  public Export push(String input, String bundle) {
    Result<ExportPlan> planned = exporter.plan(input, bundle, options.export());
    if (planned.value().isEmpty()) {
      return Export.failed(input, planned.issues());
    }
    ExportPlan plan = planned.value().get();
    boolean sent = !options.dryRun();
    Exported done =
        sent
            ? exporter.replace(input, plan, ledger, earlier, options.export().gone())
            : new Exported(
                planned(plan), new RequestCount(plan.parts().size(), 0), obstacle(input, plan));
    List<EntryResult> entries = done.entries();
    List<Issue> issues = new ArrayList<>(planned.issues());
    missing(input, entries).ifPresent(issues::add);
    issues.addAll(done.issues());
    unwritten().ifPresent(issues::add);
    return new Export(input, Optional.of(plan.mode()), done.traffic(), sent, entries, issues);
  }

  /**
   * Says what would be another on the server if a Bundle were written; nothing is.
   *
   * @return for each entry in its order; without a value if the Bundle cannot be read or the server
   *     does not answer
   */
  public Result<List<ServerDifference>> differences(String input, String bundle) {
    Result<ExportPlan> planned = exporter.plan(input, bundle, options.export());
    if (planned.value().isEmpty()) {
      return Result.failed(planned.issues());
    }
    try {
      return Result.of(exporter.differences(planned.value().get()), planned.issues());
    } catch (ExchangeException e) {
      return Result.failed(
          Issue.error("server", e.getMessage(), Location.of(input), "try again later"));
    }
  }

  private List<Issue> obstacle(String input, ExportPlan plan) {
    try {
      return exporter.obstacle(input, plan).stream().toList();
    } catch (ExchangeException e) {
      return List.of(
          Issue.warning(
              "not-compared",
              "whose case has this id on the server is not known: " + e.getMessage(),
              Location.of(input),
              "try again later"));
    }
  }

  private static List<EntryResult> planned(ExportPlan plan) {
    return plan.all().stream()
        .map(write -> EntryResult.planned(write, plan.refused().getOrDefault(write, "")))
        .toList();
  }

  private Optional<Issue> missing(String input, List<EntryResult> entries) {
    long refused = entries.stream().filter(entry -> !entry.words().isEmpty()).count();
    if (refused == 0) {
      return Optional.empty();
    }
    String of = refused + " of " + entries.size() + " resources ";
    return Optional.of(
        options.dryRun()
            ? Issue.error(
                "would-be-refused",
                of + "would not be written",
                Location.of(input),
                "see the reasons in the table")
            : Issue.error(
                "not-written",
                of + "were not written, or not wholly",
                Location.of(input),
                options.ledger().isPresent()
                    ? "when the reason is gone, continue with --resume " + options.ledger().get()
                    : "when the reason is gone, push again: what is there is not written twice"));
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }

  /**
   * What became of one Bundle that was to be written to a server, or would become of it.
   *
   * @param input its name
   * @param mode in which requests it is sent; absent if none can work
   * @param traffic requests that were sent for it, or would be if nothing goes wrong
   * @param sent whether it was; not in a dry run
   * @param entries one for each entry that could be read, in the order of the Bundle
   */
  public record Export(
      String input,
      Optional<ExportMode> mode,
      RequestCount traffic,
      boolean sent,
      List<EntryResult> entries,
      List<Issue> issues) {
    public Export {
      entries = List.copyOf(entries);
      issues = List.copyOf(issues);
    }

    static Export failed(String input, List<Issue> issues) {
      return new Export(input, Optional.empty(), new RequestCount(0, 0), false, List.of(), issues);
    }

    /** How often the server was spoken to, with the repeats; in a dry run how often it would be. */
    public int requests() {
      return traffic.requests();
    }

    /** How many of the requests were sent again, because the server was busy or did not answer. */
    public int repeats() {
      return traffic.repeats();
    }

    /** Whether any issue is this bad or worse. */
    public boolean hasIssues(Severity threshold) {
      return issues.stream().anyMatch(issue -> issue.severity().atLeast(threshold));
    }
  }
}

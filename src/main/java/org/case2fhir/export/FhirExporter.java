package org.case2fhir.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirClient.RequestCount;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.ExportOptions.GonePolicy;
import org.case2fhir.export.Ledger.EarlierRun;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/**
 * Writes Bundles to one server. What the server can do is asked once; then each Bundle is planned,
 * and the plan is carried out or only looked at.
 */
public final class FhirExporter {
  private final FhirClient client;
  private final ServerCapabilities capabilities;
  private final Optional<Instant> before;

  private FhirExporter(
      FhirClient client, ServerCapabilities capabilities, Optional<Instant> before) {
    this.client = client;
    this.capabilities = capabilities;
    this.before = before;
  }

  /** Reads the server's CapabilityStatement; without one nothing is sent. */
  public static Result<FhirExporter> connect(FhirClient client) {
    String server = client.endpoint().base().toString();
    try {
      Answer answer = client.send(Interaction.get("metadata"));
      Optional<ServerCapabilities> read =
          answer.isSuccess() ? ServerCapabilities.read(answer.text()) : Optional.empty();
      if (read.isPresent()) {
        return connected(new FhirExporter(client, read.get(), answer.serverTime()), server);
      }
      String words = answer.isSuccess() ? "no CapabilityStatement" : answer.reason();
      String why = "it answers " + answer.status() + ": " + words;
      return failed(server, why, remedy(answer.status()));
    } catch (ExchangeException e) {
      return failed(server, e.getMessage(), remedy(0));
    }
  }

  private static Result<FhirExporter> connected(FhirExporter exporter, String server) {
    List<Issue> issues = new ArrayList<>();
    if (exporter.capabilities.fhirVersion().isEmpty()) {
      issues.add(
          Issue.warning(
              "fhir-version",
              "the server does not say which version of FHIR it speaks",
              Location.of(server),
              "make sure that it is R4"));
    }
    return Result.of(exporter, issues);
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401 -> "give credentials that the server knows, such as --token-env or --client-id";
      case 403 -> "ask those who run it for the right to read its /metadata";
      case 429, 500, 502, 503, 504 -> "try again later";
      default -> "check the base address: what it can do is at its /metadata";
    };
  }

  private static Result<FhirExporter> failed(String server, String why, String remedy) {
    return Result.failed(
        Issue.error(
            "server",
            "nothing was sent, because the server does not say what it can do: " + why,
            Location.of(server),
            remedy));
  }

  public ServerCapabilities capabilities() {
    return capabilities;
  }

  /** What has been sent to the server so far, with the question what it can do. */
  RequestCount requestCount() {
    return client.requestCount();
  }

  /**
   * Plans what will be sent of a Bundle.
   *
   * @param input its name in issues
   * @param bundle transaction, batch or collection, in JSON or XML
   */
  public Result<ExportPlan> plan(String input, String bundle, ExportOptions options) {
    Result<List<Write>> writes = BundleReader.read(input, bundle);
    if (writes.value().isEmpty()) {
      return Result.failed(writes.issues());
    }
    Result<ExportPlan> plan = ExportPlan.of(input, writes.value().get(), capabilities, options);
    List<Issue> issues = new ArrayList<>(writes.issues());
    issues.addAll(plan.issues());
    return new Result<>(plan.value(), issues);
  }

  /**
   * Carries a plan out.
   *
   * @return a result for each entry of the Bundle, in its order
   */
  List<EntryResult> run(ExportPlan plan, Ledger ledger, EarlierRun earlier) {
    return new ExportRun(plan, client, ledger, before).run(earlier);
  }

  /**
   * Asks the server for each resource of a plan, and compares.
   *
   * @throws ExchangeException if it does not answer
   */
  public List<ServerDifference> differences(ExportPlan plan) throws ExchangeException {
    List<ServerDifference> differences = new ArrayList<>();
    for (Write write : plan.all()) {
      differences.add(ServerDifference.of(client, write));
    }
    return differences;
  }

  /**
   * What came of a plan.
   *
   * @param entries a result for each entry of the Bundle, in its order; none if nothing was sent
   * @param traffic the requests that wrote them
   * @param issues why nothing was sent, or what the case no longer holds
   */
  public record Exported(List<EntryResult> entries, RequestCount traffic, List<Issue> issues) {
    private static Exported nothing(List<EntryResult> entries, List<Issue> issues) {
      return new Exported(entries, new RequestCount(0, 0), issues);
    }
  }

  /**
   * Carries a plan out, unless the case has the id of somebody else's on the server, and does with
   * what the case no longer holds as the user chose.
   *
   * @param input name of the Bundle in issues
   */
  public Exported replace(
      String input, ExportPlan plan, Ledger ledger, EarlierRun earlier, GonePolicy gone) {
    RemovedResources removed;
    try {
      Optional<Issue> other = RemovedResources.otherPatient(client, input, plan);
      if (other.isPresent()) {
        return Exported.nothing(List.of(), List.of(other.get()));
      }
      removed = RemovedResources.read(client, input, plan);
    } catch (ExchangeException e) {
      return Exported.nothing(
          plan.all().stream().map(write -> EntryResult.notSent(write, e.getMessage())).toList(),
          List.of());
    }
    RequestCount start = requestCount();
    List<EntryResult> entries = run(plan, ledger, earlier);
    RequestCount traffic = requestCount().since(start);
    return new Exported(entries, traffic, removed.settle(entries, gone));
  }
}

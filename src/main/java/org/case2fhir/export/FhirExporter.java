package org.case2fhir.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirClient.RequestCount;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.EntryAnswer.Place;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.ExportOptions.GonePolicy;
import org.case2fhir.export.Ledger.EarlierRun;
import org.case2fhir.export.Sender.PreparedEntry;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

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
   * Carries a plan out, unless the case has the id of somebody else's on the server or another id
   * than an earlier version of its text there, and does with what the case no longer holds as the
   * user chose.
   *
   * @param input name of the Bundle in issues
   */
  public Exported replace(
      String input, ExportPlan plan, Ledger ledger, EarlierRun earlier, GonePolicy gone) {
    RemovedResources removed;
    List<Issue> issues = new ArrayList<>();
    try {
      Optional<Issue> other = obstacle(input, plan);
      other.ifPresent(issues::add);
      if (other.filter(issue -> issue.severity() == Severity.ERROR).isPresent()) {
        return Exported.nothing(List.of(), issues);
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
    issues.addAll(removed.settle(entries, gone));
    return new Exported(entries, traffic, issues);
  }

  /**
   * Whether the id of a case is somebody else's on the server, or the server has an earlier version
   * of its text under another id. It only reads.
   *
   * @param input name of the Bundle in issues
   * @return an error where the plan must not be carried out; information where that is not known
   */
  public Optional<Issue> obstacle(String input, ExportPlan plan) throws ExchangeException {
    Optional<Issue> other = RemovedResources.otherPatient(client, input, plan);
    return other.isPresent() ? other : EarlierVersion.find(client, input, plan);
  }

  /**
   * Carries a plan out: request by request, until all are sent or the server is gone. Every entry
   * of the plan has a result in the end.
   */
  private static final class ExportRun {
    private static final String UNWRITABLE_LEDGER = "the ledger cannot be written";

    private final ExportPlan plan;
    private final Ledger ledger;
    private final ServerLocations locations;
    private final Sender sender;
    private final Preparation preparation;
    private final Map<Write, EntryResult> results = new LinkedHashMap<>();
    private final Map<Write, EntryResult> cut = new LinkedHashMap<>();
    private String stopped = "";

    /**
     * @param before a time by the server's clock, before anything was sent
     */
    ExportRun(ExportPlan plan, FhirClient client, Ledger ledger, Optional<Instant> before) {
      this.plan = plan;
      this.ledger = ledger;
      this.locations = new ServerLocations(client);
      this.sender = new Sender(client, before);
      this.preparation = new Preparation(new ReferenceGraph(plan.all()), locations, results);
    }

    /** The results in the order of the Bundle. */
    List<EntryResult> run(EarlierRun earlier) {
      List<EntryResult> known = new ArrayList<>();
      plan.refused()
          .forEach(
              (w, why) ->
                  known.add(EntryResult.failed(w, EntryOutcome.REFUSED, 0, "not sent: " + why)));
      for (Write write : plan.all()) {
        earlier.of(write).ifPresent(known::add);
      }
      add(known);
      for (List<Write> part : plan.parts()) {
        write(part.stream().filter(write -> !results.containsKey(write)).toList());
      }
      for (List<Write> part : closing()) {
        close(part);
      }
      return plan.all().stream().map(results::get).toList();
    }

    private void add(List<EntryResult> more) {
      for (EntryResult result : more) {
        results.put(result.write(), result);
        if (result.hasLocation()) {
          locations.put(result.write(), result.location());
        }
      }
      // What an earlier run has written is in the ledger already.
      if (!ledger.add(more.stream().filter(r -> r.outcome() != EntryOutcome.EARLIER).toList())) {
        stopped = UNWRITABLE_LEDGER;
      }
    }

    private void addNotSent(List<Write> writes) {
      add(writes.stream().map(write -> EntryResult.notSent(write, stopped)).toList());
    }

    private void write(List<Write> part) {
      List<Write> sendable = sendable(part);
      if (sendable.isEmpty()) {
        return;
      }
      if (!stopped.isEmpty()) {
        addNotSent(sendable);
        return;
      }
      List<PreparedEntry> ready;
      try {
        ready = preparation.ready(sendable, plan.mode() == ExportMode.TRANSACTION);
      } catch (ExchangeException e) {
        stopped = e.getMessage();
        addNotSent(sendable);
        return;
      }
      if (!ledger.sending(sendable)) {
        stopped = UNWRITABLE_LEDGER;
        addNotSent(sendable);
        return;
      }
      Sender.Sent sent = sender.send(ready, plan.mode());
      stopped = sent.stop();
      List<EntryResult> done = new ArrayList<>();
      for (int i = 0; i < ready.size(); i++) {
        EntryResult result = sent.results().get(i);
        if (ready.get(i).cut() && result.outcome().isWritten()) {
          cut.put(result.write(), result);
          // Until the second update it is not whole, whatever happens in between.
          done.add(result.as(EntryOutcome.INCOMPLETE, "a reference is still to be added"));
        } else {
          done.add(result);
        }
      }
      add(done);
    }

    /** Leaves out, with a result, what refers to something that did not get there. */
    private List<Write> sendable(List<Write> part) {
      List<Write> sendable = new ArrayList<>(part);
      boolean changed = true;
      while (changed) {
        changed = false;
        for (Write write : List.copyOf(sendable)) {
          Optional<Write> missing = preparation.missing(write);
          if (missing.isPresent()) {
            String why =
                "it refers to what was not written (" + missing.get().target().type() + ")";
            add(List.of(EntryResult.notSent(write, stopped.isEmpty() ? why : stopped)));
            sendable.remove(write);
            changed = true;
          }
        }
      }
      return sendable;
    }

    private List<List<Write>> closing() {
      int most = plan.parts().stream().mapToInt(List::size).max().orElse(1);
      // A plain create that is sent again would be another resource: it stays incomplete.
      List<Write> again =
          cut.keySet().stream().filter(write -> write.target().kind().isRepeatable()).toList();
      return ExportPlan.chunks(again, most);
    }

    /** Sends again what was sent without some of its references. */
    private void close(List<Write> part) {
      if (!stopped.isEmpty()) {
        return;
      }
      Sender.Sent sent;
      List<PreparedEntry> ready;
      try {
        ready = preparation.ready(part, /* together= */ false);
        if (!ledger.sending(part)) {
          stopped = UNWRITABLE_LEDGER;
          return;
        }
        sent = sender.send(ready, plan.mode());
      } catch (ExchangeException e) {
        stopped = e.getMessage();
        return;
      }
      stopped = sent.stop();
      List<EntryResult> done = new ArrayList<>();
      for (int i = 0; i < ready.size(); i++) {
        done.add(closed(ready.get(i), sent.results().get(i)));
      }
      add(done);
    }

    private EntryResult closed(PreparedEntry ready, EntryResult second) {
      EntryResult first = cut.get(ready.write());
      if (second.outcome().isWritten() && !ready.cut()) {
        return second.as(first.outcome(), "");
      }
      String why =
          ready.cut() ? "a reference leads to something that was not written" : second.words();
      return first.as(EntryOutcome.INCOMPLETE, why);
    }

    /**
     * Gets the entries of one request ready: references to what is already on the server name it
     * there, those that the server will resolve stay, and those to what is still to come are left
     * out for now.
     */
    private static final class Preparation {
      private final ReferenceGraph references;
      private final ServerLocations locations;
      private final Map<Write, EntryResult> results;

      /**
       * @param results what became of the entries so far; those that are still to come are not in
       *     it
       */
      Preparation(
          ReferenceGraph references, ServerLocations locations, Map<Write, EntryResult> results) {
        this.references = references;
        this.locations = locations;
        this.results = results;
      }

      /** Something that an entry refers to and that is not on the server, after all was tried. */
      Optional<Write> missing(Write write) {
        return references.targets(write).stream().filter(this::hasFailed).findFirst();
      }

      private boolean hasFailed(Write target) {
        EntryResult result = results.get(target);
        return result != null && !result.outcome().isOnServer();
      }

      /**
       * The entries of a request.
       *
       * @param together whether the server resolves references between them
       */
      List<PreparedEntry> ready(List<Write> part, boolean together) throws ExchangeException {
        Set<Write> resolvable = together ? new LinkedHashSet<>(part) : Set.of();
        List<PreparedEntry> ready = new ArrayList<>();
        for (Write write : part) {
          ready.add(ready(write, resolvable));
        }
        return ready;
      }

      private PreparedEntry ready(Write write, Set<Write> resolvable) throws ExchangeException {
        Set<Write> targets = references.targets(write);
        for (Write target : targets) {
          if (!resolvable.contains(target)) {
            locations.find(target);
          }
        }
        boolean cut =
            targets.stream().anyMatch(t -> !resolvable.contains(t) && locations.known(t).isEmpty());
        Resource sent =
            references.rewritten(
                write,
                target ->
                    resolvable.contains(target)
                        ? Optional.empty()
                        : Optional.of(locations.known(target).orElse("")));
        return new PreparedEntry(write, sent, cut);
      }
    }

    /** Where the resources of a Bundle are on the server: as it says, else as found by a search. */
    private static final class ServerLocations {
      private final FhirClient client;
      private final Map<String, String> locations = new HashMap<>();

      ServerLocations(FhirClient client) {
        this.client = client;
      }

      void put(Write write, String location) {
        locations.put(write.fullUrl(), location);
      }

      /** {@code Type/id}; empty if the server has not said. */
      Optional<String> known(Write write) {
        return Optional.ofNullable(locations.get(write.fullUrl()));
      }

      /**
       * The same, asking the server if need be; empty if it has none, or several, or does not
       * search.
       *
       * @throws ExchangeException if the server does not answer
       */
      Optional<String> find(Write write) throws ExchangeException {
        String search = write.target().search();
        if (known(write).isPresent() || search.isEmpty()) {
          return known(write);
        }
        // What a cache remembers is older than what was just written.
        Interaction question =
            Interaction.get(search + "&_elements=id&_count=2").with("Cache-Control", "no-cache");
        Answer answer = client.send(question);
        Optional<String> found =
            answer
                .resource(Bundle.class)
                .filter(bundle -> answer.isSuccess() && bundle.getEntry().size() == 1)
                .map(bundle -> bundle.getEntryFirstRep().getResource())
                .filter(resource -> resource != null && resource.hasId())
                .filter(resource -> resource.fhirType().equals(write.target().type()))
                .map(resource -> write.target().type() + "/" + resource.getIdElement().getIdPart())
                .filter(place -> Place.isOf(write.target().type(), place));
        found.ifPresent(location -> put(write, location));
        return found;
      }
    }
  }
}

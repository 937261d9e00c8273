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
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.EntryAnswer.Place;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Ledger.EarlierRun;
import org.case2fhir.export.Sender.PreparedEntry;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * Carries a plan out: request by request, until all are sent or the server is gone. Every entry of
 * the plan has a result in the end.
 */
final class ExportRun {
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
          String why = "it refers to what was not written (" + missing.get().target().type() + ")";
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
   * there, those that the server will resolve stay, and those to what is still to come are left out
   * for now.
   */
  private static final class Preparation {
    private final ReferenceGraph references;
    private final ServerLocations locations;
    private final Map<Write, EntryResult> results;

    /**
     * @param results what became of the entries so far; those that are still to come are not in it
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
     * The same, asking the server if need be; empty if it has none, or several, or does not search.
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

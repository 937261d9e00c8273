package org.case2fhir.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.export.Requests.Ready;

/**
 * Carries a plan out: request by request, until all are sent or the server is gone. Every entry of
 * the plan has a result in the end.
 */
final class ExportRun {
  private final ExportPlan plan;
  private final Ledger ledger;
  private final Whereabouts whereabouts;
  private final Sender sender;
  private final Preparation preparation;
  private final Map<Write, EntryResult> results = new LinkedHashMap<>();
  private final Map<Write, EntryResult> cut = new LinkedHashMap<>();
  private String stopped = "";

  /**
   * @param before a time by the server's clock, before anything was sent
   */
  ExportRun(
      ExportPlan plan, FhirConversation conversation, Ledger ledger, Optional<Instant> before) {
    this.plan = plan;
    this.ledger = ledger;
    this.whereabouts = new Whereabouts(conversation);
    this.sender = new Sender(conversation, before);
    this.preparation = new Preparation(new References(plan.all()), whereabouts, results);
  }

  /** The results in the order of the Bundle. */
  List<EntryResult> run(EarlierRun earlier) {
    plan.refused()
        .forEach(
            (w, why) -> add(EntryResult.failed(w, EntryOutcome.REFUSED, 0, "not sent: " + why)));
    for (Write write : plan.all()) {
      earlier.of(write).ifPresent(this::add);
    }
    for (List<Write> part : plan.parts()) {
      write(part.stream().filter(write -> !results.containsKey(write)).toList());
    }
    for (List<Write> part : closing()) {
      close(part);
    }
    return plan.all().stream().map(results::get).toList();
  }

  private void add(EntryResult result) {
    results.put(result.write(), result);
    if (result.hasLocation()) {
      whereabouts.put(result.write(), result.location());
    }
    if (result.outcome() != EntryOutcome.EARLIER && !ledger.add(result)) {
      stopped = "the ledger cannot be written";
    }
  }

  private void write(List<Write> part) {
    List<Write> sendable = sendable(part);
    if (sendable.isEmpty()) {
      return;
    }
    if (!stopped.isEmpty()) {
      sendable.forEach(write -> add(EntryResult.notSent(write, stopped)));
      return;
    }
    List<Ready> ready;
    try {
      ready = preparation.ready(sendable, plan.mode() == ExportMode.TRANSACTION);
    } catch (ExchangeException e) {
      stopped = e.getMessage();
      sendable.forEach(write -> add(EntryResult.notSent(write, stopped)));
      return;
    }
    Sender.Sent sent = sender.send(ready, plan.mode());
    stopped = sent.stop();
    for (int i = 0; i < ready.size(); i++) {
      EntryResult result = sent.results().get(i);
      if (ready.get(i).cut() && result.outcome().isWritten()) {
        cut.put(result.write(), result);
        // Until the second update it is not whole, whatever happens in between.
        add(result.as(EntryOutcome.INCOMPLETE, "a reference is still to be added"));
      } else {
        add(result);
      }
    }
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
          add(EntryResult.notSent(write, stopped.isEmpty() ? why : stopped));
          sendable.remove(write);
          changed = true;
        }
      }
    }
    return sendable;
  }

  private List<List<Write>> closing() {
    int most = plan.parts().stream().mapToInt(List::size).max().orElse(1);
    return Parts.chunks(List.copyOf(cut.keySet()), most);
  }

  /** Sends again what was sent without some of its references. */
  private void close(List<Write> part) {
    if (!stopped.isEmpty()) {
      return;
    }
    Sender.Sent sent;
    List<Ready> ready;
    try {
      ready = preparation.ready(part, /* together= */ false);
      sent = sender.send(ready, plan.mode());
    } catch (ExchangeException e) {
      stopped = e.getMessage();
      return;
    }
    stopped = sent.stop();
    for (int i = 0; i < ready.size(); i++) {
      add(closed(ready.get(i), sent.results().get(i)));
    }
  }

  private EntryResult closed(Ready ready, EntryResult second) {
    EntryResult first = cut.get(ready.write());
    if (second.outcome().isWritten() && !ready.cut()) {
      return second.as(first.outcome(), "");
    }
    String why =
        ready.cut() ? "a reference leads to something that was not written" : second.words();
    return first.as(EntryOutcome.INCOMPLETE, why);
  }
}

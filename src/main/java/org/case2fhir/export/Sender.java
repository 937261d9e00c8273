package org.case2fhir.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.ServerWords;
import org.case2fhir.export.Requests.Ready;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;

/** Sends one request of an export and reads from the answer what became of each of its entries. */
final class Sender {
  private final FhirConversation conversation;
  private final Optional<Instant> before;

  Sender(FhirConversation conversation, Optional<Instant> before) {
    this.conversation = conversation;
    this.before = before;
  }

  /**
   * What came of a request.
   *
   * @param results one for each entry, in their order
   * @param stop why no more should be sent; empty to go on
   */
  record Sent(List<EntryResult> results, String stop) {}

  Sent send(List<Ready> entries, ExportMode mode) {
    return switch (mode) {
      case TRANSACTION -> together(entries, BundleType.TRANSACTION);
      case BATCH -> batch(entries);
      case RESOURCES -> single(entries);
    };
  }

  private Sent single(List<Ready> entries) {
    List<EntryResult> results = new ArrayList<>();
    String stop = "";
    for (Ready ready : entries) {
      if (!stop.isEmpty()) {
        results.add(EntryResult.notSent(ready.write(), stop));
        continue;
      }
      try {
        Answer answer = conversation.send(Requests.single(ready));
        results.add(EntryAnswer.of(answer).about(ready.write(), before));
        stop = stop(answer);
      } catch (ExchangeException e) {
        results.add(lost(ready, e));
        stop = e.getMessage();
      }
    }
    return new Sent(results, stop);
  }

  /** Entries that the server wants later are sent again by themselves; the others are not. */
  private Sent batch(List<Ready> entries) {
    Sent all = together(entries, BundleType.BATCH);
    List<EntryResult> results = new ArrayList<>(all.results());
    String stop = all.stop();
    for (int sent = 1; stop.isEmpty(); sent++) {
      List<Integer> later = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        int status = results.get(i).status();
        if (status == 429 || status == 503) {
          later.add(i);
        }
      }
      try {
        if (later.isEmpty() || !conversation.pause(sent)) {
          break;
        }
      } catch (ExchangeException e) {
        return new Sent(results, e.getMessage());
      }
      Sent again = together(later.stream().map(entries::get).toList(), BundleType.BATCH);
      stop = again.stop();
      for (int i = 0; i < later.size(); i++) {
        results.set(later.get(i), again.results().get(i));
      }
    }
    return new Sent(results, stop);
  }

  private Sent together(List<Ready> entries, BundleType type) {
    Interaction request = Requests.bundle(entries, type);
    try {
      Answer answer = conversation.send(request);
      return new Sent(results(entries, answer), stop(answer));
    } catch (ExchangeException e) {
      return new Sent(entries.stream().map(ready -> lost(ready, e)).toList(), e.getMessage());
    }
  }

  private static EntryResult lost(Ready ready, ExchangeException failure) {
    EntryOutcome outcome =
        failure.kind().mayHaveArrived() ? EntryOutcome.UNKNOWN : EntryOutcome.NOT_SENT;
    return EntryResult.failed(ready.write(), outcome, 0, failure.getMessage());
  }

  private List<EntryResult> results(List<Ready> entries, Answer answer) {
    if (!answer.isSuccess()) {
      EntryAnswer all = EntryAnswer.of(answer);
      return entries.stream().map(ready -> all.about(ready.write(), before)).toList();
    }
    Optional<Bundle> response = ServerWords.resource(answer, Bundle.class);
    if (response.isEmpty() || response.get().getEntry().size() != entries.size()) {
      String why =
          response.isEmpty()
              ? ServerWords.of(answer)
              : "the answer has " + response.get().getEntry().size() + " entries";
      return entries.stream()
          .map(
              ready ->
                  EntryResult.failed(ready.write(), EntryOutcome.UNKNOWN, answer.status(), why))
          .toList();
    }
    List<EntryResult> results = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      BundleEntryComponent entry = response.get().getEntry().get(i);
      results.add(EntryAnswer.of(entry.getResponse()).about(entries.get(i).write(), before));
    }
    return results;
  }

  /** After some answers every other request would get the same. */
  private static String stop(Answer answer) {
    return switch (answer.status()) {
      case 401 -> "the server does not accept the credentials";
      case 429, 503 -> "the server takes no more requests";
      case 502, 504 -> "the server cannot be reached";
      default -> "";
    };
  }
}

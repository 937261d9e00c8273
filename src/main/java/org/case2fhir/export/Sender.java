package org.case2fhir.export;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.export.Write.WriteTarget;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;

/** Sends one request of an export and reads from the answer what became of each of its entries. */
final class Sender {
  private final FhirClient client;
  private final Optional<Instant> before;

  Sender(FhirClient client, Optional<Instant> before) {
    this.client = client;
    this.before = before;
  }

  /**
   * What came of a request.
   *
   * @param results one for each entry, in their order
   * @param stop why no more should be sent; empty to go on
   */
  record Sent(List<EntryResult> results, String stop) {}

  Sent send(List<PreparedEntry> entries, ExportMode mode) {
    return switch (mode) {
      case TRANSACTION -> together(entries, BundleType.TRANSACTION);
      case BATCH -> batch(entries);
      case RESOURCES -> single(entries);
    };
  }

  private Sent single(List<PreparedEntry> entries) {
    List<EntryResult> results = new ArrayList<>();
    String stop = "";
    for (PreparedEntry ready : entries) {
      if (!stop.isEmpty()) {
        results.add(EntryResult.notSent(ready.write(), stop));
        continue;
      }
      try {
        Answer answer = client.send(single(ready));
        results.add(EntryAnswer.of(answer).about(ready.write(), base(), before));
        stop = stop(answer);
      } catch (ExchangeException e) {
        results.add(lost(ready, e));
        stop = e.getMessage();
      }
    }
    return new Sent(results, stop);
  }

  /** Entries that the server wants later are sent again by themselves; the others are not. */
  private Sent batch(List<PreparedEntry> entries) {
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
        if (later.isEmpty() || !client.pause(sent)) {
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

  private Sent together(List<PreparedEntry> entries, BundleType type) {
    Interaction request = bundle(entries, type);
    try {
      Answer answer = client.send(request);
      return new Sent(results(entries, answer), stop(answer));
    } catch (ExchangeException e) {
      return new Sent(entries.stream().map(ready -> lost(ready, e)).toList(), e.getMessage());
    }
  }

  private static EntryResult lost(PreparedEntry ready, ExchangeException failure) {
    EntryOutcome outcome =
        failure.kind().mayHaveArrived() ? EntryOutcome.UNKNOWN : EntryOutcome.NOT_SENT;
    return EntryResult.failed(ready.write(), outcome, 0, failure.getMessage());
  }

  private List<EntryResult> results(List<PreparedEntry> entries, Answer answer) {
    if (!answer.isSuccess()) {
      EntryAnswer all = EntryAnswer.of(answer);
      return entries.stream().map(ready -> all.about(ready.write(), base(), before)).toList();
    }
    Optional<Bundle> response = answer.resource(Bundle.class);
    if (response.isEmpty() || response.get().getEntry().size() != entries.size()) {
      String why =
          response.isEmpty()
              ? answer.reason()
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
      results.add(EntryAnswer.of(entry).about(entries.get(i).write(), base(), before));
    }
    return distinct(results);
  }

  /** Two resources that are new cannot be at one place: at least one of them is not there. */
  private static List<EntryResult> distinct(List<EntryResult> results) {
    Map<String, Long> news =
        results.stream()
            .filter(result -> result.outcome() == EntryOutcome.CREATED && result.hasLocation())
            .collect(Collectors.groupingBy(EntryResult::location, Collectors.counting()));
    return results.stream()
        .map(
            result ->
                result.outcome() == EntryOutcome.CREATED
                        && news.getOrDefault(result.location(), 1L) > 1
                    ? EntryResult.failed(
                        result.write(),
                        EntryOutcome.UNKNOWN,
                        result.status(),
                        result.status() + ", but the server names one place for several resources")
                    : result)
        .toList();
  }

  private URI base() {
    return client.endpoint().base();
  }

  /** After some answers every other request would get the same. */
  private static String stop(Answer answer) {
    return switch (answer.status()) {
      case 401 -> "the server does not accept the credentials";
      case 429, 503 ->
          "the server takes no more requests"
              + (answer.remark().isEmpty() ? "" : " (" + answer.remark() + ")");
      case 502, 504 -> "the server cannot be reached";
      default -> "";
    };
  }

  /**
   * A resource as it is sent: with the references that hold on the server.
   *
   * @param cut whether a reference is left out that a second update adds
   */
  record PreparedEntry(Write write, Resource resource, boolean cut) {}

  /** One transaction or batch. */
  private static Interaction bundle(List<PreparedEntry> entries, BundleType type) {
    Bundle bundle = new Bundle().setType(type);
    for (PreparedEntry ready : entries) {
      bundle
          .addEntry()
          .setFullUrl(ready.write().fullUrl())
          .setResource(withId(ready))
          .setRequest(request(ready.write().target()));
    }
    boolean repeatable = entries.stream().allMatch(ready -> ready.write().target().isRepeatable());
    return outcomeOnly(Interaction.post("", Write.json(bundle), repeatable));
  }

  private static BundleEntryRequestComponent request(WriteTarget target) {
    BundleEntryRequestComponent request = new BundleEntryRequestComponent().setUrl(target.url());
    if (!target.ifMatch().isEmpty()) {
      request.setIfMatch(target.ifMatch());
    }
    return switch (target.kind()) {
      case UPDATE_IF, UPDATE -> request.setMethod(HTTPVerb.PUT);
      case CREATE_IF -> request.setMethod(HTTPVerb.POST).setIfNoneExist(target.argument());
      case CREATE -> request.setMethod(HTTPVerb.POST);
    };
  }

  /** One resource by itself. */
  private static Interaction single(PreparedEntry ready) {
    WriteTarget target = ready.write().target();
    String body = Write.json(withId(ready));
    Interaction request =
        switch (target.kind()) {
          case UPDATE_IF, UPDATE -> Interaction.put(target.url(), body);
          case CREATE_IF -> Interaction.createIfNone(target.url(), body, target.argument());
          case CREATE -> Interaction.post(target.url(), body, false);
        };
    return outcomeOnly(
        target.ifMatch().isEmpty() ? request : request.with("If-Match", target.ifMatch()).once());
  }

  /**
   * The answer is to tell what was done, and need not repeat what was sent. The LinuxForHealth FHIR
   * server (IBM's) compares an update with what it has only if it is asked to, by a header of its
   * own; without it each push would make a new version of all. Other servers ignore the header.
   */
  private static Interaction outcomeOnly(Interaction request) {
    return request
        .with("Prefer", "return=OperationOutcome")
        .with("X-FHIR-UPDATE-IF-MODIFIED", "true");
  }

  private static Resource withId(PreparedEntry ready) {
    WriteTarget target = ready.write().target();
    if (target.kind() == WriteKind.UPDATE) {
      ready.resource().setId(target.argument());
    }
    return ready.resource();
  }
}

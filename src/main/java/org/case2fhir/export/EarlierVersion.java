package org.case2fhir.export;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * Whether a server holds the case of an earlier version of a text. A case that is named after its
 * text has another id when the text is corrected, so that writing it would make a second patient.
 *
 * <p>The DocumentReference of such a case carries hashes of passages of its text; another document
 * on the server that shares half of them is another version of it.
 */
final class EarlierVersion {
  private static final String CASE = "urn:case2fhir:case";
  private static final String PASSAGE = "urn:case2fhir:passage";
  // Fewer are shared by chance.
  private static final int LEAST = 3;

  private EarlierVersion() {}

  /** The issue that names it; none for a case that the server has already. */
  static Optional<Issue> find(FhirClient client, String input, ExportPlan plan)
      throws ExchangeException {
    Optional<DocumentReference> ours =
        plan.all().stream()
            .map(Write::resource)
            .filter(DocumentReference.class::isInstance)
            .map(DocumentReference.class::cast)
            .filter(document -> values(document, PASSAGE).size() >= LEAST)
            .findFirst();
    if (ours.isEmpty()) {
      return Optional.empty();
    }
    Set<String> passages = values(ours.get(), PASSAGE);
    String criterion =
        passages.stream()
            .sorted()
            .map(hash -> PASSAGE + "%7C" + hash)
            .collect(Collectors.joining(","));
    Answer answer = client.send(Interaction.get("DocumentReference?identifier=" + criterion));
    if (!answer.isSuccess()) {
      return Optional.of(
          Issue.information(
              "earlier-version-unknown",
              "whether the server holds an earlier version of this text is not known: it answers "
                  + answer.status()
                  + " to a search for one",
              Location.of(input),
              "give the case an `id` of its own, so that a corrected text updates the same patient"));
    }
    String name = name(ours.get());
    Optional<DocumentReference> other =
        entries(answer)
            .filter(DocumentReference.class::isInstance)
            .map(DocumentReference.class::cast)
            .filter(document -> isOtherVersion(passages, document))
            .filter(document -> !publication(name(document)).equals(publication(name)))
            // Of several patients of that text the one of whom most is the same.
            .reduce((one, next) -> shared(passages, next) > shared(passages, one) ? next : one);
    return other.isEmpty() || isThere(client, plan)
        ? Optional.empty()
        : Optional.of(issue(input, other.get()));
  }

  private static boolean isOtherVersion(Set<String> passages, DocumentReference document) {
    int most = Math.min(passages.size(), values(document, PASSAGE).size());
    long shared = shared(passages, document);
    return shared >= LEAST && 2 * shared >= most;
  }

  private static long shared(Set<String> passages, DocumentReference document) {
    return values(document, PASSAGE).stream().filter(passages::contains).count();
  }

  // Patients of one text have names that differ in their number, and share what is said of all.
  private static String publication(String name) {
    return name.replaceFirst("-patient-\\d+$", "");
  }

  private static boolean isThere(FhirClient client, ExportPlan plan) throws ExchangeException {
    for (Write write : plan.all()) {
      if (write.resource() instanceof Patient && write.target().kind() != WriteKind.CREATE) {
        Answer answer = client.send(Interaction.get(write.target().search()));
        return answer.isSuccess() && entries(answer).anyMatch(Patient.class::isInstance);
      }
    }
    return false;
  }

  private static Stream<Resource> entries(Answer answer) {
    return answer.resource(Bundle.class).map(Bundle::getEntry).orElse(List.of()).stream()
        .map(BundleEntryComponent::getResource);
  }

  private static Set<String> values(DocumentReference document, String system) {
    return document.getIdentifier().stream()
        .filter(identifier -> system.equals(identifier.getSystem()))
        .map(Identifier::getValue)
        .collect(Collectors.toSet());
  }

  private static String name(DocumentReference document) {
    return values(document, CASE).stream().findFirst().orElse("");
  }

  private static Issue issue(String input, DocumentReference other) {
    String name = Answer.clean(name(other));
    String patient = Answer.clean(other.getSubject().getReference());
    return Issue.error(
        "earlier-version",
        "the server holds an earlier version of this text as the case "
            + Excerpt.of(name)
            + " ("
            + patient
            + "), so nothing was sent",
        Location.of(input),
        "give the case that id to update it (`extract --id "
            + publication(name)
            + "`, or `id` in the case file), or an id of its own if it is another patient");
  }
}

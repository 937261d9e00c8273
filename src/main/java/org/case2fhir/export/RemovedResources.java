package org.case2fhir.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.export.ExportOptions.GonePolicy;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What an earlier push of a case wrote and the case no longer holds: facts that were removed,
 * renamed or moved to another date. The Provenance of a case, which is written by id, lists what
 * was written; its lists before and after a push are compared.
 */
final class RemovedResources {
  /** Each is read by itself; a case has fewer. */
  private static final int MOST = 25_000;

  private static final Pattern PLACE =
      Pattern.compile("([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?");

  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String ALLERGY_VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

  private final FhirClient client;
  private final String input;
  private final List<Write> provenances;
  private final Set<String> before;

  private RemovedResources(
      FhirClient client, String input, List<Write> provenances, Set<String> before) {
    this.client = client;
    this.input = input;
    this.provenances = provenances;
    this.before = before;
  }

  /** Reads what was written last; to be asked before anything is sent. */
  static RemovedResources read(FhirClient client, String input, ExportPlan plan)
      throws ExchangeException {
    List<Write> provenances = plan.all().stream().filter(RemovedResources::isOurs).toList();
    return new RemovedResources(client, input, provenances, targets(client, provenances));
  }

  /** A Provenance of another program may leave out targets for reasons of its own. */
  private static boolean isOurs(Write write) {
    return write.target().kind() == WriteKind.UPDATE
        && write.resource() instanceof Provenance provenance
        && provenance.getContained().stream()
            .filter(Device.class::isInstance)
            .flatMap(device -> ((Device) device).getDeviceName().stream())
            .anyMatch(name -> "case2fhir".equals(name.getName()));
  }

  private static Set<String> targets(FhirClient client, List<Write> provenances)
      throws ExchangeException {
    Set<String> targets = new LinkedHashSet<>();
    String base = client.endpoint().base().toString().replaceAll("/$", "") + "/";
    for (Write write : provenances) {
      Answer answer = client.send(Interaction.get(write.target().url()));
      answer
          .resource(Provenance.class)
          .filter(found -> answer.isSuccess())
          .ifPresent(
              found ->
                  found.getTarget().stream()
                      .map(Reference::getReference)
                      .forEach(reference -> place(reference, base).ifPresent(targets::add)));
    }
    return targets;
  }

  private static Optional<String> place(String reference, String base) {
    String relative =
        reference != null && reference.startsWith(base)
            ? reference.substring(base.length())
            : String.valueOf(reference);
    Matcher place = PLACE.matcher(relative);
    return place.matches() ? Optional.of(place.group(1)) : Optional.empty();
  }

  /**
   * Does with what is gone what the user chose, after the case has been written.
   *
   * @param results what became of the entries; if the Provenance was not written, nothing is done,
   *     because then nobody knows what the case holds on the server
   */
  List<Issue> settle(Collection<EntryResult> results, GonePolicy policy) {
    boolean written =
        results.stream()
            .filter(result -> provenances.contains(result.write()))
            .allMatch(result -> result.outcome().isWritten());
    if (before.isEmpty() || !written) {
      return List.of();
    }
    try {
      Set<String> gone = new LinkedHashSet<>(before);
      gone.removeAll(targets(client, provenances));
      results.stream().map(EntryResult::location).forEach(gone::remove);
      List<String> places = gone.stream().limit(MOST).toList();
      return switch (policy) {
        case KEEP -> kept(places);
        case ENTERED_IN_ERROR -> marked(places);
        case DELETE -> deleted(places);
      };
    } catch (ExchangeException e) {
      return List.of(
          Issue.error(
              "gone-unknown",
              "what the case no longer holds is not known: " + e.getMessage(),
              Location.of(input),
              "push again"));
    }
  }

  private List<Issue> kept(List<String> places) throws ExchangeException {
    List<Issue> issues = new ArrayList<>();
    for (String place : places) {
      Optional<DomainResource> there = get(place);
      if (there.isPresent() && !isMarked(there.get())) {
        issues.add(
            Issue.warning(
                "no-longer-in-case",
                "the case no longer holds "
                    + named(place, there.get())
                    + "; it is still on the server",
                Location.of(input),
                "--gone entered-in-error marks it, --gone delete removes it"));
      }
    }
    return issues;
  }

  private List<Issue> marked(List<String> places) throws ExchangeException {
    List<Issue> issues = new ArrayList<>();
    for (String place : places) {
      Optional<DomainResource> there = get(place);
      if (there.isPresent() && !isMarked(there.get())) {
        issues.add(mark(place, there.get()));
      }
    }
    return issues;
  }

  private Issue mark(String place, DomainResource resource) throws ExchangeException {
    String name = named(place, resource);
    String version = resource.getMeta().getVersionId();
    if (!enterInError(resource)) {
      return refused(name, "its type has no status for that");
    }
    Interaction update = Interaction.put(place, Write.json(resource));
    Answer answer =
        client.send(
            version == null ? update : update.with("If-Match", "W/\"" + version + "\"").once());
    return answer.isSuccess()
        ? Issue.information(
            "entered-in-error",
            "the case no longer holds " + name + "; it is now marked as entered in error",
            Location.of(input),
            "nothing need be done")
        : refused(name, answer.status() + " " + answer.reason());
  }

  /** Again and again while some go: what others refer to goes after them. */
  private List<Issue> deleted(List<String> places) throws ExchangeException {
    List<Issue> issues = new ArrayList<>();
    List<String> open = new ArrayList<>(places);
    boolean progress = true;
    while (progress && !open.isEmpty()) {
      progress = false;
      for (String place : List.copyOf(open)) {
        Optional<DomainResource> there = get(place);
        Answer answer = there.isEmpty() ? null : client.send(Interaction.delete(place));
        if (answer == null || answer.isSuccess()) {
          open.remove(place);
          progress = true;
          there.ifPresent(
              resource ->
                  issues.add(
                      Issue.information(
                          "deleted",
                          "the case no longer holds " + named(place, resource) + "; it was deleted",
                          Location.of(input),
                          "nothing need be done")));
        }
      }
    }
    // What the server does not delete is marked.
    issues.addAll(marked(open));
    return issues;
  }

  private Optional<DomainResource> get(String place) throws ExchangeException {
    Answer answer = client.send(Interaction.get(place));
    return answer.isSuccess() ? answer.resource(DomainResource.class) : Optional.empty();
  }

  private Issue refused(String name, String why) {
    return Issue.error(
        "gone-not-marked",
        "the case no longer holds " + name + ", and it could not be marked: " + why,
        Location.of(input),
        "mark or delete it on the server");
  }

  private static String named(String place, DomainResource resource) {
    String words =
        List.of("code", "medication", "vaccineCode", "type", "relationship").stream()
            .map(resource::getNamedProperty)
            .filter(property -> property != null)
            .flatMap(property -> property.getValues().stream())
            .filter(CodeableConcept.class::isInstance)
            .map(concept -> ((CodeableConcept) concept).getText())
            .filter(text -> text != null && !text.isBlank())
            .findFirst()
            .orElse("");
    return words.isEmpty() ? place : place + " (" + Excerpt.of(Answer.clean(words)) + ")";
  }

  private static boolean isMarked(DomainResource resource) {
    return statusOf(resource).stream().anyMatch("entered-in-error"::equals);
  }

  private static List<String> statusOf(DomainResource resource) {
    List<String> codes = new ArrayList<>();
    for (String name : List.of("status", "verificationStatus")) {
      Property property = resource.getNamedProperty(name);
      if (property == null) {
        continue;
      }
      for (Base value : property.getValues()) {
        if (value instanceof CodeableConcept concept) {
          concept.getCoding().forEach(coding -> codes.add(coding.getCode()));
        } else {
          codes.add(value.primitiveValue());
        }
      }
    }
    return codes;
  }

  /**
   * Sets the status that R4 has for a mistake; a Condition and an AllergyIntolerance must have no
   * clinical status then (con-5, ait-2).
   */
  private static boolean enterInError(DomainResource resource) {
    if (resource instanceof Condition condition) {
      condition.setClinicalStatus(null);
      condition.setVerificationStatus(mistake(VERIFICATION));
      return true;
    }
    if (resource instanceof AllergyIntolerance allergy) {
      allergy.setClinicalStatus(null);
      allergy.setVerificationStatus(mistake(ALLERGY_VERIFICATION));
      return true;
    }
    if (resource.getNamedProperty("status") == null) {
      return false;
    }
    resource.setProperty("status", new CodeType("entered-in-error"));
    return true;
  }

  private static CodeableConcept mistake(String system) {
    CodeableConcept concept = new CodeableConcept();
    concept
        .addCoding()
        .setSystem(system)
        .setCode("entered-in-error")
        .setDisplay("Entered in Error");
    return concept;
  }

  /**
   * Whether the patient of a case is another one on the server: of another sex, or from another
   * publication. Then the case has the id of somebody else's case.
   */
  static Optional<Issue> otherPatient(FhirClient client, String input, ExportPlan plan)
      throws ExchangeException {
    for (Write write : plan.all()) {
      boolean searchable =
          write.target().kind() == WriteKind.UPDATE_IF
              || write.target().kind() == WriteKind.CREATE_IF
              || write.target().kind() == WriteKind.UPDATE;
      if (!searchable || !(write.resource() instanceof Patient ours)) {
        continue;
      }
      Answer answer = client.send(Interaction.get(write.target().search()));
      Optional<Bundle> found =
          answer.isSuccess() ? answer.resource(Bundle.class) : Optional.empty();
      for (Bundle.BundleEntryComponent entry : found.map(Bundle::getEntry).orElse(List.of())) {
        Resource there = entry.getResource();
        if (there instanceof Patient theirs && isOther(ours, theirs)) {
          return Optional.of(
              Issue.error(
                  "other-patient",
                  "the id of this case belongs to another patient on the server (Patient/"
                      + theirs.getIdElement().getIdPart()
                      + " has another sex or another source), so nothing was sent",
                  Location.of(input),
                  "give the case an `id` of its own, or correct the patient on the server first"));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOther(Patient ours, Patient theirs) {
    boolean sexes =
        ours.hasGender() && theirs.hasGender() && ours.getGender() != theirs.getGender();
    Optional<String> own = publication(ours);
    Optional<String> other = publication(theirs);
    return sexes || own.isPresent() && other.isPresent() && !own.equals(other);
  }

  // Servers may add the number of the request that wrote it.
  private static Optional<String> publication(Resource resource) {
    return Optional.ofNullable(resource.getMeta().getSource())
        .map(source -> source.replaceAll("#.*", ""))
        .filter(source -> source.startsWith("http"));
  }
}

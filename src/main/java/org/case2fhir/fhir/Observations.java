package org.case2fhir.fhir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;
import org.hl7.fhir.r4.model.Type;

/**
 * What all Observations have in common (<a href="http://hl7.org/fhir/R4/observation.html">R4
 * Observation</a>): final, about the patient, with an effective time, which says that it is unknown
 * where the case does not give it.
 */
final class Observations {
  private Observations() {}

  /** An Observation about the patient that a fact gives rise to. */
  static Observation begin(
      FactRef ref,
      String role,
      Optional<CodeableConcept> category,
      CodeableConcept code,
      CaseContext context) {
    Observation observation = new Observation();
    context.stamp(observation, ref, role);
    observation.addIdentifier(CaseContext.identifier(observation));
    observation.setStatus(Observation.ObservationStatus.FINAL);
    category.ifPresent(observation::addCategory);
    observation.setCode(code);
    observation.setSubject(context.subject());
    observation.setEffective(FhirValues.unknownDateTime());
    return observation;
  }

  /** Adds what any fact may state; severity becomes a component. */
  static void addCircumstances(
      Observation observation, Circumstances circumstances, DatedTime moment, CaseContext context) {
    context.encounter(circumstances).ifPresent(observation::setEncounter);
    setEffective(observation, moment);
    addSites(observation, circumstances.bodySites(), context);
    circumstances
        .severity()
        .ifPresent(
            severity ->
                addComponent(
                    observation,
                    CodeableConcepts.of("Severity", StructuralCodes.SEVERITY),
                    CodeableConcepts.of(severity)));
    EvidenceMapper.add(observation, circumstances, context);
  }

  /** Replaces the unknown time where a date is known. */
  static void setEffective(Observation observation, DatedTime moment) {
    FhirValues.time(moment).ifPresent(observation::setEffective);
  }

  /** Specimen and procedure; report and diagnosis point here from their side. */
  static void addLinks(Observation observation, Links links, CaseContext context) {
    links
        .procedure()
        .flatMap(id -> context.reference(FactKind.PROCEDURE, id))
        .ifPresent(observation::addPartOf);
    links.responseTo().forEach(id -> addCause(observation, id, context));
    links
        .specimen()
        .flatMap(id -> context.reference(FactKind.SPECIMEN, id))
        .ifPresent(observation::setSpecimen);
  }

  /** Joins to a treatment: R4 has a place for what was taken, and another for what was ordered. */
  static void addCause(Observation observation, String medication, CaseContext context) {
    boolean ordered =
        context
            .fact(FactKind.MEDICATION, medication)
            .flatMap(context::type)
            .equals(Optional.of(ResourceType.MedicationRequest));
    context
        .reference(FactKind.MEDICATION, medication)
        .ifPresent(ordered ? observation::addBasedOn : observation::addPartOf);
  }

  static void addComponent(Observation observation, CodeableConcept code, Type value) {
    observation.addComponent().setCode(code).setValue(value);
  }

  // R4 has room for one site only: several are named together and told apart in components.
  private static void addSites(Observation observation, List<BodySite> sites, CaseContext context) {
    if (sites.size() == 1) {
      observation.setBodySite(CodeableConcepts.bodySite(sites.get(0), observation, context));
    } else if (sites.size() > 1) {
      observation.setBodySite(CodeableConcepts.ofText(DisplayText.ofSites(sites)));
      sites.stream()
          .map(CodeableConcepts::plainSite)
          .forEach(site -> addComponent(observation, CodeableConcepts.ofText("Body site"), site));
    }
  }

  /** The lines of a narrative that say what an Observation is joined to. */
  static NarrativeBuilder addLinks(NarrativeBuilder narrative, Links links, CaseContext context) {
    return narrative
        .item("Procedure", displays(FactKind.PROCEDURE, links.procedure().stream(), context))
        .item("Specimen", displays(FactKind.SPECIMEN, links.specimen().stream(), context))
        .item("Report", displays(FactKind.REPORT, links.report().stream(), context))
        .item("Response to", displays(FactKind.MEDICATION, links.responseTo().stream(), context));
  }

  private static Optional<String> displays(FactKind kind, Stream<String> ids, CaseContext context) {
    String words =
        ids.flatMap(id -> context.reference(kind, id).stream())
            .map(Reference::getDisplay)
            .collect(Collectors.joining(", "));
    return Optional.of(words).filter(told -> !told.isEmpty());
  }

  /** The lines of a narrative that all Observations share. */
  static NarrativeBuilder narrative(
      String headline, Circumstances circumstances, DatedTime moment, Optional<String> visit) {
    return NarrativeBuilder.of(headline)
        .item("Severity", circumstances.severity().map(severity -> severity.text()))
        .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
        .item("Time", moment.text())
        .item("Encounter", visit);
  }

  /**
   * R4's <a href="http://hl7.org/fhir/R4/valueset-observation-category.html">observation
   * categories</a>.
   *
   * <p>Complaints and past illnesses fit none and have our own word as text. Pathology is
   * laboratory; response to treatment belongs to "treatment protocols … medication therapy"
   * (therapy).
   */
  enum ObservationCategory {
    SOCIAL_HISTORY("social-history", "Social History"),
    VITAL_SIGNS("vital-signs", "Vital Signs"),
    IMAGING("imaging", "Imaging"),
    LABORATORY("laboratory", "Laboratory"),
    PROCEDURE("procedure", "Procedure"),
    SURVEY("survey", "Survey"),
    EXAM("exam", "Exam"),
    THERAPY("therapy", "Therapy");

    private final Code code;

    ObservationCategory(String code, String display) {
      this.code = new Code(Systems.OBSERVATION_CATEGORY, code, display);
    }

    CodeableConcept concept() {
      return CodeableConcepts.of(code);
    }

    static Optional<CodeableConcept> of(FindingCategory category) {
      return switch (category) {
        case SYMPTOM -> Optional.of(CodeableConcepts.ofText("Symptom"));
        case EXAM -> Optional.of(EXAM.concept());
        case IMAGING -> Optional.of(IMAGING.concept());
        case LABORATORY -> Optional.of(LABORATORY.concept());
        case PATHOLOGY -> Optional.of(LABORATORY.concept().setText("Pathology"));
        case PROCEDURE -> Optional.of(PROCEDURE.concept());
        case HISTORY -> Optional.of(CodeableConcepts.ofText("Medical history"));
        case SOCIAL, OCCUPATION -> Optional.of(SOCIAL_HISTORY.concept());
        case OUTCOME -> Optional.of(THERAPY.concept().setText("Outcome"));
        case NONE -> Optional.empty();
        case PHENOTYPE -> Optional.of(CodeableConcepts.ofText("Phenotypic feature"));
      };
    }

    static Optional<CodeableConcept> of(MeasurementCategory category) {
      return switch (category) {
        case LABORATORY -> Optional.of(LABORATORY.concept());
        case VITAL_SIGNS -> Optional.of(VITAL_SIGNS.concept());
        case IMAGING -> Optional.of(IMAGING.concept());
        case EXAM -> Optional.of(EXAM.concept());
        case PROCEDURE -> Optional.of(PROCEDURE.concept());
        case SURVEY -> Optional.of(SURVEY.concept());
        case NONE -> Optional.empty();
      };
    }
  }
}

package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.InterventionType;
import org.case2fhir.model.Intervention.Radiation;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.ScoreScales;

/**
 * A fact that is being put together; {@link FactBuilder} makes it and, when all is known, the fact
 * of it.
 */
final class FactDraft {
  FactKind kind;

  /** The mention that the fact is about. */
  final Graph.Node head;

  /** The rule that made it. */
  final String rule;

  /** All mentions that became a part of it, the head among them. */
  final Set<Graph.Node> parts = new LinkedHashSet<>();

  Concept concept;
  Assertion assertion = Assertion.PRESENT;
  Optional<String> visit = Optional.empty();
  Optional<When> time = Optional.empty();
  final Set<BodySite> sites = new LinkedHashSet<>();
  Optional<Concept> severity = Optional.empty();
  final Set<String> notes = new LinkedHashSet<>();
  final Set<Evidence> evidence = new LinkedHashSet<>();

  /** How likely it is that the fact is true, from 0 to 1. */
  double confidence = 1;

  /** The same as the fact says it, if it does. */
  Optional<BigDecimal> statedConfidence = Optional.empty();

  /** Of a problem: what its words say of the course of one that was there before. */
  Course course = Course.NONE;

  boolean comorbidity;
  boolean differential;
  Optional<ClinicalStatus> clinicalStatus = Optional.empty();
  final Set<Concept> stage = new LinkedHashSet<>();
  FindingCategory findingCategory = FindingCategory.SYMPTOM;
  MeasurementCategory measurementCategory = MeasurementCategory.LABORATORY;
  ReportCategory reportCategory = ReportCategory.OTHER;
  InterventionStatus interventionStatus = InterventionStatus.COMPLETED;
  Optional<Radiation> radiation = Optional.empty();
  MedicationStatus medicationStatus = MedicationStatus.UNKNOWN;
  Optional<Value> value = Optional.empty();
  Optional<Interpretation> interpretation = Optional.empty();
  Optional<Value> reference = Optional.empty();
  Optional<When> onset = Optional.empty();
  Optional<TimeSpan> duration = Optional.empty();
  Optional<When> abatement = Optional.empty();
  final List<Dose> doses = new ArrayList<>();
  Optional<String> response = Optional.empty();
  Optional<Concept> outcome = Optional.empty();
  Optional<String> conclusion = Optional.empty();
  Optional<Sex> sex = Optional.empty();
  final List<FamilyHistory.Illness> illnesses = new ArrayList<>();
  Optional<Subject.Death> deceased = Optional.empty();
  final List<Concept> reactions = new ArrayList<>();
  Optional<SubstanceCategory> substanceCategory = Optional.empty();

  Optional<FactDraft> procedure = Optional.empty();
  Optional<FactDraft> report = Optional.empty();

  /** What a study is called with its part of the body; as the bare name until facts are unified. */
  Optional<Concept> placed = Optional.empty();

  Optional<FactDraft> specimen = Optional.empty();
  final Set<String> processing = new LinkedHashSet<>();
  final Set<FactDraft> specimens = new LinkedHashSet<>();

  /** Of a report on specimens: the operations that they come from. */
  final Set<FactDraft> operations = new LinkedHashSet<>();

  final Set<FactDraft> responseTo = new LinkedHashSet<>();
  final Set<FactDraft> supports = new LinkedHashSet<>();
  final Set<FactDraft> reasons = new LinkedHashSet<>();

  /** Of an adverse event: the drugs that it is ascribed to. */
  final Set<FactDraft> suspects = new LinkedHashSet<>();

  /** Of a drug: why it was stopped, paused or not given. */
  Optional<Concept> termination = Optional.empty();

  /** What became of a problem. */
  enum Course {
    NONE,
    /** "improvement of", "worsening of": it is still there. */
    CHANGED,
    /** "resolution of": it is there no more. */
    RESOLVED
  }

  FactDraft(FactKind kind, Concept concept, Graph.Node head, String rule) {
    this.kind = kind;
    this.concept = concept;
    this.head = head;
    this.rule = rule;
    parts.add(head);
  }

  /** The same procedure, problem or finding at another date. */
  FactDraft at(When date) {
    FactDraft other = new FactDraft(kind, concept, head, rule);
    other.parts.addAll(parts);
    other.assertion = assertion;
    other.time = Optional.of(date);
    other.sites.addAll(sites);
    other.severity = severity;
    other.notes.addAll(notes);
    other.evidence.addAll(evidence);
    other.confidence = confidence;
    other.statedConfidence = statedConfidence;
    other.comorbidity = comorbidity;
    other.findingCategory = findingCategory;
    other.interventionStatus = interventionStatus;
    other.reasons.addAll(reasons);
    return other;
  }

  /** The same drug, given again at another time. */
  FactDraft courseAt(When date) {
    FactDraft other = at(date);
    other.time = Optional.empty();
    other.onset = Optional.of(date);
    other.medicationStatus = medicationStatus;
    other.doses.addAll(doses);
    return other;
  }

  // Of a drug that was taken up again it is not said why it had been stopped.
  private TreatmentContext context() {
    boolean ended =
        medicationStatus == MedicationStatus.STOPPED
            || medicationStatus == MedicationStatus.ON_HOLD
            || medicationStatus == MedicationStatus.NOT_TAKEN;
    return termination.isEmpty() || !ended
        ? TreatmentContext.NONE
        : new TreatmentContext(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), termination);
  }

  Circumstances circumstances() {
    Set<String> words = new LinkedHashSet<>(notes);
    if (kind == FactKind.DIAGNOSIS && onset.isEmpty()) {
      // A diagnosis has no field for how long it lasted.
      duration.map(span -> "for " + span).ifPresent(words::add);
    }
    return new Circumstances(
        visit,
        time,
        assertion,
        List.copyOf(sites),
        severity,
        words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words)),
        List.copyOf(evidence),
        statedConfidence);
  }

  /**
   * The fact.
   *
   * @param ids of all drafts that stay
   */
  Fact fact(Map<FactDraft, String> ids) {
    String id = ids.get(this);
    return switch (kind) {
      case DIAGNOSIS ->
          new Diagnosis(
              id,
              concept,
              circumstances(),
              comorbidity,
              differential,
              assertion == Assertion.ABSENT ? Optional.empty() : clinicalStatus,
              onset,
              assertion == Assertion.PRESENT ? abatement : Optional.empty(),
              List.copyOf(stage));
      case FINDING ->
          new Finding(
              id,
              concept,
              circumstances(),
              findingCategory,
              value,
              onset,
              duration,
              abatement,
              links(ids));
      case MEASUREMENT ->
          new Measurement(
              id,
              concept,
              circumstances(),
              measurementCategory,
              value.map(result -> ScoreScales.complete(concept.text(), result)),
              interpretation,
              reference,
              Optional.empty(),
              links(ids));
      case MEDICATION ->
          new MedicationUse(
              id,
              concept,
              circumstances(),
              medicationStatus,
              doses,
              onset,
              abatement,
              duration,
              named(ids, reasons, FactKind.DIAGNOSIS, FactKind.FINDING),
              response,
              Optional.empty(),
              Optional.empty(),
              context());
      case PROCEDURE ->
          new Intervention(
              id,
              concept,
              circumstances(),
              interventionStatus,
              abatement,
              named(ids, reasons, FactKind.DIAGNOSIS, FactKind.FINDING),
              outcome,
              List.of(),
              radiation.isPresent() ? InterventionType.RADIOTHERAPY : InterventionType.PROCEDURE,
              radiation,
              TreatmentContext.NONE);
      case SPECIMEN ->
          new Sample(
              id, concept, circumstances(), procedure.map(ids::get), List.copyOf(processing));
      case REPORT ->
          new StudyReport(
              id,
              concept,
              circumstances(),
              reportCategory,
              Stream.concat(
                      procedure.map(ids::get).stream(),
                      named(ids, operations, FactKind.PROCEDURE).stream())
                  .distinct()
                  .toList(),
              named(ids, specimens, FactKind.SPECIMEN),
              conclusion);
      case FAMILY_HISTORY ->
          new FamilyHistory(id, concept, circumstances(), sex, deceased, illnesses);
      case ALLERGY ->
          new Sensitivity(
              id,
              concept,
              circumstances(),
              substanceCategory,
              List.copyOf(reactions),
              Optional.empty());
      case IMMUNIZATION ->
          new Immunization(
              id, concept, given(), Optional.empty(), Optional.empty(), Optional.empty());
      case DEVICE ->
          new DeviceUse(
              id,
              concept,
              circumstances(),
              abatement,
              procedure.map(ids::get),
              named(ids, reasons, FactKind.DIAGNOSIS, FactKind.FINDING),
              Optional.empty(),
              Optional.empty());
      case ADVERSE_EVENT ->
          new AdverseEvent(
              id,
              concept,
              circumstances(),
              named(ids, suspects, FactKind.MEDICATION),
              Optional.empty(),
              Optional.empty());
      case IMAGE, VARIANT -> throw new IllegalStateException("no rule for " + kind);
    };
  }

  // A vaccination is a moment; what was not taken was not given.
  private Circumstances given() {
    time = time.or(() -> onset);
    if (medicationStatus == MedicationStatus.NOT_TAKEN) {
      assertion = Assertion.ABSENT;
    }
    return circumstances();
  }

  private Links links(Map<FactDraft, String> ids) {
    return new Links(
        named(ids, supports, FactKind.DIAGNOSIS),
        named(ids, responseTo, FactKind.MEDICATION),
        procedure.map(ids::get),
        specimen.map(ids::get),
        report.map(ids::get));
  }

  private static List<String> named(
      Map<FactDraft, String> ids, Collection<FactDraft> others, FactKind... kinds) {
    List<FactKind> wanted = List.of(kinds);
    return others.stream()
        .filter(other -> wanted.contains(other.kind) && ids.containsKey(other))
        .map(ids::get)
        .distinct()
        .toList();
  }
}

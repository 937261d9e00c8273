package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.ClinicalStatus;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.ReportCategory;
import org.case2fhir.model.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;

/**
 * A fact that is being put together; the only mutable thing of this package. Later stages add to it
 * what other words tell of it, and join it to other drafts; {@link FactNaming} makes facts of all
 * drafts in the end.
 */
final class Draft {
  final FactKind kind;
  final TimedSentence place;
  final Mention head;

  Concept concept;
  Assertion assertion = Assertion.PRESENT;
  Optional<String> visit;
  Optional<When> time = Optional.empty();
  final Set<BodySite> sites = new LinkedHashSet<>();
  Optional<Concept> severity = Optional.empty();
  final Set<String> notes = new LinkedHashSet<>();
  final Set<Evidence> evidence = new LinkedHashSet<>();

  boolean comorbidity;

  /** Whether its sites were told of a list that it belongs to. */
  boolean sharesSite;

  Optional<ClinicalStatus> clinicalStatus = Optional.empty();
  final Set<Concept> stage = new LinkedHashSet<>();
  FindingCategory findingCategory = FindingCategory.SYMPTOM;
  MeasurementCategory measurementCategory = MeasurementCategory.LABORATORY;
  ReportCategory reportCategory = ReportCategory.OTHER;
  InterventionStatus interventionStatus = InterventionStatus.COMPLETED;
  MedicationStatus medicationStatus = MedicationStatus.UNKNOWN;
  Optional<Value> value = Optional.empty();
  Optional<Interpretation> interpretation = Optional.empty();
  Optional<Value> reference = Optional.empty();
  Optional<When> onset = Optional.empty();
  Optional<TimeSpan> duration = Optional.empty();
  Optional<When> abatement = Optional.empty();
  final List<Dose> doses = new ArrayList<>();
  Optional<String> response = Optional.empty();
  Optional<String> conclusion = Optional.empty();
  Optional<Sex> sex = Optional.empty();
  final List<FamilyHistory.Illness> illnesses = new ArrayList<>();

  Optional<Draft> procedure = Optional.empty();
  Optional<Draft> report = Optional.empty();
  Optional<Draft> specimen = Optional.empty();
  final Set<String> processing = new LinkedHashSet<>();
  final Set<Draft> specimens = new LinkedHashSet<>();

  /** Of a report on specimens: the operations that they come from. */
  final Set<Draft> operations = new LinkedHashSet<>();

  final Set<Draft> responseTo = new LinkedHashSet<>();
  final Set<Draft> supports = new LinkedHashSet<>();
  final Set<Draft> reasons = new LinkedHashSet<>();

  /** A fact about the words of a mention. */
  Draft(FactKind kind, Concept concept, TimedSentence place, Mention head) {
    this.kind = kind;
    this.concept = concept;
    this.place = place;
    this.head = head;
    this.visit = place.visit();
  }

  PatientSentence sentence() {
    return place.sentence();
  }

  Circumstances circumstances() {
    return new Circumstances(
        visit,
        time,
        assertion,
        List.copyOf(sites),
        severity,
        notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)),
        List.copyOf(evidence));
  }
}

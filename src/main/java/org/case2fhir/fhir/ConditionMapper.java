package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Condition.ConditionStageComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Period;

/**
 * A disease the patient has, may have, or was shown not to have (<a
 * href="http://hl7.org/fhir/R4/condition.html">R4 Condition</a>).
 *
 * <p>A refuted Condition has neither clinical status nor abatement (con-4, con-5) and is never a
 * problem-list item (con-3). Otherwise the status is the case's, or resolved if an end is given, or
 * active. An end given for a disease that the case calls active stays in a note.
 */
final class ConditionMapper {
  private ConditionMapper() {}

  static Condition map(Diagnosis diagnosis, CaseContext context) {
    return map(diagnosis, FactRef.of(diagnosis), context);
  }

  /** For a diagnosis that stands for another fact: a finding under the user's policies. */
  static Condition map(Diagnosis diagnosis, FactRef ref, CaseContext context) {
    Circumstances circumstances = diagnosis.circumstances();
    Condition condition = new Condition();
    context.stamp(condition, ref, ResourceIds.PRIMARY);
    condition.addIdentifier(CaseContext.identifier(condition));
    Optional<ClinicalStatus> status = clinicalStatus(diagnosis);
    status.ifPresent(told -> condition.setClinicalStatus(clinical(told)));
    condition.setVerificationStatus(CodeableConcepts.of(verification(diagnosis)));
    condition.addCategory(CodeableConcepts.of(category(diagnosis)));
    circumstances.severity().map(CodeableConcepts::of).ifPresent(condition::setSeverity);
    condition.setCode(CodeableConcepts.of(diagnosis.concept()));
    CodeableConcepts.bodySites(circumstances.bodySites(), condition, context)
        .forEach(condition::addBodySite);
    condition.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(condition::setEncounter);
    for (int i = 0; i < diagnosis.stage().size(); i++) {
      ConditionStageComponent stage = condition.addStage();
      stage.setSummary(CodeableConcepts.of(diagnosis.stage().get(i)));
      StageMapper.references(diagnosis, i, context).forEach(stage::addAssessment);
    }
    context.evidence(ref).forEach(found -> condition.addEvidence().addDetail(found));
    NoteBuilder remarks = addTimes(condition, diagnosis, ref, context);
    condition.setNote(remarks.annotations());
    EvidenceMapper.add(condition, circumstances, context);
    condition.setText(narrative(diagnosis, status, remarks, context).build());
    return condition;
  }

  private static Optional<ClinicalStatus> clinicalStatus(Diagnosis diagnosis) {
    if (diagnosis.circumstances().assertion() == Assertion.ABSENT) {
      return Optional.empty();
    }
    boolean ended = diagnosis.abatement().isPresent();
    return diagnosis
        .clinicalStatus()
        .or(() -> Optional.of(ended ? ClinicalStatus.RESOLVED : ClinicalStatus.ACTIVE));
  }

  private static CodeableConcept clinical(ClinicalStatus status) {
    String code = status.code();
    return CodeableConcepts.of(
        new Code(Systems.CONDITION_CLINICAL, code, DisplayText.capital(code)));
  }

  private static Code verification(Diagnosis diagnosis) {
    return switch (diagnosis.circumstances().assertion()) {
      case PRESENT -> StructuralCodes.CONFIRMED;
      case ABSENT -> StructuralCodes.REFUTED;
      case POSSIBLE ->
          diagnosis.differential() ? StructuralCodes.DIFFERENTIAL : StructuralCodes.PROVISIONAL;
    };
  }

  private static Code category(Diagnosis diagnosis) {
    boolean refuted = diagnosis.circumstances().assertion() == Assertion.ABSENT;
    return diagnosis.comorbidity() && !refuted
        ? StructuralCodes.PROBLEM
        : StructuralCodes.ENCOUNTER_DIAGNOSIS;
  }

  private static NoteBuilder addTimes(
      Condition condition, Diagnosis diagnosis, FactRef ref, CaseContext context) {
    NoteBuilder remarks = NoteBuilder.of(diagnosis.circumstances());
    diagnosis.onset().ifPresent(when -> condition.setOnset(context.onset(ref, when)));
    diagnosis
        .abatement()
        .filter(when -> !isReversed(diagnosis, context))
        .ifPresent(when -> addAbatement(condition, when, remarks, ref, context));
    diagnosis
        .circumstances()
        .time()
        .ifPresent(
            when -> {
              DatedTime moment = context.moment(ref, when);
              addAsserted(condition, moment, remarks);
              if (diagnosis.circumstances().assertion() == Assertion.PRESENT) {
                addLatestOnset(condition, moment);
              }
            });
    return remarks;
  }

  // As of a period, an end that lies before the beginning is left out.
  private static boolean isReversed(Diagnosis diagnosis, CaseContext context) {
    Optional<PartialDate> first = diagnosis.onset().flatMap(context.timeline()::stated);
    Optional<PartialDate> last = diagnosis.abatement().flatMap(context.timeline()::stated);
    return first.isPresent() && last.filter(end -> end.isBefore(first.get())).isPresent();
  }

  private static void addAbatement(
      Condition condition, When when, NoteBuilder remarks, FactRef ref, CaseContext context) {
    boolean ended =
        condition.getClinicalStatus().getCoding().stream()
            .anyMatch(coding -> !isOngoing(coding.getCode()));
    if (ended) {
      condition.setAbatement(context.onset(ref, when));
      return;
    }
    remarks.add("End", context.timeline().words(when));
    context.note(
        ref,
        Severity.WARNING,
        "end-of-active-condition",
        "an end is stated for a condition that is active or was excluded; it is kept as a note",
        "set `status` to resolved, remission or inactive, or leave the end out");
  }

  private static boolean isOngoing(String code) {
    for (ClinicalStatus status : ClinicalStatus.values()) {
      if (status.code().equals(code)) {
        return !status.hasEnded();
      }
    }
    return true;
  }

  private static void addAsserted(Condition condition, DatedTime moment, NoteBuilder remarks) {
    moment
        .date()
        .map(FhirValues::dateTime)
        .ifPresent(date -> condition.addExtension(new Extension(Systems.CONDITION_ASSERTED, date)));
    remarks.add("Diagnosed", moment.onlyWords());
  }

  // A disease that was found at a date began no later: a period of onset with an end only. What was
  // excluded or is only suspected may never have begun. Where an encounter gives the time, or the
  // onset is known, that is not needed.
  private static void addLatestOnset(Condition condition, DatedTime moment) {
    if (condition.hasOnset() || condition.hasEncounter()) {
      return;
    }
    moment
        .date()
        .map(FhirValues::dateTime)
        .ifPresent(date -> condition.setOnset(new Period().setEndElement(date)));
  }

  private static NarrativeBuilder narrative(
      Diagnosis diagnosis,
      Optional<ClinicalStatus> status,
      NoteBuilder remarks,
      CaseContext context) {
    Circumstances circumstances = diagnosis.circumstances();
    CaseTimeline timeline = context.timeline();
    return NarrativeBuilder.of(DisplayText.of(diagnosis))
        .item("Clinical status", status.map(ClinicalStatus::code))
        .item("Verification", verification(diagnosis).code())
        .item("Severity", circumstances.severity().map(Concept::text))
        .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
        .item("Onset", diagnosis.onset().map(timeline::words))
        .item("End", diagnosis.abatement().map(timeline::words))
        .item("Diagnosed", circumstances.time().flatMap(when -> timeline.moment(when).text()))
        .item("Stage", DisplayText.ofConcepts(diagnosis.stage()))
        .notes(remarks);
  }
}

package org.case2fhir.fhir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.FamilyMemberHistory;
import org.hl7.fhir.r4.model.FamilyMemberHistory.FamilyHistoryStatus;
import org.hl7.fhir.r4.model.FamilyMemberHistory.FamilyMemberHistoryConditionComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * A relative and their diseases, never Conditions of the patient.
 *
 * <p>{@code condition} can only affirm: diseases that the relative did not have, or may have had,
 * are kept in a note.
 */
final class FamilyMemberHistoryMapper {
  private FamilyMemberHistoryMapper() {}

  static FamilyMemberHistory map(FamilyHistory history, CaseContext context) {
    FactRef ref = FactRef.of(history);
    Circumstances circumstances = history.circumstances();
    FamilyMemberHistory resource = new FamilyMemberHistory();
    context.stamp(resource, ref, ResourceIds.PRIMARY);
    resource.addIdentifier(CaseContext.identifier(resource));
    resource.setStatus(FamilyHistoryStatus.COMPLETED);
    resource.setPatient(context.subject());
    resource.setRelationship(CodeableConcepts.of(history.concept()));
    history.sex().map(FamilyMemberHistoryMapper::sex).ifPresent(resource::setSex);
    NoteBuilder remarks = NoteBuilder.of(circumstances);
    history.deceased().ifPresent(death -> addDeath(resource, death, remarks, context));
    addIllnesses(resource, history, remarks, context);
    remarks
        .add("Time", circumstances.time().map(context.timeline()::words))
        .add("Encounter", context.visitLabel(circumstances))
        .sites(circumstances)
        .severity(circumstances);
    resource.setNote(remarks.annotations());
    EvidenceMapper.add(resource, circumstances, context);
    resource.setText(narrative(history, remarks, context).build());
    return resource;
  }

  private static CodeableConcept sex(Sex sex) {
    String display = DisplayText.capital(sex.name().toLowerCase(Locale.ROOT));
    return CodeableConcepts.of(new Code(Systems.GENDER, sex.code(), display));
  }

  private static void addDeath(
      FamilyMemberHistory resource, Death death, NoteBuilder remarks, CaseContext context) {
    Type deceased =
        death.dead() && death.when().isPresent()
            ? timeOfDeath(death.when().get(), context)
            : new BooleanType(death.dead());
    resource.setDeceased(deceased);
    remarks.add("Cause of death", death.cause().map(Concept::text));
  }

  private static Type timeOfDeath(When when, CaseContext context) {
    if (when instanceof When.AtAge at) {
      Optional<Age> age = FhirValues.age(at.age());
      if (age.isPresent()) {
        return age.get();
      }
    }
    DatedTime moment = context.timeline().moment(when);
    return moment.date().isPresent()
        ? new DateType(moment.date().get().toString())
        : new StringType(context.timeline().words(when));
  }

  private static void addIllnesses(
      FamilyMemberHistory resource,
      FamilyHistory history,
      NoteBuilder remarks,
      CaseContext context) {
    Assertion assertion = history.circumstances().assertion();
    if (assertion == Assertion.PRESENT) {
      history.illnesses().forEach(illness -> addIllness(resource, illness, context));
      return;
    }
    String label = assertion == Assertion.ABSENT ? "No history of" : "Possible history of";
    String words = words(history.illnesses(), context);
    remarks.add(label, words.isEmpty() ? "any relevant illness" : words);
  }

  private static void addIllness(
      FamilyMemberHistory resource, FamilyHistory.Illness illness, CaseContext context) {
    FamilyMemberHistoryConditionComponent condition = resource.addCondition();
    condition.setCode(CodeableConcepts.of(illness.concept()));
    illness.outcome().map(CodeableConcepts::ofText).ifPresent(condition::setOutcome);
    illness.onset().map(when -> onset(when, context)).ifPresent(condition::setOnset);
  }

  // The relative's onset may be an age or words, but no date.
  private static Type onset(When when, CaseContext context) {
    if (when instanceof When.AtAge at) {
      Optional<Age> age = FhirValues.age(at.age());
      if (age.isPresent()) {
        return age.get();
      }
    }
    return new StringType(context.timeline().words(when));
  }

  private static String words(List<FamilyHistory.Illness> illnesses, CaseContext context) {
    return illnesses.stream()
        .map(illness -> words(illness, context))
        .collect(Collectors.joining("; "));
  }

  private static String words(FamilyHistory.Illness illness, CaseContext context) {
    String onset = illness.onset().map(when -> ", " + context.timeline().words(when)).orElse("");
    return illness.concept().text() + onset + illness.outcome().map(o -> ", " + o).orElse("");
  }

  private static NarrativeBuilder narrative(
      FamilyHistory history, NoteBuilder remarks, CaseContext context) {
    boolean present = history.circumstances().assertion() == Assertion.PRESENT;
    return NarrativeBuilder.of("Family history: " + history.concept().text())
        .item("Illnesses", present ? words(history.illnesses(), context) : "")
        .item("Deceased", history.deceased().map(death -> death.dead() ? "yes" : "no"))
        .item(
            "Time of death", history.deceased().flatMap(Death::when).map(context.timeline()::words))
        .notes(remarks);
  }
}

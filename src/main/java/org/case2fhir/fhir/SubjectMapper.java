package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Karyotype;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * What Patient has no element for: the age, with the visit at which it held, and the age at, words
 * about the time of and cause of death.
 */
final class SubjectMapper {
  private SubjectMapper() {}

  static List<Observation> map(Subject subject, CaseContext context) {
    List<Observation> observations = new ArrayList<>();
    subject.age().map(age -> age(age, context)).ifPresent(observations::add);
    subject.lastSeen().map(when -> lastSeen(when, context)).ifPresent(observations::add);
    subject.karyotype().map(sex -> karyotype(sex, context)).ifPresent(observations::add);
    subject.deceased().filter(Death::dead).ifPresent(death -> death(death, context, observations));
    return observations;
  }

  private static Observation age(Subject.AgeAt age, CaseContext context) {
    DatedTime moment =
        new DatedTime(age.at().flatMap(context.timeline()::dateOf), Optional.empty());
    Observation observation =
        make(
            "age",
            CodeableConcepts.of("Age", StructuralCodes.AGE),
            FhirValues.quantity(age.age()),
            moment,
            context);
    age.at().flatMap(context::encounter).ifPresent(observation::setEncounter);
    Optional<String> visit = age.at().flatMap(context::visitLabel);
    observation.setText(
        Observations.narrative("Age: " + age.age(), Circumstances.PLAIN, moment, visit).build());
    return observation;
  }

  private static void death(Death death, CaseContext context, List<Observation> observations) {
    DatedTime moment = new DatedTime(PatientMapper.dateOfDeath(death, context), Optional.empty());
    if (death.when().isPresent() && moment.date().isEmpty()) {
      When when = death.when().get();
      boolean age = when instanceof When.AtAge;
      Type value =
          when instanceof When.AtAge at
              ? FhirValues.quantity(at.age())
              : new StringType(context.timeline().words(when));
      String label = age ? "Age at death" : "Time of death";
      String words = when instanceof When.AtAge at ? at.age().toString() : value.toString();
      Observation observation =
          make("time-of-death", CodeableConcepts.ofText(label), value, moment, context);
      observation.setText(NarrativeBuilder.of(label + ": " + words).build());
      observations.add(observation);
    }
    death.cause().ifPresent(cause -> observations.add(cause(cause, moment, context)));
    death
        .survival()
        .ifPresent(
            span ->
                observations.add(
                    plain(
                        "survival",
                        CodeableConcepts.ofText("Survival since diagnosis"),
                        FhirValues.quantity(span),
                        span.toString(),
                        context)));
  }

  private static Observation plain(
      String role, CodeableConcept code, Type value, String words, CaseContext context) {
    Observation observation = make(role, code, value, DatedTime.NONE, context);
    observation.setText(NarrativeBuilder.of(code.getText() + ": " + words).build());
    return observation;
  }

  // An age that has no exact number, or that of an unborn child.
  private static Observation lastSeen(When when, CaseContext context) {
    String words = context.timeline().words(when);
    if (when instanceof When.AtGestation age) {
      CodeableConcept code =
          CodeableConcepts.of("Gestational age", StructuralCodes.GESTATIONAL_AGE);
      return plain("last-seen", code, FhirValues.quantity(age), words, context);
    }
    CodeableConcept code = CodeableConcepts.ofText("Age at last encounter");
    Type value = FhirValues.asComponent(context.onset(FactRef.SUBJECT, when));
    return plain("last-seen", code, value, words, context);
  }

  private static Observation karyotype(Karyotype karyotype, CaseContext context) {
    String words = karyotype == Karyotype.OTHER_KARYOTYPE ? "other karyotype" : karyotype.name();
    CodeableConcept code = CodeableConcepts.ofText("Karyotypic sex");
    return plain("karyotype", code, CodeableConcepts.ofText(words), words, context);
  }

  private static Observation cause(Concept cause, DatedTime moment, CaseContext context) {
    CodeableConcept code = CodeableConcepts.of("Cause of death", StructuralCodes.CAUSE_OF_DEATH);
    Observation observation =
        make("cause-of-death", code, CodeableConcepts.of(cause), moment, context);
    observation.setText(
        Observations.narrative(
                "Cause of death: " + cause.text(), Circumstances.PLAIN, moment, Optional.empty())
            .build());
    return observation;
  }

  private static Observation make(
      String role, CodeableConcept code, Type value, DatedTime moment, CaseContext context) {
    Observation observation =
        Observations.begin(
            FactRef.SUBJECT,
            role,
            Optional.of(ObservationCategory.SOCIAL_HISTORY.concept()),
            code,
            context);
    observation.setValue(value);
    Observations.setEffective(observation, moment);
    return observation;
  }
}

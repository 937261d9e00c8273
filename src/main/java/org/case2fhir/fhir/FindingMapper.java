package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.FindingMapper.StatusQuestions.AnsweredQuestion;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Finding.Support;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;

/**
 * A symptom, a sign or what a study showed.
 *
 * <p>As an Observation its code is the finding and its value says whether it is there: Present,
 * Absent or Suspected, or the size or degree that implies presence. Absence is never a status and
 * never an abatement. Onset, duration and end are components. Under the user's policies it becomes
 * a Condition instead.
 */
final class FindingMapper {
  private static final Map<String, String> NAMES =
      Map.of("PMID:", "https://pubmed.ncbi.nlm.nih.gov", "DOI:", "https://doi.org");

  private FindingMapper() {}

  static Observation map(Finding finding, CaseContext context) {
    FactRef ref = FactRef.of(finding);
    Circumstances circumstances = finding.circumstances();
    DatedTime moment = context.moment(ref, circumstances);
    Optional<AnsweredQuestion> status = StatusQuestions.of(finding);
    Observation observation =
        Observations.begin(
            ref,
            ResourceIds.PRIMARY,
            category(finding, status),
            status
                .map(question -> CodeableConcepts.of(question.question(), question.code()))
                .orElseGet(() -> CodeableConcepts.of(finding.concept())),
            context);
    if (status.isPresent()) {
      observation.setValue(
          CodeableConcepts.of(new Concept(status.get().words(), status.get().answers())));
    } else {
      setValue(observation, finding);
    }
    addCourse(observation, finding, context);
    Observations.addCircumstances(observation, circumstances, moment, context);
    Observations.addLinks(observation, finding.links(), context);
    finding.support().forEach(support -> addSupport(observation, support));
    NoteBuilder remarks = NoteBuilder.of(circumstances).add("Time", moment.onlyWords());
    observation.setNote(remarks.annotations());
    observation.setText(narrative(finding, moment, remarks, context).build());
    return observation;
  }

  // A way of life, however it came to be known.
  private static Optional<CodeableConcept> category(
      Finding finding, Optional<AnsweredQuestion> status) {
    return status.filter(AnsweredQuestion::isSocial).isPresent()
        ? Optional.of(ObservationCategory.SOCIAL_HISTORY.concept())
        : ObservationCategory.of(finding.category());
  }

  /** The same finding on the problem list, or refuted. */
  static Condition mapToCondition(Finding finding, CaseContext context) {
    Circumstances circumstances = withResultAsNote(finding);
    Diagnosis problem =
        new Diagnosis(
            finding.id(),
            finding.concept(),
            circumstances,
            true,
            false,
            Optional.empty(),
            finding.onset(),
            finding.abatement(),
            List.of());
    return ConditionMapper.map(problem, FactRef.of(finding), context);
  }

  // Condition has no value and no duration.
  private static Circumstances withResultAsNote(Finding finding) {
    Circumstances stated = finding.circumstances();
    List<String> notes = new ArrayList<>();
    stated.note().ifPresent(notes::add);
    finding.value().ifPresent(value -> notes.add("Value: " + DisplayText.of(value)));
    finding.duration().ifPresent(duration -> notes.add("Duration: " + duration));
    finding.modifiers().forEach(modifier -> notes.add("Modifier: " + modifier.text()));
    return notes.isEmpty() ? stated : stated.withNote(String.join("; ", notes));
  }

  private static void setValue(Observation observation, Finding finding) {
    Assertion assertion = finding.circumstances().assertion();
    Optional<Value> value = finding.value();
    boolean held = assertion == Assertion.PRESENT && value.isPresent();
    boolean alone =
        held
            && !ObservationValues.isComposite(value.get())
            && !ObservationValues.isLength(value.get());
    if (alone) {
      observation.setValue(ObservationValues.of(value.get()));
      ObservationValues.maximum(value.get()).ifPresent(observation::addReferenceRange);
      return;
    }
    observation.setValue(presence(assertion));
    value.ifPresent(
        stated -> {
          if (ObservationValues.isComposite(stated)) {
            ObservationValues.addComponents(observation, stated, false);
          } else {
            String label = ObservationValues.isLength(stated) ? "Extent" : "Value";
            Observations.addComponent(
                observation, CodeableConcepts.ofText(label), ObservationValues.of(stated));
          }
        });
  }

  /** Whether a finding is there, in SNOMED CT and as LOINC's answer. */
  static CodeableConcept presence(Assertion assertion) {
    return switch (assertion) {
      case PRESENT ->
          CodeableConcepts.of("Present", StructuralCodes.PRESENT, StructuralCodes.PRESENT_LOINC);
      case ABSENT ->
          CodeableConcepts.of("Absent", StructuralCodes.ABSENT, StructuralCodes.ABSENT_LOINC);
      case POSSIBLE -> CodeableConcepts.of("Possible", StructuralCodes.SUSPECTED);
    };
  }

  private static void addCourse(Observation observation, Finding finding, CaseContext context) {
    FactRef ref = FactRef.of(finding);
    finding
        .onset()
        .ifPresent(
            when -> {
              Type onset = context.onset(ref, when);
              CodeableConcept code =
                  onset instanceof Age
                      ? CodeableConcepts.ofText("Age at onset")
                      : CodeableConcepts.ofText("Onset");
              Observations.addComponent(observation, code, FhirValues.asComponent(onset));
            });
    finding
        .duration()
        .map(FhirValues::quantity)
        .ifPresent(
            length ->
                Observations.addComponent(
                    observation,
                    CodeableConcepts.of("Duration", StructuralCodes.DURATION),
                    length));
    finding.abatement().ifPresent(when -> addEnd(observation, when, ref, context));
    for (Concept modifier : finding.modifiers()) {
      CodeableConcept code = CodeableConcepts.ofText("Modifier");
      Observations.addComponent(observation, code, CodeableConcepts.of(modifier));
    }
  }

  private static void addEnd(Observation observation, When when, FactRef ref, CaseContext context) {
    Type end = context.onset(ref, when);
    String code = end instanceof Age ? "Age at end" : "End";
    Observations.addComponent(
        observation, CodeableConcepts.ofText(code), FhirValues.asComponent(end));
  }

  private static void addSupport(Observation observation, Support support) {
    support
        .kind()
        .ifPresent(
            kind ->
                Observations.addComponent(
                    observation, CodeableConcepts.ofText("Evidence"), CodeableConcepts.of(kind)));
    if (support.kind().isPresent()
        && Stream.of(support.reference(), support.url(), support.description())
            .allMatch(Optional::isEmpty)) {
      return;
    }
    Reference record = observation.addDerivedFrom().setType("DocumentReference");
    String words =
        Stream.of(support.description(), support.url())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    if (!words.isEmpty()) {
      record.setDisplay(words);
    }
    support.reference().map(FindingMapper::named).ifPresent(record::setIdentifier);
  }

  /** A record by its name, which begins with what kind of name it is: {@code PMID:30962759}. */
  private static Identifier named(String name) {
    for (Map.Entry<String, String> kind : NAMES.entrySet()) {
      if (name.regionMatches(true, 0, kind.getKey(), 0, kind.getKey().length())) {
        String value = name.substring(kind.getKey().length()).strip();
        return new Identifier().setSystem(kind.getValue()).setValue(value);
      }
    }
    return new Identifier().setValue(name);
  }

  private static NarrativeBuilder narrative(
      Finding finding, DatedTime moment, NoteBuilder remarks, CaseContext context) {
    CaseTimeline timeline = context.timeline();
    Circumstances circumstances = finding.circumstances();
    NarrativeBuilder shared =
        Observations.narrative(
            DisplayText.of(finding), circumstances, moment, context.visitLabel(circumstances));
    return Observations.addLinks(shared, finding.links(), context)
        .item("Value", finding.value().map(DisplayText::of))
        .item("Onset", finding.onset().map(timeline::words))
        .item("Duration", finding.duration().map(TimeSpan::toString))
        .item("End", finding.abatement().map(timeline::words))
        .item("Modifiers", DisplayText.ofConcepts(finding.modifiers()))
        .notes(remarks);
  }

  /**
   * Findings that receivers look for as the answer to a question: smoking status (US Core, IPS),
   * drinking, pregnancy, occupation. The finding "former smoker" becomes the question "tobacco
   * smoking status" with the answer "former smoker".
   *
   * <p>A denied habit has no answer here: who does not smoke may have smoked before. It stays the
   * finding with the value Absent.
   *
   * <p>Questions and LOINC's answers are those of US Core 6.1.0 and IPS 1.1.0; SNOMED CT's are
   * found in the Global Patient Set 2020, alcohol consumption in DICOM's context group 3774.
   */
  static final class StatusQuestions {
    private static final Code SMOKING = loinc("72166-2", "Tobacco smoking status");
    private static final Code ALCOHOL =
        new Code(Systems.SNOMED_CT, "897148007", "Alcohol consumption");
    private static final Code PREGNANCY = loinc("82810-3", "Pregnancy status");
    private static final Code OCCUPATION = loinc("11341-5", "History of Occupation");
    private static final String PREGNANT = "77386006";

    /** By SNOMED CT's code of the finding. */
    private static final Map<String, Question> QUESTIONS =
        Map.ofEntries(
            Map.entry("449868002", smoking("LA18976-3", "Current every day smoker")),
            Map.entry("428041000124106", smoking("LA18977-1", "Current some day smoker")),
            Map.entry("8517006", smoking("LA15920-4", "Former smoker")),
            Map.entry("266919005", smoking("LA18978-9", "Never smoker")),
            Map.entry(
                "77176002", new Question("Tobacco smoking status", SMOKING, Optional.empty())),
            Map.entry("8392000", new Question("Tobacco smoking status", SMOKING, Optional.empty())),
            Map.entry("219006", new Question("Alcohol use", ALCOHOL, Optional.empty())),
            Map.entry("228276006", new Question("Alcohol use", ALCOHOL, Optional.empty())),
            Map.entry("105542008", new Question("Alcohol use", ALCOHOL, Optional.empty())),
            Map.entry("82581004", new Question("Alcohol use", ALCOHOL, Optional.empty())),
            Map.entry(
                PREGNANT,
                new Question(
                    "Pregnancy status", PREGNANCY, Optional.of(loinc("LA15173-0", "Pregnant")))));

    private StatusQuestions() {}

    private record Question(String text, Code code, Optional<Code> answer) {}

    private static Question smoking(String answer, String display) {
      return new Question("Tobacco smoking status", SMOKING, Optional.of(loinc(answer, display)));
    }

    private static Code loinc(String code, String display) {
      return new Code(Systems.LOINC, code, display);
    }

    /**
     * A question and what the case answers.
     *
     * @param words what to call the answer
     */
    record AnsweredQuestion(String question, Code code, String words, List<Code> answers) {
      /** Whether it asks for a way of life; a pregnancy is none. */
      boolean isSocial() {
        return !code.equals(PREGNANCY);
      }
    }

    /** The question that a finding answers, if it says nothing more than the answer. */
    static Optional<AnsweredQuestion> of(Finding finding) {
      Assertion assertion = finding.circumstances().assertion();
      if (finding.value().isPresent()
          || assertion == Assertion.POSSIBLE
          || finding.circumstances().severity().isPresent()) {
        return Optional.empty();
      }
      String words = finding.concept().text();
      List<Code> codes = finding.concept().codes();
      if (finding.category() == FindingCategory.OCCUPATION && assertion == Assertion.PRESENT) {
        return Optional.of(new AnsweredQuestion("Occupation", OCCUPATION, words, codes));
      }
      Optional<Code> known =
          codes.stream()
              .filter(code -> code.system().equals(Systems.SNOMED_CT))
              .filter(code -> QUESTIONS.containsKey(code.code()))
              .findFirst();
      if (known.isEmpty()) {
        return Optional.empty();
      }
      Question question = QUESTIONS.get(known.get().code());
      if (assertion == Assertion.PRESENT) {
        List<Code> answers =
            question.answer().map(a -> List.of(known.get(), a)).orElse(List.of(known.get()));
        return Optional.of(new AnsweredQuestion(question.text(), question.code(), words, answers));
      }
      List<Code> not =
          List.of(
              new Code(Systems.SNOMED_CT, "60001007", "Not pregnant"),
              loinc("LA26683-5", "Not pregnant"));
      return known.get().code().equals(PREGNANT)
          ? Optional.of(new AnsweredQuestion(question.text(), question.code(), "Not pregnant", not))
          : Optional.empty();
    }
  }
}

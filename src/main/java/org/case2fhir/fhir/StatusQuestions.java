package org.case2fhir.fhir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Code;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;

/**
 * Findings that receivers look for as the answer to a question: smoking status (US Core, IPS),
 * drinking, pregnancy, occupation. The finding "former smoker" becomes the question "tobacco
 * smoking status" with the answer "former smoker".
 *
 * <p>A denied habit has no answer here: who does not smoke may have smoked before. It stays the
 * finding with the value Absent.
 *
 * <p>Questions and LOINC's answers are those of US Core 6.1.0 and IPS 1.1.0; SNOMED CT's are found
 * in the Global Patient Set 2020, alcohol consumption in DICOM's context group 3774.
 */
final class StatusQuestions {
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
          Map.entry("77176002", new Question("Tobacco smoking status", SMOKING, Optional.empty())),
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

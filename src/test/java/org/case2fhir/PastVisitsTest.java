package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Intervention;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An account that goes back some years comes back to the visit that it tells of. */
class PastVisitsTest {
  private static final String INTRO = "A 61-year-old man presented in May 2011 with ataxia. ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Physical examination revealed hepatomegaly.",
        "On admission, hepatomegaly was found.",
        "The clinical examination showed hepatomegaly."
      })
  void theExaminationIsOfTheVisitThatIsTold(String examination) {
    CaseReport report =
        Articles.report(INTRO + "In 2003, he presented with pancreatitis. " + examination);
    assertThat(visitOf(report, "hepatomegaly")).isEqualTo("first-visit");
    assertThat(visitOf(report, "ataxia")).isEqualTo("first-visit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"In 2013, he presented with jaundice.", "He came again in 2014 with gout."})
  void aLaterVisitGoesOn(String visit) {
    CaseReport report =
        Articles.report(INTRO + visit + " Physical examination revealed hepatomegaly.");
    assertThat(visitOf(report, "hepatomegaly")).isNotEqualTo("first-visit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She had undergone hysterectomy.",
        "Her past surgical history included hysterectomy.",
        "She had previously had a hysterectomy."
      })
  void anOperationOfThePastIsNeitherOfTheVisitNorAfterIt(String sentence) {
    Intervention operation =
        Articles.facts(
                Articles.report(
                    "A 61-year-old woman presented to our outpatient clinic in May 2011 with"
                        + " ataxia. "
                        + sentence
                        + " An examination was done."),
                Intervention.class,
                "hysterectomy")
            .get(0);
    assertThat(operation.circumstances().visit()).isEmpty();
    assertThat(operation.circumstances().time()).isEmpty();
  }

  private static String visitOf(CaseReport report, String finding) {
    return Articles.facts(report, Fact.class, finding)
        .get(0)
        .circumstances()
        .visit()
        .orElse("none");
  }
}

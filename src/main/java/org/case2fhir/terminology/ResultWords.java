package org.case2fhir.terminology;

import java.util.Set;

/** Tells the words of a qualitative result from those that only judge a quantity. */
final class ResultWords {
  private static final Set<String> PRESENCE =
      Set.of(
          "positive",
          "negative",
          "detected",
          "not detected",
          "undetected",
          "undetectable",
          "reactive",
          "nonreactive",
          "non reactive",
          "present",
          "absent",
          "trace",
          "indeterminate",
          "equivocal",
          "borderline",
          "pos",
          "neg",
          "+",
          "++",
          "+++",
          "++++",
          "1+",
          "2+",
          "3+",
          "4+",
          "weak positive",
          "weakly positive",
          "strongly positive",
          "strong positive",
          "low positive",
          "high positive",
          "none detected",
          "negative result",
          "positive result");
  private static final Set<String> JUDGEMENT =
      Set.of(
          "normal",
          "within normal limit",
          "within normal range",
          "within the normal range",
          "within the normal limit",
          "within reference range",
          "within the reference range",
          "in the normal range",
          "normal range",
          "wnl",
          "unremarkable",
          "abnormal",
          "low",
          "high",
          "elevated",
          "raised",
          "increased",
          "decreased",
          "reduced",
          "slightly elevated",
          "mildly elevated",
          "moderately elevated",
          "markedly elevated",
          "slightly increased",
          "mildly increased",
          "markedly increased",
          "slightly decreased",
          "mildly decreased",
          "markedly decreased",
          "very high",
          "very low",
          "not elevated",
          "not increased");

  private ResultWords() {}

  /** "positive", "not detected", "2+": the scale is ordinal. */
  static boolean isPresence(String text) {
    return PRESENCE.contains(TextForm.of(text)) || PRESENCE.contains(text.strip());
  }

  /** "normal", "slightly elevated": a number was judged and not told. */
  static boolean isJudgement(String text) {
    return JUDGEMENT.contains(TextForm.of(text));
  }
}

package org.case2fhir.terminology;

import java.util.Locale;

/** How far the words of a case are from the term that they were read as, the nearest first. */
public enum MatchKind {
  /** The preferred term, letter by letter but for case. */
  TERM,
  /** A synonym, letter by letter but for case. */
  SYNONYM,
  /** A term or synonym but for plural, possessive, accents, hyphens or national spelling. */
  NORMAL_FORM,
  /** The same words in another order: "cancer of the stomach", "pain, abdominal". */
  WORD_ORDER,
  /** Words exchanged for others that mean the same: "chest radiograph", "raised creatinine". */
  EQUIVALENT,
  /** An abbreviation that has one meaning here, by the domain or by the words around it. */
  ABBREVIATION,
  /** What is left when words of side, severity or manner are split off. */
  QUALIFIED,
  /** A long word misspelt, with one concept clearly nearest. */
  FUZZY;

  /** The one of two that is further from the words of the case. */
  MatchKind orFurther(MatchKind other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** As printed: "normal form". */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

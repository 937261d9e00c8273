package org.case2fhir.terminology;

/**
 * What sort of value a LOINC property takes, by <a
 * href="https://loinc.org/kb/users-guide/major-parts-of-a-loinc-term/">the parts of a LOINC
 * term</a>.
 */
enum TestProperty {
  /** A number with a unit: MCnc, SCnc, NCnc, Temp … */
  QUANTITY,
  /** A dilution: Titr. */
  TITER,
  /** Positive or negative: PrThr. */
  PRESENCE,
  /** Words that name or describe: Prid, Imp, Find, Type. */
  WORDS,
  /** Several measurements under one name, no value of its own; blood pressure above all. */
  PANEL;

  /** By the abbreviation that LOINC uses; what is not named here is a quantity. */
  static TestProperty of(String abbreviation) {
    return switch (abbreviation) {
      case "Titr" -> TITER;
      case "PrThr" -> PRESENCE;
      case "Prid", "Imp", "Find", "Type" -> WORDS;
      case "-" -> PANEL;
      default -> QUANTITY;
    };
  }
}

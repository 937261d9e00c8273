package org.case2fhir.terminology;

import java.util.List;
import java.util.Locale;

/** Where words may be exchanged: the same words are not equal everywhere. */
enum Scope {
  /** Everywhere. */
  ANY,
  /** Conditions and findings. */
  PROBLEM,
  /** Procedures and reports. */
  STUDY;

  static Scope named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The scope of a table's terms. */
  static Scope ofTable(String table) {
    return List.of("conditions", "findings").contains(table)
        ? PROBLEM
        : List.of("procedures", "reports").contains(table) ? STUDY : ANY;
  }
}

package org.case2fhir.reading;

import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** Tests and their results. */
final class TestFacts {
  private TestFacts() {}

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {}
}

package org.case2fhir.reading;

import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** Diseases, symptoms and signs. */
final class ProblemFacts {
  private ProblemFacts() {}

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {}
}

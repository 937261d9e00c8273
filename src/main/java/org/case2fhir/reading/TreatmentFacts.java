package org.case2fhir.reading;

import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** Drugs, procedures and studies. */
final class TreatmentFacts {
  private TreatmentFacts() {}

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {}
}

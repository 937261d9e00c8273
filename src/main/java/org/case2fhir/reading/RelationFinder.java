package org.case2fhir.reading;

/** Joins details to what they are said of: values to tests, doses to drugs, sites to findings. */
final class RelationFinder {
  private RelationFinder() {}

  /** Adds the edges of all sentences. */
  static void join(Graph graph) {}
}

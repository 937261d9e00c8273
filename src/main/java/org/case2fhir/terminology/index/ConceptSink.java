package org.case2fhir.terminology.index;

import java.io.IOException;
import java.util.List;

/** Takes the concepts of a release one by one. */
@FunctionalInterface
public interface ConceptSink {
  /**
   * Takes one concept with all its names.
   *
   * @throws IOException if it cannot be kept
   */
  void accept(IndexedConcept concept, List<IndexedTerm> terms) throws IOException;
}

package org.case2fhir.reading;

import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;

/** Graphs of short texts in which mentions stand in brackets: {@code no [fever:SIGN_SYMPTOM]}. */
final class GraphFixture {
  private GraphFixture() {}

  /** The graph of a text; a mention without a type is of the given one. */
  static Graph graph(String marked, MentionType type) {
    return RuleExample.graph(marked, type);
  }
}

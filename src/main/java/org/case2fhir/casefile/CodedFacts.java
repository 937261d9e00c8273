package org.case2fhir.casefile;

import java.util.List;
import org.case2fhir.model.Code;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Measurement;

/** What the vocabulary makes of a fact's words. */
final class CodedFacts {
  private CodedFacts() {}

  /** A test's code depends on its result: a mass and an amount of substance are two tests. */
  static List<Code> codes(Fact fact, ReadScope scope) {
    String text = fact.concept().text();
    return fact instanceof Measurement measurement
        ? scope.vocabulary().findTest(text, measurement.value())
        : scope.vocabulary().find(FactList.of(fact.kind()).domain(), text);
  }
}

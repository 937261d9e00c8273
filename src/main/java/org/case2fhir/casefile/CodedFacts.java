package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** What the vocabulary makes of a fact's words. */
final class CodedFacts {
  private CodedFacts() {}

  /** What the words of a fact are recognised as when they are read without codes. */
  static Recognition recognised(Fact fact, ReadScope scope) {
    String text = fact.concept().text();
    Vocabulary vocabulary = scope.vocabulary();
    Optional<Value> value =
        fact instanceof Measurement measurement ? measurement.value() : Optional.empty();
    Optional<TermMatch> match = match(fact.kind(), text, value, vocabulary);
    Circumstances told = fact.circumstances();
    return Recognition.of(match, text, told, vocabulary);
  }

  /** A test's code depends on its result: a mass and an amount of substance are two tests. */
  static Optional<TermMatch> match(
      FactKind kind, String text, Optional<Value> value, Vocabulary vocabulary) {
    Domain domain = FactList.of(kind).domain();
    return kind == FactKind.MEASUREMENT
        ? vocabulary.matchTest(text, value, List.of())
        : vocabulary.match(domain, text);
  }
}

package org.case2fhir.terminology;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.model.Value;

/**
 * Looks a test up with the codes whose LOINC property fits its value, as it is told, then without
 * the specimen and the sort of quantity that its codes say.
 */
record TestLookup(Layers layers, Collection<String> context) {

  /**
   * The test that words name.
   *
   * @param value absent where only the usual codes hold
   */
  Optional<TermMatch> match(String text, Optional<Value> value) {
    Lookup lookup = new Lookup(layers.forValue(value), Domain.TEST, context);
    return lookup
        .spelt(text)
        .map(match -> supplemented(withFittingCodes(match, value), value))
        .or(() -> other(lookup, text).map(match -> withFittingCodes(match, value)));
  }

  private TermMatch supplemented(TermMatch match, Optional<Value> value) {
    return layers.forValue(value).supplemented(Domain.TEST, match);
  }

  private static Optional<TermMatch> other(Lookup lookup, String text) {
    return TestWords.split(text)
        .flatMap(split -> agreeing(lookup, split))
        .or(() -> lookup.match(text));
  }

  private static Optional<TermMatch> agreeing(Lookup lookup, TestWords.Split split) {
    return lookup
        .spelt(split.rest())
        .map(match -> match.withCodes(match.codes().stream().filter(split::agrees).toList()))
        .filter(match -> !match.codes().isEmpty())
        .map(match -> match.by(MatchKind.EQUIVALENT));
  }

  private static TermMatch withFittingCodes(TermMatch match, Optional<Value> value) {
    if (!match.source().equals(Vocabulary.BUILT_IN)) {
      return match;
    }
    // All codes that agree with the words, of which those that fit the value stay.
    List<Code> fitting =
        BuiltInTables.tests().codes(match.term(), match.codes(), value, UnitTable.builtIn());
    return match.withCodes(fitting);
  }
}

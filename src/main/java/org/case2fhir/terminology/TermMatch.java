package org.case2fhir.terminology;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Code;

/**
 * The concept that the words of a case name, and why.
 *
 * @param term the preferred term of the concept
 * @param codes codes that mean exactly the concept, at most one of each system; of a test none
 *     where no code fits its value
 * @param kind how the words were recognised
 * @param matched the term or synonym that they were recognised by
 * @param qualifiers words that the codes do not say; a caller who cannot keep them must not use the
 *     codes
 * @param respelling the misspelt word and how it was read; callers tell it as an issue
 * @param source who knows the concept: a {@link TermSource#name}, or {@link Vocabulary#BUILT_IN}
 */
public record TermMatch(
    String term,
    List<Code> codes,
    MatchKind kind,
    String matched,
    List<Qualifier> qualifiers,
    Optional<Respelling> respelling,
    String source) {
  public TermMatch {
    codes = List.copyOf(codes);
    qualifiers = List.copyOf(qualifiers);
  }

  /** The match of whole words by a source of terms. */
  public static TermMatch of(
      String term, List<Code> codes, MatchKind kind, String matched, String source) {
    return new TermMatch(term, codes, kind, matched, List.of(), Optional.empty(), source);
  }

  /** Whether the codes say all that the words say, in a spelling that is not doubted. */
  public boolean isWhole() {
    return qualifiers.isEmpty() && respelling.isEmpty();
  }

  /** The same concept with other codes. */
  TermMatch withCodes(List<Code> others) {
    return new TermMatch(term, others, kind, matched, qualifiers, respelling, source);
  }

  /** The same concept, recognised by a longer way. */
  TermMatch by(MatchKind way) {
    MatchKind further = kind.orFurther(way);
    return new TermMatch(term, codes, further, matched, qualifiers, respelling, source);
  }

  /** The same concept, once words were split off. */
  TermMatch with(List<Qualifier> split) {
    MatchKind further = kind.orFurther(MatchKind.QUALIFIED);
    return new TermMatch(term, codes, further, matched, split, respelling, source);
  }

  /** The same concept, recognised by another spelling. */
  TermMatch respelt(Respelling spelling) {
    return new TermMatch(
        term, codes, MatchKind.FUZZY, matched, qualifiers, Optional.of(spelling), source);
  }
}

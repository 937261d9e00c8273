package org.case2fhir.terminology;

import java.util.List;
import java.util.Locale;
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

  /** How far the words of a case are from the term that they were read as, the nearest first. */
  public enum MatchKind {
    /** The preferred term, letter by letter but for case. */
    TERM,
    /** A synonym, letter by letter but for case. */
    SYNONYM,
    /** A term or synonym but for plural, possessive, accents, hyphens or national spelling. */
    NORMAL_FORM,
    /** The same words in another order: "cancer of the stomach", "pain, abdominal". */
    WORD_ORDER,
    /** Words exchanged for others that mean the same: "chest radiograph", "raised creatinine". */
    EQUIVALENT,
    /** An abbreviation that has one meaning here, by the domain or by the words around it. */
    ABBREVIATION,
    /** What is left when words of side, severity or manner are split off. */
    QUALIFIED,
    /** A long word misspelt, with one concept clearly nearest. */
    FUZZY;

    /** The one of two that is further from the words of the case. */
    MatchKind orFurther(MatchKind other) {
      return compareTo(other) >= 0 ? this : other;
    }

    /** As printed: "normal form". */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Words that were split off a term, to be kept with the fact: the codes of the rest do not say
   * it.
   *
   * @param words as the case writes them
   */
  public record Qualifier(QualifierKind kind, String words) {}

  /** What a word says that is split off a term before the rest is looked up. */
  public enum QualifierKind {
    /** The side of the body; belongs into the body site. */
    LATERALITY,
    /** The grading; belongs into the severity. */
    SEVERITY,
    /** How it goes on in time: "progressive", "intermittent"; for symptoms also "acute". */
    COURSE,
    /** How something is done or how a drug is given: "emergency", "repeat", "intravenous". */
    MANNER,
    /** Where on the body; belongs into the body site. */
    SITE
  }

  /**
   * A word that was read as another spelling, which the user is to know.
   *
   * @param written the word of the case
   * @param read the word of the vocabulary
   */
  public record Respelling(String written, String read) {}
}

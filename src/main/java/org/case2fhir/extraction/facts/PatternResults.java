package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * The pattern of a test's result: "positive with a speckled pattern" tells a second result of the
 * test, no finding of the patient.
 */
final class PatternResults {
  private static final int REACH = 60;
  private static final Pattern PATTERN =
      Pattern.compile("([\\p{L}-]{4,20}(?: [\\p{L}-]{4,20})?) pattern", Pattern.CASE_INSENSITIVE);
  private static final Pattern WITH =
      Pattern.compile("^[^.;]{0,50}?\\b(?:with|in|showing) (?:an? )?$", Pattern.CASE_INSENSITIVE);

  private PatternResults() {}

  /** The test whose pattern a mention tells. */
  static Optional<Mention> test(PatientSentence sentence, Mention pattern) {
    if (!PATTERN.matcher(sentence.words(pattern)).matches()) {
      return Optional.empty();
    }
    List<Mention> mentions = sentence.mentions();
    for (int i = mentions.indexOf(pattern) - 1; i >= 0; i--) {
      Mention test = mentions.get(i);
      int from = test.span().end();
      int to = pattern.span().start();
      if (test.type() == MentionType.DIAGNOSTIC_PROCEDURE && from < to) {
        boolean near =
            to - from <= REACH
                && WITH.matcher(sentence.words(new Span(from, to))).matches()
                && StudyKind.of(sentence.words(test)).flatMap(StudyKind::report).isEmpty();
        return near ? Optional.of(test) : Optional.empty();
      }
      if (test.type() != MentionType.LAB_VALUE) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The word that names the pattern: "speckled". */
  static String value(PatientSentence sentence, Mention pattern) {
    Matcher matcher = PATTERN.matcher(sentence.words(pattern));
    return matcher.matches() ? matcher.group(1) : sentence.words(pattern);
  }
}

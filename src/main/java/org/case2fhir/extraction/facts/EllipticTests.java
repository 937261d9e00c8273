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
 * Tests that share their last words: "renal and liver function tests" are renal function tests and
 * liver function tests.
 */
final class EllipticTests {
  private static final Pattern LETTERS =
      Pattern.compile("([\\p{L}]{5,14}) (?:\\p{Lu}(?:,? and |,? or |, | ))+$");
  private static final Pattern AND = Pattern.compile(" (?:and|or) |, ");

  private EllipticTests() {}

  /** The name of the first of two such tests, by the mention of the second. */
  static Optional<String> first(PatientSentence sentence, Mention test) {
    List<Mention> mentions = sentence.mentions();
    int index = mentions.indexOf(test);
    String words = sentence.words(test);
    int space = words.indexOf(' ');
    if (index < 1 || space < 0 || !isPart(sentence, mentions.get(index - 1))) {
      return Optional.empty();
    }
    return Optional.of(sentence.words(mentions.get(index - 1)) + words.substring(space));
  }

  /**
   * The name of a test, of a mere letter with its first word: of "hepatitis A, B" "hepatitis B".
   */
  static String lettered(PatientSentence sentence, Mention test) {
    String words = sentence.words(test);
    int from = Math.max(sentence.span().start(), test.span().start() - 50);
    if (words.length() != 1 || from >= test.span().start()) {
      return words;
    }
    Matcher list = LETTERS.matcher(sentence.words(new Span(from, test.span().start())));
    return list.find() ? list.group(1) + " " + words : words;
  }

  /** Whether a site is not where something was, but the first word of such a test. */
  static boolean isPart(PatientSentence sentence, Mention site) {
    List<Mention> mentions = sentence.mentions();
    int next = mentions.indexOf(site) + 1;
    return (site.type() == MentionType.BIOLOGICAL_STRUCTURE
            || site.type() == MentionType.DIAGNOSTIC_PROCEDURE
                && sentence.words(site).indexOf(' ') < 0)
        && next > 0
        && next < mentions.size()
        && mentions.get(next).type() == MentionType.DIAGNOSTIC_PROCEDURE
        && StudyKind.of(sentence.words(mentions.get(next))).flatMap(StudyKind::report).isEmpty()
        && sentence.words(mentions.get(next)).matches("(?i).* (?:function|enzyme|profile).*")
        && AND.matcher(Statements.between(sentence, site, mentions.get(next))).matches();
  }
}

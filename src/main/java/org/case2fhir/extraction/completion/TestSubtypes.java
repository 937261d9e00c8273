package org.case2fhir.extraction.completion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * The member of a panel that a result is really of: in "hepatitis serology (HBV) HBsAg was
 * positive" what was positive is HBsAg. An abbreviation behind a test that the vocabulary knows as
 * a test.
 */
final class TestSubtypes {
  private static final Pattern MEMBER =
      Pattern.compile(
          "^\\)? ([\\p{L}\\d][\\p{L}\\d-]{1,9})(?= (?:antibod(?:y|ies)"
              + " )?(?:was|were|is|revealed|showed|came|turned|tested)\\b)");
  private static final Pattern ABBREVIATION = Pattern.compile(".*(?:\\p{Lu}|\\d).*");

  private final Vocabulary vocabulary;

  TestSubtypes(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  void add(MentionLine line) {
    for (int i = 0; i < line.mentions().size(); i++) {
      Mention test = line.mentions().get(i);
      if (test.type() == MentionType.DIAGNOSTIC_PROCEDURE) {
        Matcher matcher = MEMBER.matcher(line.behind(i));
        if (matcher.find() && isTest(matcher.group(1))) {
          int at = test.span().end();
          line.add(new Mention(test.type(), new Span(at + matcher.start(1), at + matcher.end(1))));
        }
      }
    }
  }

  private boolean isTest(String word) {
    return ABBREVIATION.matcher(word).matches() && vocabulary.match(Domain.TEST, word).isPresent();
  }
}

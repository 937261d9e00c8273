package org.case2fhir.extraction.completion;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * Operations told by a verb that the tagger left out ("the cysts were excised"), and findings named
 * again in one sentence ("a cyst of 3 cm on the left and a cyst of 4 cm on the right").
 */
final class UntaggedActs {
  private static final Pattern VERB =
      Pattern.compile(
          WordTable.rows(UntaggedActs.class, "surgical-verbs.tsv").stream()
              .map(row -> row[0])
              .collect(
                  Collectors.joining(
                      "|", "\\b(?:was|were|been)(?: [\\p{L}]{2,14}ly| then| both)? (", ")\\b")),
          Pattern.CASE_INSENSITIVE);
  private static final Set<MentionType> THINGS =
      EnumSet.of(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER, MentionType.COREFERENCE);
  private static final int SHORTEST = 4;

  private UntaggedActs() {}

  static void add(MentionLine line) {
    String sentence = line.sentence();
    Matcher matcher = VERB.matcher(sentence);
    while (matcher.find()) {
      int at = line.start();
      if (hasThing(line, at + matcher.start())) {
        line.add(
            new Mention(
                MentionType.THERAPEUTIC_PROCEDURE,
                new Span(at + matcher.start(1), at + matcher.end(1))));
      }
    }
    for (Mention mention : line.mentions().toArray(Mention[]::new)) {
      boolean problem =
          mention.type() == MentionType.SIGN_SYMPTOM
              || mention.type() == MentionType.DISEASE_DISORDER;
      if (problem && mention.span().length() >= SHORTEST) {
        addAgain(line, mention, sentence);
      }
    }
  }

  // What was operated on stands before the verb.
  private static boolean hasThing(MentionLine line, int at) {
    return line.mentions().stream()
        .anyMatch(m -> THINGS.contains(m.type()) && m.span().end() <= at);
  }

  private static void addAgain(MentionLine line, Mention mention, String sentence) {
    String words = line.words(mention);
    int from = mention.span().end() - line.start();
    for (int i = sentence.indexOf(words, from); i >= 0; i = sentence.indexOf(words, i + 1)) {
      int end = i + words.length();
      boolean whole =
          i > 1
              && sentence.charAt(i - 1) == ' '
              && (end == sentence.length() || !Character.isLetterOrDigit(sentence.charAt(end)));
      if (whole && sentence.regionMatches(Math.max(0, i - 2), "a ", 0, 2)) {
        line.add(new Mention(mention.type(), new Span(line.start() + i, line.start() + end)));
      }
    }
  }
}

package org.case2fhir.extraction.completion;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * Takes apart an examination and the first thing that it showed, where no comma stands between
 * them: "on physical examination tenderness was …".
 */
final class ExaminationParts {
  private static final Pattern BOTH =
      Pattern.compile(
          "((?:[\\p{L}-]{3,20} ){0,3}(?:examination|inspection|palpation|auscultation))"
              + " ([\\p{L}][\\p{L}-]{3,20}(?: [\\p{L}-]{4,20})?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\b(?:on|at|by|upon|during|in)(?: (?:the|his|her))? $", Pattern.CASE_INSENSITIVE);
  private static final Set<String> PARTS =
      WordTable.rows(ExaminationParts.class, "examination-words.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());

  private ExaminationParts() {}

  static void split(MentionLine line) {
    for (int i = 0; i < line.mentions().size(); i++) {
      Mention mention = line.mentions().get(i);
      if (mention.type() == MentionType.DIAGNOSTIC_PROCEDURE) {
        Matcher matcher = BOTH.matcher(line.words(mention));
        if (matcher.matches() && isFinding(matcher.group(2)) && begins(line, i)) {
          int at = mention.span().start();
          line.replace(i, new Mention(mention.type(), new Span(at, at + matcher.end(1))));
          Span shown = new Span(at + matcher.start(2), mention.span().end());
          line.add(new Mention(MentionType.SIGN_SYMPTOM, shown));
        }
      }
    }
  }

  private static boolean begins(MentionLine line, int index) {
    return BEGINNING.matcher(line.before(index)).find();
  }

  private static boolean isFinding(String words) {
    return List.of(words.toLowerCase(Locale.ROOT).split(" ")).stream().noneMatch(PARTS::contains);
  }
}

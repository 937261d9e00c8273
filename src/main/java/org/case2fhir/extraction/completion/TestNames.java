package org.case2fhir.extraction.completion;

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
 * The full names of tests: what was measured, in what and when is one name. A "post-prandial
 * glucose" is not a glucose, a "urine sodium" not a sodium; without these words a test would get
 * another test's code.
 */
final class TestNames {
  private static final Set<String> MODIFIERS =
      WordTable.rows(TestNames.class, "test-modifiers.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());
  private static final Pattern LAST_WORD =
      Pattern.compile("(?<![\\p{L}\\d])([\\p{L}\\d][\\p{L}\\d-]{0,24}|\\d{1,2} h(?:ours?)?)[ -]$");
  private static final Pattern HOURS = Pattern.compile("\\d{1,2}[ -](?:h|hr|hours?)");
  private static final Pattern IN_MATERIAL =
      Pattern.compile(
          "^(?: (?:levels?|concentrations?))? in (?:the |his |her )?([\\p{L}]{3,15}(?: fluid)?)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IN_BRACKETS =
      Pattern.compile("^ \\(([\\p{L}-]{3,20})\\)", Pattern.CASE_INSENSITIVE);

  private TestNames() {}

  static void widen(MentionLine line) {
    for (int i = 0; i < line.mentions().size(); i++) {
      while (i > 0 && isModified(line, i)) {
        Mention first = line.mentions().get(i - 1);
        Mention test = line.mentions().get(i);
        Span whole = new Span(first.span().start(), test.span().end());
        line.replace(i, new Mention(test.type(), whole));
        line.remove(i - 1);
        i--;
      }
      if (line.mentions().get(i).type() == MentionType.DIAGNOSTIC_PROCEDURE) {
        toTheLeft(line, i);
        toTheRight(line, i);
      }
    }
  }

  // The tagger may take a modifier for something by itself: "{random} {glucose}".
  private static boolean isModified(MentionLine line, int index) {
    Mention first = line.mentions().get(index - 1);
    return line.mentions().get(index).type() == MentionType.DIAGNOSTIC_PROCEDURE
        && first.type() != MentionType.LAB_VALUE
        && line.before(index).equals(" ")
        && isModifier(line.words(first));
  }

  private static void toTheLeft(MentionLine line, int index) {
    Mention test = line.mentions().get(index);
    String before = line.before(index);
    int kept = before.length();
    Matcher word = LAST_WORD.matcher(before);
    while (word.region(0, kept).find() && isModifier(word.group(1))) {
      kept = word.start(1);
    }
    if (kept < before.length()) {
      int start = test.span().start() - (before.length() - kept);
      line.replace(index, new Mention(test.type(), new Span(start, test.span().end())));
    }
  }

  private static void toTheRight(MentionLine line, int index) {
    Mention test = line.mentions().get(index);
    String behind = line.behind(index);
    for (Pattern form : new Pattern[] {IN_MATERIAL, IN_BRACKETS}) {
      Matcher matcher = form.matcher(behind);
      if (matcher.find() && isModifier(matcher.group(1))) {
        int end = test.span().end() + matcher.end();
        line.replace(index, new Mention(test.type(), new Span(test.span().start(), end)));
        return;
      }
    }
  }

  static boolean isModifier(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return MODIFIERS.contains(lower) || HOURS.matcher(lower).matches();
  }
}

package org.case2fhir.extraction.context;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Interpretation;

/** What the words of a result say it means: {@code result-words.tsv} beside this class. */
final class ResultWords {
  private static final Map<String, Interpretation> WORDS = load();
  private static final Pattern DEGREE =
      Pattern.compile(
          "^(?:very|slightly|mildly|moderately|markedly|severely|significantly|strongly|weakly"
              + "|highly|extremely|abnormally|remarkably|greatly|massively|borderline|also|all|still"
              + "|clearly|notably|considerably|persistently|only|the|a|an|was|were|is|are"
              + "|predominantly|completely|entirely|within|strong|weak) ");
  // "A positive result" is positive.
  private static final Pattern NOUN = Pattern.compile(" (?:results?|findings?|reactions?)$");
  // "increased to 5" tells a course, not that 5 is high.
  private static final Set<String> COURSES = Set.of("increased", "decreased", "reduced");
  private static final Pattern LEADING =
      Pattern.compile("^([\\p{L}-]{2,20})(?: (?:to|at|of))? (?=[<>\\d])");
  private static final Pattern TRAILING = Pattern.compile(" \\(?([\\p{L}-]{3,20})\\)?$");

  private ResultWords() {}

  private static Map<String, Interpretation> load() {
    Map<String, Interpretation> words = new HashMap<>();
    for (String[] row : TriggerTable.rows("result-words.tsv", 2)) {
      words.put(row[0], Interpretation.valueOf(row[1]));
    }
    return Map.copyOf(words);
  }

  /** The meaning of words that tell nothing else. */
  static Optional<Interpretation> of(String text) {
    String words = text.toLowerCase(Locale.ROOT).strip();
    for (Matcher degree = DEGREE.matcher(words);
        degree.find() && !WORDS.containsKey(words);
        degree = DEGREE.matcher(words)) {
      words = words.substring(degree.end());
    }
    Matcher noun = NOUN.matcher(words);
    if (!WORDS.containsKey(words) && noun.find()) {
      words = words.substring(0, noun.start());
    }
    return Optional.ofNullable(WORDS.get(words));
  }

  /** Whether the words may tell a change rather than a state. */
  static boolean mayBeCourse(String text) {
    String words = text.toLowerCase(Locale.ROOT).strip();
    return COURSES.stream().anyMatch(words::endsWith);
  }

  /** A value and the word before or behind it that judges it: "1/160 positive". */
  record Judged(String value, Optional<Interpretation> interpretation) {}

  static Judged judged(String text) {
    Matcher leading = LEADING.matcher(text);
    if (leading.find()) {
      Optional<Interpretation> meaning = of(leading.group(1));
      if (meaning.isPresent()) {
        boolean course = mayBeCourse(leading.group(1));
        return new Judged(text.substring(leading.end()), course ? Optional.empty() : meaning);
      }
    }
    Matcher trailing = TRAILING.matcher(text);
    if (trailing.find() && text.substring(0, trailing.start()).matches(".*\\d.*")) {
      Optional<Interpretation> meaning = of(trailing.group(1));
      if (meaning.isPresent()) {
        return new Judged(text.substring(0, trailing.start()), meaning);
      }
    }
    return new Judged(text, Optional.empty());
  }
}

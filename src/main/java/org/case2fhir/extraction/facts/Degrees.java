package org.case2fhir.extraction.facts;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;

/**
 * Tells words that grade a finding ("great pain") from words that say how much of it there is
 * ("large nodules"): only a grade is a severity.
 */
final class Degrees {
  private static final Map<String, String> KINDS =
      WordTable.rows(Degrees.class, "degrees.tsv").stream()
          .collect(Collectors.toUnmodifiableMap(row -> row[0], row -> row[1]));
  private static final Pattern LAST_WORD = Pattern.compile("([\\p{L}]{3,15}) $");

  private Degrees() {}

  /** Whether words that were tagged as a severity tell a size or number. */
  static boolean isSize(String words) {
    for (String word : words.toLowerCase(Locale.ROOT).split("[\\s,]+")) {
      if (!"size".equals(KINDS.get(word))) {
        return false;
      }
    }
    return true;
  }

  /** A grade that stands right before a finding. */
  static Optional<String> before(PatientSentence sentence, Mention head) {
    int from = Math.max(sentence.span().start(), head.span().start() - 18);
    if (from >= head.span().start()) {
      return Optional.empty();
    }
    Matcher word = LAST_WORD.matcher(sentence.words(new Span(from, head.span().start())));
    return word.find() && "severity".equals(KINDS.get(word.group(1).toLowerCase(Locale.ROOT)))
        ? Optional.of(word.group(1))
        : Optional.empty();
  }
}

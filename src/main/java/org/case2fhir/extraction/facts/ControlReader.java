package org.case2fhir.extraction.facts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;

/**
 * How well a disease is kept in check: "the gout was well controlled", "poorly regulated asthma".
 */
final class ControlReader {
  private static final int REACH = 70;
  private static final String CONTROL =
      "(?:not )?(?:(?:very|quite|fairly)"
          + " )?(?:well|poorly|badly|adequately|inadequately|insufficiently|under"
          + " (?:good|poor|adequate))[- ](?:controlled|regulated|managed|compensated|control)";
  private static final Pattern BEHIND =
      Pattern.compile(
          "^ (?:was|were|is|has been|had been|remained) (" + CONTROL + ")\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BEFORE =
      Pattern.compile("\\b(" + CONTROL + ") $", Pattern.CASE_INSENSITIVE);

  private ControlReader() {}

  /** The words on it right beside the name of a disease. */
  static Optional<String> note(PatientSentence sentence, Mention disease) {
    int end = Math.min(sentence.span().end(), disease.span().end() + REACH);
    if (disease.span().end() < end) {
      Matcher behind = BEHIND.matcher(sentence.words(new Span(disease.span().end(), end)));
      if (behind.find()) {
        return Optional.of(behind.group(1));
      }
    }
    int from = Math.max(sentence.span().start(), disease.span().start() - REACH);
    if (from < disease.span().start()) {
      Matcher before = BEFORE.matcher(sentence.words(new Span(from, disease.span().start())));
      if (before.find()) {
        return Optional.of(before.group(1));
      }
    }
    return Optional.empty();
  }
}

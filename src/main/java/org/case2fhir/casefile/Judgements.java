package org.case2fhir.casefile;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Value;

/**
 * What a result means.
 *
 * <p>Words that are themselves a judgement ("normal", "positive") imply it; nothing is ever
 * computed from a number.
 */
final class Judgements {
  /** Says that the case judges nothing, against what the words imply. */
  static final String NONE = "none";

  /** The words of the key {@code interpretation}. */
  static final Map<String, Optional<Interpretation>> WORDS = words();

  private Judgements() {}

  static Optional<Interpretation> implied(Value value) {
    if (value instanceof Value.Words words) {
      return implied(words.text());
    }
    return value instanceof Value.Coded coded ? implied(coded.concept().text()) : Optional.empty();
  }

  private static Optional<Interpretation> implied(String words) {
    return switch (words.toLowerCase(Locale.ROOT)) {
      case "normal",
          "within normal limits",
          "within normal range",
          "within the normal range",
          "in the normal range" ->
          Optional.of(Interpretation.NORMAL);
      case "abnormal" -> Optional.of(Interpretation.ABNORMAL);
      case "high", "elevated" -> Optional.of(Interpretation.HIGH);
      case "low" -> Optional.of(Interpretation.LOW);
      case "positive" -> Optional.of(Interpretation.POSITIVE);
      case "negative" -> Optional.of(Interpretation.NEGATIVE);
      default -> Optional.empty();
    };
  }

  private static Map<String, Optional<Interpretation>> words() {
    Map<String, Optional<Interpretation>> words = new LinkedHashMap<>();
    Keywords.all(Interpretation.class).forEach((word, i) -> words.put(word, Optional.of(i)));
    words.put(NONE, Optional.empty());
    return words;
  }
}

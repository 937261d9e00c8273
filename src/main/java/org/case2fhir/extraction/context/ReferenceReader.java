package org.case2fhir.extraction.context;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.ValueParser;

/**
 * The reference range behind a value: "(normal range, 0–15 ng/mL)", "[normal, <5]", "(4.5–13.5)".
 */
final class ReferenceReader {
  private static final int REACH = 90;
  private static final String NORM =
      "(?:normal(?:ly)?|reference|ref\\.?|n\\.? ?v\\.?|nr|rr)"
          + "(?: (?:laboratory )?(?:range|ranges|value|values|limits?|levels?|interval))?";
  private static final Pattern NAMED =
      Pattern.compile(
          "^[\\s,;]{0,3}[(\\[]?\\s?" + NORM + "\\s?[:,;=]?\\s?([<>≤≥]?\\s?\\d[^()\\[\\];]{0,40})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE =
      Pattern.compile("^\\s?[(\\[](\\d[\\d.,]{0,9} ?[-\u2013\u2014] ?\\d[^()\\[\\];]{0,30})[)\\]]");
  private static final Pattern TAIL =
      Pattern.compile("(?:[.,;:]|,? (?:and|but|with|which|while)\\b.*)\\s*$");

  private final ValueParser values;

  ReferenceReader(ValueParser values) {
    this.values = values;
  }

  /**
   * The range that a text gives behind a value.
   *
   * @param end where the value ends
   */
  Optional<Value> behind(String text, int end, Optional<Value> value) {
    String rest = text.substring(end, Math.min(text.length(), end + REACH));
    Matcher named = NAMED.matcher(rest);
    if (named.find()) {
      return parse(named.group(1), value);
    }
    Matcher bare = BARE.matcher(rest);
    return bare.find() && value.filter(Value.Measured.class::isInstance).isPresent()
        ? parse(bare.group(1), value).filter(Value.Interval.class::isInstance)
        : Optional.empty();
  }

  /** Reads the words of a range; a range without a unit is in the value's. */
  Optional<Value> parse(String words, Optional<Value> value) {
    String cut = TAIL.matcher(words.strip()).replaceFirst("").strip();
    if (cut.isEmpty()) {
      return Optional.empty();
    }
    Reading<Value> reading = values.parse(ValueWording.of(cut).text());
    return reading.value().filter(ReferenceReader::isRange).map(range -> withUnit(range, value));
  }

  private static boolean isRange(Value value) {
    boolean bound =
        value instanceof Value.Measured measured && measured.amount().comparator().isPresent();
    return bound || value instanceof Value.Interval;
  }

  private static Value withUnit(Value range, Optional<Value> value) {
    if (range instanceof Value.Interval interval && interval.unit().equals(Unit.UNTOLD)) {
      return unit(value)
          .<Value>map(unit -> new Value.Interval(interval.low(), interval.high(), unit))
          .orElse(range);
    }
    return range;
  }

  private static Optional<Unit> unit(Optional<Value> value) {
    return value
        .filter(Value.Measured.class::isInstance)
        .map(measured -> ((Value.Measured) measured).amount().unit());
  }
}

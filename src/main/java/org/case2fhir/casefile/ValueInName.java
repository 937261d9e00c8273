package org.case2fhir.casefile;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.DamagedNumbers;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.ScoreScales;
import org.case2fhir.terminology.Vocabulary;

/**
 * Says that a value stands in the name of a fact, where it is lost: {@code test: hemoglobin 12
 * g/dL}. Names hold numbers of their own ("CA 19-9", "interleukin 6", "glucose 120 min"), so only a
 * quantity with the unit of a result counts behind the name of a test, and only a damaged number in
 * other names.
 */
final class ValueInName {
  private static final String CODE = "value-in-name";
  private static final Set<FactKind> WITH_NUMBER =
      EnumSet.of(FactKind.MEASUREMENT, FactKind.FINDING, FactKind.MEDICATION);
  private static final int LONGEST = 4;
  private static final int SHORTEST_TEST = 5;
  private static final Pattern NUMBER = Pattern.compile("[<>=≤≥]{0,2}[-+.]?\\d.*");
  private static final Pattern LINK = Pattern.compile("(?i)(.*\\S)(?:\\s+(?:of|is|was|=|:)|[:=,])");

  private static final Pattern RATIO = Pattern.compile("\\S{1,40} (?:%|\\p{L}{1,9}/\\p{L}.{0,20})");
  private static final Set<String> UNREAD = Set.of("bad-number", DamagedNumbers.NOT_READ);

  /** When it was measured, what was given before it, and how the device was set. */
  private static final Set<String> NO_RESULT =
      Set.of(
          "s", "min", "h", "d", "wk", "mo", "a", "g", "mg", "ug", "ng", "U", "[IU]", "Hz", "kHz",
          "MHz", "GHz", "T", "kV", "keV", "mm/s");

  private ValueInName() {}

  /**
   * @param name as the case writes it
   * @param hasValue whether the fact has a value, or a dose, of its own
   */
  static void tell(FactKind kind, String name, boolean hasValue, CaseFields keys) {
    String key = kind == FactKind.MEDICATION ? "dose" : "value";
    Optional<String> damaged = DamagedNumbers.inName(name);
    if (damaged.isPresent()) {
      String message =
          "the number " + Excerpt.of(damaged.get()) + " is not read, as it stands in a name";
      String remedy =
          WITH_NUMBER.contains(kind)
              ? "correct it, and write `" + key + ": …` where it is a " + key
              : "correct it";
      keys.scope().issues().error(CODE, keys.location(), message, remedy);
    } else if (kind == FactKind.MEASUREMENT && !hasValue) {
      result(name, keys.scope()).ifPresent(value -> lost(name, value, keys));
    }
  }

  private static void lost(String name, String value, CaseFields keys) {
    String test = name.substring(0, name.length() - value.length()).strip();
    var link = LINK.matcher(test);
    String shown = link.matches() ? link.group(1) : test;
    keys.scope()
        .issues()
        .warning(
            CODE,
            keys.location(),
            Excerpt.of(name) + " holds a value, which is lost in the name of the test",
            "write {test: \"" + shown + "\", value: \"" + value + "\"}");
  }

  // What the name ends with, if it is a result.
  private static Optional<String> result(String name, ReadScope scope) {
    String[] words = name.strip().split("\\s+", -1);
    for (int i = Math.max(1, words.length - LONGEST); i < words.length; i++) {
      String end = String.join(" ", Arrays.copyOfRange(words, i, words.length));
      if (NUMBER.matcher(words[i]).matches()
          && name.endsWith(end)
          && isResult(String.join(" ", Arrays.copyOfRange(words, 0, i)), end, scope)) {
        return Optional.of(end);
      }
    }
    return Optional.empty();
  }

  private static boolean isResult(String test, String text, ReadScope scope) {
    Reading<Value> reading = scope.values().parse(text, test);
    Value value = reading.value().orElse(new Value.Words(text));
    if (value instanceof Value.Score score) {
      return ScoreScales.maximum(test).filter(score.maximum()::equals).isPresent();
    }
    if (value instanceof Value.Words) {
      return RATIO.matcher(text).matches()
          && reading.remarks().stream().anyMatch(remark -> UNREAD.contains(remark.code()));
    }
    if (value instanceof Value.Titer titer) {
      return text.indexOf(':') > 0 && titer.numerator().intValue() == 1;
    }
    Optional<Unit> unit =
        value instanceof Value.BloodPressure pressure
            ? Optional.of(pressure.unit())
            : value instanceof Value.Dimensions size
                ? Optional.of(size.unit())
                : MeasurementResult.unit(value);
    if (value instanceof Value.Measured && unit.equals(Optional.of(Unit.UNTOLD))) {
      // Of a known test; "CA 125" and "interleukin 6" are names.
      Vocabulary vocabulary = scope.vocabulary();
      return test.length() >= SHORTEST_TEST
          && !vocabulary.testUnits(test).isEmpty()
          && vocabulary.testUnits(test + " " + text).isEmpty();
    }
    return unit.flatMap(Unit::ucum).filter(code -> !NO_RESULT.contains(code)).isPresent();
  }
}

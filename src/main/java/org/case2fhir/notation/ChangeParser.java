package org.case2fhir.notation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * Changes of a value: "fell by 3 g/dL to 7.2 g/dL", "increased from 10 to 14 mg/L", "down to 7.2".
 * The words are in the table {@code change-words}.
 */
final class ChangeParser {
  private static final Map<String, Set<String>> WORDS = new HashMap<>();

  static {
    for (String[] row : WordTable.rows("change-words")) {
      WORDS.put(row[0], new HashSet<>(Arrays.asList(row[1].split("\\|", -1))));
    }
  }

  private final ValueParser values;

  ChangeParser(ValueParser values) {
    this.values = values;
  }

  /** The change, if the text begins with words of one and each number in it is understood. */
  Optional<ValueChange> parse(String line) {
    String[] words = line.split("\\s+", -1);
    int i = 0;
    while (i < words.length && is("change", words[i])) {
      i++;
    }
    Optional<Value> difference = Optional.empty();
    Optional<Value> before = Optional.empty();
    Optional<Value> after = Optional.empty();
    boolean begun = i > 0;
    while (begun && i < words.length) {
      String kind = kind(words[i]);
      int end = i + 1;
      while (end < words.length && kind(words[end]).isEmpty()) {
        end++;
      }
      Optional<Value> value = number(String.join(" ", Arrays.copyOfRange(words, i + 1, end)));
      if (kind.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      difference = kind.equals("by") ? value : difference;
      before = kind.equals("from") ? value : before;
      after = kind.equals("to") ? value : after;
      i = end;
    }
    if (difference.isEmpty() && before.isEmpty() && after.isEmpty()) {
      return Optional.empty();
    }
    Optional<Value> reached = after;
    return Optional.of(
        new ValueChange(
            difference,
            before.map(value -> reached.map(other -> inUnitOf(value, other)).orElse(value)),
            after));
  }

  private static boolean is(String kind, String word) {
    return WORDS.get(kind).contains(word.toLowerCase(Locale.ROOT));
  }

  private static String kind(String word) {
    return is("by", word) ? "by" : is("from", word) ? "from" : is("to", word) ? "to" : "";
  }

  private Optional<Value> number(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    String bare = text.replaceAll("[,;.]$", "");
    return values.parse(bare).value().filter(value -> !(value instanceof Value.Words));
  }

  // from 10 to 14 mg/L
  private static Value inUnitOf(Value value, Value other) {
    boolean bare =
        value instanceof Value.Measured measured && measured.amount().unit().equals(Unit.UNTOLD);
    if (bare && other instanceof Value.Measured model) {
      Amount amount = ((Value.Measured) value).amount();
      return new Value.Measured(
          new Amount(amount.number(), amount.comparator(), model.amount().unit()));
    }
    return value;
  }
}

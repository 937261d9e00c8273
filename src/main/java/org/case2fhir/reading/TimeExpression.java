package org.case2fhir.reading;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;

/**
 * Words of a sentence that name a time.
 *
 * @param date of dates; of those without a year with the year 1
 * @param until the second date of a range
 * @param distance a length of time; absent where it is not exact
 * @param event what it counts from
 * @param ambiguous whether day and month cannot be told apart
 * @param rule id of its row
 */
record TimeExpression(
    int first,
    int end,
    Kind kind,
    Role role,
    Optional<PartialDate> date,
    Optional<PartialDate> until,
    Optional<TimeSpan> distance,
    Event event,
    boolean ambiguous,
    String rule) {
  /** Whether it says when something was, not when it began or ended. */
  boolean isAt() {
    return role == Role.AT || role == Role.BY;
  }

  /** Whether a token is one of its words. */
  boolean holds(int token) {
    return first <= token && token < end;
  }

  /** A date without a year, in a year; empty if there is none. */
  Optional<PartialDate> inYear(int year) {
    try {
      PartialDate yearless = date.orElseThrow();
      return Optional.of(new PartialDate(year, yearless.month(), yearless.day()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The same with a distance. */
  TimeExpression withDistance(TimeSpan span) {
    return new TimeExpression(
        first, end, kind, role, date, until, Optional.of(span), event, ambiguous, rule);
  }

  /** "For 3 years, until" something: that was so long after what came before. */
  TimeExpression asLater() {
    return new TimeExpression(
        first, end, Kind.LATER, Role.AT, date, until, distance, event, ambiguous, rule);
  }

  /** A date "of the same year" or "of the following year", in the year of the date before. */
  Optional<TimeExpression> inYearOf(PartialDate before) {
    if (kind != Kind.YEARLESS || distance.isEmpty()) {
      return Optional.empty();
    }
    return inYear(before.year() + distance.get().amount().intValue())
        .map(
            dated ->
                new TimeExpression(
                    first,
                    end,
                    Kind.DATE,
                    role,
                    Optional.of(dated),
                    until,
                    Optional.empty(),
                    event,
                    false,
                    rule));
  }

  /** This month and that of another, of which only the year holds for both. */
  TimeExpression monthsOf(TimeExpression other) {
    return new TimeExpression(
        first,
        other.end,
        Kind.DATE,
        role,
        other.date.map(date -> PartialDate.of(date.year())),
        until,
        distance,
        event,
        false,
        "months-of-year");
  }

  /** The range from here to another. */
  TimeExpression upTo(TimeExpression last, PartialDate start) {
    return new TimeExpression(
        first,
        last.end,
        Kind.DATE,
        Role.RANGE,
        Optional.of(start),
        last.date,
        Optional.empty(),
        event,
        false,
        "range");
  }

  /** What kind of time. */
  enum Kind {
    /** "February 2006". */
    DATE,
    /** "6 March", "in March": a date without its year. */
    YEARLESS,
    /** "3 weeks later", from the time of which the account speaks. */
    LATER,
    /** "3 weeks after" an event. */
    AFTER,
    /** "3 weeks before" an event. */
    BEFORE,
    /** "3 weeks ago". */
    AGO,
    AGE,
    /** "A 5-year-old boy": how old the patient is now. */
    OLD,
    /** "Hospital day 3"; the first is that of the admission. */
    STAY_DAY,
    /** "Postoperative day 3". */
    OPERATION_DAY,
    /** "Day 3" of something. */
    DAY,
    /** "At 6 and 12 months": several times, known in words alone. */
    SEVERAL,
    /** "At 6-week follow-up". */
    FOLLOW_UP,
    /** "For 3 weeks". */
    LENGTH,
    /** "A 3-week history of", "for the past 3 weeks": the time before the visit. */
    HISTORY,
    /** "Over the next 3 days": a stretch that begins now. */
    NEXT,
    AT_STAY,
    AT_DISCHARGE,
    NOW,
    SAME_DAY,
    /** "In childhood", "postoperatively". */
    WORDS
  }

  /** What a time is to the thing that it times. */
  enum Role {
    AT,
    /** "By May 2010": when what had been until then is looked at. */
    BY,
    SINCE,
    /** "From May 2010": of a test when it was made, of anything else when it began. */
    FROM,
    UNTIL,
    /** "From … to …"; the expression has two dates. */
    RANGE
  }

  /** What a length of time counts from. */
  enum Event {
    STAY,
    FIRST,
    DISCHARGE,
    OPERATION,
    BIRTH,
    /** Of a mother. */
    DELIVERY,
    DIAGNOSIS,
    TREATMENT,
    OTHER
  }

  /**
   * The words of times: {@code time-expressions.tsv}.
   *
   * <p>The forms of its rows: {@code number}, {@code ordinal}, {@code month}, {@code unit} and
   * {@code symbol} (a unit that needs digits before it) are words with their meaning; {@code era}
   * are words before a date, {@code quantifier} words before a length of time that make it exact or
   * not; {@code lead} are patterns before a length and {@code tail} patterns behind it; {@code
   * plain} are patterns that name a time by themselves, {@code event} what a length may count from.
   * Of {@code matches} other times are read than without the row, of {@code differs} the same.
   */
  static final class Lexicon {
    private static final int LONGEST_NUMBER = 6;
    private static final int LONGEST_LEAD = 5;
    private static final Lexicon BUILT_IN = new Lexicon(RuleTable.builtIn("time-expressions.tsv"));

    final Map<String, String> numbers = new HashMap<>();
    final Map<String, Integer> ordinals = new HashMap<>();
    final Map<String, Integer> months = new HashMap<>();
    final Map<String, String> units = new HashMap<>();
    final Map<String, String> symbols = new HashMap<>();
    final Map<String, String> quantifiers = new HashMap<>();
    final Map<String, String> eras = new HashMap<>();

    /** Letters behind the digits of an ordinal. */
    final Set<String> marks = new HashSet<>();

    /** Words that may stand before an event. */
    final Set<String> fillers = new HashSet<>();

    /** Words that may stand between number and unit. */
    final Set<String> lengthFillers = new HashSet<>();

    private final Map<Form, TokenPattern.Index<Rule>> rules = new EnumMap<>(Form.class);

    /** The forms of rows that are patterns. */
    enum Form {
      LEAD,
      TAIL,
      PLAIN,
      EVENT
    }

    /**
     * A row that is a pattern.
     *
     * @param gives what it says
     */
    record Rule(String id, TokenPattern pattern, String gives) {}

    /** A rule and the other end of its match. */
    record Match(Rule rule, int at) {}

    /**
     * @param table with the columns of {@code time-expressions.tsv}
     */
    Lexicon(RuleTable table) {
      for (Form form : Form.values()) {
        List<Rule> own =
            table.rows().stream()
                .filter(row -> isOf(form, row))
                .map(
                    row ->
                        new Rule(
                            row.get("id"), TokenPattern.of(row.get("words")), row.get("gives")))
                .toList();
        rules.put(form, new TokenPattern.Index<>(own, Rule::pattern));
      }
      table.rows().forEach(this::add);
    }

    private static boolean isOf(Form form, RuleTable.Row row) {
      return row.get("form").equals(form.name().toLowerCase(Locale.ROOT));
    }

    /** The table that comes with the program. */
    static Lexicon builtIn() {
      return BUILT_IN;
    }

    private void add(RuleTable.Row row) {
      String form = row.get("form");
      String gives = row.get("gives");
      if (Stream.of(Form.values()).anyMatch(each -> isOf(each, row))) {
        return;
      }
      for (String word : row.list("words")) {
        switch (form) {
          case "number" -> numbers.put(word, gives);
          case "ordinal" -> ordinals.put(word, Integer.parseInt(gives));
          case "month" -> months.put(word, Integer.parseInt(gives));
          case "unit" -> units.put(word, gives);
          case "symbol" -> symbols.put(word, gives);
          case "quantifier" -> quantifiers.put(word, gives);
          case "era" -> eras.put(word, gives);
          case "mark" -> marks.add(word);
          case "filler" -> fillers.add(word);
          case "length-filler" -> lengthFillers.add(word);
          default -> throw new IllegalArgumentException("no form of a row: " + form);
        }
      }
    }

    /** The longest match of a form that begins at a token. */
    Optional<Match> longest(Form form, Graph graph, Graph.Sentence sentence, int from) {
      return rules
          .get(form)
          .longest(graph, sentence, from)
          .map(match -> new Match(match.row(), match.end()));
    }

    /** The longest lead that ends at a token. */
    Optional<Match> lead(Graph graph, Graph.Sentence sentence, int end) {
      for (int i = Math.max(sentence.first, end - LONGEST_LEAD); i < end; i++) {
        for (Rule rule : rules.get(Form.LEAD).of(graph.lower(sentence, i))) {
          if (rule.pattern().end(graph, sentence, i) == end) {
            return Optional.of(new Match(rule, i));
          }
        }
      }
      return Optional.empty();
    }

    /** A number in digits. */
    static OptionalInt number(String word) {
      boolean digits = !word.isEmpty() && word.length() <= LONGEST_NUMBER;
      for (int i = 0; digits && i < word.length(); i++) {
        digits = word.charAt(i) >= '0' && word.charAt(i) <= '9';
      }
      return digits ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
    }

    /** A number in words or digits, with decimals; empty for "several". */
    Optional<BigDecimal> amount(String word) {
      String meaning = numbers.getOrDefault(word, word).replace(',', '.');
      boolean digits = !meaning.isEmpty() && meaning.length() <= LONGEST_NUMBER;
      for (int i = 0; digits && i < meaning.length(); i++) {
        char c = meaning.charAt(i);
        digits = c >= '0' && c <= '9' || c == '.' && i > 0 && i < meaning.length() - 1;
      }
      boolean decimal = meaning.indexOf('.') == meaning.lastIndexOf('.');
      return digits && decimal ? Optional.of(new BigDecimal(meaning)) : Optional.empty();
    }

    /** What a word before a date says of it. */
    TimeExpression.Role role(String before) {
      return switch (eras.getOrDefault(before, "AT")) {
        case "SINCE", "BETWEEN" -> TimeExpression.Role.SINCE;
        case "FROM" -> TimeExpression.Role.FROM;
        case "UNTIL" -> TimeExpression.Role.UNTIL;
        case "BY" -> TimeExpression.Role.BY;
        default -> TimeExpression.Role.AT;
      };
    }

    /** A length of time. */
    static TimeSpan span(BigDecimal amount, String unit) {
      return unit.equals("DECADE")
          ? new TimeSpan(amount.multiply(BigDecimal.TEN), TimeUnit.YEAR)
          : new TimeSpan(amount, TimeUnit.valueOf(unit));
    }
  }
}

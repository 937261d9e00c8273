package org.case2fhir.reading;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;

/**
 * Finds the times that a sentence states and reads them: dates, lengths of time with the words that
 * say what they count from, days of a stay, and other words that name a time. The words are rows of
 * {@code time-expressions.tsv}.
 *
 * <p>The forms of rows: {@code number}, {@code ordinal}, {@code month}, {@code unit} and {@code
 * symbol} (a unit that needs digits before it) are words with their meaning; {@code era} are words
 * before a date, {@code lead} words before a length of time and {@code tail} words behind it;
 * {@code plain} are words that name a time by themselves, {@code event} what a length may count
 * from.
 */
final class TimeExpressions {
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final int LONGEST_LEAD = 5;
  private static final int LONGEST_EVENT = 5;
  private static final int MOST_QUANTIFIERS = 3;
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;
  private static final int LONGEST_NUMBER = 6;
  private static final Set<String> UNITS_OF_MEASURE = TokenPattern.wordClass("bare-unit");
  private static final Set<String> DIGIT_MARKS = Set.of("/", "-", "\u2013", ".", "%", "\u00d7");

  private final Map<String, String> numbers = new HashMap<>();
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final Map<String, Integer> months = new HashMap<>();
  private final Map<String, String> units = new HashMap<>();
  private final Map<String, String> symbols = new HashMap<>();
  private final Map<String, String> quantifiers = new HashMap<>();
  private final Map<String, String> eras = new HashMap<>();
  private final Set<String> marks = new HashSet<>();
  private final Set<String> fillers = new HashSet<>();
  private final Set<String> fillersOfLength = new HashSet<>();
  private final Map<String, List<Rule>> rules = new HashMap<>();

  /** The form of a rule that needs a pattern, and what it gives. */
  private record Rule(String id, TokenPattern pattern, String gives) {}

  /** A length of time without what it counts from. */
  private record Length(int first, int end, Optional<TimeSpan> span) {}

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
    /** "Hospital day 3"; the first is that of the admission. */
    STAY_DAY,
    /** "Postoperative day 3". */
    OPERATION_DAY,
    /** "Day 3" of something. */
    DAY,
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
    SINCE,
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
    DIAGNOSIS,
    TREATMENT,
    OTHER
  }

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
    TimeExpression inYear(TimeExpression other) {
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
  }

  TimeExpressions() {
    RuleTable.builtIn("time-expressions.tsv").rows().forEach(this::add);
  }

  private void add(RuleTable.Row row) {
    String gives = row.get("gives");
    for (String word : row.list("words")) {
      switch (row.get("form")) {
        case "number" -> numbers.put(word, gives);
        case "ordinal" -> ordinals.put(word, Integer.parseInt(gives));
        case "month" -> months.put(word, Integer.parseInt(gives));
        case "unit" -> units.put(word, gives);
        case "symbol" -> symbols.put(word, gives);
        case "quantifier" -> quantifiers.put(word, gives);
        case "era" -> eras.put(word, gives);
        case "mark" -> marks.add(word);
        case "filler" -> fillers.add(word);
        case "length-filler" -> fillersOfLength.add(word);
        default -> {}
      }
    }
    if (EnumSet.allOf(Form.class).stream().anyMatch(form -> form.in(row))) {
      rules
          .computeIfAbsent(row.get("form"), form -> new ArrayList<>())
          .add(new Rule(row.get("id"), TokenPattern.of(row.get("words")), gives));
    }
  }

  private enum Form {
    LEAD,
    TAIL,
    PLAIN,
    EVENT;

    boolean in(RuleTable.Row row) {
      return row.get("form").equals(word());
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a length counts from, and where its words end. */
  private record Counted(Event event, int end) {}

  /** A rule and where its match ends or begins. */
  private record Match(Rule rule, int at) {}

  /** The times of a sentence in its order, not overlapping: of two the longer. */
  List<TimeExpression> find(Graph graph, Graph.Sentence sentence) {
    return new Scan(graph, sentence).all();
  }

  /** One pass over a sentence. */
  private final class Scan {
    private final Graph graph;
    private final Graph.Sentence sentence;
    private final List<TimeExpression> found = new ArrayList<>();

    Scan(Graph graph, Graph.Sentence sentence) {
      this.graph = graph;
      this.sentence = sentence;
    }

    private String at(int token) {
      return graph.lower(sentence, token);
    }

    List<TimeExpression> all() {
      for (int i = sentence.first; i < sentence.end; i++) {
        plain(i);
        date(i);
        length(i).ifPresent(this::counted);
      }
      found.sort(
          Comparator.comparingInt((TimeExpression time) -> time.first - time.end)
              .thenComparing(TimeExpression::first));
      List<TimeExpression> apart = new ArrayList<>();
      for (TimeExpression time : found) {
        if (apart.stream().noneMatch(o -> o.first < time.end && time.first < o.end)) {
          apart.add(time);
        }
      }
      apart.sort(Comparator.comparingInt(TimeExpression::first));
      return ranges(apart);
    }

    private Optional<Match> longest(Form form, int from) {
      Optional<Match> best = Optional.empty();
      for (Rule rule : rules.getOrDefault(form.word(), List.of())) {
        int end = rule.pattern().end(graph, sentence, from);
        if (end > from && (best.isEmpty() || end > best.get().at())) {
          best = Optional.of(new Match(rule, end));
        }
      }
      return best;
    }

    // The longest lead that ends just before a length; what makes it inexact may stand between.
    private Optional<Match> lead(int end) {
      for (int i = Math.max(sentence.first, end - LONGEST_LEAD); i < end; i++) {
        for (Rule rule : rules.get(Form.LEAD.word())) {
          if (rule.pattern().end(graph, sentence, i) == end) {
            return Optional.of(new Match(rule, i));
          }
        }
      }
      return Optional.empty();
    }

    private void plain(int from) {
      Optional<Match> match = longest(Form.PLAIN, from);
      if (match.isEmpty()) {
        return;
      }
      Rule rule = match.get().rule();
      int end = match.get().at();
      String gives = rule.gives();
      Optional<TimeSpan> distance = Optional.empty();
      Kind kind;
      Role role = from > sentence.first ? role(from - 1) : Role.AT;
      Event event = Event.OTHER;
      if (gives.startsWith("LATER-")) {
        kind = Kind.LATER;
        distance = Optional.of(TimeSpan.of(1, TimeUnit.valueOf(gives.substring(6))));
      } else if (gives.startsWith("PAST-")) {
        kind = Kind.HISTORY;
        event = Event.STAY;
        distance = Optional.of(TimeSpan.of(1, TimeUnit.valueOf(gives.substring(5))));
      } else {
        switch (gives) {
          case "AGE-YEARS" -> {
            kind = Kind.AGE;
            event = Event.BIRTH;
            role = role(from);
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.YEAR));
          }
          case "STAY-DAY" -> {
            kind = Kind.STAY_DAY;
            event = Event.STAY;
            distance = day(from, end).map(n -> TimeSpan.of(Math.max(0, n - 1), TimeUnit.DAY));
          }
          case "OPERATION-DAY" -> {
            kind = Kind.OPERATION_DAY;
            event = Event.OPERATION;
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.DAY));
          }
          case "DAY" -> {
            kind = Kind.DAY;
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.DAY));
          }
          case "BIRTH" -> {
            kind = Kind.AGE;
            role = role(from);
          }
          case "AT-STAY" -> kind = Kind.AT_STAY;
          case "AT-DISCHARGE" -> kind = Kind.AT_DISCHARGE;
          case "NOW" -> kind = Kind.NOW;
          case "SAME" -> kind = Kind.SAME_DAY;
          case "SINCE-WORDS" -> {
            kind = Kind.WORDS;
            role = Role.SINCE;
          }
          default -> kind = Kind.WORDS;
        }
      }
      add(from, end, kind, role, distance, event, rule.id());
    }

    private void add(
        int first,
        int end,
        Kind kind,
        Role role,
        Optional<TimeSpan> distance,
        Event event,
        String rule) {
      found.add(
          new TimeExpression(
              first,
              end,
              kind,
              role,
              Optional.empty(),
              Optional.empty(),
              distance,
              event,
              false,
              rule));
    }

    private Optional<Integer> day(int from, int end) {
      for (int i = from; i < end; i++) {
        if (ordinals.containsKey(at(i))) {
          return Optional.of(ordinals.get(at(i)));
        }
        OptionalInt number = number(i);
        if (number.isPresent()) {
          return Optional.of(number.getAsInt());
        }
        Optional<BigDecimal> word = numbers.containsKey(at(i)) ? amount(at(i)) : Optional.empty();
        if (word.isPresent()) {
          return word.map(BigDecimal::intValue);
        }
      }
      return Optional.empty();
    }

    private OptionalInt number(int token) {
      String word = at(token);
      boolean digits = !word.isEmpty() && word.length() <= LONGEST_NUMBER;
      for (int i = 0; digits && i < word.length(); i++) {
        digits = word.charAt(i) >= '0' && word.charAt(i) <= '9';
      }
      return digits ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
    }

    private Role role(int token) {
      return switch (eras.getOrDefault(at(token), "AT")) {
        case "SINCE", "FROM" -> Role.SINCE;
        case "UNTIL" -> Role.UNTIL;
        default -> Role.AT;
      };
    }

    private int year(int token) {
      int number = number(token).orElse(0);
      return at(token).length() == 4 && number >= FIRST_YEAR && number <= LAST_YEAR ? number : 0;
    }

    private int dayOfMonth(int token) {
      int number = at(token).length() <= 2 ? number(token).orElse(0) : 0;
      return number >= 1 && number <= 31 ? number : 0;
    }

    private int skip(int token, Set<String> words) {
      return words.contains(at(token)) ? token + 1 : token;
    }

    private void date(int from) {
      String word = at(from);
      if (months.containsKey(word)) {
        monthFirst(from);
      } else if (dayOfMonth(from) > 0) {
        dayFirst(from);
      }
      if (year(from) > 0) {
        yearFirst(from);
      }
      if (word.indexOf('.') > 0) {
        numeric(from, from + 1, List.of(word.split("\\.")));
      } else if (!word.isEmpty() && Character.isDigit(word.charAt(0)) && isSlash(at(from + 1))) {
        List<String> parts = new ArrayList<>(List.of(word));
        int end = from + 1;
        while (parts.size() < 3 && at(end).equals(at(from + 1)) && number(end + 1).isPresent()) {
          parts.add(at(end + 1));
          end += 2;
        }
        numeric(from, end, parts);
      }
    }

    private static boolean isSlash(String word) {
      return word.equals("/") || word.equals("-");
    }

    // "March 2010", "March 29th, 2007", "March 29".
    private void monthFirst(int from) {
      int month = months.get(at(from));
      int next = skip(from + 1, Set.of("."));
      int comma = skip(next, Set.of(",", "of"));
      boolean name = Character.isUpperCase(graph.token(from).text().charAt(0));
      if (year(comma) > 0) {
        date(from, comma + 1, year(comma), month, 0);
        return;
      }
      int day = name ? dayOfMonth(next) : 0;
      int end = next + 1;
      if (day > 0) {
        end = skip(end, marks);
        int behind = skip(end, Set.of(","));
        if (year(behind) > 0) {
          date(from, behind + 1, year(behind), month, day);
        } else if (!isMeasured(end)) {
          yearless(from, end, month, day);
        }
      } else if (name && from > sentence.first && eras.containsKey(at(from - 1))) {
        yearless(from, from + 1, month, 0);
      }
    }

    // "29 March 2007", "the 3rd of May 2010", "29 March".
    private void dayFirst(int from) {
      int month = skip(skip(from + 1, marks), Set.of("of"));
      if (!months.containsKey(at(month))
          || !Character.isUpperCase(graph.token(month).text().charAt(0))) {
        return;
      }
      int behind = skip(skip(month + 1, Set.of(".")), Set.of(","));
      if (year(behind) > 0) {
        date(from, behind + 1, year(behind), months.get(at(month)), dayOfMonth(from));
      } else {
        yearless(from, month + 1, months.get(at(month)), dayOfMonth(from));
      }
    }

    // A year alone needs a word that says so: "in 2010", "(2010)".
    private void yearFirst(int from) {
      int before = from - 1;
      boolean bracketed = at(before).equals("(") && (at(from + 1).equals(")"));
      boolean filler = at(before).equals("year") || at(before).equals("-");
      String era = eras.getOrDefault(at(filler ? before - 1 : before), "");
      boolean of = at(before).equals("of") && !eras.containsKey(at(before - 1));
      boolean joined =
          (at(before).equals("and") || DIGIT_MARKS.contains(at(before))) && year(before - 1) > 0;
      if (!joined && (of || era.isEmpty() && !bracketed) || isMeasured(from + 1)) {
        return;
      }
      date(from, from + 1, year(from), 0, 0);
    }

    private boolean isMeasured(int token) {
      String next = at(token);
      boolean year = next.equals("-") || next.equals("\u2013") || next.equals("/");
      return UNITS_OF_MEASURE.contains(next)
          || units.containsKey(next)
          || DIGIT_MARKS.contains(next) && !next.equals(".") && !(year && year(token + 1) > 0);
    }

    private void numeric(int from, int end, List<String> parts) {
      int[] n = new int[3];
      for (int i = 0; i < parts.size(); i++) {
        if (i > 2 || parts.get(i).isEmpty() || parts.get(i).length() > 4) {
          return;
        }
        for (int c = 0; c < parts.get(i).length(); c++) {
          if (parts.get(i).charAt(c) < '0' || parts.get(i).charAt(c) > '9') {
            return;
          }
        }
        n[i] = Integer.parseInt(parts.get(i));
      }
      boolean first = parts.get(0).length() == 4 && n[0] >= FIRST_YEAR && n[0] <= LAST_YEAR;
      if (parts.size() == 2) {
        int last = parts.get(1).length() == 4 ? n[1] : 0;
        if (first && parts.get(1).length() == 2 && parts.get(1).startsWith("0")) {
          date(from, end, n[0], n[1], 0);
        } else if (last >= FIRST_YEAR && last <= LAST_YEAR && at(from + 1).equals("/")) {
          date(from, end, last, n[0], 0);
        }
        return;
      }
      boolean last =
          parts.size() == 3
              && parts.get(2).length() == 4
              && n[2] >= FIRST_YEAR
              && n[2] <= LAST_YEAR;
      if (parts.size() == 3 && first) {
        date(from, end, n[0], n[1], n[2]);
      } else if (last && n[0] <= 12 && n[1] <= 12 && n[0] != n[1]) {
        add(from, end, Kind.DATE, "numeric-date", PartialDate.of(n[2]), true);
      } else if (last) {
        date(from, end, n[2], n[0] > 12 ? n[1] : n[0], n[0] > 12 ? n[0] : n[1]);
      }
    }

    private void date(int from, int end, int year, int month, int day) {
      add(from, end, Kind.DATE, "date", year, month, day);
    }

    private void yearless(int from, int end, int month, int day) {
      add(from, end, Kind.YEARLESS, "date-without-year", 4, month, day);
    }

    private void add(int from, int end, Kind kind, String rule, int year, int month, int day) {
      try {
        PartialDate date =
            month == 0
                ? PartialDate.of(year)
                : day == 0 ? PartialDate.of(year, month) : PartialDate.of(year, month, day);
        add(from, end, kind, rule, date, false);
      } catch (DateTimeException e) {
        // "31 April": no date.
      }
    }

    private void add(
        int from, int end, Kind kind, String rule, PartialDate date, boolean ambiguous) {
      Role role = from > sentence.first ? role(from - 1) : Role.AT;
      found.add(
          new TimeExpression(
              from,
              end,
              kind,
              role,
              Optional.of(date),
              Optional.empty(),
              Optional.empty(),
              Event.OTHER,
              ambiguous,
              rule));
    }

    // "5 years", "forty-eight hours", "a few days", "2-3 weeks".
    private Optional<Length> length(int from) {
      String word = at(from);
      boolean digits = !word.isEmpty() && Character.isDigit(word.charAt(0));
      if (!digits && !numbers.containsKey(word)) {
        return Optional.empty();
      }
      // "A two-day history": the number behind counts.
      if (word.equals("a")
          && numbers.containsKey(at(from + 1))
          && amount(at(from + 1)).isPresent()) {
        return Optional.empty();
      }
      Optional<BigDecimal> amount = amount(word);
      int at = from + 1;
      boolean exact = true;
      if (numbers.containsKey(at(at)) && !word.equals("a")) {
        amount = sum(amount, amount(at(at)));
        at++;
      } else if (at(at).equals("-") && numbers.containsKey(at(at + 1))) {
        amount = sum(amount, amount(at(at + 1)));
        at += 2;
      } else if (word.equals("a") && numbers.containsKey(at(at))) {
        amount = Optional.empty();
        at++;
        at = skip(at, Set.of("of"));
      } else if ((at(at).equals("-")
              || at(at).equals("\u2013")
              || at(at).equals("to")
              || at(at).equals("or"))
          && (!at(at + 1).isEmpty() && Character.isDigit(at(at + 1).charAt(0))
              || numbers.containsKey(at(at + 1)))) {
        exact = false;
        at += 2;
      }
      int half = halfEnd(at);
      if (half > at) {
        amount = amount.map(HALF::add);
        at = half;
      }
      at = skip(skip(at, Set.of("-")), fillersOfLength);
      String unit = units.getOrDefault(at(at), digits ? symbols.get(at(at)) : null);
      if (unit == null) {
        return Optional.empty();
      }
      Optional<TimeSpan> span = exact ? amount.flatMap(a -> span(a, unit)) : Optional.empty();
      return Optional.of(new Length(from, at + 1, span));
    }

    // "One and a half years", "two-and-a-half years".
    private int halfEnd(int from) {
      int at = skip(from, Set.of("-"));
      int half = skip(skip(skip(at + 1, Set.of("-")), Set.of("a")), Set.of("-"));
      return at(at).equals("and") && at(half).equals("half") ? half + 1 : from;
    }

    private Optional<BigDecimal> sum(Optional<BigDecimal> tens, Optional<BigDecimal> ones) {
      boolean fits =
          tens.isPresent()
              && ones.isPresent()
              && tens.get().intValue() >= 20
              && ones.get().intValue() < 10;
      return fits ? tens.map(ones.get()::add) : Optional.empty();
    }

    private Optional<BigDecimal> amount(String word) {
      String meaning = numbers.getOrDefault(word, word).replace(',', '.');
      boolean digits = !meaning.isEmpty() && meaning.length() <= LONGEST_NUMBER;
      for (int i = 0; digits && i < meaning.length(); i++) {
        char c = meaning.charAt(i);
        digits = c >= '0' && c <= '9' || c == '.' && i > 0 && i < meaning.length() - 1;
      }
      if (!digits || meaning.indexOf('.') != meaning.lastIndexOf('.')) {
        return Optional.empty();
      }
      return Optional.of(new BigDecimal(meaning));
    }

    private Optional<TimeSpan> span(BigDecimal amount, String unit) {
      return Optional.of(
          unit.equals("DECADE")
              ? new TimeSpan(amount.multiply(BigDecimal.TEN), TimeUnit.YEAR)
              : new TimeSpan(amount, TimeUnit.valueOf(unit)));
    }

    // What the words around a length say of it.
    private void counted(Length length) {
      int before = length.first();
      boolean exact = true;
      while (lead(before).isEmpty()
          && before > Math.max(sentence.first, length.first() - MOST_QUANTIFIERS)
          && quantifiers.containsKey(at(before - 1))) {
        before--;
        exact &= quantifiers.get(at(before)).equals("EXACT");
      }
      Optional<Match> lead = lead(before);
      Optional<Match> tail = longest(Form.TAIL, length.end());
      if (tail.isEmpty() && at(length.end()).equals("-")) {
        tail = longest(Form.TAIL, length.end() + 1);
      }
      Optional<TimeSpan> span = exact ? length.span() : Optional.empty();
      int first = lead.map(Match::at).orElse(exact ? length.first() : before);
      if (tail.isPresent()) {
        tail(length, first, tail.get(), lead, span);
      } else {
        lead.ifPresent(match -> lead(length, first, match, span));
      }
    }

    private void tail(
        Length length, int first, Match tail, Optional<Match> lead, Optional<TimeSpan> span) {
      String rule = tail.rule().id();
      int end = tail.at();
      String leads = lead.map(match -> match.rule().gives()).orElse("");
      switch (tail.rule().gives()) {
        case "LATER" -> add(first, end, Kind.LATER, Role.AT, span, Event.OTHER, rule);
        case "AFTER", "BEFORE" -> {
          Kind kind = tail.rule().gives().equals("AFTER") ? Kind.AFTER : Kind.BEFORE;
          Optional<Counted> event = event(end);
          if (event.isPresent()) {
            add(first, event.get().end, kind, Role.AT, span, event.get().event, rule);
          } else if (kind == Kind.AFTER && isClauseEnd(end)) {
            add(first, end, Kind.LATER, Role.AT, span, Event.OTHER, rule);
          } else {
            add(first, end, kind, Role.AT, span, Event.OTHER, rule);
          }
        }
        case "OPERATION" -> add(first, end, Kind.AFTER, Role.AT, span, Event.OPERATION, rule);
        case "POSTPARTUM" -> add(first, end, Kind.AFTER, Role.AT, span, Event.OTHER, rule);
        case "AGO" -> {
          // "Six months before he fell": counts from what is named.
          Kind kind = isClauseEnd(end) || !at(end - 1).equals("before") ? Kind.AGO : Kind.BEFORE;
          add(first, end, kind, Role.AT, span, Event.OTHER, rule);
        }
        case "HISTORY" -> add(length.first(), end, Kind.HISTORY, Role.AT, span, Event.STAY, rule);
        case "LENGTH" -> add(length.first(), end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
        case "AGE" -> {
          if (!leads.isEmpty()) {
            add(
                first,
                end,
                Kind.AGE,
                lead.map(m -> role(m.at())).orElse(Role.AT),
                span,
                Event.BIRTH,
                rule);
          }
        }
        // "4 days of pain", "after 3 days of fever".
        case "OF" -> {
          if (isProblemNear(end)) {
            add(length.first(), end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
          } else {
            lead.ifPresent(match -> lead(length, first, match, span));
          }
        }
        case "FOLLOW-UP" -> add(first, end, Kind.FOLLOW_UP, Role.AT, span, Event.OTHER, rule);
        default -> {}
      }
    }

    private boolean isProblemNear(int from) {
      return sentence.nodes.stream()
          .anyMatch(n -> n.isProblem() && n.first >= from && n.first < from + LONGEST_EVENT);
    }

    private void lead(Length length, int first, Match lead, Optional<TimeSpan> span) {
      String rule = lead.rule().id();
      int end = length.end();
      switch (lead.rule().gives()) {
        case "LENGTH" -> add(first, end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
        case "PAST" -> add(first, end, Kind.HISTORY, Role.AT, span, Event.STAY, rule);
        case "LEAD-AFTER" -> add(first, end, Kind.LATER, Role.AT, span, Event.OTHER, rule);
        case "NEXT" -> add(first, end, Kind.NEXT, Role.AT, span, Event.OTHER, rule);
        case "AGE" -> add(first, end, Kind.AGE, role(first), span, Event.BIRTH, rule);
        // "At 6 months": of life or of treatment, as only the reader knows.
        case "AT" -> {
          if (length.span().filter(s -> s.unit().compareTo(TimeUnit.DAY) >= 0).isPresent()) {
            add(first, end, Kind.DAY, Role.AT, Optional.empty(), Event.OTHER, rule);
          }
        }
        default -> {}
      }
    }

    private boolean isClauseEnd(int token) {
      String next = at(token);
      return next.isEmpty()
          || !Character.isLetterOrDigit(next.codePointAt(0))
          || next.equals("and");
    }

    private Optional<Counted> event(int from) {
      for (int i = from; i < from + LONGEST_EVENT && i < sentence.end; i++) {
        Optional<Match> match = longest(Form.EVENT, i);
        if (match.isPresent()) {
          return Optional.of(
              new Counted(Event.valueOf(match.get().rule().gives()), match.get().at()));
        }
        Optional<Graph.Node> node = graph.nodeAt(i);
        if (node.isPresent()) {
          return Optional.of(new Counted(event(node.get()), node.get().end));
        }
        if (!fillers.contains(at(i))) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private Event event(Graph.Node node) {
      for (int i = node.first; i < node.end; i++) {
        Optional<Match> match = longest(Form.EVENT, i);
        if (match.isPresent()) {
          return Event.valueOf(match.get().rule().gives());
        }
      }
      return node.type == MentionType.THERAPEUTIC_PROCEDURE
          ? Event.OPERATION
          : node.type == MentionType.MEDICATION ? Event.TREATMENT : Event.OTHER;
    }

    // "From March to May 2014", "between 2010 and 2012", "2010-2012".
    private List<TimeExpression> ranges(List<TimeExpression> times) {
      List<TimeExpression> merged = new ArrayList<>();
      for (int i = 0; i < times.size(); i++) {
        TimeExpression time = times.get(i);
        if (i + 1 < times.size()) {
          Optional<TimeExpression> range = range(time, times.get(i + 1));
          if (range.isPresent()) {
            merged.add(range.get());
            i++;
            continue;
          }
        }
        merged.add(time);
      }
      return merged;
    }

    private Optional<TimeExpression> range(TimeExpression one, TimeExpression other) {
      boolean dates =
          (one.kind == Kind.DATE || one.kind == Kind.YEARLESS) && other.kind == Kind.DATE;
      if (!dates || other.first - one.end != 1) {
        return Optional.empty();
      }
      String joint = at(one.end);
      String lead = one.first > sentence.first ? eras.getOrDefault(at(one.first - 1), "") : "";
      boolean from = lead.equals("SINCE") && eras.getOrDefault(joint, "").equals("UNTIL");
      boolean between = lead.equals("FROM") && joint.equals("and");
      if (one.kind == Kind.YEARLESS && joint.equals("and") && !lead.equals("FROM")) {
        // "In January and June 2002": only the year holds for both.
        return Optional.of(one.inYear(other));
      }
      boolean hyphen = joint.equals("-") || joint.equals("\u2013");
      if (!from && !between && !hyphen) {
        return Optional.empty();
      }
      PartialDate start = one.date.orElseThrow();
      PartialDate end = other.date.orElseThrow();
      if (one.kind == Kind.YEARLESS) {
        boolean sameYear =
            end.month().isPresent() && start.month().getAsInt() <= end.month().getAsInt();
        if (!sameYear) {
          return Optional.empty();
        }
        start = TimeExpressions.inYear(start, end.year()).orElse(PartialDate.of(end.year()));
      }
      return Optional.of(one.upTo(other, start));
    }
  }

  /** A date without a year, in a year. */
  static Optional<PartialDate> inYear(PartialDate yearless, int year) {
    try {
      return Optional.of(new PartialDate(year, yearless.month(), yearless.day()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

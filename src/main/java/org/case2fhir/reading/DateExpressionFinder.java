package org.case2fhir.reading;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Lexicon;
import org.case2fhir.reading.TimeExpression.Role;

/**
 * Reads the calendar dates of a sentence: "3 May 2010", "May 3rd, 2010", "in 2010", "2010-05-03",
 * "15/04/2010", "on 3 May", and ranges of two. Of a date whose day and month could be either only
 * the year is kept.
 */
final class DateExpressionFinder {
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;
  private static final Set<String> UNITS_OF_MEASURE = TokenPattern.wordClass("bare-unit");
  private static final Set<String> DIGIT_MARKS = Set.of("/", "-", "\u2013", ".", "%", "\u00d7");

  private static final Set<String> YEAR_JOINTS = TokenPattern.wordClass("year-joint");
  private static final Set<String> PARTS = TokenPattern.wordClass("part-of-time");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final int UNTIL_SIGHT = 6;
  private static final Set<String> ADMISSIONS = TokenPattern.wordClass("admission-verb");
  private static final Set<String> UNTIL = TokenPattern.wordClass("until-word");
  private static final Set<String> JOINED = TokenPattern.wordClass("joined-date");
  private static final Set<String> SAME = TokenPattern.wordClass("same-time");
  private static final Set<String> NEXT = TokenPattern.wordClass("next-time");
  private static final Set<String> PREVIOUS = TokenPattern.wordClass("previous-time");
  private static final Set<String> DATE_LEADS = TokenPattern.wordClass("date-lead");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final Lexicon words;
  private static final Set<String> DAY_JOINTS = TokenPattern.wordClass("day-joint");

  private final List<TimeExpression> found;

  /**
   * @param found takes what is found
   */
  DateExpressionFinder(
      Graph graph, Graph.Sentence sentence, Lexicon words, List<TimeExpression> found) {
    this.graph = graph;
    this.sentence = sentence;
    this.words = words;
    this.found = found;
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }

  private int skip(int token, Set<String> skipped) {
    return skipped.contains(at(token)) ? token + 1 : token;
  }

  private int year(int token) {
    int number = Lexicon.number(at(token)).orElse(0);
    return at(token).length() == 4 && number >= FIRST_YEAR && number <= LAST_YEAR ? number : 0;
  }

  private int dayOfMonth(int token) {
    int number = at(token).length() <= 2 ? Lexicon.number(at(token)).orElse(0) : 0;
    return number >= 1 && number <= 31 ? number : 0;
  }

  /** Reads the dates that begin at a token. */
  void read(int from) {
    String word = at(from);
    if (words.months.containsKey(word)) {
      monthFirst(from);
    } else if (dayOfMonth(from) > 0) {
      dayFirst(from);
      daysOfMonth(from + 1);
    }
    if (year(from) > 0) {
      yearFirst(from);
    }
    if (word.indexOf('.') > 0) {
      numeric(from, from + 1, List.of(word.split("\\.")));
    } else if (!word.isEmpty() && Character.isDigit(word.charAt(0)) && isSlash(at(from + 1))) {
      List<String> parts = new ArrayList<>(List.of(word));
      int end = from + 1;
      while (parts.size() < 3
          && at(end).equals(at(from + 1))
          && Lexicon.number(at(end + 1)).isPresent()) {
        parts.add(at(end + 1));
        end += 2;
      }
      numeric(from, end, parts);
    }
  }

  private static boolean isSlash(String word) {
    return word.equals("/") || word.equals("-");
  }

  // "March 2010", "March/2010", "March 29th, 2007", "March 29".
  private void monthFirst(int from) {
    int month = words.months.get(at(from));
    int next = skip(from + 1, Set.of("."));
    int comma = skip(next, YEAR_JOINTS);
    boolean name = Character.isUpperCase(graph.token(from).text().charAt(0));
    if (year(comma) > 0) {
      date(from, comma + 1, year(comma), month, 0);
      return;
    }
    int day = name ? dayOfMonth(next) : 0;
    int end = next + 1;
    if (day > 0) {
      end = skip(end, words.marks);
      int behind = skip(end, Set.of(","));
      if (year(behind) > 0) {
        date(from, behind + 1, year(behind), month, day);
      } else if (!isMeasured(end)) {
        yearless(from, end, month, day);
      }
    } else if (name
        && !isAcronym(from)
        && (isEra(from - 1) || at(from - 1).equals("-") && isEra(from - 2))) {
      yearless(from, from + 1, month, 0);
    }
  }

  // "by OCT": a month in capitals without a day or a year is a study.
  private boolean isAcronym(int token) {
    return graph.token(token).text().chars().allMatch(Character::isUpperCase);
  }

  private boolean isEra(int token) {
    return token >= sentence.first && words.eras.containsKey(at(token));
  }

  // "29 March 2007", "the 3rd of May 2010", "29 March".
  private void dayFirst(int from) {
    int month = skip(skip(from + 1, words.marks), Set.of("of"));
    if (!words.months.containsKey(at(month))
        || !Character.isUpperCase(graph.token(month).text().charAt(0))) {
      return;
    }
    int behind = skip(skip(month + 1, Set.of(".")), Set.of(","));
    if (year(behind) > 0) {
      date(from, behind + 1, year(behind), words.months.get(at(month)), dayOfMonth(from));
    } else {
      yearless(from, month + 1, words.months.get(at(month)), dayOfMonth(from));
    }
  }

  // "From 3 to 19 February 2016", "3-19 February 2016": two days of one month.
  private void daysOfMonth(int from) {
    int other = skip(from, words.marks);
    int month = skip(skip(other + 2, words.marks), Set.of("of"));
    int year = skip(skip(month + 1, Set.of(".")), Set.of(","));
    boolean range =
        (DAY_JOINTS.contains(at(other))
                || at(other).equals("and") && at(from - 2).equals("between"))
            && dayOfMonth(other + 1) > dayOfMonth(from - 1)
            && words.months.containsKey(at(month))
            && year(year) > 0;
    if (!range) {
      return;
    }
    try {
      int number = words.months.get(at(month));
      PartialDate start = PartialDate.of(year(year), number, dayOfMonth(from - 1));
      PartialDate end = PartialDate.of(year(year), number, dayOfMonth(other + 1));
      add(from - 1, year + 1, Kind.DATE, "days-of-month", start, false);
      TimeExpression first = found.remove(found.size() - 1);
      add(from - 1, year + 1, Kind.DATE, "days-of-month", end, false);
      found.add(first.upTo(found.remove(found.size() - 1), start));
    } catch (DateTimeException e) {
      // "3 to 31 April": no dates.
    }
  }

  // A year alone needs a word that says so: "in 2010", "(2010)".
  private void yearFirst(int from) {
    int before = from - 1;
    boolean bracketed = at(before).equals("(") && (at(from + 1).equals(")"));
    boolean filler = at(before).equals("year") || at(before).equals("-");
    String era = words.eras.getOrDefault(at(filler ? before - 1 : before), "");
    boolean of = at(before).equals("of") && !words.eras.containsKey(at(before - 1));
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
        || words.units.containsKey(next)
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
        parts.size() == 3 && parts.get(2).length() == 4 && n[2] >= FIRST_YEAR && n[2] <= LAST_YEAR;
    if (parts.size() == 3 && first) {
      date(from, end, n[0], n[1], n[2]);
    } else if (last && n[0] <= 12 && n[1] <= 12 && n[0] != n[1]) {
      add(from, end, Kind.DATE, "numeric-date", PartialDate.of(n[2]), true);
    } else if (last) {
      date(from, end, n[2], n[0] > 12 ? n[1] : n[0], n[0] > 12 ? n[0] : n[1]);
    }
  }

  // The word that says what a date is to what it dates: "until [the evening of] 4 July".
  private int leadOf(int date) {
    int at = date - 1;
    at -= at(at).equals("of") && PARTS.contains(at(at - 1)) || at(at).equals("-") ? 1 : 0;
    if (!PARTS.contains(at(at))) {
      return date - 1;
    }
    return ARTICLES.contains(at(at - 1)) ? at - 2 : at - 1;
  }

  // "Until her death in 2019", "until he died in 2019".
  private boolean isUntilEvent(int date) {
    if (!DATE_LEADS.contains(at(date - 1))) {
      return false;
    }
    for (int i = date - 2; i >= Math.max(sentence.first, date - UNTIL_SIGHT); i--) {
      if (UNTIL.contains(at(i))) {
        return true;
      }
      // "Until he was admitted in 2019": the date is that of a visit, which begins then.
      if (!graph.token(i).isWord() || ADMISSIONS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  private void date(int from, int end, int year, int month, int day) {
    add(from, end, Kind.DATE, "date", year, month, day);
  }

  private void yearless(int from, int end, int month, int day) {
    YearWords year = yearWords(end);
    if (year == null) {
      add(from, end, Kind.YEARLESS, "date-without-year", 4, month, day);
    } else if (year.offset() < 0) {
      add(from, year.end(), Kind.WORDS, "date-of-previous-year", 4, month, day);
    } else {
      int before = found.size();
      add(from, year.end(), Kind.YEARLESS, "date-of-same-year", 4, month, day);
      for (int i = before; i < found.size(); i++) {
        found.set(i, found.get(i).withDistance(TimeSpan.of(year.offset(), TimeUnit.YEAR)));
      }
    }
  }

  /** "Of the following year": how many years after the last. */
  private record YearWords(int end, int offset) {}

  // "March [of the same year]", "3 May [of that year]", "June [the following year]".
  private YearWords yearWords(int from) {
    int at = skip(skip(from, Set.of(",")), Set.of("of", "in"));
    boolean that = at(at).equals("that");
    if (!that && !at(at).equals("the")) {
      return null;
    }
    int year = that ? skip(at + 1, SAME) : at + 2;
    if (!at(year).equals("year")) {
      return null;
    }
    String which = at(at + 1);
    boolean same = that || SAME.contains(which);
    if (!same && !NEXT.contains(which) && !PREVIOUS.contains(which)) {
      return null;
    }
    return new YearWords(year + 1, same ? 0 : NEXT.contains(which) ? 1 : -1);
  }

  /** "In the same year": a date that has the year of the last one. */
  static TimeExpression ofYear(int from, int end, String rule) {
    return new TimeExpression(
        from,
        end,
        Kind.YEARLESS,
        Role.AT,
        Optional.of(PartialDate.of(4)),
        Optional.empty(),
        Optional.of(TimeSpan.of(0, TimeUnit.YEAR)),
        Event.OTHER,
        false,
        rule);
  }

  /** Gives the dates "of the same year" the year of the last date of their sentence. */
  List<TimeExpression> ofSameYear(List<TimeExpression> times) {
    List<TimeExpression> dated = new ArrayList<>();
    Optional<PartialDate> last = Optional.empty();
    for (TimeExpression time : times) {
      TimeExpression resolved = last.flatMap(time::inYearOf).orElse(time);
      dated.add(resolved);
      last = resolved.kind() == Kind.DATE ? resolved.date() : last;
    }
    return dated;
  }

  /**
   * Gives a month or day without a year that of the date it is joined to: "in July and again in
   * August 2015", "in December and in January 2016".
   */
  List<TimeExpression> ofJoinedYear(List<TimeExpression> times) {
    List<TimeExpression> dated = new ArrayList<>(times);
    for (int i = dated.size() - 2; i >= 0; i--) {
      TimeExpression time = dated.get(i);
      TimeExpression next = dated.get(i + 1);
      boolean joined =
          time.kind() == Kind.YEARLESS
              && time.distance().isEmpty()
              && next.kind() == Kind.DATE
              && time.isAt()
              && next.isAt()
              && next.date().filter(date -> date.month().isPresent()).isPresent()
              && next.first() - time.end() > 1;
      for (int j = time.end(); joined && j < next.first(); j++) {
        joined = JOINED.contains(at(j));
      }
      if (joined) {
        PartialDate later = next.date().orElseThrow();
        dated.set(
            i,
            inYear(time, later.year())
                .filter(same -> same.date().filter(date -> later.isBefore(date)).isEmpty())
                .or(() -> inYear(time, later.year() - 1))
                .orElse(time));
      }
    }
    return dated;
  }

  private static Optional<TimeExpression> inYear(TimeExpression yearless, int year) {
    return yearless.withDistance(TimeSpan.of(0, TimeUnit.YEAR)).inYearOf(PartialDate.of(year));
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

  private void add(int from, int end, Kind kind, String rule, PartialDate date, boolean ambiguous) {
    Role ending = words.role(at(leadOf(from)));
    boolean asOf = at(from - 1).equals("of") && at(from - 2).equals("as");
    Role role =
        ending == Role.UNTIL || isUntilEvent(from)
            ? Role.UNTIL
            : asOf || ending == Role.BY ? Role.BY : words.role(at(from - 1));
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

  // "From March to May 2014", "between 2010 and 2012", "2010-2012".
  /** Joins the two dates of a range. */
  List<TimeExpression> ranges(List<TimeExpression> times) {
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
        (one.kind() == Kind.DATE || one.kind() == Kind.YEARLESS) && other.kind() == Kind.DATE;
    if (!dates || other.first() - one.end() != 1) {
      return Optional.empty();
    }
    String joint = at(one.end());
    String lead =
        one.first() > sentence.first ? words.eras.getOrDefault(at(one.first() - 1), "") : "";
    boolean opens = lead.equals("SINCE") || lead.equals("FROM");
    boolean from = opens && words.eras.getOrDefault(joint, "").equals("UNTIL");
    boolean between = lead.equals("BETWEEN") && joint.equals("and");
    if (one.kind() == Kind.YEARLESS && joint.equals("and") && !lead.equals("BETWEEN")) {
      // "In January and June 2002": only the year holds for both.
      return Optional.of(one.monthsOf(other));
    }
    boolean hyphen = joint.equals("-") || joint.equals("\u2013");
    if (!from && !between && !hyphen) {
      return Optional.empty();
    }
    PartialDate start = one.date().orElseThrow();
    PartialDate end = other.date().orElseThrow();
    if (one.kind() == Kind.YEARLESS) {
      boolean sameYear =
          end.month().isPresent() && start.month().getAsInt() <= end.month().getAsInt();
      if (!sameYear) {
        return Optional.empty();
      }
      start = one.inYear(end.year()).orElse(PartialDate.of(end.year()));
    }
    return Optional.of(one.upTo(other, start));
  }
}

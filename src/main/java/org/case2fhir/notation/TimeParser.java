package org.case2fhir.notation;

import java.time.DateTimeException;
import java.time.OffsetTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading.Remark;

/**
 * Points in time: {@code 2006-02}, {@code 20 years before first-visit}, {@code at age 12 years};
 * other words stay words.
 *
 * <p>Words that were probably meant as a date, or to name an encounter that is not there, are not
 * kept as words in silence.
 */
public final class TimeParser {
  private static final int LONGEST = 300;
  private static final Pattern DAMAGED_DATE =
      Pattern.compile("\\d{4}-\\d.{0,40}|\\d{1,4}[-/.]\\d{1,4}(?:[-/.]\\d{1,4})?|\\d{1,9}");
  private static final Pattern RELATIVE =
      Pattern.compile(
          "(.{1,60}?) (before|prior to|after)(?: the)? (.{1,200})", Pattern.CASE_INSENSITIVE);
  private static final Pattern AGE =
      Pattern.compile(
          "(?:at )?(?:the )?age(?: of)? (.{1,60})|aged (.{1,60})", Pattern.CASE_INSENSITIVE);
  private static final Pattern AT =
      Pattern.compile("at(?: the)? (.{1,200})", Pattern.CASE_INSENSITIVE);
  // What looks like the id of an encounter: `v9`, and after "at" also `first-visit`.
  private static final Pattern NUMBERED = Pattern.compile("\\p{L}{1,20}[-_.]?\\d{1,4}");
  private static final Pattern ID_LIKE =
      Pattern.compile("\\p{L}{1,20}\\d{1,4}|\\p{L}[\\p{L}\\d]{0,40}(?:[-_][\\p{L}\\d]{1,40}){1,9}");
  private static final Pattern YEAR = Pattern.compile("\\b(?:1[89]|20)\\d\\d\\b");

  private final VisitNames visits;

  /**
   * @param visits the encounters that a time may name
   */
  public TimeParser(VisitNames visits) {
    this.visits = visits;
  }

  /** Reads a whole text; nothing is had only if the text is wrong. */
  public Reading<When> parse(String text) {
    String words = text.strip();
    if (words.isEmpty() || words.length() > LONGEST) {
      return words.isEmpty() ? DateParser.none(text) : Reading.of(new When.InWords(words));
    }
    Optional<Reading<When>> iso = DateParser.iso(words);
    if (iso.isPresent()) {
      return iso.get();
    }
    if (visits.isId(words)) {
      return Reading.of(new When.AtVisit(words));
    }
    Optional<Reading<When>> date = DateParser.parse(words);
    if (date.isPresent() || DAMAGED_DATE.matcher(words).matches()) {
      return date.orElseGet(() -> DateParser.none(words));
    }
    // Notation goes before labels: a label may be any words.
    return relative(words)
        .or(() -> age(words))
        .or(() -> at(words))
        .or(() -> visits.find(words).map(id -> Reading.of(new When.AtVisit(id))))
        .orElseGet(() -> words(words));
  }

  private Optional<Reading<When>> relative(String words) {
    Matcher matcher = RELATIVE.matcher(words);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<TimeSpan> distance = TimeSpans.find(matcher.group(1));
    boolean after = matcher.group(2).toLowerCase(Locale.ROOT).equals("after");
    When.Direction direction = after ? When.Direction.AFTER : When.Direction.BEFORE;
    return distance.flatMap(
        span ->
            visits
                .find(matcher.group(3))
                .map(id -> Reading.of(new When.Relative(span, direction, id))));
  }

  private static Optional<Reading<When>> age(String words) {
    Matcher matcher = AGE.matcher(words);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String age = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return TimeSpans.find(age)
        .map(found -> TimeSpans.age(found, age).map(span -> (When) new When.AtAge(span)));
  }

  private Optional<Reading<When>> at(String words) {
    Matcher matcher = AT.matcher(words);
    return matcher.matches()
        ? visits.find(matcher.group(1)).map(id -> Reading.of(new When.AtVisit(id)))
        : Optional.empty();
  }

  // What was probably meant to name an encounter is not kept as words in silence.
  private Reading<When> words(String words) {
    Matcher relative = RELATIVE.matcher(words);
    if (relative.matches() && TimeSpans.find(relative.group(1)).isPresent()) {
      return unknown(relative.group(3), words);
    }
    Matcher at = AT.matcher(words);
    String name = at.matches() ? at.group(1) : words;
    Pattern idLike = at.matches() ? ID_LIKE : NUMBERED;
    if (idLike.matcher(name).matches() || visits.nearest(name).isPresent()) {
      return unknown(name, words);
    }
    return YEAR.matcher(words).find()
        ? DateParser.inWords(words)
        : DamagedNumbers.remark(words)
            .map(remark -> Reading.<When>of(new When.InWords(words), remark))
            .orElseGet(() -> Reading.of(new When.InWords(words)));
  }

  private Reading<When> unknown(String anchor, String words) {
    String message = "no encounter is called " + Excerpt.of(anchor);
    return visits
        .nearest(anchor)
        .map(
            near ->
                Reading.<When>none(
                    Remark.error("unknown-encounter", message, "did you mean `" + near + "`?")))
        .orElseGet(
            () ->
                Reading.of(
                    new When.InWords(words),
                    Remark.warning(
                        "unknown-encounter",
                        message + "; the time is kept as words",
                        "add the encounter, or write {words: …} if words are meant")));
  }

  /**
   * Dates as cases write them: {@code 2006-02}, {@code 14 February 2006}, {@code Feb 14, 2006},
   * {@code 14.02.2006}.
   *
   * <p>Of numbers alone only those are read that can mean one day only; {@code 03/04/2006} is the
   * third of April to some and the fourth of March to others, and stays words.
   */
  private static final class DateParser {
    private static final Pattern ISO = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2}))?)?");
    private static final Pattern TIMED =
        Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[T ](\\d{1,2}:\\d{2})(:\\d{2}(?:[.,]\\d{1,9})?)?"
                + " ?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern SPAN =
        Pattern.compile(
            "(\\d{4}) ?[-\u2013/] ?(\\d{4})"
                + "|(\\d{4}(?:-\\d{2}){0,2}) (?:to|-|\u2013|until) (\\d{4}(?:-\\d{2}){0,2})");
    private static final Pattern YEAR_FIRST =
        Pattern.compile("(\\d{4})([/.])(\\d{1,2})(?:\\2(\\d{1,2}))?");
    private static final Pattern YEAR_LAST =
        Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})");
    private static final Pattern MONTH_YEAR = Pattern.compile("(\\d{1,2})[/.](\\d{4})");
    private static final Pattern NAMED =
        Pattern.compile(
            "(?:on |in )?(?:the )?(?:(\\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -])?"
                + "(\\p{L}{3,9})\\.?,?[ -](\\d{4})",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED_FIRST =
        Pattern.compile(
            "(?:on )?(\\p{L}{3,9})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})",
            Pattern.CASE_INSENSITIVE);

    private DateParser() {}

    /** A date in ISO 8601, cut to what is known; nothing if the words are something else. */
    static Optional<Reading<When>> iso(String words) {
      Matcher iso = ISO.matcher(words);
      return iso.matches()
          ? Optional.of(date(words, iso.group(1), iso.group(2), iso.group(3)))
          : Optional.empty();
    }

    /** A date in any other notation; nothing if the words are something else. */
    static Optional<Reading<When>> parse(String words) {
      return timed(words)
          .or(() -> span(words))
          .or(() -> yearFirst(words))
          .or(() -> yearLast(words))
          .or(() -> named(words));
    }

    private static Optional<Reading<When>> timed(String words) {
      Matcher timed = TIMED.matcher(words);
      if (!timed.matches()) {
        return Optional.empty();
      }
      Optional<Reading<When>> day = iso(timed.group(1));
      if (timed.group(4) == null) {
        Remark remark =
            Remark.information(
                "time-of-day",
                "the time of day is not kept, because it has no offset from UTC",
                "write it with its offset: " + timed.group(1) + "T09:30:00+01:00");
        return day.map(read -> read.value().map(when -> Reading.of(when, remark)).orElse(read));
      }
      return day.map(read -> at(read, timed, words));
    }

    private static Reading<When> at(Reading<When> day, Matcher timed, String words) {
      String minutes = timed.group(2).length() == 4 ? "0" + timed.group(2) : timed.group(2);
      String seconds = timed.group(3) == null ? ":00" : timed.group(3).replace(',', '.');
      String offset = timed.group(4);
      String zone =
          offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
      try {
        OffsetTime time = OffsetTime.parse(minutes + seconds + zone);
        return day.map(when -> new When.OnDate(((When.OnDate) when).date().at(time)));
      } catch (DateTimeException e) {
        return none(words);
      }
    }

    private static Optional<Reading<When>> span(String words) {
      Matcher span = SPAN.matcher(words);
      if (!span.matches()) {
        return Optional.empty();
      }
      boolean years = span.group(1) != null;
      Optional<Reading<When>> start = iso(span.group(years ? 1 : 3));
      Optional<Reading<When>> end = iso(span.group(years ? 2 : 4));
      boolean dates =
          start.filter(read -> read.value().isPresent()).isPresent()
              && end.filter(read -> read.value().isPresent()).isPresent();
      return Optional.of(dates ? inWords(words) : none(words));
    }

    private static Optional<Reading<When>> yearFirst(String words) {
      Matcher matcher = YEAR_FIRST.matcher(words);
      if (matcher.matches()) {
        return Optional.of(
            matcher.group(4) == null
                ? ambiguous(words)
                : date(words, matcher.group(1), matcher.group(3), matcher.group(4)));
      }
      Matcher month = MONTH_YEAR.matcher(words);
      return month.matches()
          ? Optional.of(date(words, month.group(2), month.group(1), null))
          : Optional.empty();
    }

    private static Optional<Reading<When>> yearLast(String words) {
      Matcher matcher = YEAR_LAST.matcher(words);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      int first = Integer.parseInt(matcher.group(1));
      int second = Integer.parseInt(matcher.group(3));
      String year = matcher.group(4);
      if (year.length() == 2 || (first <= 12 && second <= 12 && first != second)) {
        return Optional.of(ambiguous(words));
      }
      boolean dayFirst = first > 12;
      return Optional.of(
          date(words, year, matcher.group(dayFirst ? 3 : 1), matcher.group(dayFirst ? 1 : 3)));
    }

    private static Optional<Reading<When>> named(String words) {
      Matcher matcher = NAMED.matcher(words);
      if (matcher.matches() && Months.number(matcher.group(2)) > 0) {
        String month = Integer.toString(Months.number(matcher.group(2)));
        return Optional.of(date(words, matcher.group(3), month, matcher.group(1)));
      }
      Matcher first = NAMED_FIRST.matcher(words);
      if (first.matches() && Months.number(first.group(1)) > 0) {
        String month = Integer.toString(Months.number(first.group(1)));
        return Optional.of(date(words, first.group(3), month, first.group(2)));
      }
      return Optional.empty();
    }

    // Month and day may be null.
    private static Reading<When> date(String words, String year, String month, String day) {
      try {
        int y = Integer.parseInt(year);
        if (month == null) {
          return Reading.of(new When.OnDate(PartialDate.of(y)));
        }
        int m = Integer.parseInt(month);
        PartialDate date =
            day == null ? PartialDate.of(y, m) : PartialDate.of(y, m, Integer.parseInt(day));
        return Reading.of(new When.OnDate(date));
      } catch (DateTimeException e) {
        return none(words);
      }
    }

    private static Reading<When> ambiguous(String words) {
      return Reading.of(
          new When.InWords(words),
          Remark.warning(
              "ambiguous-date",
              Excerpt.of(words) + " can mean several dates; it is kept as words",
              "write dates as 2006, 2006-02 or 2006-02-14"));
    }

    /** Words that tell a date less exactly than a date would. */
    static Reading<When> inWords(String words) {
      return Reading.of(
          new When.InWords(words),
          Remark.information(
              "date-in-words",
              Excerpt.of(words) + " is taken as words, not as a date",
              "nothing need be done; dates are written as 2006, 2006-02 or 2006-02-14"));
    }

    static Reading<When> none(String words) {
      return Reading.none(
          Remark.error(
              "bad-date",
              Excerpt.of(words) + " is not a date",
              "write dates as 2006, 2006-02 or 2006-02-14"));
    }

    /** English names of the months, whole or cut to three letters. */
    private static final class Months {
      private static final List<String> MONTHS =
          List.of(
              "january",
              "february",
              "march",
              "april",
              "may",
              "june",
              "july",
              "august",
              "september",
              "october",
              "november",
              "december");

      private Months() {}

      // From 1; 0 for what is not a month's name. "Sept" is the one that is cut to four letters.
      static int number(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String cut = lower.equals("sept") ? "sep" : lower;
        for (int i = 0; i < MONTHS.size(); i++) {
          if (MONTHS.get(i).equals(cut) || MONTHS.get(i).substring(0, 3).equals(cut)) {
            return i + 1;
          }
        }
        return 0;
      }
    }
  }
}

package org.case2fhir.casefile.notation;

import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;

/**
 * Points in time: {@code 2006-02}, {@code 20 years before first-visit}, {@code at age 12 years};
 * other words stay words.
 *
 * <p>Words that were probably meant as a date, or to name an encounter that is not there, are not
 * kept as words in silence.
 */
public final class TimeParser {
  private static final int LONGEST = 300;
  private static final Pattern DATE = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2}))?)?");
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
      return words.isEmpty() ? none(text) : Reading.of(new When.InWords(words));
    }
    Matcher date = DATE.matcher(words);
    if (date.matches()) {
      return date(date, words);
    }
    if (visits.isId(words)) {
      return Reading.of(new When.AtVisit(words));
    }
    if (DAMAGED_DATE.matcher(words).matches()) {
      return none(words);
    }
    // Notation goes before labels: a label may be any words.
    return relative(words)
        .or(() -> age(words))
        .or(() -> at(words))
        .or(() -> visits.find(words).map(id -> Reading.of(new When.AtVisit(id))))
        .orElseGet(() -> words(words));
  }

  private static Reading<When> date(Matcher date, String words) {
    int year = Integer.parseInt(date.group(1));
    try {
      if (date.group(2) == null) {
        return Reading.of(new When.OnDate(PartialDate.of(year)));
      }
      int month = Integer.parseInt(date.group(2));
      PartialDate when =
          date.group(3) == null
              ? PartialDate.of(year, month)
              : PartialDate.of(year, month, Integer.parseInt(date.group(3)));
      return Reading.of(new When.OnDate(when));
    } catch (DateTimeException e) {
      return none(words);
    }
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
    return TimeSpans.find(age).map(span -> Reading.of(new When.AtAge(span)));
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
    return visits.nearest(name).isPresent()
        ? unknown(name, words)
        : Reading.of(new When.InWords(words));
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

  private static Reading<When> none(String words) {
    return Reading.none(
        Remark.error(
            "bad-date",
            Excerpt.of(words) + " is not a date",
            "write dates as 2006, 2006-02 or 2006-02-14"));
  }
}

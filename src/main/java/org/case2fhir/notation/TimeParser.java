package org.case2fhir.notation;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
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
    Pattern idLike = at.matches() ? ID_LIKE : NUMBERED;
    if (idLike.matcher(name).matches() || visits.nearest(name).isPresent()) {
      return unknown(name, words);
    }
    return YEAR.matcher(words).find()
        ? DateParser.inWords(words)
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
}

package org.case2fhir.extraction.context;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prose around a value as the short form that means exactly the same: "between 50 and 60/min" is
 * "50-60 /min". What only blurs a number is kept aside as a note.
 *
 * @param text to be parsed
 * @param note words that say how near the number is: "approximately"
 * @param bounded whether the number is only the utmost one: "up to 200 mg/L"
 */
record ValueWording(String text, Optional<String> note, boolean bounded) {
  private static final int LONGEST = 120;
  private static final Pattern END = Pattern.compile("[\\s.,;:]{1,9}$");
  private static final Pattern BLURRED =
      Pattern.compile(
          "^(approximately|approx\\.?|about|around|roughly|nearly|almost|circa|ca\\.|~|\u2248"
              + "|estimated at|estimated|an estimated) ?(?=[\\d<>.])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LEAD =
      Pattern.compile(
          "^(?:only|just|of|at|was|were|is|to|a|an|the|had|value of|level of|levels of) (?=.)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UTMOST =
      Pattern.compile(
          "^(?:as (?:high|low|much|many) as|up to|down to|max(?:imum|imal)?(?: of)?|peak of"
              + "|min(?:imum|imal)?(?: of)?) ",
          Pattern.CASE_INSENSITIVE);
  private static final String NUMBER = "\\d{1,9}(?:[.,]\\d{1,9})?";
  private static final Pattern BETWEEN =
      Pattern.compile(
          "^(?:between|from|ranging from|ranged from) ("
              + NUMBER
              + ") ?(%?) (?:and|to) ("
              + NUMBER
              + "(?: ?[^\\d].{0,40})?)$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PERCENTS =
      Pattern.compile("(" + NUMBER + ") ?% ?([-\u2013\u2014]) ?(" + NUMBER + " ?%)");
  // Superscripts get lost; the sign of multiplication tells that a power is meant.
  private static final Pattern POWER = Pattern.compile("([x×*·]) ?10(\\d{1,2})(?= ?/| ?per |$)");
  private static final List<Map.Entry<Pattern, String>> COMPARISONS =
      List.of(
          Map.entry(begins("above|over|in excess of|exceeding|more than|greater than"), ">"),
          Map.entry(begins("below|under|fewer than|less than"), "<"),
          Map.entry(begins("at least|no less than|not less than"), ">="),
          Map.entry(begins("at most|no more than|not more than"), "<="));

  private static Pattern begins(String words) {
    return Pattern.compile("^(?:" + words + ") ?(?=[\\d.])", Pattern.CASE_INSENSITIVE);
  }

  static ValueWording of(String words) {
    String text = words.length() > LONGEST ? words : END.matcher(words.strip()).replaceAll("");
    for (Matcher lead = LEAD.matcher(text); lead.find(); lead = LEAD.matcher(text)) {
      text = text.substring(lead.end());
    }
    Matcher blurred = BLURRED.matcher(text);
    Optional<String> note = Optional.empty();
    if (blurred.find()) {
      note = Optional.of(blurred.group(1));
      text = text.substring(blurred.end());
    }
    boolean bounded = UTMOST.matcher(text).find();
    return new ValueWording(bounded ? text : plain(text), note, bounded);
  }

  private static String plain(String text) {
    String plain = BETWEEN.matcher(text).replaceFirst("$1-$3");
    plain = PERCENTS.matcher(plain).replaceFirst("$1$2$3");
    plain = POWER.matcher(plain).replaceFirst("$1 10^$2");
    for (Map.Entry<Pattern, String> comparison : COMPARISONS) {
      Matcher matcher = comparison.getKey().matcher(plain);
      if (matcher.find()) {
        return matcher.replaceFirst(comparison.getValue());
      }
    }
    return plain;
  }
}

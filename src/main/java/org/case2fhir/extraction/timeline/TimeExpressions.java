package org.case2fhir.extraction.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimeExpression.Kind;
import org.case2fhir.extraction.words.Hints;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.notation.TimeSpans;

/** Finds the times in a sentence; looks at its first {@value #LONGEST} characters. */
final class TimeExpressions {
  private static final int LONGEST = 3_000;
  private static final String NUMBER =
      "(?:\\d{1,3}(?:[.,]\\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
          + "|several|(?:a )?few)";
  private static final String SPAN =
      "(" + NUMBER + "[- ](?:minute|hour|day|week|month|year|decade)s?)";
  private static final String MONTH =
      "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
  private static final String YEAR = "(?:19|20)\\d\\d";
  private static final String EVENT =
      "((?:(?:the|her|his|their|this|that|first|initial|last|previous|second|third) ){0,2}"
          + "[\\p{L}-]{3,30}(?: (?:visit|admission|presentation|examination|treatment|surgery|therapy))?)";

  // Most sentences tell no time; this finds that out sooner than the forms do.
  private static final Pattern YEAR_HINT = Pattern.compile("(?:19|20)\\d\\d");
  private static final Hints SPAN_HINTS =
      Hints.of(
          "year",
          "month",
          "week",
          "day",
          "hour",
          "minute",
          "decade",
          "operative",
          "childhood",
          "follow",
          "morning",
          " d ");
  private static final Pattern DAY_HINT =
      Pattern.compile("\\b(?:[Oo]n|until|since|[Bb]y) (?:\\d|\\p{Lu}[\\p{L}.]{2,9} \\d)");

  private record Form(Kind kind, Pattern pattern) {}

  private static final List<Form> FORMS =
      List.of(
          form(
              Kind.DATE,
              "(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? )?\\b"
                  + MONTH
                  + "(?: \\d{1,2}(?:st|nd|rd|th)?,?|,)? "
                  + YEAR
                  + "\\b"),
          form(Kind.DATE, "\\b" + YEAR + "-\\d{2}(?:-\\d{2})?\\b"),
          form(
              Kind.DATE,
              "(?<=\\b(?:in|since|until|by|during|of) (?:the year )?)"
                  + YEAR
                  + "\\b(?![-/\u2013]\\d)"),
          form(Kind.AFTER_EVENT, "\\b" + SPAN + " (?:after|following|post|from) " + EVENT),
          form(Kind.BEFORE_EVENT, "\\b" + SPAN + " (?:before|prior to|preceding) " + EVENT),
          form(Kind.LATER, "\\b" + SPAN + " (?:later|afterwards?|thereafter)\\b"),
          form(Kind.LATER, "^(?:\\W{0,3})(?:after|within) " + SPAN + "(?=,| the | he | she |$)"),
          form(Kind.AGO, "\\b" + SPAN + " (?:ago|earlier|previously|before(?=[,.;]|$| and ))"),
          form(Kind.LATER, "\\b(?:on )?the (?:next|following) day\\b"),
          form(
              Kind.DAY_OF_STAY,
              "\\b(?:on )?(?:the )?(?:hospital|hospitali[sz]ation|admission) day (\\d{1,2})\\b"),
          form(
              Kind.DAY_OF_STAY,
              "\\b(?:on )?(?:the )?day (\\d{1,2}) (?:of|after) "
                  + "(?:the |her |his )?(?:hospital (?:stay|admission)|hospitali[sz]ation|admission)\\b"),
          form(
              Kind.DAY_OF_STAY,
              "\\bon the (\\d{1,2})(?:st|nd|rd|th) (?:hospital day|day of "
                  + "(?:the |her |his )?(?:hospital stay|hospitali[sz]ation|admission))\\b"),
          form(
              Kind.DAY_OF_YEAR,
              "(?<=\\b(?:on|until|since|by) )\\d{1,2}(?:st|nd|rd|th)?(?: of)? "
                  + MONTH
                  + "(?!,? ?\\d{4})(?=\\W|$)"),
          form(
              Kind.DAY_OF_YEAR,
              "(?<=\\b(?:on|until|since|by) )"
                  + MONTH
                  + " \\d{1,2}(?:st|nd|rd|th)?(?!\\d|,? ?\\d{4})(?=\\W|$)"),
          form(Kind.AGE, "\\b(?:at|from|since) (?:the )?age (?:of )?" + SPAN),
          form(
              Kind.WORDS,
              "\\b(?:on )?(?:the )?(?:(?:post-?operative|hospital|admission|hospitali[sz]ation|illness)"
                  + " )day \\d{1,3}\\b|\\bon (?:day|d) \\d{1,3}\\b(?: (?:of|after) "
                  + EVENT
                  + ")?|\\bon the (?:\\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth"
                  + "|seventh|eighth|ninth|tenth) (?:[\\p{L}-]{2,20} )?day\\b|\\bpost-?operatively\\b"
                  + "|\\b(?:the )?(?:following|next) (?:day|week|month|year|morning)\\b"
                  + "|\\bat (?:the )?(?:last|final|"
                  + NUMBER
                  + "[- ](?:week|month|year)s?) follow-?up\\b|\\bin (?:early |late )?childhood\\b"
                  + "|\\b(?:intra|peri|pre)-?operatively\\b"));

  private TimeExpressions() {}

  private static Form form(Kind kind, String regex) {
    int flags = Pattern.CASE_INSENSITIVE;
    return new Form(kind, Pattern.compile(regex, flags));
  }

  /**
   * In the order of the text, not overlapping: of two the one that begins first, then the longer.
   */
  static List<TimeExpression> in(PatientSentence sentence) {
    String text = sentence.text();
    String head = text.substring(0, Math.min(text.length(), LONGEST));
    List<TimeExpression> all = new ArrayList<>();
    boolean year = YEAR_HINT.matcher(head).find();
    boolean span = SPAN_HINTS.in(head);
    for (Form form : FORMS) {
      boolean hinted =
          switch (form.kind()) {
            case DATE -> year;
            case DAY_OF_YEAR -> DAY_HINT.matcher(head).find();
            case AFTER_EVENT, BEFORE_EVENT, LATER, AGO, AGE, DAY_OF_STAY, WORDS -> span;
          };
      if (!hinted) {
        continue;
      }
      Matcher matcher = form.pattern().matcher(head);
      while (matcher.find()) {
        all.add(expression(form.kind(), matcher, sentence));
      }
    }
    all.sort(
        Comparator.comparingInt((TimeExpression time) -> time.span().start())
            .thenComparing(time -> -time.span().length()));
    List<TimeExpression> apart = new ArrayList<>();
    for (TimeExpression time : all) {
      if (apart.isEmpty() || apart.get(apart.size() - 1).span().end() <= time.span().start()) {
        apart.add(time);
      }
    }
    return apart;
  }

  private static TimeExpression expression(Kind kind, Matcher matcher, PatientSentence sentence) {
    int at = sentence.span().start();
    Span span = new Span(at + matcher.start(), at + matcher.end());
    Optional<TimeSpan> distance = Optional.empty();
    Optional<String> event = Optional.empty();
    switch (kind) {
      case AFTER_EVENT, BEFORE_EVENT, AGO, AGE, LATER ->
          distance =
              matcher.groupCount() == 0
                  ? Optional.of(TimeSpan.of(1, TimeUnit.DAY))
                  : TimeSpans.parse(matcher.group(1).replace('-', ' ')).value();
      // The first day is that of the admission.
      case DAY_OF_STAY ->
          distance =
              Optional.of(
                  TimeSpan.of(Math.max(0, Integer.parseInt(matcher.group(1)) - 1), TimeUnit.DAY));
      case DATE, DAY_OF_YEAR, WORDS -> {}
    }
    if (kind == Kind.AFTER_EVENT || kind == Kind.BEFORE_EVENT) {
      event = Optional.of(matcher.group(2));
    }
    return new TimeExpression(span, kind, matcher.group().strip(), distance, event);
  }
}

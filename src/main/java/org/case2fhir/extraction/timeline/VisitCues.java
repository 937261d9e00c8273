package org.case2fhir.extraction.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.model.VisitClass;

/** Words that tell that the patient saw a care giver, from the table beside this class. */
final class VisitCues {
  private static final int LONGEST = 3_000;
  private static final Pattern EMERGENCY =
      pattern("\\bemergency (?:department|room|service|unit|ward)|\\bcasualty\\b|\\bA&E\\b");
  private static final Pattern OUTPATIENT =
      pattern("\\bout-?patient|\\bclinics?\\b|\\bpolyclinic\\b");
  private static final Pattern PAST =
      pattern(
          "\\bhad (?:been|previously|first|also|once) (?:[\\p{L}]{2,20} ){0,2}$"
              + "|\\bpreviously (?:[\\p{L}]{2,20} )?$|\\bhistory of (?:[\\p{L}]{2,20} )?$");
  private static final Pattern DENIED =
      pattern("\\b(?:not|never|without|declined to be) (?:\\w+ ){0,2}$");

  private record Row(Pattern cue, Optional<VisitClass> visitClass, boolean again) {}

  private static final List<Row> ROWS = rows();

  // Most sentences have no cue; one look at all of them finds that out sooner.
  private static final Pattern ANY =
      pattern(
          ROWS.stream()
              .map(row -> "(?:" + row.cue().pattern() + ")")
              .collect(Collectors.joining("|")));

  private VisitCues() {}

  /**
   * What the words of a sentence tell of a visit.
   *
   * @param end where they end in the sentence
   * @param type of the visit, where its words name one: "outpatient visit"
   * @param again whether they tell by themselves that it is another visit than the one before
   */
  record Cue(
      int start, int end, Optional<VisitClass> visitClass, boolean again, Optional<String> type) {}

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String[] row : WordTable.rows(VisitCues.class, "visit-cues.tsv")) {
      Optional<VisitClass> visitClass =
          row[1].isEmpty() ? Optional.empty() : Optional.of(VisitClass.valueOf(row[1]));
      rows.add(new Row(pattern("\\b" + row[0] + "\\b"), visitClass, row[2].equals("again")));
    }
    return rows;
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** The first cue of a sentence, of two at one place the longer; none of the past. */
  static Optional<Cue> in(String sentence) {
    String head = sentence.substring(0, Math.min(sentence.length(), LONGEST));
    Optional<Cue> best = Optional.empty();
    if (!ANY.matcher(head).find()) {
      return best;
    }
    for (Row row : ROWS) {
      Matcher matcher = row.cue().matcher(head);
      if (matcher.find() && isNow(head, matcher.start())) {
        Cue cue =
            new Cue(
                matcher.start(), matcher.end(), row.visitClass(), row.again(), Optional.empty());
        if (best.isEmpty() || isBefore(cue, best.get())) {
          best = Optional.of(cue);
        }
      }
    }
    return best.map(cue -> withSetting(cue, head));
  }

  private static boolean isBefore(Cue cue, Cue other) {
    return cue.start() < other.start() || (cue.start() == other.start() && cue.end() > other.end());
  }

  private static boolean isNow(String head, int at) {
    String before = head.substring(Math.max(0, at - 60), at);
    return !PAST.matcher(before).find() && !DENIED.matcher(before).find();
  }

  // "Admitted to our outpatient unit" is a visit there.
  private static Cue withSetting(Cue cue, String head) {
    String after = head.substring(cue.start(), Math.min(head.length(), cue.end() + 60));
    if (EMERGENCY.matcher(after).find()) {
      return withSetting(cue, VisitClass.EMERGENCY, Optional.empty());
    }
    Matcher outpatient = OUTPATIENT.matcher(after);
    if (!outpatient.find()) {
      return cue;
    }
    Optional<String> type =
        outpatient.group().toLowerCase(Locale.ROOT).startsWith("out")
            ? Optional.of("outpatient visit")
            : Optional.empty();
    return withSetting(cue, VisitClass.AMBULATORY, type);
  }

  private static Cue withSetting(Cue cue, VisitClass setting, Optional<String> type) {
    return new Cue(cue.start(), cue.end(), Optional.of(setting), cue.again(), type);
  }
}

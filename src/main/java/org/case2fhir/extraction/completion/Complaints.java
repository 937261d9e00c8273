package org.case2fhir.extraction.completion;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * What a patient complains of, in whatever words: where the tagger saw nothing behind "complained
 * of", the noun phrase there is the complaint.
 */
final class Complaints {
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "\\b(?:complain(?:s|ed|ing) of|complaints? of|chief complaint (?:was|of))"
              + " (?:an? |the |some )?((?:[\\p{L}][\\p{L}-]{1,24} ){0,2}?[\\p{L}][\\p{L}-]{3,24})"
              + "(?= (?:that|which|for|since|and|or|with|in|on|over|from|at|who|she|he|had|was"
              + "|were|but|after|during|of)\\b|[,.;:(]|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_NAME =
      Pattern.compile(
          "(?i)(?:.*"
              + " )?(?:any|these|this|other|such|symptoms?|having|being|not|no|a|several|multiple|the|that|which|for|since|and|or|with|in|on|over|from|at)(?:"
              + " .*)?");

  private Complaints() {}

  // "{jaw} clicking": a finding that lacks its last word.
  private static boolean isCut(MentionLine line, Mention last, int end) {
    boolean problem =
        last.type() == MentionType.SIGN_SYMPTOM || last.type() == MentionType.DISEASE_DISORDER;
    int gap = last.span().end() - line.start();
    return problem
        && last.span().end() < end
        && line.sentence().substring(gap, end - line.start()).matches(" [\\p{L}-]{4,20}");
  }

  static void add(MentionLine line) {
    String sentence = line.sentence();
    if (!sentence.contains("omplain")) {
      return;
    }
    Matcher matcher = COMPLAINT.matcher(sentence);
    while (matcher.find()) {
      int start = line.start() + matcher.start(1);
      int end = line.start() + matcher.end(1);
      List<Mention> held = line.over(new Span(start, end));
      // A site at the beginning is one by itself: "{back} weakness".
      boolean site =
          held.size() == 1
              && held.get(0).type() == MentionType.BIOLOGICAL_STRUCTURE
              && held.get(0).span().end() + 4 < end;
      int from = site ? held.get(0).span().end() + 1 : start;
      if (!site && held.size() > 0 && isCut(line, held.get(held.size() - 1), end)) {
        Mention cut = held.get(held.size() - 1);
        int index = line.mentions().indexOf(cut);
        line.replace(index, new Mention(cut.type(), new Span(cut.span().start(), end)));
        continue;
      }
      String words = sentence.substring(from - line.start(), end - line.start());
      if ((site || held.isEmpty()) && !NO_NAME.matcher(words).matches()) {
        line.add(new Mention(MentionType.SIGN_SYMPTOM, new Span(from, end)));
      }
    }
  }
}

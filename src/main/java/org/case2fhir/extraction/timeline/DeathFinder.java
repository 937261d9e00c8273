package org.case2fhir.extraction.timeline;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.timeline.TimedSentence.PlacedTime;
import org.case2fhir.extraction.words.Hints;
import org.case2fhir.model.Death;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;

/** Finds that the patient died, and when; never that a relative did, or that someone might have. */
public final class DeathFinder {
  private static final int LONGEST = 2_000;
  private static final Pattern DIED =
      Pattern.compile(
          "\\b(?:patient|he|she|infant|child|boy|girl|man|woman|baby|neonate|newborn)\\b"
              + "(?:(?!\\b(?:not|never|mother|father|brother|sister|sibling|wife|husband|son"
              + "|daughter|uncle|aunt|cousin|grandmother|grandfather|donor|might|could|would|may"
              + "|if|whose|family)\\b)[^.;]){0,80}?\\b(?:died|expired|succumbed|passed away)\\b"
              + "|\\bpatient's (?:death|demise)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OTHERS =
      Pattern.compile(
          "\\b(?:mother|father|brother|sister|sibling|wife|husband|son|daughter|uncle|aunt|cousin"
              + "|grand\\p{L}{4,8}|family|donor|if)s?\\b[^.;]{0,40}$",
          Pattern.CASE_INSENSITIVE);

  private static final Hints HINTS =
      Hints.of("died", "expired", "succumbed", "passed away", "death", "demise");

  private DeathFinder() {}

  /** What is told of the patient's death. */
  public record Told(Death death, Evidence evidence) {}

  /** The first sentence that tells it. */
  public static Optional<Told> find(List<TimedSentence> sentences, Quotes quotes) {
    return sentences.stream().flatMap(sentence -> in(sentence, quotes).stream()).findFirst();
  }

  private static Optional<Told> in(TimedSentence place, Quotes quotes) {
    PatientSentence sentence = place.sentence();
    String text = sentence.text();
    String head = text.substring(0, Math.min(text.length(), LONGEST));
    if (!HINTS.in(head)) {
      return Optional.empty();
    }
    Matcher matcher = DIED.matcher(head);
    if (!matcher.find() || OTHERS.matcher(head.substring(0, matcher.start())).find()) {
      return Optional.empty();
    }
    int at = sentence.span().start();
    Span words = new Span(at + matcher.start(), at + matcher.end());
    Death death =
        new Death(
            true,
            place.times().stream()
                .filter(time -> !time.ofVisit())
                .map(PlacedTime::when)
                .findFirst(),
            Optional.empty());
    return Optional.of(new Told(death, quotes.of(sentence, words)));
  }
}

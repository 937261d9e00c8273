package org.case2fhir.extraction.facts;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.timeline.TimedSentence.PlacedTime;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.notation.TimeSpans;

/**
 * Reads since when a problem is there: "diabetes for five years", "a 6-week history of
 * palpitations", "… that she had noticed two years ago".
 *
 * <p>How long a symptom lasted is its duration; a length of time is an onset only for a disease, or
 * where the words say that it is the time before the visit.
 */
final class OnsetReader {
  private static final int NEAR = 90;
  private static final Pattern EDGES =
      Pattern.compile(
          "^(?:for|of|over|during|since|about|approximately|around|the|past|last|previous|at"
              + " least|nearly|almost|more than|a duration"
              + " of|,|\\s)+|(?:duration|history|in|of|\\s|[.,;])+$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern EXACT =
      Pattern.compile(
          "\\b(?:about|approximately|around|at least|nearly|almost|more than|over|less than)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HISTORY =
      Pattern.compile("^[-\\s]{0,2}(?:history|period|course)\\b", Pattern.CASE_INSENSITIVE);

  private static final Set<MentionType> EVENTS =
      EnumSet.of(
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.MEDICATION,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.DIAGNOSTIC_PROCEDURE);

  private OnsetReader() {}

  static void add(Draft draft, TimedSentence place) {
    PatientSentence sentence = draft.sentence();
    sentence
        .details(draft.head, Relation.Kind.DURATION)
        .findFirst()
        .ifPresent(detail -> addDuration(draft, detail));
    if (draft.onset.isEmpty()) {
      draft.onset = noticed(draft, place);
      if (draft.onset.isPresent() && draft.onset.equals(draft.time)) {
        draft.time = Optional.empty();
      }
    }
  }

  /** Adds a length of time that the name of the problem ended with. */
  static void addLength(Draft draft, TimeSpan length) {
    if (draft.kind == FactKind.FINDING) {
      draft.duration = Optional.of(length);
    } else if (draft.visit.isPresent()) {
      draft.onset =
          Optional.of(new When.Relative(length, When.Direction.BEFORE, draft.visit.orElseThrow()));
    } else {
      draft.notes.add("for " + length);
    }
  }

  private static void addDuration(Draft draft, Mention detail) {
    PatientSentence sentence = draft.sentence();
    String words = ConceptCoder.plain(sentence.words(detail));
    Optional<TimeSpan> length = length(words);
    boolean beforeVisit =
        draft.kind == FactKind.DIAGNOSIS || HISTORY.matcher(after(sentence, detail)).find();
    if (length.isPresent() && !beforeVisit) {
      draft.duration = length;
    } else if (length.isPresent() && draft.visit.isPresent()) {
      draft.onset =
          Optional.of(
              new When.Relative(length.get(), When.Direction.BEFORE, draft.visit.orElseThrow()));
    } else {
      draft.notes.add(words);
    }
  }

  private static Optional<TimeSpan> length(String words) {
    if (EXACT.matcher(words).find()) {
      return Optional.empty();
    }
    String bare =
        EDGES
            .matcher(words.replace('-', ' ').replaceAll("['\u2019]s?(?= |$)", ""))
            .replaceAll("")
            .strip();
    return bare.isEmpty() ? Optional.empty() : TimeSpans.parse(bare).value();
  }

  private static String after(PatientSentence sentence, Mention detail) {
    int from = detail.span().end();
    int to = Math.min(sentence.span().end(), from + 20);
    return from < to ? sentence.words(new Span(from, to)) : "";
  }

  // "… stiffening that she had noticed two years ago": the time belongs to the last problem before.
  private static Optional<When> noticed(Draft draft, TimedSentence place) {
    List<Mention> mentions = draft.sentence().mentions();
    for (PlacedTime time : place.times()) {
      boolean follows =
          time.ago()
              && time.span().start() >= draft.head.span().end()
              && time.span().start() - draft.head.span().end() <= NEAR;
      if (follows && isLastProblem(draft.head, time.span(), mentions)) {
        return Optional.of(time.when());
      }
    }
    return Optional.empty();
  }

  private static boolean isLastProblem(Mention head, Span time, List<Mention> mentions) {
    return mentions.stream()
        .filter(m -> m.span().start() > head.span().start() && m.span().end() <= time.start())
        .noneMatch(m -> EVENTS.contains(m.type()));
  }
}

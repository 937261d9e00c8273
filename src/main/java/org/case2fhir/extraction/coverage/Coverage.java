package org.case2fhir.extraction.coverage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.extraction.ExtractedCase;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.coverage.SentenceCoverage.Degree;
import org.case2fhir.extraction.coverage.SentenceCoverage.Mark;
import org.case2fhir.extraction.coverage.SentenceCoverage.Outcome;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Vocabulary;

/**
 * How much of a case became facts.
 *
 * @param sentences in the order of the document
 */
public record Coverage(List<SentenceCoverage> sentences) {
  private static final Set<MentionType> ATTRIBUTES =
      EnumSet.of(
          MentionType.CLINICAL_EVENT,
          MentionType.NONBIOLOGICAL_LOCATION,
          MentionType.SUBJECT,
          MentionType.ACTIVITY,
          MentionType.COREFERENCE);
  private static final Set<MentionType> TIMES =
      EnumSet.of(MentionType.DATE, MentionType.TIME, MentionType.DURATION);

  public Coverage {
    sentences = List.copyOf(sentences);
  }

  /** Looks at each sentence of a case. */
  public static Coverage of(ExtractedCase found, Vocabulary vocabulary) {
    UntaggedWords untagged = new UntaggedWords(vocabulary);
    Set<String> steps = steps(found);
    List<SentenceCoverage> sentences = new ArrayList<>();
    for (TimedSentence place : found.facts().timeline().sentences()) {
      PatientSentence sentence = place.sentence();
      Set<Mention> mapped = found.facts().mentions().get(place.index());
      List<Mark> marks = new ArrayList<>();
      sentence.mentions().stream()
          .filter(mention -> !ATTRIBUTES.contains(mention.type()))
          .map(mention -> mark(place, mention, mapped, steps))
          .forEach(marks::add);
      untagged.in(sentence).stream()
          .map(words -> untagged(place, words, mapped, steps))
          .forEach(marks::add);
      marks.sort(Comparator.comparingInt(mark -> mark.span().start()));
      sentences.add(new SentenceCoverage(sentence.original(sentence.span()), apart(marks)));
    }
    sentences.sort(Comparator.comparingInt(sentence -> sentence.span().start()));
    return new Coverage(sentences);
  }

  private static List<Mark> apart(List<Mark> marks) {
    List<Mark> apart = new ArrayList<>();
    int end = 0;
    for (Mark mark : marks) {
      if (mark.span().start() >= end) {
        apart.add(mark);
        end = mark.span().end();
      }
    }
    return apart;
  }

  // What was done with specimens is told in words, not by mentions.
  private static Set<String> steps(ExtractedCase found) {
    return found
        .report()
        .facts(Sample.class)
        .flatMap(sample -> sample.processing().stream())
        .map(step -> step.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isTold(
      TimedSentence place, Span words, Set<Mention> mapped, Set<String> steps) {
    String lower = place.sentence().words(words).toLowerCase(Locale.ROOT);
    return mapped.stream().anyMatch(m -> UntaggedWords.overlaps(m.span(), words))
        || place.times().stream().anyMatch(t -> UntaggedWords.overlaps(t.span(), words))
        || steps.stream().anyMatch(step -> step.contains(lower));
  }

  private static Mark untagged(
      TimedSentence place, Span words, Set<Mention> mapped, Set<String> steps) {
    Outcome outcome = isTold(place, words, mapped, steps) ? Outcome.DETAIL : Outcome.UNMAPPED;
    Span span = place.sentence().original(words);
    return new Mark(span, outcome, "Untagged", Optional.empty());
  }

  private static Mark mark(
      TimedSentence place, Mention mention, Set<Mention> mapped, Set<String> steps) {
    PatientSentence sentence = place.sentence();
    Span span = sentence.original(mention.span());
    Outcome outcome = outcome(place, mention, mapped);
    if (outcome == Outcome.UNMAPPED && isTold(place, mention.span(), mapped, steps)) {
      outcome = Outcome.DETAIL;
    }
    Optional<Assertion> assertion =
        outcome == Outcome.FACT ? Optional.of(assertion(sentence, mention)) : Optional.empty();
    return new Mark(span, outcome, mention.type().label(), assertion);
  }

  private static Outcome outcome(TimedSentence place, Mention mention, Set<Mention> mapped) {
    Context context = place.sentence().context(mention);
    if (mapped.contains(mention)) {
      return isHead(mention.type()) ? Outcome.FACT : Outcome.DETAIL;
    }
    if (mention.type() == MentionType.AGE || mention.type() == MentionType.SEX) {
      return Outcome.DETAIL;
    }
    if (TIMES.contains(mention.type()) && place.at(mention.span()).isPresent()) {
      return Outcome.DETAIL;
    }
    boolean left =
        context.certainty() == Context.Certainty.HYPOTHETICAL
            || context.experiencer() != Context.Experiencer.PATIENT;
    return left ? Outcome.LEFT_OUT : Outcome.UNMAPPED;
  }

  private static boolean isHead(MentionType type) {
    return switch (type) {
      case DISEASE_DISORDER,
          SIGN_SYMPTOM,
          DIAGNOSTIC_PROCEDURE,
          MEDICATION,
          THERAPEUTIC_PROCEDURE,
          HISTORY,
          FAMILY_HISTORY,
          PERSONAL_BACKGROUND,
          OCCUPATION,
          OUTCOME ->
          true;
      default -> false;
    };
  }

  private static Assertion assertion(PatientSentence sentence, Mention mention) {
    return switch (sentence.context(mention).certainty()) {
      case PRESENT, HYPOTHETICAL -> Assertion.PRESENT;
      case POSSIBLE -> Assertion.POSSIBLE;
      case ABSENT, REFUTED -> Assertion.ABSENT;
    };
  }

  /** How many sentences became facts to some degree. */
  public long count(Degree degree) {
    return sentences.stream().filter(sentence -> sentence.degree() == degree).count();
  }
}

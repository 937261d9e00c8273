package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.terminology.Domain;

/** What the patient brought along: the family's illnesses, the past, the way of life. */
final class BackgroundFacts {
  private static final int REACH = 120;
  private static final Pattern HISTORY_WORDS =
      Pattern.compile(
          "^(?:(?:an?|the|his|her|any|no|past|previous|prior|medical|surgical|personal|family|familial"
              + "|maternal|paternal|known|long|long-standing|significant|positive|strong|and|or)"
              + " ){0,5}(?:history (?:of|for|included|includes|(?:was |is"
              + " )?(?:positive|negative|significant|remarkable|notable)"
              + " for)|(?:positive|negative|significant|remarkable|notable) for) ",
          Pattern.CASE_INSENSITIVE);

  // "Personal or familial", of a history that is told by itself.
  private static final Pattern NOTHING =
      Pattern.compile(
          "(?:(?:past|previous|prior|medical|surgical|personal|family|familial|significant|known|and"
              + "|or|history)\\s*)+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PARTS =
      Pattern.compile(",? (?:and|or|nor) (?:of )?|, ", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOUN =
      Pattern.compile(
          "(?i)[\\p{L}-]{4,25}(?: [\\p{L}-]{3,25}){0,3}(?<!ing|ed|ic|al|ous)"
              + "|smoking|drinking|vomiting|bleeding|snoring|wheezing");

  private final Draftsman draftsman;
  private final Relatives relatives;

  BackgroundFacts(Draftsman draftsman, Relatives relatives) {
    this.draftsman = draftsman;
    this.relatives = relatives;
  }

  /** A problem of a relative. */
  Optional<Draft> relative(TimedSentence place, Mention head) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    if (context.experiencer() != Experiencer.FAMILY
        || context.certainty() == Certainty.HYPOTHETICAL) {
      return Optional.empty();
    }
    String illness = HISTORY_WORDS.matcher(sentence.words(head)).replaceFirst("");
    Coded coded =
        draftsman
            .coder()
            .code(List.of(illness), List.of(Domain.CONDITION, Domain.FINDING), sentence);
    Draft draft =
        draftsman.draft(
            FactKind.FAMILY_HISTORY,
            draftsman
                .coder()
                .code(
                    List.of(relatives.of(sentence, head.span())),
                    List.of(Domain.RELATIONSHIP),
                    sentence),
            place,
            head);
    draft.sites.clear();
    draft.severity = Optional.empty();
    draft.time = Optional.empty();
    draft.assertion = ProblemFacts.assertion(context.certainty());
    draft.illnesses.add(new Illness(coded.concept(), Optional.empty(), Optional.empty()));
    return Optional.of(draft);
  }

  /** What the stretches of history of a sentence tell, each part of a list by itself. */
  List<Draft> history(TimedSentence place, Set<Mention> left) {
    PatientSentence sentence = place.sentence();
    List<Draft> drafts = new ArrayList<>();
    for (Mention mention : sentence.mentions()) {
      if (mention.type() == MentionType.HISTORY && !left.contains(mention)) {
        for (Span part : parts(sentence, mention)) {
          remark(place, mention, new Mention(mention.type(), part)).ifPresent(drafts::add);
        }
      }
    }
    return drafts;
  }

  // "fever or multiple injuries": parts that stand by themselves as nouns.
  private List<Span> parts(PatientSentence sentence, Mention mention) {
    String words = sentence.words(mention);
    List<Span> parts = new ArrayList<>();
    Matcher and = PARTS.matcher(words);
    int from = 0;
    while (and.find()) {
      if (!isNoun(words.substring(from, and.start()))) {
        return List.of(mention.span());
      }
      parts.add(shifted(mention, from, and.start()));
      from = and.end();
    }
    if (parts.isEmpty() || !isNoun(words.substring(from))) {
      return List.of(mention.span());
    }
    parts.add(shifted(mention, from, words.length()));
    return parts;
  }

  private static boolean isNoun(String words) {
    String bare = HISTORY_WORDS.matcher(words.strip()).replaceFirst("");
    return NOUN.matcher(bare).matches();
  }

  private static Span shifted(Mention mention, int from, int to) {
    return new Span(mention.span().start() + from, mention.span().start() + to);
  }

  /** What a span of history, background, occupation or outcome tells. */
  Optional<Draft> remark(TimedSentence place, Mention head) {
    return remark(place, head, head);
  }

  // A part of a stretch is told with the context of the whole.
  private Optional<Draft> remark(TimedSentence place, Mention whole, Mention head) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(whole);
    if (context.certainty() == Certainty.HYPOTHETICAL
        || context.experiencer() != Experiencer.PATIENT
        || head.span().length() > REACH
        || isOutcomeOfRelative(sentence, head)) {
      return Optional.empty();
    }
    String words = ConceptCoder.plain(sentence.words(head));
    if (NOTHING.matcher(words).matches()) {
      return Optional.empty();
    }
    Optional<TimeSpan> length = ProblemNames.length(sentence, head);
    String bare = ProblemNames.bare(HISTORY_WORDS.matcher(words).replaceFirst(""));
    boolean history = head.type() == MentionType.HISTORY;
    if (history && draftsman.coder().knows(Domain.CONDITION, bare, sentence)) {
      Draft comorbidity = comorbidity(place, head, bare, context);
      length.ifPresent(time -> OnsetReader.addLength(comorbidity, time));
      return Optional.of(comorbidity);
    }
    Coded coded =
        history
            ? draftsman.coder().code(List.of(bare), List.of(Domain.FINDING), sentence)
            : new Coded(Concept.ofText(words), Domain.FINDING, List.of(), Optional.empty());
    Draft draft = draftsman.draft(FactKind.FINDING, coded, place, head);
    draft.assertion = ProblemFacts.assertion(context.certainty());
    draft.findingCategory =
        switch (head.type()) {
          case PERSONAL_BACKGROUND, OCCUPATION -> FindingCategory.SOCIAL;
          case OUTCOME -> FindingCategory.OUTCOME;
          default -> FindingCategory.HISTORY;
        };
    return Optional.of(draft);
  }

  // "His father died": how it ended for a relative is no outcome of the patient.
  private boolean isOutcomeOfRelative(PatientSentence sentence, Mention head) {
    int start = sentence.span().start();
    if (head.type() != MentionType.OUTCOME || head.span().start() <= start) {
      return false;
    }
    return relatives.isNamedIn(sentence.words(new Span(start, head.span().start())));
  }

  private Draft comorbidity(TimedSentence place, Mention head, String words, Context context) {
    Coded coded =
        draftsman.coder().code(List.of(words), List.of(Domain.CONDITION), place.sentence());
    boolean denied = context.certainty() == Certainty.ABSENT;
    FactKind kind = denied ? FactKind.FINDING : FactKind.DIAGNOSIS;
    Draft draft = draftsman.draft(kind, coded, place, head);
    draft.assertion = ProblemFacts.assertion(context.certainty());
    draft.comorbidity = !denied;
    draft.findingCategory = FindingCategory.HISTORY;
    return draft;
  }
}

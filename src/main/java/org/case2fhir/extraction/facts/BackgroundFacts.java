package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.tagging.Mention;
import org.case2fhir.extraction.tagging.MentionType;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** What the patient brought along: the family's illnesses, allergies, the past, the way of life. */
final class BackgroundFacts {
  private static final int REACH = 120;
  private static final Pattern ALLERGY =
      Pattern.compile(
          "\\b(?:allerg(?:y|ies|ic)|hypersensitiv(?:e|ity)|intoleran(?:t|ce)) (?:reactions?"
              + " )?(?:to|of) (?:the )?([^,.;:()]{2,60})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_ALLERGY =
      Pattern.compile(
          "\\b(?:no|denied(?: any)?|without(?: any)?) (?:history of )?(?:known )?((?:drug |food"
              + " |medication |medical )?allerg(?:y|ies))\\b(?! to\\b)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HINT =
      Pattern.compile("allerg|hypersens|intoleran", Pattern.CASE_INSENSITIVE);
  private static final Pattern DENIED =
      Pattern.compile(
          "\\b(?:no|not|denied|denies|without|never)\\b[^,;.]{0,40}$", Pattern.CASE_INSENSITIVE);
  private static final Pattern LIST = Pattern.compile("\\s*(?:,|\\band\\b|\\bor\\b)\\s*");
  private static final Pattern HISTORY_WORDS =
      Pattern.compile(
          "^(?:(?:an?|the|his|her|any|no|past|previous|prior|medical|surgical|personal|family|familial"
              + "|maternal|paternal|known|long|long-standing|significant|positive|strong|and|or)"
              + " ){0,5}(?:history (?:of|for|included|includes)|(?:positive|negative|significant"
              + "|remarkable|notable) for) ",
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
  private final Pattern relative;

  BackgroundFacts(Draftsman draftsman, Vocabulary vocabulary) {
    this.draftsman = draftsman;
    String words =
        vocabulary
            .terms(Domain.RELATIONSHIP)
            .filter(term -> term.length() > 2)
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.relative =
        Pattern.compile(
            "\\b(" + words + ")(?:s|'s|\u2019s)?\\b|\\bfamil(?:y|ial) history\\b|\\bfamily\\b",
            Pattern.CASE_INSENSITIVE);
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
        draftsman.draft(FactKind.FAMILY_HISTORY, relationship(sentence, head.span()), place, head);
    draft.sites.clear();
    draft.severity = Optional.empty();
    draft.time = Optional.empty();
    draft.assertion = ProblemFacts.assertion(context.certainty());
    draft.illnesses.add(new Illness(coded.concept(), Optional.empty(), Optional.empty()));
    return Optional.of(draft);
  }

  // The last relative before the illness, else the first after it.
  private Coded relationship(PatientSentence sentence, Span illness) {
    int start = sentence.span().start();
    Matcher matcher = relative.matcher(sentence.text());
    Optional<String> nearest = Optional.empty();
    while (matcher.find()) {
      boolean before = start + matcher.start() < illness.end();
      if (matcher.group(1) != null && (before || nearest.isEmpty())) {
        nearest = Optional.of(matcher.group(1));
      }
      if (!before) {
        break;
      }
    }
    String word = nearest.map(name -> name.toLowerCase(Locale.ROOT)).orElse("family member");
    return draftsman.coder().code(List.of(word), List.of(Domain.RELATIONSHIP), sentence);
  }

  /** Allergies that a sentence tells or denies. */
  List<Draft> allergies(TimedSentence place) {
    PatientSentence sentence = place.sentence();
    String text = sentence.text();
    if (text.length() > 2_000 || !HINT.matcher(text).find() || relative.matcher(text).find()) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    Matcher none = NO_ALLERGY.matcher(text);
    if (none.find()) {
      String words = none.group(1).toLowerCase(Locale.ROOT);
      String substance =
          words.startsWith("drug") || words.startsWith("medic")
              ? "drug"
              : words.startsWith("food") ? "food" : "any substance";
      drafts.add(allergy(place, substance, none.start(), none.end(), Assertion.ABSENT));
    }
    Matcher told = ALLERGY.matcher(text);
    while (told.find()) {
      String before = text.substring(Math.max(0, told.start() - 60), told.start());
      Assertion assertion = DENIED.matcher(before).find() ? Assertion.ABSENT : Assertion.PRESENT;
      for (String substance : LIST.split(told.group(1))) {
        if (draftsman.coder().knows(Domain.SUBSTANCE, substance, sentence)) {
          drafts.add(allergy(place, substance, told.start(), told.end(), assertion));
        }
      }
    }
    return drafts;
  }

  private Draft allergy(
      TimedSentence place, String substance, int start, int end, Assertion assertion) {
    PatientSentence sentence = place.sentence();
    int at = sentence.span().start();
    Mention words = new Mention(MentionType.MEDICATION, new Span(at + start, at + end));
    Coded coded = draftsman.coder().code(List.of(substance), List.of(Domain.SUBSTANCE), sentence);
    Draft draft = draftsman.draft(FactKind.ALLERGY, coded, place, words);
    draft.sites.clear();
    draft.time = Optional.empty();
    draft.assertion = assertion;
    return draft;
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
    Matcher matcher = relative.matcher(sentence.words(new Span(start, head.span().start())));
    return matcher.find() && matcher.group(1) != null;
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

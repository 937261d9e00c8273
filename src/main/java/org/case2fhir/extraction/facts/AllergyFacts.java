package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;

/** Allergies and intolerances of the patient, also that there are none. */
final class AllergyFacts {
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

  private final Draftsman draftsman;
  private final Relatives relatives;

  AllergyFacts(Draftsman draftsman, Relatives relatives) {
    this.draftsman = draftsman;
    this.relatives = relatives;
  }

  /** Allergies that a sentence tells or denies. */
  List<Draft> read(TimedSentence place) {
    PatientSentence sentence = place.sentence();
    String text = sentence.text();
    if (text.length() > 2_000 || !HINT.matcher(text).find() || relatives.areIn(text)) {
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
}

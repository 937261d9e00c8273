package org.case2fhir.extraction.context;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/** What a treatment was given for and what it did, as its sentence tells it. */
final class TreatmentReasons {
  private static final int REACH = 16;
  private static final int NEAR = 5;
  private static final Set<String> PURPOSES =
      Set.of("for", "against", "treat", "treating", "control");
  private static final Set<String> VISITS =
      Set.of(
          "consulted",
          "presented",
          "admitted",
          "referred",
          "hospitalized",
          "hospitalised",
          "before",
          "hours",
          "evaluated",
          "visited",
          "returned",
          "seen");
  private static final Set<String> CAUSES = Set.of("treatment", "management", "therapy", "control");
  private static final Set<String> RESPONSES =
      Set.of(
          "improvement",
          "improved",
          "resolution",
          "resolved",
          "response",
          "responded",
          "relief",
          "relieved",
          "effect",
          "benefit",
          "recovered",
          "recovery",
          "remission",
          "disappeared",
          "success",
          "successful",
          "successfully",
          "worsened",
          "deteriorated",
          "subsided",
          "normalized",
          "normalised",
          "dissolved");
  private static final Set<String> LEADS =
      Set.of(
          "with",
          "without",
          "no",
          "little",
          "some",
          "good",
          "rapid",
          "partial",
          "complete",
          "significant",
          "marked",
          "dramatic",
          "clinical",
          "major",
          "mild",
          "excellent",
          "poor",
          "minimal",
          "great",
          "slight",
          "progressive",
          "gradual",
          "of",
          "any",
          "the",
          "not",
          "did",
          "symptoms",
          "symptomatic",
          "completely",
          "her",
          "his",
          "complaints");

  private TreatmentReasons() {}

  /** The finding or disorder that the drug was given for: "for X", "to treat X". */
  static Optional<Mention> of(SentenceView sentence, Mention drug) {
    Words words = sentence.words();
    int last = words.indexAt(drug.span().end() - 1);
    int end = ClauseEdges.behind(words, last, REACH);
    for (Place place : sentence.places()) {
      boolean problem =
          place.mention().type() == MentionType.DISEASE_DISORDER
              || place.mention().type() == MentionType.SIGN_SYMPTOM;
      boolean behind = place.first() > last && place.first() < end;
      if (behind && isOther(place, words, last)) {
        return Optional.empty();
      }
      if (problem && behind) {
        return isFor(words, last + 1, place.first())
            ? Optional.of(place.mention())
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  // Another drug, but for one in the same list or bracket, has reasons of its own.
  private static boolean isOther(Place place, Words words, int last) {
    boolean drug = place.mention().type() == MentionType.MEDICATION;
    for (int i = last + 1; drug && i < place.first(); i++) {
      if (words.at(i).equals("for") || words.at(i).equals("to")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFor(Words words, int from, int to) {
    for (int i = from; i < to; i++) {
      if (VISITS.contains(words.at(i))) {
        return false;
      }
    }
    for (int i = to - 1; i >= Math.max(from, to - NEAR); i--) {
      boolean cause = words.at(i).equals("of") && CAUSES.contains(words.at(i - 1));
      if (PURPOSES.contains(words.at(i)) || cause) {
        return true;
      }
    }
    return false;
  }

  /** The words behind a drug that tell what it did, to the end of their clause. */
  static Optional<Span> response(SentenceView sentence, Mention drug) {
    Words words = sentence.words();
    int last = words.indexAt(drug.span().end() - 1);
    int limit = Math.min(words.size(), last + 1 + 2 * REACH);
    for (int i = last + 1; i < limit && !isDrug(sentence, i); i++) {
      if (RESPONSES.contains(words.at(i)) && !isTest(sentence, i)) {
        int start = i;
        while (start > last + 1 && LEADS.contains(words.at(start - 1))) {
          start--;
        }
        int end = i;
        while (end + 1 < limit && !isEdge(words.at(end + 1))) {
          end++;
        }
        return Optional.of(words.span(start, end));
      }
    }
    return Optional.empty();
  }

  private static boolean isDrug(SentenceView sentence, int word) {
    return sentence.places().stream()
        .anyMatch(p -> p.first() == word && p.mention().type() == MentionType.MEDICATION);
  }

  private static boolean isTest(SentenceView sentence, int word) {
    return sentence.places().stream()
        .filter(p -> p.mention().type() == MentionType.DIAGNOSTIC_PROCEDURE)
        .anyMatch(p -> p.first() <= word && word <= p.last());
  }

  private static boolean isEdge(String word) {
    return Set.of(",", ";", ".", "and", "but", "which", "(", "while", "although").contains(word);
  }
}

package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.case2fhir.casefile.node.Place;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Laterality;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermMatch.Qualifier;
import org.case2fhir.terminology.Vocabulary;

/**
 * What the vocabulary makes of a fact's words: codes, and the severity and side that the codes do
 * not say.
 *
 * <p>Codes of a part of the words are taken only if the fact says the rest elsewhere, and never for
 * what is absent: who has no severe pain may have some.
 *
 * @param told the circumstances, with what was split off the words
 */
record Recognition(List<Code> codes, Circumstances told) {

  /** The codes of a match, if the circumstances can hold what they do not say. */
  static Recognition of(
      Optional<TermMatch> match, String text, Circumstances told, Vocabulary vocabulary) {
    Recognition nothing = new Recognition(List.of(), told);
    if (match.isEmpty()) {
      return nothing;
    }
    TermMatch found = match.get();
    if (found.qualifiers().isEmpty()) {
      return new Recognition(found.codes(), told);
    }
    Optional<Circumstances> all =
        told.assertion() == Assertion.ABSENT ? Optional.empty() : Optional.of(told);
    for (Qualifier qualifier : found.qualifiers()) {
      all = all.flatMap(circumstances -> with(qualifier, text, circumstances, vocabulary));
    }
    return all.map(circumstances -> new Recognition(found.codes(), circumstances)).orElse(nothing);
  }

  /** The codes of all the words, none split off, be one misspelt or not. */
  static Optional<List<Code>> whole(Optional<TermMatch> match) {
    return match.filter(found -> found.qualifiers().isEmpty()).map(TermMatch::codes);
  }

  /** Tells how a misspelt word was read. */
  static void report(Optional<TermMatch> match, Place place, ReadScope scope) {
    match
        .flatMap(TermMatch::respelling)
        .ifPresent(
            spelling ->
                scope
                    .problems()
                    .information(
                        "respelt",
                        place,
                        Excerpt.of(spelling.written())
                            + " is read as "
                            + Excerpt.of(spelling.read()),
                        "correct the spelling, or give `codes` if it is something else"));
  }

  private static Optional<Circumstances> with(
      Qualifier qualifier, String text, Circumstances told, Vocabulary vocabulary) {
    return switch (qualifier.kind()) {
      case MANNER -> Optional.of(told);
      case SEVERITY -> withSeverity(qualifier.words(), told, vocabulary);
      case LATERALITY -> withSide(qualifier.words(), text, told, vocabulary);
      case COURSE, SITE -> Optional.empty();
    };
  }

  private static Optional<Circumstances> withSeverity(
      String words, Circumstances told, Vocabulary vocabulary) {
    if (told.severity().isPresent()) {
      return Optional.of(told).filter(t -> t.severity().get().text().equalsIgnoreCase(words));
    }
    String word = words.toLowerCase(Locale.ROOT);
    Concept severity = new Concept(word, vocabulary.find(Domain.QUALIFIER, word));
    return Optional.of(told.withSeverity(severity));
  }

  private static Optional<Circumstances> withSide(
      String words, String text, Circumstances told, Vocabulary vocabulary) {
    List<BodySite> sites = new ArrayList<>(told.bodySites());
    if (sites.isEmpty()) {
      sitesAfter(words, text, vocabulary).ifPresent(sites::add);
    }
    Optional<Laterality> side = Sides.side(words);
    boolean said =
        side.isPresent()
            && !sites.isEmpty()
            && sites.stream().allMatch(site -> site.laterality().equals(side));
    return said ? Optional.of(told.withBodySites(sites)) : Optional.empty();
  }

  /** The longest known site that follows the side: the left knee of "left knee pain". */
  private static Optional<BodySite> sitesAfter(String side, String text, Vocabulary vocabulary) {
    int at = text.indexOf(side);
    String rest = text.substring(Math.max(0, at));
    for (int end = rest.length(); end > side.length(); end = rest.lastIndexOf(' ', end - 1)) {
      BodySite site = Sides.split(rest.substring(0, end), vocabulary);
      if (site.site().isCoded() && site.laterality().isPresent()) {
        return Optional.of(site);
      }
    }
    return Optional.empty();
  }
}

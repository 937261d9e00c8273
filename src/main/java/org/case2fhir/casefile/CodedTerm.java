package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Value;
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
 * @param circumstances with what was split off the words
 */
record CodedTerm(List<Code> codes, Circumstances circumstances) {

  /** The codes of a match, if the circumstances can hold what they do not say. */
  static CodedTerm of(
      Optional<TermMatch> match, String text, Circumstances circumstances, Vocabulary vocabulary) {
    CodedTerm nothing = new CodedTerm(List.of(), circumstances);
    if (match.isEmpty()) {
      return nothing;
    }
    TermMatch found = match.get();
    if (found.qualifiers().isEmpty()) {
      return new CodedTerm(found.codes(), circumstances);
    }
    Optional<Circumstances> all =
        circumstances.assertion() == Assertion.ABSENT
            ? Optional.empty()
            : Optional.of(circumstances);
    for (Qualifier qualifier : found.qualifiers()) {
      all = all.flatMap(each -> with(qualifier, text, each, vocabulary));
    }
    return all.map(held -> new CodedTerm(found.codes(), held)).orElse(nothing);
  }

  /** The codes of all the words, none split off, be one misspelt or not. */
  static Optional<List<Code>> whole(Optional<TermMatch> match) {
    return match.filter(found -> found.qualifiers().isEmpty()).map(TermMatch::codes);
  }

  /** Tells how a misspelt word was read. */
  static void report(Optional<TermMatch> match, Location location, ReadScope scope) {
    match
        .flatMap(TermMatch::respelling)
        .ifPresent(
            spelling ->
                scope
                    .issues()
                    .information(
                        "respelt",
                        location,
                        Excerpt.of(spelling.written())
                            + " is read as "
                            + Excerpt.of(spelling.read()),
                        "correct the spelling, or give `codes` if it is something else"));
  }

  private static Optional<Circumstances> with(
      Qualifier qualifier, String text, Circumstances circumstances, Vocabulary vocabulary) {
    return switch (qualifier.kind()) {
      case MANNER -> Optional.of(circumstances);
      case SEVERITY -> withSeverity(qualifier.words(), circumstances, vocabulary);
      case LATERALITY -> withSide(qualifier.words(), text, circumstances, vocabulary);
      case COURSE, SITE -> Optional.empty();
    };
  }

  private static Optional<Circumstances> withSeverity(
      String words, Circumstances circumstances, Vocabulary vocabulary) {
    if (circumstances.severity().isPresent()) {
      return Optional.of(circumstances)
          .filter(t -> t.severity().get().text().equalsIgnoreCase(words));
    }
    String word = words.toLowerCase(Locale.ROOT);
    Concept severity = new Concept(word, vocabulary.find(Domain.QUALIFIER, word));
    return Optional.of(circumstances.withSeverity(severity));
  }

  private static Optional<Circumstances> withSide(
      String words, String text, Circumstances circumstances, Vocabulary vocabulary) {
    List<BodySite> sites = new ArrayList<>(circumstances.bodySites());
    if (sites.isEmpty()) {
      sitesAfter(words, text, vocabulary).ifPresent(sites::add);
    }
    Optional<Laterality> side = Sides.side(words);
    boolean said =
        side.isPresent()
            && !sites.isEmpty()
            && sites.stream().allMatch(site -> site.laterality().equals(side));
    return said ? Optional.of(circumstances.withBodySites(sites)) : Optional.empty();
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

  /** What the words of a fact are recognised as when they are read without codes. */
  static CodedTerm of(Fact fact, ReadScope scope) {
    String text = fact.concept().text();
    Vocabulary vocabulary = scope.vocabulary();
    Optional<Value> value =
        fact instanceof Measurement measurement ? measurement.value() : Optional.empty();
    Optional<TermMatch> match = match(fact.kind(), text, value, vocabulary);
    return of(match, text, fact.circumstances(), vocabulary);
  }

  /** A test's code depends on its result: a mass and an amount of substance are two tests. */
  static Optional<TermMatch> match(
      FactKind kind, String text, Optional<Value> value, Vocabulary vocabulary) {
    return kind == FactKind.MEASUREMENT
        ? vocabulary.matchTest(text, value, List.of())
        : FactList.of(kind).domain().flatMap(domain -> vocabulary.match(domain, text));
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the part of the body at which a result was measured, where no side sets results apart (that
 * is what {@link ResultSides} reads): "strength of her arms", "-3.2 at the lumbar spine and -2.6 at
 * the femoral neck", "the skull (SUV 2.8)".
 *
 * <p>The part stands right behind the name or the value, or before the bracket that holds both;
 * what was measured in a specimen has no part.
 */
final class MeasuredSites {
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("site-preposition");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> SIDES = TokenPattern.wordClass("side");
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen");
  private static final Set<String> LANDMARKS = TokenPattern.wordClass("landmark");
  private static final Set<String> SOURCES = TokenPattern.wordClass("measured-elsewhere");

  private final FactBuilder facts;
  private final Graph graph;
  private final Vocabulary vocabulary;
  private final BodySites sites;

  MeasuredSites(FactBuilder facts, Vocabulary vocabulary) {
    this.facts = facts;
    this.graph = facts.graph();
    this.vocabulary = vocabulary;
    this.sites = new BodySites(graph, vocabulary);
  }

  /**
   * Adds the sites of one result of a test to its draft.
   *
   * @param alone whether it is the only result of the test
   * @param draft of the result, to which the words that say where are added as evidence
   */
  void complete(
      Graph.Sentence sentence,
      Graph.Node test,
      ResultReader.Result result,
      boolean alone,
      FactDraft draft) {
    if (!draft.sites.isEmpty() || draft.kind != FactKind.MEASUREMENT) {
      return;
    }
    Graph.Node value = result.detail();
    boolean here = value.sentence == sentence.index;
    if (isPicture(test)) {
      boolean ofPart = test.details(Graph.Relation.SITE).anyMatch(site -> site.first >= test.end);
      if (ofPart && !result.isNumber()) {
        draft.sites.addAll(sites.of(test, ConceptCoder.uncoded(draft.concept.text(), Domain.TEST)));
      }
      return;
    }
    List<Graph.Node> parts = here ? partsAt(sentence, value.end) : List.of();
    if (parts.isEmpty() && alone) {
      parts = partsAt(sentence, test.end);
    }
    if (parts.isEmpty() && here && value.first >= test.end) {
      parts = beforeBracket(sentence, test);
    }
    if (!parts.isEmpty()) {
      parts.forEach(part -> draft.sites.add(sites.site(part)));
      List<Graph.Node> words = new ArrayList<>(parts);
      words.add(value);
      draft.evidence.clear();
      facts.quote(draft, words);
    }
  }

  // "X-ray of the cervical spine was normal": of what it was is no part of its name.
  private boolean isPicture(Graph.Node test) {
    return StudyKind.of(graph, test)
        .filter(
            kind ->
                kind.category() == FindingCategory.IMAGING
                    || kind.category() == FindingCategory.PATHOLOGY)
        .isPresent();
  }

  // "of her arms", "at the lumbar spine", "in both upper and lower limbs"
  private List<Graph.Node> partsAt(Graph.Sentence sentence, int token) {
    if (!PREPOSITIONS.contains(graph.lower(sentence, token))) {
      return List.of();
    }
    List<Graph.Node> parts = new ArrayList<>();
    int at = token + 1;
    while (true) {
      while (ARTICLES.contains(graph.lower(sentence, at))
          || SIDES.contains(graph.lower(sentence, at))
              && (SharedSites.partFrom(sentence, at).isEmpty()
                  || SharedSites.partFrom(sentence, at + 1).isPresent())) {
        at++;
      }
      Optional<Graph.Node> part = SharedSites.partFrom(sentence, at).filter(this::isPlace);
      if (part.isEmpty()) {
        return parts;
      }
      parts.add(part.get());
      at = part.get().end;
      if (!graph.lower(sentence, at).equals("and")) {
        return parts;
      }
      at++;
    }
  }

  // "the front of the skull (SUVmax 2.8)"
  private List<Graph.Node> beforeBracket(Graph.Sentence sentence, Graph.Node test) {
    int bracket = test.first - 1;
    return graph.lower(sentence, bracket).equals("(")
        ? sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .filter(part -> part.end == bracket && isPlace(part))
            .limit(1)
            .toList()
        : List.of();
  }

  // A part of the body, and no specimen: "in the urine", "in the pleural fluid", "of tumor cells".
  private boolean isPlace(Graph.Node part) {
    for (int i = part.first; i < part.end; i++) {
      String word = graph.token(i).lower();
      if (SPECIMENS.contains(word)
          || SOURCES.contains(word)
          || TestFacts.FLUIDS.containsKey(word)) {
        return false;
      }
    }
    // "on cardiac [catheterization]"
    boolean modifies =
        graph.lower(graph.sentenceOf(part), part.end).equals("-")
            || part.end < graph.sentenceOf(part).end
                && graph
                    .nodeAt(part.end)
                    .filter(next -> next.isTest() || next.isProblem() || next.isTreatment())
                    .isPresent();
    if (modifies || isLandmark(part) || BodySites.isSpecimen(graph, part)) {
      return false;
    }
    BodySite site = sites.site(part);
    return site.site().isCoded()
        || site.laterality().isPresent()
        || !vocabulary.find(Domain.BODY_SITE, graph.words(part.end - 1, part.end)).isEmpty();
  }

  // "elevated at the angle of the jaw": up to where
  private boolean isLandmark(Graph.Node part) {
    return LANDMARKS.contains(graph.token(part.first).lower());
  }
}

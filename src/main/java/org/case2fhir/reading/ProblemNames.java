package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * The names that a problem may have in a terminology: with all that describes it, the fullest
 * first, then with less of it. A name that is denied is not shortened, since "no Janeway lesions"
 * denies no other lesions.
 */
final class ProblemNames {
  private static final int LONGEST_NAME = 12;
  private static final Set<String> NO_MODIFIERS = TokenPattern.wordClass("no-premodifier");
  private static final Set<String> GERM_LEADS = TokenPattern.wordClass("by-or-with");
  private static final Set<String> GERM_INFECTIONS = TokenPattern.wordClass("germ-infection");
  private static final Set<String> OCCURRENCES = TokenPattern.wordClass("occurrence-adjective");

  private final Graph graph;
  private final GenericTerms generic;
  private final BackgroundFacts.StatementRules statements;
  private final BodySites sites;

  ProblemNames(Graph graph, BodySites sites) {
    this.graph = graph;
    this.generic = GenericTerms.builtIn();
    this.statements = BackgroundFacts.StatementRules.builtIn();
    this.sites = sites;
  }

  /** Ways to name a problem: with all that describes it, the fullest first. */
  List<String> names(Graph.Sentence sentence, Graph.Node node) {
    int first = node.first;
    Optional<String> stated =
        statements.of(node).flatMap(BackgroundFacts.StatementRules.Rule::concept);
    if (stated.isPresent()) {
      return List.of(stated.get());
    }
    String lettered = LetteredNames.name(graph, node);
    if (node.sharedNoun().isPresent()) {
      // "cerebellar and brainstem lesions": lesions, each with its site.
      return sites.ofSharedNoun(node).isPresent()
          ? List.of(graph.words(node), graph.sharedWords(node))
          : List.of(graph.words(node));
    }
    if (!lettered.equals(graph.words(node))) {
      return List.of(lettered);
    }
    if (node.origin.equals(MentionCandidates.NORMAL_STATE)) {
      int verb = first;
      while (verb < node.end
          && !TokenPattern.wordClass("link-verb").contains(graph.token(verb).lower())) {
        verb++;
      }
      return List.of(graph.words(first, verb));
    }
    // "[did not drink alcohol]": what is denied is behind the words that deny it.
    Optional<Graph.Proposal> denial =
        node.has(Property.Value.ABSENT) ? node.proposal(Property.HOLDS) : Optional.empty();
    boolean own = denial.filter(d -> d.first() == node.first && d.end() < node.end).isPresent();
    if (own) {
      return List.of(graph.words(denial.get().end(), node.end));
    }
    // "[pain-free]"
    boolean behind = denial.filter(d -> d.first() > node.first && d.end() == node.end).isPresent();
    if (behind) {
      return List.of(graph.words(node.first, denial.get().first()));
    }
    while (first > sentence.first
        && node.end - first < LONGEST_NAME
        && isPremodifier(sentence, first - 1, node)
        && !isDenial(node, first - 1)) {
      first--;
    }
    while (first < node.first
        && (!graph.token(first).isWord() || OCCURRENCES.contains(graph.token(first).lower()))) {
      first++;
    }
    // "a mass in the chest wall, dull percussion note": a site before a comma is of what stands
    // there.
    for (int i = first + 1; i < node.first; i++) {
      int mark = i;
      if (graph.token(i).lower().equals(",")
          && sentence
              .nodes(MentionType.BIOLOGICAL_STRUCTURE)
              .anyMatch(site -> site.end == mark && site.first < site.end)) {
        first = i + 1;
      }
    }
    Set<String> names = new LinkedHashSet<>();
    // "no recurrence of lymphoma": the recurrence is denied, not the lymphoma.
    int of = first - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, of))) {
      of--;
    }
    if (node.has(Property.Value.ABSENT)
        && of > sentence.first
        && graph.lower(sentence, of).equals("of")
        && TokenPattern.wordClass("of-which").contains(graph.lower(sentence, of - 1))) {
      return List.of(graph.words(of - 1, node.end));
    }
    int end = withSite(sentence, node);
    if (first < node.first && isNarrowed(node)) {
      return List.of(graph.words(first, end));
    }
    List<Graph.Node> sites = node.details(Graph.Relation.SITE).toList();
    names.add(graph.words(first, end));
    names.add(graph.words(first, node.end));
    for (int from = first + 1; from < node.first; from++) {
      // "gall bladder mass" is no "bladder mass": a mention is not cut.
      int start = from;
      boolean whole = graph.nodeAt(from).filter(part -> part.first < start).isEmpty();
      if (whole && graph.token(from).isWord() && graph.token(from - 1).isWord()) {
        names.add(graph.words(from, node.end));
      }
    }
    names.add(graph.words(node.first, end));
    String bare = graph.words(node);
    sites.forEach(site -> names.add(graph.words(site) + " " + bare));
    names.add(bare);
    // "infection with Epstein-Barr virus"
    for (int i = node.first + 1; i < node.end - 1; i++) {
      if (GERM_LEADS.contains(graph.token(i).lower())
          && GERM_INFECTIONS.contains(graph.token(i - 1).lower())) {
        String infection = graph.words(i + 1, node.end) + " " + graph.token(i - 1).text();
        if (i - 1 > node.first) {
          names.add(graph.words(node.first, i - 1) + " " + infection);
        }
        names.add(infection);
      }
    }
    return new ArrayList<>(names);
  }

  // "no Janeway lesions" denies no other lesions: a denied name is not shortened.
  boolean isNarrowed(Graph.Node node) {
    return node.has(Property.Value.ABSENT)
        && node.details(Graph.Relation.DESCRIPTION)
            .filter(detail -> detail.end <= node.first && node.first - detail.end <= 1)
            .anyMatch(detail -> !generic.isModifier(graph.lower(detail)));
  }

  // "thinning of the bowel wall": the site is a part of the name.
  private int withSite(Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    if (!graph.lower(sentence, at).equals("of")) {
      return node.end;
    }
    at++;
    if (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at++;
    }
    if (at >= sentence.end) {
      return node.end;
    }
    Optional<Graph.Node> site = graph.nodeAt(at);
    return site.filter(s -> s.type == MentionType.BIOLOGICAL_STRUCTURE)
        .map(s -> s.end)
        .orElse(node.end);
  }

  // What denies a problem describes it no more, whatever a tagger takes it for; "no other pathogen"
  // keeps its "other".
  boolean isDenial(Graph.Node node, int token) {
    return node.has(Property.Value.ABSENT)
        && graph.nodeAt(token).isPresent()
        && node.proposal(Property.HOLDS)
            .filter(denial -> denial.first() <= token && denial.end() > token)
            .isPresent();
  }

  private boolean isPremodifier(Graph.Sentence sentence, int token, Graph.Node head) {
    Optional<Graph.Node> node = graph.nodeAt(token);
    String word = graph.token(token).lower();
    if (node.isEmpty()) {
      boolean joins = word.equals("-") || word.equals(",") && token > sentence.first;
      return joins
              && token > sentence.first
              && graph.nodeAt(token - 1).filter(this::describes).isPresent()
          || generic.isModifier(word)
              && !TokenPattern.wordClass("article").contains(word)
              && !TokenPattern.wordClass("leading-denial").contains(word)
              && !TokenPattern.wordClass("history-word").contains(word)
              && !NO_MODIFIERS.contains(word);
    }
    return describes(node.get()) && node.get() != head;
  }

  private boolean describes(Graph.Node node) {
    return node.is(
        MentionType.DETAILED_DESCRIPTION,
        MentionType.SEVERITY,
        MentionType.BIOLOGICAL_STRUCTURE,
        MentionType.COLOR,
        MentionType.SHAPE,
        MentionType.TEXTURE,
        MentionType.QUALITATIVE_CONCEPT);
  }
}

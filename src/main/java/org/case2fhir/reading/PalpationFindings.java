package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Findings of palpation and the parts where they were felt: "palpation of the left flank was
 * painful", "pain on palpation of the right flank".
 */
final class PalpationFindings {
  private static final Set<String> PALPATING = TokenPattern.wordClass("palpating");
  private static final Set<String> PAINFUL = TokenPattern.wordClass("painful-state");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");

  private PalpationFindings() {}

  /** "palpation of the left flank and groin was painful": that is where it hurts. */
  static void joinSites(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i + 2 < sentence.end; i++) {
      String lead = graph.lower(sentence, i + 1);
      if (!PALPATING.contains(graph.token(i).lower())
          || !lead.equals("of") && !(lead.equals("in") && isExamined(graph, sentence, i))) {
        continue;
      }
      List<Graph.Node> sites = new ArrayList<>();
      int at = i + 2;
      while (at < sentence.end && !LINK_VERBS.contains(graph.token(at).lower())) {
        int token = at;
        Optional<Graph.Node> site =
            sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .filter(n -> n.first == token)
                .findFirst();
        if (site.isEmpty()
            && !ARTICLES.contains(graph.token(at).lower())
            && !JOINERS.contains(graph.token(at).lower())) {
          break;
        }
        site.ifPresent(sites::add);
        at = site.map(n -> n.end).orElse(at + 1);
      }
      int verb = at;
      painOn(graph, sentence, i, sites);
      sentence.nodes.stream()
          .filter(n -> n.isProblem() && n.end > verb && n.first <= verb + 2)
          .filter(n -> LINK_VERBS.contains(graph.lower(sentence, verb)))
          .filter(n -> PAINFUL.contains(graph.last(n).lower()))
          .findFirst()
          .ifPresent(
              n -> {
                if (n.first <= verb) {
                  // "[groin was painful]"
                  graph.resize(n, n.end - 1, n.end, "palpated");
                }
                sites.stream()
                    .filter(s -> n.details(Graph.Relation.SITE).noneMatch(s::equals))
                    .forEach(s -> graph.join(Graph.Relation.SITE, n, s, "palpated"));
              });
    }
  }

  // "pain on palpation of the right flank": the pain is there, and palpation is no finding.
  private static void painOn(
      Graph graph, Graph.Sentence sentence, int palpation, List<Graph.Node> sites) {
    Optional<Graph.Node> pain =
        isExamined(graph, sentence, palpation)
            ? graph.nodeAt(palpation - 2).filter(Graph.Node::isProblem)
            : Optional.empty();
    if (pain.isEmpty() || sites.isEmpty()) {
      return;
    }
    sites.stream()
        .filter(site -> pain.get().details(Graph.Relation.SITE).noneMatch(site::equals))
        .forEach(site -> graph.join(Graph.Relation.SITE, pain.get(), site, "palpated"));
    graph
        .nodeAt(palpation)
        .filter(node -> node.isProblem() || node.type == MentionType.THERAPEUTIC_PROCEDURE)
        .filter(node -> node.length() == 1)
        .ifPresent(node -> graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "palpated"));
  }

  // "[pain] on palpation"
  private static boolean isExamined(Graph graph, Graph.Sentence sentence, int palpation) {
    return PREPOSITIONS.contains(graph.lower(sentence, palpation - 1));
  }
}

package org.case2fhir.reading;

import java.util.List;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Names beside the abbreviation that the document defines for them: "Mycobacterium avium complex
 * (MAC) infection" is one name with the abbreviation inside, and "systemic [juvenile idiopathic
 * arthritis] (SJIA)" begins where its abbreviation says.
 *
 * @see DefinedAbbreviations
 */
final class AbbreviatedNames {
  private static final Set<String> STUDY_NOUNS = TokenPattern.wordClass("study-noun-behind");
  private static final Set<String> DISEASE_NOUNS = TokenPattern.wordClass("disease-noun");

  private AbbreviatedNames() {}

  // "Mycobacterium avium complex (MAC) infection": the abbreviation stands inside the name of one
  // disease.
  static void joinAcrossAbbreviation(
      Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int open = node.end;
      boolean bracket =
          (node.isProblem() || node.isTest())
              && graph.lower(sentence, open).equals("(")
              && graph.lower(sentence, open + 2).equals(")")
              && abbreviations.longForm(graph.token(open + 1).text()).isPresent();
      if (!bracket) {
        continue;
      }
      int behind = open + 3;
      if (node.isTest()) {
        // "computed tomographic (CT) angiography": one study.
        if (STUDY_NOUNS.contains(graph.lower(sentence, behind))) {
          sentence.nodes.stream()
              .filter(other -> other != node && other.overlaps(open, behind + 1))
              .filter(other -> other.first >= open && other.end <= behind + 1)
              .toList()
              .forEach(graph::remove);
          if (graph.nodeAt(behind).isEmpty()) {
            graph.resize(node, node.first, behind + 1, "joined");
          }
        }
        continue;
      }
      sentence.nodes.stream()
          .filter(noun -> noun.first == behind && noun.isProblem())
          .filter(noun -> DISEASE_NOUNS.contains(graph.lower(noun)))
          .findFirst()
          .ifPresent(
              noun -> {
                List.copyOf(sentence.nodes).stream()
                    .filter(other -> other != node && other.overlaps(open, noun.end))
                    .forEach(graph::remove);
                graph.resize(node, node.first, noun.end, "joined");
              });
    }
  }

  // "systemic [juvenile idiopathic arthritis] (SJIA)": the abbreviation says where the name begins.
  static void widenToLongForm(
      Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.DISEASE_DISORDER
          || !graph.lower(sentence, node.end).equals("(")) {
        continue;
      }
      String form =
          node.end + 1 < sentence.end
              ? abbreviations.longForm(graph.token(node.end + 1).text()).orElse("")
              : "";
      int first = node.first;
      while (first > sentence.first && graph.words(first, node.end).length() < form.length()) {
        first--;
      }
      int start = first;
      boolean wider =
          start < node.first
              && graph.words(start, node.end).equalsIgnoreCase(form)
              && sentence.nodes.stream()
                  .filter(other -> other.overlaps(start, node.first))
                  .allMatch(
                      other ->
                          other.first >= start
                              && !other.isClinical()
                              // How severe it is, a code of the disease does not say.
                              && other.type != MentionType.SEVERITY);
      if (wider) {
        List.copyOf(sentence.nodes).stream()
            .filter(other -> other.overlaps(start, node.first))
            .forEach(graph::remove);
        graph.resize(node, start, node.end, "long-form");
      }
    }
  }
}

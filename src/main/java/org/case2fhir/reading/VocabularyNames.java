package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;

/**
 * Dictionary look-up: names of the vocabulary that no mention holds, the longest first, and letters
 * such as "AF" that stand for an illness where they are listed with other illnesses. A word that
 * only says where, how or of what kind is no name by itself.
 */
final class VocabularyNames {
  private static final Set<String> GUIDED = TokenPattern.wordClass("guided-word");
  private static final Set<MentionType> DESCRIPTIVE =
      EnumSet.of(
          MentionType.DETAILED_DESCRIPTION,
          MentionType.COLOR,
          MentionType.SHAPE,
          MentionType.TEXTURE,
          MentionType.SEVERITY);
  private static final double KNOWN_NAME = 0.7;

  private final Gazetteer names;
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> illnessEnds = TokenPattern.wordClass("short-illness-end");
  private final Set<String> noParts = TokenPattern.wordClass("negative-prefix");
  private final Set<String> places = TokenPattern.wordClass("place-prefix");
  private final Set<String> judging = TokenPattern.wordClass("judging");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");

  VocabularyNames(Gazetteer names) {
    this.names = names;
  }

  /** Names of the vocabulary that no mention holds, the longest first. */
  void addKnownNames(
      Graph graph, Graph.Sentence sentence, int from, int to, DefinedAbbreviations abbreviations) {
    boolean[] taken = new boolean[sentence.end - sentence.first];
    for (Graph.Node node : sentence.nodes) {
      if (node.isClinical()
          || node.is(MentionType.LAB_VALUE, MentionType.DOSAGE, MentionType.AGE)) {
        Arrays.fill(taken, node.first - sentence.first, node.end - sentence.first, true);
      }
    }
    for (Graph.Node node : sentence.nodes) {
      if (node.type == MentionType.DETAILED_DESCRIPTION && describesNext(graph, node)) {
        Arrays.fill(taken, node.first - sentence.first, node.end - sentence.first, true);
      }
    }
    for (int first = from; first < to; first++) {
      if (!graph.token(first).isWord()) {
        continue;
      }
      for (int end = Math.min(to, first + Gazetteer.LONGEST); end > first; end--) {
        if (isTaken(taken, first - sentence.first, end - sentence.first)) {
          continue;
        }
        Optional<Domain> domain = names.domain(graph.words(first, end));
        if (domain.isEmpty() && end == first + 1) {
          domain = abbreviations.longForm(graph.token(first).text()).flatMap(names::domain);
        }
        boolean germ = domain.isEmpty() && names.isOrganism(graph.words(first, end));
        if (germ) {
          // "human immunodeficiency virus" names no immunodeficiency; judged, it was tested for.
          addOrganism(graph, sentence, first, end);
          Arrays.fill(taken, first - sentence.first, end - sentence.first, true);
          first = end - 1;
          break;
        }
        if (domain.isPresent()
            && !isAnti(graph, sentence, first)
            && !isPlaced(graph, sentence, first)
            && !isGuide(graph, sentence, end)
            && !isWayOfSampling(graph, sentence, domain.get(), end)
            && !isSiteOfName(graph, first, end)
            && !isCompound(graph, sentence, first)) {
          MentionType type = Gazetteer.type(domain.get());
          graph.add(type, first, end, KNOWN_NAME, "known-name");
          Arrays.fill(taken, first - sentence.first, end - sentence.first, true);
          first = end - 1;
          break;
        }
      }
    }
  }

  // "[ultrasound]-guided biopsy": how it was done.
  private static boolean isGuide(Graph graph, Graph.Sentence sentence, int end) {
    return graph.lower(sentence, end).equals("-")
        && GUIDED.contains(graph.lower(sentence, end + 1));
  }

  // "had AF, T2DM and HTN": letters that stand for an illness, listed with other illnesses.
  void addShortIllnesses(Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (int i = sentence.first; i < sentence.end; i++) {
      String letters = graph.token(i).text();
      if (!names.isShortIllness(letters) || abbreviations.longForm(letters).isPresent()) {
        continue;
      }
      Optional<Graph.Node> found = graph.nodeAt(i);
      if (found.filter(node -> node.type == MentionType.SIGN_SYMPTOM).isPresent()
          && found.get().length() == 1) {
        graph.retype(found.get(), MentionType.DISEASE_DISORDER, "known-type");
      } else if (isListedIllness(graph, sentence, i)) {
        // A tagger takes letters for a test or a part, which they are elsewhere.
        found.ifPresent(graph::remove);
        graph.add(MentionType.DISEASE_DISORDER, i, i + 1, KNOWN_NAME, "known-name");
      }
    }
  }

  private boolean isListedIllness(Graph graph, Graph.Sentence sentence, int at) {
    if (graph.nodeAt(at).filter(node -> node.isProblem() || node.length() > 1).isPresent()) {
      return false;
    }
    // "a mass in the RA and AF": a part of the body has an article, an illness has none.
    if (articles.contains(graph.lower(sentence, at - 1))) {
      return false;
    }
    // "AF and RA dilation": the letters describe what follows.
    String next = graph.lower(sentence, at + 1);
    boolean apart = at + 1 == sentence.end;
    apart |= illnessEnds.contains(next) || joiners.contains(next) || prepositions.contains(next);
    int before = at - 1;
    while (joiners.contains(graph.lower(sentence, before))) {
      before--;
    }
    int after = at + 1;
    while (joiners.contains(graph.lower(sentence, after))) {
      after++;
    }
    boolean listed =
        before < at - 1 && isIllness(graph, sentence, before)
            || after > at + 1 && isIllness(graph, sentence, after);
    // "MS on echocardiography": what a study shows.
    boolean shown =
        next.equals("on")
            && at + 2 < sentence.end
            && graph.nodeAt(at + 2).filter(Graph.Node::isTest).isPresent();
    return apart && (listed || shown);
  }

  private boolean isIllness(Graph graph, Graph.Sentence sentence, int at) {
    return at >= sentence.first
        && at < sentence.end
        && graph.nodeAt(at).filter(Graph.Node::isProblem).isPresent()
        && (names.isShortIllness(graph.token(at).text())
            || graph
                .nodeAt(at)
                .filter(node -> node.type == MentionType.DISEASE_DISORDER)
                .isPresent());
  }

  // "TIA, DVT and PE" in one mention are three.
  void splitShortIllnesses(Graph graph, Graph.Node node) {
    List<Integer> illnesses = new ArrayList<>();
    for (int i = node.first; i < node.end; i++) {
      if (names.isShortIllness(graph.token(i).text())) {
        illnesses.add(i);
      } else if (!joiners.contains(graph.token(i).lower())) {
        return;
      }
    }
    if (illnesses.size() < 2) {
      return;
    }
    graph.resize(node, illnesses.get(0), illnesses.get(0) + 1, "split");
    for (int i : illnesses.subList(1, illnesses.size())) {
      Graph.Node rest = graph.add(node.type, i, i + 1, node.confidence, node.origin);
      rest.trail.add("split");
    }
  }

  // "gall bladder mass" is no mass of the bladder: the word before makes one with the first.
  boolean isCompound(Graph graph, Graph.Sentence sentence, int first) {
    String before = graph.lower(sentence, first - 1);
    return before.length() > 2 && names.isWord(before + graph.token(first).lower());
  }

  // "a [wound] infection": tagged as the part where the next word's illness is, it is none itself.
  private static boolean isSiteOfName(Graph graph, int first, int end) {
    boolean part =
        graph
            .nodeAt(first)
            .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE && node.end == end)
            .isPresent();
    return part
        && graph.nodeAt(end).filter(node -> node.isProblem() && node.first == end).isPresent();
  }

  // "Excision" before "biopsy": how the sample was taken, and no treatment beside it.
  private static boolean isWayOfSampling(
      Graph graph, Graph.Sentence sentence, Domain domain, int end) {
    return domain == Domain.PROCEDURE
        && end < sentence.end
        && graph.nodeAt(end).filter(node -> node.isTest() && node.first == end).isPresent();
  }

  private void addOrganism(Graph graph, Graph.Sentence sentence, int first, int end) {
    int at = organismListEnd(graph, sentence, end);
    boolean linked = linkVerbs.contains(graph.lower(sentence, at));
    if (linked && judging.contains(graph.lower(sentence, at + 1))) {
      sentence.nodes.stream()
          .filter(node -> node.first >= first && node.end <= end)
          .toList()
          .forEach(graph::remove);
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, KNOWN_NAME, "organism-judged");
    }
  }

  // "hepatitis B virus and hepatitis C virus were negative"
  private int organismListEnd(Graph graph, Graph.Sentence sentence, int from) {
    int end = from;
    int at = from;
    while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
      at++;
      int last = Math.min(sentence.end, at + Gazetteer.LONGEST);
      while (last > at && !names.isOrganism(graph.words(at, last))) {
        last--;
      }
      if (last > at) {
        at = last;
        end = last;
      }
    }
    return end;
  }

  // "anti-infection", "non-smoking": not the thing itself.
  private boolean isAnti(Graph graph, Graph.Sentence sentence, int first) {
    return graph.lower(sentence, first - 1).equals("-")
        && noParts.contains(graph.lower(sentence, first - 2));
  }

  // "the left para-colic gutter": half a word that says where.
  private boolean isPlaced(Graph graph, Graph.Sentence sentence, int first) {
    return graph.lower(sentence, first - 1).equals("-")
        && places.contains(graph.lower(sentence, first - 2))
        && graph.token(first - 1).span().end() == graph.token(first).span().start();
  }

  // "dilated cardiomyopathy": the first word is no finding of its own.
  private static boolean describesNext(Graph graph, Graph.Node description) {
    Graph.Sentence sentence = graph.sentenceOf(description);
    int at = description.end;
    while (at < sentence.end) {
      Optional<Graph.Node> next = graph.nodeAt(at);
      if (next.filter(Graph.Node::isProblem).isPresent()) {
        return true;
      }
      // "severely tender erythematous vesicles"
      if (next.filter(node -> DESCRIPTIVE.contains(node.type)).isEmpty()) {
        return false;
      }
      at = next.get().end;
    }
    return false;
  }

  private static boolean isTaken(boolean[] taken, int first, int end) {
    for (int i = first; i < end; i++) {
      if (taken[i]) {
        return true;
      }
    }
    return false;
  }
}

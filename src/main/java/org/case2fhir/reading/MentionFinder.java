package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Vocabulary;

/**
 * Finds the mentions of a text: the tagger proposes, vocabulary and grammar add, extend, split,
 * retype and drop.
 */
final class MentionFinder {
  private final MentionTagger tagger;
  private final Vocabulary vocabulary;

  MentionFinder(MentionTagger tagger, Vocabulary vocabulary) {
    this.tagger = tagger;
    this.vocabulary = vocabulary;
  }

  /** Adds the mentions of all sentences. */
  void find(Graph graph) {
    propose(graph);
  }

  // A passage is tagged whole, since its sentences are each other's context.
  private void propose(Graph graph) {
    Map<Passage, List<Graph.Sentence>> passages = new IdentityHashMap<>();
    List<Passage> order = new ArrayList<>();
    for (Graph.Sentence sentence : graph.sentences()) {
      Passage passage = sentence.source.passage();
      if (!passages.containsKey(passage)) {
        passages.put(passage, new ArrayList<>());
        order.add(passage);
      }
      passages.get(passage).add(sentence);
    }
    for (Passage passage : order) {
      List<Graph.Sentence> own = passages.get(passage);
      List<Sentence> sentences = own.stream().map(s -> s.source.sentence()).toList();
      for (Mention mention : tagger.tag(passage.text(), sentences)) {
        own.stream()
            .filter(s -> covers(s.source.sentence().span(), mention.span()))
            .findFirst()
            .ifPresent(sentence -> add(graph, sentence, mention));
      }
    }
  }

  private static boolean covers(Span outer, Span inner) {
    return outer.start() <= inner.start() && inner.end() <= outer.end();
  }

  private static void add(Graph graph, Graph.Sentence sentence, Mention mention) {
    int first = sentence.first;
    while (first < sentence.end && graph.token(first).span().end() <= mention.span().start()) {
      first++;
    }
    int end = first;
    while (end < sentence.end && graph.token(end).span().start() < mention.span().end()) {
      end++;
    }
    if (first < end) {
      graph.add(mention.type(), first, end, mention.confidence(), "tagger");
    }
  }
}

package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;

/** Gives each sentence its mentions. */
final class SentenceViews {
  private SentenceViews() {}

  /** The sentences in their order; a mention belongs to the sentence that it begins in. */
  static List<SentenceView> of(String text, List<Sentence> sentences, List<Mention> mentions) {
    List<Mention> ordered = new ArrayList<>(mentions);
    ordered.sort(Comparator.comparingInt(mention -> mention.span().start()));
    List<SentenceView> views = new ArrayList<>();
    int next = 0;
    for (Sentence sentence : sentences) {
      int first = next;
      while (next < ordered.size() && ordered.get(next).span().start() < sentence.span().end()) {
        next++;
      }
      views.add(SentenceView.of(text, sentence, ordered.subList(first, next)));
    }
    return views;
  }
}

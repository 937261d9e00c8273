package org.case2fhir.extraction.context;

import java.util.List;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;

/**
 * A sentence with its words and mentions.
 *
 * @param text of the whole passage
 * @param places of the mentions among the words, in their order
 */
record SentenceView(String text, Words words, List<Place> places) {
  /**
   * A mention among the words.
   *
   * @param first index of its first word
   * @param last index of its last word
   */
  record Place(Mention mention, int first, int last) {}

  static SentenceView of(String text, Sentence sentence, List<Mention> mentions) {
    Words words = Words.of(text, sentence.span());
    List<Place> places = mentions.stream().map(mention -> place(mention, words)).toList();
    return new SentenceView(text, words, places);
  }

  private static Place place(Mention mention, Words words) {
    int first = words.indexAt(mention.span().start());
    int behind = words.indexAt(mention.span().end() - 1);
    return new Place(mention, first, Math.max(first, Math.min(behind, words.size() - 1)));
  }
}

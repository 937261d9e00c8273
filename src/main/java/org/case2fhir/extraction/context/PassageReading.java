package org.case2fhir.extraction.context;

import java.util.List;
import java.util.Map;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;

/**
 * A passage with all that was understood of it; every span points into the passage's text.
 *
 * @param mentions in the order of the text, not overlapping
 * @param contexts of each mention
 * @param relations between mentions, in the order of their heads
 */
public record PassageReading(
    Passage passage,
    List<Sentence> sentences,
    List<Mention> mentions,
    Map<Mention, Context> contexts,
    List<Relation> relations) {
  public PassageReading {
    sentences = List.copyOf(sentences);
    mentions = List.copyOf(mentions);
    contexts = Map.copyOf(contexts);
    relations = List.copyOf(relations);
  }
}

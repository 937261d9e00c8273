package org.case2fhir.mention;

import java.util.List;

/**
 * Finds mentions in a text. What it proposes is never final: vocabulary and grammar add to it and
 * correct it.
 *
 * <p>Implementations are safe for use by several threads, and give the same mentions for the same
 * text on every machine.
 */
public interface MentionTagger {
  /**
   * The mentions of a text, in its order, not overlapping, none across two sentences.
   *
   * @param sentences of the text, in its order
   */
  List<Mention> tag(String text, List<Sentence> sentences);
}

package org.case2fhir.mention;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Result;

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

  /**
   * The kind of its model, by which the confidence of its mentions is calibrated; empty where that
   * is taken as it is.
   */
  default String kind() {
    return "";
  }

  /** The same mentions, found once for each text however often it is read. */
  static MentionTagger remembering(MentionTagger tagger) {
    Map<String, List<Mention>> known = new ConcurrentHashMap<>();
    return new MentionTagger() {
      @Override
      public List<Mention> tag(String text, List<Sentence> sentences) {
        return known.computeIfAbsent(text, t -> tagger.tag(t, sentences));
      }

      @Override
      public String kind() {
        return tagger.kind();
      }
    };
  }

  /**
   * Where the mentions of a document come from: a tagger that reads any text, or mentions that
   * somebody else found in this document, whose offsets are those of the original text.
   *
   * <p>Implementations are safe for use by several threads.
   */
  @FunctionalInterface
  public interface MentionSource {
    /**
     * The taggers of the passages of a document; each is for the text of its passage.
     *
     * @return without a value if there are no mentions of this document
     */
    Result<Function<Passage, MentionTagger>> forDocument(SourceDocument document);

    /** One tagger for all documents. */
    static MentionSource of(MentionTagger tagger) {
      return document -> Result.of(passage -> tagger, List.of());
    }
  }
}

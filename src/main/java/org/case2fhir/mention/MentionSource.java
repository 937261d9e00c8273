package org.case2fhir.mention;

import java.util.List;
import java.util.function.Function;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;

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

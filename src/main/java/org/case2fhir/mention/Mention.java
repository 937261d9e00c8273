package org.case2fhir.mention;

import org.case2fhir.model.Span;

/**
 * A stretch of a text that names something.
 *
 * @param type what it names
 * @param span where, in the text that was tagged
 * @param confidence how sure its tagger is, from 0 to 1
 */
public record Mention(MentionType type, Span span, double confidence) {
  /** A mention that a rule or a person is sure of. */
  public Mention(MentionType type, Span span) {
    this(type, span, 1);
  }
}

package org.case2fhir.extraction.tagging;

import org.case2fhir.model.Span;

/**
 * A stretch of a text that names something.
 *
 * @param type what it names
 * @param span where, in the text that was tagged
 */
public record Mention(MentionType type, Span span) {}

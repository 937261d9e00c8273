package org.case2fhir.mention;

import java.util.List;
import org.case2fhir.model.Span;

/**
 * A sentence of a passage with its tokens.
 *
 * @param span in the passage's text
 * @param tokens words, numbers and punctuation in order, in the passage's text
 */
public record Sentence(Span span, List<Span> tokens) {
  public Sentence {
    tokens = List.copyOf(tokens);
  }
}

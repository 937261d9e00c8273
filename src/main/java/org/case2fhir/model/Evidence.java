package org.case2fhir.model;

import java.util.Optional;

/**
 * The words of the source for which a fact is believed.
 *
 * @param quote exactly the source's words
 * @param span where they stand in the source text; absent when the case only quotes them
 */
public record Evidence(String quote, Optional<Span> span) {
  public Evidence {
    if (quote.isBlank()) {
      throw new IllegalArgumentException("evidence needs a quote");
    }
    if (span.isPresent() && span.get().length() != quote.length()) {
      throw new IllegalArgumentException("the quote is not as long as its span");
    }
  }
}

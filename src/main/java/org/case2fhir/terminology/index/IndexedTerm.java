package org.case2fhir.terminology.index;

import java.util.Objects;

/**
 * A name of a concept as its release writes it.
 *
 * @param kind how exactly it names the concept
 */
public record IndexedTerm(String text, TermKind kind) {
  public IndexedTerm {
    Objects.requireNonNull(text);
    Objects.requireNonNull(kind);
  }
}

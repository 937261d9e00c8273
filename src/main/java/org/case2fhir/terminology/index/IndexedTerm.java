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

  /**
   * How a term stands to the concept that it names, the closest first; of two concepts with one
   * term the one to which it is closer wins.
   */
  public enum TermKind {
    /** The system's own name: fully specified name, preferred term, long common name, label. */
    PREFERRED("preferred name"),
    /** Another name that means exactly the same. */
    SYNONYM("synonym"),
    /** An exact name in capitals; it is matched by capitals only. */
    ABBREVIATION("abbreviation"),
    /** A name of an inactive concept whose successor this one is. */
    FORMER("name of a retired code"),
    /** Broader, narrower or merely related words: shown to people, never a reason to code. */
    RELATED("related words"),
    /** The code itself. */
    CODE("code"),
    /** A code that is no longer in use; the entry names its successor where there is one. */
    RETIRED_CODE("retired code");

    private final String words;

    TermKind(String words) {
      this.words = words;
    }

    /** In the words of a sentence. */
    public String words() {
      return words;
    }

    /** Whether a term of this kind means exactly what its concept means. */
    public boolean isExact() {
      return compareTo(RELATED) < 0;
    }
  }
}

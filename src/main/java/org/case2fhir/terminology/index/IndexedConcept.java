package org.case2fhir.terminology.index;

import java.util.Objects;
import java.util.Set;
import org.case2fhir.terminology.Domain;

/**
 * One concept of an installed terminology.
 *
 * @param system canonical URI of its code system
 * @param display the system's official name for the code
 * @param preferred the name that people use; in SNOMED CT the preferred term of the dialect
 * @param domains what the concept may code; none for one that is only known, such as a retired one
 * @param property LOINC property, for example {@code MCnc}; empty elsewhere
 * @param units UCUM units that the release gives for the property, separated by a bar; may be empty
 * @param successor code that replaces a retired one; empty otherwise
 */
public record IndexedConcept(
    String system,
    String code,
    String display,
    String preferred,
    Set<Domain> domains,
    String property,
    String units,
    String successor) {
  public IndexedConcept {
    if (system.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException("a concept needs a system and a code");
    }
    domains = Set.copyOf(domains);
  }

  /** An active concept without a property. */
  public static IndexedConcept of(
      String system, String code, String display, String preferred, Set<Domain> domains) {
    return new IndexedConcept(system, code, display, preferred, domains, "", "", "");
  }

  /** A code that is no longer in use; {@code successor} may be empty. */
  public static IndexedConcept retired(
      String system, String code, String display, String successor) {
    return new IndexedConcept(system, code, display, display, Set.of(), "", "", successor);
  }

  /** The same with a LOINC property and its units. */
  public IndexedConcept measuring(String loincProperty, String ucumUnits) {
    return new IndexedConcept(
        system, code, display, preferred, domains, loincProperty, ucumUnits, successor);
  }

  /**
   * A name of a concept as its release writes it.
   *
   * @param kind how exactly it names the concept
   */
  public record Term(String text, TermKind kind) {
    public Term {
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
}

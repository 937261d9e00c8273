package org.case2fhir.terminology.index;

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
}

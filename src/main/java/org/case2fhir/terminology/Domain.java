package org.case2fhir.terminology;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What kind of thing a term names; the same words may mean different things in different domains.
 */
public enum Domain {
  /** Diseases and comorbidities. */
  CONDITION,
  /** Symptoms, signs, exam, imaging and pathology findings; includes what CONDITION holds. */
  FINDING,
  /** Laboratory tests, vital signs and other measurements: LOINC. */
  TEST,
  /** Drugs: RxNorm ingredient, ATC. */
  MEDICATION,
  /** Diagnostic and therapeutic procedures. */
  PROCEDURE,
  /** Studies that a report is about: LOINC. */
  REPORT,
  BODY_SITE,
  SPECIMEN,
  /** Bacteria, viruses, fungi and parasites. */
  ORGANISM,
  /** Severity, qualitative results, course. */
  QUALIFIER,
  /** Relatives: v3-RoleCode. */
  RELATIONSHIP,
  /** Allergens that are not drugs; includes what MEDICATION holds. */
  SUBSTANCE,
  /** Routes of administration. */
  ROUTE,
  /** Devices in or on the body. */
  DEVICE;

  /** The domain whose terms this one has too, after its own. */
  public Optional<Domain> included() {
    return switch (this) {
      case FINDING -> Optional.of(CONDITION);
      case SUBSTANCE -> Optional.of(MEDICATION);
      case CONDITION,
          TEST,
          MEDICATION,
          PROCEDURE,
          REPORT,
          BODY_SITE,
          SPECIMEN,
          ORGANISM,
          QUALIFIER,
          RELATIONSHIP,
          ROUTE,
          DEVICE ->
          Optional.empty();
    };
  }

  /** This domain, then the one that it includes. */
  public List<Domain> withIncluded() {
    return included().map(other -> List.of(this, other)).orElseGet(() -> List.of(this));
  }

  /** This domain, then those that include it. */
  public List<Domain> withIncluding() {
    return Stream.concat(
            Stream.of(this),
            Stream.of(values()).filter(other -> other.included().equals(Optional.of(this))))
        .toList();
  }
}

package org.case2fhir.terminology;

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
  ROUTE
}

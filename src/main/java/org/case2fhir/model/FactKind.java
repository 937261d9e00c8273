package org.case2fhir.model;

/** The kinds of statement a case makes, in the order in which a case lists them. */
public enum FactKind {
  DIAGNOSIS,
  FINDING,
  MEASUREMENT,
  MEDICATION,
  PROCEDURE,
  SPECIMEN,
  REPORT,
  FAMILY_HISTORY,
  ALLERGY
}

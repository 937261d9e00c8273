package org.case2fhir.fhir;

/** The two syntaxes of FHIR that are written. */
public enum BundleFormat {
  JSON,
  XML
}

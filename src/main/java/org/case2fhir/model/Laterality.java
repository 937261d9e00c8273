package org.case2fhir.model;

/** Side of the body. */
public enum Laterality {
  LEFT,
  RIGHT,
  BILATERAL
}

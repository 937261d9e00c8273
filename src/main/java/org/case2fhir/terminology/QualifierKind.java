package org.case2fhir.terminology;

/** What a word says that is split off a term before the rest is looked up. */
public enum QualifierKind {
  /** The side of the body; belongs into the body site. */
  LATERALITY,
  /** The grading; belongs into the severity. */
  SEVERITY,
  /** How it goes on in time: "progressive", "intermittent"; for symptoms also "acute". */
  COURSE,
  /** How something is done or how a drug is given: "emergency", "repeat", "intravenous". */
  MANNER,
  /** Where on the body; belongs into the body site. */
  SITE
}

package org.case2fhir;

/** How is told what of an article became facts. */
public enum CoverageFormat {
  /** A page that shows the article with its facts highlighted. */
  HTML,
  /** For tools. */
  JSON
}

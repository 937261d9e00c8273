package org.case2fhir;

/** How an extracted case is written. */
public enum ExtractionFormat {
  /** A case file in YAML. */
  YAML("yaml"),
  /** A case file in JSON. */
  JSON("json"),
  /** Standoff annotation of the article, as annotation tools read it. */
  BRAT("ann"),
  /** How each fact came about: its words, and the models and rules that made it. */
  EXPLANATION("txt");

  private final String extension;

  ExtractionFormat(String extension) {
    this.extension = extension;
  }

  /** Extension of its files, without dot. */
  public String extension() {
    return extension;
  }
}

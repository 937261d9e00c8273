package org.case2fhir;

import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.reading.CaseReader.ReadingOptions;

/**
 * Everything that a user may choose about an extraction.
 *
 * @param format how the case is written
 * @param patient number of the only patient wanted, from 1; all if empty
 * @param coverage how the coverage is given, if it is wanted in full
 * @param reading how articles are read
 */
public record ExtractionOptions(
    ExtractionFormat format,
    OptionalInt patient,
    Optional<CoverageFormat> coverage,
    ReadingOptions reading) {

  /** Case files in YAML of all patients. */
  public static final ExtractionOptions DEFAULT =
      new ExtractionOptions(ExtractionFormat.YAML, OptionalInt.empty(), Optional.empty());

  /** The same where articles are read as usual. */
  public ExtractionOptions(
      ExtractionFormat format, OptionalInt patient, Optional<CoverageFormat> coverage) {
    this(format, patient, coverage, ReadingOptions.DEFAULT);
  }

  /** In which form the coverage is given: what of an article became facts. */
  public enum CoverageFormat {
    /** A page that shows the article with its facts highlighted. */
    HTML,
    /** For tools. */
    JSON
  }

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
}

package org.case2fhir.cli.report;

import java.io.IOException;
import java.io.Writer;
import org.case2fhir.CheckedInput;

/** A report that grows with each input; not safe for several threads. */
public interface Report {
  /**
   * Starts a report.
   *
   * @param out where it is written; closing it is left to the caller
   */
  static Report start(ReportFormat format, Writer out) throws IOException {
    return switch (format) {
      case TEXT -> new TextReport(out);
      case JSON -> new JsonReport(out);
      case OUTCOME -> new OutcomeReport(out);
      case HTML -> new HtmlReport(out);
    };
  }

  /** Adds an input, after those before it. */
  void add(CheckedInput input) throws IOException;

  /** Writes the end. */
  void finish() throws IOException;
}

package org.case2fhir.cli;

import java.io.IOException;
import java.io.Writer;
import org.case2fhir.CheckedInput;
import org.case2fhir.OutcomeWriter;
import org.case2fhir.ReportItem;

/** For FHIR clients: one OperationOutcome for all inputs, noise included. */
final class OutcomeReport implements Report {
  private final OutcomeWriter outcome;

  OutcomeReport(Writer out) throws IOException {
    this.outcome = new OutcomeWriter(out);
  }

  @Override
  public void add(CheckedInput input) throws IOException {
    for (ReportItem finding : input.findings()) {
      outcome.add(finding.issue());
    }
  }

  @Override
  public void finish() throws IOException {
    outcome.finish();
  }
}

package org.case2fhir.cli;

import java.io.IOException;
import java.io.Writer;
import org.case2fhir.CheckedInput;
import org.case2fhir.ReportItem;
import org.case2fhir.cli.Report.ReportGroups;
import org.case2fhir.cli.Report.ReportGroups.Group;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Location;

/** For people at a terminal: by input, the worst first, each kind once with its remedy. */
final class TextReport implements Report {
  private final Writer out;

  TextReport(Writer out) {
    this.out = out;
  }

  @Override
  public void add(CheckedInput input) throws IOException {
    String type = input.resourceType().isEmpty() ? "" : " (" + input.resourceType() + ")";
    line(input.name() + type + ": " + ReportGroups.counts(input));
    for (Group group : ReportGroups.of(input)) {
      int number = group.findings().size();
      String times = number == 1 ? "" : " ×" + number;
      line("  " + group.severity().word() + " " + group.code() + times);
      for (ReportItem finding : group.findings()) {
        write(input, finding);
      }
      if (!group.solution().isEmpty()) {
        line("    → " + group.solution());
      }
    }
  }

  private void write(CheckedInput input, ReportItem finding) throws IOException {
    Location place = finding.issue().location();
    StringBuilder at = new StringBuilder();
    if (place.line() > 0 || !place.source().equals(input.name())) {
      at.append(place).append(' ');
    }
    at.append(place.path());
    String where = at.toString().strip();
    line("    " + (where.isEmpty() ? "" : where + ": ") + finding.issue().message());
    String speaker = ReportGroups.speaker(finding);
    if (!speaker.isEmpty()) {
      line("      " + speaker);
    }
    if (!finding.quote().isEmpty()) {
      line("      from: “" + finding.quote() + "”");
    }
  }

  private void line(String text) throws IOException {
    out.append(Printable.of(text)).append('\n');
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}

package org.case2fhir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.case2fhir.CheckedInput;
import org.case2fhir.ReportItem;
import org.case2fhir.cli.Report.ReportGroups;
import org.case2fhir.cli.Report.ReportGroups.Group;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Location;
import org.jsoup.nodes.Entities;

/**
 * For people with a browser: one page that holds its own style, runs no script and asks for nothing
 * from outside. Findings are filtered by severity with check boxes alone.
 */
final class HtmlReport implements Report {
  private final Writer out;

  HtmlReport(Writer out) throws IOException {
    this.out = out;
    out.write(resource("head.html"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void add(CheckedInput input) throws IOException {
    out.write("<section>\n<h2>" + escaped(input.name()) + "</h2>\n<p>");
    String type = input.resourceType().isEmpty() ? "" : input.resourceType() + ": ";
    out.write(escaped(type + ReportGroups.counts(input)) + "</p>\n");
    for (Group group : ReportGroups.of(input)) {
      write(input, group);
    }
    out.write("</section>\n");
  }

  private void write(CheckedInput input, Group group) throws IOException {
    String severity = group.severity().word();
    int number = group.findings().size();
    out.write(
        "<details open=\"open\" class=\""
            + severity
            + "\">\n<summary><b>"
            + severity
            + "</b> <code>");
    out.write(escaped(group.code()) + "</code>" + (number == 1 ? "" : " ×" + number));
    out.write("</summary>\n");
    if (!group.solution().isEmpty()) {
      out.write("<p class=\"remedy\">" + escaped(group.solution()) + "</p>\n");
    }
    out.write("<ul>\n");
    for (ReportItem finding : group.findings()) {
      write(input, finding);
    }
    out.write("</ul>\n</details>\n");
  }

  private void write(CheckedInput input, ReportItem finding) throws IOException {
    Location place = finding.issue().location();
    out.write("<li>");
    if (place.line() > 0 || !place.source().equals(input.name())) {
      out.write("<span class=\"place\">" + escaped(place.toString()) + "</span> ");
    }
    if (!place.path().isEmpty()) {
      out.write("<code>" + escaped(place.path()) + "</code> ");
    }
    out.write(escaped(finding.issue().message()));
    if (!finding.quote().isEmpty()) {
      out.write("<blockquote>" + escaped(finding.quote()) + "</blockquote>");
    }
    String speaker = ReportGroups.speaker(finding);
    out.write(speaker.isEmpty() ? "" : " <i>" + speaker + "</i>");
    out.write("</li>\n");
  }

  @Override
  public void finish() throws IOException {
    out.write("</main>\n</body>\n</html>\n");
    out.flush();
  }

  /**
   * Safe in an element and in an attribute; what steers a terminal or turns text becomes a space.
   */
  static String escaped(String text) {
    return Entities.escape(Printable.of(text));
  }
}

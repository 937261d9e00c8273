package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.ReportItem;
import org.case2fhir.ReportItem.Speaker;
import org.case2fhir.cli.Report.ReportFormat;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
  private static final String HOSTILE = "<script>alert('x')</script>\u001b[31m & \"q\" \u202e";
  private static final Location PLACE = new Location("a.json", 3, 5, "Bundle.entry[0].resource");

  private static CheckedInput input() {
    ReportItem wrong =
        ReportItem.of(Issue.error("fhir-obs-6", HOSTILE, PLACE, "keep one")).by(Speaker.BOTH);
    ReportItem quoted =
        new ReportItem(Issue.warning("fhir-x", "odd", PLACE, ""), false, HOSTILE, Speaker.LOCAL);
    ReportItem noise =
        new ReportItem(
            Issue.information("fhir-unknown-code-system", "n", PLACE, ""), true, "", Speaker.LOCAL);
    Issue folded =
        Issue.information("fhir-codes-not-checked", "1 codes", Location.of("a.json"), "");
    return new CheckedInput(
        "a<b>.json", "Bundle", List.of(wrong, quoted, noise, noise), List.of(folded));
  }

  private static String write(ReportFormat format, CheckedInput... inputs) throws Exception {
    StringWriter out = new StringWriter();
    Report report = Report.start(format, out);
    for (CheckedInput input : inputs) {
      report.add(input);
    }
    report.finish();
    return out.toString();
  }

  @Test
  void text_names_place_remedy_and_words_and_folds_noise() throws Exception {
    String text = write(ReportFormat.TEXT, input());

    assertThat(text)
        .contains("a.json:3:5 Bundle.entry[0].resource", "→ keep one", "says the server too")
        .contains("from: “", "1 codes")
        .doesNotContain("\u001b", "fhir-unknown-code-system");
    assertThat(text.indexOf("error fhir-obs-6")).isLessThan(text.indexOf("warning fhir-x"));
  }

  @Test
  void json_has_every_finding_and_noise() throws Exception {
    List<String> lines = write(ReportFormat.JSON, input(), input()).lines().toList();
    JsonMapper json = new JsonMapper();

    assertThat(lines).hasSize(10);
    JsonNode first = json.readTree(lines.get(0));
    assertThat(first.path("message").asText()).isEqualTo(HOSTILE);
    assertThat(first.path("line").asInt()).isEqualTo(3);
    assertThat(first.path("saidBy").asText()).isEqualTo("both");
    assertThat(json.readTree(lines.get(2)).path("noise").asBoolean()).isTrue();
    JsonNode summary = json.readTree(lines.get(4));
    assertThat(summary.path("error").asInt()).isEqualTo(1);
    assertThat(summary.path("noise").asInt()).isEqualTo(2);
  }

  @Test
  void an_outcome_is_one_resource_for_all_inputs() throws Exception {
    JsonNode outcome = new JsonMapper().readTree(write(ReportFormat.OUTCOME, input(), input()));

    assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(outcome.path("issue")).hasSize(8);
    JsonNode issue = outcome.path("issue").get(0);
    assertThat(issue.path("code").asText()).isEqualTo("invariant");
    assertThat(issue.path("severity").asText()).isEqualTo("error");
    assertThat(issue.path("diagnostics").asText()).isEqualTo("a.json:3:5: keep one");
    assertThat(issue.path("expression").get(0).asText()).isEqualTo("Bundle.entry[0].resource");
    // Nothing to say is said, too: an OperationOutcome is never empty.
    assertThat(new JsonMapper().readTree(write(ReportFormat.OUTCOME)).path("issue")).hasSize(1);
  }

  @Test
  void html_is_well_formed_escaped_and_self_contained() throws Exception {
    String page = write(ReportFormat.HTML, input());

    Document document = parse(page.replace("<!DOCTYPE html>\n", ""));
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("details").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("blockquote").getLength()).isEqualTo(1);
    assertThat(page)
        .contains("&lt;script&gt;", "a&lt;b&gt;.json", "prefers-color-scheme", "@media print")
        .doesNotContain(
            "<script", "src=", "href=", "url(", "http://", "https://", "\u001b", "\u202e");
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void severities_have_issue_types_of_fhir() throws Exception {
    for (Severity severity : Severity.values()) {
      Issue issue = new Issue(severity, "anything", "m", Location.of("f"), "");
      CheckedInput one = new CheckedInput("f", "", List.of(ReportItem.of(issue)), List.of());
      JsonNode outcome = new JsonMapper().readTree(write(ReportFormat.OUTCOME, one));
      assertThat(outcome.path("issue").get(0).path("code").asText())
          .isEqualTo(severity == Severity.INFORMATION ? "informational" : "invalid");
    }
  }
}

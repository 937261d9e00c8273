package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of an answer without end a bounded part is read, and what was not read is said. */
class AnswerFilterTest {
  private static final String ISSUE =
      "{\"severity\": \"%s\", \"code\": \"invalid\", \"diagnostics\": \"d\","
          + " \"details\": {\"coding\": [{\"code\": \"a\"}]}}";

  private static Answer filtered(int status, String body) throws ExchangeException {
    return new AnswerFilter(Redaction.NONE)
        .filter(
            new Answer(
                status,
                HttpHeaders.of(Map.of(), (name, value) -> true),
                URI.create("http://h/fhir"),
                body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String outcome(int issues, String last) {
    return "{\"resourceType\": \"OperationOutcome\", \"issue\": ["
        + (ISSUE.formatted("warning") + ",").repeat(issues - 1)
        + ISSUE.formatted(last)
        + "]}";
  }

  @ParameterizedTest
  @CsvSource({"error,ERROR", "fatal,FATAL", "information,WARNING", "odd,ERROR"})
  void theWorstOfTheIssuesThatAreLeftOutIsKept(String last, IssueSeverity worst) throws Exception {
    Answer answer = filtered(200, outcome(20_000, last));
    OperationOutcome outcome = answer.outcome().orElseThrow();
    assertThat(outcome.getIssue()).hasSize(AnswerFilter.MOST_ISSUES + 1);
    assertThat(outcome.getIssue().get(AnswerFilter.MOST_ISSUES).getSeverity()).isEqualTo(worst);
    assertThat(Answer.reason(outcome))
        .isEqualTo("d; d; d; 997 more; 19000 more issues of the answer were not read");
  }

  @Test
  void anOutcomeWithinABundleIsBoundedTooAndAllElseIsAsItWas() throws Exception {
    String entry =
        "{\"response\": {\"status\": \"200\", \"outcome\": " + outcome(3000, "error") + "}}";
    Answer answer =
        filtered(
            200,
            "{\"resourceType\": \"Bundle\", \"entry\": ["
                + entry
                + ","
                + entry
                + "], \"id\": \"z\"}");
    Bundle bundle = answer.resource(Bundle.class).orElseThrow();
    assertThat(bundle.getEntry()).hasSize(2);
    assertThat(bundle.getIdElement().getIdPart()).isEqualTo("z");
    assertThat(((OperationOutcome) bundle.getEntry().get(1).getResponse().getOutcome()).getIssue())
        .hasSize(AnswerFilter.MOST_ISSUES + 1);
  }

  @Test
  void aSmallAnswerIsNotTouched() throws Exception {
    String body = " " + outcome(AnswerFilter.MOST_ISSUES, "error") + "\n";
    assertThat(filtered(200, body).text()).isEqualTo(body);
    assertThat(filtered(200, "{\"issue\": [[], {\"issue\": []}, 1]}").text())
        .isEqualTo("{\"issue\": [[], {\"issue\": []}, 1]}");
    assertThat(filtered(200, "{\"issue\": [{").text()).isEqualTo("{\"issue\": [{");
    assertThat(filtered(200, "").text()).isEmpty();
  }

  @Test
  void tooManyValuesOrTooDeepIsNotUsable() throws Exception {
    String many = "{\"a\": [" + "0,".repeat(3_000_000) + "0]}";
    String deep = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
    for (String body : new String[] {many, deep}) {
      assertThatThrownBy(() -> filtered(200, body))
          .hasMessageContaining("the answer has more than");
      Answer refused = filtered(422, body);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.reason()).contains("too large and was not read");
    }
  }
}

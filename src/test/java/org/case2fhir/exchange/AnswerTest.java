package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static Answer answer(String type, String body) {
    HttpHeaders headers =
        HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true);
    return new Answer(400, headers, URI.create("http://h/"), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String words(String type, String body) {
    return answer(type, body).reason();
  }

  @Test
  void anOutcomeIsToldByItsDiagnosticsElseByItsDetails() {
    String outcome =
        """
        {"resourceType": "OperationOutcome", "issue": [
          {"severity": "error", "code": "invalid", "diagnostics": "no such code"},
          {"severity": "error", "code": "not-a-code-of-fhir", "details": {"text": "second"}},
          {"severity": "odd", "code": "business-rule"}, {"severity": "error", "code": "lock-error"}]}
        """;
    assertThat(words("application/fhir+json", outcome))
        .isEqualTo("no such code; second; business-rule; 1 more");
  }

  @Test
  void aPageIsToldByItsTitle() {
    assertThat(words("text/html", "<html><head><title>502 Bad\nGateway</title></head></html>"))
        .isEqualTo("a web page instead of FHIR: 502 Bad Gateway");
    assertThat(words("text/plain", "<!DOCTYPE html><p>x")).isEqualTo("a web page instead of FHIR");
  }

  @Test
  void xmlIsNotRead() {
    String bomb =
        "<!DOCTYPE x [<!ENTITY a SYSTEM"
            + " \"file:///etc/passwd\">]><OperationOutcome>&a;</OperationOutcome>";
    assertThat(words("application/fhir+xml", bomb))
        .isEqualTo("an answer in XML, which is not read");
    assertThat(words("application/json", "[1]"))
        .isEqualTo("an answer that is not an OperationOutcome");
    assertThat(words("text/plain", "")).isEqualTo("no reason given");
  }

  @Test
  void deepNestingIsNoOutcome() {
    String deep = "{\"resourceType\":\"OperationOutcome\",\"issue\":" + "[".repeat(100_000);
    assertThat(words("application/json", deep))
        .isEqualTo("an answer that is not an OperationOutcome");
  }

  @Property(tries = 200)
  void nothingSteersATerminal(@ForAll String text) {
    String words = words("text/plain", "\u001b[31m" + text);
    assertThat(words.chars().noneMatch(Character::isISOControl)).isTrue();
    assertThat(words).hasSizeLessThan(900).isNotEmpty();
  }
}

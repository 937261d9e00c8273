package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server repeats of a secret, in any form, is not said again. */
class RedactionTest {
  private static final String PASSWORD = "pä/ss+w&rd\\ \"4711";
  private static final String PAIR = "me:" + PASSWORD;
  private static final String ENCODED =
      Base64.getEncoder().encodeToString(PAIR.getBytes(StandardCharsets.UTF_8));
  private static final Redaction BASIC =
      Redaction.of(List.of("Basic " + ENCODED), List.of(), "http://h/fhir");
  private static final Redaction BEARER =
      Redaction.of(List.of("Bearer abc/def+ghi=="), List.of(), "http://h/fhir");

  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String unicode(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append(String.format("\\u%04X", c)));
    return out.toString();
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append(String.format("%%%02x", b & 0xff));
    }
    return out.toString();
  }

  private static String html(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append("&#").append(c).append(';'));
    return out.toString();
  }

  @Test
  void aPasswordIsFoundInEveryForm() {
    for (String form :
        List.of(
            PASSWORD,
            json(PASSWORD),
            json(json(PASSWORD)),
            PASSWORD.replace("/", "\\/"),
            unicode(PASSWORD),
            unicode(PASSWORD).replace("\\", "\\\\"),
            percent(PASSWORD),
            percent(percent(PASSWORD)),
            URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8),
            html(PASSWORD),
            PASSWORD.replace("&", "&amp;").replace("\"", "&quot;"),
            PASSWORD.toUpperCase(Locale.ROOT),
            ENCODED,
            ENCODED.replaceFirst("=+$", ""),
            percent(ENCODED),
            unicode(ENCODED))) {
      assertThat(BASIC.data("<" + form + ">")).as(form).isEqualTo("<(secret)>");
      assertThat(BASIC.data("<me:" + form + ">")).as(form).doesNotContain("4711");
    }
    assertThat(BASIC.data("the user me:" + PASSWORD + ".")).isEqualTo("the user (secret).");
    assertThat(BEARER.data("abc\\/def%2Bghi%3d%3D, abc/def+ghi")).isEqualTo("(secret), (secret)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fhir", "pw", "4711", "test", "Patient"})
  void aPlainWordIsTakenOutOfSentencesOnlyAndNotOutOfTheServersAddress(String password) {
    String header =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
    Redaction redaction = Redaction.of(List.of(header), List.of(), "http://h/fhir");
    assertThat(redaction.text("wrong: " + password + "!")).isEqualTo("wrong: (secret)!");
    assertThat(redaction.text("me:" + password + "x")).doesNotContain("me:");
    assertThat(redaction.text("a" + password + "b")).isEqualTo("a" + password + "b");
    assertThat(redaction.data("http://h/fhir/Patient/4711"))
        .isEqualTo("http://h/fhir/Patient/4711");
    assertThat(redaction.text("http://h/fhir: no")).isEqualTo("http://h/fhir: no");
  }

  @Test
  void aLongTextOfEscapesTakesNoLongTime() {
    String text = ("\\".repeat(1000) + "%25".repeat(1000) + "&amp;".repeat(1000)).repeat(200);
    assertTimeout(Duration.ofSeconds(20), () -> assertThat(BASIC.text(text)).isEqualTo(text));
  }

  @Test
  void anAnswerIsCleanInJsonTextAndHeadersAndStaysReadable() throws Exception {
    AnswerFilter filter = new AnswerFilter(BASIC);
    String body =
        """
        {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "login",
          "diagnostics": "%s", "expression": ["%s"], "%s": 1.10}]}
        """
            .formatted(unicode(PASSWORD), json(PAIR), ENCODED);
    HttpHeaders headers =
        HttpHeaders.of(Map.of("X-Echo", List.of(PASSWORD)), (name, value) -> true);
    Answer answer =
        filter.filter(
            new Answer(
                400, headers, URI.create("http://h/fhir"), body.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.text())
        .doesNotContain("4711", "u0034", ENCODED)
        .contains("1.10", "\"severity\":\"error\"");
    assertThat(answer.reason()).isEqualTo("(secret)");
    assertThat(answer.header("x-echo")).contains("(secret)");
    Answer page =
        filter.filter(
            new Answer(
                400,
                headers,
                URI.create("http://h/fhir"),
                ("{\"cut\": \"" + unicode(PASSWORD)).getBytes(StandardCharsets.UTF_8)));
    assertThat(page.text()).isEqualTo("{\"cut\": \"(secret)");
  }

  @Test
  void aSecretInsideOfSomethingEncodedIsHidden() {
    String token = "Ab9?x~-7ttoken>42ÿz";
    Redaction redaction = Redaction.of(List.of("Bearer " + token), List.of(), "");
    for (String before : List.of("", "x", "xy", "Bearer ", "{\"token\": \"")) {
      for (String behind : List.of("", "!", "\"}", " and more")) {
        byte[] bytes = (before + token + behind).getBytes(StandardCharsets.UTF_8);
        for (String encoded :
            List.of(
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes))) {
          String shown = redaction.data("got " + encoded + ".");
          assertThat(shown).contains("(secret)");
          int hidden = encoded.length() - (shown.length() - "got (secret).".length());
          assertThat(hidden).isGreaterThanOrEqualTo(token.length());
        }
      }
    }
  }

  @Test
  void otherEncodedThingsStay() {
    Redaction redaction = Redaction.of(List.of("Bearer Ab9?x~-7ttoken>42"), List.of("short7"), "");
    String other =
        Base64.getEncoder().encodeToString("Ab9?x, another text".getBytes(StandardCharsets.UTF_8));
    String small = Base64.getEncoder().encodeToString("short7".getBytes(StandardCharsets.UTF_8));
    assertThat(redaction.data(other + " " + small)).isEqualTo(other + " " + small);
  }
}

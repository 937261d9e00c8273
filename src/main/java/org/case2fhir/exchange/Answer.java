package org.case2fhir.exchange;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server answered. Nothing in it is trusted: only its size has been checked.
 *
 * @param status of HTTP
 * @param from the address that answered, after redirects
 * @param body not copied; nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of a large answer would be waste
public record Answer(int status, HttpHeaders headers, URI from, byte[] body) {

  /** Whether the server did what it was asked. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** First value of a header. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The body, which is UTF-8 in FHIR; anything else becomes replacement characters. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether the body claims to be JSON, of FHIR or plain. */
  public boolean isJson() {
    return mediaType().endsWith("json");
  }

  /** Whether the body is a page for people, as proxies and login forms send. */
  public boolean isHtml() {
    return mediaType().endsWith("html");
  }

  /** Media type in lower case without parameters; empty if none is told. */
  String mediaType() {
    String type = header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** When the server answered, by its own clock, to the second. */
  public Optional<Instant> serverTime() {
    return header("Date").flatMap(Answer::time);
  }

  /** When the server last changed what it answers about, by its own clock, to the second. */
  public Optional<Instant> modified() {
    return header("Last-Modified").flatMap(Answer::time);
  }

  static Optional<Instant> time(String httpDate) {
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Neither headers nor body: both may tell of a patient. */
  @Override
  public String toString() {
    return "status " + status + ", " + body.length + " bytes";
  }
}

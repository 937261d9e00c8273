package org.case2fhir.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads the header {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** How long to wait from now; empty if the server does not say, or not in a way to understand. */
  static Optional<Duration> of(Answer answer, Instant now) {
    return answer.header("Retry-After").flatMap(value -> of(value.strip(), now));
  }

  private static Optional<Duration> of(String value, Instant now) {
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    return Answer.time(value)
        .map(then -> then.isBefore(now) ? Duration.ZERO : Duration.between(now, then));
  }
}

package org.case2fhir.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;

/** Waits that are written down instead. */
public final class RecordedPauses {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final List<Duration> pauses = new ArrayList<>();

  public RetryTimer timer(int retries) {
    return new RetryTimer(
        RetryPolicy.USUAL.withRetries(retries), Clock.fixed(NOW, ZoneOffset.UTC), pauses::add);
  }

  public List<Duration> all() {
    return pauses;
  }
}

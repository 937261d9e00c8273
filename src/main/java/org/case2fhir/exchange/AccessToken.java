package org.case2fhir.exchange;

import java.time.Duration;
import java.time.Instant;

/**
 * A token with its life.
 *
 * @param since when it was asked for
 * @param life how long the server says that it is good
 * @param renewed whether it took the place of one that the FHIR server did not accept
 */
record AccessToken(Secret value, Instant since, Duration life, boolean renewed) {
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** Whether it is better not sent any more: it could expire on the way. */
  boolean isStale(Instant now) {
    Duration half = life.dividedBy(2);
    Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
    return !now.isBefore(since.plus(life).minus(margin));
  }
}

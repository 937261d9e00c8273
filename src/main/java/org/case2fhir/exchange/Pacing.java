package org.case2fhir.exchange;

import java.time.Clock;
import java.time.Duration;

/**
 * When failed requests are sent again, and by which clock.
 *
 * @param clock only waits are measured by it
 */
public record Pacing(RetryPolicy policy, Clock clock, Sleeper sleeper) {

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** By the clock of this machine. */
  public static Pacing real(RetryPolicy policy) {
    return new Pacing(policy, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
  }

  void pause(Duration time) throws ExchangeException {
    try {
      sleeper.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException(ExchangeException.Kind.INTERRUPTED, "stopped while waiting");
    }
  }
}

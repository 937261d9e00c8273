package org.case2fhir.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Decides whether a request is sent again, and when: pure, so that it can be tested without
 * waiting.
 *
 * <p>A request that is not repeatable is sent again only when the server did not act on it: no
 * connection could be opened, or it answered that it wants the request later (429, 503 with {@code
 * Retry-After}). What it asks for with {@code Retry-After} is done, or the request is given up: the
 * wait is never shorter.
 *
 * @param retries how often one request is sent again
 * @param first wait before the first repetition where the server names none; it doubles each time
 * @param longest no wait is longer; a server that asks for more is left alone
 * @param seed of the jitter, which spreads the repetitions of several clients
 */
public record RetryPolicy(int retries, Duration first, Duration longest, long seed) {
  static final String RETRY_AFTER = "Retry-After";

  /** Stands for numbers that are longer than any wait. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  /** Four repetitions within about eight seconds, unless the server asks for up to a minute. */
  public static final RetryPolicy USUAL =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(60), 1);

  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException("the number of retries is not negative");
    }
  }

  /** The same with another number of repetitions. */
  public RetryPolicy withRetries(int other) {
    return new RetryPolicy(other, first, longest, seed);
  }

  /**
   * After an answer.
   *
   * @param failed how often the request has been sent, from 1
   * @return how long to wait; empty to take the answer as it is
   */
  public Optional<Duration> afterAnswer(
      Interaction interaction, Answer answer, int failed, Instant now) {
    if (failed > retries || !isTemporary(answer.status())) {
      return Optional.empty();
    }
    List<String> asked = answer.headers().allValues(RETRY_AFTER);
    boolean notActedOn = answer.status() == 429 || answer.status() == 503 && !asked.isEmpty();
    return interaction.repeatable() || notActedOn ? wait(asked, failed, now) : Optional.empty();
  }

  /** As long as the server asks for, else as long as we think; empty if that is too long. */
  private Optional<Duration> wait(List<String> asked, int failed, Instant now) {
    if (asked.isEmpty()) {
      return Optional.of(backOff(failed));
    }
    List<Duration> waits = asked.stream().flatMap(each -> duration(each, now).stream()).toList();
    return waits.size() < asked.size()
        ? Optional.empty()
        : waits.stream().max(Duration::compareTo).filter(most -> most.compareTo(longest) <= 0);
  }

  /**
   * What to say of an answer that is taken although the server wants to be asked again.
   *
   * @return empty if it does not
   */
  String givenUp(Answer answer, Instant now) {
    return isTemporary(answer.status())
        ? givenUp(answer.headers().allValues(RETRY_AFTER), now)
        : "";
  }

  String givenUp(List<String> asked, Instant now) {
    if (asked.isEmpty()) {
      return "";
    }
    String words =
        "Retry-After: " + Answer.clean(String.join(", ", asked)).replaceAll("^(.{60}).+", "$1…");
    if (asked.stream().anyMatch(each -> duration(each, now).isEmpty())) {
      return words + ", which is neither a number of seconds nor a date, so it was not sent again";
    }
    return wait(asked, 1, now).isEmpty()
        ? words + ", but at most " + longest.toSeconds() + " seconds are waited; try again later"
        : words + ", and it was sent as often as it may be";
  }

  /** After no answer; like {@link #afterAnswer}. */
  public Optional<Duration> afterFailure(
      Interaction interaction, ExchangeException failure, int failed, Instant now) {
    boolean again =
        switch (failure.kind()) {
          case UNREACHABLE -> true;
          case BROKEN, TIMEOUT -> interaction.repeatable();
          case NOT_SENT, UNUSABLE_ANSWER, NOT_AUTHORIZED, INTERRUPTED -> false;
        };
    return again && failed <= retries ? wait(failure.retryAfter(), failed, now) : Optional.empty();
  }

  /** Seconds, or a date (RFC 9110, 10.2.3); empty if it is neither. */
  private static Optional<Duration> duration(String text, Instant now) {
    String value = text.strip();
    if (value.matches("[0-9]+")) {
      String digits = value.replaceFirst("^0+(?=.)", "");
      return Optional.of(digits.length() > 9 ? NEVER : Duration.ofSeconds(Long.parseLong(digits)));
    }
    return Answer.time(value)
        .map(then -> then.isBefore(now) ? Duration.ZERO : Duration.between(now, then));
  }

  // Too early, too many, a gateway that lost its server, a server that is overloaded or restarting.
  private static boolean isTemporary(int status) {
    return switch (status) {
      case 408, 425, 429, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** How long to wait before the next repetition where nobody says; longer each time. */
  Duration backOff(int failed) {
    long most = Math.min(first.toMillis() << Math.min(failed - 1, 20), longest.toMillis());
    double share = 0.5 + new SplittableRandom(seed + failed).nextDouble() / 2;
    return Duration.ofMillis((long) (most * share));
  }

  /**
   * When failed requests are sent again, and by which clock.
   *
   * @param clock only waits are measured by it
   */
  public record RetryTimer(RetryPolicy policy, Clock clock, Sleeper sleeper) {

    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
      void sleep(Duration time) throws InterruptedException;
    }

    /** By the clock of this machine. */
    public static RetryTimer real(RetryPolicy policy) {
      return new RetryTimer(policy, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
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
}

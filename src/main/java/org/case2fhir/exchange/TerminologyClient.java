package org.case2fhir.exchange;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;

/**
 * Asks a <a href="https://hl7.org/fhir/R4/terminology-service.html">FHIR terminology server</a>,
 * politely: few questions at a time, each with a time limit and repeated once, and no more when it
 * fails: at once where the next question cannot fare better, otherwise after some failures in a
 * row. Safe for use by several threads.
 */
public final class TerminologyClient {
  /** How long one question may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int MAX_BYTES = 8 << 20;
  private static final int MOST_AT_ONCE = 4;
  private static final int MOST_FAILURES = 3;
  private static final RetryPolicy RETRIES =
      new RetryPolicy(1, Duration.ofMillis(500), Duration.ofSeconds(10), 1);

  private final FhirConversation conversation;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<String> trouble = new AtomicReference<>();

  /** Opens no connection yet; no credentials are sent. */
  public TerminologyClient(FhirEndpoint server) {
    try {
      this.conversation =
          new FhirConversation(
              server.withMaxBytes(MAX_BYTES), Authorization.NONE, RetryTimer.real(RETRIES));
    } catch (ExchangeException e) {
      throw new IllegalStateException("no credentials that could leak", e);
    }
  }

  /**
   * A question: an operation or a search with its parameters, below the server's base.
   *
   * @param parameters names and values in turn
   */
  public static String question(String operation, String... parameters) {
    StringBuilder question = new StringBuilder(operation);
    for (int i = 0; i < parameters.length; i += 2) {
      question.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      question.append(encoded(parameters[i + 1]));
    }
    return question.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The base address of the server, without a final slash. */
  public URI base() {
    return conversation.endpoint().base();
  }

  /** Whether it is still asked. */
  public boolean isUp() {
    return failures.get() < MOST_FAILURES;
  }

  /** The first thing that went wrong, for people. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble.get());
  }

  /**
   * Asks. Who reads the answer says whether it was one: {@link #succeed} or {@link #fail}.
   *
   * @param question path and query of a GET
   * @return any answer; empty where the server gave none, or is not asked any more
   */
  public Optional<Answer> send(String question) {
    if (!isUp()) {
      return Optional.empty();
    }
    turns.acquireUninterruptibly();
    try {
      return Optional.of(conversation.send(Interaction.get(question)));
    } catch (ExchangeException e) {
      fail(e.getMessage(), isLasting(e));
      return Optional.empty();
    } finally {
      turns.release();
    }
  }

  private static boolean isLasting(ExchangeException e) {
    return switch (e.kind()) {
      case NOT_SENT, UNREACHABLE, NOT_AUTHORIZED, INTERRUPTED -> true;
      case BROKEN, TIMEOUT, UNUSABLE_ANSWER -> false;
    };
  }

  /** An answer was one: the failures before it are forgiven. */
  public void succeed() {
    failures.set(0);
  }

  /**
   * Counts a failure.
   *
   * @param why for people
   * @param lasting whether the next question cannot fare better
   */
  public void fail(String why, boolean lasting) {
    trouble.compareAndSet(null, why);
    failures.addAndGet(lasting ? MOST_FAILURES : 1);
  }
}

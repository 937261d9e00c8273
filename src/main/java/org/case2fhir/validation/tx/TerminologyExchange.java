package org.case2fhir.validation.tx;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/**
 * Sends questions to a terminology server without credentials, and gives it up when it fails: at
 * once where the next question cannot fare better, otherwise after some failures in a row. What
 * went wrong is told once, whatever the number of questions.
 */
final class TerminologyExchange {
  static final String METADATA = "metadata";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 4 << 20;
  private static final int MOST_FAILURES = 3;

  private final FhirConversation conversation;
  private final String name;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<String> trouble = new AtomicReference<>();
  private boolean told;

  TerminologyExchange(URI base) {
    FhirEndpoint endpoint = FhirEndpoint.of(base).withTimeout(TIMEOUT).withMaxBytes(MAX_BYTES);
    RetryPolicy policy = new RetryPolicy(1, Duration.ofMillis(500), Duration.ofSeconds(5), 1);
    this.name = base.toString();
    try {
      this.conversation =
          new FhirConversation(endpoint, Authorization.NONE, RetryTimer.real(policy));
    } catch (ExchangeException e) {
      throw new IllegalStateException("no credentials that could leak", e);
    }
  }

  boolean isUp() {
    return failures.get() < MOST_FAILURES;
  }

  /**
   * Asks.
   *
   * @param question path and query of a GET
   * @return a success, or the server's word in FHIR that it does not know what it is asked about;
   *     empty where it failed, or is not asked any more
   */
  Optional<Answer> send(String question) {
    if (!isUp()) {
      return Optional.empty();
    }
    try {
      Answer answer = conversation.send(Interaction.get(question));
      if (isAnswer(answer)) {
        failures.set(0);
        return Optional.of(answer);
      }
    } catch (ExchangeException e) {
      fail(e.getMessage(), isLasting(e));
    }
    return Optional.empty();
  }

  private boolean isAnswer(Answer answer) {
    int status = answer.status();
    boolean fhir = ServerWords.resource(answer, IBaseResource.class).isPresent();
    boolean lockedOut = status == 401 || status == 403;
    if (lockedOut) {
      fail(says(answer) + " (credentials are not sent to a terminology server)", true);
    } else if (answer.isSuccess() && !fhir) {
      fail(says(answer), true);
    } else if (isNotOffered(answer)) {
      fail("it is no terminology server: " + ServerWords.of(answer), true);
    } else if (!answer.isSuccess() && answer.from().getPath().endsWith("/" + METADATA)) {
      fail("there is no FHIR server at this address, " + says(answer), true);
    } else if (!fhir || status == 429 || status >= 500) {
      fail(says(answer), false);
    } else {
      return true;
    }
    return false;
  }

  private static String says(Answer answer) {
    return "it answers with status " + answer.status() + ", " + ServerWords.of(answer);
  }

  /** Whether the server says that it lacks not a code system but the operation on them. */
  private static boolean isNotOffered(Answer answer) {
    return !answer.isSuccess()
        && answer.from().getPath().endsWith("CodeSystem/$validate-code")
        && ServerWords.outcome(answer).stream()
            .map(OperationOutcome::getIssueFirstRep)
            .anyMatch(issue -> issue.getCode() == IssueType.NOTSUPPORTED);
  }

  private static boolean isLasting(ExchangeException e) {
    return switch (e.kind()) {
      case NOT_SENT, UNREACHABLE, NOT_AUTHORIZED, INTERRUPTED -> true;
      case BROKEN, TIMEOUT, UNUSABLE_ANSWER -> false;
    };
  }

  private void fail(String why, boolean lasting) {
    trouble.compareAndSet(null, why);
    failures.addAndGet(lasting ? MOST_FAILURES : 1);
  }

  /** The first thing that went wrong, if it was not yet taken. */
  synchronized Optional<Issue> takeIssue() {
    if (told || trouble.get() == null) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(
        Issue.warning(
            "terminology-server",
            "the terminology server fails: " + ServerWords.clean(trouble.get()),
            Location.of(name),
            "codes that only it knows are not checked; check the address, or try again later"));
  }
}

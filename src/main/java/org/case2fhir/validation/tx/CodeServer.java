package org.case2fhir.validation.tx;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.Pacing;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;

/**
 * Asks a terminology server with {@code $validate-code} of <a
 * href="https://hl7.org/fhir/R4/terminology-service.html">R4</a>, each question once. After some
 * failures in a row it is not asked any more.
 *
 * <p>Servers answer alike for a wrong code and for a code system that they do not have. A code is
 * called wrong only where the server is known to have its system.
 */
final class CodeServer {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 4 << 20;
  private static final int MOST_FAILURES = 3;
  private static final int MOST_KEPT = 100_000;

  /** What a server says of a code. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** The server does not know, or is not asked any more. */
    UNKNOWN
  }

  private final FhirConversation conversation;
  private final String name;
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final Map<String, Boolean> systems = new ConcurrentHashMap<>();
  private final Set<String> unknownValueSets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Issue> issues = new ArrayList<>();

  CodeServer(URI base) {
    FhirEndpoint endpoint = FhirEndpoint.of(base).withTimeout(TIMEOUT).withMaxBytes(MAX_BYTES);
    RetryPolicy policy = new RetryPolicy(1, Duration.ofMillis(500), Duration.ofSeconds(5), 1);
    this.name = base.toString();
    try {
      this.conversation = new FhirConversation(endpoint, Authorization.NONE, Pacing.real(policy));
    } catch (ExchangeException e) {
      throw new IllegalStateException("no credentials that could leak", e);
    }
  }

  boolean isUp() {
    return failures.get() < MOST_FAILURES;
  }

  /** Whether the server turned out not to have a code system. */
  boolean lacks(String system) {
    return Boolean.FALSE.equals(systems.get(system));
  }

  /** Whether the server turned out not to have a value set. */
  boolean lacksValueSet(String url) {
    return unknownValueSets.contains(url);
  }

  /** Whether a code is in its code system. */
  Verdict inSystem(String system, String code) {
    if (lacks(system)) {
      return Verdict.UNKNOWN;
    }
    String question = "CodeSystem/$validate-code?url=" + encoded(system) + "&code=" + encoded(code);
    Verdict verdict = ask(question);
    if (verdict == Verdict.RIGHT) {
      systems.put(system, true);
    }
    return verdict == Verdict.WRONG && !has(system) ? Verdict.UNKNOWN : verdict;
  }

  /** Whether a code is in a value set. */
  Verdict inValueSet(String valueSet, String system, String code) {
    if (lacksValueSet(valueSet)) {
      return Verdict.UNKNOWN;
    }
    String question =
        "ValueSet/$validate-code?url=%s&system=%s&code=%s"
            .formatted(encoded(valueSet), encoded(system), encoded(code));
    Verdict verdict = ask(question);
    if (verdict == Verdict.UNKNOWN && isUp()) {
      unknownValueSets.add(valueSet);
    }
    return verdict == Verdict.WRONG && !has(system) ? Verdict.UNKNOWN : verdict;
  }

  private boolean has(String system) {
    return systems.computeIfAbsent(system, this::search);
  }

  private boolean search(String system) {
    return send("CodeSystem?url=" + encoded(system) + "&_elements=url")
        .flatMap(answer -> ServerWords.resource(answer, Bundle.class))
        .filter(found -> found.getEntry().stream().anyMatch(e -> e.hasResource()))
        .isPresent();
  }

  private Verdict ask(String question) {
    Verdict kept = verdicts.get(question);
    if (kept != null) {
      return kept;
    }
    Optional<Answer> answer = send(question);
    Verdict verdict =
        answer
            .flatMap(a -> ServerWords.resource(a, Parameters.class))
            .map(CodeServer::verdict)
            .orElse(Verdict.UNKNOWN);
    if (answer.isPresent() && verdicts.size() < MOST_KEPT) {
      verdicts.put(question, verdict);
    }
    return verdict;
  }

  private static Verdict verdict(Parameters answer) {
    if (!answer.hasParameter("result")) {
      return Verdict.UNKNOWN;
    }
    return answer.getParameterBool("result") ? Verdict.RIGHT : Verdict.WRONG;
  }

  /** The answer if it is one to the question; that the server does not know is none. */
  private Optional<Answer> send(String question) {
    if (!isUp()) {
      return Optional.empty();
    }
    try {
      Answer answer = conversation.send(Interaction.get(question));
      if (answer.isSuccess() && ServerWords.resource(answer, Parameters.class).isPresent()
          || answer.isSuccess() && question.startsWith("CodeSystem?")) {
        failures.set(0);
        return Optional.of(answer);
      }
      boolean notKnown = answer.status() >= 400 && answer.status() < 500;
      boolean refused = answer.status() == 401 || answer.status() == 403 || answer.status() == 429;
      if (!notKnown || refused) {
        fail("it answers with status " + answer.status() + ": " + ServerWords.of(answer));
      }
    } catch (ExchangeException e) {
      fail(e.getMessage());
    }
    return Optional.empty();
  }

  private void fail(String why) {
    if (failures.incrementAndGet() == MOST_FAILURES) {
      synchronized (issues) {
        issues.add(
            Issue.warning(
                "terminology-server",
                "the terminology server fails: " + ServerWords.clean(why),
                Location.of(name),
                "codes that only it knows are not checked; try again later"));
      }
    }
  }

  /** What went wrong since this was last asked. */
  List<Issue> takeIssues() {
    synchronized (issues) {
      List<Issue> fresh = List.copyOf(issues);
      issues.clear();
      return fresh;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

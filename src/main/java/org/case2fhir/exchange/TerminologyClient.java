package org.case2fhir.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks a <a href="https://hl7.org/fhir/R4/terminology-service.html">FHIR terminology server</a>,
 * politely: few questions at a time, each with a time limit and repeated once, and no more when it
 * fails: at once where the next question cannot fare better, otherwise after some failures in a
 * row. Safe for use by several threads.
 */
public final class TerminologyClient {
  /** How long one question may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The longest answer that is read. */
  public static final int MAX_BYTES = 8 << 20;

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> SAME = Set.of("equal", "equivalent");
  private static final int MOST_AT_ONCE = 4;
  private static final int MOST_FAILURES = 3;
  private static final RetryPolicy RETRIES =
      new RetryPolicy(1, Duration.ofMillis(500), Duration.ofSeconds(10), 1);

  private final FhirClient client;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<String> trouble = new AtomicReference<>();

  /**
   * Opens no connection yet.
   *
   * @param timeout for one question
   */
  public TerminologyClient(TerminologyServer server, Duration timeout) {
    this(FhirEndpoint.of(server.base()).withTimeout(timeout), server.login());
  }

  private TerminologyClient(FhirEndpoint server, Login login) {
    try {
      this.client = FhirClient.of(server.withMaxBytes(MAX_BYTES), RETRIES, login);
    } catch (ExchangeException e) {
      throw new IllegalStateException("a server that was checked before", e);
    }
  }

  /** The same without redirects: another address was not named by the user. */
  public static TerminologyClient withoutRedirects(TerminologyServer server, Duration timeout) {
    return new TerminologyClient(
        FhirEndpoint.of(server.base()).withTimeout(timeout).withoutRedirects(), server.login());
  }

  /** What to say of an answer by which the server keeps us out; empty if it does not. */
  public static String lockedOut(Answer answer) {
    return switch (answer.status()) {
      case 401 -> "; see --tx-token-env, --tx-user and --tx-client-id for credentials";
      case 403 -> "; ask those who run it for the right to use it";
      default -> "";
    };
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
    return client.endpoint().base();
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
      return Optional.of(client.send(Interaction.get(question)));
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

  /**
   * The answer to {@code ValueSet/$expand}.
   *
   * @param complete whether these are all concepts that pass the filter
   */
  public record Expansion(List<Candidate> candidates, boolean complete) {}

  public static Expansion expansion(byte[] answer) throws IOException {
    JsonNode root = resource(answer, "ValueSet");
    JsonNode expansion = root.path("expansion");
    List<Candidate> candidates = new ArrayList<>();
    for (JsonNode concept : expansion.path("contains")) {
      boolean usable =
          !concept.path("inactive").asBoolean()
              && !concept.path("abstract").asBoolean()
              && !concept.path("system").asText().isBlank()
              && !concept.path("code").asText().isBlank()
              && !concept.path("display").asText().isBlank();
      if (usable) {
        candidates.add(candidate(concept));
      }
    }
    int returned = expansion.path("contains").size();
    return new Expansion(candidates, expansion.path("total").asInt(returned) <= returned);
  }

  private static Candidate candidate(JsonNode concept) {
    List<String> names = new ArrayList<>();
    names.add(concept.path("display").asText());
    for (JsonNode designation : concept.path("designation")) {
      if (designation.path("language").asText("en").startsWith("en")) {
        names.add(designation.path("value").asText());
      }
    }
    return new Candidate(
        concept.path("system").asText(),
        concept.path("code").asText(),
        concept.path("version").asText(),
        names);
  }

  /**
   * The answer to {@code CodeSystem/$lookup}.
   *
   * @param display the official one
   * @param version of the code system; may be empty
   * @param inactive whether the code is no longer in use
   */
  public record Lookup(String display, String version, boolean inactive) {}

  public static Lookup lookup(byte[] answer) throws IOException {
    JsonNode root = resource(answer, "Parameters");
    String display = "";
    String version = "";
    boolean inactive = false;
    for (JsonNode parameter : root.path("parameter")) {
      switch (parameter.path("name").asText()) {
        case "display" -> display = parameter.path("valueString").asText();
        case "version" -> version = parameter.path("valueString").asText();
        case "property" -> inactive |= isInactive(parameter);
        default -> {
          // Nothing else is needed.
        }
      }
    }
    return new Lookup(display, version, inactive);
  }

  private static boolean isInactive(JsonNode property) {
    boolean named = false;
    boolean yes = false;
    for (JsonNode part : property.path("part")) {
      named |= part.path("valueCode").asText().equals("inactive");
      yes |=
          part.path("valueBoolean").asBoolean() || part.path("valueString").asText().equals("true");
    }
    return named && yes;
  }

  /**
   * The answer to {@code ConceptMap/$translate}: the one code that means the same, if it is one.
   */
  public static Optional<Candidate> translation(byte[] answer) throws IOException {
    JsonNode root = resource(answer, "Parameters");
    List<Candidate> same = new ArrayList<>();
    for (JsonNode parameter : root.path("parameter")) {
      if (parameter.path("name").asText().equals("match")) {
        match(parameter).ifPresent(same::add);
      }
    }
    return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
  }

  private static Optional<Candidate> match(JsonNode parameter) {
    boolean same = false;
    JsonNode coding = JSON.missingNode();
    for (JsonNode part : parameter.path("part")) {
      switch (part.path("name").asText()) {
        case "equivalence", "relationship" -> same = SAME.contains(part.path("valueCode").asText());
        case "concept" -> coding = part.path("valueCoding");
        default -> {
          // Nothing else is needed.
        }
      }
    }
    String system = coding.path("system").asText();
    String code = coding.path("code").asText();
    return same && !system.isBlank() && !code.isBlank()
        ? Optional.of(
            new Candidate(
                system,
                code,
                coding.path("version").asText(),
                List.of(coding.path("display").asText())))
        : Optional.empty();
  }

  private static JsonNode resource(byte[] answer, String type) throws IOException {
    JsonNode root = JSON.readTree(answer);
    if (root == null || !root.path("resourceType").asText().equals(type)) {
      throw new IOException("the answer is no " + type);
    }
    return root;
  }

  /**
   * A concept that a server offers for a term.
   *
   * @param names its display first, then its designations in English
   * @param version of its system; empty where the server does not say
   */
  public record Candidate(String system, String code, String version, List<String> names) {
    public Candidate {
      names = List.copyOf(names);
    }

    public String display() {
      return names.get(0);
    }
  }
}

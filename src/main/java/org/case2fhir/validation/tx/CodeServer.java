package org.case2fhir.validation.tx;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.TerminologyCapabilities;

/**
 * Asks a terminology server with {@code $validate-code} of <a
 * href="https://hl7.org/fhir/R4/terminology-service.html">R4</a>, each question once.
 *
 * <p>Servers answer alike for a wrong code and for a code system that they do not have. A code is
 * called wrong only where the server says that it has its system. That must not depend on what was
 * asked before, since files are checked in parallel.
 */
final class CodeServer {
  private static final int MOST_KEPT = 100_000;
  private static final String CAPABILITIES = TerminologyExchange.METADATA + "?mode=terminology";

  /** What a server says of a code. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** The server does not know, or is not asked any more. */
    UNKNOWN
  }

  private final TerminologyExchange exchange;
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final Map<String, Boolean> systems = new ConcurrentHashMap<>();
  private final Map<String, Boolean> valueSets = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> capabilities = new ConcurrentHashMap<>();

  CodeServer(TerminologyExchange exchange) {
    this.exchange = exchange;
  }

  boolean isUp() {
    return exchange.isUp();
  }

  /** Whether the server turned out not to have a code system. */
  boolean lacks(String system) {
    return Boolean.FALSE.equals(systems.get(system));
  }

  /** Whether the server turned out not to have a value set. */
  boolean lacksValueSet(String url) {
    return Boolean.FALSE.equals(valueSets.get(url));
  }

  /** Whether a code is in its code system. */
  Verdict inSystem(String system, String code) {
    if (lacks(system)) {
      return Verdict.UNKNOWN;
    }
    String question = "CodeSystem/$validate-code?url=" + encoded(system) + "&code=" + encoded(code);
    Verdict verdict = ask(question);
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
    if (verdict == Verdict.UNKNOWN && verdicts.containsKey(question)) {
      valueSets.put(valueSet, false);
    }
    return verdict == Verdict.WRONG && !has(system) ? Verdict.UNKNOWN : verdict;
  }

  /** A question is asked by one thread; others that have the same wait for its answer. */
  private Verdict ask(String question) {
    // Without an answer nothing is kept.
    Verdict kept = verdicts.get(question);
    if (kept == null && verdicts.size() < MOST_KEPT) {
      kept = verdicts.computeIfAbsent(question, q -> answer(q).orElse(null));
    } else if (kept == null) {
      kept = answer(question).orElse(null);
    }
    return kept == null ? Verdict.UNKNOWN : kept;
  }

  private Optional<Verdict> answer(String question) {
    Optional<Answer> answer = exchange.send(question);
    if (answer.filter(a -> !a.isSuccess()).isPresent() && listed().isEmpty()) {
      return Optional.empty(); // it knows nothing, because the address is not that of a FHIR server
    }
    return answer.map(CodeServer::verdict);
  }

  private static Verdict verdict(Answer answer) {
    return ServerWords.resource(answer, Parameters.class)
        .filter(said -> answer.isSuccess() && said.hasParameter("result"))
        .map(said -> said.getParameterBool("result") ? Verdict.RIGHT : Verdict.WRONG)
        .orElse(Verdict.UNKNOWN);
  }

  private boolean has(String system) {
    return Boolean.TRUE.equals(systems.computeIfAbsent(system, s -> isThere(s).orElse(null)));
  }

  /** Servers may list large code systems among what they can do, and not as resources. */
  private Optional<Boolean> isThere(String system) {
    Optional<Boolean> resource =
        exchange
            .send("CodeSystem?url=" + encoded(system) + "&_elements=url")
            .map(answer -> ServerWords.resource(answer, Bundle.class))
            .map(found -> found.isPresent() && found.get().hasEntry());
    return resource.filter(there -> !there).isPresent()
        ? listed().map(all -> all.contains(system))
        : resource;
  }

  private Optional<Set<String>> listed() {
    return Optional.ofNullable(
        capabilities.computeIfAbsent(
            CAPABILITIES,
            question -> exchange.send(question).map(CodeServer::systems).orElse(null)));
  }

  private static Set<String> systems(Answer answer) {
    return ServerWords.resource(answer, TerminologyCapabilities.class).stream()
        .flatMap(says -> says.getCodeSystem().stream())
        .map(each -> String.valueOf(each.getUri()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

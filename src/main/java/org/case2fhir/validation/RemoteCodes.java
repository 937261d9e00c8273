package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.TerminologyClient;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.TerminologyCapabilities;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * Lets a terminology server judge the codes of systems that no definition here lists, such as LOINC
 * and SNOMED CT. What it does not know stays unchecked. Displays are not sent.
 */
final class RemoteCodes implements IValidationSupport {
  private final FhirContext context;
  private final CodeServer server;

  /** Opens no connection before the first code. */
  RemoteCodes(FhirContext context, TerminologyServer server) {
    this.context = context;
    this.server = new CodeServer(server);
  }

  /** What went wrong with the server, if it was not yet taken: one issue for all questions. */
  Optional<Issue> takeIssue() {
    return server.takeIssue();
  }

  @Override
  public FhirContext getFhirContext() {
    return context;
  }

  @Override
  public boolean isRemoteTerminologyServiceConfigured() {
    return true;
  }

  @Override
  public boolean isCodeSystemSupported(ValidationSupportContext support, String system) {
    return server.isUp() && !server.lacks(system) && isForeign(support, system);
  }

  @Override
  public boolean isValueSetSupported(ValidationSupportContext support, String url) {
    return server.isUp() && !server.lacksValueSet(url);
  }

  // The interface says that no opinion is null.
  @Override
  public CodeValidationResult validateCode(
      ValidationSupportContext support,
      ConceptValidationOptions options,
      String system,
      String code,
      String display,
      String valueSet) {
    if (!isForeign(support, system) || code == null) {
      return null;
    }
    boolean bound = valueSet != null && !valueSet.isBlank();
    CodeServer.Verdict verdict =
        bound ? server.inValueSet(valueSet, system, code) : server.inSystem(system, code);
    return result(verdict, system, code, bound);
  }

  @Override
  public CodeValidationResult validateCodeInValueSet(
      ValidationSupportContext support,
      ConceptValidationOptions options,
      String system,
      String code,
      String display,
      IBaseResource valueSet) {
    boolean known = valueSet instanceof ValueSet set && set.hasUrl();
    if (!known || !isForeign(support, system) || code == null) {
      return null;
    }
    String url = ((ValueSet) valueSet).getUrl();
    return result(server.inValueSet(url, system, code), system, code, /* bound= */ true);
  }

  /** Whether nothing here lists the codes of a system. */
  private static boolean isForeign(ValidationSupportContext support, String system) {
    return system != null
        && !system.isBlank()
        && support.getRootValidationSupport().fetchCodeSystem(system) == null;
  }

  private static CodeValidationResult result(
      CodeServer.Verdict verdict, String system, String code, boolean bound) {
    return switch (verdict) {
      case RIGHT -> new CodeValidationResult().setCode(code).setCodeSystemName(system);
      case WRONG -> wrong(system, code, bound);
      case UNKNOWN -> null;
    };
  }

  private static CodeValidationResult wrong(String system, String code, boolean bound) {
    String message =
        bound
            ? "the terminology server says that '"
                + system
                + "#"
                + code
                + "' is not in the value set"
            : "the terminology server does not know the code '" + system + "#" + code + "'";
    CodeValidationIssueCoding coding =
        bound ? CodeValidationIssueCoding.NOT_IN_VS : CodeValidationIssueCoding.INVALID_CODE;
    return new CodeValidationResult()
        .setSeverity(IssueSeverity.ERROR)
        .setMessage(message)
        .addIssue(
            new CodeValidationIssue(
                message, IssueSeverity.ERROR, CodeValidationIssueCode.CODE_INVALID, coding));
  }

  /**
   * Asks a terminology server with {@code $validate-code} of <a
   * href="https://hl7.org/fhir/R4/terminology-service.html">R4</a>, each question once.
   *
   * <p>Servers answer alike for a wrong code and for a code system that they do not have. A code is
   * called wrong only where the server says that it has its system. That must not depend on what
   * was asked before, since files are checked in parallel.
   */
  static final class CodeServer {
    private static final int MOST_KEPT = 100_000;
    private static final String VALIDATE = "CodeSystem/$validate-code";
    private static final String METADATA = "metadata";
    private static final String CAPABILITIES = METADATA + "?mode=terminology";

    /** What a server says of a code. */
    enum Verdict {
      RIGHT,
      WRONG,
      /** The server does not know, or is not asked any more. */
      UNKNOWN
    }

    private final String name;
    private final TerminologyClient server;
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Map<String, Boolean> systems = new ConcurrentHashMap<>();
    private final Map<String, Boolean> valueSets = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> capabilities = new ConcurrentHashMap<>();
    private boolean reported;

    CodeServer(TerminologyServer server) {
      this.name = server.base().toString();
      this.server = new TerminologyClient(server, TerminologyClient.TIMEOUT);
    }

    boolean isUp() {
      return server.isUp();
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
      String question = TerminologyClient.question(VALIDATE, "url", system, "code", code);
      Verdict verdict = ask(question);
      return verdict == Verdict.WRONG && !has(system) ? Verdict.UNKNOWN : verdict;
    }

    /** Whether a code is in a value set. */
    Verdict inValueSet(String valueSet, String system, String code) {
      if (lacksValueSet(valueSet)) {
        return Verdict.UNKNOWN;
      }
      String question =
          TerminologyClient.question(
              "ValueSet/$validate-code", "url", valueSet, "system", system, "code", code);
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
      Optional<Answer> answer = send(question);
      if (answer.filter(a -> !a.isSuccess()).isPresent() && listed().isEmpty()) {
        return Optional
            .empty(); // it knows nothing, because the address is not that of a FHIR server
      }
      return answer.map(CodeServer::verdict);
    }

    private static Verdict verdict(Answer answer) {
      return answer
          .resource(Parameters.class)
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
          send(TerminologyClient.question("CodeSystem", "url", system, "_elements", "url"))
              .map(answer -> answer.resource(Bundle.class))
              .map(found -> found.isPresent() && found.get().hasEntry());
      return resource.filter(there -> !there).isPresent()
          ? listed().map(all -> all.contains(system))
          : resource;
    }

    private Optional<Set<String>> listed() {
      return Optional.ofNullable(
          capabilities.computeIfAbsent(
              CAPABILITIES, question -> send(question).map(CodeServer::systems).orElse(null)));
    }

    private static Set<String> systems(Answer answer) {
      return answer.resource(TerminologyCapabilities.class).stream()
          .flatMap(says -> says.getCodeSystem().stream())
          .map(each -> String.valueOf(each.getUri()))
          .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A success, or the server's word in FHIR that it does not know what it is asked about; empty
     * where it failed, or is not asked any more.
     */
    private Optional<Answer> send(String question) {
      Optional<Answer> answer = server.send(question).filter(this::isAnswer);
      if (answer.isPresent()) {
        server.succeed();
      }
      return answer;
    }

    private boolean isAnswer(Answer answer) {
      int status = answer.status();
      boolean fhir = answer.resource(IBaseResource.class).isPresent();
      boolean lockedOut = status == 401 || status == 403;
      if (lockedOut) {
        server.fail(says(answer) + TerminologyClient.lockedOut(answer), true);
      } else if (answer.isSuccess() && !fhir) {
        server.fail(says(answer), true);
      } else if (isNotOffered(answer)) {
        server.fail("it is not a terminology server: " + answer.reason(), true);
      } else if (!answer.isSuccess() && answer.from().getPath().endsWith("/" + METADATA)) {
        server.fail("there is no FHIR server at this address, " + says(answer), true);
      } else if (!fhir || status == 429 || status >= 500) {
        server.fail(says(answer), false);
      } else {
        return true;
      }
      return false;
    }

    private static String says(Answer answer) {
      return "it answers with status " + answer.status() + ", " + answer.reason();
    }

    /** Whether the server says that it lacks not a code system but the operation on them. */
    private static boolean isNotOffered(Answer answer) {
      return !answer.isSuccess()
          && answer.from().getPath().endsWith(VALIDATE)
          && answer.outcome().stream()
              .map(OperationOutcome::getIssueFirstRep)
              .anyMatch(issue -> issue.getCode() == IssueType.NOTSUPPORTED);
    }

    /** The first thing that went wrong, if it was not yet taken. */
    synchronized Optional<Issue> takeIssue() {
      if (reported || server.trouble().isEmpty()) {
        return Optional.empty();
      }
      reported = true;
      return Optional.of(
          Issue.warning(
              "terminology-server",
              "the terminology server fails: " + Answer.clean(server.trouble().get()),
              Location.of(name),
              "codes that only it knows are not checked; check the address, or try again later"));
    }
  }
}

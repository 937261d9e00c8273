package org.case2fhir.validation.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/**
 * Asks a FHIR server for its <a href="https://hl7.org/fhir/R4/resource-operation-validate.html">
 * {@code $validate}</a>: of a Bundle as a whole, or, where the server does not take that, of each
 * resource in it. Nothing is stored there.
 *
 * <p>A request has one profile at most and means it for the resource that was sent, so each
 * resource is sent once for each profile that it must meet, in a Bundle too.
 *
 * <p>Safe for use by several threads. A server that cannot be reached is not asked again.
 */
public final class ServerValidator {
  private static final Set<Integer> NOT_OFFERED = Set.of(404, 405, 501);

  private final FhirConversation conversation;
  private final Function<String, List<String>> profiles;
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AtomicBoolean refusesBundles = new AtomicBoolean();

  /**
   * @param profiles addresses of the profiles that a resource of a type must meet besides those
   *     that it claims
   */
  public ServerValidator(FhirConversation conversation, Function<String, List<String>> profiles) {
    this.conversation = conversation;
    this.profiles = profiles;
  }

  /**
   * Asks about one file.
   *
   * @param source name of the file in issues
   * @param content a resource in JSON or XML
   */
  public ServerOpinion ask(String source, byte[] content) {
    List<Issue> said = new ArrayList<>();
    List<Issue> failures = new ArrayList<>();
    if (gone.get()) {
      return new ServerOpinion(said, failures);
    }
    String text = new String(content, StandardCharsets.UTF_8).strip().replaceFirst("^\uFEFF", "");
    try {
      IBaseResource resource = parser(text).parseResource(text);
      String json = text.startsWith("{") ? text : encode(resource);
      ask(source, (Resource) resource, json, said);
    } catch (ExchangeException e) {
      gone.set(true);
      failures.add(failure(source, "the server was not asked to the end: " + e.getMessage()));
    } catch (NotValidatedException e) {
      failures.add(failure(source, "the server does not validate this: " + e.getMessage()));
    } catch (DataFormatException | ClassCastException e) {
      failures.add(failure(source, "this is too broken to be sent to the server"));
    }
    return new ServerOpinion(said, failures);
  }

  /** The server answered with something else than an outcome. */
  private static final class NotValidatedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    NotValidatedException(Answer answer) {
      super("status " + answer.status() + ", " + ServerWords.of(answer));
      this.status = answer.status();
    }
  }

  private void ask(String source, Resource resource, String json, List<Issue> said)
      throws ExchangeException, NotValidatedException {
    if (!(resource instanceof Bundle bundle)) {
      said.addAll(askOne(source, "", resource.fhirType(), json));
    } else if (refusesBundles.get()) {
      askEach(source, bundle, /* all= */ true, said);
    } else {
      try {
        said.addAll(askOne(source, "", resource.fhirType(), json));
      } catch (NotValidatedException e) {
        if (!NOT_OFFERED.contains(e.status)) {
          throw e;
        }
        refusesBundles.set(true);
      }
      askEach(source, bundle, refusesBundles.get(), said);
    }
  }

  /**
   * @param all whether resources without a profile to meet are asked about too
   */
  private void askEach(String source, Bundle bundle, boolean all, List<Issue> said)
      throws ExchangeException, NotValidatedException {
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      Resource resource = bundle.getEntry().get(i).getResource();
      if (resource != null && (all || !profiles.apply(resource.fhirType()).isEmpty())) {
        String root = "Bundle.entry[" + i + "].resource";
        askOne(source, root, resource.fhirType(), encode(resource)).stream()
            .filter(issue -> said.stream().noneMatch(known -> isSame(known, issue)))
            .forEach(said::add);
      }
    }
  }

  /** What is said of a resource under each profile that it must meet, once. */
  private List<Issue> askOne(String source, String root, String type, String json)
      throws ExchangeException, NotValidatedException {
    OutcomeReader reader = new OutcomeReader(source, root);
    List<String> questions = new ArrayList<>();
    for (String profile : profiles.apply(type)) {
      questions.add("?profile=" + URLEncoder.encode(profile, StandardCharsets.UTF_8));
    }
    List<Issue> said = new ArrayList<>();
    for (String question : questions.isEmpty() ? List.of("") : questions) {
      reader.read(validate(type + "/$validate" + question, json)).stream()
          .filter(issue -> said.stream().noneMatch(known -> isSame(known, issue)))
          .forEach(said::add);
    }
    return said;
  }

  /** The lines of a resource that is sent by itself are not those of the file. */
  private static boolean isSame(Issue one, Issue other) {
    return one.message().equals(other.message())
        && ServerOpinion.normal(one.location().path())
            .equals(ServerOpinion.normal(other.location().path()));
  }

  private OperationOutcome validate(String operation, String json)
      throws ExchangeException, NotValidatedException {
    Answer answer = conversation.send(Interaction.post(operation, json, /* repeatable= */ true));
    Optional<OperationOutcome> outcome = ServerWords.outcome(answer);
    // Servers say what is not valid with 200, 400, 412 or 422.
    boolean judged = outcome.isPresent() && answer.status() < 500;
    if (!judged || NOT_OFFERED.contains(answer.status()) || isLockedOut(answer.status())) {
      throw new NotValidatedException(answer);
    }
    return outcome.get();
  }

  private static boolean isLockedOut(int status) {
    return status == 401 || status == 403 || status == 429;
  }

  private static IParser parser(String text) {
    FhirContext context = FhirContext.forR4Cached();
    IParser parser = text.startsWith("<") ? context.newXmlParser() : context.newJsonParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors());
    return parser;
  }

  private static String encode(IBaseResource resource) {
    return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(resource);
  }

  private Issue failure(String source, String message) {
    return Issue.warning(
        "server-validation",
        message,
        Location.of(source),
        "the local result stands; check " + conversation.endpoint().base());
  }
}

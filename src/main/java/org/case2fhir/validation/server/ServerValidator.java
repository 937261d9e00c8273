package org.case2fhir.validation.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>Safe for use by several threads. A server that cannot be reached is not asked again.
 */
public final class ServerValidator {
  private static final Set<Integer> NOT_OFFERED = Set.of(404, 405, 501);

  private final FhirConversation conversation;
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AtomicBoolean refusesBundles = new AtomicBoolean();

  public ServerValidator(FhirConversation conversation) {
    this.conversation = conversation;
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
    boolean asWhole = !(resource instanceof Bundle) || !refusesBundles.get();
    if (asWhole) {
      try {
        said.addAll(new OutcomeReader(source, "").read(validate(resource.fhirType(), json)));
        return;
      } catch (NotValidatedException e) {
        if (!(resource instanceof Bundle) || !NOT_OFFERED.contains(e.status)) {
          throw e;
        }
        refusesBundles.set(true);
      }
    }
    askEach(source, (Bundle) resource, said);
  }

  private void askEach(String source, Bundle bundle, List<Issue> said)
      throws ExchangeException, NotValidatedException {
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      Resource resource = bundle.getEntry().get(i).getResource();
      if (resource != null) {
        OperationOutcome outcome = validate(resource.fhirType(), encode(resource));
        said.addAll(new OutcomeReader(source, "Bundle.entry[" + i + "].resource").read(outcome));
      }
    }
  }

  private OperationOutcome validate(String type, String json)
      throws ExchangeException, NotValidatedException {
    Answer answer =
        conversation.send(Interaction.post(type + "/$validate", json, /* repeatable= */ true));
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

package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

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

  private final FhirClient conversation;
  private final Function<String, List<String>> profiles;
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AtomicBoolean refusesBundles = new AtomicBoolean();

  /**
   * @param profiles addresses of the profiles that a resource of a type must meet besides those
   *     that it claims
   */
  public ServerValidator(FhirClient conversation, Function<String, List<String>> profiles) {
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
      IBaseResource resource = parsed(text);
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
      super("status " + answer.status() + ", " + answer.reason());
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
    Optional<OperationOutcome> outcome = answer.outcome();
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

  /** Where JSON has another structure the parser fails in many ways. */
  private static IBaseResource parsed(String text) {
    try {
      return parser(text).parseResource(text);
    } catch (RuntimeException e) {
      throw new DataFormatException("it cannot be read", e);
    }
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

  /**
   * Turns a server's OperationOutcome into issues of a file.
   *
   * @param source name of the file
   * @param root path of the validated resource in the file; empty where it is the whole of it
   */
  private record OutcomeReader(String source, String root) {
    private static final String LINE =
        "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private static final String COLUMN =
        "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    /** Issues in the server's order; that all is well is none. */
    List<Issue> read(OperationOutcome outcome) {
      List<Issue> issues = new ArrayList<>();
      for (OperationOutcomeIssueComponent issue : outcome.getIssue()) {
        if (!isAllWell(issue)) {
          issues.add(read(issue));
        }
      }
      return issues;
    }

    private static boolean isAllWell(OperationOutcomeIssueComponent issue) {
      Severity severity = severity(issue);
      String words = words(issue).toLowerCase(Locale.ROOT);
      boolean good = words.isEmpty() || words.contains("no issues") || words.contains("all ok");
      return severity == Severity.INFORMATION && good;
    }

    private Issue read(OperationOutcomeIssueComponent issue) {
      String code = issue.hasCode() ? "server-" + issue.getCode().toCode() : "server-unnamed";
      String words = words(issue);
      return new Issue(
          severity(issue), code, words.isEmpty() ? "no reason given" : words, place(issue), "");
    }

    private Location place(OperationOutcomeIssueComponent issue) {
      List<StringType> paths = issue.hasExpression() ? issue.getExpression() : issue.getLocation();
      String path =
          paths.stream()
              .map(StringType::getValue)
              .filter(value -> value != null && value.matches("[A-Z][A-Za-z]+\\b.*"))
              .map(Answer::clean)
              .findFirst()
              .orElse("");
      if (root.isEmpty()) {
        return new Location(source, number(issue, LINE), number(issue, COLUMN), path);
      }
      // The path starts at the resource that was sent, whose lines are not those of the file.
      int dot = path.indexOf('.');
      return new Location(source, 0, 0, dot < 0 ? root : root + path.substring(dot));
    }

    private static int number(OperationOutcomeIssueComponent issue, String url) {
      for (Extension extension : issue.getExtensionsByUrl(url)) {
        if (extension.getValue() instanceof IntegerType number && number.getValue() != null) {
          return Math.max(number.getValue(), 0);
        }
      }
      return 0;
    }

    private static Severity severity(OperationOutcomeIssueComponent issue) {
      if (!issue.hasSeverity()) {
        return Severity.ERROR;
      }
      return switch (issue.getSeverity()) {
        case FATAL, ERROR, NULL -> Severity.ERROR;
        case WARNING -> Severity.WARNING;
        case INFORMATION -> Severity.INFORMATION;
      };
    }

    private static String words(OperationOutcomeIssueComponent issue) {
      String words = issue.hasDiagnostics() ? issue.getDiagnostics() : issue.getDetails().getText();
      return words == null ? "" : Answer.clean(words);
    }
  }

  /**
   * What a server said about a file, beside what is found here. Not safe for several threads.
   *
   * <p>Two agree where they are as worried about the same element; how they word it may differ.
   */
  public static final class ServerOpinion {
    private final List<Issue> said;
    private final List<Issue> unmatched;
    private final List<Issue> failures;

    /**
     * @param said by the server
     * @param failures why it was not asked or did not answer
     */
    ServerOpinion(List<Issue> said, List<Issue> failures) {
      this.said = List.copyOf(said);
      this.unmatched = new ArrayList<>(said);
      this.failures = List.copyOf(failures);
    }

    /** Whether the server says something as bad about the same element. */
    public boolean agrees(Issue local) {
      boolean agrees = said.stream().anyMatch(issue -> isAlike(issue, local));
      unmatched.removeIf(issue -> isAlike(issue, local));
      return agrees;
    }

    /** What it said that nothing here agreed with so far. */
    public List<Issue> unmatched() {
      return List.copyOf(unmatched);
    }

    /** Why there is no opinion, or not of all of it. */
    public List<Issue> failures() {
      return failures;
    }

    private static boolean isAlike(Issue one, Issue other) {
      String path = normal(one.location().path());
      boolean worried = one.severity() == Severity.ERROR == (other.severity() == Severity.ERROR);
      boolean sameWords = one.message().equals(other.message());
      return worried
          && path.equals(normal(other.location().path()))
          && (sameWords || !path.isEmpty());
    }

    /** The element without what servers put into its path: types, and the index 0. */
    static String normal(String path) {
      return path.replaceAll("/\\*.*?\\*/", "")
          .replaceAll("\\.ofType\\((\\w+)\\)", "")
          .replace("[0]", "")
          .replace("[x]", "");
    }
  }
}

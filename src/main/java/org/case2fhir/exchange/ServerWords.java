package org.case2fhir.exchange;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.diagnostic.Excerpt;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/**
 * What a server says about a failure, on one line and cut short, without anything that steers a
 * terminal.
 */
public final class ServerWords {
  private static final int LONGEST = 400;
  private static final int MOST_ISSUES = 3;
  private static final Pattern PAGE =
      Pattern.compile("<(?:!DOCTYPE\\s+)?html\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]*>([^<]{1,200})", Pattern.CASE_INSENSITIVE);

  private ServerWords() {}

  /** The reason that an answer gives; never empty. */
  public static String of(Answer answer) {
    Optional<OperationOutcome> outcome = outcome(answer);
    if (outcome.isPresent() && outcome.get().hasIssue()) {
      return of(outcome.get());
    }
    String text = answer.text().strip();
    if (answer.isHtml() || PAGE.matcher(text).lookingAt()) {
      Matcher title = TITLE.matcher(text);
      return title.find()
          ? "a web page instead of FHIR: " + clean(title.group(1))
          : "a web page instead of FHIR";
    }
    if (text.isEmpty()) {
      return "no reason given";
    }
    if (text.startsWith("<")) {
      return "an answer in XML, which is not read";
    }
    return answer.isJson() ? "an answer that is no OperationOutcome" : clean(text);
  }

  /** The issues of an outcome, the first few. */
  public static String of(OperationOutcome outcome) {
    String all =
        outcome.getIssue().stream()
            .limit(MOST_ISSUES)
            .map(ServerWords::of)
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining("; "));
    int more = outcome.getIssue().size() - MOST_ISSUES;
    return clean(all.isEmpty() ? "no reason given" : more > 0 ? all + "; " + more + " more" : all);
  }

  private static String of(OperationOutcomeIssueComponent issue) {
    String words =
        issue.hasDiagnostics()
            ? issue.getDiagnostics()
            : issue.getDetails().hasText()
                ? issue.getDetails().getText()
                : issue.getDetails().getCodingFirstRep().hasDisplay()
                    ? issue.getDetails().getCodingFirstRep().getDisplay()
                    : issue.hasCode() ? issue.getCode().toCode() : "";
    return words.strip();
  }

  /** The OperationOutcome that is the body of an answer in JSON, if it is one. */
  public static Optional<OperationOutcome> outcome(Answer answer) {
    return resource(answer, OperationOutcome.class);
  }

  /**
   * The resource that is the body of an answer in JSON; empty if it is not such a resource. XML is
   * never read: it was not asked for. What is wrong in a resource is left out.
   */
  public static <T extends IBaseResource> Optional<T> resource(Answer answer, Class<T> type) {
    String text = answer.text().strip();
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false).disableAllErrors());
    try {
      IBaseResource resource = parser.parseResource(text);
      return type.isInstance(resource) ? Optional.of(type.cast(resource)) : Optional.empty();
    } catch (RuntimeException e) {
      // A server may send anything, and the parser fails on it in many ways: for the caller it is
      // the same as no such resource.
      return Optional.empty();
    }
  }

  /** One line without control and formatting characters, cut to a few hundred characters. */
  public static String clean(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(LONGEST).map(Excerpt::printable).forEach(out::appendCodePoint);
    String line = out.toString().replaceAll(" {2,}", " ").strip();
    return text.codePointCount(0, text.length()) > LONGEST ? line + "…" : line;
  }
}

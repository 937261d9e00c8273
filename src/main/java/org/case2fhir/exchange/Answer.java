package org.case2fhir.exchange;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.issue.Excerpt;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/**
 * What a server answered. Nothing in it is trusted: only its size has been checked, and the secrets
 * that were sent to the server are taken out.
 *
 * @param status of HTTP
 * @param from the address that answered, after redirects
 * @param body not copied; nobody changes it
 * @param remark what we have to say about it, such as that its rest was not read; mostly empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of a large answer would be waste
public record Answer(int status, HttpHeaders headers, URI from, byte[] body, String remark) {
  private static final int LONGEST = 400;
  private static final int MOST_ISSUES = 3;
  private static final Pattern PAGE =
      Pattern.compile("<(?:!DOCTYPE\\s+)?html\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]*>([^<]{1,200})", Pattern.CASE_INSENSITIVE);

  /** An answer about which there is nothing to remark. */
  public Answer(int status, HttpHeaders headers, URI from, byte[] body) {
    this(status, headers, from, body, "");
  }

  /** The same with one more remark. */
  Answer with(String more) {
    String all = remark.isEmpty() || more.isEmpty() ? remark + more : remark + "; " + more;
    return new Answer(status, headers, from, body, all);
  }

  /** Whether the server did what it was asked. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** First value of a header. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The body, which is UTF-8 in FHIR; anything else becomes replacement characters. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether the body claims to be JSON, of FHIR or plain. */
  public boolean isJson() {
    return mediaType().endsWith("json");
  }

  /** Whether the body claims to be FHIR in XML, which is not read. */
  public boolean isFhirXml() {
    return mediaType().equals("application/fhir+xml");
  }

  /** Whether the body is a page for people, as proxies and login forms send. */
  public boolean isHtml() {
    return mediaType().endsWith("html");
  }

  /** Media type in lower case without parameters; empty if there is none. */
  String mediaType() {
    String type = header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** When the server answered, by its own clock, to the second. */
  public Optional<Instant> serverTime() {
    return header("Date").flatMap(Answer::time);
  }

  /** When the server last changed what it answers about, by its own clock, to the second. */
  public Optional<Instant> modified() {
    return header("Last-Modified").flatMap(Answer::time);
  }

  static Optional<Instant> time(String httpDate) {
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The reason that the server gives, on one line and cut short, without anything that steers a
   * terminal, and what there is to remark; never empty.
   */
  public String reason() {
    return remark.isEmpty() ? theirReason() : theirReason() + " (" + remark + ")";
  }

  private String theirReason() {
    Optional<OperationOutcome> outcome = outcome();
    if (outcome.isPresent() && outcome.get().hasIssue()) {
      return reason(outcome.get());
    }
    String text = text().strip();
    if (isHtml() || PAGE.matcher(text).lookingAt()) {
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
    return isJson() ? "an answer that is not an OperationOutcome" : clean(text);
  }

  /** The issues of an outcome, the first few. */
  public static String reason(OperationOutcome outcome) {
    String all =
        outcome.getIssue().stream()
            .limit(MOST_ISSUES)
            .map(Answer::reason)
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining("; "));
    Optional<String> left = leftOut(outcome);
    int more = outcome.getIssue().size() - MOST_ISSUES - (left.isPresent() ? 1 : 0);
    String end = (more > 0 ? "; " + more + " more" : "") + left.map(l -> "; " + l).orElse("");
    return clean(all.isEmpty() ? "no reason given" : all) + end;
  }

  /** What an outcome says of issues that were not read. */
  private static Optional<String> leftOut(OperationOutcome outcome) {
    int last = outcome.getIssue().size() - 1;
    return last < AnswerFilter.MOST_ISSUES
        ? Optional.empty()
        : Optional.ofNullable(outcome.getIssue().get(last).getDiagnostics())
            .filter(words -> words.endsWith(AnswerFilter.LEFT_OUT));
  }

  private static String reason(OperationOutcomeIssueComponent issue) {
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
  public Optional<OperationOutcome> outcome() {
    return resource(OperationOutcome.class);
  }

  /**
   * The resource that is the body of an answer in JSON; empty if it is not such a resource. XML is
   * never read: it was not asked for. What is wrong in a resource is left out.
   */
  public <T extends IBaseResource> Optional<T> resource(Class<T> type) {
    String text = text().strip();
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

  /** Neither headers nor body: both may tell of a patient. */
  @Override
  public String toString() {
    return "status " + status + ", " + body.length + " bytes";
  }
}

package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Parameters;

/** The operation {@code $validate}: the validator's issues as an OperationOutcome. */
final class ValidationService {
  private final FhirContext context;
  private final Function<byte[], List<Issue>> validator;

  ValidationService(FhirContext context, Function<byte[], List<Issue>> validator) {
    this.context = context;
    this.validator = validator;
  }

  /**
   * Validates a request's body.
   *
   * @param body a resource, or Parameters with one named {@code resource}
   */
  OperationOutcome validate(byte[] body) {
    if (body.length == 0) {
      throw new InvalidRequestException("there is no resource to validate");
    }
    OperationOutcome outcome = new OperationOutcome();
    validator.apply(resource(body)).forEach(issue -> outcome.addIssue(component(issue)));
    if (!outcome.hasIssue()) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.INFORMATION)
          .setCode(IssueType.INFORMATIONAL)
          .setDiagnostics("no issues found");
    }
    return outcome;
  }

  private byte[] resource(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (!text.contains("Parameters")) {
      return body;
    }
    try {
      boolean xml = text.stripLeading().startsWith("<");
      var parser = xml ? context.newXmlParser() : context.newJsonParser();
      if (parsed(parser, text) instanceof Parameters parameters) {
        return parameters.getParameter().stream()
            .filter(part -> part.getName().equals("resource") && part.getResource() != null)
            .findFirst()
            .map(part -> context.newJsonParser().encodeResourceToString(part.getResource()))
            .orElseThrow(() -> new InvalidRequestException("no parameter named resource"))
            .getBytes(StandardCharsets.UTF_8);
      }
    } catch (DataFormatException e) {
      // What is wrong with it is what the validator says.
      return body;
    }
    return body;
  }

  /** Where JSON has another structure the parser fails in many ways. */
  private static IBaseResource parsed(IParser parser, String text) {
    try {
      return parser.parseResource(text);
    } catch (RuntimeException e) {
      throw new DataFormatException("it cannot be read", e);
    }
  }

  private static OperationOutcomeIssueComponent component(Issue issue) {
    OperationOutcomeIssueComponent component = new OperationOutcomeIssueComponent();
    component.setSeverity(severity(issue.severity()));
    component.setCode(
        issue.severity() == Severity.INFORMATION ? IssueType.INFORMATIONAL : IssueType.INVALID);
    String solution = issue.solution().isEmpty() ? "" : " (" + issue.solution() + ")";
    component.setDiagnostics(issue.message() + solution);
    component.getDetails().setText(issue.code());
    if (!issue.location().path().isEmpty()) {
      component.addExpression(issue.location().path());
    }
    return component;
  }

  private static IssueSeverity severity(Severity severity) {
    return switch (severity) {
      case ERROR -> IssueSeverity.ERROR;
      case WARNING -> IssueSeverity.WARNING;
      case INFORMATION -> IssueSeverity.INFORMATION;
    };
  }
}

package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Optional;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.issue.Issue;
import org.hl7.fhir.instance.model.api.IBaseResource;
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
}

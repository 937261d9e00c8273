package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.ValidationContext;
import ca.uhn.fhir.validation.ValidationOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * HAPI's validator over the definitions of R4 and nothing else: structures, invariants, bindings to
 * value sets that the core carries, UCUM, and the vital-signs profiles.
 *
 * <p>It is a subclass only to reach the messages as the validator makes them: the public result
 * drops the issue type, without which an unknown code system and a wrong unit look alike. Whole
 * Bundles are checked in one thread, since HAPI leaves the Bundle's own rules out otherwise (<a
 * href="https://github.com/hapifhir/hapi-fhir/issues/3144">issue 3144</a>).
 */
final class CoreRules extends FhirInstanceValidator {
  private final FhirContext context;

  private CoreRules(FhirContext context, IValidationSupport support, DefinitionFiles files) {
    super(support);
    this.context = context;
    setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    setAnyExtensionsAllowed(true);
    setValidatorPolicyAdvisor(new SpecificationPolicy());
    setWrappedWorkerContext(support, new CoreContext(support, files));
  }

  /** Rules that are ready to use. None of what they consult opens a connection. */
  static CoreRules load(FhirContext context) {
    // The validator works on R5 whatever the version it checks; that takes half a second to set up.
    Thread r5 =
        new Thread(() -> CoreContext.FHIR_CONTEXT_R5.getResourceDefinition("Bundle"), "fhir-r5");
    r5.setDaemon(true);
    r5.start();
    DefinitionFiles files = DefinitionFiles.read();
    IValidationSupport support =
        new ValidationSupportChain(
            new CoreDefinitions(context, files),
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context));
    return new CoreRules(context, support, files);
  }

  /** Checks a resource in JSON or XML. */
  List<ValidationMessage> check(String encoded) {
    return validate(ValidationContext.forText(context, encoded, ValidationOptions.empty()));
  }

  /**
   * Reads a resource as a tree that knows its lines and columns.
   *
   * @throws IOException never for well-formed input
   * @throws org.hl7.fhir.exceptions.FHIRException when the text is not a resource
   */
  Element parse(String encoded, FhirFormat format) throws IOException {
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    return Manager.parseSingle(getWorkerContext(), new ByteArrayInputStream(bytes), format);
  }
}

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
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
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

  CoreRules(FhirContext context) {
    super(offline(context));
    this.context = context;
    setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    setAnyExtensionsAllowed(true);
    setValidatorPolicyAdvisor(new SpecificationPolicy());
    provideWorkerContext();
  }

  /** None of these opens a connection. */
  private static IValidationSupport offline(FhirContext context) {
    return new ValidationSupportChain(
        new CoreDefinitions(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context));
  }

  /**
   * Reads the definitions of R4, in two threads since it takes seconds.
   *
   * @return rules that are ready
   */
  static CoreRules load(FhirContext context) {
    CoreRules rules = new CoreRules(context);
    Thread terminology = new Thread(rules::loadTerminology, "fhir-terminology");
    terminology.setDaemon(true);
    terminology.start();
    rules.getWorkerContext().fetchResourcesByType(StructureDefinition.class);
    try {
      terminology.join();
    } catch (InterruptedException e) {
      // What is missing is loaded when it is wanted.
      Thread.currentThread().interrupt();
    }
    return rules;
  }

  private void loadTerminology() {
    // The validator works on R5 whatever the version it checks.
    WorkerContextValidationSupportAdapter.FHIR_CONTEXT_R5.getResourceDefinition("Bundle");
    getValidationSupport().fetchCodeSystem("http://hl7.org/fhir/bundle-type");
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

package org.case2fhir.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.utilities.npm.NpmPackage;

/**
 * HL7's validator as HAPI's {@code FhirValidator} sets it up, over HAPI's own definitions: a judge
 * that shares nothing with ours.
 */
final class Hl7Validator {
  private Hl7Validator() {}

  /**
   * A validator for one version of FHIR.
   *
   * @param packages archives of implementation guides
   */
  static FhirValidator of(FhirContext context, List<Path> packages) throws IOException {
    // What FHIR defines itself comes first, so that a guide cannot soften it.
    ValidationSupportChain chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(context), guides(context, packages));
    chain.addValidationSupport(new CommonCodeSystemsTerminologyService(context));
    chain.addValidationSupport(new InMemoryTerminologyServerValidationSupport(context));
    chain.addValidationSupport(new SnapshotGeneratingValidationSupport(context));
    FhirInstanceValidator module = new FhirInstanceValidator(chain);
    module.setAnyExtensionsAllowed(true);
    return context.newValidator().registerValidatorModule(module);
  }

  private static NpmPackageValidationSupport guides(FhirContext context, List<Path> packages)
      throws IOException {
    NpmPackageValidationSupport guides = new NpmPackageValidationSupport(context);
    IParser parser = context.newJsonParser();
    for (Path each : packages) {
      try (InputStream in = Files.newInputStream(each)) {
        NpmPackage npm = NpmPackage.fromPackage(in);
        // Examples and search parameters say nothing about what is valid.
        for (String type : List.of("StructureDefinition", "ValueSet", "CodeSystem")) {
          for (String file : npm.listResources(type)) {
            String json =
                new String(npm.load("package", file).readAllBytes(), StandardCharsets.UTF_8);
            guides.addResource(parser.parseResource(json));
          }
        }
      }
    }
    return guides;
  }
}

package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.AbsentPolicy;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.fhir.MappingOptions.SecurityLabel;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.fhir.MappingOptions.WritePolicy;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ResourceValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAPI's validator finds nothing wrong with a case that has everything, under any policy. */
final class ValidationTest {
  private static FhirValidator validator;
  private static ResourceValidator ownRules;

  @BeforeAll
  static void loadDefinitions() throws IOException {
    ownRules = new ResourceValidator();
    validator = Hl7Validator.of(FhirContext.forR4Cached(), List.of());
  }

  static Stream<MappingOptions> policies() {
    MappingOptions plain = MappingOptions.DEFAULT;
    return Stream.of(
        plain,
        plain
            .withBundle(BundleKind.BATCH)
            .withAbsent(AbsentPolicy.REFUTED)
            .withSymptoms(SymptomPolicy.CONDITION)
            .withOnset(OnsetPolicy.DERIVED)
            .withLabels(Set.of(SecurityLabel.values())),
        plain
            .withBundle(BundleKind.COLLECTION)
            .withAbsent(AbsentPolicy.OMIT)
            .withAttachment(new SourceAttachment("case.txt", "text/plain", new byte[] {65, 66})),
        plain.withWrite(WritePolicy.CREATE),
        plain.withWrite(WritePolicy.PUT));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nothingIsWrong(MappingOptions options) {
    String json =
        BundleEncoder.encode(
            CaseMapper.map(WholeCase.report(), options).bundle(), BundleFormat.JSON);

    List<String> complaints =
        validator.validateWithResult(json).getMessages().stream()
            .filter(
                message -> message.getSeverity().ordinal() >= ResultSeverityEnum.WARNING.ordinal())
            .filter(message -> !isUnknownSystem(message))
            // A case names nobody who observed, and no shape that needs a performer was asked for.
            .filter(message -> !message.getMessage().contains("should have a performer"))
            .map(message -> message.getLocationString() + ": " + message.getMessage())
            .toList();

    assertThat(complaints).isEmpty();
  }

  /** These also apply the vital-signs profiles by code, and the rules between entries. */
  @ParameterizedTest
  @MethodSource("policies")
  void ourOwnRulesAgree(MappingOptions options) {
    String json =
        BundleEncoder.encode(
            CaseMapper.map(WholeCase.report(), options).bundle(), BundleFormat.JSON);

    assertThat(ownRules.validate(json))
        .filteredOn(finding -> finding.severity().atLeast(Severity.WARNING))
        .isEmpty();
  }

  private static boolean isUnknownSystem(SingleValidationMessage message) {
    return "Terminology_PassThrough_TX_Message".equals(message.getMessageId())
        && message.getMessage().contains("CodeSystem is unknown")
        && Stream.of(Systems.SNOMED_CT, Systems.LOINC, "http://human-phenotype-ontology.org")
            .anyMatch(message.getMessage()::contains);
  }
}

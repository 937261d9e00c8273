package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationFinding;
import org.case2fhir.validation.ValidationOptions;
import org.junit.jupiter.api.Test;

/** Codes judged by a real terminology server; run where that is started. */
abstract class TerminologyServerCases {
  private static final URI SERVER = URI.create(JpaServer.address());
  private static final String CODE_SYSTEM =
      """
      {"resourceType": "CodeSystem", "id": "house-codes", "url": "http://house.example.org/codes",
       "version": "1", "status": "active", "content": "complete",
       "concept": [{"code": "sodium"}, {"code": "urea"}]}\
      """;

  @Test
  void a_wrong_code_is_told_from_one_of_an_unknown_system() throws Exception {
    FhirClient conversation =
        new FhirClient(
            FhirEndpoint.of(SERVER), Authorization.NONE, RetryTimer.real(RetryPolicy.USUAL));
    assertThat(conversation.send(Interaction.put("CodeSystem/house-codes", CODE_SYSTEM)).status())
        .isEqualTo(201);
    ResourceValidator validator =
        new ResourceValidator(
            new ValidationOptions(List.of(), List.of(), Optional.of(TerminologyServer.of(SERVER))));

    assertThat(validator.validate(coded("http://house.example.org/codes", "urea"))).isEmpty();
    assertThat(validator.validate(coded("http://house.example.org/codes", "uria")))
        .extracting(ValidationFinding::code)
        .containsExactly("fhir-unknown-code");
    assertThat(validator.validate(coded("http://other.example.org/codes", "uria")))
        .isNotEmpty()
        .allMatch(ValidationFinding::noise);
    assertThat(validator.takeLateIssues()).isEmpty();
  }

  private static String coded(String system, String code) {
    return """
    {"resourceType": "Observation", "status": "final",
     "code": {"coding": [{"system": "%s", "code": "%s"}]}}\
    """
        .formatted(system, code);
  }
}

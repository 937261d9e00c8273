package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.case2fhir.CheckedInput;
import org.case2fhir.Credentials;
import org.case2fhir.FileValidator;
import org.case2fhir.Finding;
import org.case2fhir.Finding.Speaker;
import org.case2fhir.Input;
import org.case2fhir.ServerOptions;
import org.case2fhir.validation.ValidationOptions;
import org.junit.jupiter.api.Test;

/** What a real server says of resources, beside what is found here. */
class ServerValidationTest {
  private final FileValidator validator =
      FileValidator.with(
          ValidationOptions.DEFAULT,
          ServerOptions.of(URI.create(JpaServer.address())),
          Credentials.none());

  @Test
  void both_find_what_is_wrong_with_a_resource() {
    List<Finding> findings = check("{\"resourceType\": \"Observation\", \"status\": \"final\"}");

    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.speaker()).isEqualTo(Speaker.BOTH);
              assertThat(finding.issue().code()).isEqualTo("fhir-validation-val-profile-minimum");
            });
    assertThat(findings).noneMatch(f -> f.issue().code().equals("server-validation"));
  }

  @Test
  void a_bundle_is_judged_too() {
    List<Finding> findings =
        check(
            """
            {"resourceType": "Bundle", "type": "collection", "entry": [
              {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111",
               "resource": {"resourceType": "Observation", "status": "final"}}]}""");

    assertThat(findings)
        .filteredOn(f -> f.issue().location().path().startsWith("Bundle.entry[0].resource"))
        .anyMatch(f -> f.speaker() == Speaker.BOTH);
    assertThat(findings).noneMatch(f -> f.issue().code().equals("server-validation"));
  }

  private List<Finding> check(String resource) {
    CheckedInput checked =
        validator.check(new Input("x.json", resource.getBytes(StandardCharsets.UTF_8)));
    return checked.findings();
  }
}

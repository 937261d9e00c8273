package org.case2fhir.validation.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationFinding;
import org.case2fhir.validation.ValidationOptions;
import org.junit.jupiter.api.Test;

class RemoteCodesTest {
  private static final String RESULT =
      "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"result\",\"valueBoolean\":%s}]}";
  private static final String FOUND =
      "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
          + "{\"resourceType\":\"CodeSystem\",\"url\":\"http://loinc.org\"}}]}";
  private static final String NONE = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}";

  @Test
  void the_server_judges_codes_that_nothing_here_lists() {
    try (StubServer server = new StubServer((q, wire) -> wire.json(200, answer(q.path(), FOUND)))) {
      ResourceValidator validator = validator(server);

      assertThat(validator.validate(coded("http://loinc.org", "good-1"))).isEmpty();
      assertThat(validator.validate(coded("http://loinc.org", "bad-1")))
          .anySatisfy(f -> assertThat(f.noise()).isFalse())
          .anySatisfy(f -> assertThat(f.message()).contains("does not know the code"));
      assertThat(server.requests())
          .allSatisfy(q -> assertThat(q.method()).isEqualTo("GET"))
          .noneMatch(q -> q.path().contains("gender"));
      int asked = server.requests().size();
      validator.validate(coded("http://loinc.org", "good-1"));
      assertThat(server.requests()).hasSize(asked);
    }
  }

  @Test
  void a_code_of_a_system_that_the_server_lacks_stays_unchecked() {
    try (StubServer server = new StubServer((q, wire) -> wire.json(200, answer(q.path(), NONE)))) {
      assertThat(validator(server).validate(coded("http://loinc.org", "bad-1")))
          .isNotEmpty()
          .allMatch(ValidationFinding::noise);
    }
  }

  @Test
  void a_server_that_fails_is_one_issue_and_validation_goes_on() {
    try (StubServer server = new StubServer((q, wire) -> wire.json(500, "{}"))) {
      ResourceValidator validator = validator(server);
      for (int i = 0; i < 6; i++) {
        assertThat(validator.validate(coded("http://loinc.org", "c-" + i)))
            .isNotEmpty()
            .allMatch(ValidationFinding::noise);
      }
      assertThat(validator.takeServerIssues())
          .extracting(Issue::code)
          .containsExactly("terminology-server");
      assertThat(validator.takeServerIssues()).isEmpty();
      assertThat(server.requests()).hasSizeLessThan(10);
    }
  }

  private static String answer(String path, String search) {
    return path.startsWith("/fhir/CodeSystem?")
        ? search
        : RESULT.formatted(path.contains("good-1") ? "true" : "false");
  }

  private static ResourceValidator validator(StubServer server) {
    return new ResourceValidator(
        new ValidationOptions(List.of(), List.of(), Optional.of(server.base())));
  }

  private static String coded(String system, String code) {
    return """
        {"resourceType": "Observation", "status": "final",
         "code": {"coding": [{"system": "%s", "code": "%s"}]}}"""
        .formatted(system, code);
  }
}

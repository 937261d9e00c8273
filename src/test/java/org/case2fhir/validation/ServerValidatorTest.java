package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ServerValidator.ServerOpinion;
import org.junit.jupiter.api.Test;

class ServerValidatorTest {
  private static final String BAD =
      """
      {"resourceType": "OperationOutcome", "issue": [
        {"severity": "error", "code": "required", "diagnostics": "no\\u001b status",
         "expression": ["Observation.status"]}]}\
      """;
  private static final String GOOD =
      """
      {"resourceType": "OperationOutcome", "issue": [
        {"severity": "information", "code": "informational",
         "diagnostics": "No issues detected during validation"}]}\
      """;
  private static final String OBSERVATION = "{\"resourceType\": \"Observation\"}";
  private static final String BUNDLE =
      """
      {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient"}}, {"resource": {"resourceType": "Observation"}}]}\
      """;

  @Test
  void says_what_both_find_and_what_only_the_server_does() throws Exception {
    try (StubServer server = new StubServer((q, wire) -> wire.json(412, BAD))) {
      ServerOpinion opinion = ask(server, OBSERVATION);
      Issue local = local("Observation.status", Severity.ERROR);

      assertThat(opinion.unmatched())
          .singleElement()
          .satisfies(issue -> assertThat(issue.code()).isEqualTo("server-required"))
          .satisfies(issue -> assertThat(issue.message()).isEqualTo("no status"));
      assertThat(opinion.agrees(local("Observation.code", Severity.ERROR))).isFalse();
      assertThat(opinion.agrees(local)).isTrue();
      assertThat(opinion.agrees(local)).isTrue();
      assertThat(opinion.unmatched()).isEmpty();
    }
  }

  @Test
  void each_resource_is_sent_for_each_profile_that_it_must_meet() throws Exception {
    Function<String, List<String>> profiles =
        type ->
            type.equals("Observation") ? List.of("http://x.org/a|1", "http://x.org/b") : List.of();
    try (StubServer server =
        new StubServer((q, wire) -> wire.json(200, q.path().contains("profile") ? BAD : GOOD))) {
      ServerOpinion opinion = ask(server, BUNDLE, profiles);

      assertThat(server.requests())
          .extracting(StubServer.Request::path)
          .containsExactly(
              "/fhir/Bundle/$validate",
              "/fhir/Observation/$validate?profile=http%3A%2F%2Fx.org%2Fa%7C1",
              "/fhir/Observation/$validate?profile=http%3A%2F%2Fx.org%2Fb");
      assertThat(opinion.unmatched())
          .singleElement()
          .satisfies(
              issue ->
                  assertThat(issue.location().path()).isEqualTo("Bundle.entry[1].resource.status"));
    }
  }

  @Test
  void that_all_is_well_is_no_issue() throws Exception {
    try (StubServer server = new StubServer((q, wire) -> wire.json(200, GOOD))) {
      ServerOpinion opinion = ask(server, OBSERVATION);

      assertThat(opinion.unmatched()).isEmpty();
      assertThat(opinion.failures()).isEmpty();
      assertThat(server.requests().get(0).path()).isEqualTo("/fhir/Observation/$validate");
    }
  }

  @Test
  void asks_about_each_resource_where_a_bundle_is_not_taken() throws Exception {
    StubServer.Behaviour behaviour =
        (q, wire) -> {
          if (q.path().contains("Bundle")) {
            wire.json(404, BAD);
          } else {
            wire.json(200, q.path().contains("Patient") ? GOOD : BAD);
          }
        };
    try (StubServer server = new StubServer(behaviour)) {
      assertThat(ask(server, BUNDLE).unmatched())
          .singleElement()
          .satisfies(
              issue ->
                  assertThat(issue.location().path()).isEqualTo("Bundle.entry[1].resource.status"));
    }
  }

  @Test
  void a_server_that_does_not_judge_is_one_issue() throws Exception {
    try (StubServer server = new StubServer((q, wire) -> wire.json(401, "{}"))) {
      assertThat(ask(server, OBSERVATION).failures())
          .singleElement()
          .satisfies(issue -> assertThat(issue.code()).isEqualTo("server-validation"));
    }
  }

  private static Issue local(String path, Severity severity) {
    return new Issue(severity, "fhir-x", "x", new Location("f", 0, 0, path), "");
  }

  private static ServerOpinion ask(StubServer server, String resource) throws Exception {
    return ask(server, resource, type -> List.of());
  }

  private static ServerOpinion ask(
      StubServer server, String resource, Function<String, List<String>> profiles)
      throws Exception {
    FhirClient conversation =
        new FhirClient(
            FhirEndpoint.of(server.base()),
            Authorization.NONE,
            RetryTimer.real(RetryPolicy.USUAL.withRetries(0)));
    byte[] content = resource.getBytes(StandardCharsets.UTF_8);
    return new ServerValidator(conversation, profiles).ask("f.json", content);
  }
}

package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.exchange.StubServer.Behaviour;
import org.case2fhir.exchange.TerminologyServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("long")
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
  void a_wrong_code_is_wrong_whichever_code_was_asked_first() {
    String listed =
        """
        {"resourceType": "TerminologyCapabilities", "status": "active", "kind": "instance",
         "date": "2020", "codeSystem": [{"uri": "http://loinc.org"}]}\
        """;
    try (StubServer server =
        new StubServer(
            (q, wire) ->
                wire.json(200, q.path().contains("metadata") ? listed : answer(q.path(), NONE)))) {
      assertThat(validator(server).validate(coded("http://loinc.org", "bad-1")))
          .anySatisfy(f -> assertThat(f.message()).contains("does not know the code"));
      assertThat(validator(server).validate(coded("http://unlisted.example.org", "bad-1")))
          .allMatch(ValidationFinding::noise);
    }
  }

  @Test
  void a_code_system_is_not_held_to_be_missing_because_the_server_failed_once() {
    AtomicInteger searches = new AtomicInteger();
    try (StubServer server =
        new StubServer(
            (q, wire) -> {
              boolean fails = q.path().contains("CodeSystem?") && searches.getAndIncrement() == 0;
              wire.json(fails ? 500 : 200, fails ? "{}" : answer(q.path(), FOUND));
            })) {
      ResourceValidator validator = validator(server);
      assertThat(validator.validate(coded("http://loinc.org", "bad-1")))
          .allMatch(ValidationFinding::noise);
      assertThat(validator.validate(coded("http://loinc.org", "bad-2")))
          .anySatisfy(f -> assertThat(f.noise()).isFalse());
      assertThat(validator.takeLateIssues()).hasSize(1);
    }
  }

  /** With the number of requests that it takes to give the server up; Java repeats some itself. */
  static Stream<Arguments> failures() {
    String outcome =
        """
        {"resourceType": "OperationOutcome", "issue": [{"severity": "error",
         "code": "not-supported", "diagnostics": "no such operation"}]}\
        """;
    String unknown = outcome.replace("not-supported", "not-found");
    return Stream.of(
        arguments("status 500", 3, (Behaviour) (q, wire) -> wire.json(500, "{}")),
        arguments("status 503", 6, (Behaviour) (q, wire) -> wire.html(503, "<html>busy")),
        arguments("status 401", 1, (Behaviour) (q, wire) -> wire.html(401, "<html>log in")),
        arguments("a web page", 1, (Behaviour) (q, wire) -> wire.html(200, "<html>welcome")),
        arguments("a web page", 3, (Behaviour) (q, wire) -> wire.html(404, "<html>not here")),
        arguments("not a terminology server", 1, (Behaviour) (q, wire) -> wire.json(400, outcome)),
        arguments("no FHIR server", 2, (Behaviour) (q, wire) -> wire.json(404, unknown)),
        arguments("broke", 12, (Behaviour) (q, wire) -> wire.reset()));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_server_that_fails_is_one_issue_and_is_soon_left_alone(
      String words, int requests, Behaviour behaviour) {
    try (StubServer server = new StubServer(behaviour)) {
      RemoteCodes.CodeServer codes =
          new RemoteCodes.CodeServer(TerminologyServer.of(server.base()));
      for (int i = 0; i < 6; i++) {
        assertThat(codes.inSystem("http://loinc.org", "c-" + i))
            .isEqualTo(RemoteCodes.CodeServer.Verdict.UNKNOWN);
      }
      assertThat(codes.takeIssue())
          .hasValueSatisfying(issue -> assertThat(issue.message()).contains(words));
      assertThat(codes.takeIssue()).isEmpty();
      assertThat(server.requests()).hasSizeLessThanOrEqualTo(requests);
    }
  }

  private static String answer(String path, String search) {
    return path.startsWith("/fhir/CodeSystem?")
        ? search
        : RESULT.formatted(path.contains("good-1") ? "true" : "false");
  }

  private static ResourceValidator validator(StubServer server) {
    return new ResourceValidator(
        new ValidationOptions(
            List.of(), List.of(), Optional.of(TerminologyServer.of(server.base()))));
  }

  private static String coded(String system, String code) {
    return """
    {"resourceType": "Observation", "status": "final",
     "code": {"coding": [{"system": "%s", "code": "%s"}]}}\
    """
        .formatted(system, code);
  }
}

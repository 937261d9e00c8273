package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on the loopback interface that answers, fails, is silent, or talks nonsense. */
@Tag("long")
class ServerTermsTest {
  private static final String EXPANSION =
      """
      {"resourceType": "ValueSet", "expansion": {"total": 3, "contains": [
        {"system": "http://snomed.info/sct", "code": "64766004", "display": "Ulcerative colitis",
         "designation": [{"language": "en", "value": "Colitis gravis"}]},
        {"system": "http://snomed.info/sct", "code": "52506002", "display": "Ulcerative ileocolitis",
         "designation": [{"language": "en", "value": "Colitis of both"}]},
        {"system": "http://snomed.info/sct", "code": "1", "display": "Chronic ulcerative colitis",
         "designation": [{"language": "en", "value": "Colitis of both"}]}]}}
      """;

  private static final String LOOKUP =
      """
      {"resourceType": "Parameters", "parameter": [
        {"name": "version", "valueString": "http://snomed.info/sct/900000000000207008/version/1"},
        {"name": "display", "valueString": "Ulcerative colitis"}]}
      """;

  private static final String TRANSLATION =
      """
      {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": true},
        {"name": "match", "part": [{"name": "equivalence", "valueCode": "%s"},
          {"name": "concept", "valueCoding": {"system": "urn:other", "code": "K51"}}]}]}
      """;

  /** How the stub answers. */
  private interface Behaviour {
    void answer(HttpExchange exchange, String question) throws IOException;
  }

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private ExecutorService threads;
  private HttpServer stub;
  private volatile Behaviour behaviour;

  /** Long, because a busy machine may need a second for an answer; short where it is the point. */
  private Duration timeout = Duration.ofSeconds(20);

  @BeforeEach
  void start() throws IOException {
    stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    stub.setExecutor(threads);
    behaviour = ServerTermsTest::known;
    stub.createContext(
        "/fhir/",
        exchange -> {
          String question =
              URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8);
          asked.add(question);
          try (exchange) {
            behaviour.answer(exchange, question);
          }
        });
    stub.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    stub.stop(0);
    threads.shutdownNow();
  }

  private static void known(HttpExchange exchange, String question) throws IOException {
    send(exchange, 200, question.contains("$expand") ? EXPANSION : LOOKUP);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ServerTerms terms() {
    return terms(ValueSets.read(Optional.empty()).value().orElseThrow());
  }

  private ServerTerms terms(ValueSets valueSets) {
    URI base = URI.create("http://127.0.0.1:" + stub.getAddress().getPort() + "/fhir");
    return new ServerTerms(TerminologyServer.of(base), valueSets, folder.resolve("cache"), timeout);
  }

  private static Optional<TermMatch> match(ServerTerms terms, String text) {
    return terms.match(Domain.CONDITION, TextForm.of(text), text);
  }

  private static List<String> problems(ServerTerms terms) {
    return terms.takeIssues().stream().map(Issue::message).toList();
  }

  @Test
  void exactDisplayCodesWithTheServersVersion() {
    ServerTerms terms = terms();
    assertThat(match(terms, "Ulcerative  Colitis").orElseThrow().codes())
        .containsExactly(
            new Code(
                "http://snomed.info/sct",
                "64766004",
                "Ulcerative colitis",
                "http://snomed.info/sct/900000000000207008/version/1"));
    assertThat(terms.takeIssues()).isEmpty();
    assertThat(asked.get(0))
        .startsWith(
            "/fhir/ValueSet/$expand?url=http://snomed.info/sct?fhir_vs=isa/64572001&filter=")
        .contains("filter=Ulcerative Colitis&");
  }

  @Test
  void designationCodesOnlyIfItIsOfOneConcept() {
    ServerTerms terms = terms();
    assertThat(match(terms, "colitis gravis")).isPresent();
    assertThat(match(terms, "colitis of both")).isEmpty();
    assertThat(match(terms, "colitis")).isEmpty();
  }

  @Test
  void answersAreAskedOnceAndKept() throws IOException {
    match(terms(), "ulcerative colitis");
    match(terms(), "unknown thing");
    int before = asked.size();
    assertThat(match(terms(), "ulcerative colitis")).isPresent();
    assertThat(match(terms(), "unknown thing")).isEmpty();
    assertThat(asked).hasSize(before);
    try (var files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("colitis"));
    }
  }

  @Test
  void answersThatCannotBeKeptAreToldOnce() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file, where a folder should be");
    ServerTerms terms = terms();
    assertThat(match(terms, "ulcerative colitis")).isPresent();
    assertThat(match(terms, "colitis gravis")).isPresent();
    assertThat(terms.takeIssues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.severity()).isEqualTo(Severity.INFORMATION);
              assertThat(issue.message()).contains("cannot be kept");
              assertThat(issue.location().toString()).contains("cache");
            });
  }

  @Test
  void retiredCodeIsNotTaken() {
    String inactive =
        """
        {"resourceType": "Parameters", "parameter": [{"name": "property", "part": [
          {"name": "code", "valueCode": "inactive"}, {"name": "value", "valueBoolean": true}]}]}
        """;
    behaviour =
        (exchange, question) ->
            send(exchange, 200, question.contains("$expand") ? EXPANSION : inactive);
    assertThat(match(terms(), "ulcerative colitis")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"equivalent", "wider"})
  void translationIsTakenOnlyIfItMeansTheSame(String equivalence) throws IOException {
    behaviour =
        (exchange, question) ->
            send(
                exchange,
                200,
                question.contains("$translate")
                    ? TRANSLATION.formatted(equivalence)
                    : question.contains("$expand") ? EXPANSION : LOOKUP);
    Path table = folder.resolve("sets.tsv");
    Files.writeString(table, "domain\tvalue-set\tconcept-map\ncondition\turn:vs\turn:map\n");
    ServerTerms terms = terms(ValueSets.read(Optional.of(table)).value().orElseThrow());
    List<String> codes =
        match(terms, "ulcerative colitis").orElseThrow().codes().stream().map(Code::code).toList();
    assertThat(codes.contains("K51")).isEqualTo(equivalence.equals("equivalent"));
    assertThat(terms.match(Domain.TEST, "glucose", "glucose")).as("no row, no question").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"resourceType\": \"OperationOutcome\"}", "", "[1, 2"})
  void nonsenseIsOneIssueAndAfterThreeTheServerIsLeftAlone(String nonsense) {
    behaviour = (exchange, question) -> send(exchange, 200, nonsense);
    ServerTerms terms = terms();
    for (int i = 0; i < 8; i++) {
      assertThat(match(terms, "term number " + i)).isEmpty();
    }
    assertThat(asked).hasSize(3);
    assertThat(problems(terms)).singleElement().asString().contains("not what FHIR says");
    assertThat(terms.takeIssues()).as("told once").isEmpty();
  }

  @Test
  void errorsOpenTheCircuit() {
    behaviour = (exchange, question) -> send(exchange, 500, "");
    ServerTerms terms = terms();
    for (int i = 0; i < 8; i++) {
      match(terms, "term number " + i);
    }
    assertThat(asked).hasSize(3);
    assertThat(problems(terms)).singleElement().asString().contains("status 500");
  }

  @Test
  void silenceEndsWithTheTimeLimit() {
    timeout = Duration.ofMillis(1500);
    behaviour =
        (exchange, question) -> {
          try {
            boolean over = end.await(20, TimeUnit.SECONDS);
            assertThat(over).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    ServerTerms terms = terms();
    assertThat(match(terms, "ulcerative colitis")).isEmpty();
    assertThat(problems(terms)).singleElement().asString().contains("within 1.5 seconds");
  }

  @Test
  void absentServerIsAnIssue() {
    stub.stop(0);
    ServerTerms terms = terms();
    assertThat(match(terms, "ulcerative colitis")).isEmpty();
    assertThat(problems(terms)).singleElement().asString().contains("cannot be reached");
  }

  @Test
  void waitsAsLongAsTheServerSays() {
    behaviour =
        (exchange, question) -> {
          if (asked.size() == 1) {
            exchange.getResponseHeaders().add("Retry-After", "1");
            send(exchange, 429, "");
          } else {
            known(exchange, question);
          }
        };
    assertThat(match(terms(), "ulcerative colitis")).isPresent();
  }

  @Test
  void longWaitMeansNoMoreQuestions() {
    behaviour =
        (exchange, question) -> {
          exchange.getResponseHeaders().add("Retry-After", "3600");
          send(exchange, 503, "");
        };
    ServerTerms terms = terms();
    match(terms, "one term");
    match(terms, "another term");
    assertThat(asked).hasSize(1);
    assertThat(problems(terms)).singleElement().asString().contains("fewer questions");
  }

  @Test
  void unknownValueSetIsAskedForOnce() {
    behaviour = (exchange, question) -> send(exchange, 404, "");
    ServerTerms terms = terms();
    match(terms, "one term");
    match(terms, "another term");
    assertThat(asked).hasSize(1);
    assertThat(problems(terms)).singleElement().asString().contains("does not know");
  }

  @Test
  void redirectionIsNotFollowed() {
    behaviour =
        (exchange, question) -> {
          exchange.getResponseHeaders().add("Location", "/fhir/elsewhere");
          send(exchange, 302, "");
        };
    assertThat(match(terms(), "ulcerative colitis")).isEmpty();
    assertThat(asked).hasSize(1);
  }
}

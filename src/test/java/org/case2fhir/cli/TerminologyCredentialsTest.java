package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.exchange.StubServer.Request;
import org.case2fhir.exchange.StubServer.Wire;
import org.case2fhir.export.FakeFhir;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A terminology server that wants a login gets one, and nobody else gets it. */
class TerminologyCredentialsTest {
  private static final String SECRET = "s3cret-4711-token";
  private static final String EXPANSION =
      """
      {"resourceType": "ValueSet", "expansion": {"total": 1, "contains": [
        {"system": "http://snomed.info/sct", "code": "1", "display": "Quibblitis",
         "designation": [{"language": "en", "value": "the login %s"}]}]}}
      """;

  @TempDir private Path folder;
  private final StubServer stub = new StubServer(TerminologyCredentialsTest::answer);
  private Path secret;

  @BeforeEach
  void keep() throws Exception {
    secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private static void answer(Request request, Wire wire) throws IOException {
    String login = request.headers().getOrDefault("authorization", "");
    if (request.path().contains("smart-configuration")) {
      wire.json(
          200, "{\"token_endpoint\": \"http://" + request.headers().get("host") + "/fhir/token\"}");
    } else if (request.path().endsWith("/token")) {
      wire.json(200, "{\"access_token\": \"handed-out-1\", \"token_type\": \"bearer\"}");
    } else if (login.isEmpty()) {
      wire.json(401, "{\"resourceType\": \"OperationOutcome\", \"issue\": []}");
    } else if (request.path().contains("$expand")) {
      wire.json(200, EXPANSION.formatted(login));
    } else {
      wire.json(404, "{\"resourceType\": \"OperationOutcome\", \"issue\": []}");
    }
  }

  private CommandRun find(String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("terminology", "find", "quibblitis", "--no-index"));
    args.addAll(List.of("--tx", stub.base().toString()));
    args.addAll(List.of("--tx-cache", folder.resolve("cache").toString()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private List<String> logins() {
    return stub.requests().stream()
        .filter(request -> request.path().contains("$expand"))
        .map(request -> request.headers().getOrDefault("authorization", ""))
        .distinct()
        .toList();
  }

  private String cache() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void withoutCredentialsTheServerIsNotUsedAndTheOptionsAreNamed() {
    CommandRun run = find();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("status 401", "--tx-token-env");
    assertThat(logins()).containsExactly("");
  }

  @Test
  void aTokenIsSentAndIsNeitherPrintedNorKept() throws Exception {
    CommandRun run = find("--tx-token-file", secret.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("Quibblitis");
    assertThat(logins()).containsExactly("Bearer " + SECRET);
    assertThat(cache()).contains("Quibblitis", "(secret)").doesNotContain(SECRET);
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
  }

  @Test
  void aNameWithAPasswordIsSent() throws Exception {
    CommandRun run = find("--tx-user", "me", "--tx-password-file", secret.toString());
    assertThat(run.exitCode()).isZero();
    String pair = Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes());
    assertThat(logins()).containsExactly("Basic " + pair);
    assertThat(cache()).doesNotContain(pair, SECRET);
  }

  @Test
  void aClientGetsAToken() {
    CommandRun run =
        find(
            "--tx-client-id",
            "c",
            "--tx-client-secret-file",
            secret.toString(),
            "--tx-oauth-token-url",
            stub.base() + "/token");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(logins()).containsExactly("Bearer handed-out-1");
  }

  @Test
  void aSmartClientAsksForReadingOnly() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder().encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
    Path file =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    CommandRun run =
        find("--tx-client-id", "c", "--tx-private-key", file.toString(), "--tx-key-id", "k");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(logins()).containsExactly("Bearer handed-out-1");
    assertThat(stub.requests())
        .filteredOn(request -> request.path().endsWith("/token"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(URLDecoder.decode(request.body(), StandardCharsets.UTF_8))
                    .contains("scope=system/*.read&")
                    .doesNotContain("write"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tx-user me",
        "--tx-password-file S",
        "--tx-token-file S --tx-user me --tx-password-file S",
        "--tx-token-env A --tx-token-file S",
        "--tx-client-id c",
        "--tx-scope x",
        "--tx-client-key S",
        "--tx-token-env CASE2FHIR_NO_SUCH_VARIABLE",
        "--tx-client-cert S",
        "--tx-token s3cret-4711-token",
        "--token-file S"
      })
  void wrongUsageIsToldBeforeAnybodyIsAsked(String options) {
    CommandRun run = find(options.replace("S", secret.toString()).split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain(" --user", " --password", " --client-id");
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  void credentialsWithoutAServerOrOverHttpAreWrongUsage() {
    CommandRun none =
        CommandRun.of("terminology", "find", "gout", "--tx-token-file", secret.toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("need --tx");
    CommandRun open =
        CommandRun.of(
            "validate",
            secret.toString(),
            "--tx",
            "http://tx.example.org/r4",
            "--tx-token-file",
            secret.toString());
    assertThat(open.exitCode()).isEqualTo(2);
    assertThat(open.err()).contains("--tx: credentials are not sent over http://");
  }

  @Test
  void eachServerGetsItsOwnCredentialsOnly() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "other-0815-token\n");
    Path file =
        Files.writeString(
            folder.resolve("case.yaml"), "id: c\nsubject: {sex: male}\ndiagnoses: [quibblitis]\n");
    try (StubServer target = new StubServer(new FakeFhir())) {
      CommandRun run =
          CommandRun.of(
              "push",
              file.toString(),
              "--no-index",
              "--no-validate",
              "--server",
              target.base().toString(),
              "--token-file",
              secret.toString(),
              "--tx",
              stub.base().toString(),
              "--tx-cache",
              folder.resolve("cache").toString(),
              "--tx-token-file",
              other.toString());
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(logins()).containsExactly("Bearer other-0815-token");
      assertThat(target.requests())
          .isNotEmpty()
          .allMatch(r -> r.headers().get("authorization").equals("Bearer " + SECRET));
    }
  }

  @Test
  void validationAsksWithCredentialsToo() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("observation.json"),
            """
            {"resourceType": "Observation", "status": "final", "code": {"coding": [
              {"system": "http://loinc.org", "code": "0000-0"}]}}
            """);
    CommandRun.of(
        "validate",
        file.toString(),
        "--tx",
        stub.base().toString(),
        "--tx-token-file",
        "" + secret);
    assertThat(stub.requests())
        .isNotEmpty()
        .allMatch(r -> r.headers().get("authorization").equals("Bearer " + SECRET));
  }
}

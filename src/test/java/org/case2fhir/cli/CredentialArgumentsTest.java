package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.exchange.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialArgumentsTest {
  private static final String SECRET = "s3cret-4711-token";
  private static final String SERVER_ECHO =
      "{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"error\", \"code\":"
          + " \"login\", \"diagnostics\": \"who is %s?\"}]}";

  private final StubServer stub =
      new StubServer(
          (request, wire) ->
              wire.json(
                  403,
                  SERVER_ECHO.formatted(request.headers().getOrDefault("authorization", "it"))));

  @TempDir private Path folder;
  private Path secret;
  private Path bundle;

  @BeforeEach
  void keep() throws Exception {
    secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    bundle =
        Files.writeString(
            folder.resolve("bundle.json"),
            "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[]}");
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private CommandRun push(String server, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("push", bundle.toString(), "--server", server));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(new String[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--token-env A --token-file B",
        "--user me",
        "--password-file S",
        "--token-file S --user me --password-file S",
        "--client-secret-file S",
        "--client-id c",
        "--client-id c --client-secret-file S",
        "--client-id c --client-secret-file S --private-key S",
        "--scope x",
        "--key-id x",
        "--client-key S",
        "--token-env CASE2FHIR_NO_SUCH_VARIABLE",
        "--client-id c --private-key S",
        "--ca-cert S",
      })
  void wrongUsageIsToldBeforeAnybodyIsAsked(String options) {
    CommandRun run =
        push(stub.base().toString(), options.replace("S", secret.toString()).split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  void secretsAppearNowhereEvenWhenTheServerRepeatsThem() throws Exception {
    Path ledger = folder.resolve("ledger");
    for (String options :
        List.of(
            "--token-file S",
            "--user me --password-file S",
            "--client-id c --client-secret-file S --oauth-token-url " + stub.base())) {
      CommandRun run =
          push(
              stub.base().toString(),
              (options.replace("S", secret.toString()) + " --ledger " + ledger).split(" "));
      assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
      String all = run.out() + run.err() + (Files.exists(ledger) ? Files.readString(ledger) : "");
      assertThat(all).doesNotContain(SECRET).doesNotContain("bWU6czNjcmV0LTQ3MTEtdG9rZW4=");
      Files.deleteIfExists(ledger);
    }
    assertThat(stub.requests())
        .extracting(request -> request.headers().getOrDefault("authorization", ""))
        .contains("Bearer " + SECRET)
        .anyMatch(value -> value.startsWith("Basic "));
  }

  @Test
  void credentialsGoToNoOtherMachineUnencrypted() {
    CommandRun run = push("http://fhir.example.org/r4", "--token-file", secret.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("not sent over http://").doesNotContain(SECRET);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSecretThatOthersMayReadIsToldWithTheRemedy() throws Exception {
    for (String mode : List.of("rw-r--r--", "rw-----w-", "rw-r-----", "rw-------")) {
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(mode));
      CommandRun run = push(stub.base().toString(), "--token-file", secret.toString());
      String warning = "warning: every user of this machine may read or change this file";
      boolean exposed = !mode.endsWith("---");
      assertThat(run.err().contains(warning)).as(mode + run.err()).isEqualTo(exposed);
      assertThat(run.err().contains("chmod 600 " + secret)).as(mode).isEqualTo(exposed);
      assertThat(stub.requests()).isNotEmpty();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aCertificateBesideItsKeyIsNoSecret() throws Exception {
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    Path key = Files.writeString(folder.resolve("key"), "no key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    String url = "https://127.0.0.1:9/fhir";
    CommandRun alone = push(url, "--client-cert", secret.toString(), "--issues", "json");
    assertThat(alone.err()).contains("\"exposed-secret\"");
    CommandRun both = push(url, "--client-cert", secret.toString(), "--client-key", key.toString());
    assertThat(both.err()).doesNotContain("every user");
  }
}

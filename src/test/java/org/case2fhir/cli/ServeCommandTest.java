package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class ServeCommandTest {

  @Test
  void aPortThatIsTakenEndsIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      CommandRun run = CommandRun.of("serve", "--port", String.valueOf(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("cannot listen").contains("--port");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port=70000",
        "--max-bytes=0",
        "--max-concurrent=0",
        "--max-concurrent=5000",
        "--max-queued=-1",
        "--max-per-client=-1",
        "--token-env=CASE2FHIR_NO_SUCH_VARIABLE"
      })
  void wrongOptionsAreWrongUsage(String option) {
    assertThat(CommandRun.of("serve", option).exitCode()).isEqualTo(2);
  }

  /** Where a process can be told to end. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void toldToEndItEndsWell() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0",
                "--host",
                "0.0.0.0",
                "--tagger",
                "fast",
                "--token-env",
                "CASE2FHIR_TOKEN"));
    builder.environment().put("CASE2FHIR_TOKEN", "a-token");
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      assertThat(line).startsWith("Converting at http://0.0.0.0:");
      int port = Integer.parseInt(line.replaceAll(".*0\\.0\\.0\\.0:(\\d+).*", "$1"));
      assertThat(out.readLine()).contains("WARNING").contains("unencrypted");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/convert?validate=false"))
              .header("Authorization", "Bearer a-token")
              .header("Content-Type", "application/yaml")
              .POST(BodyPublishers.ofString("diagnoses: [gout]\n"))
              .build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      // Process.destroy would close its output, too.
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(out.lines()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}

package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ServerCommandTest {

  @Test
  void helpSaysWhatItIsNot() {
    assertThat(CommandRun.of("server", "--help").out())
        .contains("NOT a server for work", "in memory", "nobody is asked who they are", "curl");
  }

  @Test
  void aPortThatIsTakenEndsIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      CommandRun run = CommandRun.of("server", "--port", String.valueOf(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("is taken").contains("--port");
    }
  }

  @Test
  void wrongPortsAreWrongUsage() {
    assertThat(CommandRun.of("server", "--port", "70000").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("server", "--load", "no-such-file.json", "--port", "0").exitCode())
        .isEqualTo(2);
  }
}

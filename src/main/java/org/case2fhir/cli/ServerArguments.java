package org.case2fhir.cli;

import java.net.URI;
import java.time.Duration;
import org.case2fhir.ServerOptions;
import picocli.CommandLine.Option;

/** A FHIR server as options of a command. */
final class ServerArguments {
  @Option(names = "--server", paramLabel = "URL", description = "Base address of the FHIR server.")
  private URI server;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest wait for one answer (default: 60).")
  private int timeout;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How often a request is sent again after a failure, if that is safe (default: 4).")
  private int retries;

  @Option(
      names = "--allow-insecure",
      description = "Send credentials over http:// to another machine too.")
  private boolean allowInsecure;

  /** Whether a server is named; {@code push} needs one, {@code validate} does not. */
  boolean isGiven() {
    return server != null;
  }

  ServerOptions options() {
    if (server == null) {
      throw new UsageProblem("Missing required option: '--server=URL'");
    }
    if (timeout < 1 || timeout > 86_400) {
      throw new UsageProblem("--timeout is a number of seconds from 1 to 86400");
    }
    if (retries < 0 || retries > 20) {
      throw new UsageProblem("--retries is a number from 0 to 20");
    }
    try {
      return new ServerOptions(server, Duration.ofSeconds(timeout), retries, allowInsecure);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--server: " + e.getMessage());
    }
  }
}

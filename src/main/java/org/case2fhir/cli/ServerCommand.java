package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.case2fhir.FileValidator;
import org.case2fhir.LocalServer;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.server.FhirHttpServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a small FHIR server until it is stopped. */
@Command(
    name = "server",
    description = {
      "Runs a small FHIR R4 server on this machine, to try exports and searches against.",
      "",
      "It is NOT a server for work: everything is in memory and gone when it stops, nobody is asked"
          + " who they are, it is slow with many resources, and it does not show what conforms"
          + " to FHIR. Put no data of patients into it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir server                              at http://127.0.0.1:8080/fhir",
      "  case2fhir server --port 0 --load bundle.json  on any free port, with something in it",
      "  case2fhir push case.yaml --server http://127.0.0.1:8080/fhir",
      "  curl 'http://127.0.0.1:8080/fhir/Observation?code=http://loinc.org|718-7&date=ge2020'",
      "",
      "It takes transactions and batches with conditional interactions, reads, versions, the"
          + " history of a resource, searches by _id and by all parameters of R4 that are tokens,"
          + " references or dates, counts, and $validate (against R4 itself, whatever profile is"
          + " asked for). It has no chains, _include or _sort, no PATCH, no other operations, no"
          + " terminology, no subscriptions and no access control: what it does not have it refuses"
          + " with an OperationOutcome.",
      "",
      "Ctrl-C stops it. Exit codes: 0 stopped, 1 it cannot listen there, 2 wrong usage."
    })
final class ServerCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;

  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 for any that is free (default: 8080).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = FhirHttpServer.Options.LOOPBACK,
      description =
          "Interface to listen on (default: 127.0.0.1). With any other, everybody who reaches this"
              + " machine can read and write what is in it.")
  private String host;

  @Option(
      names = "--load",
      paramLabel = "FILE",
      description =
          "Bundles of type transaction or batch to begin with. May be given several times.")
  private List<Path> loaded = List.of();

  ServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    requireAddress(host, port);
    InputFiles found = new InputFiles(Set.of("json", "xml"));
    List<InputFile> files = found.expand(loaded.stream().map(Path::toString).toList());
    Result<LocalServer> started = LocalServer.start(FhirHttpServer.Options.at(host, port));
    started.issues().forEach(this::print);
    if (started.value().isEmpty()) {
      return ExitCode.DATA;
    }
    try (LocalServer server = started.value().get()) {
      return run(server, files, found.issues());
    }
  }

  /**
   * Checks the address that a server of this program listens on.
   *
   * @throws UsageProblem if it cannot be one
   */
  static void requireAddress(String host, int port) {
    if (port < 0 || port > LARGEST_PORT || host.isBlank()) {
      throw new UsageProblem("--port is a number from 0 to 65535, and --host a name or address");
    }
  }

  private int run(LocalServer server, List<InputFile> files, List<Issue> unfound) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "fhir-server-stop"));
    List<Issue> issues = new ArrayList<>(unfound);
    files.forEach(file -> issues.addAll(load(server, file)));
    issues.forEach(this::print);
    if (issues.stream().anyMatch(issue -> issue.severity() == Severity.ERROR)) {
      return ExitCode.DATA;
    }
    terminal.err().println("FHIR R4 at " + server.address() + " (in memory; Ctrl-C stops it)");
    if (!server.isLoopback()) {
      terminal.err().println("Everybody who reaches this machine can read and write it.");
    }
    try {
      server.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private List<Issue> load(LocalServer server, InputFile file) {
    try {
      return server.load(file.read(terminal, FileValidator.MAX_BYTES));
    } catch (IOException e) {
      return List.of(InputFiles.unreadable(file));
    }
  }

  private void print(Issue issue) {
    terminal.err().println(issue.toString());
  }
}

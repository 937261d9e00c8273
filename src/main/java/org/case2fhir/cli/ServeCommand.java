package org.case2fhir.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.ConversionService;
import org.case2fhir.Terminologies;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.Rules;
import org.case2fhir.cli.ReadingArguments.TaggerArguments;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.server.ConversionServer;
import org.case2fhir.server.ConversionServer.ServerOptions;
import org.case2fhir.server.FhirHttpServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Converts over HTTP until it is stopped. */
@Command(
    name = "serve",
    description = {
      "Converts, extracts and validates over HTTP: POST /convert, /extract and /validate take what"
          + " the commands of these names take; GET /openapi.json describes them, /health and"
          + " /metrics (Prometheus) watch them.",
      "",
      "It keeps nothing between requests and logs none of them. It listens on this machine only,"
          + " unless --host says otherwise; it speaks plain HTTP, so put a proxy with TLS in front"
          + " of it then, and give it a token."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir serve                                at http://127.0.0.1:8081",
      "  curl -H 'Content-Type: application/yaml' --data-binary @case.yaml"
          + " 'http://127.0.0.1:8081/convert?bundle=collection'",
      "  curl -H 'Content-Type: application/pdf' -H 'Accept: application/json' --data-binary"
          + " @article.pdf http://127.0.0.1:8081/extract",
      "  C2F_TOKEN=... case2fhir serve --host 0.0.0.0 --token-env C2F_TOKEN --max-per-client 4",
      "",
      "A Bundle or a case file alone (application/fhir+json, application/fhir+xml, text/turtle,"
          + " application/yaml) is the answer only where nothing is wrong; with an error it is an"
          + " OperationOutcome with status 422, unless the request says Prefer: handling=lenient."
          + " The header Case2fhir-Issues counts what else there is to say; Accept:"
          + " application/json gets everything at once.",
      "Too large a body gets status 413; when as many requests wait as may, 503, and a client with"
          + " too many at a time 429, both with Retry-After.",
      "Ctrl-C or SIGTERM stops it: what it has taken it finishes, whatever else comes gets 503."
          + " Exit codes: 0 stopped, 1 it cannot listen there, 2 wrong usage."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int MOST = 1_000;

  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Port to listen on; 0 for any that is free (default: 8081).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = FhirHttpServer.Options.LOOPBACK,
      description = "Interface to listen on (default: 127.0.0.1).")
  private String host;

  @Option(
      names = "--token-env",
      paramLabel = "NAME",
      description =
          "Requests must bring the bearer token in this environment variable; only /health needs"
              + " none.")
  private String tokenVariable;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "A body may have so many bytes (default: 20971520).")
  private int maxBytes = CaseConverter.MAX_ARTICLE_BYTES;

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      description = "So many requests are worked on at a time (default: the number of processors).")
  private int maxConcurrent = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-queued",
      paramLabel = "N",
      defaultValue = "64",
      description = "So many more wait for that; others get status 503 (default: 64).")
  private int maxQueued;

  @Option(
      names = "--max-per-client",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "So many requests of one address are taken at a time, others get status 429 (default: 0,"
              + " any number).")
  private int maxPerClient;

  @Mixin private TerminologyArguments terminology;

  @Mixin private TaggerArguments tagger;

  @Mixin private Rules rules;

  @Mixin private ValidationArguments validation;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ServerOptions options = options();
    Result<Terminologies> terminologies = Terminologies.open(terminology.options());
    Result<ReadingOptions> reading = rules.options();
    terminologies.issues().forEach(this::print);
    reading.issues().forEach(this::print);
    if (terminologies.value().isEmpty() || reading.value().isEmpty()) {
      return ExitCode.DATA;
    }
    ConversionService service =
        new ConversionService(
            terminologies.value().get(),
            tagger.options(),
            reading.value().get(),
            validation.options(terminology.options().server()));
    if (validation.isGiven() && areWrong(service)) {
      return ExitCode.DATA;
    }
    service.warmUp();
    try (ConversionServer server = ConversionServer.start(options, service)) {
      return run(server, options);
    } catch (IOException e) {
      print(
          Issue.error(
              "server",
              e.getMessage(),
              Location.of(host + ":" + port),
              "choose another with --port; 0 takes any that is free"));
      return ExitCode.DATA;
    }
  }

  private boolean areWrong(ConversionService service) {
    var issues = service.validationIssues();
    issues.forEach(this::print);
    return issues.stream().anyMatch(issue -> issue.severity() == Severity.ERROR);
  }

  private ServerOptions options() {
    ServerCommand.requireAddress(host, port);
    if (maxBytes < 1 || maxConcurrent < 1 || maxQueued < 1 || maxPerClient < 0) {
      throw new UsageProblem(
          "--max-bytes, --max-concurrent and --max-queued are numbers from 1, --max-per-client is"
              + " one from 0");
    }
    if (maxConcurrent > MOST) {
      throw new UsageProblem("--max-concurrent is at most " + MOST);
    }
    return new ServerOptions(host, port, maxBytes, maxConcurrent, maxQueued, maxPerClient, token());
  }

  private Optional<String> token() {
    if (tokenVariable == null) {
      return Optional.empty();
    }
    String token = Optional.ofNullable(System.getenv(tokenVariable)).orElse("").strip();
    if (token.isEmpty()) {
      throw new UsageProblem("--token-env: this environment variable is not set");
    }
    return Optional.of(token);
  }

  private int run(ConversionServer server, ServerOptions options) {
    // A process that a signal ends has the signal's exit code, unless it halts itself.
    Thread stop =
        new Thread(
            () -> {
              server.close();
              terminal.err().flush();
              Runtime.getRuntime().halt(ExitCode.OK);
            },
            "serve-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    terminal.err().println("Converting at " + server.address() + " (Ctrl-C stops it)");
    if (!server.isLoopback()) {
      terminal
          .err()
          .println("WARNING: other machines reach it, and what they send travels unencrypted.");
      if (options.token().isEmpty()) {
        terminal.err().println("WARNING: nobody is asked who they are; see --token-env.");
      }
    }
    terminal.err().flush();
    try {
      server.join();
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook does the rest.
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private void print(Issue issue) {
    if (issue.severity() != Severity.INFORMATION) {
      terminal.err().println(issue.toString());
    }
  }
}

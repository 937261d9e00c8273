package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ConversionOptions;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.PushOptions;
import org.case2fhir.TermFinder;
import org.case2fhir.Terminologies;
import org.case2fhir.Version;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.Rules;
import org.case2fhir.cli.ReadingArguments.TaggerArguments;
import org.case2fhir.cli.ServerArguments.CredentialArguments;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.export.ExportOptions;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.review.ReviewExport;
import org.case2fhir.review.ReviewServer;
import org.case2fhir.review.ReviewServer.ReviewOptions;
import org.case2fhir.review.ReviewTools;
import org.case2fhir.review.ReviewTools.Converters;
import org.case2fhir.review.ReviewTools.PushTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the application in which a person reviews cases, until it is stopped. */
@Command(
    name = "review",
    description = {
      "Opens a case, an article or a folder of them in the browser, to see each fact at its"
          + " sentence, correct it, and finish the case.",
      "",
      "The case file is all there is: an article gets one beside it, NAME.case.yaml; each decision"
          + " is written to it at once, with who took it and when. Edit it elsewhere meanwhile as"
          + " you like. Only this machine reaches the page, and only with the address that is"
          + " printed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir review article.pdf                  writes article.case.yaml beside it",
      "  case2fhir review case.yaml --reviewer AB",
      "  case2fhir review cases/                       a queue: what is new, in review, done",
      "  case2fhir review cases/ --export annotations -o annotated/",
      "  case2fhir review case.yaml --server https://fhir.example.org/r4 --token-env FHIR_TOKEN",
      "",
      "Ctrl-C stops it. Exit codes: 0 stopped, 1 the input cannot be read or the port is taken,"
          + " 2 wrong usage."
    })
final class ReviewCommand implements Callable<Integer> {
  private static final int LONGEST_IDLE = 10_000;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "ARTICLE|CASE|FOLDER",
      description = "An article, a case file, or a folder of articles and case files.")
  private Path input;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port to listen on; 0 for any that is free (default: 0).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Interface to listen on (default: 127.0.0.1). With any other, everybody on the network"
              + " who has the address can read and change the cases, and nothing is encrypted.")
  private String host;

  @Option(names = "--no-browser", description = "Only print the address.")
  private boolean noBrowser;

  @Option(
      names = "--reviewer",
      paramLabel = "NAME",
      description = "Who decides, as written into the case file (default: the user's name).")
  private String reviewer;

  @Option(
      names = "--idle",
      paramLabel = "MINUTES",
      defaultValue = "0",
      description = "Stop when no page was open for so long (default: 0, never).")
  private int idle;

  @Option(
      names = "--export",
      paramLabel = "corrections|annotations",
      description =
          "Opens no page, and writes what people changed as JSON lines, or the facts as they are"
              + " right now as standoff annotation (brat), which case2fhir train learns from.")
  private ExportedForm export;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR",
      description =
          "Where --export writes: a file of corrections (default: standard output), or a folder of"
              + " annotations, NAME.ann with NAME.txt.")
  private Path output;

  @Mixin private ServerArguments server;

  @Mixin private CredentialArguments credentials;

  @Mixin private TerminologyArguments terminology;

  @Mixin private TaggerArguments tagger;

  @Mixin private Rules rules;

  /** What is taken out of a review. */
  enum ExportedForm {
    CORRECTIONS,
    ANNOTATIONS
  }

  ReviewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ServerCommand.requireAddress(host, port);
    if (idle < 0 || idle > LONGEST_IDLE) {
      throw new UsageProblem("--idle is a number of minutes from 0 to " + LONGEST_IDLE);
    }
    if (!Files.exists(input)) {
      throw new UsageProblem("No such file: " + input);
    }
    Result<Terminologies> terminologies = Terminologies.open(terminology.options());
    terminologies.issues().forEach(this::print);
    Result<ReadingOptions> reading = ReadingOptions.open(rules.files(), true, 0);
    reading.issues().forEach(this::print);
    if (terminologies.value().isEmpty() || reading.value().isEmpty()) {
      return ExitCode.DATA;
    }
    ReviewTools tools = tools(terminologies.value().get(), reading.value().get());
    if (export != null) {
      return export(tools);
    }
    try (ReviewServer running =
        ReviewServer.start(input, tools, new ReviewOptions(host, port, idle))) {
      return run(running);
    } catch (IOException e) {
      String message = e.getMessage() == null ? "it cannot be read" : e.getMessage();
      print(
          Issue.error(
              "unreadable-file",
              message,
              Location.of(input.toString()),
              "check the file, and name another --port if this one is taken"));
      return ExitCode.DATA;
    }
  }

  private int export(ReviewTools tools) {
    if (export == ExportedForm.ANNOTATIONS && output == null) {
      throw new UsageProblem("--export annotations needs a folder: -o DIR");
    }
    Path place = Files.isDirectory(input) ? input : input.toAbsolutePath().getParent();
    if (output != null
        && (WholeFile.identity(output).equals(WholeFile.identity(input))
            || WholeFile.identity(output).equals(WholeFile.identity(place)))) {
      throw new UsageProblem("-o names what is reviewed; name another file or folder");
    }
    try {
      List<ReviewExport> exports = ReviewExport.of(input, tools);
      if (export == ExportedForm.CORRECTIONS && output != null) {
        refuseSource(output, sources(exports));
      }
      if (export == ExportedForm.CORRECTIONS) {
        writeCorrections(exports);
      } else {
        writeAnnotations(exports);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      String message = e.getMessage() == null ? "it cannot be written" : e.getMessage();
      print(Issue.error("unreadable-file", message, Location.of(input.toString()), "check it"));
      return ExitCode.DATA;
    }
  }

  private void writeCorrections(List<ReviewExport> exports) throws IOException {
    StringBuilder lines = new StringBuilder();
    exports.forEach(each -> lines.append(each.corrections()));
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    if (output == null) {
      terminal.out().write(bytes);
      terminal.out().flush();
    } else {
      write(output, bytes);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      WholeFile.write(file, content);
    } catch (IOException e) {
      String what = "the export cannot be written to " + file + WholeFile.reason(e);
      throw new CommandFailure(what + "; make room there, or name another place", e);
    }
  }

  /** No file that is written may be an article, a case file or another one that is written. */
  private void refuseCollisions(List<ReviewExport> exports) {
    Set<Object> sources = sources(exports);
    Set<Object> targets = new HashSet<>();
    for (ReviewExport each : exports) {
      if (each.annotations().isEmpty()) {
        continue;
      }
      for (String ending : List.of(".txt", ".ann")) {
        Path target = output.resolve(each.name() + ending);
        refuseSource(target, sources);
        if (!targets.add(WholeFile.identity(target))) {
          throw new UsageProblem("Two cases would be written to " + target + "; rename one");
        }
      }
    }
  }

  private static Set<Object> sources(List<ReviewExport> exports) {
    return exports.stream()
        .flatMap(each -> each.sources().stream())
        .map(WholeFile::identity)
        .collect(Collectors.toSet());
  }

  private static void refuseSource(Path target, Set<Object> sources) {
    if (sources.contains(WholeFile.identity(target))) {
      throw new UsageProblem("-o would overwrite what is reviewed: " + target);
    }
  }

  private void writeAnnotations(List<ReviewExport> exports) throws IOException {
    refuseCollisions(exports);
    int written = 0;
    for (ReviewExport each : exports) {
      if (!each.annotations().isEmpty()) {
        byte[] text = each.text().getBytes(StandardCharsets.UTF_8);
        byte[] annotations = each.annotations().getBytes(StandardCharsets.UTF_8);
        write(output.resolve(each.name() + ".txt"), text);
        write(output.resolve(each.name() + ".ann"), annotations);
        written++;
      }
    }
    int without = exports.size() - written;
    terminal
        .err()
        .println(
            written
                + " annotated"
                + (without == 0 ? "" : ", " + without + " without their article left out"));
  }

  private ReviewTools tools(Terminologies terminologies, ReadingOptions reading) {
    String name = reviewer == null ? System.getProperty("user.name", "reviewer") : reviewer.strip();
    if (name.isEmpty()) {
      throw new UsageProblem("--reviewer is a name");
    }
    ReviewTools.Forms forms =
        (target, format, kind) ->
            new CaseConverter(
                new ConversionOptions(
                    MappingOptions.DEFAULT
                        .withSoftware(Version.current())
                        .withBundle(kind)
                        .withRecorded(Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                    format,
                    /* validate= */ false,
                    /* strict= */ false,
                    /* attachSource= */ false,
                    reading,
                    target),
                terminologies,
                tagger.options());
    CaseExtractor extractor =
        new CaseExtractor(
            new ExtractionOptions(
                ExtractionFormat.YAML, OptionalInt.empty(), Optional.empty(), reading),
            terminologies,
            tagger.options());
    return new ReviewTools(
        name,
        Clock.systemDefaultZone(),
        new Converters(
            converter(false, terminologies, reading),
            converter(true, terminologies, reading),
            forms),
        extractor,
        new TermFinder(terminologies),
        terminology.options().server().isPresent(),
        pushTarget());
  }

  private CaseConverter converter(
      boolean validate, Terminologies terminologies, ReadingOptions reading) {
    ConversionOptions options =
        new ConversionOptions(
            MappingOptions.DEFAULT.withSoftware(Version.current()),
            BundleFormat.JSON,
            validate,
            /* strict= */ false,
            /* attachSource= */ false,
            reading,
            Target.FHIR);
    return new CaseConverter(options, terminologies, tagger.options());
  }

  private Optional<PushTarget> pushTarget() {
    if (!server.isGiven()) {
      return Optional.empty();
    }
    FhirEndpoint endpoint = server.endpoint();
    RetryPolicy retries = server.retries();
    Login login = credentials.credentials();
    return Optional.of(
        new PushTarget(
            endpoint.base().toString(),
            dryRun ->
                CaseExporter.connect(
                    endpoint,
                    retries,
                    login,
                    new PushOptions(ExportOptions.DEFAULT, dryRun, Optional.empty(), false))));
  }

  private int run(ReviewServer running) throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "review-stop"));
    terminal.err().println("Review at " + running.address() + " (Ctrl-C stops it)");
    if (!running.isLoopback()) {
      terminal.err().println("Everybody who has this address can read and change the cases.");
    }
    terminal.err().flush();
    if (!noBrowser) {
      openBrowser(running.address());
    }
    try {
      running.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  /**
   * The address holds a key, and others on the machine see how programs are started: the browser is
   * given a file that only this user can read, and that leads to the address.
   */
  private void openBrowser(String address) throws IOException {
    Path page = Files.createTempFile("case2fhir-review-", ".html");
    page.toFile().deleteOnExit();
    String html =
        "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url="
            + address
            + "\"><a href=\""
            + address
            + "\">Review</a>";
    WholeFile.write(page, html.getBytes(StandardCharsets.UTF_8));
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("mac")
            ? List.of("open", page.toString())
            : system.contains("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", page.toString())
                : List.of("xdg-open", page.toString());
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      terminal.err().println("No browser was found: open the address yourself.");
    }
  }

  private void print(Issue issue) {
    if (issue.severity() != Severity.INFORMATION) {
      terminal.err().println(issue.toString());
    }
  }
}

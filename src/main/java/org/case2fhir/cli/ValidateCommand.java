package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.case2fhir.CheckedInput;
import org.case2fhir.FileValidator;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.Report.ReportFormat;
import org.case2fhir.cli.ReportingOptions.IssueFormat;
import org.case2fhir.cli.ServerArguments.CredentialArguments;
import org.case2fhir.cli.TerminologyArguments.TerminologyServerArguments;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.issue.Issue;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates FHIR files. */
@Command(
    name = "validate",
    description =
        "Validates FHIR resources and Bundles (JSON or XML; R4, R4B or R5): structure, invariants,"
            + " required bindings, units, the rules of a Bundle, and the implementation guides and"
            + " profiles that you name. Offline unless --tx or --server names a server; then"
            + " --server is asked for its $validate of each file, and the result says what both"
            + " find and what only one does.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir validate bundle.json",
      "  case2fhir validate bundles/ --issues json --fail-on warning",
      "  case2fhir validate bundles/ --report html -o report.html",
      "  case2fhir validate bundle.json --ig package.tgz --profile"
          + " https://example.org/StructureDefinition/my-patient",
      "  case2fhir validate bundle.json --server http://127.0.0.1:8080/fhir",
      "",
      "Codes of LOINC, SNOMED CT and other systems that cannot be shipped are counted, not checked,"
          + " unless --tx names a terminology server.",
      "Exit codes: 0 valid, 1 not valid, 2 wrong usage."
    })
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "FHIR files, folders of them, or - for standard input.")
  private List<String> inputs;

  @Option(
      names = "--fhir",
      paramLabel = "R4|R4B|R5",
      defaultValue = "R4",
      description = "Version of FHIR that the files are in (default: R4).")
  private FhirVersion version;

  @Mixin private ValidationArguments validation;

  @Mixin private TerminologyServerArguments terminologyServer;

  @Mixin private ServerArguments server;

  @Mixin private CredentialArguments credentials;

  @Option(
      names = "--report",
      paramLabel = "text|json|outcome|html",
      description =
          "Write a report to standard output or to -o instead of printing issues: text for people,"
              + " json (a line for each finding), outcome (an OperationOutcome), or html (one"
              + " page). With --server the default is text.")
  private ReportFormat report;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the report goes (default: standard output).")
  private String output;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many files are validated at a time (default: the number of processors).")
  private Integer jobs;

  @Mixin private ReportingOptions reporting;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (output != null && report == null) {
      throw new UsageProblem("-o is for a report: say which with --report");
    }
    if (report == null && server.isGiven() && reporting.issueFormat() == IssueFormat.TEXT) {
      report = ReportFormat.TEXT; // issues do not tell who says so
    }
    validation.requireNoneFor(version);
    InputFiles found = new InputFiles(FileValidator.EXTENSIONS);
    List<InputFile> files = found.expand(inputs);
    OutputFiles.refuseCollisions(spec, files);
    OrderedJobs work = new OrderedJobs(jobs(), FileValidator.bytesAtOnce());
    FileValidator validator = validator();
    Summary summary = new Summary(terminal, reporting);
    summary.addOptions(found.issues());
    if (validation.isGiven()) {
      summary.addOptions(validator.optionIssues());
    }
    if (report == null) {
      run(work, validator, files, checked -> summary.add(checked.name(), checked.issues()));
    } else {
      try (ReportOutput written = ReportOutput.start(report, output, terminal)) {
        run(work, validator, files, checked -> add(summary, written, checked));
        written.finish();
      }
    }
    return summary.exitCode();
  }

  private static void add(Summary summary, ReportOutput report, CheckedInput checked) {
    report.add(checked);
    summary.addReported(checked.name(), checked.issues());
  }

  private void run(
      OrderedJobs work,
      FileValidator validator,
      List<InputFile> files,
      Consumer<CheckedInput> results) {
    try (ProgressLine progress =
        ProgressLine.ofFiles(terminal, reporting.quiet() || files.size() == 1 || output == null)) {
      progress.expect(files.size());
      work.run(
          files,
          ValidateCommand::size,
          file -> check(validator, file),
          checked -> {
            progress.above(() -> results.accept(checked));
            progress.read(1);
          });
    }
    validator.lateFindings().forEach(results);
  }

  private int jobs() {
    if (jobs == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (jobs < 1 || jobs > 64) {
      throw new UsageProblem("--jobs is a number from 1 to 64");
    }
    return jobs;
  }

  private FileValidator validator() {
    ValidationOptions options = validation.options(terminologyServer.server()).in(version);
    if (!server.isGiven()) {
      return new FileValidator(options);
    }
    FhirEndpoint asked = server.endpoint();
    try {
      return FileValidator.with(options, asked, server.retries(), credentials.credentials());
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--server: " + e.getMessage());
    }
  }

  private static long size(InputFile file) {
    try {
      return file.isStandardInput() ? FileValidator.MAX_BYTES : Files.size(file.path());
    } catch (IOException e) {
      return 0; // reading it says what is wrong
    }
  }

  private CheckedInput check(FileValidator validator, InputFile file) {
    try {
      return validator.check(file.read(terminal, FileValidator.MAX_BYTES));
    } catch (IOException e) {
      Issue issue = InputFiles.unreadable(file);
      return FileValidator.unread(issue);
    }
  }

  /**
   * Works on many inputs in parallel and hands the results on in the order of the inputs.
   *
   * <p>Each input reserves room by its size before it is worked on, so that large ones wait for
   * each other; one that is larger than all room works alone. Few results wait for those before
   * them.
   *
   * @param jobs how many at a time
   * @param room how much there is for all that are worked on
   */
  record OrderedJobs(int jobs, long room) {
    private static final int WAITING_PER_JOB = 4;
    private static final long UNIT = 1 << 10;

    /**
     * Works on all inputs.
     *
     * @param size of an input, in the unit of the room
     */
    <T, R> void run(
        List<T> inputs, ToLongFunction<T> size, Function<T, R> work, Consumer<R> results) {
      if (jobs == 1 || inputs.size() == 1) {
        inputs.forEach(input -> results.accept(work.apply(input)));
        return;
      }
      int units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, room / UNIT));
      Semaphore free = new Semaphore(units, /* fair= */ true);
      ExecutorService workers = Executors.newFixedThreadPool(jobs);
      try {
        Deque<Future<R>> waiting = new ArrayDeque<>();
        for (T input : inputs) {
          if (waiting.size() == jobs * WAITING_PER_JOB) {
            results.accept(result(waiting.pop()));
          }
          int needed = (int) Math.max(1, Math.min(units, size.applyAsLong(input) / UNIT));
          waiting.add(workers.submit(() -> reserved(free, needed, () -> work.apply(input))));
        }
        waiting.forEach(future -> results.accept(result(future)));
      } finally {
        workers.shutdownNow();
      }
    }

    private static <R> R reserved(Semaphore free, int needed, Supplier<R> work)
        throws InterruptedException {
      free.acquire(needed);
      try {
        return work.get();
      } finally {
        free.release(needed);
      }
    }

    private static <R> R result(Future<R> future) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("stopped", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        if (e.getCause() instanceof Error fatal) {
          throw fatal;
        }
        throw new IllegalStateException("work failed", e.getCause());
      }
    }
  }
}

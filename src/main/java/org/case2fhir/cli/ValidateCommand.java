package org.case2fhir.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.case2fhir.FileValidator;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.Input;
import org.case2fhir.cli.CorpusRun.Accepted;
import org.case2fhir.cli.CorpusRun.Steps;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.FileEntries.Lines;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.InputFiles.Opened;
import org.case2fhir.cli.Main.VersionProvider;
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
      description =
          "FHIR files, folders of them, NDJSON (.ndjson, .jsonl), archives (.zip, .tar, .tar.gz),"
              + " or - for standard input.")
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
    InputFiles found = new InputFiles(FileValidator.EXTENSIONS).opening(Opened.NAMED);
    List<InputFile> files = found.expand(inputs);
    OutputFiles.refuseCollisions(spec, files);
    int atOnce = jobs();
    FileValidator validator = validator();
    Summary summary = new Summary(terminal, reporting);
    summary.addOptions(found.issues());
    if (validation.isGiven()) {
      summary.addOptions(validator.optionIssues());
    }
    if (report == null) {
      run(atOnce, validator, found, files, c -> summary.add(c.name(), c.issues()));
    } else {
      try (Report.Output written = Report.Output.start(report, output, terminal)) {
        run(atOnce, validator, found, files, checked -> add(summary, written, checked));
        written.finish();
      }
    }
    summary.addOptions(found.fruitless());
    return summary.exitCode();
  }

  private static void add(Summary summary, Report.Output report, CheckedInput checked) {
    report.add(checked);
    summary.addReported(checked.name(), checked.issues());
  }

  private void run(
      int atOnce,
      FileValidator validator,
      InputFiles found,
      List<InputFile> files,
      Consumer<CheckedInput> results) {
    CorpusRun<CheckedInput> run =
        new CorpusRun<>(
                terminal,
                reporting,
                FileValidator.MAX_BYTES,
                new Steps<CheckedInput>() {
                  @Override
                  public CheckedInput work(InputFile file, Input input) {
                    return validator.check(input);
                  }

                  @Override
                  public CheckedInput failed(InputFile file, Issue issue) {
                    return FileValidator.unread(issue);
                  }

                  @Override
                  public Accepted accept(InputFile file, CheckedInput checked) {
                    found.gave(file);
                    results.accept(checked);
                    return Accepted.of(checked.issues());
                  }
                })
            .jobs(atOnce)
            .room(FileValidator.bytesAtOnce())
            .lines(Lines.RESOURCES);
    if (output != null) {
      run.showingProgress();
    }
    run.run(found, files);
    validator.lateFindings().forEach(results);
    run.summarize(List::of);
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
}

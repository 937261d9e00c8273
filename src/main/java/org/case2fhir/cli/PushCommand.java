package org.case2fhir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.CaseExporter.Export;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.FileValidator;
import org.case2fhir.Input;
import org.case2fhir.PushOptions;
import org.case2fhir.cli.CorpusRun.Accepted;
import org.case2fhir.cli.CorpusRun.Steps;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.InputFiles.Opened;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.ServerArguments.CredentialArguments;
import org.case2fhir.cli.Summary.Sources;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.ExportOptions;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.export.ExportOptions.GonePolicy;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Writes cases and Bundles to a FHIR server. */
@Command(
    name = "push",
    description =
        "Writes cases, articles and FHIR R4 Bundles to a FHIR server. Pushing the same again"
            + " changes nothing; after a correction in a case the same resources are updated.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir push case.yaml --server http://127.0.0.1:8080/fhir --dry-run",
      "  case2fhir push case.yaml --server https://fhir.example.org/r4 --ledger push.jsonl",
      "  case2fhir push case.yaml --server https://fhir.example.org/r4 --resume push.jsonl",
      "  case2fhir push bundles/ --server https://fhir.example.org/r4 --mode resources",
      "  case2fhir push bundle.json --server https://fhir.example.org/r4 --max-entries 50",
      "  case2fhir push case.yaml --server https://fhir.example.org/r4 --token-env FHIR_TOKEN",
      "  case2fhir push case.yaml --server https://fhir.example.org/r4 --client-id my-client"
          + " --private-key key.jwk",
      "",
      "A table of what was created, updated, unchanged and refused goes to standard output, issues"
          + " go to standard error. A server that does not say that nothing was different counts as"
          + " having updated. Exit codes: 0 all written, 1 the data or the server said no, 2 wrong"
          + " usage."
    })
final class PushCommand implements Callable<Integer> {
  private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json", "xml");

  private final Terminal terminal;
  private final Map<String, String> inputsByCase = new HashMap<>();
  private final InputFiles found = new InputFiles(EXTENSIONS).opening(Opened.NAMED);

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Case files, articles, Bundles (transaction, batch, collection), folders and archives of"
              + " case files and Bundles (.zip, .tar, .tar.gz), JSON lines of them (.ndjson,"
              + " .jsonl), or - for standard input.")
  private List<String> inputs;

  @Mixin private ServerArguments server;

  @Mixin private CredentialArguments credentials;

  @Mixin private PushArguments push;

  @Mixin private MappingArguments mapping;

  @Mixin private PatientArgument patient;

  @Option(names = "--attach-source", description = "Attach the input to the DocumentReference.")
  private boolean attachSource;

  @Option(names = "--no-validate", description = "Do not validate what is made of a case.")
  private boolean noValidate;

  @Option(names = "--force", description = "Send what could be made of a case that has errors too.")
  private boolean force;

  @Mixin private ArticleArguments articles;

  @Mixin private ReportingOptions reporting;

  PushCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    OptionalInt only = patient.number();
    List<InputFile> files = found.expand(inputs);
    Result<CaseExporter> connected =
        CaseExporter.connect(
            server.endpoint(), server.retries(), credentials.credentials(), push.options());
    new IssuePrinter(terminal, reporting).print(connected.issues());
    if (connected.value().isEmpty()) {
      return ExitCode.DATA;
    }
    try (CaseExporter exporter = connected.value().get()) {
      return push(files, exporter, only);
    } catch (IOException e) {
      throw new CommandFailure("the ledger cannot be closed", e);
    }
  }

  private int push(List<InputFile> files, CaseExporter exporter, OptionalInt only) {
    Summary summary = new Summary(terminal, reporting);
    Optional<Sources> opened = summary.open(found, articles);
    if (opened.isEmpty()) {
      return ExitCode.DATA;
    }
    Sources sources = opened.get();
    ConversionOptions options =
        new ConversionOptions(
            mapping.options(),
            BundleFormat.JSON,
            !noValidate,
            !force,
            attachSource,
            sources.reading());
    CaseConverter converter =
        new CaseConverter(options, sources.terminologies(), articles.tagger());
    ExportTable table = new ExportTable(terminal, reporting, exporter.server());
    Steps<Pushed> steps =
        new Steps<>() {
          @Override
          public Pushed work(InputFile file, Input input) {
            return input.isFhir()
                ? new Pushed(
                    Optional.of(new String(input.content(), StandardCharsets.UTF_8)), List.of())
                : new Pushed(Optional.empty(), converter.convertEach(input, only));
          }

          @Override
          public Pushed failed(InputFile file, Issue issue) {
            return new Pushed(
                Optional.empty(), List.of(Conversion.failed(file.name(), List.of(issue))));
          }

          @Override
          public Accepted accept(InputFile file, Pushed pushed) {
            return push(file, pushed, exporter, table, summary);
          }
        };
    // In order, one after the other: the server sees what a user would do by hand.
    CorpusRun<Pushed> run =
        new CorpusRun<>(terminal, reporting, FileValidator.MAX_BYTES, steps).jobs(1);
    run.run(found, files);
    summary.addOptions(found.fruitless());
    run.summarize(List::of);
    return table.failed() ? ExitCode.DATA : summary.exitCode();
  }

  /** What an input has become: a Bundle that it was, or conversions. */
  private record Pushed(Optional<String> fhir, List<Conversion> conversions) {}

  private Accepted push(
      InputFile file, Pushed pushed, CaseExporter exporter, ExportTable table, Summary summary) {
    List<Issue> issues = new ArrayList<>();
    Map<String, String> bundles =
        pushed
            .fhir()
            .map(bundle -> Map.of(file.name(), bundle))
            .orElseGet(() -> bundles(file, pushed.conversions(), summary, issues));
    bundles.forEach(
        (name, bundle) -> {
          Export export = exporter.push(name, bundle);
          table.add(export);
          issues.addAll(export.issues());
          if (export.entries().isEmpty() && !export.hasIssues(Severity.ERROR)) {
            summary.addOptions(List.of(nothingIn(name)));
            issues.add(nothingIn(name));
          }
        });
    if (!bundles.isEmpty()) {
      found.gave(file);
    }
    return Accepted.of(issues);
  }

  private static Issue nothingIn(String name) {
    return Issue.error(
        "no-entry",
        "the Bundle has no entry",
        Location.of(name),
        "check that it is the right file");
  }

  /** The Bundles of one input by their names; what is wrong with it is in the summary. */
  private Map<String, String> bundles(
      InputFile file, List<Conversion> conversions, Summary summary, List<Issue> issues) {
    Map<String, String> bundles = new LinkedHashMap<>();
    for (int i = 0; i < conversions.size(); i++) {
      Conversion known = distinct(file, conversions.get(i));
      Conversion said = file.walked() ? known.ofFoundFile() : known;
      summary.add(said);
      issues.addAll(said.issues());
      String part = conversions.size() == 1 ? "" : " (patient " + (i + 1) + ")";
      known.encoded().ifPresent(bundle -> bundles.put(file.name() + part, bundle));
    }
    return bundles;
  }

  /** Two cases of one name would overwrite each other's patient on the server. */
  private Conversion distinct(InputFile file, Conversion conversion) {
    String other =
        conversion.bundle().isPresent()
            ? inputsByCase.putIfAbsent(conversion.caseId().orElse(""), file.name())
            : null;
    if (other == null) {
      return conversion;
    }
    Issue twice =
        Issue.error(
            "duplicate-case",
            "its case `" + conversion.caseId().orElse("") + "` is also in " + other,
            Location.of(file.name()),
            "give each case an `id` of its own");
    return Conversion.failed(file.name(), List.of(twice));
  }

  /** How Bundles are written to a server, as options of a command. */
  private static final class PushArguments {
    @Option(
        names = "--mode",
        paramLabel = "transaction|batch|resources",
        description =
            "One transaction, batches, or one request for each resource"
                + " (default: the first of these that the server offers).")
    private ExportMode mode;

    @Option(
        names = "--dry-run",
        description = "Ask the server what it can do, say what would be sent, and stop.")
    private boolean dryRun;

    @Option(
        names = "--max-entries",
        paramLabel = "N",
        description = "Split what has more entries, so that references still resolve.")
    private Integer maxEntries;

    @Option(
        names = "--gone",
        paramLabel = "keep|entered-in-error|delete",
        defaultValue = "keep",
        converter = GoneConverter.class,
        description =
            "What to do with resources on the server that an earlier push of the case wrote and the"
                + " case no longer holds: keep and name them, mark them as entered in error, or"
                + " delete them, and mark what the server does not delete (default: keep).")
    private GonePolicy gone;

    /** Reads a name with a hyphen, which picocli does not find in an enum. */
    static final class GoneConverter implements ITypeConverter<GonePolicy> {
      @Override
      public GonePolicy convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
          case "keep" -> GonePolicy.KEEP;
          case "entered-in-error" -> GonePolicy.ENTERED_IN_ERROR;
          case "delete" -> GonePolicy.DELETE;
          default ->
              throw new TypeConversionException(
                  "'" + value + "' is not keep, entered-in-error or delete");
        };
      }
    }

    @Option(
        names = "--ledger",
        paramLabel = "FILE",
        description = "Write down what became of each resource, as one JSON object a line.")
    private Path ledger;

    @Option(
        names = "--resume",
        paramLabel = "FILE",
        description = "Continue the run that this ledger records, and write it on.")
    private Path resume;

    PushOptions options() {
      if (maxEntries != null && maxEntries < 1) {
        throw new UsageProblem("--max-entries is a number from 1");
      }
      if (resume != null && ledger != null && !resume.equals(ledger)) {
        throw new UsageProblem("--resume writes its ledger on; leave --ledger out");
      }
      if (resume != null && !Files.exists(resume)) {
        throw new UsageProblem("No such file: " + resume);
      }
      if (resume == null && ledger != null && Files.exists(ledger)) {
        throw new UsageProblem(ledger + " exists: continue it with --resume, or name another file");
      }
      ExportOptions export =
          new ExportOptions(
              Optional.ofNullable(mode), maxEntries == null ? Integer.MAX_VALUE : maxEntries, gone);
      Path file = resume != null ? resume : ledger;
      return new PushOptions(export, dryRun, Optional.ofNullable(file), resume != null);
    }
  }

  /**
   * Prints what became of the entries of each Bundle: a table of numbers by type, and the reasons
   * of what was not written.
   */
  private static final class ExportTable {
    private static final int MOST_REASONS = 20;
    private static final String TOTAL = "all";

    private final PrintWriter out;
    private final IssuePrinter printer;
    private final ReportingOptions reporting;
    private final List<String> server;
    private boolean failed;

    /**
     * @param server what the server says about itself, for dry runs
     */
    ExportTable(Terminal terminal, ReportingOptions reporting, List<String> server) {
      this.out = terminal.outWriter();
      this.printer = new IssuePrinter(terminal, reporting);
      this.reporting = reporting;
      this.server = server;
    }

    /** Whether anything was not written. */
    boolean failed() {
      return failed;
    }

    void add(Export export) {
      failed |= export.hasIssues(reporting.failOn());
      printer.print(export.issues());
      if (export.mode().isEmpty()) {
        return;
      }
      if (!export.sent()) {
        server.forEach(this::line);
      }
      String head = export.input() + ": " + export.mode().get().word() + ", " + requests(export);
      line(export.sent() ? head : head + " (dry run, nothing was sent)");
      if (export.sent()) {
        outcomes(export.entries());
      } else {
        plans(export.entries());
      }
      reasons(export.entries());
      out.flush();
    }

    private static String requests(Export export) {
      String all = export.requests() + (export.requests() == 1 ? " request" : " requests");
      return export.repeats() == 0 ? all : all + ", " + export.repeats() + " of them sent again";
    }

    private void line(String text) {
      out.println(text);
    }

    /** Always the four that matter, and the others where there are any. */
    private void outcomes(List<EntryResult> entries) {
      List<EntryOutcome> columns =
          Arrays.stream(EntryOutcome.values())
              .filter(column -> isUsual(column) || number(entries, column) > 0)
              .toList();
      Map<String, List<EntryResult>> rows =
          entries.stream()
              .collect(
                  Collectors.groupingBy(
                      EntryResult::type, LinkedHashMap::new, Collectors.toList()));
      rows.put(TOTAL, entries);
      int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
      line(row("", width, columns.stream().map(EntryOutcome::word).toList()));
      rows.forEach(
          (type, each) ->
              line(
                  row(
                      type,
                      width,
                      columns.stream().map(column -> "" + number(each, column)).toList())));
    }

    private static boolean isUsual(EntryOutcome outcome) {
      return switch (outcome) {
        case CREATED, UPDATED, UNCHANGED, REFUSED -> true;
        case KEPT, EARLIER, INCOMPLETE, UNKNOWN, NOT_SENT -> false;
      };
    }

    private static long number(List<EntryResult> entries, EntryOutcome outcome) {
      return entries.stream().filter(entry -> entry.outcome() == outcome).count();
    }

    private static String row(String type, int width, List<String> cells) {
      String numbers =
          cells.stream().map(cell -> String.format("%10s", cell)).collect(Collectors.joining(" "));
      return "  " + type + " ".repeat(width - type.length()) + " " + numbers;
    }

    private void plans(List<EntryResult> entries) {
      Map<String, Map<EntryOutcome, Integer>> rows = new LinkedHashMap<>();
      for (EntryResult entry : entries) {
        rows.computeIfAbsent(
                entry.write().target().kind().words() + " of " + entry.type(),
                key -> new EnumMap<>(EntryOutcome.class))
            .merge(entry.outcome(), 1, Integer::sum);
      }
      rows.forEach(
          (what, counts) ->
              line(
                  String.format(
                      "  %4d %s%s",
                      counts.values().stream().mapToInt(Integer::intValue).sum(),
                      what,
                      counts.containsKey(EntryOutcome.REFUSED)
                          ? ", " + counts.get(EntryOutcome.REFUSED) + " would be refused"
                          : "")));
    }

    private void reasons(List<EntryResult> entries) {
      Map<String, List<EntryResult>> reasons =
          entries.stream()
              .filter(entry -> !entry.words().isEmpty())
              .collect(
                  Collectors.groupingBy(
                      entry -> entry.outcome().word() + ": " + entry.words(),
                      LinkedHashMap::new,
                      Collectors.toList()));
      reasons.entrySet().stream()
          .limit(MOST_REASONS)
          .forEach(e -> reason(e.getKey(), e.getValue()));
      if (reasons.size() > MOST_REASONS) {
        line("  and " + (reasons.size() - MOST_REASONS) + " other reasons");
      }
    }

    private void reason(String reason, List<EntryResult> entries) {
      String which =
          entries.size() == 1
              ? entries.get(0).type() + " " + entries.get(0).fullUrl()
              : entries.size() + " resources, first " + entries.get(0).fullUrl();
      line("  " + reason + " (" + which + ")");
    }
  }
}

package org.case2fhir.cli;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.Input;
import org.case2fhir.ValidationSample;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.CorpusRun.Accepted;
import org.case2fhir.cli.CorpusRun.RunArguments;
import org.case2fhir.cli.CorpusRun.Steps;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.InputFiles.Opened;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.OutputFiles.EditedFileException;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.Report.ReportFormat;
import org.case2fhir.cli.RunRecord.Done;
import org.case2fhir.cli.Summary.Sources;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.WritePolicy;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Converts cases into Bundles. */
@Command(
    name = ConvertCommand.NAME,
    description =
        "Converts case files (YAML or JSON), GA4GH phenopackets and published case reports into"
            + " FHIR Bundles (R4, R4B or R5), case files or phenopackets.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir convert case.yaml -o bundle.json",
      "  case2fhir convert - --format xml < case.yaml > bundle.xml",
      "  case2fhir convert cases/ -o bundles/ --bundle collection --no-validate",
      "  case2fhir convert case.yaml --absent omit --onset derived --strict",
      "  case2fhir convert case.yaml --terminology our-words.tsv",
      "  case2fhir convert article.pdf -o bundle.json",
      "  case2fhir convert case.yaml --fhir R5 -o bundle.json",
      "  case2fhir convert article.txt --to phenopacket -o phenopacket.json",
      "  case2fhir convert cohort/ texts.jsonl more.tar.gz -o bundles.ndjson --from all --jobs 4",
      "  case2fhir convert cohort/ -o bundles/ --validate sample:1%% --resume",
      "  case2fhir convert cases/ -o bundles/ --ig package.tgz --report html --report-file"
          + " report.html",
      "",
      "The Bundle goes to standard output unless -o names a place for it; issues and a summary go"
          + " to standard error. Exit codes: 0 done, 1 the data has errors, 2 wrong usage."
    })
final class ConvertCommand implements Callable<Integer> {
  static final String NAME = "convert";

  private final Terminal terminal;
  private final Map<String, String> inputsByCase = new HashMap<>();
  private BulkDataFiles bulk;
  private final AtomicLong validated = new AtomicLong();
  private final AtomicLong converted = new AtomicLong();
  private InputFiles found;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Case files, phenopackets (version 2), articles (text, Markdown, HTML, JATS XML, PDF,"
              + " DOCX), folders and archives of them (.zip, .tar, .tar.gz), JSON lines (.ndjson,"
              + " .jsonl) of cases or of texts ({\"id\": …, \"text\": …}), or - for standard"
              + " input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR|-",
      description =
          "Where the Bundle goes; several inputs need a folder, or a file that ends in .ndjson or"
              + " .jsonl, with a Bundle on each line.")
  private String output;

  @Option(
      names = "--from",
      paramLabel = "cases|articles|all",
      defaultValue = "cases",
      description =
          "What is taken of folders and archives: case files and phenopackets, articles, or both"
              + " and in folders also archives and JSON lines (default: cases).")
  private Taken taken;

  @Mixin private RunArguments runs;

  @Option(
      names = "--force",
      description =
          "Of --to case: replace case files that are there already and are not as this program"
              + " wrote them, because somebody reviewed them.")
  private boolean force;

  @Option(
      names = "--format",
      paramLabel = "json|xml|turtle|ndjson",
      defaultValue = "json",
      description =
          "Encoding of the Bundle (turtle is FHIR's RDF, of R4 and R4B); or ndjson, which is no"
              + " Bundle, but all resources of all inputs as FHIR Bulk Data: a file for each type"
              + " and a manifest, in the folder of -o (default: json).")
  private Encoding format;

  @Option(
      names = "--to",
      paramLabel = "fhir|case|phenopacket",
      defaultValue = "fhir",
      description =
          "What a case becomes: a FHIR Bundle, a case file (YAML), or a GA4GH phenopacket (version"
              + " 2, JSON; what it cannot hold is listed) (default: fhir).")
  private Target target;

  @Option(
      names = "--fhir",
      paramLabel = "R4|R4B|R5",
      defaultValue = "R4",
      description =
          "Version of FHIR that is written and validated: what R5 has elsewhere, in an extension or"
              + " not at all is listed, issue by issue (default: R4).")
  private FhirVersion version;

  @Mixin private MappingArguments mapping;

  @Mixin private PatientArgument patient;

  @Option(names = "--attach-source", description = "Attach the input to the DocumentReference.")
  private boolean attachSource;

  @Option(
      names = "--validate",
      paramLabel = "all|sample:N%|none",
      converter = SampleConverter.class,
      description =
          "Which Bundles are validated: all, none, or such a part of them; an input is in the part"
              + " or not by its content (default: all).")
  private ValidationSample sample;

  @Option(names = "--no-validate", description = "Do not validate the Bundle: --validate none.")
  private boolean noValidate;

  @Option(names = "--strict", description = "Write no Bundle for a case that has errors.")
  private boolean strict;

  @Mixin private ValidationArguments validation;

  @Option(
      names = "--report",
      paramLabel = "text|json|outcome|html",
      description =
          "Write a report to standard output, or to --report-file, instead of printing issues: text"
              + " for people, json (a line for each finding), outcome (an OperationOutcome), or"
              + " html (one page). Each finding has the place in the case file or article that its"
              + " element came from.")
  private ReportFormat report;

  @Option(names = "--report-file", paramLabel = "FILE", description = "Where the report goes.")
  private String reportFile;

  @Mixin private ArticleArguments articles;

  @Mixin private ReportingOptions reporting;

  ConvertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Which files of folders and archives are inputs. */
  private enum Taken {
    CASES,
    ARTICLES,
    ALL;

    private InputFiles files() {
      Set<String> cases = CaseConverter.CASE_FILE_EXTENSIONS;
      Set<String> articles = Input.ARTICLE_EXTENSIONS;
      return switch (this) {
        case CASES ->
            new InputFiles(cases)
                .opening(Opened.NAMED)
                .leavingOut(articles, "take articles with --from all");
        case ARTICLES ->
            new InputFiles(articles)
                .opening(Opened.NAMED)
                .leavingOut(cases, "take case files with --from all");
        case ALL ->
            new InputFiles(Stream.of(cases, articles).flatMap(Set::stream).collect(toSet()))
                .opening(Opened.ALL);
      };
    }
  }

  /** Reads which Bundles are validated. */
  static final class SampleConverter implements ITypeConverter<ValidationSample> {
    @Override
    public ValidationSample convert(String value) {
      try {
        return ValidationSample.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    requireRoomForReport();
    requireNewReport();
    chooseSample();
    found = taken.files();
    requireFitOf(version);
    List<InputFile> files = found.expand(inputs);
    boolean lines = format == Encoding.NDJSON;
    OutputFiles outputs =
        lines
            ? OutputFiles.inFolder(output, files, spec)
            : OutputFiles.plan(output, files, extension(), spec);
    if (target == Target.CASE && !force) {
      outputs.keepEdited();
    }
    MappingOptions policies = lines ? ofLines() : mapping.options();
    Summary summary = new Summary(terminal, reporting);
    Optional<Sources> opened = summary.open(found, articles);
    if (opened.isEmpty()) {
      return ExitCode.DATA;
    }
    Sources sources = opened.get();
    ConversionOptions options =
        new ConversionOptions(
            policies,
            format.ofBundle,
            !sample.isEmpty(),
            strict,
            attachSource,
            sources.reading(),
            target,
            version);
    ValidationOptions checks = validation.options(articles.terminology().server());
    CaseConverter converter =
        new CaseConverter(options, sources.terminologies(), articles.tagger(), checks);
    if (validation.isGiven()) {
      summary.addOptions(converter.validationIssues());
    }
    if (lines) {
      bulk = new BulkDataFiles(outputs, policies.recorded().orElseThrow());
    }
    CorpusRun<List<Conversion>> run;
    String digest =
        RunRecord.options(
            spec,
            Stream.concat(sources.terminologies().sources().stream(), Stream.of("" + policies))
                .toList());
    if (report == null) {
      run = run(converter, outputs, summary::add);
      summary.addOptions(lines ? List.of() : run.record(digest, runs.resume()));
      run.run(found, files);
    } else {
      try (Report.Output written = Report.Output.start(report, reportFile, terminal)) {
        run = run(converter, outputs, conversion -> add(summary, written, conversion));
        run.run(found, files);
        written.finish();
      }
    }
    finishLines(summary);
    summary.addOptions(found.fruitless());
    run.summarize(this::validatedPart);
    return run.failedEarlier() ? ExitCode.DATA : summary.exitCode();
  }

  private void requireNewReport() {
    if (runs.resume() && (report != null || format == Encoding.NDJSON)) {
      throw new UsageProblem(
          "--resume goes with neither --report nor --format ndjson: they would lack what the"
              + " earlier run has done. Go on with Bundles alone, or start again without --resume");
    }
  }

  private void chooseSample() {
    if (noValidate && sample != null && !sample.isEmpty()) {
      throw new UsageProblem("--no-validate is --validate none: leave one of them out");
    }
    if (sample == null) {
      sample = noValidate ? ValidationSample.NONE : ValidationSample.ALL;
    }
  }

  private List<String> validatedPart() {
    return sample.isPart()
        ? List.of(
            "validated: %d of %d inputs (%s)".formatted(validated.get(), converted.get(), sample))
        : List.of();
  }

  private MappingOptions ofLines() {
    if (target != Target.FHIR || spec.commandLine().getParseResult().hasMatchedOption("--bundle")) {
      throw new UsageProblem("--format ndjson writes no Bundle: leave out --bundle and --to");
    }
    return ofLines(mapping.options());
  }

  /**
   * The policies of resources that stand alone: they have ids, and refer to each other by type and
   * id.
   *
   * @throws UsageProblem if nobody says when they were put together
   */
  static MappingOptions ofLines(MappingOptions policies) {
    if (policies.recorded().isEmpty()) {
      throw new UsageProblem(
          "The manifest of NDJSON says when it was made: add --recorded, such as --recorded"
              + " 2026-11-28T09:30:00Z, or set SOURCE_DATE_EPOCH");
    }
    return standingAlone(policies);
  }

  /** The same for lines without a manifest. */
  static MappingOptions standingAlone(MappingOptions policies) {
    return policies.withBundle(BundleKind.BATCH).withWrite(WritePolicy.PUT);
  }

  private void finishLines(Summary summary) {
    if (bulk == null) {
      return;
    }
    try (BulkDataFiles all = bulk) {
      all.finish();
    } catch (IOException e) {
      String message = "the files of types cannot be written" + WholeFile.reason(e);
      summary.addOptions(
          List.of(
              Issue.error("unwritable-file", message, Location.of(output), "check the output")));
    }
  }

  /** How what a case becomes is written. */
  private enum Encoding {
    JSON(BundleFormat.JSON, "json"),
    XML(BundleFormat.XML, "xml"),
    TURTLE(BundleFormat.TURTLE, "ttl"),
    NDJSON(BundleFormat.JSON, "ndjson");

    private final BundleFormat ofBundle;
    private final String extension;

    Encoding(BundleFormat ofBundle, String extension) {
      this.ofBundle = ofBundle;
      this.extension = extension;
    }
  }

  private String extension() {
    return switch (target) {
      case FHIR -> format.extension;
      case CASE -> "yaml";
      case PHENOPACKET -> "json";
    };
  }

  private void requireFitOf(FhirVersion chosen) {
    if (target != Target.FHIR && spec.commandLine().getParseResult().hasMatchedOption("--fhir")) {
      throw new UsageProblem("--fhir is for FHIR: leave out --to, or --fhir");
    }
    if (chosen == FhirVersion.R4) {
      return;
    }
    if (mapping.isForReceiver()) {
      throw new UsageProblem("The profiles of --for are made for FHIR R4, not for " + chosen);
    }
    if (chosen == FhirVersion.R5 && format == Encoding.TURTLE) {
      throw new UsageProblem("--format turtle is for FHIR R4 and R4B; R5 writes RDF otherwise");
    }
    validation.requireNoneFor(chosen);
  }

  private void requireRoomForReport() {
    if (reportFile != null && report == null) {
      throw new UsageProblem("--report-file is for a report: say which with --report");
    }
    boolean toOutput = output == null || output.equals(InputFiles.STANDARD_INPUT);
    if (report != null && reportFile == null && toOutput) {
      throw new UsageProblem(
          "The Bundle and the report cannot both go to standard output: give -o or --report-file");
    }
  }

  private static void add(Summary summary, Report.Output report, Conversion conversion) {
    report.add(CheckedInput.of(conversion));
    summary.addReported(conversion);
  }

  private CorpusRun<List<Conversion>> run(
      CaseConverter converter, OutputFiles outputs, Consumer<Conversion> results) {
    OptionalInt only = patient.number();
    Steps<List<Conversion>> steps =
        new Steps<>() {
          @Override
          public List<Conversion> work(InputFile file, Input input) {
            return convert(converter, file, input, only, outputs);
          }

          @Override
          public List<Conversion> failed(InputFile file, Issue issue) {
            return List.of(Conversion.failed(file.name(), List.of(issue)));
          }

          @Override
          public Accepted accept(InputFile file, List<Conversion> conversions) {
            List<Conversion> all = written(conversions, file, outputs);
            all.forEach(results);
            return new Accepted(
                all.stream().flatMap(each -> each.issues().stream()).toList(),
                all.stream()
                    .filter(each -> each.encoded().isPresent())
                    .flatMap(each -> each.caseId().stream())
                    .toList());
          }

          @Override
          public void resume(InputFile file, Done done) {
            done.cases().forEach(each -> inputsByCase.putIfAbsent(each, file.name()));
            found.gave(file);
          }
        };
    return new CorpusRun<>(terminal, reporting, CaseConverter.MAX_ARTICLE_BYTES, steps)
        .jobs(runs.jobs())
        .writing(outputs);
  }

  private List<Conversion> convert(
      CaseConverter converter, InputFile file, Input input, OptionalInt only, OutputFiles outputs) {
    boolean checked = sample.takes(input);
    List<Conversion> conversions =
        outputs.holdsSeveral()
            ? convert(converter, input, only, checked)
            : Conversion.saidIfEmpty(List.of(one(converter, file, input, only, checked)));
    converted.incrementAndGet();
    validated.addAndGet(checked ? 1 : 0);
    return conversions;
  }

  private static Conversion one(
      CaseConverter converter, InputFile file, Input input, OptionalInt only, boolean checked) {
    return converter.convertOne(
        input, only, checked, patients -> ExtractCommand.severalPatients(file, patients));
  }

  /** What one input becomes, at least one conversion, before anything of it is written. */
  static List<Conversion> convert(
      CaseConverter converter, Input input, OptionalInt only, boolean checked) {
    return Conversion.saidIfEmpty(converter.convertEach(input, only, checked));
  }

  private List<Conversion> written(
      List<Conversion> conversions, InputFile file, OutputFiles outputs) {
    List<Conversion> written = new ArrayList<>();
    for (int i = 0; i < conversions.size(); i++) {
      Conversion each = conversions.get(i);
      Conversion known = file.walked() ? each.ofFoundFile() : each;
      String part = conversions.size() == 1 ? "" : "-patient-" + (i + 1);
      written.add(known.encoded().isPresent() ? written(known, file, part, outputs) : known);
    }
    return written;
  }

  private Conversion written(
      Conversion conversion, InputFile file, String part, OutputFiles outputs) {
    // Two cases of one name would overwrite each other's patient on a server.
    String other = inputsByCase.putIfAbsent(conversion.caseId().orElse(""), file.name());
    if (other != null) {
      return duplicate(file.name(), conversion.caseId().get(), other);
    }
    try {
      if (bulk != null) {
        bulk.add(conversion.lines());
      } else {
        byte[] bundle = conversion.encoded().get().getBytes(StandardCharsets.UTF_8);
        outputs.requireUnedited(file, part, bundle);
        outputs.write(file, part, bundle, terminal);
      }
      found.gave(file);
      return conversion;
    } catch (EditedFileException e) {
      return failed(file.name(), "edited-file", e.words(), EditedFileException.REMEDY);
    } catch (IOException e) {
      String message = outputs.failure(file, e);
      return failed(file.name(), "unwritable-file", message, "check the output");
    }
  }

  /** What is said instead of a case whose name another input has taken before. */
  static Conversion duplicate(String input, String caseId, String other) {
    String message = "its case `" + caseId + "` is also in " + other;
    return failed(input, "duplicate-case", message, "give each case an `id` of its own");
  }

  private static Conversion failed(String input, String code, String message, String solution) {
    return Conversion.failed(
        input, List.of(Issue.error(code, message, Location.of(input), solution)));
  }
}

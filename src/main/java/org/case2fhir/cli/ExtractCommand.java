package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.Extraction;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.CoverageFormat;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.CorpusRun.Accepted;
import org.case2fhir.cli.CorpusRun.RunArguments;
import org.case2fhir.cli.CorpusRun.Steps;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.FileEntries.Lines;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.InputFiles.Opened;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.OutputFiles.EditedFileException;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.RunRecord.Done;
import org.case2fhir.cli.Summary.Sources;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads articles and writes their cases as case files. */
@Command(
    name = ExtractCommand.NAME,
    description =
        "Reads published case reports and writes their cases as case files, to be reviewed.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir extract article.pdf -o case.yaml",
      "  case2fhir extract article.md --coverage coverage.html > case.yaml",
      "  case2fhir extract series.html --patient 2 -o second.yaml",
      "  case2fhir extract texts/ -o annotations/ --format brat",
      "",
      "Read the case before you use it: words may be missed or misread. Exit codes: 0 done, 1 an"
          + " article holds no case or cannot be read, 2 wrong usage."
    })
final class ExtractCommand implements Callable<Integer> {
  static final String NAME = "extract";

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "ARTICLE",
      description =
          "Articles (text, Markdown, HTML, JATS XML, PDF, DOCX), folders and archives of them"
              + " (.zip, .tar, .tar.gz), JSON lines (.ndjson, .jsonl) of texts ({\"id\": …,"
              + " \"text\": …}), or - for standard input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR|-",
      description =
          "Where the case goes; several inputs or patients need a folder, or with --format json a"
              + " file that ends in .ndjson or .jsonl, with a case on each line.")
  private String output;

  @Mixin private RunArguments runs;

  @Option(
      names = "--explain",
      description =
          "Write how each fact came about instead of the case: its words, and the models and rules"
              + " that made it.")
  private boolean explain;

  @Option(
      names = "--format",
      paramLabel = "yaml|json|brat",
      defaultValue = "yaml",
      description =
          "A case file in YAML or JSON, or standoff annotation of the article (default: yaml).")
  private ExtractionFormat format;

  @Mixin private PatientArgument patient;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description =
          "The id of the case, instead of one made from the DOI, the PMID or the text; of one"
              + " article only. Of several patients, -patient-N is added.")
  private String id;

  @Option(
      names = "--force",
      description =
          "Replace files that are there already and are not as this program wrote them: case files"
              + " that somebody reviewed, or annotations made by hand.")
  private boolean force;

  @Option(
      names = "--coverage",
      paramLabel = "FILE.html|FILE.json",
      description =
          "Write what became of each sentence; of one article only. A file that is there already is"
              + " replaced, as all are that nobody is meant to edit.")
  private Path coverage;

  @Mixin private ArticleArguments articles;

  @Mixin private ReportingOptions reporting;

  private InputFiles found;

  ExtractCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    found = new InputFiles(CaseExtractor.ARTICLE_EXTENSIONS).opening(Opened.NAMED);
    List<InputFile> files = found.expand(inputs);
    boolean several = files.size() > 1 || files.stream().anyMatch(InputFile::holdsSeveral);
    if (coverage != null && several) {
      throw new UsageProblem("--coverage takes one article");
    }
    if (id != null && several) {
      throw new UsageProblem("--id takes one article");
    }
    if (id != null && id.isBlank()) {
      throw new UsageProblem("--id is a name");
    }
    OutputFiles outputs = OutputFiles.plan(output, files, format().extension(), spec);
    if (!force) {
      outputs.keepEdited();
    }
    Summary sources = new Summary(terminal, reporting);
    Optional<Sources> opened = sources.open(found, articles);
    if (opened.isEmpty()) {
      return ExitCode.DATA;
    }
    Sources read = opened.get();
    CaseExtractor extractor =
        new CaseExtractor(options(read.reading()), read.terminologies(), articles.tagger());
    ExtractionSummary summary = new ExtractionSummary(terminal, reporting);
    CorpusRun<Extraction> run = run(extractor, outputs, summary);
    String digest = RunRecord.options(spec, read.terminologies().sources());
    sources.addOptions(run.record(digest, runs.resume()));
    run.run(found, files);
    sources.addOptions(found.fruitless());
    run.summarize(List::of);
    return run.failedEarlier() ? ExitCode.DATA : Math.max(sources.exitCode(), summary.exitCode());
  }

  private CorpusRun<Extraction> run(
      CaseExtractor extractor, OutputFiles outputs, ExtractionSummary summary) {
    Steps<Extraction> steps =
        new Steps<>() {
          @Override
          public Extraction work(InputFile file, Input input) {
            return extractor.extract(input);
          }

          @Override
          public Extraction failed(InputFile file, Issue issue) {
            return Extraction.failed(file.name(), List.of(issue));
          }

          @Override
          public Accepted accept(InputFile file, Extraction read) {
            found.gave(file);
            Extraction written = write(read, file, outputs);
            boolean nothing = written.counts().facts() == 0 && !written.hasIssues(Severity.ERROR);
            Extraction known = nothing ? written.with(noFact(file)) : written;
            summary.add(known);
            return Accepted.of(known.issues());
          }

          @Override
          public void resume(InputFile file, Done done) {
            found.gave(file);
          }
        };
    return new CorpusRun<>(terminal, reporting, CaseConverter.MAX_ARTICLE_BYTES, steps)
        .jobs(runs.jobs())
        .lines(Lines.TEXTS)
        .writing(outputs);
  }

  private ExtractionOptions options(ReadingOptions rules) {
    OptionalInt only = patient.number();
    return new ExtractionOptions(
        format(),
        only,
        Optional.ofNullable(coverage).map(this::format),
        id == null ? rules : rules.withCaseId(id.strip()));
  }

  private ExtractionFormat format() {
    return explain ? ExtractionFormat.EXPLANATION : format;
  }

  private CoverageFormat format(Path file) {
    return switch (InputFiles.extension(file).toLowerCase(Locale.ROOT)) {
      case "html", "htm" -> CoverageFormat.HTML;
      case "json" -> CoverageFormat.JSON;
      default -> throw new UsageProblem("--coverage needs a file that ends in .html or .json");
    };
  }

  private Extraction write(Extraction extraction, InputFile file, OutputFiles outputs) {
    try {
      if (extraction.outputs().size() > 1 && !outputs.holdsSeveral()) {
        return extraction.with(severalPatients(file, extraction.outputs().size()));
      }
      // Of the patients of an article all are written, or none.
      for (Extraction.Output each : extraction.outputs()) {
        outputs.requireUnedited(file, part(each), content(each));
      }
      for (Extraction.Output each : extraction.outputs()) {
        outputs.write(file, part(each), content(each), terminal);
      }
    } catch (EditedFileException e) {
      return extraction.with(edited(file, e));
    } catch (IOException e) {
      return extraction.with(unwritable(file, outputs.failure(file, e)));
    }
    try {
      if (coverage != null && extraction.coverage().isPresent()) {
        WholeFile.write(coverage, extraction.coverage().get().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      String message = "its coverage cannot be written to " + coverage + WholeFile.reason(e);
      return extraction.with(unwritable(file, message));
    }
    return extraction;
  }

  private static String part(Extraction.Output output) {
    return output.patients() == 1 ? "" : "-patient-" + output.patient();
  }

  private byte[] content(Extraction.Output output) {
    String text = explain ? Printable.lines(output.text()) : output.text();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Issue edited(InputFile file, EditedFileException e) {
    return Issue.error(
        "edited-file", e.words(), Location.of(file.name()), EditedFileException.REMEDY);
  }

  private static Issue unwritable(InputFile file, String message) {
    return Issue.error("unwritable-file", message, Location.of(file.name()), "check the output");
  }

  /** The issue of an article of whose patient nothing is read. */
  static Issue noFact(InputFile file) {
    return Extraction.noFact(file.name());
  }

  static Issue severalPatients(InputFile file, int patients) {
    return Issue.error(
        "several-patients",
        "it describes " + patients + " patients, and nothing is written",
        Location.of(file.name()),
        "choose one with --patient N, or name a folder with -o DIR/");
  }

  /** Prints what became of each article, and knows the exit code in the end. */
  private static final class ExtractionSummary {
    private static final int MOST_SHOWN = 40;
    private static final int LONGEST_SHOWN = 60;

    private final Terminal terminal;
    private final ReportingOptions options;
    private final IssuePrinter printer;
    private boolean failed;

    ExtractionSummary(Terminal terminal, ReportingOptions options) {
      this.terminal = terminal;
      this.options = options;
      this.printer = new IssuePrinter(terminal, options);
    }

    void add(Extraction extraction) {
      failed |= extraction.hasIssues(options.failOn());
      printer.print(extraction.issues());
      if (options.quiet()) {
        return;
      }
      switch (options.issueFormat()) {
        case TEXT -> printText(extraction);
        case JSON -> printer.printSummary(extraction);
      }
    }

    private void printText(Extraction extraction) {
      Extraction.Counts counts = extraction.counts();
      line(
          "%s: %d facts; of %d clinical words %d %% are in facts or context, %d are lost; %d errors, %d warnings"
              .formatted(
                  extraction.input(),
                  counts.facts(),
                  counts.inFacts() + counts.context() + counts.lost(),
                  counts.share(),
                  counts.lost(),
                  count(extraction, Severity.ERROR),
                  count(extraction, Severity.WARNING)));
      list("  lost", counts.lostWords());
      list("  sentences whose reading is unsure", counts.shaky());
    }

    private void list(String name, List<String> entries) {
      if (!entries.isEmpty()) {
        String words =
            entries.stream()
                    .limit(MOST_SHOWN)
                    .map(ExtractionSummary::shortened)
                    .collect(Collectors.joining("; "))
                + (entries.size() > MOST_SHOWN ? "; …" : "");
        line(name + " (" + entries.size() + "): " + words);
      }
    }

    private static String shortened(String words) {
      return words.length() <= LONGEST_SHOWN ? words : words.substring(0, LONGEST_SHOWN) + "…";
    }

    private static long count(Extraction extraction, Severity severity) {
      return extraction.issues().stream().filter(issue -> issue.severity() == severity).count();
    }

    private void line(String text) {
      terminal.err().println(text);
    }

    /** The exit code for everything added. */
    int exitCode() {
      return failed ? ExitCode.DATA : ExitCode.OK;
    }
  }
}

package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.Summary.Sources;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.model.CaseReport;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.review.CareChecklist;
import org.case2fhir.review.CheckedCase;
import org.case2fhir.review.IdentifierCheck;
import org.case2fhir.review.IdentifierCheck.Identifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what of the CARE guideline an article or a case gives. */
@Command(
    name = CareCommand.NAME,
    description =
        "Says which of the 13 items of the CARE guideline for case reports (care-statement.org) an"
            + " article or a case gives, where, and what is missing; and how many places may"
            + " identify the patient.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir care article.pdf",
      "  case2fhir care article.docx --format html -o care.html",
      "  case2fhir care case.yaml --format json",
      "",
      "It says that something is there, not that it is good. A case file has no title page,"
          + " abstract, discussion and consent: these items are not applicable. JSON and HTML quote"
          + " the input: keep them as you keep it. Exit codes: 0 done, 1 an input cannot be read"
          + " (or, with --require, lacks an item), 2 wrong usage."
    })
final class CareCommand implements Callable<Integer> {
  static final String NAME = "care";

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "ARTICLE|CASE",
      description =
          "Articles (text, Markdown, HTML, JATS XML, PDF, DOCX), case files, folders of them, or -"
              + " for standard input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|-",
      description = "Where the checklists of all inputs go (default: standard output).")
  private String output;

  /** How checklists are written. */
  enum CareFormat {
    TEXT,
    JSON,
    HTML
  }

  @Option(
      names = "--format",
      paramLabel = "text|json|html",
      defaultValue = "text",
      description =
          "Text, JSON with the places of each item and of identifying data, or a page (default:"
              + " text).")
  private CareFormat format;

  @Option(names = "--require", description = "Exit with 1 if an item is missing.")
  private boolean require;

  @Mixin private PatientArgument patient;

  @Mixin private ArticleArguments articles;

  @Mixin private ReportingOptions reporting;

  CareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Set<String> extensions = new HashSet<>(CaseExtractor.ARTICLE_EXTENSIONS);
    extensions.addAll(CaseConverter.CASE_FILE_EXTENSIONS);
    InputFiles found = new InputFiles(extensions);
    List<InputFile> files = found.expand(inputs);
    OutputFiles.refuseCollisions(spec, files);
    Summary summary = new Summary(terminal, reporting);
    Optional<Sources> opened = summary.open(found, articles);
    if (opened.isEmpty()) {
      return ExitCode.DATA;
    }
    Sources sources = opened.get();
    ExtractionOptions options =
        new ExtractionOptions(
            ExtractionFormat.YAML, patient.number(), Optional.empty(), sources.reading());
    CaseExtractor extractor =
        new CaseExtractor(options, sources.terminologies(), articles.tagger());
    List<CheckedCase> checked = new ArrayList<>();
    for (InputFile file : files) {
      List<CheckedCase> cases = new ArrayList<>();
      List<Issue> issues = check(extractor, file, cases);
      // What was unsure when the article was read is for `extract` to say.
      summary.addOptions(cases.isEmpty() ? issues : List.of());
      checked.addAll(cases);
    }
    if (!checked.isEmpty()) {
      summary.addOptions(write(checked));
    }
    boolean lacks = require && checked.stream().anyMatch(CheckedCase::lacksItem);
    return lacks ? ExitCode.DATA : summary.exitCode();
  }

  private List<Issue> check(CaseExtractor extractor, InputFile file, List<CheckedCase> cases) {
    Input input;
    try {
      input = file.read(terminal, CaseConverter.MAX_ARTICLE_BYTES);
    } catch (IOException e) {
      return List.of(InputFiles.unreadable(file));
    }
    if (input.isCaseFile()) {
      Result<CaseReport> read = extractor.readCaseFile(input);
      read.value()
          .ifPresent(
              report -> {
                String text = new String(input.content(), StandardCharsets.UTF_8);
                List<Identifier> identifiers = IdentifierCheck.checkCaseFile(text);
                cases.add(
                    new CheckedCase(
                        input.name(), 1, 1, CareChecklist.check(report).items(), identifiers));
              });
      return read.issues();
    }
    Result<List<ExtractedCase>> read = extractor.read(input);
    List<ExtractedCase> patients = read.value().orElse(List.of());
    for (ExtractedCase each : patients) {
      cases.add(
          new CheckedCase(
              input.name(),
              each.patient(),
              patients.size(),
              CareChecklist.check(each).items(),
              IdentifierCheck.check(each.document())));
    }
    return read.issues();
  }

  private List<Issue> write(List<CheckedCase> checked) {
    String text =
        switch (format) {
          case TEXT -> Printable.lines(CheckedCase.text(checked));
          case JSON -> CheckedCase.json(checked);
          case HTML -> CheckedCase.html(checked);
        };
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    boolean standard = output == null || output.equals(InputFiles.STANDARD_INPUT);
    try {
      if (standard) {
        terminal.out().write(content);
        terminal.out().flush();
      } else {
        WholeFile.write(Path.of(output), content);
      }
      return List.of();
    } catch (IOException e) {
      String target = standard ? "standard output" : output;
      return List.of(
          Issue.error(
              "unwritable-file",
              "the checklists cannot be written to " + target + WholeFile.reason(e),
              Location.of(target),
              "check the output"));
    }
  }
}

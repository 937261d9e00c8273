package org.case2fhir.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseViewer;
import org.case2fhir.CaseViewer.CasePage;
import org.case2fhir.CaseViewer.PageFormat;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.FileValidator;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.Summary.Sources;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows cases and Bundles as pages. */
@Command(
    name = ViewCommand.NAME,
    description =
        "Shows a case, an article or FHIR resources as one page: who and from what source, a"
            + " timeline, trends of results, tables by kind, codes, evidence, issues, and what has"
            + " no date or no code. The page needs nothing else: no network and no script.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir view case.yaml -o case.html",
      "  case2fhir view article.pdf -o case.html",
      "  case2fhir view bundle.json --format md",
      "  case2fhir view cases/ -o pages/               a page for each, and an index",
      "",
      "A case or an article is converted first; its page shows the Bundle. What is read is not"
          + " validated: case2fhir validate does that. The page holds what the case says: keep it"
          + " as you keep the case. Exit codes: 0 done, 1 the data has errors, 2 wrong usage."
    })
final class ViewCommand implements Callable<Integer> {
  static final String NAME = "view";

  private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json", "xml");

  private final Terminal terminal;
  private final InputFiles found = new InputFiles(EXTENSIONS);
  private final Map<String, CasePage> written = new LinkedHashMap<>();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Case files, articles, FHIR resources and Bundles (R4 to R5; JSON or XML), folders of"
              + " case files and resources, or - for standard input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR|-",
      description =
          "Where the page goes; several inputs need a folder, which also gets an index page.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "html|md",
      defaultValue = "html",
      description = "HTML, or Markdown with tables in the place of pictures (default: html).")
  private PageFormat format;

  @Mixin private MappingArguments mapping;

  @Mixin private PatientArgument patient;

  @Mixin private ArticleArguments articles;

  @Mixin private ReportingOptions reporting;

  ViewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    OptionalInt only = patient.number();
    List<InputFile> files = found.expand(inputs);
    OutputFiles outputs = OutputFiles.plan(output, files, format.extension(), spec);
    if (outputs.isFolder()) {
      outputs.claimBeside(indexName());
    }
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
            /* validate= */ false,
            /* strict= */ false,
            /* attachSource= */ false,
            sources.reading());
    CaseConverter converter =
        new CaseConverter(options, sources.terminologies(), articles.tagger());
    CaseViewer viewer = new CaseViewer(converter, format);
    for (InputFile file : files) {
      view(viewer, file, outputs, only).forEach(summary::add);
    }
    summary.addOptions(found.fruitless());
    if (outputs.isFolder() && !written.isEmpty()) {
      writeIndex(viewer, outputs, summary);
    }
    return summary.exitCode();
  }

  private String indexName() {
    return "index." + format.extension();
  }

  private List<Conversion> view(
      CaseViewer viewer, InputFile file, OutputFiles outputs, OptionalInt only) {
    Input input;
    try {
      input = file.read(terminal, FileValidator.MAX_BYTES);
    } catch (IOException e) {
      return List.of(Conversion.failed(file.name(), List.of(InputFiles.unreadable(file))));
    }
    List<CasePage> pages = viewer.view(input, only);
    if (pages.size() > 1 && !outputs.isFolder()) {
      Issue several = ExtractCommand.severalPatients(file, pages.size());
      return List.of(Conversion.failed(file.name(), List.of(several)));
    }
    List<Conversion> results = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      String part = pages.size() == 1 ? "" : "-patient-" + (i + 1);
      results.add(write(pages.get(i), file, part, outputs));
    }
    return results;
  }

  private Conversion write(CasePage page, InputFile file, String part, OutputFiles outputs) {
    Conversion conversion = file.walked() ? page.conversion().ofFoundFile() : page.conversion();
    if (page.text().isEmpty()) {
      return conversion;
    }
    try {
      outputs.write(file, part, page.text().get().getBytes(StandardCharsets.UTF_8), terminal);
    } catch (IOException e) {
      return failed(file, outputs.failure(file, e));
    }
    found.gave(file);
    written.put(link(file.relative() + part + "." + format.extension()), page);
    return conversion;
  }

  /** A relative address, in which no character means anything but itself. */
  private static String link(String path) {
    try {
      return new URI(null, null, "./" + path.replace('\\', '/'), null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a path with all characters quoted", e);
    }
  }

  private void writeIndex(CaseViewer viewer, OutputFiles outputs, Summary summary) {
    try {
      byte[] index = viewer.index(written).getBytes(StandardCharsets.UTF_8);
      outputs.writeBeside(indexName(), index);
    } catch (IOException e) {
      String message = "the index cannot be written" + WholeFile.reason(e);
      summary.addOptions(
          List.of(
              Issue.error("unwritable-file", message, Location.of(output), "check the output")));
    }
  }

  private static Conversion failed(InputFile file, String message) {
    return Conversion.failed(
        file.name(),
        List.of(
            Issue.error("unwritable-file", message, Location.of(file.name()), "check the output")));
  }
}

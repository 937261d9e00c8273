package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Terminologies;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.fhir.BundleFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Converts cases into Bundles. */
@Command(
    name = ConvertCommand.NAME,
    description = "Converts case files (YAML or JSON) into FHIR R4 Bundles.",
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
      "",
      "The Bundle goes to standard output unless -o names a place for it; issues and a summary go to standard error."
          + " Exit codes: 0 done, 1 the data has errors, 2 wrong usage."
    })
final class ConvertCommand implements Callable<Integer> {
  static final String NAME = "convert";

  private final Terminal terminal;
  private final Map<String, String> inputsByCase = new HashMap<>();

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Case files, folders of them, or - for standard input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|DIR|-",
      description = "Where the Bundle goes; several inputs need a folder.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "json|xml",
      defaultValue = "json",
      description = "Encoding of the Bundle (default: json).")
  private BundleFormat format;

  @Mixin private MappingArguments mapping;

  @Option(names = "--attach-source", description = "Attach the input to the DocumentReference.")
  private boolean attachSource;

  @Option(names = "--no-validate", description = "Do not validate the Bundle.")
  private boolean noValidate;

  @Option(names = "--strict", description = "Write no Bundle for a case that has errors.")
  private boolean strict;

  @Mixin private TerminologyArguments terminology;

  @Mixin private ReportingOptions reporting;

  ConvertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<InputFile> files = new InputFiles(CaseConverter.CASE_FILE_EXTENSIONS).expand(inputs);
    Outputs outputs = Outputs.plan(output, files, format.name().toLowerCase(Locale.ROOT));
    Result<Terminologies> terminologies = Terminologies.open(terminology.options());
    Summary summary = new Summary(terminal, reporting);
    summary.addSources(terminologies);
    if (terminologies.value().isEmpty()) {
      return ExitCode.DATA;
    }
    ConversionOptions options =
        new ConversionOptions(mapping.options(), format, !noValidate, strict, attachSource);
    CaseConverter converter = new CaseConverter(options, terminologies.value().get());
    for (InputFile file : files) {
      summary.add(convert(converter, file, outputs));
    }
    return summary.exitCode();
  }

  private Conversion convert(CaseConverter converter, InputFile file, Outputs outputs) {
    Conversion conversion;
    try {
      conversion = converter.convert(file.read(terminal, CaseConverter.MAX_BYTES));
    } catch (IOException e) {
      return Conversion.failed(file.name(), List.of(InputFiles.unreadable(file)));
    }
    if (file.walked()) {
      conversion = conversion.ofFoundFile();
    }
    return conversion.bundle().isPresent() ? written(conversion, file, outputs) : conversion;
  }

  private Conversion written(Conversion conversion, InputFile file, Outputs outputs) {
    // Two cases of one name would overwrite each other's patient on a server.
    String other = inputsByCase.putIfAbsent(conversion.caseId().orElse(""), file.name());
    if (other != null) {
      String message = "its case `" + conversion.caseId().get() + "` is also in " + other;
      return failed(file, "duplicate-case", message, "give each case an `id` of its own");
    }
    try {
      outputs.write(file, conversion.bundle().get().getBytes(StandardCharsets.UTF_8), terminal);
      return conversion;
    } catch (IOException e) {
      return failed(file, "unwritable-file", outputs.failure(file, e), "check the output");
    }
  }

  private static Conversion failed(InputFile file, String code, String message, String solution) {
    return Conversion.failed(
        file.name(), List.of(Issue.error(code, message, Location.of(file.name()), solution)));
  }
}

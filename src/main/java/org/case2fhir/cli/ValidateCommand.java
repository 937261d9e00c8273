package org.case2fhir.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.case2fhir.FileValidator;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.diagnostic.Issue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Validates FHIR files. */
@Command(
    name = "validate",
    description =
        "Validates FHIR R4 resources and Bundles (JSON or XML) offline: structure, invariants, required bindings, units,"
            + " and the rules of a Bundle.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir validate bundle.json",
      "  case2fhir validate bundles/ --issues json --fail-on warning",
      "",
      "Codes of LOINC, SNOMED CT and other systems that cannot be shipped are counted, not checked.",
      "Exit codes: 0 valid, 1 not valid, 2 wrong usage."
    })
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "FHIR files, folders of them, or - for standard input.")
  private List<String> inputs;

  @Mixin private ReportingOptions reporting;

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<InputFile> files = new InputFiles(FileValidator.EXTENSIONS).expand(inputs);
    FileValidator validator = new FileValidator();
    Summary summary = new Summary(terminal, reporting);
    files.forEach(file -> summary.add(file.name(), validate(validator, file)));
    return summary.exitCode();
  }

  private List<Issue> validate(FileValidator validator, InputFile file) {
    try {
      return validator.validate(file.read(terminal, FileValidator.MAX_BYTES));
    } catch (IOException e) {
      return List.of(InputFiles.unreadable(file));
    }
  }
}

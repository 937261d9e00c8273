package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.case2fhir.TerminologyStore;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.TerminologyArguments.IndexArgument;
import org.case2fhir.issue.Result;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.ImportOptions;
import org.case2fhir.terminology.imports.ImportOptions.ReleaseFormat;
import org.case2fhir.terminology.index.IndexHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Installs a terminology release. */
@Command(
    name = "import",
    description =
        "Installs a terminology release as it was downloaded: HPO (hp.json, hp.obo), SNOMED CT RF2,"
            + " LOINC, RxNorm RRF, ICD-10-CM order file, FHIR CodeSystem/ValueSet/ConceptMap JSON,"
            + " FHIR package (.tgz), or any table (.tsv, .csv) with the columns system, code and"
            + " display.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir terminology import hp.json",
      "  case2fhir terminology import SnomedCT_InternationalRF2_PRODUCTION_20250101.zip --dialect"
          + " gb",
      "  case2fhir terminology import Loinc_2.80.zip",
      "  case2fhir terminology import atc.csv --system ATC --domain medication --release 2025",
      "",
      "A release takes the place of an older one of the same name, in one step: an import that"
          + " fails or is stopped leaves the old one whole. Only exact names code; broader,"
          + " narrower and related ones are shown by find. Exit codes: 0 installed, 1 the release"
          + " cannot be used, 2 wrong usage."
    })
final class ImportTerminologyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "RELEASE", description = "A file, a folder or a zip file.")
  private Path release;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: recognised by its content).")
  private ReleaseFormat format;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Install under this name (default: that of the system, or of the file).")
  private String name;

  @Option(
      names = "--system",
      paramLabel = "URI|NAME",
      description = "Code system of a table that has no such column.")
  private String system;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description =
          "What its codes are used for: ${COMPLETION-CANDIDATES} (default: as the release says).")
  private Domain domain;

  @Option(
      names = "--release",
      paramLabel = "VERSION",
      description = "Version to put into Coding.version (default: as the release says).")
  private String version;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Notice to keep with it (default: that of the system).")
  private String licence;

  @Option(
      names = "--dialect",
      paramLabel = "us|gb",
      defaultValue = "us",
      description = "Dialect of SNOMED CT's preferred terms (default: us).")
  private ImportOptions.Dialect dialect;

  @Mixin private IndexArgument index;

  @Mixin private ReportingOptions reporting;

  ImportTerminologyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!Files.exists(release)) {
      throw new UsageProblem("No such file or folder: " + release);
    }
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new UsageProblem("--name wants letters, digits, dots and hyphens");
    }
    Result<IndexHeader> result;
    try (ProgressLine progress = ProgressLine.on(terminal, reporting.quiet())) {
      result = new TerminologyStore(index.folder()).install(release, options(), progress);
    }
    new IssuePrinter(terminal, reporting).print(result.issues());
    result.value().filter(done -> !reporting.quiet()).ifPresent(this::print);
    boolean failed =
        result.value().isEmpty()
            || result.issues().stream()
                .anyMatch(issue -> issue.severity().atLeast(reporting.failOn()));
    return failed ? ExitCode.DATA : ExitCode.OK;
  }

  private ImportOptions options() {
    return new ImportOptions(
        Optional.ofNullable(format),
        Optional.ofNullable(name),
        Optional.ofNullable(system),
        Optional.ofNullable(domain),
        Optional.ofNullable(version),
        Optional.ofNullable(licence),
        dialect);
  }

  private void print(IndexHeader done) {
    String release = done.released().isEmpty() ? "" : ", release " + done.released();
    terminal
        .err()
        .println(
            "%s: %s%s; %d rows read, %d concepts, %d terms and codes"
                .formatted(
                    done.name(),
                    done.title(),
                    release,
                    done.rows(),
                    done.concepts(),
                    done.terms()));
    if (!done.licence().isEmpty()) {
      terminal.err().println(done.licence());
    }
  }
}

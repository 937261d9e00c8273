package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.case2fhir.TerminologyStore;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a user's table of words and codes. */
@Command(
    name = "check",
    description =
        "Checks a table of your own words and codes: columns, cells, code systems, check digits, domains, duplicates,"
            + " words with two meanings; codes and displays too where their release is installed.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir terminology check our-words.tsv",
      "  case2fhir terminology check tables/ --fail-on warning",
      "",
      "Exit codes: 0 usable, 1 errors, 2 wrong usage."
    })
final class CheckTableCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Tables or folders of them.")
  private List<Path> tables;

  @Mixin private IndexArgument index;

  @Mixin private ReportingOptions reporting;

  CheckTableCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TerminologyStore store = new TerminologyStore(index.folder());
    boolean failed = false;
    for (Path table : tables) {
      if (!Files.exists(table)) {
        throw new UsageProblem("No such file or folder: " + table);
      }
      List<Issue> issues = store.check(table);
      new IssuePrinter(terminal, reporting).print(issues);
      failed |= issues.stream().anyMatch(issue -> issue.severity().atLeast(reporting.failOn()));
      if (!reporting.quiet()) {
        terminal.err().println(Printable.of(table + ": " + counts(issues)));
      }
    }
    return failed ? ExitCode.DATA : ExitCode.OK;
  }

  private static String counts(List<Issue> issues) {
    long errors = issues.stream().filter(i -> i.severity() == Severity.ERROR).count();
    long warnings = issues.stream().filter(i -> i.severity() == Severity.WARNING).count();
    return errors + " errors, " + warnings + " warnings";
  }
}

package org.case2fhir.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.case2fhir.TerminologyStore;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.TerminologyArguments.IndexArgument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.terminology.index.IndexHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups the commands about terminologies. */
@Command(
    name = "terminology",
    description =
        "Installs terminology releases that you are licensed for, and shows what words are coded"
            + " as.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImportTerminologyCommand.class,
      FindTermCommand.class,
      TerminologyCommand.ListTerminologiesCommand.class,
      TerminologyCommand.CheckTableCommand.class,
      TerminologyCommand.RemoveTerminologyCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir terminology import hp.json",
      "  case2fhir terminology find \"seizures\"",
      "  case2fhir terminology list",
      "  case2fhir terminology check our-words.tsv",
      "  case2fhir terminology remove hpo",
      "",
      "What is installed is used by every later convert. Nothing is sent anywhere.",
      "Exit codes: 0 done, 1 the data has errors, 2 wrong usage."
    })
final class TerminologyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Lists the terminologies that can be used, with their notices. */
  @Command(
      name = "list",
      description =
          "Lists the installed terminologies and the built-in tables with versions, sizes and the"
              + " notices of their owners.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = {"  case2fhir terminology list --index /srv/terminologies"})
  static final class ListTerminologiesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private IndexArgument index;

    @Mixin private ReportingOptions reporting;

    ListTerminologiesCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Result<List<IndexHeader>> installed = new TerminologyStore(index.folder()).installed();
      List<IndexHeader> found = installed.value().orElse(List.of());
      PrintWriter out = terminal.outWriter();
      out.println("Installed in " + index.folder() + ":");
      if (found.isEmpty()) {
        out.println("  nothing; see: case2fhir terminology import --help");
      }
      found.forEach(one -> print(out, one));
      out.println();
      out.println("Built in:");
      TerminologyStore.builtIn().forEach(one -> print(out, one));
      out.flush();
      new IssuePrinter(terminal, reporting).print(installed.issues());
      boolean failed =
          installed.issues().stream()
              .anyMatch(issue -> issue.severity().atLeast(reporting.failOn()));
      return failed ? ExitCode.DATA : ExitCode.OK;
    }

    private static void print(PrintWriter out, IndexHeader one) {
      String released = one.released().isEmpty() ? "" : ", " + one.released();
      out.println("  " + one.name() + ": " + one.title() + released);
      out.println("    " + String.join(" ", one.systems()));
      if (!one.version().isEmpty() && !one.version().equals(one.released())) {
        out.println("    version " + one.version());
      }
      if (one.concepts() > 0) {
        out.println(
            "    %d concepts, %d terms and codes, from %s (%s)"
                .formatted(one.concepts(), one.terms(), one.source(), one.format()));
      }
      if (!one.licence().isEmpty()) {
        out.println("    " + one.licence());
      }
    }
  }

  /** Removes an installed terminology. */
  @Command(
      name = "remove",
      description =
          "Removes an installed terminology. Only files that import has written are deleted, and"
              + " nothing that comes with the program.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = {
        "  case2fhir terminology remove hpo",
        "",
        "Names are those of terminology list. Exit codes: 0 removed, 1 it cannot be removed, 2"
            + " wrong usage or no such name; then nothing is removed."
      })
  static final class RemoveTerminologyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "Under which it is installed.")
    private String name;

    @Mixin private IndexArgument index;

    @Mixin private ReportingOptions reporting;

    RemoveTerminologyCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Result<Boolean> removed = new TerminologyStore(index.folder()).remove(name);
      new IssuePrinter(terminal, reporting).print(removed.issues());
      if (removed.value().isEmpty()) {
        return ExitCode.DATA;
      }
      if (!removed.value().get()) {
        throw new UsageProblem("No such terminology in " + index.folder() + ": " + name);
      }
      if (!reporting.quiet()) {
        terminal.err().println(name + ": removed");
      }
      return ExitCode.OK;
    }
  }

  /** Checks a user's table of words and codes. */
  @Command(
      name = "check",
      description =
          "Checks a table of your own words and codes: columns, cells, code systems, check digits,"
              + " domains, duplicates, words with two meanings; codes and displays too where their"
              + " release is installed.",
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
  static final class CheckTableCommand implements Callable<Integer> {
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
          terminal.err().println(table + ": " + counts(issues));
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
}

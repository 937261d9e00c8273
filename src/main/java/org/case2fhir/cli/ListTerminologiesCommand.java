package org.case2fhir.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.case2fhir.InstalledTerminology;
import org.case2fhir.TerminologyStore;
import org.case2fhir.diagnostic.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the terminologies that can be used, with their notices. */
@Command(
    name = "list",
    description =
        "Lists the installed terminologies and the built-in tables with versions, sizes and the notices of their"
            + " owners.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = {"  case2fhir terminology list --index /srv/terminologies"})
final class ListTerminologiesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private IndexArgument index;

  @Mixin private ReportingOptions reporting;

  ListTerminologiesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Result<List<InstalledTerminology>> installed = new TerminologyStore(index.folder()).installed();
    List<InstalledTerminology> found = installed.value().orElse(List.of());
    PrintWriter out = terminal.outWriter();
    out.println("Installed in " + Printable.of(index.folder().toString()) + ":");
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
        installed.issues().stream().anyMatch(issue -> issue.severity().atLeast(reporting.failOn()));
    return failed ? ExitCode.DATA : ExitCode.OK;
  }

  private static void print(PrintWriter out, InstalledTerminology one) {
    String released = one.released().isEmpty() ? "" : ", " + one.released();
    out.println(Printable.of("  " + one.name() + ": " + one.title() + released));
    out.println(Printable.of("    " + String.join(" ", one.systems())));
    if (!one.version().isEmpty() && !one.version().equals(one.released())) {
      out.println(Printable.of("    version " + one.version()));
    }
    if (one.concepts() > 0) {
      out.println(
          Printable.of(
              "    %d concepts, %d terms and codes, from %s (%s)"
                  .formatted(one.concepts(), one.terms(), one.source(), one.format())));
    }
    if (!one.licence().isEmpty()) {
      out.println(Printable.of("    " + one.licence()));
    }
  }
}

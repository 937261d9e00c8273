package org.case2fhir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.TermFinder;
import org.case2fhir.TermFinder.FoundTerm;
import org.case2fhir.Terminologies;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Result;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what words would be coded as, and why. */
@Command(
    name = "find",
    description = "Shows what words would be coded as, by domain, and why.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir terminology find \"high blood pressure\" MS",
      "  case2fhir terminology find seizure --domain finding --no-index",
      "  case2fhir terminology find - --format tsv < terms.txt > codes.tsv",
      "",
      "With - each line of standard input is a term. Columns of --format tsv: term, domain,"
          + " preferred text, system, code, display, how it matched; a term that nothing knows has"
          + " a row with empty cells.",
      "Exit codes: 0 every term has a code, 1 some have none, 2 wrong usage."
    })
final class FindTermCommand implements Callable<Integer> {
  /** How results are printed. */
  enum FindFormat {
    TEXT,
    TSV
  }

  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "TEXT",
      description = "Terms, or - for one term a line on standard input.")
  private List<String> texts;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      split = ",",
      description = "Only as ${COMPLETION-CANDIDATES} (default: as any of them).")
  private List<Domain> domains = List.of();

  @Option(
      names = "--format",
      paramLabel = "text|tsv",
      defaultValue = "text",
      description = "For people or for tools (default: text).")
  private FindFormat format;

  @Mixin private TerminologyArguments terminologies;

  @Mixin private ReportingOptions reporting;

  FindTermCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Result<Terminologies> opened = Terminologies.open(terminologies.options());
    IssuePrinter issues = new IssuePrinter(terminal, reporting);
    issues.print(opened.issues());
    if (opened.value().isEmpty()) {
      return ExitCode.DATA;
    }
    TermFinder finder = new TermFinder(opened.value().get());
    PrintWriter out = terminal.outWriter();
    if (format == FindFormat.TSV) {
      row(out, "term", "domain", "preferred", "system", "code", "display", "matched");
    }
    boolean all = true;
    for (String text : texts) {
      all &=
          text.equals(InputFiles.STANDARD_INPUT) ? findLines(finder, out) : find(finder, text, out);
    }
    out.flush();
    issues.print(opened.value().get().serverIssues());
    return all ? ExitCode.OK : ExitCode.DATA;
  }

  private boolean findLines(TermFinder finder, PrintWriter out) {
    boolean all = true;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8))) {
      boolean none = true;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          none = false;
          all &= find(finder, line.strip(), out);
        }
      }
      if (none) {
        terminal.err().println("-: error: standard input holds no term");
      }
      return all && !none;
    } catch (IOException e) {
      throw new CommandFailure("standard input cannot be read", e);
    }
  }

  private boolean find(TermFinder finder, String text, PrintWriter out) {
    Set<Domain> wanted = domains.isEmpty() ? EnumSet.allOf(Domain.class) : EnumSet.copyOf(domains);
    List<FoundTerm> found = finder.find(text, wanted);
    switch (format) {
      case TEXT -> printText(finder, text, found, out);
      case TSV -> printRows(text, found, out);
    }
    return found.stream().anyMatch(term -> term.whole() && !term.codings().isEmpty());
  }

  private static void printRows(String text, List<FoundTerm> found, PrintWriter out) {
    for (FoundTerm term : found) {
      String domain = word(term.domain());
      String how = term.how() + " (" + term.source() + ")";
      for (Code code : term.codings()) {
        String preferred = term.preferred();
        row(out, text, domain, preferred, code.system(), code.code(), code.display(), how);
      }
      if (term.codings().isEmpty()) {
        row(out, text, domain, term.preferred(), "", "", "", how);
      }
    }
    if (found.isEmpty()) {
      row(out, text, "", "", "", "", "", "");
    }
  }

  /** A cell has no tab and no end of line of its own. */
  private static void row(PrintWriter out, String... cells) {
    out.print(Stream.of(cells).map(Printable::of).collect(Collectors.joining("\t", "", "\n")));
  }

  private static void printText(
      TermFinder finder, String text, List<FoundTerm> found, PrintWriter out) {
    out.println(text);
    for (FoundTerm term : found) {
      String whole = term.whole() ? "" : "; not all of the words";
      out.println(
          "  %s: %s (%s, %s%s)"
              .formatted(word(term.domain()), term.preferred(), term.how(), term.source(), whole));
      for (Code coding : term.codings()) {
        out.println("    %s %s %s".formatted(coding.system(), coding.code(), coding.display()));
      }
      if (term.codings().isEmpty()) {
        out.println("    no code without a value");
      }
    }
    List<String> others = finder.alsoNamed(text);
    if (found.isEmpty()) {
      out.println(
          others.isEmpty() ? "  not known" : "  no code: no concept that is meant for sure");
    }
    if (!others.isEmpty()) {
      out.println("  in the installed terminologies:");
      others.forEach(line -> out.println("    " + line));
    }
  }

  private static String word(Domain domain) {
    return domain.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

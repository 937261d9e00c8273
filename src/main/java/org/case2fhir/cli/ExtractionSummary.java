package org.case2fhir.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.case2fhir.Extraction;
import org.case2fhir.diagnostic.Severity;

/** Prints what became of each article, and knows the exit code in the end. */
final class ExtractionSummary {
  private static final int MOST_WORDS_SHOWN = 40;

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
        "%s: %d facts; of its sentences %d are mapped, %d partly, %d not, %d hold nothing clinical; %d errors, %d warnings"
            .formatted(
                extraction.input(),
                counts.facts(),
                counts.mapped(),
                counts.partly(),
                counts.not(),
                counts.plain(),
                count(extraction, Severity.ERROR),
                count(extraction, Severity.WARNING)));
    List<String> unmapped = counts.unmapped();
    if (!unmapped.isEmpty()) {
      String words =
          unmapped.stream().limit(MOST_WORDS_SHOWN).collect(Collectors.joining("; "))
              + (unmapped.size() > MOST_WORDS_SHOWN ? "; …" : "");
      line("  clinical words that became nothing (" + unmapped.size() + "): " + words);
    }
  }

  private static long count(Extraction extraction, Severity severity) {
    return extraction.issues().stream().filter(issue -> issue.severity() == severity).count();
  }

  private void line(String text) {
    terminal.err().println(Printable.of(text));
  }

  /** The exit code for everything added. */
  int exitCode() {
    return failed ? ExitCode.DATA : ExitCode.OK;
  }
}

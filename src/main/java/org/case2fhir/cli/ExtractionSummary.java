package org.case2fhir.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.case2fhir.Extraction;
import org.case2fhir.diagnostic.Severity;

/** Prints what became of each article, and knows the exit code in the end. */
final class ExtractionSummary {
  private static final int MOST_SHOWN = 40;
  private static final int LONGEST_SHOWN = 60;

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
        "%s: %d facts; of %d clinical words %d %% are in facts or context, %d are lost; %d errors, %d warnings"
            .formatted(
                extraction.input(),
                counts.facts(),
                counts.inFacts() + counts.context() + counts.lost(),
                counts.share(),
                counts.lost(),
                count(extraction, Severity.ERROR),
                count(extraction, Severity.WARNING)));
    list("  lost", counts.lostWords());
    list("  sentences whose reading is unsure", counts.shaky());
  }

  private void list(String name, List<String> entries) {
    if (!entries.isEmpty()) {
      String words =
          entries.stream()
                  .limit(MOST_SHOWN)
                  .map(ExtractionSummary::shortened)
                  .collect(Collectors.joining("; "))
              + (entries.size() > MOST_SHOWN ? "; …" : "");
      line(name + " (" + entries.size() + "): " + words);
    }
  }

  private static String shortened(String words) {
    return words.length() <= LONGEST_SHOWN ? words : words.substring(0, LONGEST_SHOWN) + "…";
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

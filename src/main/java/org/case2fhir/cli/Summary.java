package org.case2fhir.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.Conversion;
import org.case2fhir.Terminologies;
import org.case2fhir.cli.ReadingArguments.ArticleArguments;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.reading.CaseReader.ReadingOptions;

/** Prints what became of each input, and knows the exit code in the end. */
final class Summary {
  private static final int MOST_WORDS_SHOWN = 40;

  private final Terminal terminal;
  private final ReportingOptions options;
  private final IssuePrinter printer;
  private boolean failed;

  Summary(Terminal terminal, ReportingOptions options) {
    this.terminal = terminal;
    this.options = options;
    this.printer = new IssuePrinter(terminal, options);
  }

  /** Says which terminologies are asked besides the built-in one, and what is wrong with them. */
  void addSources(Result<Terminologies> terminologies) {
    List<Issue> issues = terminologies.issues();
    failed |= issues.stream().anyMatch(issue -> issue.severity().atLeast(options.failOn()));
    printer.print(issues);
    if (!options.quiet() && options.issueFormat() == ReportingOptions.IssueFormat.TEXT) {
      terminologies
          .value()
          .ifPresent(known -> known.sources().forEach(source -> line("terminology: " + source)));
    }
  }

  /**
   * Opens what articles are read with, and says what is wrong with it.
   *
   * @return nothing if the command cannot go on
   */
  Optional<Sources> open(InputFiles found, ArticleArguments articles) {
    Result<Terminologies> terminologies = Terminologies.open(articles.terminology());
    Result<ReadingOptions> rules = articles.reading();
    addOptions(found.issues());
    addSources(terminologies);
    addOptions(rules.issues());
    return terminologies
        .value()
        .flatMap(known -> rules.value().map(options -> new Sources(known, options)));
  }

  /** What articles are read with. */
  record Sources(Terminologies terminologies, ReadingOptions reading) {}

  void add(Conversion conversion) {
    add(conversion, resources(conversion) + "; ");
  }

  /** Says what is wrong with the options of the command. */
  void addOptions(List<Issue> issues) {
    failed |= issues.stream().anyMatch(issue -> issue.severity().atLeast(options.failOn()));
    printer.print(issues);
  }

  /** Adds an input whose issues are in a report. */
  void addReported(String input, List<Issue> issues) {
    addReported(Conversion.failed(input, issues), "");
  }

  /** Adds a conversion whose issues are in a report. */
  void addReported(Conversion conversion) {
    addReported(conversion, resources(conversion) + "; ");
  }

  private void addReported(Conversion conversion, String outcome) {
    failed |= conversion.hasIssues(options.failOn());
    if (!options.quiet()) {
      line(conversion.input() + ": " + outcome + counts(conversion));
    }
  }

  /** Adds a file that was only validated. */
  void add(String input, List<Issue> issues) {
    add(Conversion.failed(input, issues), "");
  }

  private void add(Conversion conversion, String outcome) {
    failed |= conversion.hasIssues(options.failOn());
    printer.print(conversion.issues());
    if (options.quiet()) {
      return;
    }
    switch (options.issueFormat()) {
      case TEXT -> printText(conversion, outcome);
      case JSON -> printer.printSummary(conversion);
    }
  }

  private void printText(Conversion conversion, String outcome) {
    line(conversion.input() + ": " + outcome + counts(conversion));
    List<String> uncoded = conversion.uncoded();
    if (!uncoded.isEmpty()) {
      String words =
          uncoded.stream().limit(MOST_WORDS_SHOWN).collect(Collectors.joining("; "))
              + (uncoded.size() > MOST_WORDS_SHOWN ? "; …" : "");
      line("  without a code, in words only (" + uncoded.size() + "): " + words);
    }
  }

  private void line(String text) {
    terminal.err().println(text);
  }

  private static String resources(Conversion conversion) {
    Map<String, Integer> resources = conversion.resources();
    if (resources.isEmpty()) {
      return conversion.encoded().isPresent() ? "no facts" : "no Bundle";
    }
    boolean other = conversion.bundle().isEmpty() && conversion.encoded().isPresent();
    int all = resources.values().stream().mapToInt(Integer::intValue).sum();
    return resources.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ", all + (other ? " elements (" : " resources ("), ")"));
  }

  private static String counts(Conversion conversion) {
    long errors = count(conversion, Severity.ERROR);
    long warnings = count(conversion, Severity.WARNING);
    return plural(errors, "error") + ", " + plural(warnings, "warning");
  }

  private static String plural(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  private static long count(Conversion conversion, Severity severity) {
    return conversion.issues().stream().filter(issue -> issue.severity() == severity).count();
  }

  /** The exit code for everything added. */
  int exitCode() {
    return failed ? ExitCode.DATA : ExitCode.OK;
  }
}

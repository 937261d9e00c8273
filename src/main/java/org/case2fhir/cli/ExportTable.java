package org.case2fhir.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.case2fhir.CaseExporter.Export;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.EntryResult.EntryOutcome;

/**
 * Prints what became of the entries of each Bundle: a table of numbers by type, and the reasons of
 * what was not written.
 */
final class ExportTable {
  private static final int MOST_REASONS = 20;
  private static final String TOTAL = "all";

  private final PrintWriter out;
  private final IssuePrinter printer;
  private final ReportingOptions reporting;
  private final List<String> server;
  private boolean failed;

  /**
   * @param server what the server says about itself, for dry runs
   */
  ExportTable(Terminal terminal, ReportingOptions reporting, List<String> server) {
    this.out = terminal.outWriter();
    this.printer = new IssuePrinter(terminal, reporting);
    this.reporting = reporting;
    this.server = server;
  }

  /** Whether anything was not written. */
  boolean failed() {
    return failed;
  }

  void add(Export export) {
    failed |= export.hasIssues(reporting.failOn());
    printer.print(export.issues());
    if (export.mode().isEmpty()) {
      return;
    }
    if (!export.sent()) {
      server.forEach(this::line);
    }
    String head = export.input() + ": " + export.mode().get().word() + ", " + requests(export);
    line(export.sent() ? head : head + " (dry run, nothing was sent)");
    if (export.sent()) {
      outcomes(export.entries());
    } else {
      plans(export.entries());
    }
    reasons(export.entries());
    out.flush();
  }

  private static String requests(Export export) {
    String all = export.requests() + (export.requests() == 1 ? " request" : " requests");
    return export.repeats() == 0 ? all : all + ", " + export.repeats() + " of them sent again";
  }

  private void line(String text) {
    out.println(text);
  }

  /** Always the four that matter, and the others where there are any. */
  private void outcomes(List<EntryResult> entries) {
    List<EntryOutcome> columns =
        Arrays.stream(EntryOutcome.values())
            .filter(column -> isUsual(column) || number(entries, column) > 0)
            .toList();
    Map<String, List<EntryResult>> rows =
        entries.stream()
            .collect(
                Collectors.groupingBy(EntryResult::type, LinkedHashMap::new, Collectors.toList()));
    rows.put(TOTAL, entries);
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    line(row("", width, columns.stream().map(EntryOutcome::word).toList()));
    rows.forEach(
        (type, each) ->
            line(
                row(
                    type,
                    width,
                    columns.stream().map(column -> "" + number(each, column)).toList())));
  }

  private static boolean isUsual(EntryOutcome outcome) {
    return switch (outcome) {
      case CREATED, UPDATED, UNCHANGED, REFUSED -> true;
      case KEPT, EARLIER, INCOMPLETE, UNKNOWN, NOT_SENT -> false;
    };
  }

  private static long number(List<EntryResult> entries, EntryOutcome outcome) {
    return entries.stream().filter(entry -> entry.outcome() == outcome).count();
  }

  private static String row(String type, int width, List<String> cells) {
    String numbers =
        cells.stream().map(cell -> String.format("%10s", cell)).collect(Collectors.joining(" "));
    return "  " + type + " ".repeat(width - type.length()) + " " + numbers;
  }

  private void plans(List<EntryResult> entries) {
    Map<String, Map<EntryOutcome, Integer>> rows = new LinkedHashMap<>();
    for (EntryResult entry : entries) {
      rows.computeIfAbsent(
              entry.write().target().kind().words() + " of " + entry.type(),
              key -> new EnumMap<>(EntryOutcome.class))
          .merge(entry.outcome(), 1, Integer::sum);
    }
    rows.forEach(
        (what, counts) ->
            line(
                String.format(
                    "  %4d %s%s",
                    counts.values().stream().mapToInt(Integer::intValue).sum(),
                    what,
                    counts.containsKey(EntryOutcome.REFUSED)
                        ? ", " + counts.get(EntryOutcome.REFUSED) + " would be refused"
                        : "")));
  }

  private void reasons(List<EntryResult> entries) {
    Map<String, List<EntryResult>> reasons =
        entries.stream()
            .filter(entry -> !entry.words().isEmpty())
            .collect(
                Collectors.groupingBy(
                    entry -> entry.outcome().word() + ": " + entry.words(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    reasons.entrySet().stream().limit(MOST_REASONS).forEach(e -> reason(e.getKey(), e.getValue()));
    if (reasons.size() > MOST_REASONS) {
      line("  and " + (reasons.size() - MOST_REASONS) + " other reasons");
    }
  }

  private void reason(String reason, List<EntryResult> entries) {
    String which =
        entries.size() == 1
            ? entries.get(0).type() + " " + entries.get(0).fullUrl()
            : entries.size() + " resources, first " + entries.get(0).fullUrl();
    line("  " + reason + " (" + which + ")");
  }
}

package org.case2fhir.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.case2fhir.CheckedInput;
import org.case2fhir.ReportItem;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Severity;

/** A report that grows with each input; not safe for several threads. */
public interface Report {
  /**
   * Starts a report.
   *
   * @param out where it is written; closing it is left to the caller
   */
  static Report start(ReportFormat format, Writer out) throws IOException {
    return switch (format) {
      case TEXT -> new TextReport(out);
      case JSON -> new JsonReport(Printable.json(out));
      case OUTCOME -> new OutcomeReport(Printable.json(out));
      case HTML -> new HtmlReport(out);
    };
  }

  /** Adds an input, after those before it. */
  void add(CheckedInput input) throws IOException;

  /** Writes the end. */
  void finish() throws IOException;

  /** Whom a report is for. */
  public enum ReportFormat {
    /** People at a terminal. */
    TEXT,
    /** Tools: one JSON object a line. */
    JSON,
    /** FHIR clients: one OperationOutcome. */
    OUTCOME,
    /** People with a browser: one page without anything from outside. */
    HTML
  }

  /**
   * Puts the findings of an input together as people read them: the worst first, like with like.
   */
  static final class ReportGroups {
    private ReportGroups() {}

    /**
     * Findings of one kind.
     *
     * @param findings at least one, in order
     */
    record Group(Severity severity, String code, List<ReportItem> findings) {
      /** What to do about all of them; empty where nothing is known. */
      String solution() {
        return findings.get(0).issue().solution();
      }
    }

    static List<Group> of(CheckedInput input) {
      List<Group> groups = new ArrayList<>();
      for (Severity severity : Severity.values()) {
        Map<String, List<ReportItem>> byKind = new LinkedHashMap<>();
        input.worthReading().stream()
            .filter(f -> f.issue().severity() == severity)
            .forEach(f -> byKind.computeIfAbsent(kind(f), k -> new ArrayList<>()).add(f));
        byKind
            .values()
            .forEach(all -> groups.add(new Group(severity, all.get(0).issue().code(), all)));
      }
      return groups;
    }

    private static String kind(ReportItem finding) {
      return finding.issue().code() + '\n' + finding.issue().solution();
    }

    /** How many findings of each severity there are: {@code 1 error, 2 warnings}. */
    static String counts(CheckedInput input) {
      return Stream.of(Severity.values())
          .map(severity -> count(input, severity))
          .filter(words -> !words.isEmpty())
          .reduce((a, b) -> a + ", " + b)
          .orElse("nothing to report");
    }

    private static String count(CheckedInput input, Severity severity) {
      long number =
          input.worthReading().stream().filter(f -> f.issue().severity() == severity).count();
      if (number == 0) {
        return "";
      }
      boolean plural = number > 1 && severity != Severity.INFORMATION;
      return number + " " + severity.word() + (plural ? "s" : "");
    }

    /** Who says it, in words; empty for this program alone. */
    static String speaker(ReportItem finding) {
      return switch (finding.speaker()) {
        case LOCAL -> "";
        case SERVER -> "says the server only";
        case BOTH -> "says the server too";
      };
    }
  }
}

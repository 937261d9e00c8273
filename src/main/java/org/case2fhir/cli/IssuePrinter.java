package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.Conversion;
import org.case2fhir.Extraction;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * Prints issues to standard error: as text for people, where what is merely uncoded is left to the
 * summary, or as JSON lines for tools, where nothing is left out.
 */
final class IssuePrinter {
  private static final JsonFactory JSON = new JsonFactory();

  private final Terminal terminal;
  private final ReportingOptions options;

  IssuePrinter(Terminal terminal, ReportingOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  void print(List<Issue> issues) {
    for (Issue issue : issues) {
      if (options.quiet() && issue.severity() != Severity.ERROR) {
        continue;
      }
      switch (options.issueFormat()) {
        case TEXT -> printText(issue);
        case JSON -> terminal.err().println(json(json -> writeIssue(json, issue)));
      }
    }
  }

  private void printText(Issue issue) {
    if (issue.code().equals(Conversion.NOT_CODED)) {
      return;
    }
    String word = issue.severity().word() + ":";
    String line = issue.toString();
    if (terminal.ansi().enabled()) {
      int at = issue.location().toString().length() + 2;
      int end = at + word.length();
      terminal.println(line.substring(0, at), style(issue), word, line.substring(end));
    } else {
      terminal.err().println(line);
    }
  }

  private static String style(Issue issue) {
    return switch (issue.severity()) {
      case ERROR -> "\u001b[1;31m";
      case WARNING -> "\u001b[33m";
      case INFORMATION -> "\u001b[36m";
    };
  }

  /** One JSON object that sums an input up. */
  void printSummary(Conversion conversion) {
    terminal.err().println(json(json -> writeSummary(json, conversion)));
  }

  /** One JSON object that sums an article up. */
  void printSummary(Extraction extraction) {
    terminal.err().println(json(json -> writeSummary(json, extraction)));
  }

  /** One JSON object that sums a run up. */
  void printSummary(long inputs, long earlier, long written, IssueKinds kinds) {
    terminal
        .err()
        .println(
            json(
                json -> {
                  json.writeNumberField("inputs", inputs);
                  json.writeNumberField("written", written);
                  json.writeNumberField("earlier", earlier);
                  json.writeArrayFieldStart("kinds");
                  for (IssueKinds.Kind kind : kinds.sorted()) {
                    json.writeStartObject();
                    json.writeStringField("severity", kind.severity().word());
                    json.writeStringField("code", kind.code());
                    json.writeNumberField("number", kind.number());
                    writeStrings(json, "places", kind.places());
                    json.writeEndObject();
                  }
                  json.writeEndArray();
                }));
  }

  private static void writeSummary(JsonGenerator json, Extraction extraction) throws IOException {
    Extraction.Counts counts = extraction.counts();
    json.writeStringField("summary", extraction.input());
    json.writeNumberField("facts", counts.facts());
    json.writeObjectFieldStart("words");
    json.writeNumberField("in-facts", counts.inFacts());
    json.writeNumberField("context", counts.context());
    json.writeNumberField("lost", counts.lost());
    json.writeEndObject();
    writeStrings(json, "lost-words", counts.lostWords());
    writeStrings(json, "shaky-sentences", counts.shaky());
  }

  private static void writeStrings(JsonGenerator json, String name, List<String> strings)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String string : strings) {
      json.writeString(string);
    }
    json.writeEndArray();
  }

  private static void writeSummary(JsonGenerator json, Conversion conversion) throws IOException {
    json.writeStringField("summary", conversion.input());
    if (conversion.caseId().isPresent()) {
      json.writeStringField("case", conversion.caseId().get());
    }
    json.writeObjectFieldStart("resources");
    for (Map.Entry<String, Integer> entry : conversion.resources().entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("issues");
    for (Severity severity : Severity.values()) {
      long count =
          conversion.issues().stream().filter(issue -> issue.severity() == severity).count();
      json.writeNumberField(severity.word(), count);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("uncoded");
    for (String words : conversion.uncoded()) {
      json.writeString(words);
    }
    json.writeEndArray();
  }

  private static void writeIssue(JsonGenerator json, Issue issue) throws IOException {
    Location location = issue.location();
    json.writeStringField("severity", issue.severity().word());
    json.writeStringField("code", issue.code());
    json.writeStringField("message", issue.message());
    json.writeStringField("source", location.source());
    if (location.line() > 0) {
      json.writeNumberField("line", location.line());
    }
    if (location.column() > 0) {
      json.writeNumberField("column", location.column());
    }
    if (!location.path().isEmpty()) {
      json.writeStringField("path", location.path());
    }
    if (!issue.solution().isEmpty()) {
      json.writeStringField("solution", issue.solution());
    }
  }

  private static String json(Fields fields) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Printable.json(out.toString());
  }

  /** Writes the fields of one object. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** How often each kind of issue came up, and where first; the issues themselves are not kept. */
  static final class IssueKinds {
    private static final int MOST_PLACES = 3;

    /**
     * Issues of one code and severity.
     *
     * @param places of the first few
     */
    record Kind(Severity severity, String code, long number, List<String> places) {
      Kind {
        places = List.copyOf(places);
      }

      private Kind and(Kind other) {
        List<String> first = new ArrayList<>(places);
        other.places.stream().limit(MOST_PLACES - first.size()).forEach(first::add);
        return new Kind(severity, code, number + other.number, first);
      }
    }

    private final Map<String, Kind> kinds = new HashMap<>();

    /** Those of some issues. */
    static List<Kind> of(List<Issue> issues) {
      IssueKinds all = new IssueKinds();
      for (Issue issue : issues) {
        all.add(new Kind(issue.severity(), issue.code(), 1, List.of(issue.location().toString())));
      }
      return all.sorted();
    }

    void add(Kind kind) {
      kinds.merge(kind.severity() + " " + kind.code(), kind, Kind::and);
    }

    /** The worst first, then the commonest. */
    List<Kind> sorted() {
      return kinds.values().stream()
          .sorted(
              Comparator.comparing(Kind::severity)
                  .thenComparing(Kind::number, Comparator.reverseOrder())
                  .thenComparing(Kind::code))
          .toList();
    }

    /** Whether any is this bad or worse. */
    boolean has(Severity threshold) {
      return kinds.values().stream().anyMatch(kind -> kind.severity().atLeast(threshold));
    }
  }
}

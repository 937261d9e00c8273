package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.OutcomeWriter;
import org.case2fhir.ReportItem;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Report.ReportGroups.Group;
import org.case2fhir.cli.Terminal.Printable;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.jsoup.nodes.Entities;

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
  final class ReportGroups {
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

  /** For FHIR clients: one OperationOutcome for all inputs, noise included. */
  final class OutcomeReport implements Report {
    private final OutcomeWriter outcome;

    OutcomeReport(Writer out) throws IOException {
      this.outcome = new OutcomeWriter(out);
    }

    @Override
    public void add(CheckedInput input) throws IOException {
      for (ReportItem finding : input.findings()) {
        outcome.add(finding.issue());
      }
    }

    @Override
    public void finish() throws IOException {
      outcome.finish();
    }
  }

  /** For people at a terminal: by input, the worst first, each kind once with its remedy. */
  final class TextReport implements Report {
    private final Writer out;

    TextReport(Writer out) {
      this.out = out;
    }

    @Override
    public void add(CheckedInput input) throws IOException {
      String type = input.resourceType().isEmpty() ? "" : " (" + input.resourceType() + ")";
      line(input.name() + type + ": " + ReportGroups.counts(input));
      for (Group group : ReportGroups.of(input)) {
        int number = group.findings().size();
        String times = number == 1 ? "" : " ×" + number;
        line("  " + group.severity().word() + " " + group.code() + times);
        for (ReportItem finding : group.findings()) {
          write(input, finding);
        }
        if (!group.solution().isEmpty()) {
          line("    → " + group.solution());
        }
      }
    }

    private void write(CheckedInput input, ReportItem finding) throws IOException {
      Location place = finding.issue().location();
      StringBuilder at = new StringBuilder();
      if (place.line() > 0 || !place.source().equals(input.name())) {
        at.append(place).append(' ');
      }
      at.append(place.path());
      String where = at.toString().strip();
      line("    " + (where.isEmpty() ? "" : where + ": ") + finding.issue().message());
      String speaker = ReportGroups.speaker(finding);
      if (!speaker.isEmpty()) {
        line("      " + speaker);
      }
      if (!finding.quote().isEmpty()) {
        line("      from: “" + finding.quote() + "”");
      }
    }

    private void line(String text) throws IOException {
      out.append(Printable.of(text)).append('\n');
    }

    @Override
    public void finish() throws IOException {
      out.flush();
    }
  }

  /**
   * For tools: one JSON object for each finding, noise included, and after the findings of an input
   * one that sums it up.
   */
  final class JsonReport implements Report {
    private static final JsonFactory JSON = new JsonFactory();

    private final Writer out;

    JsonReport(Writer out) {
      this.out = out;
    }

    @Override
    public void add(CheckedInput input) throws IOException {
      for (ReportItem finding : input.findings()) {
        JsonGenerator json = generator();
        json.writeStartObject();
        json.writeStringField("file", input.name());
        write(json, finding);
        json.writeEndObject();
        json.close();
        out.append('\n');
      }
      summarise(input);
    }

    private static void write(JsonGenerator json, ReportItem finding) throws IOException {
      Location place = finding.issue().location();
      json.writeStringField("severity", finding.issue().severity().word());
      json.writeStringField("code", finding.issue().code());
      json.writeStringField("message", finding.issue().message());
      json.writeStringField("source", place.source());
      if (place.line() > 0) {
        json.writeNumberField("line", place.line());
      }
      if (place.column() > 0) {
        json.writeNumberField("column", place.column());
      }
      text(json, "path", place.path());
      text(json, "solution", finding.issue().solution());
      text(json, "quote", finding.quote());
      json.writeBooleanField("noise", finding.noise());
      json.writeStringField("saidBy", finding.speaker().name().toLowerCase(Locale.ROOT));
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
      if (!text.isEmpty()) {
        json.writeStringField(name, text);
      }
    }

    private void summarise(CheckedInput input) throws IOException {
      JsonGenerator json = generator();
      json.writeStartObject();
      json.writeStringField("summary", input.name());
      text(json, "resourceType", input.resourceType());
      for (Severity severity : Severity.values()) {
        long number =
            input.findings().stream()
                .filter(f -> !f.noise() && f.issue().severity() == severity)
                .count();
        json.writeNumberField(severity.word(), number);
      }
      json.writeNumberField("noise", input.findings().stream().filter(ReportItem::noise).count());
      json.writeEndObject();
      json.close();
      out.append('\n');
    }

    private JsonGenerator generator() throws IOException {
      return JSON.createGenerator(out)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    @Override
    public void finish() throws IOException {
      out.flush();
    }
  }

  /**
   * For people with a browser: one page that holds its own style, runs no script and asks for
   * nothing from outside. Findings are filtered by severity with check boxes alone.
   */
  final class HtmlReport implements Report {
    private final Writer out;

    HtmlReport(Writer out) throws IOException {
      this.out = out;
      out.write(resource("head.html"));
    }

    private static String resource(String name) throws IOException {
      try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("not on the class path: " + name);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    @Override
    public void add(CheckedInput input) throws IOException {
      out.write("<section>\n<h2>" + escaped(input.name()) + "</h2>\n<p>");
      String type = input.resourceType().isEmpty() ? "" : input.resourceType() + ": ";
      out.write(escaped(type + ReportGroups.counts(input)) + "</p>\n");
      for (Group group : ReportGroups.of(input)) {
        write(input, group);
      }
      out.write("</section>\n");
    }

    private void write(CheckedInput input, Group group) throws IOException {
      String severity = group.severity().word();
      int number = group.findings().size();
      out.write(
          "<details open=\"open\" class=\""
              + severity
              + "\">\n<summary><b>"
              + severity
              + "</b> <code>");
      out.write(escaped(group.code()) + "</code>" + (number == 1 ? "" : " ×" + number));
      out.write("</summary>\n");
      if (!group.solution().isEmpty()) {
        out.write("<p class=\"remedy\">" + escaped(group.solution()) + "</p>\n");
      }
      out.write("<ul>\n");
      for (ReportItem finding : group.findings()) {
        write(input, finding);
      }
      out.write("</ul>\n</details>\n");
    }

    private void write(CheckedInput input, ReportItem finding) throws IOException {
      Location place = finding.issue().location();
      out.write("<li>");
      if (place.line() > 0 || !place.source().equals(input.name())) {
        out.write("<span class=\"place\">" + escaped(place.toString()) + "</span> ");
      }
      if (!place.path().isEmpty()) {
        out.write("<code>" + escaped(place.path()) + "</code> ");
      }
      out.write(escaped(finding.issue().message()));
      if (!finding.quote().isEmpty()) {
        out.write("<blockquote>" + escaped(finding.quote()) + "</blockquote>");
      }
      String speaker = ReportGroups.speaker(finding);
      out.write(speaker.isEmpty() ? "" : " <i>" + speaker + "</i>");
      out.write("</li>\n");
    }

    @Override
    public void finish() throws IOException {
      out.write("</main>\n</body>\n</html>\n");
      out.flush();
    }

    /**
     * Safe in an element and in an attribute; what steers a terminal or turns text becomes a space.
     */
    static String escaped(String text) {
      return Entities.escape(Printable.of(text));
    }
  }

  /** A report on its way to a file, which is there whole or not at all, or to standard output. */
  final class Output implements AutoCloseable {
    private final Optional<WholeFile> file;
    private final String place;
    private final Writer out;
    private final Report report;

    private Output(Optional<WholeFile> file, String place, Writer out, ReportFormat format)
        throws IOException {
      this.file = file;
      this.place = place;
      this.out = out;
      this.report = Report.start(format, out);
    }

    /**
     * Starts a report.
     *
     * @param file where it goes; {@code null} or {@code -} for standard output
     * @throws CommandFailure if nothing can be written there
     */
    static Output start(ReportFormat format, String file, Terminal terminal) {
      boolean standard = file == null || file.equals(InputFiles.STANDARD_INPUT);
      String place = standard ? "standard output" : file;
      try {
        if (standard) {
          Writer out = new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
          return new Output(Optional.empty(), place, out, format);
        }
        Path target = Path.of(file).toAbsolutePath();
        if (Files.isDirectory(target)) {
          throw new UsageProblem("The report is one file, but this is a folder: " + file);
        }
        WholeFile whole = WholeFile.open(target);
        Writer out = new OutputStreamWriter(whole.out(), StandardCharsets.UTF_8);
        return new Output(Optional.of(whole), place, new BufferedWriter(out), format);
      } catch (IOException e) {
        throw failure(place, e);
      }
    }

    void add(CheckedInput input) {
      try {
        report.add(input);
      } catch (IOException e) {
        throw failure(place, e);
      }
    }

    /** Writes the end; only then the file is there. */
    void finish() {
      try {
        report.finish();
        if (file.isPresent()) {
          out.flush();
          file.get().commit();
        }
      } catch (IOException e) {
        throw failure(place, e);
      }
    }

    @Override
    public void close() {
      if (file.isPresent()) {
        try {
          file.get().close();
        } catch (IOException e) {
          throw failure(place, e);
        }
      }
    }

    private static CommandFailure failure(String place, IOException e) {
      String what = "the report cannot be written to " + place + WholeFile.reason(e);
      return new CommandFailure(what + "; make room there, or name another place", e);
    }
  }
}

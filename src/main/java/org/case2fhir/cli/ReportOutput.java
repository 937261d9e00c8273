package org.case2fhir.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.case2fhir.FileValidator.CheckedInput;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Report.ReportFormat;

/** A report on its way to a file, which is there whole or not at all, or to standard output. */
final class ReportOutput implements AutoCloseable {
  private final Optional<WholeFile> file;
  private final Writer out;
  private final Report report;

  private ReportOutput(Optional<WholeFile> file, Writer out, ReportFormat format)
      throws IOException {
    this.file = file;
    this.out = out;
    this.report = Report.start(format, out);
  }

  /**
   * Starts a report.
   *
   * @param file where it goes; {@code null} or {@code -} for standard output
   * @throws CommandFailure if nothing can be written there
   */
  static ReportOutput start(ReportFormat format, String file, Terminal terminal) {
    try {
      if (file == null || file.equals(InputFiles.STANDARD_INPUT)) {
        Writer out = new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
        return new ReportOutput(Optional.empty(), out, format);
      }
      Path target = Path.of(file).toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new UsageProblem("The report is one file, but this is a folder: " + file);
      }
      WholeFile whole = WholeFile.open(target);
      Writer out = new OutputStreamWriter(whole.out(), StandardCharsets.UTF_8);
      return new ReportOutput(Optional.of(whole), new BufferedWriter(out), format);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  void add(CheckedInput input) {
    try {
      report.add(input);
    } catch (IOException e) {
      throw failure(e);
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
      throw failure(e);
    }
  }

  @Override
  public void close() {
    if (file.isPresent()) {
      try {
        file.get().close();
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private static CommandFailure failure(IOException e) {
    return new CommandFailure("the report cannot be written" + WholeFile.reason(e), e);
  }
}

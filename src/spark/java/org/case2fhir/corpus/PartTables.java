package org.case2fhir.corpus;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.case2fhir.Conversion;
import org.case2fhir.Extraction.Counts;
import org.case2fhir.cli.CorpusConverter.ConvertedCase;
import org.case2fhir.cli.CorpusConverter.Outcome;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;

/**
 * The tables of a part in Parquet: a row for each issue, and a row for each input with what became
 * of it. They are written here and not by Spark, so that a part is committed with all it has, and
 * so that their names and rows are the same in each run.
 */
final class PartTables implements AutoCloseable {
  static final String ISSUES = "issues.parquet";
  static final String COVERAGE = "coverage.parquet";

  /** Lines and columns are from 1, or null where only the file or line is known. */
  private static final MessageType ISSUE =
      MessageTypeParser.parseMessageType(
          """
          message issue {
            required int64 rank;
            required binary input (STRING);
            required binary severity (STRING);
            required binary code (STRING);
            required binary message (STRING);
            required binary source (STRING);
            optional int32 line;
            optional int32 column;
            optional binary path (STRING);
            optional binary solution (STRING);
          }
          """);

  /** Words are clinical ones, and null where the input is no article. */
  private static final MessageType INPUT =
      MessageTypeParser.parseMessageType(
          """
          message input {
            required int64 rank;
            required binary input (STRING);
            required group cases (LIST) {
              repeated group list {
                required binary element (STRING);
              }
            }
            required int32 resources;
            required int32 errors;
            required int32 warnings;
            optional int32 facts;
            optional int32 words_in_facts;
            optional int32 words_in_context;
            optional int32 words_lost;
            required group lost_words (LIST) {
              repeated group list {
                required binary element (STRING);
              }
            }
            required group uncoded (LIST) {
              repeated group list {
                required binary element (STRING);
              }
            }
          }
          """);

  private final ParquetWriter<Group> issues;
  private final ParquetWriter<Group> inputs;

  /**
   * @throws IOException if they cannot be written
   */
  PartTables(FileSystem files, Path folder) throws IOException {
    issues = writer(files, new Path(folder, ISSUES), ISSUE);
    inputs = writer(files, new Path(folder, COVERAGE), INPUT);
  }

  private static ParquetWriter<Group> writer(FileSystem files, Path path, MessageType type)
      throws IOException {
    return ExampleParquetWriter.builder(new NewFile(files, path))
        .withType(type)
        .withConf(files.getConf())
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .build();
  }

  /**
   * Adds what became of an input.
   *
   * @throws IOException if it cannot be written
   */
  void add(long rank, Outcome outcome) throws IOException {
    for (ConvertedCase each : outcome.cases()) {
      for (Issue issue : each.conversion().issues()) {
        issues.write(row(rank, outcome.input(), issue));
      }
    }
    Group row = new SimpleGroup(INPUT);
    row.add("rank", rank);
    row.add("input", outcome.input());
    list(row, "cases", outcome.cases().stream().flatMap(each -> names(each).stream()).toList());
    row.add("resources", outcome.cases().stream().mapToInt(each -> each.lines().size()).sum());
    row.add("errors", count(outcome, Severity.ERROR));
    row.add("warnings", count(outcome, Severity.WARNING));
    outcome.words().ifPresent(words -> add(row, words));
    list(row, "lost_words", outcome.words().map(Counts::lostWords).orElse(List.of()));
    list(
        row,
        "uncoded",
        outcome.cases().stream()
            .flatMap(each -> each.conversion().uncoded().stream())
            .distinct()
            .toList());
    inputs.write(row);
  }

  /** The name of a case of which something is written. */
  private static List<String> names(ConvertedCase each) {
    return each.lines().isEmpty() ? List.of() : List.of(each.conversion().caseId().orElse(""));
  }

  private static int count(Outcome outcome, Severity severity) {
    return (int)
        outcome.cases().stream()
            .map(ConvertedCase::conversion)
            .map(Conversion::issues)
            .flatMap(List::stream)
            .filter(issue -> issue.severity() == severity)
            .count();
  }

  private static void add(Group row, Counts words) {
    row.add("facts", words.facts());
    row.add("words_in_facts", words.inFacts());
    row.add("words_in_context", words.context());
    row.add("words_lost", words.lost());
  }

  private static Group row(long rank, String input, Issue issue) {
    Group row = new SimpleGroup(ISSUE);
    row.add("rank", rank);
    row.add("input", input);
    row.add("severity", issue.severity().word());
    row.add("code", issue.code());
    row.add("message", issue.message());
    row.add("source", issue.location().source());
    if (issue.location().line() > 0) {
      row.add("line", issue.location().line());
    }
    if (issue.location().column() > 0) {
      row.add("column", issue.location().column());
    }
    if (!issue.location().path().isEmpty()) {
      row.add("path", issue.location().path());
    }
    if (!issue.solution().isEmpty()) {
      row.add("solution", issue.solution());
    }
    return row;
  }

  private static void list(Group row, String name, List<String> words) {
    Group list = row.addGroup(name);
    words.forEach(word -> list.addGroup("list").add("element", word));
  }

  /**
   * Ends the files.
   *
   * @throws IOException if they cannot be written
   */
  @Override
  public void close() throws IOException {
    try (issues;
        inputs) {
      // Both are closed, whatever becomes of the first.
    }
  }

  /** A new file without a sum beside it. */
  private record NewFile(FileSystem files, Path path) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) throws IOException {
      return HadoopStreams.wrap(files.create(path, false));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
      return HadoopStreams.wrap(files.create(path, true));
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}

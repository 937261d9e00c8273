package org.case2fhir.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.Conversion;
import org.case2fhir.Extraction.Counts;
import org.case2fhir.Input;
import org.case2fhir.cli.FileEntries.Lines;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.InputFiles.InputFile.Origin;
import org.case2fhir.fhir.BundleEncoder.ResourceLine;
import org.case2fhir.issue.Issue;
import org.case2fhir.reading.ExtractedCase;

/**
 * Converts single inputs of a corpus for whoever hands them out, as {@code convert} does: one input
 * that ends by accident ends alone, and nothing of its text is in what is said about it. Safe for
 * use by several threads.
 */
public final class CorpusConverter {
  /** Bytes of an input that are read. */
  public static final int LIMIT = CaseConverter.MAX_ARTICLE_BYTES;

  /** Texts in a table can be of these kinds, if the id says so; the others are bytes. */
  private static final Set<String> KINDS_OF_TEXT =
      Set.of(
          "yaml",
          "yml",
          "json",
          "txt",
          "text",
          "md",
          "markdown",
          "html",
          "htm",
          "xhtml",
          "xml",
          "nxml");

  private final Function<Input, List<Conversion>> work;

  /** An input that needs all memory waits until it is alone. */
  private final ReadWriteLock memory = new ReentrantReadWriteLock(/* fair= */ true);

  CorpusConverter(Function<Input, List<Conversion>> work) {
    this.work = work;
  }

  /**
   * What one input has become.
   *
   * @param input its name
   * @param cases what was made of it; at least one
   * @param words how much of an article became facts; absent when the input is none
   */
  public record Outcome(String input, List<ConvertedCase> cases, Optional<Counts> words) {
    public Outcome {
      cases = List.copyOf(cases);
    }

    /** An input of which nothing could be had. */
    public static Outcome failed(String input, Issue issue) {
      Conversion conversion = Conversion.failed(input, List.of(issue));
      return new Outcome(
          input, List.of(new ConvertedCase(conversion, List.of())), Optional.empty());
    }
  }

  /**
   * One case of an input.
   *
   * @param lines its resources; none if it has errors and the options refuse such
   */
  public record ConvertedCase(Conversion conversion, List<ResourceLine> lines) {
    public ConvertedCase {
      lines = List.copyOf(lines);
    }

    /** The same case when another input has taken its name before: nothing is written of it. */
    public ConvertedCase takenBy(String other) {
      String name = conversion.caseId().orElse("");
      return new ConvertedCase(
          ConvertCommand.duplicate(conversion.input(), name, other), List.of());
    }
  }

  /**
   * The name of a text of a table: two ids never share one.
   *
   * @param id whose ending may say what the text is, as that of a file; else it is plain text
   */
  public static String nameOf(String id) {
    int dot = id.lastIndexOf('.');
    String ending = id.substring(dot + 1).toLowerCase(Locale.ROOT);
    boolean said = dot > 0 && KINDS_OF_TEXT.contains(ending);
    return said
        ? FileEntries.fileName(id.substring(0, dot)) + "." + ending
        : FileEntries.fileName(id) + ".txt";
  }

  /** Converts a file that was found in a folder: nobody said that it is a case. */
  public Outcome convertFound(String name, byte[] content) {
    Outcome outcome = convert(name, content);
    List<ConvertedCase> milder =
        outcome.cases().stream()
            .map(each -> new ConvertedCase(each.conversion().ofFoundFile(), each.lines()))
            .toList();
    return new Outcome(name, milder, outcome.words());
  }

  /** Converts an input that was named. */
  public Outcome convert(String name, byte[] content) {
    Input input = new Input(name, content);
    try {
      return shared(memory.readLock(), input);
    } catch (OutOfMemoryError e) {
      // It may have met another's need.
      return alone(input);
    }
  }

  /**
   * Converts a line of JSON: a text with its id, or a file of its own.
   *
   * @param number of the line, from 1
   * @param tooLong whether the line is longer than {@link #longestLine()}, and therefore not given
   * @return nothing for a blank line
   */
  public Optional<Outcome> convertLine(String file, int number, byte[] line, boolean tooLong) {
    List<Outcome> outcomes = new ArrayList<>();
    InputFile whole =
        new InputFile(
            file, Path.of("lines"), Path.of("lines"), file, Origin.SEVERAL, Optional.empty());
    new FileEntries(
            new InputFiles(Set.of()),
            Lines.CASES,
            LIMIT,
            entry -> outcomes.add(convert(entry.name(), entry.held().orElseThrow().content())),
            issue -> outcomes.add(Outcome.failed(file + "/line-" + number, issue)))
        .readLine(whole, number, line, tooLong);
    return outcomes.stream().findFirst();
  }

  /** Bytes of the longest line that is read. */
  public static long longestLine() {
    return FileEntries.longestLine(LIMIT);
  }

  private Outcome alone(Input input) {
    try {
      return shared(memory.writeLock(), input);
    } catch (OutOfMemoryError e) {
      return Outcome.failed(input.name(), CorpusRun.accident(input.name(), e));
    }
  }

  private Outcome shared(Lock part, Input input) {
    part.lock();
    try {
      return converted(input);
    } catch (StackOverflowError | RuntimeException | LinkageError e) {
      return Outcome.failed(input.name(), CorpusRun.accident(input.name(), e));
    } finally {
      part.unlock();
    }
  }

  private Outcome converted(Input input) {
    List<Conversion> conversions = work.apply(input);
    List<ConvertedCase> cases =
        conversions.stream().map(each -> new ConvertedCase(each, each.lines())).toList();
    List<ExtractedCase> read =
        conversions.stream().flatMap(each -> each.extracted().stream()).toList();
    Optional<Counts> words =
        read.isEmpty() ? Optional.empty() : Optional.of(CaseExtractor.counts(read));
    return new Outcome(input.name(), cases, words);
  }
}

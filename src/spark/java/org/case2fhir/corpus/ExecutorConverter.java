package org.case2fhir.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.case2fhir.cli.CorpusArguments;
import org.case2fhir.cli.CorpusConverter;
import org.case2fhir.cli.CorpusConverter.Outcome;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Sha256;

/**
 * The one converter of an executor, which all its tasks share: vocabularies, the model that reads
 * articles and the validator are loaded once.
 */
final class ExecutorConverter {
  private static final Map<Recipe, CorpusConverter> OPEN = new HashMap<>();

  private final CorpusConverter converter;
  private final Configuration hadoop;

  /**
   * What a converter is made of.
   *
   * @param arguments as executors are to parse them
   * @param withPlaces whether the arguments name an input and an output
   * @param digest of all that decides on what is written, as the driver sees it
   */
  record Recipe(List<String> arguments, boolean withPlaces, String digest) implements Serializable {
    Recipe {
      arguments = List.copyOf(arguments);
    }

    static Recipe of(CorpusArguments arguments, boolean withPlaces) {
      return new Recipe(arguments.forExecutors(), withPlaces, arguments.digest());
    }

    private CorpusArguments parse() {
      return withPlaces ? CorpusArguments.parse(arguments) : CorpusArguments.ofOptions(arguments);
    }
  }

  private ExecutorConverter(CorpusConverter converter, Configuration hadoop) {
    this.converter = converter;
    this.hadoop = hadoop;
  }

  /**
   * The converter of this process.
   *
   * @throws IllegalStateException if it would not write what the others do
   */
  static ExecutorConverter get(Recipe recipe, Configuration hadoop) {
    return new ExecutorConverter(open(recipe), hadoop);
  }

  private static synchronized CorpusConverter open(Recipe recipe) {
    return OPEN.computeIfAbsent(
        recipe,
        wanted -> {
          CorpusArguments arguments = wanted.parse();
          if (!arguments.digest().equals(wanted.digest())) {
            throw new IllegalStateException(
                "this machine has other files for the options than the driver, or another version");
          }
          Result<CorpusConverter> opened = arguments.open();
          return opened
              .value()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          opened.issues().stream()
                              .map(Issue::toString)
                              .collect(Collectors.joining("; "))));
        });
  }

  /**
   * An input with what it holds.
   *
   * @param content of the file, line or text; absent if it cannot be read
   */
  record Opened(CorpusInput input, Optional<byte[]> content) {
    /** A digest of its name and content, by which a later run sees that it is the same. */
    String digest() {
      return Sha256.of(
          input.name() + "\n" + input.line() + "\n" + content.map(Sha256::of).orElse("unreadable"));
    }
  }

  /** Reads an input where that is still to do. */
  static Opened open(CorpusInput input, Configuration hadoop) {
    return switch (input.kind()) {
      case NAMED_FILE, FOUND_FILE ->
          new Opened(input, read(new String(input.content(), UTF_8), hadoop));
      case LINE, LONG_LINE, TEXT, NO_TEXT -> new Opened(input, Optional.of(input.content()));
    };
  }

  private static Optional<byte[]> read(String address, Configuration hadoop) {
    Path path = new Path(address);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return Optional.of(in.readNBytes(CorpusConverter.LIMIT + 1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Opened open(CorpusInput input) {
    return open(input, hadoop);
  }

  /** What becomes of an input; nothing of a blank line. */
  Optional<Outcome> convert(Opened opened) {
    CorpusInput input = opened.input();
    if (opened.content().isEmpty()) {
      return failed(
          input.name(),
          "unreadable-file",
          "this file cannot be read",
          "check that you may read it");
    }
    byte[] content = opened.content().get();
    return switch (input.kind()) {
      case NAMED_FILE, TEXT -> Optional.of(converter.convert(input.name(), content));
      case FOUND_FILE -> Optional.of(converter.convertFound(input.name(), content));
      case LINE -> converter.convertLine(input.name(), input.line(), content, false);
      case LONG_LINE -> converter.convertLine(input.name(), input.line(), content, true);
      case NO_TEXT ->
          failed(input.name(), "no-text", "this row has no text", "give it one, or leave it out");
    };
  }

  private static Optional<Outcome> failed(String name, String code, String why, String remedy) {
    return Optional.of(Outcome.failed(name, Issue.error(code, why, Location.of(name), remedy)));
  }
}

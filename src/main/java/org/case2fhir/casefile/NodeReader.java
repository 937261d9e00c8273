package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads one YAML or JSON document as a {@link Node}.
 *
 * <p>Streaming, so that an input which goes beyond the {@link Limits} is given up where it does.
 * Aliases are refused: a few lines of them can stand for billions of values.
 */
final class NodeReader {
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(2 * Limits.DEPTH)
          .maxStringLength(Limits.BYTES)
          .maxNumberLength(Limits.BYTES)
          .maxNameLength(Limits.BYTES)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).loaderOptions(yamlOptions()).build();

  // What begins a line of YAML but hardly ever one of prose.
  private static final Pattern KEY =
      Pattern.compile("^ {0,20}(?:- )?\"?[A-Za-z$][A-Za-z-]{0,40}\"?:(?:\\s|$)", Pattern.MULTILINE);

  private NodeReader() {}

  /**
   * The document; absent if it is empty or cannot be read at all, and then a problem says why.
   *
   * @param problems names the file, whose name decides between YAML and JSON
   */
  static Optional<Node> read(String text, Problems problems) {
    JsonFactory syntax = isJson(problems.source(), text) ? JSON : YAML;
    if (syntax == YAML && hasEndlessLine(text, problems)) {
      return Optional.empty();
    }
    try (JsonParser parser = syntax.createParser(text)) {
      return new TreeBuilder(parser, text, problems).document();
    } catch (StreamConstraintsException e) {
      problems.error(
          "too-large", Place.START, "a value of the file is too large", "split or shorten it");
    } catch (JsonProcessingException e) {
      if (syntax == YAML && !KEY.matcher(text).find()) {
        String remedy = "write its facts as a case file";
        problems.error("wrong-kind", Place.START, "this is prose, not a case file", remedy);
      } else {
        SyntaxProblem.of(e, text).report(problems);
      }
    } catch (IOException e) {
      problems.error("unreadable", Place.START, "the file cannot be read", "");
    }
    return Optional.empty();
  }

  private static boolean isJson(String source, String text) {
    String name = source.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return true;
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return false;
    }
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private static boolean hasEndlessLine(String text, Problems problems) {
    int line = 1;
    int start = 0;
    while (start <= text.length()) {
      int next = text.indexOf('\n', start);
      int end = next < 0 ? text.length() : next;
      if (end - start > Limits.LINE) {
        String message = "the line is longer than " + Limits.LINE + " characters";
        Place place = new Place(line, Limits.LINE + 1, "");
        problems.error("too-large", place, message, "break it into several lines");
        return true;
      }
      start = end + 1;
      line++;
    }
    return false;
  }

  private static LoaderOptions yamlOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Limits.BYTES + 1);
    return options;
  }
}

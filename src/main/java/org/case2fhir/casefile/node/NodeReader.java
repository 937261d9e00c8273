package org.case2fhir.casefile.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads one YAML or JSON document as a {@link Node}.
 *
 * <p>Streaming, so that an input which goes beyond the {@link Limits} is given up where it does.
 * Aliases are refused: a few lines of them can stand for billions of values.
 */
public final class NodeReader {
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

  private NodeReader() {}

  /**
   * The document; absent if it is empty or cannot be read at all, and then a problem says why.
   *
   * @param problems names the file, whose name decides between YAML and JSON
   */
  public static Optional<Node> read(String text, Problems problems) {
    JsonFactory syntax = isJson(problems.source(), text) ? JSON : YAML;
    try (JsonParser parser = syntax.createParser(text)) {
      return new TreeBuilder(parser, text, problems).document();
    } catch (StreamConstraintsException e) {
      problems.error(
          "too-large", Place.START, "a value of the file is too large", "split or shorten it");
    } catch (JsonProcessingException e) {
      SyntaxProblem.of(e, text).report(problems);
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

  private static LoaderOptions yamlOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Limits.BYTES + 1);
    return options;
  }
}

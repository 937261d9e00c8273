package org.case2fhir.extraction.context;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.case2fhir.extraction.context.Category.Axis;

/**
 * The context rules: {@code triggers.tsv} beside this class.
 *
 * <p>Columns: phrase ({@link Phrase}), category, direction, limit in words, and the mentions that
 * it applies to.
 */
final class TriggerTable {
  static final int WIDTH = 5;
  static final int FARTHEST = 60;

  private static final TriggerTable BUILT_IN = new TriggerTable();

  private final Map<Axis, Map<String, List<Trigger>>> byFirstWord = new HashMap<>();

  /** A trigger that stands in a sentence, with the indices of its first and last word. */
  record Found(Trigger trigger, int first, int last) {}

  private TriggerTable() {
    for (String[] row : rows("triggers.tsv", WIDTH)) {
      add(trigger(row));
    }
  }

  static TriggerTable builtIn() {
    return BUILT_IN;
  }

  private static Trigger trigger(String[] row) {
    int limit = row[3].isEmpty() ? FARTHEST : Integer.parseInt(row[3]);
    return new Trigger(
        Phrase.of(row[0]),
        Category.of(row[1]),
        Trigger.Direction.valueOf(row[2].toUpperCase(Locale.ROOT)),
        limit,
        Applies.of(row[4]));
  }

  private void add(Trigger trigger) {
    Map<String, List<Trigger>> index =
        byFirstWord.computeIfAbsent(trigger.category().axis(), axis -> new HashMap<>());
    for (String word : trigger.phrase().firstWords()) {
      index.computeIfAbsent(word, w -> new ArrayList<>()).add(trigger);
    }
  }

  /**
   * The triggers of one axis in a sentence: from left to right, the longest at each word. The same
   * words may speak of findings behind them and of drugs before them: then there are several.
   */
  List<Found> find(Words words, Axis axis) {
    List<Found> found = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      int length = longest(words, at, axis, found);
      at += Math.max(1, length);
    }
    return found;
  }

  private int longest(Words words, int at, Axis axis, List<Found> into) {
    int best = 0;
    int start = into.size();
    for (Trigger trigger : byFirstWord.get(axis).getOrDefault(words.at(at), List.of())) {
      int length = trigger.phrase().length(words, at);
      if (length > best) {
        into.subList(start, into.size()).clear();
        best = length;
      }
      if (length > 0 && length == best) {
        into.add(new Found(trigger, at, at + length - 1));
      }
    }
    return best;
  }

  /** The rows of a table beside this class without its header. */
  static List<String[]> rows(String name, int width) {
    List<String[]> rows = new ArrayList<>();
    String[] lines = text(name).split("\n");
    for (int i = 1; i < lines.length; i++) {
      String[] cells = lines[i].split("\t", -1);
      if (cells.length != width) {
        throw new IllegalStateException(name + ": not " + width + " cells: " + lines[i]);
      }
      rows.add(cells);
    }
    return rows;
  }

  private static String text(String name) {
    try (InputStream in = TriggerTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read table " + name, e);
    }
  }
}

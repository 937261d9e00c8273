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
import java.util.Optional;
import java.util.Set;
import org.case2fhir.extraction.context.Category.Axis;

/**
 * The context rules: {@code triggers.tsv} beside this class.
 *
 * <p>Columns: phrases (separated by a bar; {@code <class>} is any word of a class of {@code
 * word-classes.tsv}, {@code word?} may be missing), category, direction, limit in words, and the
 * mentions that it applies to.
 */
final class TriggerTable {
  static final int WIDTH = 5;
  static final int FARTHEST = 60;

  private static final TriggerTable BUILT_IN = new TriggerTable();

  private final Map<Axis, Map<String, List<Trigger>>> byFirstWord = new HashMap<>();

  /** A trigger that stands in a sentence, with the indices of its first and last word. */
  record Found(Trigger trigger, int first, int last) {}

  private TriggerTable() {
    Map<String, Set<String>> classes = new HashMap<>();
    for (String[] row : rows("word-classes.tsv", 2)) {
      classes.put(row[0], Set.of(row[1].split("\\|")));
    }
    for (String[] row : rows("triggers.tsv", WIDTH)) {
      for (String phrase : row[0].split("\\|")) {
        add(trigger(phrase, row, classes));
      }
    }
  }

  static TriggerTable builtIn() {
    return BUILT_IN;
  }

  private static Trigger trigger(String phrase, String[] row, Map<String, Set<String>> classes) {
    List<Trigger.Part> parts = new ArrayList<>();
    for (String word : phrase.split(" ")) {
      boolean optional = word.length() > 1 && word.endsWith("?");
      String bare = optional ? word.substring(0, word.length() - 1) : word;
      boolean named = bare.length() > 2 && bare.startsWith("<");
      Set<String> words =
          named ? classes.get(bare.substring(1, bare.length() - 1)) : Set.of(bare);
      if (words == null) {
        throw new IllegalStateException("no class of words " + bare);
      }
      parts.add(new Trigger.Part(words, optional));
    }
    int limit = row[3].isEmpty() ? FARTHEST : Integer.parseInt(row[3]);
    return new Trigger(
        parts,
        Category.of(row[1]),
        Trigger.Direction.valueOf(row[2].toUpperCase(Locale.ROOT)),
        limit,
        Applies.of(row[4]));
  }

  private void add(Trigger trigger) {
    Map<String, List<Trigger>> index =
        byFirstWord.computeIfAbsent(trigger.category().axis(), axis -> new HashMap<>());
    for (String word : trigger.parts().get(0).words()) {
      index.computeIfAbsent(word, w -> new ArrayList<>()).add(trigger);
    }
  }

  /** The triggers of one axis in a sentence: from left to right, the longest at each word. */
  List<Found> find(Words words, Axis axis) {
    List<Found> found = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      Optional<Found> match = longest(words, at, axis);
      match.ifPresent(found::add);
      at = match.map(m -> m.last() + 1).orElse(at + 1);
    }
    return found;
  }

  private Optional<Found> longest(Words words, int at, Axis axis) {
    Found best = null;
    for (Trigger trigger : byFirstWord.get(axis).getOrDefault(words.at(at), List.of())) {
      int length = trigger.length(words, at);
      if (length > 0 && (best == null || at + length - 1 > best.last())) {
        best = new Found(trigger, at, at + length - 1);
      }
    }
    return Optional.ofNullable(best);
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

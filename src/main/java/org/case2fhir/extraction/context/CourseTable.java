package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.extraction.context.RegimenReader.Course;
import org.case2fhir.model.Span;

/**
 * Words that tell the course of a treatment: {@code courses.tsv} beside this class.
 *
 * <p>Columns: phrase ({@link Phrase}), course, the side of the drug on which it stands, and how
 * many words may stand between.
 */
final class CourseTable {
  static final int WIDTH = 4;

  private static final CourseTable BUILT_IN = new CourseTable();

  private final Map<String, List<Row>> byFirstWord = new HashMap<>();

  private record Row(Phrase phrase, Course course, boolean before, int reach) {}

  /** A course told, and where. */
  record Told(Course course, Span words, int distance) {}

  private CourseTable() {
    for (String[] cells : TriggerTable.rows("courses.tsv", WIDTH)) {
      Row row =
          new Row(
              Phrase.of(cells[0]),
              Course.valueOf(cells[1]),
              cells[2].equals("before"),
              Integer.parseInt(cells[3]));
      for (String word : row.phrase().firstWords()) {
        byFirstWord.computeIfAbsent(word, w -> new ArrayList<>()).add(row);
      }
    }
  }

  static CourseTable builtIn() {
    return BUILT_IN;
  }

  /** The course told nearest before a word; nothing further back than the given one. */
  Optional<Told> before(Words words, int first, int furthest) {
    Told best = null;
    for (int at = furthest; at < first; at++) {
      for (Row row : byFirstWord.getOrDefault(words.at(at), List.of())) {
        int length = row.before() ? row.phrase().length(words, at) : 0;
        int distance = first - at - length;
        boolean near = length > 0 && distance >= 0 && distance <= row.reach();
        if (near && (best == null || distance < best.distance())) {
          best = new Told(row.course(), words.span(at, at + length - 1), distance);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** The course told nearest behind a word, up to another. */
  Optional<Told> behind(Words words, int last, int end) {
    Told best = null;
    for (int at = last + 1; at < end; at++) {
      for (Row row : byFirstWord.getOrDefault(words.at(at), List.of())) {
        int length = row.before() ? 0 : row.phrase().length(words, at);
        int distance = at - last - 1;
        boolean near = length > 0 && distance <= row.reach();
        if (near && (best == null || distance < best.distance())) {
          best = new Told(row.course(), words.span(at, at + length - 1), distance);
        }
      }
    }
    return Optional.ofNullable(best);
  }
}

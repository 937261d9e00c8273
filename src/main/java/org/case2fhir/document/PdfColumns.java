package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.case2fhir.document.PdfColumns.PdfLine.PdfWord;

/**
 * Puts the words of a page in reading order: in one column, or in two that what is as wide as the
 * page (a title, a wide table) divides into zones.
 */
final class PdfColumns {
  private static final float GUTTER = 9;
  private static final int FEW = 5;
  // Where a gutter is looked for, in points; on a sheet of any size at no more places than these.
  private static final float STEP = 2;
  private static final int MOST_STEPS = 400;

  private final List<Row> rows;
  private final int page;
  private final float left;
  private final float right;
  private final List<PdfLine> lines = new ArrayList<>();

  private PdfColumns(List<PdfWord> words, int page) {
    this.rows = rows(words);
    this.page = page;
    this.left = (float) words.stream().mapToDouble(PdfWord::left).min().orElse(0);
    this.right = (float) words.stream().mapToDouble(PdfWord::right).max().orElse(0);
  }

  /** The lines of a page in reading order. */
  static List<PdfLine> lines(List<PdfWord> words, int page) {
    if (words.isEmpty()) {
      return List.of();
    }
    PdfColumns columns = new PdfColumns(words, page);
    float gutter = columns.gutter();
    if (gutter > 0) {
      columns.two(gutter);
    } else {
      columns.rows.forEach(
          row -> columns.lines.add(new PdfLine(row.words, page, columns.left, columns.right)));
    }
    return columns.lines;
  }

  private static List<Row> rows(List<PdfWord> words) {
    List<PdfWord> sorted = new ArrayList<>(words);
    sorted.sort(Comparator.comparingDouble(PdfWord::y));
    List<List<PdfWord>> rows = new ArrayList<>();
    for (PdfWord word : sorted) {
      List<PdfWord> last = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
      boolean same =
          !last.isEmpty() && word.y() - last.get(0).y() < 0.35 * Math.max(4, last.get(0).size());
      if (same) {
        last.add(word);
      } else {
        rows.add(new ArrayList<>(List.of(word)));
      }
    }
    return rows.stream().map(Row::new).toList();
  }

  /** Where two columns divide; 0 for a page of one column. */
  private float gutter() {
    float best = 0;
    int bestScore = 0;
    int bestCrossing = 0;
    float width = right - left;
    float from = left + 0.3f * width;
    float step = Math.max(STEP, 0.4f * width / MOST_STEPS);
    for (int i = 0; i < MOST_STEPS && from + i * step < left + 0.7f * width; i++) {
      float x = from + i * step;
      int divided = 0;
      int onLeft = 0;
      int onRight = 0;
      int crossing = 0;
      for (Row row : rows) {
        switch (row.side(x)) {
          case DIVIDED -> divided++;
          case LEFT -> onLeft++;
          case RIGHT -> onRight++;
          case ACROSS -> crossing++;
        }
      }
      int score = divided + Math.min(onLeft, onRight);
      if (score > bestScore || score == bestScore && crossing < bestCrossing) {
        best = x;
        bestScore = score;
        bestCrossing = crossing;
      }
    }
    return bestScore >= FEW && bestCrossing <= 1.5 * bestScore ? best : 0;
  }

  private enum Side {
    LEFT,
    RIGHT,
    DIVIDED,
    ACROSS
  }

  /** The words at one height from left to right. */
  private static final class Row {
    private final List<PdfWord> words;

    /** How far the words up to each one reach to the right. */
    private final float[] reach;

    Row(List<PdfWord> unsorted) {
      words = unsorted.stream().sorted(Comparator.comparingDouble(PdfWord::left)).toList();
      reach = new float[words.size()];
      float farthest = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < reach.length; i++) {
        farthest = Math.max(farthest, words.get(i).right());
        reach[i] = farthest;
      }
    }

    Side side(float x) {
      int before = 0;
      int after = words.size();
      while (before < after) {
        int middle = (before + after) >>> 1;
        if (words.get(middle).left() < x) {
          before = middle + 1;
        } else {
          after = middle;
        }
      }
      if (before == 0) {
        return Side.RIGHT;
      }
      if (reach[before - 1] > x) {
        return Side.ACROSS;
      }
      if (before == words.size()) {
        return Side.LEFT;
      }
      return words.get(before).left() - reach[before - 1] >= GUTTER ? Side.DIVIDED : Side.ACROSS;
    }
  }

  private void two(float gutter) {
    List<PdfLine> first = new ArrayList<>();
    List<PdfLine> second = new ArrayList<>();
    for (Row row : rows) {
      if (row.side(gutter) == Side.ACROSS) {
        flush(first, second);
        lines.add(new PdfLine(row.words, page, left, right));
      } else {
        add(
            row.words.stream().filter(word -> word.right() <= gutter).toList(),
            left,
            gutter,
            first);
        add(
            row.words.stream().filter(word -> word.left() >= gutter).toList(),
            gutter,
            right,
            second);
      }
    }
    flush(first, second);
  }

  private void add(List<PdfWord> words, float from, float to, List<PdfLine> column) {
    if (!words.isEmpty()) {
      column.add(new PdfLine(words, page, from, to));
    }
  }

  private void flush(List<PdfLine> first, List<PdfLine> second) {
    lines.addAll(first);
    lines.addAll(second);
    first.clear();
    second.clear();
  }

  /**
   * One line of a column.
   *
   * @param page from 1
   * @param columnLeft left edge of the column that the line stands in
   * @param columnRight its right edge
   */
  record PdfLine(List<PdfWord> words, int page, float columnLeft, float columnRight) {
    private static final float CELL_GAP = 2.2f;

    PdfLine {
      words = List.copyOf(words);
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (PdfWord word : words) {
        text.append(text.length() == 0 ? "" : " ").append(word.text());
      }
      return text.toString();
    }

    float left() {
      return words.get(0).left();
    }

    float right() {
      return words.get(words.size() - 1).right();
    }

    float y() {
      return words.get(0).y();
    }

    /** Size of most of its letters. */
    float size() {
      int letters = 0;
      float sum = 0;
      for (PdfWord word : words) {
        letters += word.text().length();
        sum += word.size() * word.text().length();
      }
      return letters == 0 ? 0 : sum / letters;
    }

    boolean isBold() {
      return words.stream().allMatch(PdfWord::bold);
    }

    /** The cells of a row of a table: words with wide gaps between; one cell for running text. */
    List<List<PdfWord>> cells() {
      List<List<PdfWord>> cells = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        PdfWord word = words.get(i);
        if (i == 0 || word.left() - words.get(i - 1).right() > CELL_GAP * word.size()) {
          cells.add(new ArrayList<>());
        }
        cells.get(cells.size() - 1).add(word);
      }
      return cells;
    }

    /**
     * One word on a page; places in points from the upper left corner.
     *
     * @param y of the base line
     * @param size of the font
     */
    record PdfWord(String text, float left, float right, float y, float size, boolean bold) {}
  }
}

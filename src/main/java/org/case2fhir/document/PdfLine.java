package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;

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

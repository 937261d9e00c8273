package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.issue.BundledTable;

/**
 * Reads the tab-separated tables that lie beside this class; the first line is the header, each
 * line ends with a line feed.
 */
final class Tables {
  private Tables() {}

  /**
   * All rows of a table but its header, each with exactly {@code width} cells.
   *
   * @throws IllegalStateException when the table is not in the jar or a row has another width
   */
  static List<String[]> read(String name, int width) {
    List<String[]> rows = new ArrayList<>(512);
    String text = BundledTable.text(Tables.class, name);
    int start = text.indexOf('\n') + 1;
    for (int end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      rows.add(cells(name, text.substring(start, end), width));
      start = end + 1;
    }
    return rows;
  }

  /** All rows of a table but its header, each as wide as the header. */
  static List<String[]> rows(String name) {
    String text = BundledTable.text(Tables.class, name);
    return read(name, split(text.substring(0, text.indexOf('\n')), '\t').length);
  }

  private static String[] cells(String name, String line, int width) {
    String[] cells = new String[width];
    int start = 0;
    int found = 0;
    for (int at = line.indexOf('\t'); at >= 0 && found < width; at = line.indexOf('\t', start)) {
      cells[found++] = line.substring(start, at);
      start = at + 1;
    }
    if (found == width - 1) {
      cells[found++] = line.substring(start);
    } else {
      throw new IllegalStateException(name + ": not " + width + " cells: " + line);
    }
    return cells;
  }

  /** The parts between separators, empty ones too; no part for an empty text in a list cell. */
  static String[] split(String text, char separator) {
    List<String> parts = new ArrayList<>(8);
    int start = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
      parts.add(text.substring(start, at));
      start = at + 1;
    }
    parts.add(text.substring(start));
    return parts.toArray(new String[0]);
  }

  /** The entries of a list cell, separated by a bar; none for an empty cell. */
  static String[] list(String cell) {
    return cell.isEmpty() ? new String[0] : split(cell, '|');
  }
}

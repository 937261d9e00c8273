package org.case2fhir.extraction.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of words: one row a line, columns separated by tabs, the first line naming them; empty
 * lines and lines that begin with {@code #} are left out.
 */
public final class WordTable {
  private WordTable() {}

  /**
   * The rows of a table beside a class; each has as many columns as the first line.
   *
   * @throws IllegalStateException if the program was built without the table
   */
  public static List<String[]> rows(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the table " + name + " is missing");
      }
      return rows(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String[]> rows(String text) {
    List<String[]> rows = new ArrayList<>();
    int columns = 0;
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      if (columns == 0) {
        columns = cells.length;
      } else {
        rows.add(padded(cells, columns));
      }
    }
    return rows;
  }

  private static String[] padded(String[] cells, int columns) {
    String[] row = Arrays.copyOf(cells, columns);
    for (int i = cells.length; i < columns; i++) {
      row[i] = "";
    }
    return row;
  }
}

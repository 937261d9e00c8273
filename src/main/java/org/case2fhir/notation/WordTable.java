package org.case2fhir.notation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tab-separated tables that lie beside this class; their first line is a header. */
final class WordTable {
  private WordTable() {}

  /**
   * All rows but the header, each as wide as it.
   *
   * @throws IllegalStateException if the table is not there or a row has another width
   */
  static List<String[]> rows(String name) {
    try (InputStream in = WordTable.class.getResourceAsStream(name + ".tsv")) {
      if (in == null) {
        throw new IllegalStateException("no table " + name);
      }
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      int width = lines.get(0).split("\t", -1).length;
      return lines.stream().skip(1).map(line -> cells(name, line, width)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read table " + name, e);
    }
  }

  private static String[] cells(String name, String line, int width) {
    String[] cells = line.split("\t", -1);
    if (cells.length != width) {
      throw new IllegalStateException(name + ": not " + width + " cells: " + line);
    }
    return cells;
  }
}

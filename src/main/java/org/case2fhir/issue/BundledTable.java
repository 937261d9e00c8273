package org.case2fhir.issue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tables that come with the program: tab-separated text in UTF-8 that lies beside a
 * class. The first line is the header; cells are never quoted.
 */
public final class BundledTable {
  private BundledTable() {}

  /**
   * The text of a table.
   *
   * @param beside a class in the table's package
   * @param name of the table without {@code .tsv}
   * @throws IllegalStateException if the jar has no such table
   */
  public static String text(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name.concat(".tsv"))) {
      if (in == null) {
        throw new IllegalStateException("no table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read table " + name, e);
    }
  }

  /**
   * All lines but the header.
   *
   * @throws IllegalStateException if the jar has no such table
   */
  public static List<String> lines(Class<?> beside, String name) {
    return text(beside, name).lines().skip(1).toList();
  }

  /**
   * The cells of all rows but the header, each as wide as the header.
   *
   * @throws IllegalStateException if the jar has no such table or a row has another width
   */
  public static List<String[]> rows(Class<?> beside, String name) {
    List<String> lines = text(beside, name).lines().toList();
    int width = lines.get(0).split("\t", -1).length;
    return lines.stream().skip(1).map(line -> cells(name, line, width)).toList();
  }

  /** A table of two columns by its first, in the order of its rows. */
  public static Map<String, String> pairs(Class<?> beside, String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    rows(beside, name).forEach(row -> pairs.put(row[0], row[1]));
    return pairs;
  }

  private static String[] cells(String name, String line, int width) {
    String[] cells = line.split("\t", -1);
    if (cells.length != width) {
      throw new IllegalStateException(name + ": not " + width + " cells: " + line);
    }
    return cells;
  }
}

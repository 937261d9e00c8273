package org.case2fhir.terminology.imports;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads a table row by row: strict UTF-8, with or without a byte order mark, lines ending in any
 * way. Blank lines are left out.
 */
final class DelimitedRows implements Closeable {
  private static final int LONGEST_ROW = 1 << 20;
  private static final int END = -1;

  private final String name;
  private final Reader in;
  private final char separator;
  private final boolean quoted;
  private final List<String> cells = new ArrayList<>();
  private final StringBuilder cell = new StringBuilder();
  private int line = 1;
  private int rowLine = 1;
  private int rowLength;
  private int peeked;
  private boolean hasPeeked;

  DelimitedRows(String name, InputStream stream, RowSyntax syntax) {
    this.name = name;
    this.separator = syntax.separator();
    this.quoted = syntax.quoted();
    this.in =
        new BufferedReader(
            new InputStreamReader(
                stream,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
  }

  /** Reads the next row that is not blank; false at the end. */
  boolean advance() throws IOException {
    do {
      cells.clear();
      rowLength = 0;
      rowLine = line;
      if (peek() == END) {
        return false;
      }
      readRow();
    } while (cells.size() == 1 && cells.get(0).isBlank());
    return true;
  }

  private void readRow() throws IOException {
    while (true) {
      int c = next();
      if (c == '"' && quoted && cell.length() == 0) {
        readQuoted();
      } else if (c == separator) {
        endCell();
      } else if (c == '\n' || c == END) {
        endCell();
        return;
      } else {
        append((char) c);
      }
    }
  }

  private void readQuoted() throws IOException {
    while (true) {
      int c = next();
      if (c == END) {
        throw RefusedReleaseException.of(
            name, rowLine, "a quotation mark is never closed", "close it, or download it again");
      }
      if (c == '"') {
        if (peek() != '"') {
          return;
        }
        next();
      }
      append((char) c);
    }
  }

  private void append(char c) throws IOException {
    if (++rowLength > LONGEST_ROW) {
      throw RefusedReleaseException.of(
          name, rowLine, "this is not a table: a row is longer than a megabyte", "check the file");
    }
    cell.append(c);
  }

  private void endCell() {
    cells.add(cell.toString());
    cell.setLength(0);
  }

  private int peek() throws IOException {
    if (!hasPeeked) {
      peeked = read();
      hasPeeked = true;
    }
    return peeked;
  }

  /** The next character; every end of line is one line feed. */
  private int next() throws IOException {
    int c = peek();
    hasPeeked = false;
    if (c == '\r') {
      if (peek() == '\n') {
        hasPeeked = false;
      }
      c = '\n';
    }
    if (c == '\n') {
      line++;
    }
    return c;
  }

  private int read() throws IOException {
    try {
      int c = in.read();
      return c == '\ufeff' && line == 1 && cells.isEmpty() && cell.length() == 0 ? in.read() : c;
    } catch (CharacterCodingException e) {
      throw RefusedReleaseException.of(
          name, line, "the file is not in UTF-8", "convert it: iconv -t utf-8");
    }
  }

  /** Number of cells in this row. */
  int width() {
    return cells.size();
  }

  /**
   * A cell of this row without blanks around it; empty where the row is too short or has no such
   * column.
   */
  String cell(int column) {
    return column >= 0 && column < cells.size() ? cells.get(column).strip() : "";
  }

  /** All cells of this row. */
  List<String> cells() {
    return List.copyOf(cells);
  }

  /** Line on which this row starts, from 1. */
  int line() {
    return rowLine;
  }

  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * Finds the columns of a table by the names in its header, whatever their case and separators.
   */
  static final class Columns {
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> header;

    Columns(List<String> header) {
      this.header = List.copyOf(header);
      for (int i = 0; i < header.size(); i++) {
        places.putIfAbsent(header.get(i).strip(), i);
        places.putIfAbsent(fold(header.get(i)), i);
      }
    }

    private static String fold(String name) {
      return name.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
    }

    /** The first of these names that the header has; -1 if it has none. */
    int of(String... names) {
      for (String name : names) {
        Integer place = places.get(name);
        place = place == null ? places.get(fold(name)) : place;
        if (place != null) {
          return place;
        }
      }
      return -1;
    }

    boolean has(String... names) {
      return of(names) >= 0;
    }

    /** Columns that are at none of these places, nor have the name of one that is. */
    List<String> strangers(Collection<Integer> read) {
      return IntStream.range(0, header.size())
          .filter(place -> !read.contains(place) && places.get(fold(header.get(place))) == place)
          .mapToObj(header::get)
          .toList();
    }

    /** Columns whose name another one before has. */
    List<String> twice() {
      return IntStream.range(0, header.size())
          .filter(place -> places.get(fold(header.get(place))) != place)
          .mapToObj(header::get)
          .filter(name -> !name.isBlank())
          .toList();
    }

    int width() {
      return header.size();
    }
  }

  /** How cells are separated in a table. */
  enum RowSyntax {
    /** Tabs, nothing quoted: SNOMED CT RF2 and most tables. */
    TABS('\t', false),
    /** Commas with quotes as in RFC 4180: LOINC and spreadsheets. */
    COMMAS(',', true),
    /** Semicolons with quotes: spreadsheets where the comma is the decimal sign. */
    SEMICOLONS(';', true),
    /** Bars, one at the end of each line: RRF. */
    BARS('|', false);

    private final char separator;
    private final boolean quoted;

    RowSyntax(char separator, boolean quoted) {
      this.separator = separator;
      this.quoted = quoted;
    }

    char separator() {
      return separator;
    }

    boolean quoted() {
      return quoted;
    }
  }
}

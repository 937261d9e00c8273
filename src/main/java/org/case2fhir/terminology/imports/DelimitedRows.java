package org.case2fhir.terminology.imports;

import java.io.Closeable;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table row by row: strict UTF-8, with or without a byte order mark, lines ending in any
 * way. Blank lines are left out.
 */
final class DelimitedRows implements Closeable {
  private static final int LONGEST_ROW = 1 << 20;

  private final String name;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private List<String> cells = List.of();
  private long rowLine = 1;
  private int readOfRow;

  DelimitedRows(String name, InputStream stream, RowSyntax syntax) throws IOException {
    this.name = name;
    InputStreamReader text =
        new InputStreamReader(
            stream,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    this.parser = syntax.format().parse(bounded(text));
    this.rows = parser.iterator();
  }

  /**
   * Leaves out a byte order mark, and counts what is read for one row: a row without end must not
   * fill the memory.
   */
  private Reader bounded(Reader text) {
    return new FilterReader(text) {
      private boolean begun;

      @Override
      public int read(char[] buffer, int offset, int length) throws IOException {
        if (readOfRow > LONGEST_ROW) {
          throw RefusedReleaseException.of(
              name,
              (int) rowLine,
              "this is not a table: a row is longer than a megabyte",
              "check the file");
        }
        int read = super.read(buffer, offset, length);
        if (!begun && read > 0) {
          begun = true;
          if (buffer[offset] == '\ufeff') {
            System.arraycopy(buffer, offset + 1, buffer, offset, --read);
            return read == 0 ? read(buffer, offset, length) : read;
          }
        }
        readOfRow += Math.max(read, 0);
        return read;
      }
    };
  }

  /** Reads the next row that is not blank; false at the end. */
  boolean advance() throws IOException {
    do {
      rowLine = parser.getCurrentLineNumber() + 1;
      readOfRow = 0;
      if (!hasNext()) {
        cells = List.of();
        return false;
      }
      cells = rows.next().toList();
    } while (cells.size() == 1 && cells.get(0).isBlank());
    return true;
  }

  private boolean hasNext() throws IOException {
    try {
      return rows.hasNext();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw RefusedReleaseException.of(
            name,
            (int) Math.max(rowLine, parser.getCurrentLineNumber()),
            "the file is not in UTF-8",
            "convert it: iconv -t utf-8");
      }
      if (e.getCause() instanceof CSVException) {
        throw RefusedReleaseException.of(
            name,
            (int) rowLine,
            "a quotation mark is never closed",
            "close it, or download it again");
      }
      throw e.getCause();
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
    return cells;
  }

  /** Line on which this row starts, from 1. */
  int line() {
    return (int) rowLine;
  }

  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    parser.close();
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

    private final CSVFormat format;

    RowSyntax(char separator, boolean quoted) {
      this.format =
          CSVFormat.Builder.create()
              .setDelimiter(separator)
              .setQuote(quoted ? '"' : null)
              .setTrailingData(true)
              .setIgnoreEmptyLines(false)
              .get();
    }

    CSVFormat format() {
      return format;
    }

    char separator() {
      return format.getDelimiterString().charAt(0);
    }
  }
}

package org.case2fhir.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the tab-separated tables that lie beside this class; their first line is the header. */
final class DocumentTables {
  private DocumentTables() {}

  /** All rows but the header. */
  static List<String[]> rows(String name) {
    try (InputStream in = DocumentTables.class.getResourceAsStream(name + ".tsv")) {
      if (in == null) {
        throw new IllegalStateException("no table " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.split("\t", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read table " + name, e);
    }
  }

  /** A table of two columns, the first its key. */
  static Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    rows(name).forEach(row -> pairs.put(row[0], row[1]));
    return pairs;
  }
}

package org.case2fhir.mention;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of words that lie beside this class, one word a line; the first line is the header. */
final class WordList {
  private WordList() {}

  /**
   * Reads a list.
   *
   * @throws IllegalStateException when it is not in the jar
   */
  static Set<String> read(String name) {
    try (InputStream in = WordList.class.getResourceAsStream(name.concat(".tsv"))) {
      if (in == null) {
        throw new IllegalStateException("no list " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read list " + name, e);
    }
  }
}

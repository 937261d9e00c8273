package org.case2fhir.mention;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Text without annotation, to learn from how words are used.
 *
 * @param prose whole texts
 * @param terms names of things, each with what kind of thing it names
 */
public record RawText(List<String> prose, List<Term> terms) {
  /** No text. */
  public static final RawText NONE = new RawText(List.of(), List.of());

  public RawText {
    prose = List.copyOf(prose);
    terms = List.copyOf(terms);
  }

  /** A name and its kind: "(disorder)" behind it, or the code system it is from. */
  record Term(String name, String kind) {}

  /**
   * Reads a file: of a table (.tsv) with a column {@code display}, each distinct display is a term,
   * as is each of its {@code synonyms}; of any other file all of it is prose.
   *
   * @throws IOException if it cannot be read, or is not UTF-8
   */
  public static RawText read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new IOException("this text is not UTF-8", e);
    }
    if (!file.toString().endsWith(".tsv")) {
      return new RawText(List.of(text), List.of());
    }
    List<String> header = Arrays.asList(text.lines().findFirst().orElse("").split("\t", -1));
    int display = header.indexOf("display");
    if (display < 0) {
      return new RawText(text.lines().skip(1).toList(), List.of());
    }
    int synonyms = header.indexOf("synonyms");
    int system = header.indexOf("system");
    List<Term> terms =
        text.lines()
            .skip(1)
            .map(line -> line.split("\t", -1))
            .filter(cells -> cells.length > Math.max(display, Math.max(synonyms, system)))
            .flatMap(cells -> terms(cells, display, synonyms, system))
            .distinct()
            .toList();
    return new RawText(List.of(), terms);
  }

  private static Stream<Term> terms(String[] cells, int display, int synonyms, int system) {
    String name = cells[display];
    String kind = system < 0 ? "" : cells[system];
    int bracket = name.lastIndexOf(" (");
    if (bracket > 0 && name.endsWith(")")) {
      kind = name.substring(bracket + 2, name.length() - 1);
      name = name.substring(0, bracket);
    }
    String of = kind;
    Stream<String> others =
        synonyms < 0 ? Stream.empty() : Arrays.stream(cells[synonyms].split("\\|"));
    return Stream.concat(Stream.of(name), others)
        .filter(text -> !text.isBlank())
        .map(text -> new Term(text, of));
  }

  /** Both together. */
  public RawText plus(RawText other) {
    return new RawText(
        Stream.concat(prose.stream(), other.prose.stream()).toList(),
        Stream.concat(terms.stream(), other.terms.stream()).toList());
  }
}

package org.case2fhir.casefile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.model.Code;

/**
 * Short names of code systems: those of a case file, {@code SNOMED 73211009}, and the prefixes of
 * CURIEs in a phenopacket, {@code SNOMEDCT:73211009}. The table is {@code code-systems.tsv}.
 */
final class CodeSystems {
  private static final String TABLE = "code-systems.tsv";
  private static final Pattern URI = Pattern.compile("(?:https?://|urn:)\\S{1,200}");
  private static final List<System> ALL = read();
  private static final Map<String, System> BY_NAME = byName();
  private static final Map<String, System> BY_PREFIX = byPrefix();
  private static final Map<String, System> BY_URI = byUri();

  private CodeSystems() {}

  /**
   * A code system.
   *
   * @param name in a case file
   * @param prefixes before the colon of a CURIE, the one that is written first
   * @param uri canonical URI, as in {@code Coding.system}
   * @param whole whether the code itself begins with the prefix: {@code HP:0001250}
   * @param title what it is called in full
   * @param url where it is published
   * @param iriPrefix what an IRI of a code begins with
   */
  record System(
      String name,
      List<String> prefixes,
      String uri,
      boolean whole,
      String title,
      String url,
      String iriPrefix) {}

  /** The canonical URI of a short name, whatever its case, or of a URI itself. */
  static Optional<String> uri(String name) {
    Optional<String> known = Optional.ofNullable(BY_NAME.get(name)).map(System::uri);
    return known.or(() -> URI.matcher(name).matches() ? Optional.of(name) : Optional.empty());
  }

  /** The short name of a system, or its URI if it has none. */
  static String name(String uri) {
    return Optional.ofNullable(BY_URI.get(uri)).map(System::name).orElse(uri);
  }

  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The system that a prefix of CURIEs stands for, whatever its case. */
  static Optional<System> ofPrefix(String prefix) {
    return Optional.ofNullable(BY_PREFIX.get(prefix.toLowerCase(Locale.ROOT)));
  }

  static Optional<System> ofUri(String uri) {
    return Optional.ofNullable(BY_URI.get(uri));
  }

  static boolean isUri(String text) {
    return URI.matcher(text).matches();
  }

  private static Map<String, System> byName() {
    Map<String, System> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    ALL.forEach(system -> names.put(system.name(), system));
    return names;
  }

  private static Map<String, System> byPrefix() {
    Map<String, System> prefixes = new HashMap<>();
    ALL.forEach(
        system -> system.prefixes().forEach(p -> prefixes.put(p.toLowerCase(Locale.ROOT), system)));
    return prefixes;
  }

  private static Map<String, System> byUri() {
    Map<String, System> uris = new LinkedHashMap<>();
    ALL.forEach(system -> uris.putIfAbsent(system.uri(), system));
    return uris;
  }

  private static List<System> read() {
    try (InputStream in = CodeSystems.class.getResourceAsStream(TABLE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, TABLE), StandardCharsets.UTF_8))) {
      List<System> systems = new ArrayList<>();
      lines
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t", -1))
          .forEach(
              row ->
                  systems.add(
                      new System(
                          row[0],
                          Stream.of(row[1].split(" ")).toList(),
                          row[2],
                          row[3].equals("whole"),
                          row[4],
                          row[5],
                          row[6])));
      return List.copyOf(systems);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own table cannot be read", e);
    }
  }

  /** The CURIE of a code: {@code HP:0001250}, {@code SNOMEDCT:73211009}. */
  static String curie(Code code) {
    return CodeSystems.ofUri(code.system())
        .map(
            system ->
                system.whole() && code.code().contains(":")
                    ? code.code()
                    : system.prefixes().get(0) + ":" + code.code())
        .orElseGet(
            () ->
                code.code().contains(":")
                    ? code.code()
                    : prefix(code.system()) + ":" + code.code());
  }

  /** Where PubMed has an article. */
  static String pubMed(String pmid) {
    return "https://pubmed.ncbi.nlm.nih.gov/" + pmid + "/";
  }

  /** What a CURIE begins with, without the colon. */
  static String prefixOf(String curie) {
    return curie.substring(0, curie.indexOf(':'));
  }

  // A system that has no prefix gets one from the last word of its URI.
  private static String prefix(String uri) {
    String word =
        uri.replaceAll("[/#]+$", "").replaceAll(".*[/:#]", "").replaceAll("[^A-Za-z0-9]", "");
    return word.isEmpty() ? "CODE" : word.toUpperCase(Locale.ROOT);
  }
}

package org.case2fhir.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The texts of the definitions of R4, as HAPI carries them: a few large Bundles in XML, cut into
 * their resources without parsing them.
 *
 * <p>A validation touches some fifty of three thousand definitions. Parsing them all takes seconds
 * and two hundred megabytes; finding where each begins takes a tenth of that.
 */
final class DefinitionFiles {
  private static final String ROOT = "/org/hl7/fhir/r4/model/";

  /** Structures, and code systems and value sets, as HAPI's own support loads them. */
  private static final List<String> FILES =
      List.of(
          "profile/profiles-resources.xml",
          "profile/profiles-types.xml",
          "profile/profiles-others.xml",
          "extension/extension-definitions.xml",
          "valueset/valuesets.xml",
          "valueset/v2-tables.xml",
          "valueset/v3-codesystems.xml");

  private final Map<String, String> structures = new HashMap<>(1024);
  private final Map<String, String> codeSystems = new HashMap<>(2048);
  private final Map<String, String> valueSets = new HashMap<>(2048);

  private DefinitionFiles() {}

  /** Reads the files of HAPI's resources on the class path. */
  static DefinitionFiles read() {
    DefinitionFiles files = new DefinitionFiles();
    FILES.parallelStream().map(DefinitionFiles::text).toList().forEach(files::cut);
    return files;
  }

  Optional<String> structure(String url) {
    return Optional.ofNullable(structures.get(url));
  }

  Optional<String> codeSystem(String url) {
    return Optional.ofNullable(codeSystems.get(url));
  }

  Optional<String> valueSet(String url) {
    return Optional.ofNullable(valueSets.get(url));
  }

  /** Definitions of types, that is, of all structures but profiles and extensions. */
  Stream<String> types() {
    return structures.values().stream()
        .filter(s -> !attribute(s, "derivation").equals("constraint"));
  }

  private void cut(String bundle) {
    int entry = bundle.indexOf("<entry>");
    while (entry >= 0) {
      int next = bundle.indexOf("<entry>", entry + 1);
      int start = bundle.indexOf('<', bundle.indexOf("<resource>", entry) + "<resource>".length());
      int end = bundle.lastIndexOf("</resource>", next < 0 ? bundle.length() : next);
      put(bundle.substring(start, end));
      entry = next;
    }
  }

  private void put(String definition) {
    String url = attribute(definition, "url");
    if (definition.startsWith("<StructureDefinition")) {
      structures.put(url, definition);
    } else if (definition.startsWith("<CodeSystem")) {
      codeSystems.put(url, definition);
    } else if (definition.startsWith("<ValueSet")) {
      valueSets.put(url, definition);
    }
  }

  /** The value of the first such element above the snapshot, empty where there is none. */
  static String attribute(String xml, String element) {
    int start = xml.indexOf("<" + element + " value=\"");
    if (start < 0 || start > headEnd(xml)) {
      return "";
    }
    int value = xml.indexOf('"', start) + 1;
    return xml.substring(value, xml.indexOf('"', value));
  }

  private static int headEnd(String xml) {
    int snapshot = xml.indexOf("<snapshot>");
    return snapshot < 0 ? xml.length() : snapshot;
  }

  private static String text(String file) {
    try (InputStream in = DefinitionFiles.class.getResourceAsStream(ROOT + file)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}

package org.case2fhir.validation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.case2fhir.version.FhirVersion;

/**
 * The texts of the definitions of a version of FHIR. Those of R4 are as HAPI carries them: a few
 * large Bundles in XML, cut into their resources without parsing them. Those of R4B and R5 are a
 * packed file of our own, a definition in JSON a line, without words for people: whole they would
 * not fit the jar.
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
          "valueset/valuesets.xml");

  /** Code systems of HL7's other standards, which R4B has in common with R4. */
  private static final List<String> OTHER_STANDARDS =
      List.of("valueset/v2-tables.xml", "valueset/v3-codesystems.xml");

  private final Map<String, Supplier<String>> structures = new HashMap<>(1024);
  private final Map<String, Supplier<String>> codeSystems = new HashMap<>(2048);
  private final Map<String, Supplier<String>> valueSets = new HashMap<>(2048);

  private DefinitionFiles() {}

  /** Reads the files on the class path. */
  static DefinitionFiles read(FhirVersion version) {
    DefinitionFiles files = new DefinitionFiles();
    switch (version) {
      case R4 ->
          Stream.concat(FILES.stream(), OTHER_STANDARDS.stream())
              .parallel()
              .map(BundleFile::read)
              .toList()
              .forEach(files::cut);
      case R4B -> {
        OTHER_STANDARDS.stream().map(BundleFile::read).forEach(files::cut);
        files.unpack(version);
      }
      case R5 -> files.unpack(version);
    }
    return files;
  }

  private void unpack(FhirVersion version) {
    String file = "definitions-" + version.lowerCase() + ".jsonl.gz";
    try (InputStream in = open(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String definition = line;
        put(definition, () -> definition);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  Optional<String> structure(String url) {
    return Optional.ofNullable(structures.get(url)).map(Supplier::get);
  }

  Optional<String> codeSystem(String url) {
    return Optional.ofNullable(codeSystems.get(url)).map(Supplier::get);
  }

  Optional<String> valueSet(String url) {
    return Optional.ofNullable(valueSets.get(url)).map(Supplier::get);
  }

  /** Definitions of types, that is, of all structures but profiles and extensions. */
  Stream<String> types() {
    return structures.values().stream()
        .map(Supplier::get)
        .filter(s -> !attribute(s, "derivation").equals("constraint"));
  }

  private void cut(BundleFile file) {
    String bundle = file.text();
    int entry = bundle.indexOf("<entry>");
    while (entry >= 0) {
      int next = bundle.indexOf("<entry>", entry + 1);
      int start = bundle.indexOf('<', bundle.indexOf("<resource>", entry) + "<resource>".length());
      int end = bundle.lastIndexOf("</resource>", next < 0 ? bundle.length() : next);
      put(bundle.substring(start, end), () -> file.definition(start, end));
      entry = next;
    }
  }

  /**
   * Takes a definition.
   *
   * @param text gives it again
   */
  private void put(String definition, Supplier<String> text) {
    String url = attribute(definition, "url");
    if (isOf(definition, "StructureDefinition")) {
      structures.put(url, text);
    } else if (isOf(definition, "CodeSystem")) {
      codeSystems.put(url, text);
    } else if (isOf(definition, "ValueSet")) {
      valueSets.put(url, text);
    }
  }

  private static boolean isOf(String definition, String type) {
    return definition.startsWith("<" + type)
        || definition.startsWith("{\"resourceType\":\"" + type + "\"");
  }

  static boolean isJson(String definition) {
    return definition.startsWith("{");
  }

  /** The value of the first such element above the snapshot, empty where there is none. */
  static String attribute(String definition, String element) {
    boolean json = isJson(definition);
    String key = json ? "\"" + element + "\":" : "<" + element + " value=";
    int start = definition.indexOf(key);
    if (start < 0 || start > headEnd(definition)) {
      return "";
    }
    int value = start + key.length();
    if (definition.charAt(value) != '"') {
      return definition.substring(value, definition.indexOf(',', value)); // a boolean
    }
    return definition.substring(value + 1, definition.indexOf('"', value + 1));
  }

  private static int headEnd(String definition) {
    int snapshot = definition.indexOf(isJson(definition) ? "\"snapshot\":" : "<snapshot>");
    return snapshot < 0 ? definition.length() : snapshot;
  }

  private static InputStream open(String file) {
    InputStream in = DefinitionFiles.class.getResourceAsStream(file);
    if (in == null) {
      throw new IllegalStateException("not on the class path: " + file);
    }
    return in;
  }

  /**
   * A file of HAPI's, 46 MB in all, that is read again where memory was short meanwhile: few
   * definitions are asked for, and those when the first resources are validated.
   *
   * <p>What is kept has a character for each byte, so that a few letters beyond Latin 1 do not
   * double a file of twenty million; a definition is decoded when it is asked for.
   */
  private static final class BundleFile {
    private final String name;
    private SoftReference<String> kept;

    private BundleFile(String name, String text) {
      this.name = name;
      this.kept = new SoftReference<>(text);
    }

    static BundleFile read(String name) {
      return new BundleFile(name, load(name));
    }

    /** The definition between two places of {@link #text()}. */
    String definition(int start, int end) {
      byte[] bytes = text().substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The file with a character for each of its bytes. */
    synchronized String text() {
      String text = kept.get();
      if (text == null) {
        text = load(name);
        kept = new SoftReference<>(text);
      }
      return text;
    }

    private static String load(String name) {
      try (InputStream in = open(ROOT + name)) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + name, e);
      }
    }
  }
}

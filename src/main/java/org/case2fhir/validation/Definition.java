package org.case2fhir.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A definition in a package, read when it is asked for.
 *
 * @param head what it is found by
 * @param file its name in the package
 * @param text its JSON
 */
record Definition(DefinitionHead head, String file, Text text) {

  /** Where a text is kept. */
  interface Text {
    byte[] read() throws IOException;
  }

  static Text inFile(Path file) {
    return () -> Files.readAllBytes(file);
  }

  /** In memory, packed: few definitions of a large package are ever asked for. */
  static Text packed(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4 + 64);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream packing = new DeflaterOutputStream(out, deflater)) {
      packing.write(json);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    } finally {
      deflater.end();
    }
    byte[] packed = out.toByteArray();
    return () -> new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  /**
   * What a definition is found by, read without the rest of it.
   *
   * @param resourceType for example {@code StructureDefinition}; empty for other JSON
   * @param url its canonical address; may be empty
   * @param version may be empty
   */
  record DefinitionHead(String resourceType, String url, String version) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> KEPT = Set.of("StructureDefinition", "CodeSystem", "ValueSet");

    /** Whether the validator has use for it. */
    boolean isDefinition() {
      return KEPT.contains(resourceType) && !url.isEmpty();
    }

    /**
     * Reads a head.
     *
     * @throws IOException if this is no JSON
     */
    static DefinitionHead read(byte[] json) throws IOException {
      String type = "";
      String url = "";
      String version = "";
      try (JsonParser parser = JSON.createParser(json)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return new DefinitionHead("", "", "");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
          parser.skipChildren();
          if (text && name.equals("resourceType")) {
            type = parser.getText();
          } else if (text && name.equals("url")) {
            url = parser.getText();
          } else if (text && name.equals("version")) {
            version = parser.getText();
          }
          boolean useless = !type.isEmpty() && !KEPT.contains(type);
          if (useless || !type.isEmpty() && !url.isEmpty() && !version.isEmpty()) {
            break;
          }
        }
      }
      return new DefinitionHead(type, url, version);
    }
  }
}

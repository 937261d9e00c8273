package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;

/**
 * Reads a <a href="https://confluence.hl7.org/display/FHIR/NPM+Package+Specification">FHIR
 * package</a>: the CodeSystems, ValueSets and ConceptMaps in its main folder.
 */
final class FhirPackageReader implements ReleaseReader {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_MANIFEST = 1 << 20;
  private static final String MAIN = "package/";

  private String name = "";
  private String version = "";
  private String licence = "";

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    FhirReader reader = new FhirReader();
    String file = scope.names().get(0);
    Path entry = scope.work().resolve("resource");
    try (InputStream raw = scope.files().open(file);
        TarEntries tar = new TarEntries(new GZIPInputStream(raw, 1 << 16))) {
      while (tar.advance()) {
        if (tar.name().equals(MAIN + "package.json")) {
          manifest(tar.readNBytes(MOST_MANIFEST));
        } else if (isResource(tar.name())) {
          Files.deleteIfExists(entry);
          Files.copy(tar, entry);
          reader.read(tar.name(), () -> Files.newInputStream(entry), scope);
        }
      }
    }
    String title = name.isEmpty() ? TableReader.stem(file) : name;
    return new ReleaseInfo(
        TableReader.stem(title + "."), title, version, "", licence, reader.rows());
  }

  private static boolean isResource(String path) {
    return path.startsWith(MAIN)
        && path.indexOf('/', MAIN.length()) < 0
        && path.endsWith(".json")
        && path.matches(".*/(?:CodeSystem|ValueSet|ConceptMap)-[^/]*");
  }

  private void manifest(byte[] content) throws IOException {
    JsonNode manifest = JSON.readTree(new String(content, StandardCharsets.UTF_8));
    name = manifest.path("name").asText();
    version = manifest.path("version").asText();
    licence = manifest.path("license").asText();
  }
}

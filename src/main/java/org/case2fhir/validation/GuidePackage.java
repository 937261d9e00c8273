package org.case2fhir.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.validation.PackageReader.UnfitPackageException;

/**
 * A package that was read.
 *
 * @param manifest what it says of itself
 * @param definitions in it
 * @param source what it was read from, for issues
 * @param folder where its dependencies may be; absent for what comes with the program
 */
record GuidePackage(
    Manifest manifest, List<Definition> definitions, String source, Optional<Path> folder) {

  /**
   * The {@code package.json} of a FHIR package.
   *
   * @param name for example {@code hl7.fhir.us.core}
   * @param version may be empty
   * @param fhirVersions may be empty
   * @param dependencies names and versions
   */
  record Manifest(
      String name, String version, List<String> fhirVersions, Map<String, String> dependencies) {
    static final String FILE = "package.json";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String GET_ANOTHER =
        "give a FHIR package as https://packages.fhir.org offers it";

    static Manifest read(byte[] json) throws UnfitPackageException {
      JsonNode root;
      try {
        root = JSON.readTree(json);
      } catch (IOException e) {
        throw new UnfitPackageException(
            "not-a-package", "its package.json is no JSON", GET_ANOTHER);
      }
      String name = root.path("name").asText();
      if (name.isBlank()) {
        throw new UnfitPackageException(
            "not-a-package", "its package.json has no name", GET_ANOTHER);
      }
      Map<String, String> dependencies = new LinkedHashMap<>();
      root.path("dependencies")
          .fields()
          .forEachRemaining(e -> dependencies.put(e.getKey(), e.getValue().asText()));
      List<String> versions = new ArrayList<>();
      root.path("fhirVersions").forEach(version -> versions.add(version.asText()));
      root.path("fhir-version-list").forEach(version -> versions.add(version.asText()));
      Manifest manifest =
          new Manifest(name, root.path("version").asText(), List.copyOf(versions), dependencies);
      manifest.requireR4();
      return manifest;
    }

    private void requireR4() throws UnfitPackageException {
      boolean r4 =
          fhirVersions.isEmpty() || fhirVersions.stream().anyMatch(v -> v.startsWith("4.0"));
      if (!r4) {
        throw new UnfitPackageException(
            "package-wrong-fhir",
            "the package " + id() + " is for FHIR " + String.join(", ", fhirVersions) + ", not R4",
            "give its release for FHIR R4 (4.0.1)");
      }
    }

    /** Name and version as the package cache writes them. */
    String id() {
      return version.isEmpty() ? name : name + "#" + version;
    }
  }
}

package org.case2fhir.validation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes small FHIR packages for tests. */
public final class TestPackages {
  /** A Patient must have a birth date, and its identifiers a system. */
  public static final String PROFILE = "https://example.org/StructureDefinition/dated-patient";

  private TestPackages() {}

  public static String manifest(String name, String version, String fhir, String dependencies) {
    return """
    {"name": "%s", "version": "%s", "fhirVersions": ["%s"], "dependencies": {%s}}\
    """
        .formatted(name, version, fhir, dependencies);
  }

  /** A profile without snapshot, with its differential only. */
  public static String profile(String url) {
    return """
    {"resourceType": "StructureDefinition", "url": "%s", "version": "1.0.0",
     "name": "DatedPatient", "status": "active", "fhirVersion": "4.0.1", "kind": "resource",
     "abstract": false, "type": "Patient", "derivation": "constraint",
     "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
     "differential": {"element": [
       {"id": "Patient", "path": "Patient"},
       {"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1},
       {"id": "Patient.maritalStatus", "path": "Patient.maritalStatus",
        "binding": {"strength": "required",
          "valueSet": "https://example.org/ValueSet/colours"}}]}}\
    """
        .formatted(url);
  }

  /** A profile of Bundles that have one Patient, who meets {@link #PROFILE}. */
  public static String bundleProfile(String url) {
    return """
    {"resourceType": "StructureDefinition", "url": "%s", "name": "BundleWithPatient",
     "status": "active", "fhirVersion": "4.0.1", "kind": "resource", "abstract": false,
     "type": "Bundle", "derivation": "constraint",
     "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Bundle",
     "differential": {"element": [
       {"id": "Bundle", "path": "Bundle"},
       {"id": "Bundle.entry", "path": "Bundle.entry", "slicing": {
         "discriminator": [{"type": "type", "path": "resource"}], "rules": "open"}},
       {"id": "Bundle.entry:pat", "path": "Bundle.entry", "sliceName": "pat",
        "min": 1, "max": "1"},
       {"id": "Bundle.entry:pat.resource", "path": "Bundle.entry.resource", "min": 1,
        "type": [{"code": "Patient", "profile": ["%s"]}]}]}}\
    """
        .formatted(url, PROFILE);
  }

  /** Files of a sound package with that profile and a code system of colours. */
  public static Map<String, String> sound() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "package/package.json",
        manifest("example.guide", "1.0.0", "4.0.1", "\"hl7.fhir.r4.core\": \"4.0.1\""));
    files.put("package/StructureDefinition-dated.json", profile(PROFILE));
    files.put(
        "package/CodeSystem-colours.json",
        """
        {"resourceType": "CodeSystem", "url": "https://example.org/CodeSystem/colours",
         "status": "active", "content": "complete", "concept": [{"code": "red"}]}\
        """);
    files.put(
        "package/ValueSet-colours.json",
        """
        {"resourceType": "ValueSet", "url": "https://example.org/ValueSet/colours",
         "status": "active",
         "compose": {"include": [{"system": "https://example.org/CodeSystem/colours"}]}}\
        """);
    files.put("package/example/Patient-x.json", "{\"resourceType\": \"Patient\"}");
    return files;
  }

  public static Path pack(Path archive, Map<String, String> files) throws IOException {
    Files.write(archive, packed(files));
    return archive;
  }

  static byte[] packed(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), /* preserve= */ true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  public static Path unpack(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    return folder;
  }
}

package org.case2fhir.terminology.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.case2fhir.terminology.Domain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FhirImportTest {
  private static final String CODE_SYSTEM =
      """
      {"resourceType": "CodeSystem", "concept": [
        {"code": "a", "display": "Alpha disease", "designation": [
          {"language": "en", "value": "First disease"}, {"language": "de", "value": "Erste"}],
         "concept": [{"code": "b", "display": "Beta disease"}]},
        {"code": "c", "display": "Gone disease", "property": [
          {"code": "status", "valueCode": "retired"}]}],
       "url": "urn:our-codes", "version": "3", "title": "Ours", "copyright": "(c) Us",
       "date": "2025-01-02"}
      """;

  @TempDir Path folder;
  private Importing importing;

  @BeforeEach
  void start() {
    importing = new Importing(folder);
  }

  @Test
  void codeSystemIsReadWithWhatStandsAfterItsConcepts() throws IOException {
    Path release = importing.write("ours.json", CODE_SYSTEM);
    var header = importing.run(release, Importing.options("x", Domain.CONDITION)).header();
    assertThat(header.version()).isEqualTo("3");
    assertThat(header.released()).isEqualTo("2025-01-02");
    assertThat(header.licence()).isEqualTo("(c) Us");
    assertThat(importing.codes(Domain.CONDITION, "first disease")).containsExactly("a");
    assertThat(importing.codes(Domain.CONDITION, "beta diseases")).containsExactly("b");
    assertThat(importing.codes(Domain.CONDITION, "gone disease")).isEmpty();
    assertThat(importing.codes(Domain.CONDITION, "Erste")).isEmpty();
  }

  @Test
  void systemWithoutKnownUseAsksForADomain() throws IOException {
    assertThat(importing.issues(importing.write("ours.json", CODE_SYSTEM)))
        .contains("unknown-domain");
  }

  @Test
  void valueSetsListTheirCodes() throws IOException {
    importing.run(
        importing.write(
            "compose.json",
            """
            {"resourceType": "ValueSet", "compose": {"include": [
              {"system": "http://snomed.info/sct", "concept": [
                {"code": "386661006", "display": "Fever (finding)"}]}]}}
            """));
    importing.run(
        importing.write(
            "expansion.json",
            """
            {"resourceType": "ValueSet", "expansion": {"contains": [
              {"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
             "compose": {"include": [{"system": "http://loinc.org"}]}}
            """));
    assertThat(importing.codes(Domain.FINDING, "fever")).containsExactly("386661006");
    assertThat(importing.codes(Domain.TEST, "heart rate")).containsExactly("8867-4");
  }

  @Test
  void valueSetThatOnlyDescribesIsRefused() throws IOException {
    Path release =
        importing.write(
            "described.json",
            """
            {"resourceType": "ValueSet", "compose": {"include": [{"system": "http://loinc.org"}]}}
            """);
    assertThat(importing.refusal(release).message()).contains("no concept");
  }

  @Test
  void conceptMapLendsTheWordsOfItsSourceWhereBothMeanTheSame() throws IOException {
    importing.run(
        importing.write(
            "map.json",
            """
            {"resourceType": "ConceptMap", "group": [{"source": "urn:lab",
              "target": "http://loinc.org", "element": [
              {"code": "HR", "display": "Pulse of the house", "target": [
                {"code": "8867-4", "display": "Heart rate", "equivalence": "equivalent"}]},
              {"code": "X", "display": "Something wide", "target": [
                {"code": "8310-5", "display": "Body temperature", "equivalence": "wider"}]}]}]}
            """));
    assertThat(importing.codes(Domain.TEST, "pulse of the house")).containsExactly("8867-4");
    assertThat(importing.codes(Domain.TEST, "something wide")).isEmpty();
  }

  @Test
  void packageIsRead() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "package/package.json",
        "{\"name\": \"our.terms\", \"version\": \"1.2.3\", \"license\": \"CC0-1.0\"}");
    files.put("package/CodeSystem-ours.json", CODE_SYSTEM.replace("urn:our-codes", "ATC"));
    files.put("package/StructureDefinition-x.json", "{\"resourceType\": \"StructureDefinition\"}");
    files.put("package/example/CodeSystem-example.json", "not even JSON");
    Path release = folder.resolve("our.terms.tgz");
    Files.write(release, tgz(files));
    var header = importing.header(release);
    assertThat(header.name()).isEqualTo("our.terms");
    assertThat(header.version()).isEqualTo("1.2.3");
    assertThat(header.licence()).isEqualTo("CC0-1.0");
    assertThat(importing.codes(Domain.MEDICATION, "alpha disease")).containsExactly("a");
  }

  @Test
  void cutPackageIsRefused() throws IOException {
    byte[] whole = tgz(Map.of("package/CodeSystem-ours.json", CODE_SYSTEM));
    Path release = folder.resolve("cut.tgz");
    Files.write(release, Arrays.copyOf(whole, whole.length / 2));
    assertThat(importing.refusal(release).message()).contains("damaged");
    assertThat(importing.terms().all("alpha disease")).isEmpty();
  }

  private static byte[] tgz(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, file.getKey());
        put(header, 124, "%011o".formatted(content.length));
        header[156] = '0';
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}

package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaseFileSchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(CaseFile.schema());
  private static final JsonNode TREE = tree();

  private static JsonNode tree() {
    try {
      return new ObjectMapper().readTree(CaseFile.schema());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Set<ValidationMessage> validate(String text) throws IOException {
    return SCHEMA.validate(YAML.readTree(text));
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("fhir-examples"))) {
      return files.filter(path -> path.endsWith("case.yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void takesTheExamplesThatTheReaderTakes(Path path) throws IOException {
    String text = Files.readString(path);
    List<Issue> lost =
        Cases.issues(text).stream()
            .filter(issue -> issue.severity().atLeast(Severity.ERROR))
            .toList();
    if (lost.isEmpty()) {
      assertThat(validate(text)).isEmpty();
    } else {
      assertThat(validate(text)).as(lost.toString()).isNotEmpty();
    }
  }

  @Test
  void takesEveryFormAndWhatTheWriterMakesOfIt() throws IOException {
    String rich = Cases.resource("rich.yaml");
    assertThat(validate(rich)).isEmpty();
    assertThat(validate(Cases.WRITER.write(Cases.report(rich)))).isEmpty();
    assertThat(validate(Cases.WRITER.writeJson(Cases.report(rich)))).isEmpty();
  }

  @Test
  void itsOwnExampleIsACase() {
    String example = TREE.at("/examples/0").toString();
    assertThat(Cases.read("a.json", example).result().issues()).isEmpty();
  }

  @Test
  void followsItsMetaSchema() throws IOException {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(TREE)).isEmpty();
  }

  /** A mapping with an unknown key is answered with the known ones: they must be the schema's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          '' ¦ qqqqqqqq: 1 ¦ /properties
          source: ¦ qqqqqqqq: 1 ¦ /properties/source/properties
          subject: ¦ qqqqqqqq: 1 ¦ /properties/subject/properties
          'subject: {age: ' ¦ value: 1 year, qqqqqqqq: 1}} ¦ /properties/subject/properties/age/anyOf/1/properties
          'subject: {deceased: ' ¦ dead: true, qqqqqqqq: 1}} ¦ /$defs/death/anyOf/2/properties
          encounters: ¦ id: a, qqqqqqqq: 1 ¦ /$defs/encounter/anyOf/1/properties
          diagnoses: ¦ diagnosis: a, qqqqqqqq: 1 ¦ /$defs/diagnosis/anyOf/1/properties
          findings: ¦ finding: a, qqqqqqqq: 1 ¦ /$defs/finding/anyOf/1/properties
          measurements: ¦ test: a, qqqqqqqq: 1 ¦ /$defs/measurement/anyOf/1/properties
          medications: ¦ drug: a, qqqqqqqq: 1 ¦ /$defs/medication/anyOf/1/properties
          procedures: ¦ procedure: a, qqqqqqqq: 1 ¦ /$defs/procedure/anyOf/1/properties
          specimens: ¦ specimen: a, qqqqqqqq: 1 ¦ /$defs/specimen/anyOf/1/properties
          reports: ¦ report: a, qqqqqqqq: 1 ¦ /$defs/report/anyOf/1/properties
          family-history: ¦ relative: a, qqqqqqqq: 1 ¦ /$defs/relative/anyOf/1/properties
          allergies: ¦ allergy: a, qqqqqqqq: 1 ¦ /$defs/allergy/anyOf/1/properties
          variants: ¦ variant: a, qqqqqqqq: 1 ¦ /$defs/variant/anyOf/1/properties
          'variants: {variant: a, hgvs: ' ¦ value: a, qqqqqqqq: 1}} ¦ /$defs/expression/anyOf/1/properties
          'variants: {variant: a, locus: ' ¦ chromosome: 1, qqqqqqqq: 1}} ¦ /$defs/variant/anyOf/1/properties/locus/properties
          'findings: {finding: a, support: ' ¦ kind: a, qqqqqqqq: 1}} ¦ /$defs/support/anyOf/1/properties
          'medications: {drug: a, treatment: ' ¦ target: a, qqqqqqqq: 1}} ¦ /$defs/treatment/properties
          'reports: {report: a, files: ' ¦ uri: a, qqqqqqqq: 1}} ¦ /$defs/file/anyOf/1/properties
          'family-history: {relative: a, illnesses: ' ¦ illness: a, qqqqqqqq: 1}} ¦ /$defs/illness/anyOf/1/properties
          'medications: {drug: a, dose: ' ¦ text: a, qqqqqqqq: 1}} ¦ /$defs/dose/anyOf/1/properties
          'diagnoses: {diagnosis: a, evidence: ' ¦ quote: a, qqqqqqqq: 1}} ¦ /$defs/quote/anyOf/1/properties
          'diagnoses: {diagnosis: a, site: ' ¦ site: a, qqqqqqqq: 1}} ¦ /$defs/site/anyOf/1/properties
          'diagnoses: {diagnosis: a, severity: ' ¦ text: a, qqqqqqqq: 1}} ¦ /$defs/concept/anyOf/1/properties
          'diagnoses: {diagnosis: a, codes: ' ¦ system: SNOMED, code: 73211009, qqqqqqqq: 1}} ¦ /$defs/code/anyOf/1/properties
          'diagnoses: {diagnosis: a, onset: ' ¦ words: a, qqqqqqqq: 1}} ¦ /$defs/time/anyOf/1/properties
          """)
  void knowsTheKeysThatTheReaderKnows(String before, String keys, String pointer) {
    String at = before == null || before.isBlank() ? "" : before;
    String open = keys.endsWith("}}") ? "{" + keys : "{" + keys + "}";
    String text = at.isEmpty() ? "subject: {sex: female}\n" + keys : at + " " + open;
    Issue unknown =
        Cases.issues(text).stream()
            .filter(issue -> issue.code().equals("unknown-key"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(Cases.issues(text)));
    String known = unknown.solution().replace("known here: ", "");
    Set<String> ofReader = new TreeSet<>(Arrays.asList(known.split(", ")));
    Set<String> ofSchema = new TreeSet<>();
    TREE.at(pointer).fieldNames().forEachRemaining(ofSchema::add);
    assertThat(ofReader).as(pointer).isEqualTo(ofSchema);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- gout",
        "id: x",
        "name: x",
        "diagnosis: [gout]",
        "diagnoses: [[gout]]",
        "diagnoses: [true]",
        "diagnoses: [{diagnois: gout}]",
        "diagnoses: [{diagnosis: gout, suspected: lupus}]",
        "diagnoses: [{diagnosis: gout, encuonter: a}]",
        "diagnoses: [{diagnosis: gout, comorbidity: maybe}]",
        "diagnoses: [{diagnosis: gout, onset: 2006-13}]",
        "diagnoses: [{diagnosis: gout, onset: 2006-02-32}]",
        "diagnoses: [{diagnosis: gout, onset: [2006]}]",
        "diagnoses: [{diagnosis: gout, status: activ}]",
        "diagnoses: [{diagnosis: gout, codes: [73211009]}]",
        "diagnoses: [{diagnosis: gout, codes: [{code: 73211009}]}]",
        "diagnoses: [{diagnosis: gout, note: }]",
        "diagnoses: [{diagnosis: gout, evidence: {start: 1}}]",
        "diagnoses: [{diagnosis: gout, evidence: {quote: a, start: 1}}]",
        "diagnoses: [{diagnosis: gout, site: {side: left}}]",
        "diagnoses: [{diagnosis: gout, site: {site: foot, side: top}}]",
        "diagnoses: [{diagnosis: gout, assertion: denied}]",
        "findings: [{finding: fever, duration: long}]",
        "measurements: [{test: ESR, value: {unit: mm}}]",
        "measurements: [{test: ESR, value: {number: many}}]",
        "measurements: [{test: ESR, value: {lengths: [1], unit: mm}}]",
        "measurements: [{test: ESR, value: {systolic: 1}}]",
        "measurements: [{test: ESR, category: lab}]",
        "medications: [{drug: x, dose: {amount: 5 mg}}]",
        "medications: [{drug: x, duration: {text: long}}]",
        "medications: [{drug: x, dose: {text: a, frequency: {times: 2}}}]",
        "family-history: [{relative: mother, illnesses: [{onset: 2006}]}]",
        "subject: female",
        "subject: {sex: lady}",
        "subject: {age: {at: a}}",
        "subject: {sex: female, birth-date: in spring}",
        "encounters: [{date: 2006}]",
        "source: {year: early}\ndiagnoses: [gout]",
      })
  void refusesWhatTheReaderRefuses(String text) throws IOException {
    assertThat(validate(text)).as(text).isNotEmpty();
    List<Issue> issues = new ArrayList<>(Cases.issues(text));
    assertThat(issues).as(text).anyMatch(issue -> issue.severity().atLeast(Severity.WARNING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subject: {sex: F}",
        "subject: {sex: boy, birth-date: 14 February 1959}",
        "diagnoses: [{diagnosis: gout, assertion: absent, onset: 2005-2006}]",
        "diagnoses: [{diagnosis: gout, onset: 14/02/2006}]",
        "diagnoses: [{diagnosis: gout, onset: 2006-02 to 2006-04}]",
        "findings: [{finding: fever, duration: 2-3 days, assertion: possible}]",
        "findings: [{finding: fever, duration: half a year, value: no}]",
        "findings: [{finding: fever, value: false}]",
      })
  void takesWhatTheReaderTakes(String text) throws IOException {
    assertThat(validate(text)).as(text).isEmpty();
    assertThat(Cases.issues("id: x\n" + text))
        .noneMatch(
            issue ->
                issue.severity().atLeast(Severity.WARNING) && !issue.code().equals("empty-case"));
  }
}

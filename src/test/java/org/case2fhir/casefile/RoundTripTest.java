package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.junit.jupiter.api.Test;

class RoundTripTest {

  @Test
  void everythingSurvivesYamlAndJson() {
    CaseReport report = Cases.report(Cases.resource("rich.yaml"));

    String yaml = Cases.WRITER.write(report);
    assertThat(Cases.report(yaml)).as(yaml).isEqualTo(report);
    assertThat(Cases.WRITER.write(Cases.report(yaml))).isEqualTo(yaml);

    String json = Cases.WRITER.writeJson(report);
    CaseFile fromJson = Cases.read("case.json", json);
    assertThat(fromJson.result().issues()).as(json).isEmpty();
    assertThat(fromJson.result().value()).contains(report);
  }

  @Test
  void theFirstCaseSurvives() throws Exception {
    Path path = Path.of("fhir-examples/gluteal-calcinosis/case.yaml");
    CaseFile file = Cases.READER.read(path.toString(), Files.readAllBytes(path));
    CaseReport report = file.result().value().orElseThrow();

    assertThat(Cases.report(Cases.WRITER.write(report))).isEqualTo(report);
  }

  @Property(tries = 120)
  @Tag("long")
  void anyCaseSurvives(@ForAll long seed) throws IOException {
    CaseReport report = CaseArbitraries.caseOf(seed);

    String yaml = Cases.WRITER.write(report);
    CaseFile fromYaml = Cases.read("case.yaml", yaml);
    assertThat(errors(fromYaml)).as(yaml).isEmpty();
    CaseReport again = fromYaml.result().value().orElseThrow();
    if (!again.equals(report)) {
      // Slow, and says which of the many fields it is.
      assertThat(again).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(report);
    }
    assertThat(again).as(yaml).isEqualTo(report);

    String json = Cases.WRITER.writeJson(report);
    CaseFile fromJson = Cases.read("case.json", json);
    assertThat(fromJson.result().value()).contains(report);
    assertThat(CaseFileSchemaTest.validate(yaml)).as(yaml).isEmpty();
    assertThat(CaseFileSchemaTest.validate(json)).as(json).isEmpty();
  }

  private static List<Issue> errors(CaseFile file) {
    return file.result().issues().stream()
        .filter(issue -> issue.severity().atLeast(Severity.ERROR))
        .toList();
  }
}

package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
}

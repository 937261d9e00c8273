package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.case2fhir.issue.Location;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FactRef;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;

class CaseFileReaderTest {
  private final CaseFileReader reader =
      new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());

  @Test
  void readsTheSmallestCase() {
    String text = "id: x\nsubject:\n  sex: female\ndiagnoses:\n  - diabetes mellitus\n";
    CaseFile file = reader.read("a.yaml", text.getBytes(StandardCharsets.UTF_8));

    assertThat(file.result().issues()).isEmpty();
    CaseReport report = file.result().value().orElseThrow();
    assertThat(report.facts(Diagnosis.class))
        .singleElement()
        .extracting(Diagnosis::id)
        .isEqualTo("diabetes-mellitus");
    assertThat(file.locations())
        .containsEntry(
            new FactRef("diagnosis", "diabetes-mellitus"),
            new Location("a.yaml", 5, 5, "/diagnoses/0"));
  }
}

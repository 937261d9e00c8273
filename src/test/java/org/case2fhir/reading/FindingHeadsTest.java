package org.case2fhir.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.case2fhir.model.Finding.FindingCategory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingHeadsTest {
  @ParameterizedTest
  @CsvSource({
    "nausea,SYMPTOM",
    "Severe abdominal pain,SYMPTOM",
    "pain in the left knee,SYMPTOM",
    "difficulty in walking,SYMPTOM",
    "shortness of breath,SYMPTOM",
    "loss of appetite,SYMPTOM",
    "arthralgia,SYMPTOM",
    "systolic murmur,EXAM",
    "edema of both legs,EXAM",
    "neck stiffness,EXAM",
    "morning stiffness,SYMPTOM",
    "fracture of the femur,NONE",
    "tumour,NONE",
    "mass,NONE",
    "giant cells,NONE",
    "loss of cortical bone,NONE",
    "pain-free interval,NONE",
    "painless mass,NONE"
  })
  void aFindingIsKnownByItsHead(String name, FindingCategory category) {
    assertEquals(category, FindingHeads.category(name));
  }
}

package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Told;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AllergyIntoleranceMapperTest {

  @Test
  void aConfirmedAllergyTellsItsReaction() {
    AllergyIntolerance allergy =
        map(plainly().severity("severe").on(on(2004)), SubstanceCategory.FOOD, "urticaria");

    assertThat(Contexts.code(allergy.getClinicalStatus())).isEqualTo("active");
    assertThat(Contexts.code(allergy.getVerificationStatus())).isEqualTo("confirmed");
    assertThat(allergy.getReactionFirstRep().getManifestationFirstRep().getText())
        .isEqualTo("urticaria");
    assertThat(allergy.getReactionFirstRep().getSeverity().toCode()).isEqualTo("severe");
    assertThat(allergy.getOnsetAge().getValue()).isEqualByComparingTo("10");
    assertThat(allergy.getExtensionByUrl(Systems.ALLERGY_ASSERTED).getValue().primitiveValue())
        .isEqualTo("2004");
    assertThat(allergy.hasNote()).isFalse();
    assertThat(Contexts.text(allergy)).contains("Reactions: urticaria", "Severity: severe");
  }

  @Test
  void noAllergyIsRefutedAndNotActive() {
    AllergyIntolerance allergy = map(plainly().absent(), null);

    assertThat(Contexts.code(allergy.getVerificationStatus())).isEqualTo("refuted");
    assertThat(Contexts.code(allergy.getClinicalStatus())).as("ait-1").isEqualTo("inactive");
    assertThat(allergy.hasReaction()).isFalse();
    assertThat(Contexts.text(allergy)).contains("No allergy: penicillin");
  }

  @Test
  void aSuspectedAllergyIsUnconfirmed() {
    AllergyIntolerance allergy = map(plainly().possible(), null);

    assertThat(Contexts.code(allergy.getVerificationStatus())).isEqualTo("unconfirmed");
  }

  @ParameterizedTest
  @CsvSource({"mild, true", "moderate, true", "severe, true", "dreadful, false"})
  void onlyFhirsSeveritiesAreCoded(String words, boolean coded) {
    AllergyIntolerance allergy = map(plainly().severity(words), null, "rash");

    assertThat(allergy.getReactionFirstRep().hasSeverity()).isEqualTo(coded);
    assertThat(allergy.hasNote()).isNotEqualTo(coded);
  }

  @Test
  void aSeverityWithoutReactionIsNoted() {
    AllergyIntolerance allergy = map(plainly().severity("severe"), null);

    assertThat(allergy.getNoteFirstRep().getText()).isEqualTo("Severity: severe");
    assertThat(Contexts.text(allergy)).containsOnlyOnce("severe");
  }

  @ParameterizedTest
  @EnumSource(SubstanceCategory.class)
  void categoriesAreFhirs(SubstanceCategory category) {
    assertThat(map(plainly(), category).getCategory().get(0).getCode()).isEqualTo(category.code());
  }

  private static AllergyIntolerance map(
      Told told, SubstanceCategory category, String... reactions) {
    Sensitivity sensitivity =
        new Sensitivity(
            "penicillin",
            Concept.ofText("penicillin"),
            told.build(),
            Optional.ofNullable(category),
            List.of(reactions).stream().map(Concept::ofText).toList(),
            Optional.of(age(10, TimeUnit.YEAR)));
    return AllergyIntoleranceMapper.map(sensitivity, Contexts.of());
  }
}

package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Told;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.FamilyMemberHistory;
import org.junit.jupiter.api.Test;

final class FamilyMemberHistoryMapperTest {

  @Test
  void aRelativesDiseasesAreTheRelatives() {
    FamilyMemberHistory history = map(plainly(), null);

    assertThat(history.getStatus().toCode()).isEqualTo("completed");
    assertThat(history.getRelationship().getText()).isEqualTo("mother");
    assertThat(Contexts.code(history.getSex())).isEqualTo("female");
    assertThat(history.getConditionFirstRep().getCode().getText()).isEqualTo("cancer");
    assertThat(history.getConditionFirstRep().getOnsetAge().getCode()).isEqualTo("a");
    assertThat(history.getConditionFirstRep().getOutcome().getText()).isEqualTo("cured");
  }

  @Test
  void whatARelativeDidNotHaveIsNeverACondition() {
    FamilyMemberHistory absent = map(plainly().absent(), null);
    FamilyMemberHistory possible = map(plainly().possible(), null);

    assertThat(absent.hasCondition()).isFalse();
    assertThat(absent.getNoteFirstRep().getText())
        .isEqualTo("No history of: cancer, at age 55 years, cured");
    assertThat(possible.hasCondition()).isFalse();
    assertThat(possible.getNoteFirstRep().getText()).startsWith("Possible history of: cancer");
  }

  @Test
  void deathTakesTheFormItIsToldIn() {
    assertThat(map(plainly(), death(age(60, TimeUnit.YEAR))).getDeceasedAge().getValue())
        .isEqualByComparingTo("60");
    assertThat(map(plainly(), death(on(1999))).getDeceasedDateType().getValueAsString())
        .isEqualTo("1999");
    assertThat(map(plainly(), death(new When.InWords("young"))).getDeceasedStringType().getValue())
        .isEqualTo("young");
    assertThat(map(plainly(), death(null)).getDeceasedBooleanType().booleanValue()).isTrue();
    Death alive = new Death(false, Optional.empty(), Optional.empty());
    assertThat(map(plainly(), alive).getDeceasedBooleanType().booleanValue()).isFalse();
  }

  private static Death death(When when) {
    return new Death(true, Optional.ofNullable(when), Optional.of(Concept.ofText("stroke")));
  }

  private static FamilyMemberHistory map(Told told, Death death) {
    FamilyHistory history =
        new FamilyHistory(
            "mother",
            Concept.ofText("mother"),
            told.build(),
            Optional.of(Sex.FEMALE),
            Optional.ofNullable(death),
            List.of(
                new FamilyHistory.Illness(
                    Concept.ofText("cancer"),
                    Optional.of(age(55, TimeUnit.YEAR)),
                    Optional.of("cured"))));
    return FamilyMemberHistoryMapper.map(history, Contexts.of());
  }
}

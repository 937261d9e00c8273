package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.before;
import static org.case2fhir.model.Cases.course;
import static org.case2fhir.model.Cases.finding;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import org.case2fhir.fhir.MappingOptions.AbsentPolicy;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Links;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Told;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FindingMapperTest {

  @Test
  void aPresentFindingIsPresentInBothCodeSystems() {
    Observation observation = map(finding("back-pain", at("first-visit")));

    assertThat(observation.getStatus().toCode()).isEqualTo("final");
    assertThat(codes(observation)).containsExactly("52101004", "LA9633-4");
    assertThat(observation.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(observation.getEncounter().getDisplay()).isEqualTo("first visit");
  }

  @Test
  void anAbsentFindingIsAFinalObservationOfAbsence() {
    Observation observation = map(finding("dysphagia", plainly().absent()));

    assertThat(observation.getStatus().toCode()).isEqualTo("final");
    assertThat(codes(observation)).containsExactly("2667000", "LA9634-2");
    assertThat(observation.getCode().getText()).isEqualTo("dysphagia");
    assertThat(Contexts.text(observation)).contains("Absent: dysphagia");
  }

  @Test
  void aTimeInWordsIsSaidOnceInTheNarrative() {
    Observation observation =
        map(finding("fever", plainly().on(new When.InWords("after the second dose"))));

    assertThat(observation.getNoteFirstRep().getText()).isEqualTo("Time: after the second dose");
    assertThat(Contexts.text(observation)).containsOnlyOnce("after the second dose");
  }

  @Test
  void aSiteThatTheNameSaysIsNotSaidTwice() {
    assertThat(DisplayText.withSite(finding("Chest pain", plainly().site("chest"))))
        .isEqualTo("Chest pain");
    assertThat(DisplayText.withSite(finding("pain", plainly().site("chest"))))
        .isEqualTo("pain, chest");
    assertThat(DisplayText.withSite(finding("armpit pain", plainly().site("arm"))))
        .isEqualTo("armpit pain, arm");
  }

  @Test
  void aSideWithoutPlaceIsBothSides() {
    Observation observation =
        map(finding("fracture", plainly().site(BodySite.SIDE_ALONE, Laterality.BILATERAL)));

    assertThat(observation.getBodySite().getText()).isEqualTo("both sides");
    assertThat(Contexts.text(observation)).contains("Body site: both sides");
  }

  @Test
  void aPossibleFindingIsNeverPresent() {
    Observation observation = map(finding("fever", plainly().possible()));

    assertThat(codes(observation)).containsExactly("415684004");
    assertThat(Contexts.text(observation)).contains("Possible: fever");
  }

  @Test
  void aValueImpliesPresence() {
    Observation observation =
        map(
            finding(
                "weight loss",
                plainly(),
                FindingCategory.EXAM,
                measured("7", "kg", "kg"),
                Links.NONE));

    assertThat(observation.getValueQuantity().getValue()).isEqualByComparingTo("7");
    assertThat(observation.hasComponent()).isFalse();
  }

  @Test
  void aLengthIsTheExtentOfWhatIsPresent() {
    Observation observation =
        map(
            finding(
                "plaque", plainly(), FindingCategory.EXAM, measured("8", "cm", "cm"), Links.NONE));

    assertThat(codes(observation)).contains("52101004");
    assertThat(component(observation, "Extent").getValueQuantity().getValue())
        .isEqualByComparingTo("8");
  }

  @Test
  void aValueOfAnAbsentFindingNeverHidesTheAbsence() {
    Told absent = plainly().absent();

    Observation observation =
        map(finding("edema", absent, FindingCategory.EXAM, measured("0", "cm", "cm"), Links.NONE));

    assertThat(codes(observation)).contains("2667000");
    assertThat(component(observation, "Extent").getValueQuantity().getCode()).isEqualTo("cm");
  }

  @Test
  void aSizeHasADiameterForEachNumber() {
    Value size = new Value.Dimensions(WholeCase.numbers("75", "55", "50"), WholeCase.MM);

    Observation observation =
        map(finding("mass", plainly(), FindingCategory.PATHOLOGY, size, Links.NONE));

    assertThat(codes(observation)).contains("52101004");
    assertThat(observation.getComponent())
        .extracting(part -> part.getValueQuantity().getValue().toPlainString())
        .containsExactly("75", "55", "50");
    assertThat(observation.getComponent())
        .allSatisfy(part -> assertThat(Contexts.code(part.getCode())).isEqualTo("81827009"));
  }

  @ParameterizedTest
  @CsvSource({
    "EXAM, exam",
    "IMAGING, imaging",
    "LABORATORY, laboratory",
    "PATHOLOGY, laboratory",
    "PROCEDURE, procedure",
    "SOCIAL, social-history",
    "OUTCOME, therapy"
  })
  void everyCategoryIsCoded(FindingCategory category, String code) {
    Observation observation = map(finding("x", plainly(), category, null, Links.NONE));

    assertThat(Contexts.code(observation.getCategoryFirstRep())).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"SYMPTOM, Symptom", "HISTORY, Medical history"})
  void whatFitsNoneOfTheCodesHasWords(FindingCategory category, String words) {
    Observation observation = map(finding("x", plainly(), category, null, Links.NONE));

    assertThat(observation.getCategoryFirstRep().hasCoding()).isFalse();
    assertThat(observation.getCategoryFirstRep().getText()).isEqualTo(words);
  }

  @Test
  void onsetDurationAndEndAreComponents() {
    Observation observation =
        map(
            course(
                "stiffness",
                plainly().severity("severe"),
                before(2, TimeUnit.YEAR, "first-visit"),
                TimeSpan.of(2, TimeUnit.HOUR),
                on(2007)));

    assertThat(component(observation, "Onset").getValueStringType().getValue())
        .isEqualTo("2 years before first visit (2006-02)");
    assertThat(component(observation, "Duration").getValueQuantity().getCode()).isEqualTo("h");
    assertThat(component(observation, "End").getValueDateTimeType().getValueAsString())
        .isEqualTo("2007");
    assertThat(component(observation, "Severity").getValueCodeableConcept().getText())
        .isEqualTo("severe");
  }

  @Test
  void derivedOnsetsAreDatesAndAgesAreQuantities() {
    MappingOptions derived = MappingOptions.DEFAULT.withOnset(OnsetPolicy.DERIVED);
    Finding told =
        course(
            "x", plainly(), before(2, TimeUnit.YEAR, "first-visit"), null, age(50, TimeUnit.YEAR));

    Observation observation = FindingMapper.map(told, Contexts.of(derived));

    assertThat(component(observation, "Onset").getValueDateTimeType().getValueAsString())
        .isEqualTo("2004");
    assertThat(component(observation, "Age at end").getValue().fhirType()).isEqualTo("Quantity");
  }

  @Test
  void aTimeInWordsReplacesTheVisitsDate() {
    Observation observation =
        map(finding("x", at("first-visit").on(new When.InWords("recently")).note("at night")));

    assertThat(observation.getEffectiveDateTimeType().hasValue()).isFalse();
    assertThat(observation.getNote())
        .extracting(note -> note.getText())
        .containsExactly("at night", "Time: recently");
  }

  @Test
  void severalSitesAreToldApartInComponents() {
    Told told = plainly().site("shoulder", Laterality.BILATERAL).site("knee");

    Observation observation = map(finding("pain", told));

    assertThat(observation.getBodySite().getText()).isEqualTo("bilateral shoulder, knee");
    assertThat(observation.getBodySite().hasCoding()).isFalse();
    assertThat(observation.getComponent())
        .extracting(c -> c.getCode().getText())
        .containsExactly("Body site", "Body site");
  }

  @Test
  void linksBecomeReferences() {
    Finding told =
        finding("x", plainly(), FindingCategory.PATHOLOGY, null, Cases.links(null, "p", "s", null));
    CaseContext context =
        Contexts.of(
            told,
            Cases.procedure("p", plainly(), InterventionStatus.COMPLETED),
            Cases.specimen("s", plainly(), "p"));

    Observation observation = FindingMapper.map(told, context);

    assertThat(observation.getPartOfFirstRep().getDisplay()).isEqualTo("p");
    assertThat(observation.getSpecimen().getDisplay()).isEqualTo("s");
  }

  @Test
  void asAConditionItKeepsWhatItSays() {
    Finding told =
        course("pain", plainly().note("dull"), on(2005), TimeSpan.of(2, TimeUnit.WEEK), on(2006));

    Condition condition = FindingMapper.mapToCondition(told, Contexts.of(told));

    assertThat(Contexts.code(condition.getVerificationStatus())).isEqualTo("confirmed");
    assertThat(Contexts.code(condition.getClinicalStatus())).isEqualTo("resolved");
    assertThat(Contexts.code(condition.getCategoryFirstRep())).isEqualTo("problem-list-item");
    assertThat(condition.getOnsetDateTimeType().getValueAsString()).isEqualTo("2005");
    assertThat(condition.getNoteFirstRep().getText()).isEqualTo("dull; Duration: 2 weeks");
  }

  @Test
  void aFindingThatNothingSaysHowItWasKnownHasNoCategory() {
    Observation observation =
        map(finding("mass", plainly(), FindingCategory.NONE, null, Links.NONE));

    assertThat(observation.hasCategory()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(FindingCategory.class)
  void onlyPresentOrPossibleSymptomsBecomeProblems(FindingCategory category) {
    MappingOptions options = MappingOptions.DEFAULT.withSymptoms(SymptomPolicy.CONDITION);
    // What nothing says how it was known may be a complaint: a mass, a swelling.
    boolean problem = category == FindingCategory.SYMPTOM || category == FindingCategory.NONE;
    String expected = problem ? "Condition" : "Observation";

    assertThat(types(options, finding("x", plainly(), category, null, Links.NONE)))
        .containsExactly(expected);
    assertThat(types(options, finding("x", plainly().possible(), category, null, Links.NONE)))
        .containsExactly(expected);
    assertThat(types(options, finding("x", plainly().absent(), category, null, Links.NONE)))
        .containsExactly("Observation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"negative", "Normal", "no", "absent", "not detected"})
  void aNegativeSignBecomesNoProblem(String words) {
    MappingOptions options = MappingOptions.DEFAULT.withSymptoms(SymptomPolicy.CONDITION);
    Value value = new Value.Words(words);

    assertThat(types(options, finding("x", plainly(), FindingCategory.SYMPTOM, value, Links.NONE)))
        .containsExactly("Observation");
  }

  @ParameterizedTest
  @CsvSource({"OBSERVATION, Observation, 0", "REFUTED, Condition, 0", "OMIT, , 1"})
  void absentFindingsFollowTheirPolicy(AbsentPolicy policy, String type, int notes) {
    MappingOptions options = MappingOptions.DEFAULT.withAbsent(policy);
    Finding absent = finding("dysphagia", plainly().absent());

    assertThat(types(options, absent)).isEqualTo(type == null ? List.of() : List.of(type));
    assertThat(CaseMapper.map(Cases.report(absent), options).notes()).hasSize(notes);
    assertThat(types(options, finding("pain", plainly()))).containsExactly("Observation");
  }

  private static List<String> types(MappingOptions options, Finding finding) {
    return CaseMapper.map(Cases.report(finding), options).bundle().getEntry().stream()
        .map(entry -> entry.getResource().fhirType())
        .filter(type -> !type.equals("Patient") && !type.equals("Provenance"))
        .toList();
  }

  private static Observation map(Finding finding) {
    return FindingMapper.map(finding, Contexts.of(finding));
  }

  private static List<String> codes(Observation observation) {
    return observation.getValueCodeableConcept().getCoding().stream().map(Coding::getCode).toList();
  }

  private static ObservationComponentComponent component(Observation observation, String text) {
    return observation.getComponent().stream()
        .filter(part -> part.getCode().getText().equals(text))
        .findFirst()
        .orElseThrow();
  }
}

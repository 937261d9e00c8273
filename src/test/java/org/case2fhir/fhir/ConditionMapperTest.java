package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.after;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.before;
import static org.case2fhir.model.Cases.comorbidity;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Cases.finding;
import static org.case2fhir.model.Cases.links;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Cases.withStatus;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Told;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConditionMapperTest {
  private static final When LONG_AGO = before(20, TimeUnit.YEAR, "first-visit");

  @Test
  void aConfirmedDiagnosisIsActive() {
    Condition condition = map(diagnosis("gout", at("first-visit")));

    assertThat(Contexts.code(condition.getVerificationStatus())).isEqualTo("confirmed");
    assertThat(Contexts.code(condition.getClinicalStatus())).isEqualTo("active");
    assertThat(Contexts.code(condition.getCategoryFirstRep())).isEqualTo("encounter-diagnosis");
    assertThat(condition.getCode().getText()).isEqualTo("gout");
    assertThat(condition.getEncounter().getDisplay()).isEqualTo("first visit");
    assertThat(condition.hasExtension()).as("nobody said when it was diagnosed").isFalse();
  }

  @Test
  void aComorbidityIsAProblem() {
    Condition condition = map(comorbidity("hypertension", plainly()));

    assertThat(Contexts.code(condition.getCategoryFirstRep())).isEqualTo("problem-list-item");
  }

  @Test
  void arefutedDiagnosisKeepsTheInvariants() {
    CaseContext context = Contexts.of();

    Condition condition =
        ConditionMapper.map(
            withStatus(
                diagnosis("crest", plainly().absent(), null, on(2007)), ClinicalStatus.RESOLVED),
            context);

    assertThat(Contexts.code(condition.getVerificationStatus())).isEqualTo("refuted");
    assertThat(condition.hasClinicalStatus()).isFalse();
    assertThat(condition.hasAbatement()).isFalse();
    assertThat(condition.getNoteFirstRep().getText()).isEqualTo("End: 2007");
    assertThat(Contexts.text(condition)).contains("Refuted: crest");
    assertThat(context.notes())
        .extracting(MappingNote::code)
        .containsExactly("end-of-active-condition");
  }

  @Test
  void aRefutedComorbidityIsNoProblem() {
    Condition condition = map(comorbidity("diabetes", plainly().absent()));

    assertThat(Contexts.code(condition.getCategoryFirstRep())).isEqualTo("encounter-diagnosis");
  }

  @Test
  void aSuspicionIsProvisionalOrDifferential() {
    Diagnosis suspected = diagnosis("lupus", plainly().possible());
    Diagnosis considered =
        new Diagnosis(
            "lupus",
            Concept.ofText("lupus"),
            plainly().possible().build(),
            false,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(Concept.ofText("class IV")));

    assertThat(Contexts.code(map(suspected).getVerificationStatus())).isEqualTo("provisional");
    assertThat(Contexts.text(map(suspected))).contains("Possible: lupus");
    Condition differential = map(considered);
    assertThat(Contexts.code(differential.getVerificationStatus())).isEqualTo("differential");
    assertThat(differential.getStageFirstRep().getSummary().getText()).isEqualTo("class IV");
  }

  @Test
  void howSureTheReadingIsIsACertainty() {
    Condition condition = map(diagnosis("lupus", plainly().confidence("0.93")));

    Extension certainty =
        condition.getExtensionByUrl("http://hl7.org/fhir/StructureDefinition/cqf-certainty");
    CodeableConcept rating = (CodeableConcept) certainty.getExtensionByUrl("rating").getValue();
    assertThat(rating.getText()).isEqualTo("0.93");
    assertThat(certainty.getExtensionByUrl("rater").getValue().primitiveValue())
        .startsWith("case2fhir");
    assertThat(map(diagnosis("lupus", plainly())).hasExtension()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ClinicalStatus.class)
  void anEndIsAnAbatementOnlyOfWhatHasEnded(ClinicalStatus status) {
    Condition condition = map(withStatus(diagnosis("gout", plainly(), null, on(2003)), status));

    assertThat(Contexts.code(condition.getClinicalStatus())).isEqualTo(status.code());
    assertThat(condition.hasAbatement()).isEqualTo(status.hasEnded());
    assertThat(condition.hasNote()).isNotEqualTo(status.hasEnded());
  }

  @Test
  void anEndBeforeTheOnsetIsLeftOut() {
    Condition condition = map(diagnosis("gout", plainly(), on(2010), on(2005)));

    assertThat(Contexts.code(condition.getClinicalStatus())).isEqualTo("resolved");
    assertThat(condition.getOnsetDateTimeType().getValueAsString()).isEqualTo("2010");
    assertThat(condition.hasAbatement()).isFalse();
  }

  @Test
  void anEndMeansResolvedIfNothingElseIsTold() {
    Condition condition = map(diagnosis("gout", plainly(), null, on(2003)));

    assertThat(Contexts.code(condition.getClinicalStatus())).isEqualTo("resolved");
    assertThat(condition.getAbatementDateTimeType().getValueAsString()).isEqualTo("2003");
  }

  @Test
  void aRelativeOnsetStaysInWords() {
    Condition condition = map(diagnosis("gout", plainly(), LONG_AGO, null));

    assertThat(condition.getOnsetStringType().getValue())
        .isEqualTo("20 years before first visit (2006-02)");
  }

  @Test
  void aRelativeOnsetIsDerivedOnRequest() {
    MappingOptions derived = MappingOptions.DEFAULT.withOnset(OnsetPolicy.DERIVED);
    Diagnosis undatable = diagnosis("gout", plainly(), before(2, TimeUnit.YEAR, "later"), null);

    Condition condition =
        ConditionMapper.map(diagnosis("gout", plainly(), LONG_AGO, null), Contexts.of(derived));
    Condition words = ConditionMapper.map(undatable, Contexts.of(derived));

    assertThat(condition.getOnsetDateTimeType().getValueAsString()).isEqualTo("1986");
    assertThat(words.getOnsetStringType().getValue()).isEqualTo("2 years before later");
  }

  @ParameterizedTest
  @EnumSource(OnsetPolicy.class)
  void datesAndAgesAreTheSameUnderBothPolicies(OnsetPolicy policy) {
    CaseContext context = Contexts.of(MappingOptions.DEFAULT.withOnset(policy));

    Condition dated =
        ConditionMapper.map(
            diagnosis("gout", plainly(), on(2001), new When.AtVisit("first-visit")), context);
    Condition aged =
        ConditionMapper.map(
            diagnosis("asthma", plainly(), age(12, TimeUnit.YEAR), new When.InWords("later")),
            context);

    assertThat(dated.getOnsetDateTimeType().getValueAsString()).isEqualTo("2001");
    assertThat(dated.getAbatementDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(aged.getOnsetAge().getCode()).isEqualTo("a");
    assertThat(aged.getAbatementStringType().getValue()).isEqualTo("later");
  }

  @Test
  void ageZeroIsNoAge() {
    Condition condition = map(diagnosis("cleft", plainly(), age(0, TimeUnit.DAY), null));

    assertThat(condition.getOnsetStringType().getValue()).isEqualTo("at age 0 days");
  }

  @Test
  void whatWasFoundAtADateBeganByThen() {
    When found = on(2007);
    Condition present = map(diagnosis("gout", plainly().on(found)));
    Condition refuted = map(diagnosis("gout", plainly().on(found).absent()));
    Condition suspected = map(diagnosis("gout", plainly().on(found).possible()));

    assertThat(present.getOnsetPeriod().getEndElement().getValueAsString()).isEqualTo("2007");
    assertThat(present.getOnsetPeriod().hasStart()).isFalse();
    assertThat(refuted.hasOnset()).isFalse();
    assertThat(suspected.hasOnset()).isFalse();
  }

  @Test
  void theTimeOfDiagnosisIsAsserted() {
    Condition condition =
        map(diagnosis("gout", plainly().on(after(1, TimeUnit.YEAR, "first-visit"))));
    Condition words = map(diagnosis("gout", plainly().on(new When.InWords("at autopsy"))));

    assertThat(condition.getExtensionByUrl(Systems.CONDITION_ASSERTED).getValue().primitiveValue())
        .isEqualTo("2007");
    assertThat(words.getNoteFirstRep().getText()).isEqualTo("Diagnosed: at autopsy");
  }

  @Test
  void findingsThatSupportItAreItsEvidence() {
    Finding stiff =
        finding("stiff", plainly(), FindingCategory.EXAM, null, links("gout", null, null, null));
    Diagnosis gout = diagnosis("gout", plainly());
    CaseContext context = Contexts.of(gout, stiff);

    Reference evidence =
        ConditionMapper.map(gout, context).getEvidenceFirstRep().getDetailFirstRep();

    assertThat(evidence.getReference())
        .isEqualTo("urn:uuid:" + context.entry(FindingMapper.map(stiff, context)));
    assertThat(evidence.getDisplay()).isEqualTo("stiff");
  }

  @Test
  void aSideIsToldInWordsAndInABodyStructure() {
    Told told = plainly().severity("severe").site(WholeCase.buttock(Laterality.LEFT)).site("knee");

    Condition condition = map(diagnosis("calcinosis", told));

    CodeableConcept left = condition.getBodySite().get(0);
    assertThat(left.getText()).isEqualTo("left buttock");
    assertThat(left.getCoding()).extracting("code").containsExactly("46862004");
    Reference structure = (Reference) left.getExtensionByUrl(Systems.BODY_STRUCTURE).getValue();
    BodyStructure contained = (BodyStructure) condition.getContained().get(0);
    assertThat(structure.getReference()).isEqualTo("#" + contained.getIdPart());
    assertThat(Contexts.code(contained.getLocation())).isEqualTo("46862004");
    assertThat(Contexts.code(contained.getLocationQualifierFirstRep())).isEqualTo("7771000");
    assertThat(condition.getBodySite().get(1).hasExtension()).isFalse();
    assertThat(condition.getSeverity().getText()).isEqualTo("severe");
  }

  private static Condition map(Diagnosis diagnosis) {
    return ConditionMapper.map(diagnosis, Contexts.of(diagnosis));
  }
}

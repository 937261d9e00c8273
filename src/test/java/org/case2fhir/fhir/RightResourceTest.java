package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.MedicationPolicy;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Media;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a case says becomes the resource that receivers look for. */
final class RightResourceTest {
  private static final Path GUIDES = Path.of("..", "shared", "igs");
  private static final String CASE =
      """
      id: mother-1
      subject:
        sex: female
        related: [{relationship: child, case: newborn-1}]
      encounters:
        - id: admission
          class: inpatient
          date: 2021-02-10
          findings:
            - {finding: pregnancy, category: history}
            - {finding: ex-smoker, category: social}
            - {absent: smoking, category: social}
            - {possible: pregnancy, category: history, site: tube}
            - {finding: farmer, category: occupation}
            - {finding: occasional drinker, category: social}
          measurements:
            - {test: due date, value: 2021-03-14}
      diagnoses:
        - {diagnosis: breast cancer, id: cancer, stage: [pT2 N1a M0, clinical stage IIB, grade 2]}
        - {excluded: colon cancer, stage: T1N0M0}
      medications:
        - {drug: amoxicillin, start: 2021-02-10, dose: 500 mg twice daily, status: stopped, status-reason: rash, response: better}
        - {drug: metformin, status: intended}
        - {not-given: aspirin}
      procedures:
        - {procedure: radiotherapy, radiation-dose: 50.4 Gy, fractions: 28, date: 2021-03}
        - {procedure: pacemaker implantation, id: ppm, date: 2019-05-02}
      allergies:
        - {allergy: penicillin, type: allergy, criticality: high}
      immunizations:
        - {vaccine: hepatitis B vaccine, dose-number: 2, site: left deltoid, date: 2020-11-03, lot: AB12}
        - {not-given: BCG vaccine}
      devices:
        - {device: permanent pacemaker, procedure: ppm, date: 2019-05-02, manufacturer: Acme}
        - {device: stent, end: 2020}
      adverse-events:
        - {event: rash, suspects: [amoxicillin, hepatitis B vaccine], severity: moderate, outcome: resolved, serious: false}
      reports:
        - {report: chest CT, conclusion: no metastasis, id: ct}
      images:
        - {image: axial CT of the chest, url: figures/f1.png, report: ct}
      """;

  private static CaseReport report(String yaml) {
    return read(yaml).value().orElseThrow();
  }

  private static org.case2fhir.issue.Result<CaseReport> read(String yaml) {
    return new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn())
        .read("case.yaml", yaml.getBytes(StandardCharsets.UTF_8))
        .result();
  }

  private static Bundle bundle(MappingOptions options) {
    return CaseMapper.map(report(CASE), options).bundle();
  }

  private static <R extends Resource> List<R> all(Class<R> type) {
    return all(type, MappingOptions.DEFAULT);
  }

  private static <R extends Resource> List<R> all(Class<R> type, MappingOptions options) {
    return bundle(options).getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static Observation observation(String code) {
    return all(Observation.class).stream()
        .filter(o -> o.getCode().getText().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(Observation observation) {
    return observation.getValueCodeableConcept().getCoding().stream().map(Coding::getCode).toList();
  }

  @Test
  void aHabitAnswersTheQuestionThatReceiversAsk() {
    Observation smoking = observation("Tobacco smoking status");
    assertThat(Contexts.code(smoking.getCode())).isEqualTo("72166-2");
    assertThat(smoking.getValueCodeableConcept().getText()).isEqualTo("ex-smoker");
    assertThat(codes(smoking)).containsExactly("8517006", "LA15920-4");
    assertThat(codes(observation("Alcohol use"))).containsExactly("228276006");
    Observation work = observation("Occupation");
    assertThat(Contexts.code(work.getCode())).isEqualTo("11341-5");
    assertThat(work.getValueCodeableConcept().getText()).isEqualTo("farmer");
  }

  @Test
  void whoDoesNotSmokeMayHaveSmokedBefore() {
    assertThat(codes(observation("smoking"))).containsExactly("2667000", "LA9634-2");
  }

  @Test
  void aPregnancyIsAStatusUnlessItIsOnlySuspected() {
    assertThat(codes(observation("Pregnancy status"))).containsExactly("77386006", "LA15173-0");
    assertThat(codes(observation("pregnancy"))).containsExactly("415684004");
    Observation due = observation("due date");
    assertThat(due.getValueDateTimeType().getValueAsString()).isEqualTo("2021-03-14");
  }

  @Test
  void stagesAreObservationsThatTheConditionNames() {
    Condition cancer = all(Condition.class).get(0);
    List<String> assessed =
        cancer.getStage().get(0).getAssessment().stream().map(a -> a.getDisplay()).toList();
    assertThat(assessed)
        .containsExactly(
            "Primary tumor category: pT2",
            "Regional lymph nodes category: pN1a",
            "Distant metastases category: pM0");
    assertThat(cancer.getStage().get(1).getAssessment()).hasSize(1);
    assertThat(cancer.getStage().get(2).getAssessment()).as("a grade is no stage").isEmpty();
    assertThat(Contexts.code(observation("Stage group").getCode())).isEqualTo("21908-9");
    assertThat(all(Condition.class).get(1).getStage().get(0).getAssessment()).isEmpty();
    List<String> urls =
        bundle(MappingOptions.DEFAULT).getEntry().stream().map(e -> e.getFullUrl()).toList();
    assertThat(urls).contains(cancer.getStage().get(0).getAssessmentFirstRep().getReference());
  }

  @Test
  void onlyATumorHasAStageGroup() {
    CaseReport report =
        report(
            "{id: x, diagnoses: [{diagnosis: endometriosis, stage: clinical stage II},"
                + " {diagnosis: chronic kidney disease, stage: stage IV}]}");
    assertThat(CaseMapper.map(report, MappingOptions.DEFAULT).bundle().getEntry())
        .extracting(entry -> entry.getResource().fhirType())
        .doesNotContain("Observation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "T2N1M0|T2 N1 M0",
        "cT3 cN1 cM0|cT3 cN1 cM0",
        "ypT1aN0|ypT1a ypN0",
        "pT3, N2b(4/12), M1|pT3 pN2b(4/12) pM1",
        "TisN0M0|Tis N0 M0",
        "FIGO stage IIIC|FIGO stage IIIC",
        "stage IV|stage IV",
        "II|",
        "T2|",
        "Child-Pugh B|",
        "stage of life|"
      })
  void onlyANotationThatSaysWhatItIsBecomesAnObservation(String words, String values) {
    List<String> parts = StageMapper.parts(words).stream().map(p -> p.value()).toList();
    if (values == null) {
      assertThat(parts).isEmpty();
    } else if (words.contains("stage")) {
      assertThat(parts).containsExactly(values);
    } else {
      assertThat(parts).containsExactly(values.split(" "));
    }
  }

  @Test
  void vaccinesAreImmunizations() {
    List<Immunization> immunizations = all(Immunization.class);
    Immunization given = immunizations.get(0);
    assertThat(given.getStatus().toCode()).isEqualTo("completed");
    assertThat(given.getOccurrenceDateTimeType().getValueAsString()).isEqualTo("2020-11-03");
    assertThat(given.getProtocolAppliedFirstRep().getDoseNumberStringType().getValue())
        .isEqualTo("2");
    assertThat(given.getLotNumber()).isEqualTo("AB12");
    assertThat(given.getSite().getText()).isEqualTo("left deltoid");
    Immunization not = immunizations.get(1);
    assertThat(not.getStatus().toCode()).isEqualTo("not-done");
    assertThat(not.getOccurrence().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
  }

  @Test
  void aDeviceIsInUseAndTheProcedureNamesIt() {
    Device pacemaker = all(Device.class).get(0);
    assertThat(Contexts.code(pacemaker.getType())).isEqualTo("14106009");
    assertThat(pacemaker.getManufacturer()).isEqualTo("Acme");
    List<DeviceUseStatement> uses = all(DeviceUseStatement.class);
    assertThat(uses)
        .extracting(use -> use.getStatus().toCode())
        .containsExactly("active", "completed");
    assertThat(uses.get(0).getTimingPeriod().getStartElement().getValueAsString())
        .isEqualTo("2019-05-02");
    assertThat(uses.get(1).getTimingPeriod().getEndElement().getValueAsString()).isEqualTo("2020");
    Procedure implantation = all(Procedure.class).get(1);
    assertThat(implantation.getFocalDeviceFirstRep().getManipulated().getReference())
        .isEqualTo(uses.get(0).getDevice().getReference());
  }

  @Test
  void anAdverseEventNamesWhatItIsAscribedTo() {
    AdverseEvent event = all(AdverseEvent.class).get(0);
    assertThat(event.getSuspectEntity())
        .extracting(s -> s.getInstance().getDisplay())
        .containsExactly("amoxicillin", "hepatitis B vaccine, left deltoid");
    assertThat(Contexts.code(event.getOutcome())).isEqualTo("resolved");
    assertThat(Contexts.code(event.getSeriousness())).isEqualTo("Non-serious");
    assertThat(Contexts.code(event.getSeverity())).isEqualTo("moderate");
  }

  @Test
  void radiationIsPartOfItsProcedure() {
    Observation dose = observation("Radiation dose");
    assertThat(dose.getValueQuantity().getValue()).isEqualByComparingTo("50.4");
    assertThat(dose.getPartOfFirstRep().getDisplay()).isEqualTo("radiotherapy");
    assertThat(observation("Number of fractions").getValueQuantity().getValue())
        .isEqualByComparingTo("28");
  }

  @Test
  void anImageBelongsToItsReport() {
    Media media = all(Media.class).get(0);
    assertThat(media.getContent().getUrl()).isEqualTo("figures/f1.png");
    DiagnosticReport report = all(DiagnosticReport.class).get(0);
    assertThat(report.getMediaFirstRep().getLink().getDisplay()).isEqualTo("axial CT of the chest");
  }

  @Test
  void anAllergySaysItsTypeAndCriticality() {
    AllergyIntolerance allergy = all(AllergyIntolerance.class).get(0);
    assertThat(allergy.getType().toCode()).isEqualTo("allergy");
    assertThat(allergy.getCriticality().toCode()).isEqualTo("high");
  }

  @Test
  void twoCasesThatNameEachOtherLinkTheirPatients() {
    CaseReport newborn =
        report(
            "{id: newborn-1, subject: {related: [{relationship: mother, case: mother-1}]},"
                + " findings: [cyanosis]}");
    Bundle other = CaseMapper.map(newborn, MappingOptions.DEFAULT).bundle();
    RelatedPerson mother =
        (RelatedPerson)
            other.getEntry().stream()
                .map(e -> e.getResource())
                .filter(RelatedPerson.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(Contexts.code(mother.getRelationshipFirstRep())).isEqualTo("MTH");
    Patient patient = all(Patient.class).get(0);
    assertThat(patient.getLinkFirstRep().getOther().getIdentifier().getValue())
        .isEqualTo(mother.getIdentifierFirstRep().getValue());
    assertThat(patient.getLinkFirstRep().getType().toCode()).isEqualTo("seealso");
  }

  @Test
  void drugsBecomeRequestsWhereThatIsAskedFor() {
    MappingOptions options = MappingOptions.DEFAULT.withMedications(MedicationPolicy.REQUEST);
    List<MedicationRequest> requests = all(MedicationRequest.class, options);
    assertThat(requests)
        .extracting(r -> r.getIntent().toCode() + " " + r.getStatus().toCode())
        .containsExactlyInAnyOrder("order stopped", "plan active");
    assertThat(requests).as("nobody says when it was ordered").noneMatch(r -> r.hasAuthoredOn());
    assertThat(all(MedicationStatement.class, options))
        .singleElement()
        .matches(not -> not.getStatus().toCode().equals("not-taken"));
    Observation response =
        all(Observation.class, options).stream()
            .filter(o -> o.getCode().getText().equals("Response to treatment"))
            .findFirst()
            .orElseThrow();
    assertThat(response.getPartOf()).isEmpty();
    assertThat(response.getBasedOn()).hasSize(1);
    AdverseEvent event = all(AdverseEvent.class, options).get(0);
    assertThat(event.getContained()).singleElement().isInstanceOf(Medication.class);
    assertThat(all(MedicationStatement.class))
        .anyMatch(
            s ->
                s.getStatusReasonFirstRep().hasText()
                    && s.getStatusReasonFirstRep().getText().equals("rash"));
  }

  @Test
  void whatFhirCannotDenyIsLeftOutAndSaid() {
    assertThat(
            read("{id: x, findings: [fever], devices: [{device: pacemaker, assertion: absent}]}")
                .issues())
        .extracting(Issue::code)
        .containsExactly("not-expressible");
    assertThat(
            read("{id: x, findings: [fever], immunizations: [{vaccine: BCG, assertion: possible}]}")
                .issues())
        .extracting(Issue::code)
        .containsExactly("not-expressible");
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, TRANSACTION, STATEMENT",
    "PLAIN, DOCUMENT, REQUEST",
    "US_CORE, TRANSACTION, STATEMENT",
    "US_CORE, TRANSACTION, REQUEST",
    "IPS, TRANSACTION, REQUEST",
    "IPS, DOCUMENT, STATEMENT"
  })
  void allOfThemMeetTheProfilesTheyClaim(
      Receiver receiver, BundleKind kind, MedicationPolicy medications) {
    assumeTrue(Files.isDirectory(GUIDES), "SKIPPED: no guides in ../shared/igs");
    MappingOptions options =
        MappingOptions.DEFAULT
            .withReceiver(receiver)
            .withBundle(kind)
            .withMedications(medications)
            .withRecorded(Instant.parse("2026-11-28T09:30:00Z"));

    assertThat(
            ReceiverShapesTest.OfGuides.VALIDATOR.validate(
                BundleEncoder.encode(bundle(options), BundleFormat.JSON)))
        .filteredOn(finding -> finding.severity().atLeast(Severity.ERROR))
        .isEmpty();
  }
}

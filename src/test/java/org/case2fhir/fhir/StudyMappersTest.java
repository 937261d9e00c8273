package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Cases.finding;
import static org.case2fhir.model.Cases.links;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Cases.procedure;
import static org.case2fhir.model.Cases.specimen;
import static org.case2fhir.model.Cases.study;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.MappingOptions.AbsentPolicy;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Told;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Procedure, Specimen and DiagnosticReport, which refer to each other. */
final class StudyMappersTest {
  private static final Intervention EXCISION =
      new Intervention(
          "excision",
          Concept.ofText("excision"),
          at("first-visit").site(WholeCase.buttock(Laterality.LEFT)).build(),
          InterventionStatus.COMPLETED,
          Optional.empty(),
          List.of("gout"),
          Optional.of(Concept.ofText("mass removed")),
          List.of(Concept.ofText("bleeding")));

  private static final StudyReport HISTOLOGY =
      new StudyReport(
          "histology",
          Concept.ofText("histology"),
          at("first-visit").build(),
          ReportCategory.PATHOLOGY,
          List.of("excision"),
          List.of("tissue"),
          Optional.of("calcification"));

  private static StudyReport empty(String id, List<String> procedures) {
    return new StudyReport(
        id,
        Concept.ofText("computed tomography"),
        at("first-visit").build(),
        ReportCategory.RADIOLOGY,
        procedures,
        List.of(),
        Optional.empty());
  }

  @Test
  void aStudyWithoutAResultIsAProcedure() {
    MappedCase mapped =
        CaseMapper.map(Contexts.report(empty("ct", List.of())), MappingOptions.DEFAULT);

    List<String> types =
        mapped.bundle().getEntry().stream().map(e -> e.getResource().fhirType()).toList();
    assertThat(types).contains("Procedure").doesNotContain("DiagnosticReport");
  }

  @Test
  void aReportWithoutAResultSaysNothingOfAKnownProcedure() {
    MappedCase mapped =
        CaseMapper.map(
            Contexts.report(EXCISION, empty("ct", List.of("excision"))), MappingOptions.DEFAULT);

    assertThat(mapped.bundle().getEntry())
        .filteredOn(e -> e.getResource() instanceof Procedure)
        .singleElement()
        .satisfies(e -> assertThat(((Procedure) e.getResource()).getReport()).isEmpty());
    assertThat(mapped.notes()).extracting(note -> note.code()).contains("empty-report");
  }

  @ParameterizedTest
  @EnumSource(InterventionStatus.class)
  void statusIsThatOfTheCase(InterventionStatus status) {
    Procedure procedure =
        ProcedureMapper.map(procedure("p", at("first-visit"), status), Contexts.of());

    assertThat(procedure.getStatus().toCode()).isEqualTo(status.code());
    assertThat(procedure.hasPerformed()).isEqualTo(status != InterventionStatus.NOT_DONE);
  }

  @Test
  void whatIsAbsentWasNotDone() {
    Procedure procedure =
        ProcedureMapper.map(
            procedure("biopsy", plainly().absent(), InterventionStatus.COMPLETED), Contexts.of());

    assertThat(procedure.getStatus().toCode()).isEqualTo("not-done");
    assertThat(Contexts.text(procedure)).contains("Not done: biopsy");
  }

  @Test
  void aProcedureSaysWhyWhereAndWithWhatResult() {
    CaseContext context = Contexts.of(EXCISION, HISTOLOGY, diagnosis("gout", plainly()));

    Procedure procedure = ProcedureMapper.map(EXCISION, context);

    assertThat(procedure.getPerformedDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(procedure.getReasonReferenceFirstRep().getDisplay()).isEqualTo("gout");
    assertThat(procedure.getBodySiteFirstRep().getText()).isEqualTo("left buttock");
    assertThat(procedure.getOutcome().getText()).isEqualTo("mass removed");
    assertThat(procedure.getComplicationFirstRep().getText()).isEqualTo("bleeding");
    assertThat(procedure.getReportFirstRep().getDisplay()).isEqualTo("histology");
  }

  @Test
  void performedIsADateAPeriodOrWords() {
    Told words = plainly().on(new When.InWords("years ago"));
    Intervention lasting =
        new Intervention(
            "p",
            Concept.ofText("p"),
            plainly().on(on(2005)).build(),
            InterventionStatus.COMPLETED,
            Optional.of(on(2006)),
            List.of(),
            Optional.empty(),
            List.of());

    Procedure told =
        ProcedureMapper.map(procedure("p", words, InterventionStatus.COMPLETED), Contexts.of());
    Procedure period = ProcedureMapper.map(lasting, Contexts.of());

    assertThat(told.getPerformedStringType().getValue()).isEqualTo("years ago");
    assertThat(period.getPerformedPeriod().getStartElement().getValueAsString()).isEqualTo("2005");
    assertThat(period.getPerformedPeriod().getEndElement().getValueAsString()).isEqualTo("2006");
  }

  @Test
  void aSpecimenNamesItsProcedure() {
    Sample tissue = specimen("tissue", at("first-visit").site("skin"), "excision");

    Specimen specimen = SpecimenMapper.map(tissue, Contexts.of(EXCISION, tissue));

    assertThat(specimen.getType().getText()).isEqualTo("tissue");
    assertThat(specimen.getCollection().getCollectedDateTimeType().getValueAsString())
        .isEqualTo("2006-02");
    assertThat(specimen.getCollection().getBodySite().getText()).isEqualTo("skin");
    assertThat(specimen.getProcessingFirstRep().getDescription()).isEqualTo("fixation");
    assertThat(specimen.getNote())
        .extracting(note -> note.getText())
        .contains("Obtained by: excision, left buttock");
  }

  @Test
  void severalSitesOfASpecimenAreWords() {
    Sample tissue = specimen("tissue", plainly().site("skin").site("fat"), null);

    assertThat(SpecimenMapper.map(tissue, Contexts.of()).getCollection().getBodySite().getText())
        .isEqualTo("skin, fat");
  }

  @Test
  void aReportListsItsResultsAndSpecimens() {
    Finding calcified =
        finding(
            "calcified",
            plainly(),
            FindingCategory.PATHOLOGY,
            null,
            links(null, null, null, "histology"));
    CaseContext context =
        Contexts.of(HISTOLOGY, calcified, specimen("tissue", plainly(), "excision"));

    DiagnosticReport report = DiagnosticReportMapper.map(HISTOLOGY, context);

    assertThat(report.getStatus().toCode()).isEqualTo("final");
    assertThat(report.getResultFirstRep().getDisplay()).isEqualTo("calcified");
    assertThat(report.getSpecimenFirstRep().getDisplay()).isEqualTo("tissue");
    assertThat(report.getConclusion()).isEqualTo("calcification");
    assertThat(report.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2006-02");
    assertThat(report.getText().getStatus()).isEqualTo(NarrativeStatus.GENERATED);
  }

  @Test
  void aFindingThatBecameAConditionIsNoResult() {
    Finding absent =
        finding(
            "casts",
            plainly().absent(),
            FindingCategory.LABORATORY,
            null,
            links(null, null, null, "histology"));
    MappingOptions options = MappingOptions.DEFAULT.withAbsent(AbsentPolicy.REFUTED);

    DiagnosticReport report =
        DiagnosticReportMapper.map(HISTOLOGY, Contexts.of(options, HISTOLOGY, absent));

    assertThat(report.hasResult()).isFalse();
    assertThat(Contexts.text(report)).contains("Result: Absent: casts");
  }

  @Test
  void whatAReportCannotHoldIsInTheNarrative() {
    DiagnosticReport report =
        DiagnosticReportMapper.map(
            study("x-ray", plainly().note("two planes").site("hip"), ReportCategory.RADIOLOGY),
            Contexts.of());

    assertThat(Contexts.text(report)).contains("Note: two planes").contains("Body site: hip");
    assertThat(report.getText().getStatus()).isEqualTo(NarrativeStatus.ADDITIONAL);
  }

  @ParameterizedTest
  @EnumSource(ReportCategory.class)
  void onlyCardiologyHasNoServiceOfItsName(ReportCategory category) {
    DiagnosticReport report =
        DiagnosticReportMapper.map(study("s", plainly(), category), Contexts.of());

    if (category == ReportCategory.CARDIOLOGY) {
      assertThat(report.getCategoryFirstRep().hasCoding()).isFalse();
      assertThat(report.getCategoryFirstRep().getText()).isEqualTo("Cardiology");
    } else {
      assertThat(Contexts.code(report.getCategoryFirstRep()))
          .isIn("LAB", "RAD", "RUS", "SP", "MB", "GE", "OTH");
    }
  }
}

package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.LinkedFile;
import org.case2fhir.model.StudyReport.Progress;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * A study: it lists the Observations that name it, and the specimens it is based on. R4 gives it
 * neither note nor body site, so the narrative alone gives those.
 */
final class DiagnosticReportMapper {
  private DiagnosticReportMapper() {}

  static DiagnosticReport map(StudyReport study, CaseContext context) {
    FactRef ref = FactRef.of(study);
    Circumstances circumstances = study.circumstances();
    DatedTime moment = context.moment(ref, circumstances);
    DiagnosticReport report = new DiagnosticReport();
    context.stamp(report, ref, ResourceIds.PRIMARY);
    report.addIdentifier(CaseContext.identifier(report));
    report.setStatus(status(study));
    report.addCategory(category(study.category()));
    report.setCode(CodeableConcepts.of(study.concept()));
    report.setSubject(context.subject());
    context.encounter(circumstances).ifPresent(report::setEncounter);
    FhirValues.time(moment).ifPresent(report::setEffective);
    study.specimens().stream()
        .flatMap(id -> context.reference(FactKind.SPECIMEN, id).stream())
        .forEach(report::addSpecimen);
    List<Fact> results = context.results(ref);
    results.stream()
        .filter(fact -> isObservation(fact, context))
        .forEach(fact -> context.reference(FactRef.of(fact)).ifPresent(report::addResult));
    context.images(ref).forEach(image -> report.addMedia().setLink(image));
    conclusion(study).ifPresent(report::setConclusion);
    study.diagnoses().stream().map(CodeableConcepts::of).forEach(report::addConclusionCode);
    study.files().stream()
        .map(DiagnosticReportMapper::attachment)
        .forEach(report::addPresentedForm);
    EvidenceMapper.add(report, circumstances, context);
    report.setText(narrative(study, moment, results, context).build());
    return report;
  }

  private static Attachment attachment(LinkedFile file) {
    String title =
        Stream.concat(file.attributes().entrySet().stream(), file.identifiers().entrySet().stream())
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
    Attachment attachment = new Attachment().setUrl(file.uri());
    return title.isEmpty() ? attachment : attachment.setTitle(title);
  }

  private static DiagnosticReportStatus status(StudyReport study) {
    return switch (study.progress().orElse(Progress.COMPLETED)) {
      case UNKNOWN -> DiagnosticReportStatus.UNKNOWN;
      case IN_PROGRESS -> DiagnosticReportStatus.PRELIMINARY;
      case COMPLETED, SOLVED, UNSOLVED -> DiagnosticReportStatus.FINAL;
    };
  }

  // R4 has no element for how far the search for a diagnosis has come.
  private static Optional<String> conclusion(StudyReport study) {
    Optional<String> progress =
        study
            .progress()
            .map(word -> "Progress: " + word.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    List<String> parts = Stream.concat(progress.stream(), study.conclusion().stream()).toList();
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", parts));
  }

  /** A study of which no result is known: that it was done, or was not. */
  static Procedure mapToProcedure(StudyReport study, CaseContext context) {
    Circumstances told = study.circumstances();
    List<String> notes = new ArrayList<>();
    told.note().ifPresent(notes::add);
    study.specimens().stream()
        .flatMap(id -> context.fact(FactKind.SPECIMEN, id).stream())
        .forEach(sample -> notes.add("Specimen: " + DisplayText.withSite(sample)));
    Intervention done =
        new Intervention(
            study.id(),
            study.concept(),
            notes.isEmpty() ? told : told.withNote(String.join("; ", notes)),
            InterventionStatus.COMPLETED,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());
    return ProcedureMapper.map(done, FactRef.of(study), context)
        .setCategory(CodeableConcepts.of(StructuralCodes.DIAGNOSTIC_PROCEDURE));
  }

  /**
   * Coded where table 0074 has just that service. It has cardiac ultrasound and
   * electrocardiography, but no cardiology.
   */
  private static CodeableConcept category(ReportCategory category) {
    return switch (category) {
      case LABORATORY -> coded("LAB", "Laboratory");
      case RADIOLOGY -> coded("RAD", "Radiology");
      case ULTRASOUND -> coded("RUS", "Radiology Ultrasound");
      case PATHOLOGY -> coded("SP", "Surgical Pathology");
      case MICROBIOLOGY -> coded("MB", "Microbiology");
      case GENETICS -> coded("GE", "Genetics");
      case CARDIOLOGY -> CodeableConcepts.ofText("Cardiology");
      case OTHER -> coded("OTH", "Other");
    };
  }

  private static CodeableConcept coded(String code, String display) {
    return CodeableConcepts.of(new Code(Systems.DIAGNOSTIC_SERVICE, code, display));
  }

  // Under the user's policies a finding may have become a Condition, which is not a result.
  private static boolean isObservation(Fact fact, CaseContext context) {
    return context.type(fact).filter(type -> type == ResourceType.Observation).isPresent();
  }

  private static NarrativeBuilder narrative(
      StudyReport study, DatedTime moment, List<Fact> results, CaseContext context) {
    Circumstances circumstances = study.circumstances();
    NarrativeBuilder narrative =
        NarrativeBuilder.of("Report: " + DisplayText.of(study))
            .item("Time", moment.isDated() ? moment.text() : Optional.empty())
            .onlyHere("Time", moment.onlyWords())
            .item("Encounter", context.visitLabel(circumstances));
    results.forEach(fact -> narrative.item("Result", DisplayText.withSite(fact)));
    String sites = DisplayText.ofSites(circumstances.bodySites());
    return narrative
        .onlyHere("Body site", Optional.of(sites).filter(words -> !words.isEmpty()))
        .onlyHere("Severity", circumstances.severity().map(Concept::text))
        .onlyHere("Note", circumstances.note())
        .item("Diagnoses", DisplayText.ofConcepts(study.diagnoses()))
        .item("Conclusion", conclusion(study));
  }
}

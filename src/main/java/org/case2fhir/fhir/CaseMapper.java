package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.fhir.BundleAssembler.MappedResource;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Image;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * Maps a whole case: Patient, DocumentReference, Encounters, then each fact in the order of the
 * case, and a Provenance for all of them.
 *
 * <p>A pure function of case and options: the same input gives the same bundle, whatever the clock,
 * the locale or the time zone.
 */
public final class CaseMapper {
  private final CaseContext context;
  private final List<MappedResource> made = new ArrayList<>();

  private CaseMapper(CaseContext context) {
    this.context = context;
  }

  /**
   * The case as a Bundle.
   *
   * @throws IllegalArgumentException if two facts of a kind share an id, which {@link CaseReport}
   *     forbids
   */
  public static MappedCase map(CaseReport report, MappingOptions options) {
    CaseMapper mapper = new CaseMapper(new CaseContext(report, options));
    mapper.noteLimits();
    mapper.addFrame(report);
    report.facts().forEach(mapper::addFact);
    mapper.addProvenance();
    mapper.shape(options);
    return BundleAssembler.assemble(mapper.made, mapper.context);
  }

  private void noteLimits() {
    if (context.options().overridesWrite()) {
      context.note(
          FactRef.SUBJECT,
          Severity.WARNING,
          "write-overridden",
          "a batch is always written with PUT and ids of its own",
          "use --bundle transaction for conditional writes");
    }
    for (String visit : context.timeline().circular()) {
      context.note(
          new FactRef("encounter", visit),
          Severity.WARNING,
          "circular-time",
          "the date of this encounter depends on itself and stays in words",
          "date one of the encounters");
    }
  }

  private void addFrame(CaseReport report) {
    add(PatientMapper.map(report.subject(), context), FactRef.SUBJECT);
    for (Visit visit : report.visits()) {
      add(EncounterMapper.map(visit, context), FactRef.ofVisit(visit));
    }
    DocumentReferenceMapper.map(context).ifPresent(document -> add(document, FactRef.SOURCE));
    report
        .subject()
        .related()
        .forEach(other -> add(RelatedPersonMapper.map(other, context), FactRef.SUBJECT));
    SubjectMapper.map(report.subject(), context)
        .forEach(observation -> add(observation, FactRef.SUBJECT));
  }

  private void addFact(Fact fact) {
    FactRef ref = FactRef.of(fact);
    switch (fact.kind()) {
      case DIAGNOSIS -> {
        add(ConditionMapper.map((Diagnosis) fact, context), ref);
        addAll(StageMapper.map((Diagnosis) fact, context), ref);
      }
      case FINDING -> addFinding((Finding) fact, ref);
      case MEASUREMENT -> add(MeasurementMapper.map((Measurement) fact, context), ref);
      case MEDICATION -> addMedication((MedicationUse) fact, ref);
      case PROCEDURE -> addProcedure((Intervention) fact, ref);
      case SPECIMEN -> add(SpecimenMapper.map((Sample) fact, context), ref);
      case REPORT -> addReport((StudyReport) fact, ref);
      case FAMILY_HISTORY -> add(FamilyMemberHistoryMapper.map((FamilyHistory) fact, context), ref);
      case ALLERGY -> add(AllergyIntoleranceMapper.map((Sensitivity) fact, context), ref);
      case IMMUNIZATION -> add(ImmunizationMapper.map((Immunization) fact, context), ref);
      case DEVICE -> addAll(DeviceMapper.map((DeviceUse) fact, context), ref);
      case ADVERSE_EVENT -> add(AdverseEventMapper.map((AdverseEvent) fact, context), ref);
      case IMAGE -> add(MediaMapper.map((Image) fact, context), ref);
      case VARIANT -> add(VariantMapper.map((Variant) fact, context), ref);
    }
  }

  private void addProcedure(Intervention done, FactRef ref) {
    add(ProcedureMapper.map(done, context), ref);
    TreatmentMapper.map(done, context).forEach(detail -> add(detail, ref));
  }

  private void addFinding(Finding finding, FactRef ref) {
    ResourceType type = context.type(finding).orElse(null);
    if (type == ResourceType.Condition) {
      add(FindingMapper.mapToCondition(finding, context), ref);
    } else if (type == ResourceType.Observation) {
      add(FindingMapper.map(finding, context), ref);
    } else {
      context.note(
          ref,
          Severity.INFORMATION,
          "absent-omitted",
          "absent \"" + finding.concept().text() + "\" is left out as asked",
          "use --absent observation to keep it");
    }
  }

  private void addReport(StudyReport study, FactRef ref) {
    ResourceType type = context.type(study).orElse(null);
    if (type == ResourceType.DiagnosticReport) {
      add(DiagnosticReportMapper.map(study, context), ref);
    } else if (type == ResourceType.Procedure) {
      add(DiagnosticReportMapper.mapToProcedure(study, context), ref);
    } else {
      context.note(
          ref,
          Severity.INFORMATION,
          "empty-report",
          "the report \"" + study.concept().text() + "\" has no result and is left out",
          "give it a `conclusion`, or findings and measurements that name it");
    }
  }

  private void addMedication(MedicationUse use, FactRef ref) {
    boolean request = context.type(use).equals(Optional.of(ResourceType.MedicationRequest));
    add(
        request
            ? MedicationRequestMapper.map(use, context)
            : MedicationStatementMapper.map(use, context),
        ref);
    ResponseMapper.map(use, context).ifPresent(response -> add(response, ref));
    TreatmentMapper.map(use, context).forEach(detail -> add(detail, ref));
  }

  private void addProvenance() {
    add(ProvenanceMapper.map(made, context), FactRef.SOURCE);
  }

  private void shape(MappingOptions options) {
    switch (options.receiver()) {
      case PLAIN -> {}
      case US_CORE -> UsCoreShape.apply(made);
      case IPS -> IpsShape.apply(made, options.bundle() == BundleKind.DOCUMENT);
    }
    if (options.bundle() == BundleKind.DOCUMENT) {
      CompositionMapper.add(made, context);
    }
  }

  private void addAll(List<? extends DomainResource> resources, FactRef origin) {
    resources.forEach(resource -> add(resource, origin));
  }

  private void add(DomainResource resource, FactRef origin) {
    made.add(new MappedResource(resource, origin));
  }

  /**
   * A case as FHIR.
   *
   * @param bundle the resources
   * @param origins fullUrl of each entry, in order, and the part of the case it was made from
   * @param notes what to tell the user, in the order of the case
   */
  public record MappedCase(Bundle bundle, Map<String, FactRef> origins, List<MappingNote> notes) {
    public MappedCase {
      origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
      notes = List.copyOf(notes);
    }

    /**
     * What the entry at an index was made from, as validators name entries: {@code
     * Bundle.entry[3]}.
     */
    public Optional<FactRef> origin(int entry) {
      if (entry < 0 || entry >= bundle.getEntry().size()) {
        return Optional.empty();
      }
      return Optional.ofNullable(origins.get(bundle.getEntry().get(entry).getFullUrl()));
    }

    /**
     * Something to tell the user about how a part of the case was mapped. An {@link Issue} that
     * knows the fact but not yet its place in a file.
     *
     * @param subject the part of the case it is about
     * @param severity how bad it is
     * @param code stable name for tools, in kebab case
     * @param message one sentence without a final stop
     * @param solution what to do about it; may be empty
     */
    public record MappingNote(
        FactRef subject, Severity severity, String code, String message, String solution) {

      /** The same as an issue at the place where the fact stands. */
      public Issue at(Location location) {
        return new Issue(severity, code, message, location, solution);
      }
    }
  }
}

package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject.Sex;

/** Test data: a case and its parts with as few words as the test is about. */
public final class Cases {
  private Cases() {}

  public static final Subject WOMAN =
      new Subject(
          Optional.of(Sex.FEMALE),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public static final SourceCitation SOURCE =
      new SourceCitation(
          Optional.of("A case of something"),
          List.of("Doe J", "Roe R"),
          Optional.of("Journal of Cases"),
          Optional.of(2011),
          Optional.of("57"),
          Optional.of("Suppl 2"),
          Optional.of("358-360"),
          Optional.of("10.1000/182"),
          Optional.of("123"),
          Optional.of("PMC123"),
          Optional.empty(),
          Optional.of("en"),
          Optional.of("CC-BY-4.0"));

  public static CaseReport report(Fact... facts) {
    return report(List.of(), facts);
  }

  public static CaseReport report(List<Visit> visits, Fact... facts) {
    return new CaseReport(
        "test-case", Optional.empty(), Optional.empty(), WOMAN, visits, List.of(facts));
  }

  public static CaseReport report(Subject subject, Visit... visits) {
    return new CaseReport(
        "test-case", Optional.empty(), Optional.empty(), subject, List.of(visits), List.of());
  }

  public static CaseReport sourced(CaseReport report) {
    return new CaseReport(
        report.id(),
        report.title(),
        Optional.of(SOURCE),
        report.subject(),
        report.visits(),
        report.facts());
  }

  public static Visit visit(String id) {
    return visit(id, (When) null);
  }

  public static Visit visit(String id, PartialDate date) {
    return visit(id, new When.OnDate(date));
  }

  /** A visit of several days. */
  public static Visit stay(String id, PartialDate start, PartialDate end) {
    return visit(id, new When.OnDate(start), new When.OnDate(end));
  }

  /** A visit at a time, or at none if null. */
  public static Visit visit(String id, When start) {
    return visit(id, start, null);
  }

  private static Visit visit(String id, When start, When end) {
    return new Visit(
        id,
        id.replace('-', ' '),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(start),
        Optional.ofNullable(end),
        List.of(),
        Optional.empty(),
        List.of());
  }

  public static Diagnosis diagnosis(String id, Told told) {
    return diagnosis(id, told, null, null);
  }

  /** A diagnosis with onset and abatement, each of which may be null. */
  public static Diagnosis diagnosis(String id, Told told, When onset, When abatement) {
    return new Diagnosis(
        id,
        words(id),
        told.build(),
        false,
        false,
        Optional.empty(),
        Optional.ofNullable(onset),
        Optional.ofNullable(abatement),
        List.of());
  }

  public static Diagnosis withStatus(Diagnosis diagnosis, ClinicalStatus status) {
    return new Diagnosis(
        diagnosis.id(),
        diagnosis.concept(),
        diagnosis.circumstances(),
        diagnosis.comorbidity(),
        diagnosis.differential(),
        Optional.of(status),
        diagnosis.onset(),
        diagnosis.abatement(),
        diagnosis.stage());
  }

  public static Diagnosis comorbidity(String id, Told told) {
    return new Diagnosis(
        id,
        words(id),
        told.build(),
        true,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  public static Finding finding(String id, Told told) {
    return finding(id, told, FindingCategory.SYMPTOM, null, Links.NONE);
  }

  /** A finding whose value may be null. */
  public static Finding finding(
      String id, Told told, FindingCategory category, Value value, Links links) {
    return new Finding(
        id,
        words(id),
        told.build(),
        category,
        Optional.ofNullable(value),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        links);
  }

  /** A finding with its course; each part may be null. */
  public static Finding course(String id, Told told, When onset, TimeSpan length, When end) {
    return new Finding(
        id,
        words(id),
        told.build(),
        FindingCategory.SYMPTOM,
        Optional.empty(),
        Optional.ofNullable(onset),
        Optional.ofNullable(length),
        Optional.ofNullable(end),
        Links.NONE);
  }

  /** A laboratory result whose value may be null. */
  public static Measurement measurement(String id, Told told, Value value) {
    return measurement(id, words(id), told, value, MeasurementCategory.LABORATORY);
  }

  public static Measurement measurement(
      String id, Concept concept, Told told, Value value, MeasurementCategory category) {
    return new Measurement(
        id,
        concept,
        told.build(),
        category,
        Optional.ofNullable(value),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Links.NONE);
  }

  public static Measurement interpreted(
      Measurement measurement, Interpretation interpretation, Value reference, String method) {
    return new Measurement(
        measurement.id(),
        measurement.concept(),
        measurement.circumstances(),
        measurement.category(),
        measurement.value(),
        Optional.ofNullable(interpretation),
        Optional.ofNullable(reference),
        Optional.ofNullable(method).map(Concept::ofText),
        measurement.links());
  }

  public static MedicationUse medication(
      String id, Told told, MedicationStatus status, Dose... doses) {
    return new MedicationUse(
        id,
        words(id),
        told.build(),
        status,
        List.of(doses),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  public static Intervention procedure(String id, Told told, InterventionStatus status) {
    return new Intervention(
        id,
        words(id),
        told.build(),
        status,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  public static Sample specimen(String id, Told told, String procedure) {
    return new Sample(
        id, words(id), told.build(), Optional.ofNullable(procedure), List.of("fixation"));
  }

  public static StudyReport study(String id, Told told, ReportCategory category) {
    return new StudyReport(
        id, words(id), told.build(), category, List.of(), List.of(), Optional.of("as expected"));
  }

  public static Links links(String supports, String procedure, String specimen, String report) {
    return new Links(
        supports == null ? List.of() : List.of(supports),
        List.of(),
        Optional.ofNullable(procedure),
        Optional.ofNullable(specimen),
        Optional.ofNullable(report));
  }

  public static Value measured(String number, String unit, String ucum) {
    return new Value.Measured(Amount.of(number, Unit.of(unit, ucum)));
  }

  public static When on(int year) {
    return new When.OnDate(PartialDate.of(year));
  }

  public static When before(long amount, TimeUnit unit, String visit) {
    return new When.Relative(TimeSpan.of(amount, unit), When.Direction.BEFORE, visit);
  }

  public static When after(long amount, TimeUnit unit, String visit) {
    return new When.Relative(TimeSpan.of(amount, unit), When.Direction.AFTER, visit);
  }

  public static When age(long amount, TimeUnit unit) {
    return new When.AtAge(TimeSpan.of(amount, unit));
  }

  private static Concept words(String id) {
    return Concept.ofText(id.replace('-', ' '));
  }
}

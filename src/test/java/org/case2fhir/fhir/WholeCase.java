package org.case2fhir.fhir;

import static org.case2fhir.model.Cases.after;
import static org.case2fhir.model.Cases.age;
import static org.case2fhir.model.Cases.before;
import static org.case2fhir.model.Cases.comorbidity;
import static org.case2fhir.model.Cases.course;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Cases.finding;
import static org.case2fhir.model.Cases.interpreted;
import static org.case2fhir.model.Cases.links;
import static org.case2fhir.model.Cases.measured;
import static org.case2fhir.model.Cases.measurement;
import static org.case2fhir.model.Cases.medication;
import static org.case2fhir.model.Cases.on;
import static org.case2fhir.model.Cases.procedure;
import static org.case2fhir.model.Cases.specimen;
import static org.case2fhir.model.Cases.visit;
import static org.case2fhir.model.Told.at;
import static org.case2fhir.model.Told.plainly;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;

/** A case in which every record, every kind of value and every kind of time occurs. */
final class WholeCase {
  static final Code BUTTOCK = new Code(Systems.SNOMED_CT, "46862004", "Buttock structure");
  static final Concept HEART_RATE = loinc("heart rate", "8867-4", "Heart rate");
  static final Concept TEMPERATURE = loinc("temperature", "8310-5", "Body temperature");
  static final Concept PRESSURE =
      loinc("blood pressure", "85354-9", "Blood pressure panel with all children optional");
  static final Unit MM = Unit.of("mm", "mm");
  static final Unit MMHG = Unit.of("mmHg", "mm[Hg]");

  private WholeCase() {}

  static CaseReport report() {
    List<Fact> facts = new ArrayList<>();
    addDiagnoses(facts);
    addFindings(facts);
    addMeasurements(facts);
    addMedications(facts);
    addProcedures(facts);
    addOthers(facts);
    return Cases.sourced(
        new CaseReport(
            "whole", Optional.of("Whole"), Optional.empty(), subject(), visits(), facts));
  }

  static Concept loinc(String text, String code, String display) {
    return new Concept(text, List.of(new Code(Systems.LOINC, code, display)));
  }

  private static Subject subject() {
    return new Subject(
        Optional.of(Sex.FEMALE),
        Optional.of(new Subject.AgeAt(TimeSpan.of(47, TimeUnit.YEAR), Optional.of("first-visit"))),
        Optional.empty(),
        Optional.of("A. B."),
        Optional.of(
            new Death(
                true, Optional.of(age(51, TimeUnit.YEAR)), Optional.of(Concept.ofText("sepsis")))),
        List.of(new Evidence("A woman", Optional.of(new Span(3, 10)))));
  }

  private static List<Visit> visits() {
    Visit first = visit("first-visit", PartialDate.of(2006, 2));
    Visit full =
        new Visit(
            first.id(),
            first.label(),
            Optional.of(VisitClass.AMBULATORY),
            Optional.of(Concept.ofText("outpatient visit")),
            first.start(),
            Optional.of(new When.OnDate(PartialDate.of(2006, 3))),
            List.of(Concept.ofText("back pain")),
            Optional.of(Concept.ofText("home")),
            List.of());
    return List.of(
        full,
        visit("second-visit", after(1, TimeUnit.YEAR, "first-visit")),
        visit("operation", new When.InWords("some time later")),
        visit("ward", PartialDate.of(2006, 2, 14)),
        visit("loop", new When.AtVisit("pool")),
        visit("pool", new When.AtVisit("loop")));
  }

  private static void addDiagnoses(List<Fact> facts) {
    facts.add(diagnosis("calcinosis", at("second-visit").site(buttock(Laterality.BILATERAL))));
    facts.add(comorbidity("hypertension", at("first-visit").severity("mild").note("controlled")));
    facts.add(diagnosis("crest-syndrome", at("second-visit").absent(), null, on(2007)));
    facts.add(diagnosis("lupus", plainly().possible()));
    facts.add(diagnosis("asthma", plainly(), age(12, TimeUnit.YEAR), age(20, TimeUnit.YEAR)));
    facts.add(diagnosis("anaemia", plainly(), before(20, TimeUnit.YEAR, "first-visit"), null));
    facts.add(
        Cases.withStatus(
            diagnosis(
                "gout", plainly().on(after(1, TimeUnit.YEAR, "first-visit")), on(2001), on(2003)),
            ClinicalStatus.ACTIVE));
    facts.add(
        new Diagnosis(
            "carcinoma",
            Concept.ofText("carcinoma"),
            at("ward").possible().site("breast", Laterality.LEFT).site("axilla").build(),
            false,
            true,
            Optional.of(ClinicalStatus.REMISSION),
            Optional.of(new When.AtVisit("first-visit")),
            Optional.of(new When.InWords("after surgery")),
            List.of(Concept.ofText("T2N1M0"), Concept.ofText("grade 2"))));
  }

  private static void addFindings(List<Fact> facts) {
    facts.add(
        course(
            "stiffness",
            at("first-visit").severity("severe").evidence("stiff", 20).evidence("very"),
            before(2, TimeUnit.YEAR, "first-visit"),
            TimeSpan.of(2, TimeUnit.HOUR),
            age(48, TimeUnit.YEAR)));
    facts.add(course("fever", plainly(), age(3, TimeUnit.DAY), null, on(2005)));
    facts.add(finding("dysphagia", at("second-visit").absent()));
    facts.add(finding("weight-loss", plainly().possible().on(new When.InWords("recently"))));
    for (FindingCategory category : FindingCategory.values()) {
      String id = "finding-" + category.ordinal();
      facts.add(finding(id, at("operation"), category, null, Links.NONE));
    }
    facts.add(
        finding(
            "mass",
            at("operation").site(buttock(Laterality.LEFT)),
            FindingCategory.PATHOLOGY,
            new Value.Dimensions(numbers("75", "55", "50"), MM),
            links("calcinosis", "excision", "tissue", "histology")));
    facts.add(
        finding(
            "pain",
            plainly().site("shoulder", Laterality.LEFT).site("knee"),
            FindingCategory.EXAM,
            measured("7", "points", "{score}"),
            links("calcinosis", null, null, null)));
    facts.add(
        finding(
            "thickening",
            plainly().absent(),
            FindingCategory.IMAGING,
            measured("3", "mm", "mm"),
            Links.NONE));
  }

  private static void addMeasurements(List<Fact> facts) {
    facts.add(
        interpreted(
            measurement("esr", at("first-visit"), measured("44", "mm/hr", "mm/h")),
            Interpretation.HIGH,
            new Value.Measured(
                new Amount(new BigDecimal("20"), Optional.of(Comparator.LESS), unit("mm/hr"))),
            "Westergren"));
    facts.add(
        interpreted(
            measurement(
                "glucose", plainly(), new Value.Interval(some("3"), some("5"), unit("mmol/L"))),
            null,
            new Value.Interval(some("3.5"), Optional.empty(), unit("mmol/L")),
            null));
    facts.add(
        measurement("ana", plainly(), new Value.Titer(new BigDecimal("1"), new BigDecimal("160"))));
    facts.add(
        interpreted(
            measurement("hb", plainly(), new Value.Words("within normal limits")),
            Interpretation.NORMAL,
            new Value.Words("laboratory's own"),
            null));
    facts.add(
        interpreted(
            measurement("ena", plainly(), new Value.Coded(Concept.ofText("negative"))),
            Interpretation.NEGATIVE,
            null,
            null));
    facts.add(
        interpreted(measurement("schirmer", plainly(), null), Interpretation.NORMAL, null, null));
    facts.add(measurement("culture", plainly(), null));
    facts.add(measurement("cast", plainly().absent(), null));
    facts.add(
        measurement("kidney", plainly(), new Value.Dimensions(numbers("7.5", "5.5"), unit("cm"))));
    facts.add(
        measurement(
            "count",
            plainly().on(new When.InWords("postoperatively")),
            new Value.Measured(Amount.of("5.0", Unit.NONE))));
    facts.add(
        measurement(
            "odd",
            plainly(),
            new Value.Measured(Amount.of("5", new Unit("foos", Optional.empty())))));
    addVitalSigns(facts);
  }

  private static void addVitalSigns(List<Fact> facts) {
    facts.add(vital("pulse", HEART_RATE, at("ward"), measured("80", "/min", "/min")));
    facts.add(vital("pulse-month", HEART_RATE, at("first-visit"), measured("80", "bpm", "/min")));
    facts.add(vital("pulse-ever", HEART_RATE, plainly(), measured("80", "/min", "/min")));
    facts.add(vital("pulse-words", HEART_RATE, at("ward"), new Value.Words("regular")));
    facts.add(vital("pulse-none", HEART_RATE, at("ward"), null));
    facts.add(vital("temperature", TEMPERATURE, at("ward"), measured("310", "K", "K")));
    facts.add(
        vital(
            "systolic",
            loinc("systolic", "8480-6", "Systolic blood pressure"),
            at("ward"),
            measured("90", "mmHg", "mm[Hg]")));
    facts.add(
        vital(
            "oximetry",
            loinc("SpO2", "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
            at("ward"),
            measured("97", "%", "%")));
    facts.add(
        vital(
            "pressure",
            PRESSURE,
            at("ward"),
            new Value.BloodPressure(new BigDecimal("120"), new BigDecimal("80"), MMHG)));
    facts.add(
        vital(
            "pulmonary-pressure",
            Concept.ofText("pulmonary artery pressure"),
            at("ward"),
            new Value.BloodPressure(new BigDecimal("40"), new BigDecimal("20"), MMHG)));
  }

  private static void addMedications(List<Fact> facts) {
    for (MedicationStatus status : MedicationStatus.values()) {
      facts.add(medication("drug-" + status.ordinal(), at("second-visit"), status));
    }
    Dose twice =
        new Dose(
            "0.5 mg twice daily by mouth as needed for 3 days",
            Optional.of(measured("0.5", "mg", "mg")),
            Optional.empty(),
            Optional.of(new Dose.Frequency(2, BigDecimal.ONE, TimeUnit.DAY, Optional.of(6))),
            Optional.of(Concept.ofText("oral")),
            true,
            Optional.of(TimeSpan.of(3, TimeUnit.DAY)));
    Dose rate =
        new Dose(
            "1-2 tablets, 200 mg/day",
            Optional.of(new Value.Interval(some("1"), some("2"), Unit.of("tablets", "{tablet}"))),
            Optional.of(new Dose.Rate(Amount.of("200", unit("mg")), TimeSpan.of(1, TimeUnit.DAY))),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    facts.add(
        new MedicationUse(
            "colchicine",
            Concept.ofText("colchicine"),
            at("second-visit").site("skin").severity("mild").possible().build(),
            MedicationStatus.ACTIVE,
            List.of(twice, rate),
            Optional.of(after(1, TimeUnit.YEAR, "first-visit")),
            Optional.empty(),
            Optional.of(TimeSpan.of(44, TimeUnit.MONTH)),
            List.of("calcinosis", "pain"),
            Optional.of("most complaints resolved")));
  }

  private static void addProcedures(List<Fact> facts) {
    for (InterventionStatus status : InterventionStatus.values()) {
      facts.add(procedure("procedure-" + status.ordinal(), at("second-visit"), status));
    }
    facts.add(
        new Intervention(
            "excision",
            Concept.ofText("excision"),
            at("operation").site(buttock(Laterality.LEFT)).severity("major").build(),
            InterventionStatus.COMPLETED,
            Optional.of(on(2011)),
            List.of("calcinosis", "stiffness"),
            Optional.of(Concept.ofText("mass removed")),
            List.of(Concept.ofText("bleeding"))));
    facts.add(specimen("tissue", at("ward").site(buttock(Laterality.LEFT)), "excision"));
    facts.add(
        new StudyReport(
            "histology",
            Concept.ofText("histology"),
            at("operation").site("skin").note("two blocks").build(),
            ReportCategory.PATHOLOGY,
            List.of("excision"),
            List.of("tissue"),
            Optional.of("calcification")));
    for (ReportCategory category : ReportCategory.values()) {
      facts.add(Cases.study("study-" + category.ordinal(), at("first-visit"), category));
    }
  }

  private static void addOthers(List<Fact> facts) {
    facts.add(
        new FamilyHistory(
            "father",
            Concept.ofText("father"),
            plainly().note("a smoker").build(),
            Optional.of(Sex.MALE),
            Optional.of(
                new Death(
                    true,
                    Optional.of(age(60, TimeUnit.YEAR)),
                    Optional.of(Concept.ofText("infarction")))),
            List.of(
                new FamilyHistory.Illness(
                    Concept.ofText("infarction"),
                    Optional.of(age(55, TimeUnit.YEAR)),
                    Optional.of("fatal")))));
    facts.add(
        new FamilyHistory(
            "family",
            Concept.ofText("family"),
            plainly().absent().build(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new FamilyHistory.Illness(
                    Concept.ofText("cancer"), Optional.empty(), Optional.empty()))));
    for (SubstanceCategory category : SubstanceCategory.values()) {
      facts.add(
          new Sensitivity(
              "allergy-" + category.ordinal(),
              Concept.ofText("substance"),
              at("ward").severity("severe").on(on(2004)).build(),
              Optional.of(category),
              List.of(Concept.ofText("urticaria")),
              Optional.of(age(10, TimeUnit.YEAR))));
    }
    facts.add(
        new Sensitivity(
            "penicillin",
            Concept.ofText("penicillin"),
            plainly().absent().build(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  static Fact vital(String id, Concept concept, org.case2fhir.model.Told told, Value value) {
    return measurement(id, concept, told, value, MeasurementCategory.VITAL_SIGNS);
  }

  static BodySite buttock(Laterality side) {
    return new BodySite(new Concept("buttock", List.of(BUTTOCK)), Optional.of(side));
  }

  static List<BigDecimal> numbers(String... numbers) {
    return List.of(numbers).stream().map(BigDecimal::new).toList();
  }

  private static Optional<BigDecimal> some(String number) {
    return Optional.of(new BigDecimal(number));
  }

  private static Unit unit(String both) {
    return Unit.of(both, both.replace("hr", "h"));
  }
}

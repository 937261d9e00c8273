package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.case2fhir.casefile.EncounterReader.EncounterNames;
import org.case2fhir.casefile.InterpretationReader.VariantWords;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.AdverseEvent.EventOutcome;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Image;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.Criticality;
import org.case2fhir.model.Sensitivity.SensitivityType;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Span;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;

/**
 * Makes cases up from a seed: every record, every optional field now there and now not, and words
 * that are awkward on purpose.
 */
final class CaseArbitraries {
  private static final List<String> WORDS =
      List.of(
          "back pain",
          "no fever",
          "suspected gout",
          "absent",
          "left and right arm",
          "14.02.2006",
          "2005-2006",
          "at v9",
          "hypertension",
          "normal",
          "positive",
          "5 mg",
          "2006",
          "2006-02-30",
          "1:40",
          "true",
          "no",
          "null",
          "~",
          "left hand",
          "both",
          "first-visit",
          "at v1",
          "Behçet 😀",
          "it's",
          "say \"x\"",
          "a: b",
          "a #b",
          "- a",
          "[a]",
          "{a}",
          "*a",
          "&a",
          "!a",
          "%a",
          "@a",
          "007",
          "1e3",
          "0x1F",
          "1_000",
          "two\nlines",
          "tab\tbed",
          "x\u0085y",
          "x\u2028y",
          "\\n",
          "SNOMED 1",
          "a | b",
          "once daily 5 mg",
          "as told",
          "ESR",
          "hemoglobin",
          "INR",
          "oral",
          "= 1",
          "3 days after v1",
          "at age 3 years",
          "severe",
          "penicillin",
          "mother",
          "5-3",
          "120/80");
  private static final List<String> NUMBERS =
      List.of("0", "1", "7.0", "0.50", "120", "-3", "1E+3", "1E-7", "100000000000", "2.5");

  private final Random random;
  private final List<String> visits = new ArrayList<>();
  private final Map<String, List<String>> ids = new LinkedHashMap<>();

  private CaseArbitraries(long seed) {
    this.random = new Random(seed);
  }

  /** A case whose facts are in order and whose references exist. */
  static CaseReport caseOf(long seed) {
    return new CaseArbitraries(seed).report();
  }

  private CaseReport report() {
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      visits.add(random.nextBoolean() ? "v" + i : "visit_" + i);
    }
    for (String kind :
        List.of(
            "diagnosis",
            "finding",
            "procedure",
            "specimen",
            "report",
            "measurement",
            "medication",
            "family-history",
            "allergy",
            "immunization",
            "device",
            "variant")) {
      List<String> named = new ArrayList<>();
      int facts = random.nextInt(3);
      for (int i = 0; i < facts; i++) {
        named.add(kind.equals("finding") ? "f" + i : word() + i);
      }
      ids.put(kind, named.stream().distinct().toList());
    }
    List<Fact> facts = new ArrayList<>(List.of(diagnosis("d-last")));
    ids.get("diagnosis").forEach(id -> facts.add(diagnosis(id)));
    ids.get("finding").forEach(id -> facts.add(finding(id)));
    ids.get("measurement").forEach(id -> facts.add(measurement(id)));
    ids.get("medication").forEach(id -> facts.add(medication(id)));
    ids.get("procedure").forEach(id -> facts.add(procedure(id)));
    ids.get("specimen").forEach(id -> facts.add(specimen(id)));
    ids.get("report").forEach(id -> facts.add(study(id)));
    ids.get("family-history").forEach(id -> facts.add(relative(id)));
    ids.get("allergy").forEach(id -> facts.add(allergy(id)));
    ids.get("immunization").forEach(id -> facts.add(immunization(id)));
    ids.get("device").forEach(id -> facts.add(device(id)));
    facts.add(adverseEvent());
    facts.add(image());
    ids.get("variant").forEach(id -> facts.add(variant(id)));
    facts.sort(
        Comparator.comparing(Fact::kind)
            .thenComparing(f -> f.circumstances().visit().map(visits::indexOf).orElse(-1)));
    List<Visit> all = visits.stream().map(this::visit).toList();
    return new CaseReport(word(), maybe(this::word), maybe(this::source), subject(), all, facts);
  }

  private SourceCitation source() {
    return new SourceCitation(
        maybe(this::word),
        some(this::word),
        maybe(this::word),
        maybe(() -> random.nextInt(3000)),
        maybe(this::word),
        maybe(this::word),
        maybe(this::word),
        maybe(() -> "10.1000/1 82"),
        maybe(this::word),
        maybe(this::word),
        maybe(this::word),
        maybe(this::word),
        maybe(this::word));
  }

  private Subject subject() {
    return new Subject(
        maybe(() -> one(Sex.values())),
        maybe(() -> new Subject.AgeAt(age(), maybe(visits))),
        maybe(this::date),
        maybe(this::word),
        maybe(this::death),
        some(() -> new Subject.Relation(concept(), maybe(this::word))),
        some(this::evidence),
        some(this::word),
        maybe(this::concept),
        maybe(() -> one(Subject.Karyotype.values())),
        maybe(this::when));
  }

  private Visit visit(String id) {
    return new Visit(
        id,
        random.nextBoolean() ? EncounterNames.words(id) : word(),
        maybe(() -> one(VisitClass.values())),
        maybe(this::concept),
        maybe(() -> new When.OnDate(date())),
        maybe(this::when),
        some(this::concept),
        maybe(this::concept),
        some(this::evidence));
  }

  private Circumstances told(Assertion... allowed) {
    return new Circumstances(
        maybe(visits),
        maybe(this::when),
        one(allowed.length == 0 ? Assertion.values() : allowed),
        some(this::site),
        maybe(this::concept),
        maybe(this::word),
        some(this::evidence),
        maybe(() -> new BigDecimal(one("0", "1", "0.5", "0.93"))));
  }

  private Fact diagnosis(String id) {
    Circumstances told = told();
    boolean absent = told.assertion() == Assertion.ABSENT;
    boolean possible = told.assertion() == Assertion.POSSIBLE;
    return new Diagnosis(
        id,
        concept(),
        told,
        random.nextBoolean(),
        possible && random.nextBoolean(),
        absent ? Optional.empty() : maybe(() -> one(ClinicalStatus.values())),
        maybe(this::when),
        maybe(this::when),
        some(this::concept));
  }

  private Fact finding(String id) {
    return new Finding(
        id,
        concept(),
        told(),
        one(FindingCategory.values()),
        maybe(this::value),
        maybe(this::when),
        maybe(this::span),
        maybe(this::when),
        links(),
        some(this::concept),
        some(this::support));
  }

  private Finding.Support support() {
    return new Finding.Support(
        maybe(this::concept), Optional.of(word()), maybe(this::word), maybe(this::word));
  }

  private TreatmentContext treatment() {
    return random.nextBoolean()
        ? TreatmentContext.NONE
        : new TreatmentContext(
            maybe(this::concept),
            maybe(this::concept),
            maybe(this::concept),
            some(this::concept),
            maybe(this::concept));
  }

  private Fact variant(String id) {
    return new Variant(
        id,
        concept(),
        told(),
        maybe(this::concept),
        some(
            () ->
                random.nextBoolean()
                    ? new Variant.Expression("hgvs.c", "NM_001042492.3:c.5488C>T")
                    : new Variant.Expression(one("hgvs.p", "spdi"), word())),
        maybe(
            () ->
                random.nextBoolean()
                    ? concept()
                    : new Concept("heterozygous", VariantWords.zygosity("heterozygous"))),
        maybe(() -> one(Variant.Significance.values())),
        maybe(() -> one(Variant.Causality.values())),
        maybe(() -> one(Variant.Actionability.values())),
        maybe(() -> new Variant.Locus(one("", "hg38"), word(), 17, one("", "A"), one("", "<DEL>"))),
        maybe(this::concept),
        new Links(
            refs("diagnosis"),
            List.of(),
            maybe(ids.get("procedure")),
            maybe(ids.get("specimen")),
            maybe(ids.get("report"))));
  }

  private Fact measurement(String id) {
    return new Measurement(
        id,
        concept(),
        told(),
        one(MeasurementCategory.values()),
        maybe(this::value),
        maybe(() -> one(Interpretation.values())),
        maybe(this::value),
        maybe(this::concept),
        links());
  }

  private Fact medication(String id) {
    return new MedicationUse(
        id,
        concept(),
        told(),
        one(MedicationStatus.values()),
        some(this::dose),
        maybe(this::when),
        maybe(this::when),
        maybe(this::span),
        refs("diagnosis"),
        maybe(this::word),
        maybe(() -> ((Value.Measured) measured(unit())).amount()),
        maybe(() -> one(MedicationUse.DrugSource.values())),
        treatment());
  }

  private Fact procedure(String id) {
    return new Intervention(
        id,
        concept(),
        told(),
        one(InterventionStatus.values()),
        maybe(this::when),
        refs("diagnosis"),
        maybe(this::concept),
        some(this::concept),
        one(Intervention.InterventionType.values()),
        maybe(
            () ->
                new Intervention.Radiation(
                    Optional.of(((Value.Measured) measured(unit())).amount()),
                    maybe(() -> random.nextInt(40)))),
        treatment());
  }

  private Fact immunization(String id) {
    return new Immunization(
        id,
        concept(),
        told(Assertion.PRESENT, Assertion.ABSENT),
        maybe(this::word),
        maybe(this::concept),
        maybe(this::word));
  }

  private Fact device(String id) {
    return new DeviceUse(
        id,
        concept(),
        told(Assertion.PRESENT),
        maybe(this::when),
        maybe(ids.get("procedure")),
        refs("diagnosis"),
        maybe(this::word),
        maybe(this::word));
  }

  private Fact adverseEvent() {
    return new AdverseEvent(
        "event",
        concept(),
        told(Assertion.PRESENT),
        refs("device"),
        maybe(random::nextBoolean),
        maybe(() -> one(EventOutcome.values())));
  }

  private Fact image() {
    return new Image(
        "image", concept(), told(Assertion.PRESENT), maybe(this::word), maybe(ids.get("report")));
  }

  private Fact specimen(String id) {
    return new Sample(id, concept(), told(), maybe(ids.get("procedure")), some(this::word));
  }

  private Fact study(String id) {
    return new StudyReport(
        id,
        concept(),
        told(),
        one(ReportCategory.values()),
        refs("procedure"),
        refs("specimen"),
        maybe(this::word),
        some(this::concept),
        maybe(() -> one(StudyReport.Progress.values())),
        some(
            () ->
                new StudyReport.LinkedFile(
                    word(),
                    random.nextBoolean() ? Map.of() : Map.of("fileFormat", word()),
                    random.nextBoolean() ? Map.of() : Map.of("a b", word()))));
  }

  private Fact relative(String id) {
    return new FamilyHistory(
        id,
        concept(),
        told(),
        maybe(() -> one(Sex.values())),
        maybe(this::death),
        some(() -> new FamilyHistory.Illness(concept(), maybe(this::when), maybe(this::word))));
  }

  private Fact allergy(String id) {
    return new Sensitivity(
        id,
        concept(),
        told(),
        maybe(() -> one(SubstanceCategory.values())),
        some(this::concept),
        maybe(this::when),
        maybe(() -> one(SensitivityType.values())),
        maybe(() -> one(Criticality.values())));
  }

  private Links links() {
    return new Links(
        refs("diagnosis"),
        refs("medication"),
        maybe(ids.get("procedure")),
        maybe(ids.get("specimen")),
        maybe(ids.get("report")));
  }

  private Dose dose() {
    if (random.nextInt(3) == 0) {
      String text =
          one(
              "0.5 mg twice daily",
              "5 mg/h iv",
              "10 mg then 5 mg",
              "2 tablets q4-6h prn for pain, max 8 tablets daily",
              "1 g over 2 hours on Mondays and Fridays",
              "5 mg 2-3 times a day with meals for 7-10 days");
      Dose short1 = Cases.dose(text);
      return random.nextBoolean()
          ? short1
          : short1.withRoute(maybe(this::concept)).withSequence(maybe(() -> 1 + random.nextInt(3)));
    }
    Unit unit = unit();
    return new Dose(
            word(),
            Optional.empty(),
            maybe(() -> random.nextBoolean() ? measured(unit) : interval(unit))
                .filter(amount -> !MeasurementResult.isNegative(amount)),
            maybe(() -> measured(unit()))
                .filter(amount -> !MeasurementResult.isNegative(amount))
                .map(amount -> new Dose.Rate(((Value.Measured) amount).amount(), span())),
            maybe(
                () ->
                    random.nextInt(4) == 0
                        ? new Dose.Frequency(
                                1, BigDecimal.ONE, one(TimeUnit.values()), Optional.empty())
                            .withCount(Optional.of(1), Optional.of(2 + random.nextInt(9)))
                        : new Dose.Frequency(
                            1 + random.nextInt(4),
                            new BigDecimal("1.5"),
                            one(TimeUnit.values()),
                            maybe(() -> 1 + random.nextInt(9)))),
            List.of(),
            List.of(),
            Optional.empty(),
            maybe(this::span),
            Optional.empty(),
            maybe(this::concept),
            random.nextBoolean(),
            Optional.empty(),
            Optional.empty(),
            maybe(this::concept),
            maybe(() -> new When.Between(maybe(this::when0), Optional.of(new When.OnDate(date())))))
        .withClockTimes(
            random.nextBoolean() ? List.of() : List.of(LocalTime.of(8, 0), LocalTime.of(20, 30)));
  }

  private static final BigDecimal NINE = BigDecimal.valueOf(9);
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Value value() {
    return switch (random.nextInt(10)) {
      case 8 -> new Value.Day(date());
      case 9 ->
          new Value.Parts(
              List.of(
                  new Value.Part(
                      concept(),
                      (Value.Measured) measured(unit()),
                      maybe(() -> (Value.Interval) interval(unit())))));
      case 6 -> new Value.Score(BigDecimal.valueOf(random.nextInt(9)), one(NINE, TEN, HUNDRED));
      case 0 -> measured(unit());
      case 1 -> interval(unit());
      case 2 -> new Value.Titer(number(), number());
      case 3 -> new Value.BloodPressure(number(), number(), unit());
      case 4 ->
          new Value.Dimensions(
              random.nextBoolean()
                  ? List.of(number(), number())
                  : List.of(number(), number(), number()),
              unit());
      case 5 -> new Value.Coded(concept());
      default -> new Value.Words(word());
    };
  }

  private Value measured(Unit unit) {
    return new Value.Measured(
        new Amount(
            number(), maybe(() -> one(org.case2fhir.model.Value.Comparator.values())), unit));
  }

  private Value interval(Unit unit) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Value.Interval(
              Optional.of(new BigDecimal("1.0")), Optional.of(new BigDecimal("2")), unit);
      case 1 -> new Value.Interval(Optional.of(number()), Optional.empty(), unit);
      default -> new Value.Interval(Optional.empty(), Optional.of(number()), unit);
    };
  }

  private Unit unit() {
    return one(
        Unit.NONE,
        Unit.UNTOLD,
        Unit.of("mg/dL", "mg/dL"),
        Unit.of("mm/hr", "mm/h"),
        Unit.of("cm", "cm"),
        Unit.of("mmHg", "mm[Hg]"),
        Unit.of("10^9/L", "10*9/L"),
        Unit.of("mg", "wrong"),
        new Unit("blobs", Optional.empty()),
        new Unit("mg", Optional.empty()),
        Unit.of("tablets", "{tablet}"));
  }

  private When when() {
    if (!visits.isEmpty() && random.nextBoolean()) {
      String visit = one(visits.toArray(String[]::new));
      return random.nextBoolean()
          ? new When.AtVisit(visit)
          : new When.Relative(span(), one(When.Direction.values()), visit);
    }
    return switch (random.nextInt(6)) {
      case 0 -> new When.OnDate(date());
      case 1 -> new When.AtAge(age());
      case 2 -> new When.AtGestation(random.nextInt(40), random.nextInt(7));
      case 3 ->
          new When.Between(
              Optional.of(new When.AtAge(age())), maybe(() -> new When.OnDate(date())));
      case 4 ->
          new When.InWords(word(), List.of(new Code("urn:x", "HP:0003577", "Congenital onset")));
      default -> new When.InWords(word());
    };
  }

  private When when0() {
    return new When.OnDate(date());
  }

  private Death death() {
    boolean dead = random.nextBoolean();
    return new Death(dead, maybe(this::when), maybe(this::concept), maybe(this::span));
  }

  private Evidence evidence() {
    String quote = random.nextBoolean() ? word() : "  exactly " + word() + "\n";
    return new Evidence(quote, maybe(() -> new Span(3, 3 + quote.length())));
  }

  private BodySite site() {
    return new BodySite(concept(), maybe(() -> one(Laterality.values())));
  }

  private Concept concept() {
    String text = word();
    return switch (random.nextInt(3)) {
      case 0 -> Concept.ofText(text);
      case 1 ->
          new Concept(
              text,
              List.of(
                  new Code("http://snomed.info/sct", "73211009", "a | b"),
                  new Code("urn:x", "a b", "")));
      default -> new Concept(text, List.of(new Code("http://loinc.org", "718-7", "Hb")));
    };
  }

  private PartialDate date() {
    int year = 1 + random.nextInt(9999);
    return switch (random.nextInt(3)) {
      case 0 -> PartialDate.of(year);
      case 1 -> PartialDate.of(year, 12);
      default -> PartialDate.of(year, 2, 28);
    };
  }

  // Nobody grows older than 130 years.
  private TimeSpan age() {
    return new TimeSpan(
        one(BigDecimal.ONE, new BigDecimal("1.5"), BigDecimal.TEN, new BigDecimal("120")),
        one(TimeUnit.values()));
  }

  private TimeSpan span() {
    return new TimeSpan(
        one(BigDecimal.ONE, new BigDecimal("1.5"), BigDecimal.TEN, new BigDecimal("1200")),
        one(TimeUnit.values()));
  }

  private BigDecimal number() {
    return new BigDecimal(one(NUMBERS.toArray(String[]::new)));
  }

  private String word() {
    return one(WORDS.toArray(String[]::new));
  }

  private List<String> refs(String kind) {
    return ids.get(kind).stream().filter(id -> random.nextBoolean()).toList();
  }

  private Optional<String> maybe(List<String> of) {
    return of.isEmpty() ? Optional.empty() : maybe(() -> one(of.toArray(String[]::new)));
  }

  private <T> Optional<T> maybe(Supplier<T> supplier) {
    return random.nextBoolean() ? Optional.of(supplier.get()) : Optional.empty();
  }

  private <T> List<T> some(Supplier<T> supplier) {
    List<T> list = new ArrayList<>();
    while (list.size() < 3 && random.nextInt(3) > 0) {
      list.add(supplier.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }
}

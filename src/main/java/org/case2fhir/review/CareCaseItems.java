package org.case2fhir.review;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.document.SectionKind;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.review.CareReport.Item;
import org.case2fhir.review.CareReport.Place;
import org.case2fhir.review.CareText.Hit;
import org.case2fhir.review.CareText.Paragraph;

/** The items 5 to 10 of the CARE guideline: what is said about the patient. */
final class CareCaseItems {
  /** Points in time that make a timeline. */
  private static final int TIMELINE = 3;

  private static final int MOST_NAMED = 5;

  private final CareText text;
  private final CaseReport report;
  private final List<Paragraph> account;
  private final List<Paragraph> all;

  CareCaseItems(CareText text, CaseReport report) {
    this.text = text;
    this.report = report;
    this.account = text.account();
    List<Paragraph> told = new ArrayList<>(account);
    told.addAll(text.in(CareText.DISCUSSION));
    this.all = List.copyOf(told);
  }

  List<Item> items() {
    return List.of(patient(), findings(), timeline(), assessment(), intervention(), followUp());
  }

  private ItemJudgement judge(String id, String title) {
    return new ItemJudgement(text, id, title);
  }

  private List<Place> places(Stream<? extends Fact> facts) {
    return facts
        .map(
            fact ->
                text.place(
                    FactRef.of(fact), fact.circumstances().evidence(), fact.concept().text()))
        .toList();
  }

  private <F extends Fact> List<Place> places(Class<F> kind, Predicate<F> wanted) {
    return places(report.facts(kind).filter(wanted));
  }

  private <F extends Fact> List<Place> places(Class<F> kind) {
    return places(report.facts(kind));
  }

  private List<Place> findings(FindingCategory... categories) {
    Set<FindingCategory> wanted = EnumSet.copyOf(Arrays.asList(categories));
    return places(Finding.class, finding -> wanted.contains(finding.category()));
  }

  private static boolean holds(Fact fact) {
    return fact.circumstances().assertion() == Assertion.PRESENT;
  }

  // ---- 5 patient, 6 clinical findings --------------------------------------------------------

  private Item patient() {
    ItemJudgement who = judge("5a", "Age, sex and other demographics");
    Subject subject = report.subject();
    List<Place> person =
        List.of(text.place(FactRef.SUBJECT, subject.evidence(), "the subject of the case"));
    if (subject.age().isPresent() || subject.birthDate().isPresent()) {
      who.found("age", person);
    } else {
      who.lacks("the age", "state the patient's age");
    }
    if (subject.sex().isPresent()) {
      who.found("sex", person);
    } else {
      who.lacks("the sex", "state the patient's sex");
    }

    ItemJudgement concerns = judge("5b", "Main concerns and symptoms");
    concerns.found(
        "reasons of a visit",
        report.visits().stream()
            .filter(visit -> !visit.reasons().isEmpty())
            .map(v -> text.place(FactRef.ofVisit(v), v.evidence(), v.label()))
            .toList());
    concerns.finds("why the patient came", "concern", account);
    concerns.found("symptoms", findings(FindingCategory.SYMPTOM));
    if (concerns.foundNothing()) {
      concerns.lacks("concerns and symptoms", "say with what the patient came");
    }

    ItemJudgement history = judge("5c", "Medical, family and psychosocial history");
    boolean medical =
        history.found("earlier diseases", places(Diagnosis.class, Diagnosis::comorbidity))
            | history.found("allergies", places(Sensitivity.class))
            | history.finds("medical history", "medical-history", account);
    boolean family =
        history.found("family history", places(FamilyHistory.class))
            | history.finds("family history", "family-history", account);
    boolean social =
        history.found("way of life", places(Finding.class, CareCaseItems::isWayOfLife))
            | history.finds("way of life", "social-history", account);
    lackUnless(
        medical, history, "medical history", "state earlier diseases, or that there are none");
    lackUnless(family, history, "family history", "state the family history, or that it is empty");
    lackUnless(social, history, "psychosocial history", "state habits, work and home as relevant");

    ItemJudgement past = judge("5d", "Past interventions and their outcomes").whereApplicable();
    if (!past.finds("earlier interventions", "past-intervention", account)) {
      past.suggests(
          "earlier interventions", "name earlier treatments and what they did, if there were any");
    }
    return ItemJudgement.of("5", "Patient information", List.of(who, concerns, history, past));
  }

  /** Origin is kept with the way of life, but it is not asked for here. */
  private static boolean isWayOfLife(Finding finding) {
    return finding.category() == FindingCategory.OCCUPATION
        || finding.category() == FindingCategory.SOCIAL
            && CareText.PHRASES.holds("social-history", finding.concept().text());
  }

  private static void lackUnless(boolean there, ItemJudgement item, String what, String remedy) {
    if (!there) {
      item.lacks(what, remedy);
    }
  }

  private Item findings() {
    ItemJudgement item = judge("6", "Clinical findings");
    item.found("findings of the examination", findings(FindingCategory.EXAM));
    item.finds("an examination", "examined", account);
    boolean examined = !item.foundNothing();
    boolean vital =
        item.found(
                "vital signs",
                places(Measurement.class, m -> m.category() == MeasurementCategory.VITAL_SIGNS))
            | item.finds("vital signs", "vital-signs", account);
    if (!examined) {
      item.lacks(
          vital ? "findings of the examination" : "a physical examination",
          "state what the physical examination showed");
    }
    return item.item();
  }

  // ---- 7 timeline ----------------------------------------------------------------------------

  private Item timeline() {
    ItemJudgement item = judge("7", "Timeline");
    List<Paragraph> shown = text.in(EnumSet.of(SectionKind.FIGURE_LEGEND, SectionKind.TABLE));
    boolean figure = item.finds("a figure or table of the course", "timeline", shown);
    List<Paragraph> headed =
        text.in(EnumSet.allOf(SectionKind.class)).stream()
            .filter(p -> CareText.PHRASES.holds("timeline", p.section()))
            .filter(p -> p.kind() != SectionKind.REFERENCES && p.kind() != SectionKind.DISCUSSION)
            .filter(p -> p.section().toLowerCase(Locale.ROOT).contains("time"))
            .toList();
    figure |= item.found("a timeline", headed.stream().map(text::place).toList());
    Map<String, Place> times = times();
    item.found(
        times.size() == 1 ? "one point in time" : times.size() + " points in time",
        List.copyOf(times.values()));
    if (!figure && times.size() < TIMELINE) {
      item.lacks(
          times.isEmpty() ? "when things happened" : "the order and dates of the other events",
          "give each visit, onset, treatment and outcome a date or a distance from the first visit,"
              + " as a figure or table");
    } else if (!figure) {
      item.suggests("a figure or table of the course", "show the course as a figure or table");
    }
    return item.item();
  }

  /** The different points in time with the first place that each was read from. */
  private Map<String, Place> times() {
    Map<String, Place> times = new LinkedHashMap<>();
    for (Visit visit : report.visits()) {
      Place place = text.place(FactRef.ofVisit(visit), visit.evidence(), visit.label());
      Stream.of(visit.start(), visit.end())
          .flatMap(Optional::stream)
          .filter(CareCaseItems::isPoint)
          .forEach(when -> times.putIfAbsent(when.toString(), place));
    }
    for (Fact fact : report.facts()) {
      for (When when : times(fact)) {
        Place place =
            text.place(FactRef.of(fact), fact.circumstances().evidence(), fact.concept().text());
        times.putIfAbsent(when.toString(), place);
      }
    }
    return times;
  }

  private static boolean isPoint(When when) {
    return !(when instanceof When.AtVisit);
  }

  private static List<When> times(Fact fact) {
    List<Optional<When>> times = new ArrayList<>();
    times.add(fact.circumstances().time());
    if (fact instanceof Diagnosis diagnosis) {
      times.add(diagnosis.onset());
      times.add(diagnosis.abatement());
    } else if (fact instanceof Finding finding) {
      times.add(finding.onset());
      times.add(finding.abatement());
    } else if (fact instanceof MedicationUse drug) {
      times.add(drug.start());
      times.add(drug.end());
    } else if (fact instanceof Intervention intervention) {
      times.add(intervention.end());
    }
    return times.stream().flatMap(Optional::stream).filter(CareCaseItems::isPoint).toList();
  }

  // ---- 8 diagnostic assessment ---------------------------------------------------------------

  private Item assessment() {
    ItemJudgement methods = judge("8a", "Methods");
    methods.found(
        "test results",
        places(
            Measurement.class,
            m ->
                m.category() != MeasurementCategory.VITAL_SIGNS
                    && m.category() != MeasurementCategory.EXAM));
    methods.found(
        "imaging, laboratory and pathology",
        findings(
            FindingCategory.IMAGING,
            FindingCategory.LABORATORY,
            FindingCategory.PATHOLOGY,
            FindingCategory.PROCEDURE));
    methods.found("reports", places(StudyReport.class));
    methods.found("specimens", places(Sample.class));
    methods.found("genetic variants", places(Variant.class));
    methods.finds("tests", "tested", account);
    if (methods.foundNothing()) {
      methods.lacks("diagnostic tests", "name the tests that were made, with their results");
    }

    ItemJudgement challenges = judge("8b", "Challenges").whereApplicable();
    if (!challenges.finds("what made the diagnosis hard", "diagnostic-challenge", all)) {
      challenges.suggests(
          "diagnostic challenges", "say what made the diagnosis hard, if anything did");
    }

    ItemJudgement diagnosis = judge("8c", "Diagnosis, and others considered");
    boolean made =
        diagnosis.found("a diagnosis", places(Diagnosis.class, d -> holds(d) && !d.comorbidity()))
            || diagnosis.finds("a diagnosis", "diagnosis-words", account);
    boolean others =
        diagnosis.found(
                "other diagnoses", places(Diagnosis.class, d -> !holds(d) || d.differential()))
            | diagnosis.finds("other diagnoses", "other-diagnoses", all);
    lackUnless(made, diagnosis, "the diagnosis", "state the diagnosis");
    lackUnless(
        others,
        diagnosis,
        "other diagnoses",
        "say which other diagnoses were considered, and why not");

    ItemJudgement prognosis = judge("8d", "Prognosis").whereApplicable();
    prognosis.found("stage or grade", places(Diagnosis.class, d -> !d.stage().isEmpty()));
    prognosis.finds("prognosis", "prognosis", all);
    if (prognosis.foundNothing()) {
      prognosis.suggests("prognosis", "state the stage or the prognosis where it applies");
    }
    return ItemJudgement.of(
        "8", "Diagnostic assessment", List.of(methods, challenges, diagnosis, prognosis));
  }

  // ---- 9 therapeutic intervention ------------------------------------------------------------

  private Item intervention() {
    List<String> earlier =
        text.find("past-intervention", account).stream()
            .map(hit -> hit.sentence().toLowerCase(Locale.ROOT))
            .toList();
    List<MedicationUse> drugs =
        report
            .facts(MedicationUse.class)
            .filter(CareCaseItems::isGiven)
            .filter(drug -> earlier.stream().noneMatch(s -> s.contains(lower(drug))))
            .toList();
    ItemJudgement types = judge("9a", "Types");
    types.found("drugs", places(drugs.stream()));
    types.found("procedures", places(Intervention.class, CareCaseItems::isTreatment));
    if (types.foundNothing() && !types.finds("an intervention", "intervention-words", account)) {
      types.lacks(
          "interventions", "say how the patient was treated, or that no treatment was given");
    }

    ItemJudgement administration = judge("9b", "Dose, strength, duration");
    Optional<Item> drugless =
        drugs.isEmpty()
            ? Optional.of(
                ItemJudgement.notApplicable("9b", "Dose, strength, duration", "no drug is given"))
            : Optional.empty();
    administer(drugs, administration);

    ItemJudgement changes = judge("9c", "Changes, and why").whereApplicable();
    List<Hit> changed =
        text.find("treatment-change", account).stream()
            .filter(hit -> isOfTreatment(hit.sentence(), drugs))
            .toList();
    List<Place> ended =
        places(drugs.stream().filter(drug -> drug.context().termination().isPresent()));
    boolean reasoned =
        !ended.isEmpty()
            || changed.stream().anyMatch(hit -> CareText.PHRASES.holds("reason", hit.sentence()));
    boolean told =
        changes.hits("changes of the treatment", changed)
            | changes.found("why a drug was stopped", ended);
    if (!told) {
      changes.suggests("changes of the treatment", "say what was changed and why, if anything was");
    } else if (!reasoned) {
      changes.lacks("why the treatment was changed", "say why the treatment was changed");
    }
    List<ItemJudgement> parts = List.of(types, administration, changes);
    return ItemJudgement.joined(
        "9",
        "Therapeutic intervention",
        parts,
        List.of(types.item(), drugless.orElseGet(administration::item), changes.item()));
  }

  /** Procedures that only find something out are not interventions. */
  private static boolean isTreatment(Intervention procedure) {
    String words = procedure.concept().text();
    return holds(procedure)
        && !CareText.PHRASES.holds("tested", words)
        && !CareText.PHRASES.holds("test-words", words);
  }

  private static boolean isGiven(MedicationUse drug) {
    return holds(drug)
        && !CareText.PHRASES.holds("substance", drug.concept().text())
        && drug.status() != MedicationStatus.INTENDED
        && drug.status() != MedicationStatus.NOT_TAKEN;
  }

  private static boolean isOfTreatment(String sentence, List<MedicationUse> drugs) {
    String lower = sentence.toLowerCase(Locale.ROOT);
    return CareText.PHRASES.holds("treatment-noun", sentence)
        || drugs.stream().anyMatch(drug -> lower.contains(lower(drug)));
  }

  private static String lower(Fact fact) {
    return fact.concept().text().toLowerCase(Locale.ROOT);
  }

  /** Whether dose and duration of each drug are given, whichever of its facts gives them. */
  private void administer(List<MedicationUse> drugs, ItemJudgement item) {
    Map<String, List<MedicationUse>> byName = new LinkedHashMap<>();
    for (MedicationUse drug : drugs) {
      byName.computeIfAbsent(lower(drug), any -> new ArrayList<>()).add(drug);
    }
    Map<String, List<String>> lacking = new LinkedHashMap<>();
    Set<Place> places = new LinkedHashSet<>();
    for (List<MedicationUse> uses : byName.values()) {
      String name = uses.get(0).concept().text();
      boolean dose = uses.stream().anyMatch(CareCaseItems::hasDose);
      boolean duration = uses.stream().anyMatch(CareCaseItems::hasDuration);
      if (dose || duration) {
        places.addAll(places(uses.stream().filter(d -> hasDose(d) || hasDuration(d))));
        item.notes(
            (dose && duration ? "dose and duration" : dose ? "dose" : "duration") + " of " + name);
      }
      if (!dose || !duration) {
        String what = !dose && !duration ? "dose and duration" : dose ? "duration" : "dose";
        lacking.computeIfAbsent(what, any -> new ArrayList<>()).add(name);
      }
    }
    places.stream()
        .limit(1)
        .forEach(place -> item.found("how drugs were given", List.copyOf(places)));
    lacking.forEach(
        (what, names) -> {
          String named = named(names);
          item.lacks("the " + what + " of " + named, "state the " + what + " of " + named);
        });
  }

  private static String named(List<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int others = names.size() - MOST_NAMED;
    return others > 0 ? first + " and " + others + " others" : first;
  }

  private static boolean hasDose(MedicationUse drug) {
    return drug.cumulative().isPresent()
        || drug.dosages().stream().anyMatch(d -> d.amount().isPresent() || d.rate().isPresent());
  }

  private static boolean hasDuration(MedicationUse drug) {
    return drug.duration().isPresent()
        || drug.end().isPresent()
        || drug.start().filter(When.Between.class::isInstance).isPresent()
        || drug.dosages().stream().anyMatch(CareCaseItems::hasDuration);
  }

  private static boolean hasDuration(Dose dose) {
    return dose.duration().isPresent()
        || dose.longest().isPresent()
        || dose.period().isPresent()
        || CareText.PHRASES.holds("single-dose", dose.text());
  }

  // ---- 10 follow-up and outcomes -------------------------------------------------------------

  private Item followUp() {
    ItemJudgement outcomes = judge("10a", "Outcomes assessed by clinician and patient");
    boolean clinician = outcomes.found("outcomes", findings(FindingCategory.OUTCOME));
    if (report.subject().deceased().isPresent()) {
      Subject subject = report.subject();
      clinician |=
          outcomes.found(
              "death or survival",
              List.of(text.place(FactRef.SUBJECT, subject.evidence(), "the subject")));
    }
    clinician |=
        outcomes.found(
            "the course of a disease",
            places(
                Diagnosis.class,
                d -> holds(d) && d.clinicalStatus().filter(s -> s.hasEnded()).isPresent()));
    // How earlier illnesses and those of relatives ended is not an outcome of this one.
    List<Hit> ended =
        text.find("outcome", account).stream()
            .filter(hit -> !CareText.PHRASES.holds("family-history", hit.sentence()))
            .filter(hit -> !CareText.PHRASES.holds("medical-history", hit.sentence()))
            .toList();
    clinician |= outcomes.hits("outcomes", ended);
    boolean patient = outcomes.finds("what the patient reports", "patient-outcome", account);
    if (!clinician && !patient) {
      outcomes.lacks("the outcome", "state how it went for the patient");
    } else if (!patient) {
      outcomes.suggests(
          "the patient's own assessment", "state what the patient says of the outcome, if known");
    }

    ItemJudgement tests = judge("10b", "Important test results");
    tests.found(
        "results of later visits", places(report.facts().stream().filter(this::isLaterTest)));
    if (!tests.finds("tests of the follow-up", "follow-up-test", account) && tests.foundNothing()) {
      tests.lacks("tests of the follow-up", "state which tests were repeated, with their results");
    }

    ItemJudgement adherence = judge("10c", "Adherence and tolerability");
    if (!adherence.finds("adherence or tolerability", "tolerated", account)) {
      adherence.lacks(
          "adherence and tolerability",
          "state whether the treatment was taken and tolerated, and how that is known");
    }

    ItemJudgement harms = judge("10d", "Adverse and unexpected events");
    harms.found("adverse events", places(AdverseEvent.class));
    harms.found(
        "complications",
        places(Intervention.class, procedure -> !procedure.complications().isEmpty()));
    if (!harms.finds("adverse events or their absence", "adverse", account)
        && harms.foundNothing()) {
      harms.lacks("adverse events", "state adverse events, or that there were none");
    }
    return ItemJudgement.of(
        "10", "Follow-up and outcomes", List.of(outcomes, tests, adherence, harms));
  }

  private boolean isLaterTest(Fact fact) {
    boolean test =
        fact instanceof StudyReport
            || fact instanceof Measurement
            || fact instanceof Finding finding
                && Set.of(
                        FindingCategory.IMAGING,
                        FindingCategory.LABORATORY,
                        FindingCategory.PATHOLOGY)
                    .contains(finding.category());
    if (!test || report.visits().isEmpty()) {
      return false;
    }
    String first = report.visits().get(0).id();
    boolean laterVisit =
        fact.circumstances().visit().filter(visit -> !visit.equals(first)).isPresent();
    boolean after =
        fact.circumstances()
            .time()
            .filter(
                when -> when instanceof When.Relative r && r.direction() == When.Direction.AFTER)
            .isPresent();
    return laterVisit && report.visits().size() > 1 || after;
  }
}

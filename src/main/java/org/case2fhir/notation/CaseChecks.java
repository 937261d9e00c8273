package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.terminology.UnitTable;

/**
 * Questions a case before it is written, wherever it was read from: facts that contradict each
 * other, absent findings with a value, ends before beginnings, and results no living patient has.
 *
 * <p>Two facts contradict each other only if they say the opposite of one concept at the same site
 * and the same time: suspected at one visit and excluded at the next is a course. A check never
 * changes the case. Safe for use by several threads.
 */
public final class CaseChecks {
  private static final int MOST_OPPOSED = 10;

  /** SNOMED CT's "no known allergy". */
  private static final String NO_KNOWN = "716186003";

  /** SNOMED CT's "no known drug allergy". */
  private static final String NO_KNOWN_TO_DRUGS = "409137002";

  private final PlausibleRanges ranges;

  /**
   * @param units the units of the case's values
   */
  public CaseChecks(UnitTable units) {
    this.ranges = new PlausibleRanges(units);
  }

  /**
   * Two facts that cannot both hold.
   *
   * @param code as in {@link Issue}: {@code present-and-absent}, {@code active-and-stopped}
   */
  public record Contradiction(Fact first, Fact second, String code) {}

  /**
   * All that is questionable in a case.
   *
   * @param places where each fact and visit stands in the source
   */
  public List<Issue> check(CaseReport report, Function<FactRef, Location> places) {
    List<Issue> issues = new ArrayList<>();
    for (Visit visit : report.visits()) {
      reversed(visit.start(), visit.end(), report)
          .map(words -> reversed(words, places.apply(FactRef.ofVisit(visit))))
          .ifPresent(issues::add);
    }
    for (Fact fact : report.facts()) {
      Location place = places.apply(FactRef.of(fact));
      reversed(fact, report).map(words -> reversed(words, place)).ifPresent(issues::add);
      beforeBirth(fact, report, place).ifPresent(issues::add);
      absentValue(fact, place).ifPresent(issues::add);
      implausible(fact, place).ifPresent(issues::add);
    }
    for (Contradiction pair : contradictions(report)) {
      issues.add(issue(pair, places));
    }
    allergies(report, places).ifPresent(issues::add);
    return issues;
  }

  // "No known allergies" beside an allergy: a reader of the one line must not miss the other.
  private static Optional<Issue> allergies(CaseReport report, Function<FactRef, Location> places) {
    List<Sensitivity> held =
        report
            .facts(Sensitivity.class)
            .filter(each -> each.circumstances().assertion() == Assertion.PRESENT)
            .toList();
    for (Sensitivity none : held) {
      Optional<Sensitivity> known =
          held.stream()
              .filter(each -> !isNoneOf(each, NO_KNOWN) && !isNoneOf(each, NO_KNOWN_TO_DRUGS))
              .filter(
                  each ->
                      isNoneOf(none, NO_KNOWN)
                          || isNoneOf(none, NO_KNOWN_TO_DRUGS)
                              && each.category().equals(Optional.of(SubstanceCategory.MEDICATION)))
              .findFirst();
      if (known.isPresent()) {
        return Optional.of(
            new Issue(
                Severity.ERROR,
                "allergies-contradict",
                "the case says that no allergy is known, and names one: "
                    + Excerpt.of(known.get().concept().text()),
                places.apply(FactRef.of(none)),
                "remove one of the two; write `no-allergy` for what is tolerated"));
      }
    }
    return Optional.empty();
  }

  private static boolean isNoneOf(Sensitivity sensitivity, String code) {
    return sensitivity.concept().codes().stream().anyMatch(each -> each.code().equals(code));
  }

  /**
   * The pairs of facts that contradict each other, in the order of the case; of a fact that very
   * many contradict, the next {@value #MOST_OPPOSED}.
   */
  public List<Contradiction> contradictions(CaseReport report) {
    List<Fact> facts = report.facts();
    List<List<Contradiction>> backwards = new ArrayList<>();
    // Of thousands of facts of one name and occasion, those that oppose one are looked up.
    Map<Stance, List<Integer>> later = new HashMap<>();
    for (int i = facts.size() - 1; i >= 0; i--) {
      Fact first = facts.get(i);
      Set<Integer> opposed = new TreeSet<>();
      List<Occasion> occasions = occasions(first);
      for (Occasion occasion : occasions) {
        for (State state : opposites(first)) {
          List<Integer> own = later.getOrDefault(new Stance(occasion, state), List.of());
          opposed.addAll(own.subList(Math.max(0, own.size() - MOST_OPPOSED), own.size()));
        }
      }
      for (Occasion occasion : occasions) {
        for (State state : states(first)) {
          later.computeIfAbsent(new Stance(occasion, state), name -> new ArrayList<>()).add(i);
        }
      }
      List<Contradiction> own =
          opposed.stream()
              .limit(MOST_OPPOSED)
              .map(facts::get)
              .map(second -> new Contradiction(first, second, code(first, second)))
              .toList();
      backwards.add(own);
    }
    Collections.reverse(backwards);
    return backwards.stream().flatMap(List::stream).toList();
  }

  private static String code(Fact first, Fact second) {
    boolean held = first.circumstances().assertion() == second.circumstances().assertion();
    return held ? "active-and-stopped" : "present-and-absent";
  }

  /** What a fact says of a concept on an occasion. */
  private record Stance(Occasion occasion, State state) {}

  /**
   * In what another fact may be the opposite.
   *
   * @param course whether it goes on or has ended, and what two facts have to share to speak of one
   *     course; empty where only presence counts
   */
  private record State(Assertion assertion, List<Object> course) {}

  /** What two facts have to share to be able to contradict each other. */
  private record Occasion(
      Name name,
      Optional<String> visit,
      Optional<When> time,
      Optional<When> onset,
      Set<String> sites) {}

  private static List<Occasion> occasions(Fact fact) {
    Circumstances own = fact.circumstances();
    Set<String> sites = sites(own);
    return names(fact).stream()
        .map(name -> new Occasion(name, own.visit(), own.time(), onset(fact), sites))
        .toList();
  }

  /**
   * What facts of one concept share: a code, or the words without a system.
   *
   * @param system of the code; empty for words
   */
  private record Name(FactKind kind, String system, String text) {}

  private static Set<Name> names(Fact fact) {
    Set<Name> names = new HashSet<>();
    // A disease that is denied is a finding: "epilepsy was diagnosed", "he denied epilepsy".
    FactKind kind = fact.kind() == FactKind.DIAGNOSIS ? FactKind.FINDING : fact.kind();
    for (Code code : fact.concept().codes()) {
      names.add(new Name(kind, code.system(), code.code()));
    }
    names.add(new Name(kind, "", folded(fact.concept().text())));
    return names;
  }

  /** Of which any two facts that share one say the same. */
  private static List<State> states(Fact fact) {
    Assertion assertion = fact.circumstances().assertion();
    List<State> states = new ArrayList<>(List.of(new State(assertion, List.of())));
    if (assertion == Assertion.PRESENT) {
      courses(fact).forEach(course -> states.add(new State(assertion, course)));
    }
    return states;
  }

  private static List<List<Object>> courses(Fact fact) {
    if (fact instanceof MedicationUse use) {
      return List.of(
          List.of(use.status(), use.start(), use.end(), use.dosages()),
          List.of(use.status(), use.start(), use.end()));
    }
    if (fact instanceof Diagnosis diagnosis && diagnosis.clinicalStatus().isPresent()) {
      boolean ended = diagnosis.clinicalStatus().get().hasEnded();
      return List.of(List.of(ended, diagnosis.onset(), diagnosis.abatement()));
    }
    return fact instanceof Intervention intervention
        ? List.of(List.of(intervention.status() == InterventionStatus.NOT_DONE))
        : List.of();
  }

  /** What a fact cannot hold beside. */
  private static List<State> opposites(Fact fact) {
    return switch (fact.circumstances().assertion()) {
      case POSSIBLE -> List.of();
      case ABSENT -> List.of(new State(Assertion.PRESENT, List.of()));
      case PRESENT -> {
        List<State> opposites = new ArrayList<>(List.of(new State(Assertion.ABSENT, List.of())));
        oppositeCourses(fact)
            .forEach(course -> opposites.add(new State(Assertion.PRESENT, course)));
        yield opposites;
      }
    };
  }

  // One is going on and the other has ended, with nothing that would make two courses of them.
  private static List<List<Object>> oppositeCourses(Fact fact) {
    if (fact instanceof MedicationUse use) {
      List<List<Object>> opposites = new ArrayList<>();
      for (MedicationStatus status : MedicationStatus.values()) {
        boolean active = use.status() == MedicationStatus.ACTIVE;
        if (isEnded(status) != isEnded(use.status())
            && (active || status == MedicationStatus.ACTIVE)) {
          if (use.dosages().isEmpty()) {
            opposites.add(List.of(status, use.start(), use.end()));
          } else {
            opposites.add(List.of(status, use.start(), use.end(), use.dosages()));
            opposites.add(List.of(status, use.start(), use.end(), List.of()));
          }
        }
      }
      return opposites;
    }
    if (fact instanceof Diagnosis diagnosis && diagnosis.clinicalStatus().isPresent()) {
      boolean ended = diagnosis.clinicalStatus().get().hasEnded();
      return List.of(List.of(!ended, diagnosis.onset(), diagnosis.abatement()));
    }
    return fact instanceof Intervention intervention
        ? List.of(List.of(intervention.status() != InterventionStatus.NOT_DONE))
        : List.of();
  }

  private static boolean isEnded(MedicationStatus status) {
    return switch (status) {
      case STOPPED, COMPLETED, NOT_TAKEN -> true;
      case ACTIVE, ON_HOLD, INTENDED, UNKNOWN -> false;
    };
  }

  private static Optional<When> onset(Fact fact) {
    if (fact instanceof Finding finding) {
      return finding.onset();
    }
    return Optional.empty();
  }

  private static Set<String> sites(Circumstances circumstances) {
    Set<String> sites = new HashSet<>();
    for (BodySite site : circumstances.bodySites()) {
      sites.add(site.laterality() + " " + folded(site.site().text()));
    }
    return sites;
  }

  // Without case, hyphens and a final s: "Skin ulcers" and "skin-ulcer" are one concept.
  private static String folded(String text) {
    String words = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return words.length() > 3 && words.endsWith("s") && !words.endsWith("ss")
        ? words.substring(0, words.length() - 1)
        : words;
  }

  private static Issue issue(Contradiction pair, Function<FactRef, Location> places) {
    Location first = places.apply(FactRef.of(pair.first()));
    Location second = places.apply(FactRef.of(pair.second()));
    boolean presence = pair.code().equals("present-and-absent");
    String message =
        "\""
            + pair.second().concept().text()
            + (presence ? "\" is stated as " + word(pair.second()) + " here and as " : "\" is ")
            + (presence
                ? word(pair.first())
                : "active in one place and ended in the other: here and")
            + " in "
            + first
            + (presence ? ", at the same time" : "");
    return Issue.warning(
        pair.code(),
        message,
        second,
        presence
            ? "remove one of the two, or give them the times or sites that tell them apart"
            : "remove one of the two, or give them their start and end");
  }

  private static String word(Fact fact) {
    return fact.circumstances().assertion().name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Issue> absentValue(Fact fact, Location place) {
    Optional<Value> value = Optional.empty();
    if (fact instanceof Finding finding) {
      value = finding.value();
    } else if (fact instanceof Measurement measurement) {
      value = measurement.value();
    }
    boolean absent = fact.circumstances().assertion() == Assertion.ABSENT;
    return value
        .filter(held -> absent && isQuantity(held))
        .map(
            held ->
                Issue.warning(
                    "absent-with-value",
                    "\"" + fact.concept().text() + "\" is stated as absent and has a value",
                    place,
                    "remove the value, or state it as present"));
  }

  // Zero is another way to say absent.
  private static boolean isQuantity(Value value) {
    if (value instanceof Value.Measured measured) {
      return measured.amount().number().signum() != 0;
    }
    return value instanceof Value.Interval
        || value instanceof Value.Dimensions
        || value instanceof Value.Titer;
  }

  private Optional<Issue> implausible(Fact fact, Location place) {
    if (!(fact instanceof Measurement measurement) || measurement.value().isEmpty()) {
      return Optional.empty();
    }
    Value value = measurement.value().get();
    String test = "\"" + measurement.concept().text() + "\"";
    if (value instanceof Value.BloodPressure pressure
        && pressure.systolic().compareTo(pressure.diastolic()) <= 0
        && pressure.diastolic().compareTo(BigDecimal.ZERO) != 0) {
      return Optional.of(
          Issue.warning(
              "implausible-value",
              "the systolic pressure of " + test + " does not lie above the diastolic",
              place,
              "check whether the two numbers are in their order"));
    }
    return ranges
        .violated(measurement.concept(), value)
        .map(
            row ->
                Issue.warning(
                    "implausible-value",
                    "the value of " + test + " lies outside what is possible, " + row,
                    place,
                    ranges
                        .fittingUnit(row, value)
                        .map(unit -> "check the number; would its unit be " + unit + "?")
                        .orElse("check the number and its unit")));
  }

  private static Optional<String> reversed(Fact fact, CaseReport report) {
    if (fact instanceof Diagnosis diagnosis) {
      return reversed(diagnosis.onset(), diagnosis.abatement(), report);
    }
    if (fact instanceof Finding finding) {
      return reversed(finding.onset(), finding.abatement(), report);
    }
    if (fact instanceof MedicationUse use) {
      return reversed(use.start(), use.end(), report);
    }
    if (fact instanceof DeviceUse device) {
      return reversed(device.circumstances().time(), device.end(), report);
    }
    return fact instanceof Intervention intervention
        ? reversed(intervention.circumstances().time(), intervention.end(), report)
        : Optional.empty();
  }

  private static Optional<String> reversed(
      Optional<When> start, Optional<When> end, CaseReport report) {
    Optional<PartialDate> first = start.flatMap(when -> date(when, report));
    Optional<PartialDate> last = end.flatMap(when -> date(when, report));
    return first.isPresent() && last.isPresent() && last.get().isBefore(first.get())
        ? Optional.of("it ends (" + last.get() + ") before it begins (" + first.get() + ")")
        : Optional.empty();
  }

  // What was found before the birth is of a pregnancy, which lasts less than a year.
  private static Optional<Issue> beforeBirth(Fact fact, CaseReport report, Location place) {
    Optional<PartialDate> born = report.subject().birthDate();
    return fact.circumstances()
        .time()
        .or(() -> onset(fact))
        .flatMap(when -> date(when, report))
        .filter(date -> born.filter(birth -> date.year() < birth.year() - 1).isPresent())
        .map(
            date ->
                Issue.warning(
                    "before-birth",
                    "it was in " + date + ", before the birth in " + born.get(),
                    place,
                    "check both dates"));
  }

  private static Optional<PartialDate> date(When when, CaseReport report) {
    if (when instanceof When.OnDate on) {
      return Optional.of(on.date());
    }
    if (!(when instanceof When.AtVisit at)) {
      return Optional.empty();
    }
    return report.visits().stream()
        .filter(visit -> visit.id().equals(at.visit()))
        .map(visit -> visit.start().orElse(null))
        .filter(Objects::nonNull)
        .filter(When.OnDate.class::isInstance)
        .map(start -> ((When.OnDate) start).date())
        .findFirst();
  }

  private static Issue reversed(String words, Location place) {
    return new Issue(
        Severity.ERROR,
        "reversed-times",
        words + "; the end is left out of its period",
        place,
        "check both dates");
  }

  /**
   * What a result can possibly be, by the LOINC code of its test and its unit, from the table
   * {@code plausible-ranges}: what a living patient can survive, with generous margins. Not what is
   * normal.
   */
  private static final class PlausibleRanges {
    private static final String LOINC = "http://loinc.org";

    private final Map<String, List<Row>> rows = new HashMap<>();
    private final UnitTable units;

    /**
     * @param analyte what is measured, in words
     * @param unit UCUM
     */
    record Row(String analyte, String unit, BigDecimal lowest, BigDecimal highest) {
      boolean holds(BigDecimal number) {
        return number.compareTo(lowest) >= 0 && number.compareTo(highest) <= 0;
      }

      @Override
      public String toString() {
        return lowest.toPlainString() + " to " + highest.toPlainString() + " " + unit;
      }
    }

    PlausibleRanges(UnitTable units) {
      this.units = units;
      for (String[] row : BundledTable.rows(CaseChecks.class, "plausible-ranges")) {
        rows.computeIfAbsent(row[0], code -> new ArrayList<>())
            .add(new Row(row[1], row[2], new BigDecimal(row[3]), new BigDecimal(row[4])));
      }
    }

    /** The range that a result lies outside of; empty where it is possible or nothing is known. */
    Optional<Row> violated(Concept test, Value value) {
      if (value instanceof Value.Measured measured) {
        Amount amount = measured.amount();
        return row(test, amount.unit()).filter(row -> !isPossible(amount, row));
      }
      if (value instanceof Value.Interval range) {
        return row(test, range.unit())
            .filter(
                row ->
                    range.low().filter(low -> !row.holds(low)).isPresent()
                        || range.high().filter(high -> !row.holds(high)).isPresent());
      }
      return value instanceof Value.BloodPressure pressure ? violated(pressure) : Optional.empty();
    }

    private Optional<Row> violated(Value.BloodPressure pressure) {
      return row("8480-6", pressure.unit())
          .filter(row -> !row.holds(pressure.systolic()))
          .or(() -> row("8462-4", pressure.unit()).filter(row -> !row.holds(pressure.diastolic())));
    }

    // "< 0.01" of something that is never below 0.1 is as odd as 0.01.
    private static boolean isPossible(Amount amount, Row row) {
      BigDecimal number = amount.number();
      Optional<Comparator> sign = amount.comparator();
      boolean below =
          sign.filter(s -> s == Comparator.LESS || s == Comparator.LESS_OR_EQUAL).isPresent();
      boolean above = sign.isPresent() && !below;
      return (below || number.compareTo(row.highest()) <= 0)
          && (above || number.compareTo(row.lowest()) >= 0);
    }

    /** Another unit of the same test in which the number would be possible. */
    Optional<String> fittingUnit(Row violated, Value value) {
      if (!(value instanceof Value.Measured measured)) {
        return Optional.empty();
      }
      return rows.values().stream()
          .flatMap(List::stream)
          .filter(row -> row.analyte().equals(violated.analyte()))
          .filter(row -> !row.unit().equals(violated.unit()))
          .filter(row -> row.holds(measured.amount().number()))
          .map(Row::unit)
          .sorted()
          .findFirst();
    }

    private Optional<Row> row(Concept test, Unit unit) {
      return test.codes().stream()
          .filter(code -> code.system().equals(LOINC))
          .map(Code::code)
          .flatMap(code -> row(code, unit).stream())
          .findFirst();
    }

    private Optional<Row> row(String code, Unit unit) {
      Optional<String> ucum = unit.ucum();
      return rows.getOrDefault(code, List.of()).stream()
          .filter(row -> ucum.equals(Optional.of(row.unit())) || isSame(row.unit(), ucum))
          .findFirst();
    }

    // U/L and [IU]/L are two writings of one unit, as far as limits go.
    private boolean isSame(String unit, Optional<String> other) {
      return other
          .filter(ucum -> ucum.replace("[IU]", "U").equals(unit.replace("[IU]", "U")))
          .filter(ucum -> units.ucum(ucum).isPresent())
          .isPresent();
    }
  }
}

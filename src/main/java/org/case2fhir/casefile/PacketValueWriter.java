package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.casefile.PhenopacketWriter.Loss;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.terminology.CodeSystem;

/**
 * Writes the building blocks of a phenopacket: ontology classes, time elements, quantities; and
 * remembers which code systems were used and what could not be written.
 */
final class PacketValueWriter {
  /** Systems that name diseases best, in the order in which they are taken. */
  static final List<String> DISEASES =
      List.of(
          uri("MONDO"),
          uri("OMIM"),
          uri("ORPHA"),
          uri("DOID"),
          uri("NCIT"),
          uri("ICD-10-CM"),
          uri("SNOMED"));

  static final List<String> FEATURES = List.of(CodeSystem.HPO.uri());
  private static final Pattern AGE_WORDS =
      Pattern.compile(
          "at age(?: (\\d+(?:\\.\\d+)?) years?)?(?: (\\d+(?:\\.\\d+)?) months?)?"
              + "(?: (\\d+(?:\\.\\d+)?) weeks?)?(?: (\\d+(?:\\.\\d+)?) days?)?"
              + "(?: (\\d+(?:\\.\\d+)?) hours?)?");
  private static final Map<String, Code> SEVERITIES =
      Map.of(
          "mild", hpo("HP:0012825", "Mild"),
          "moderate", hpo("HP:0012826", "Moderate"),
          "borderline", hpo("HP:0012827", "Borderline"),
          "severe", hpo("HP:0012828", "Severe"),
          "profound", hpo("HP:0012829", "Profound"));

  private final Map<String, Visit> visits = new HashMap<>();
  private final Map<String, String> prefixes = new TreeMap<>();
  private final Map<String, String> versions = new HashMap<>();
  private final Set<Loss> losses = new LinkedHashSet<>();

  PacketValueWriter(CaseReport report) {
    report.visits().forEach(visit -> visits.put(visit.id(), visit));
  }

  private static String uri(String name) {
    return CodeSystems.uri(name).orElseThrow();
  }

  private static Code hpo(String code, String display) {
    return new Code(CodeSystem.HPO.uri(), code, display);
  }

  List<Loss> losses() {
    return List.copyOf(losses);
  }

  /** Notes that a detail is missing. */
  void lost(FactRef of, String message) {
    losses.add(new Loss(of, false, message));
  }

  /** Notes that a fact has no place at all. */
  void lostWhole(Fact fact) {
    lostWhole(fact, "a phenopacket has no place for it");
  }

  /** Notes that a fact is missing. */
  void lostWhole(Fact fact, String why) {
    FactRef ref = FactRef.of(fact);
    String words = Excerpt.of(fact.concept().text());
    losses.add(new Loss(ref, true, "the " + ref.kind() + " " + words + " is left out: " + why));
  }

  /** The code by which a packet names a concept: of the first of these systems that has one. */
  static Optional<Code> code(Concept concept, List<String> systems) {
    return systems.stream()
        .flatMap(system -> concept.codes().stream().filter(c -> c.system().equals(system)))
        .findFirst()
        .or(() -> concept.codes().stream().findFirst());
  }

  /** An ontology class; absent, and noted, if the concept has no code. */
  Optional<Object> concept(Concept concept, FactRef of) {
    return concept(concept, List.of(), of);
  }

  Optional<Object> concept(Concept concept, List<String> systems, FactRef of) {
    Optional<Code> code = code(concept, systems);
    if (code.isEmpty()) {
      lost(of, Excerpt.of(concept.text()) + " has no code, which a phenopacket wants");
    }
    return code.map(known -> ontologyClass(known, concept.text()));
  }

  List<Object> concepts(List<Concept> concepts, FactRef of) {
    return concepts.stream().flatMap(each -> concept(each, of).stream()).toList();
  }

  /** A code as an ontology class, whose label is the system's own if that is known. */
  Object ontologyClass(Code code, String words) {
    return new MappingBuilder()
        .put("id", curie(code))
        .put("label", code.display().isBlank() ? words : code.display())
        .map();
  }

  String curie(Code code) {
    String curie = CodeSystems.curie(code);
    prefixes.putIfAbsent(CodeSystems.prefixOf(curie), code.system());
    if (!code.version().isEmpty()) {
      versions.putIfAbsent(code.system(), code.version());
    }
    return curie;
  }

  /** How bad it is, by HPO's terms where the word is one of them. */
  Optional<Object> severity(Concept severity, FactRef of) {
    Code known = SEVERITIES.get(severity.text().toLowerCase(Locale.ROOT));
    boolean own =
        code(severity, FEATURES).filter(c -> c.system().equals(FEATURES.get(0))).isPresent();
    return known == null || own
        ? concept(severity, FEATURES, of)
        : Optional.of(ontologyClass(known, known.display()));
  }

  /** HPO's term for a side. */
  Object side(Laterality side) {
    return switch (side) {
      case RIGHT -> ontologyClass(hpo("HP:0012834", "Right"), "Right");
      case LEFT -> ontologyClass(hpo("HP:0012835", "Left"), "Left");
      case BILATERAL -> ontologyClass(hpo("HP:0012832", "Bilateral"), "Bilateral");
    };
  }

  /** A TimeElement; absent, and noted, if the schema has none for it. */
  Optional<Object> time(When when, FactRef of) {
    Optional<Object> element = element(when);
    if (element.isEmpty()) {
      lost(
          of,
          "the time " + Excerpt.of(when.toString()) + " is neither a date nor an age nor coded");
    }
    return element;
  }

  Optional<Object> time(Optional<When> when, FactRef of) {
    return when.flatMap(given -> time(given, of));
  }

  /** When a fact was: its own time, or else the date of its encounter. */
  Optional<Object> time(Circumstances circumstances, FactRef of) {
    return circumstances
        .time()
        .or(
            () ->
                circumstances
                    .visit()
                    .flatMap(visit -> date(new When.AtVisit(visit)))
                    .map(When.OnDate::new))
        .flatMap(when -> time(when, of));
  }

  private Optional<Object> element(When when) {
    if (when instanceof When.AtAge at) {
      return Optional.of(Map.of("age", age(at)));
    }
    if (when instanceof When.AtGestation age) {
      Object parts = new MappingBuilder().put("weeks", age.weeks()).put("days", age.days()).map();
      return Optional.of(Map.of("gestationalAge", parts));
    }
    if (when instanceof When.InWords words) {
      return inWords(words);
    }
    if (when instanceof When.Between stretch) {
      return between(stretch);
    }
    return date(when).map(PacketValueWriter::date);
  }

  private Optional<Object> inWords(When.InWords words) {
    if (!words.codes().isEmpty()) {
      Object coded = ontologyClass(words.codes().get(0), words.words());
      return Optional.of(Map.of("ontologyClass", coded));
    }
    Matcher age = AGE_WORDS.matcher(words.words());
    if (!age.matches() || words.words().equals("at age")) {
      return Optional.empty();
    }
    StringBuilder iso = new StringBuilder("P");
    for (int i = 1; i <= 5; i++) {
      if (age.group(i) != null) {
        iso.append(i == 5 ? "T" : "").append(age.group(i)).append("YMWDH".charAt(i - 1));
      }
    }
    return Optional.of(Map.of("age", Map.of("iso8601duration", iso.toString())));
  }

  private Optional<Object> between(When.Between stretch) {
    boolean ages =
        stretch.from().stream().allMatch(When.AtAge.class::isInstance)
            && stretch.to().stream().allMatch(When.AtAge.class::isInstance);
    if (ages) {
      Object range =
          new MappingBuilder()
              .put("start", stretch.from().map(from -> age((When.AtAge) from)))
              .put("end", stretch.to().map(to -> age((When.AtAge) to)))
              .map();
      return Optional.of(Map.of("ageRange", range));
    }
    return interval(stretch).map(interval -> Map.of("interval", interval));
  }

  /** A TimeInterval; absent if its ends are not dates. */
  Optional<Object> interval(When.Between stretch) {
    Optional<String> start = stretch.from().flatMap(this::date).map(PacketValueWriter::begin);
    Optional<String> end = stretch.to().flatMap(this::date).map(PacketValueWriter::last);
    boolean lost =
        start.isPresent() != stretch.from().isPresent()
            || end.isPresent() != stretch.to().isPresent();
    return lost
        ? Optional.empty()
        : Optional.of(new MappingBuilder().put("start", start).put("end", end).map());
  }

  private Optional<PartialDate> date(When when) {
    return when.date(
        visit ->
            Optional.ofNullable(visits.get(visit))
                .flatMap(Visit::start)
                .filter(When.OnDate.class::isInstance)
                .map(start -> ((When.OnDate) start).date()));
  }

  // A month is the stretch of time that it is, not its first day.
  private static Object date(PartialDate date) {
    return date.day().isPresent()
        ? Map.of("timestamp", begin(date))
        : Map.of(
            "interval",
            new MappingBuilder().put("start", begin(date)).put("end", last(date)).map());
  }

  private static String begin(PartialDate date) {
    if (date.time().isPresent()) {
      return date.toString();
    }
    return PartialDate.of(date.year(), date.month().orElse(1), date.day().orElse(1)) + "T00:00:00Z";
  }

  private static String last(PartialDate date) {
    if (date.day().isPresent()) {
      return begin(date);
    }
    int month = date.month().orElse(12);
    int day = YearMonth.of(date.year(), month).lengthOfMonth();
    return PartialDate.of(date.year(), month, day) + "T23:59:59Z";
  }

  private static Object age(When.AtAge age) {
    return Map.of("iso8601duration", iso(age.age()));
  }

  /** A length of time in ISO 8601, with years beside months as people write ages: P2Y9M. */
  static String iso(TimeSpan span) {
    BigDecimal amount = span.amount();
    if (span.unit() == TimeUnit.YEAR && amount.scale() > 0) {
      BigDecimal months = amount.multiply(BigDecimal.valueOf(12)).stripTrailingZeros();
      return months.scale() <= 0 ? months(months) : "P" + amount.toPlainString() + "Y";
    }
    if (span.unit() == TimeUnit.MONTH && amount.scale() <= 0) {
      return months(amount);
    }
    String digits = amount.toPlainString();
    return switch (span.unit()) {
      case MINUTE -> "PT" + digits + "M";
      case HOUR -> "PT" + digits + "H";
      case DAY -> "P" + digits + "D";
      case WEEK -> "P" + digits + "W";
      case MONTH -> "P" + digits + "M";
      case YEAR -> "P" + digits + "Y";
    };
  }

  private static String months(BigDecimal months) {
    BigDecimal[] parts = months.divideAndRemainder(BigDecimal.valueOf(12));
    String years = parts[0].signum() == 0 ? "" : parts[0].toBigInteger() + "Y";
    String rest = parts[1].signum() == 0 && !years.isEmpty() ? "" : parts[1].toBigInteger() + "M";
    return "P" + years + rest;
  }

  /** A length of time in days, if it is a whole number of them. */
  Optional<Integer> days(TimeSpan span) {
    return span.unit() == TimeUnit.DAY && span.amount().scale() <= 0
        ? Optional.of(span.amount().intValue())
        : Optional.empty();
  }

  /** A Quantity. */
  Object quantity(Amount amount, Optional<Value.Interval> reference) {
    return new MappingBuilder()
        .put("unit", unit(amount.unit()))
        .put("value", amount.number())
        .put("referenceRange", reference.map(range -> range(range, amount.unit())))
        .map();
  }

  private Object range(Value.Interval range, Unit usual) {
    Unit unit = range.unit().equals(Unit.UNTOLD) ? usual : range.unit();
    return new MappingBuilder()
        .put("unit", unit(unit))
        .put("low", range.low())
        .put("high", range.high())
        .map();
  }

  // UCUM's braces hold words that are not a unit.
  private Object unit(Unit unit) {
    String code = unit.ucum().orElse(unit.text().isEmpty() ? "1" : "{" + unit.text() + "}");
    Code ucum = new Code(uri("UCUM"), code.replace(' ', '_'), unit.text());
    return ontologyClass(ucum, code);
  }

  /** The resources of the prefixes used so far. */
  List<Object> resources() {
    List<Object> resources = new ArrayList<>();
    prefixes.forEach(
        (prefix, uri) -> {
          Optional<CodeSystems.System> known = CodeSystems.ofUri(uri);
          resources.add(
              new MappingBuilder()
                  .put("id", prefix.toLowerCase(Locale.ROOT))
                  .put("name", known.map(CodeSystems.System::title).orElse(prefix))
                  .put("url", known.map(CodeSystems.System::url).orElse(uri))
                  .put("version", versions.getOrDefault(uri, "unknown"))
                  .put("namespacePrefix", prefix)
                  .put("iriPrefix", known.map(CodeSystems.System::iriPrefix).orElse(uri + "#"))
                  .map());
        });
    return resources;
  }
}

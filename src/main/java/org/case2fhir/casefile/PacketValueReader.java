package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.TimeSpans;
import org.case2fhir.terminology.CodeSystem;

/**
 * Reads the building blocks of a phenopacket: ontology classes, time elements, quantities.
 *
 * <p>Codes are taken as given, with the version that the packet's metadata state for their
 * resource. A class without a code that is one keeps its words.
 */
final class PacketValueReader {
  private static final Pattern ISO_DURATION =
      Pattern.compile(
          "P(?:(\\d+(?:\\.\\d+)?)Y)?(?:(\\d+(?:\\.\\d+)?)M)?(?:(\\d+(?:\\.\\d+)?)W)?"
              + "(?:(\\d+(?:\\.\\d+)?)D)?"
              + "(?:T(?:(\\d+(?:\\.\\d+)?)H)?(?:(\\d+(?:\\.\\d+)?)M)?(?:\\d+(?:\\.\\d+)?S)?)?");
  private static final List<TimeUnit> ISO_UNITS =
      List.of(
          TimeUnit.YEAR,
          TimeUnit.MONTH,
          TimeUnit.WEEK,
          TimeUnit.DAY,
          TimeUnit.HOUR,
          TimeUnit.MINUTE);
  private static final Map<String, Laterality> SIDES =
      Map.of(
          "HP:0012834", Laterality.RIGHT,
          "HP:0012835", Laterality.LEFT,
          "HP:0012832", Laterality.BILATERAL,
          "NCIT:C25228", Laterality.RIGHT,
          "NCIT:C25229", Laterality.LEFT,
          "NCIT:C13332", Laterality.BILATERAL);

  private final ReadScope scope;
  private final IssueCollector issues;
  private final Map<String, Resource> resources = new HashMap<>();

  PacketValueReader(ReadScope scope) {
    this.scope = scope;
    this.issues = scope.issues();
  }

  private record Resource(Optional<String> url, String version) {}

  ReadScope scope() {
    return scope;
  }

  IssueCollector issues() {
    return issues;
  }

  /** Remembers a code system that the metadata name. */
  void addResource(PacketElement resource) {
    Optional<String> prefix = resource.text("namespacePrefix").or(() -> resource.text("id"));
    Optional<String> url = resource.text("url").filter(CodeSystems::isUri);
    String version = resource.text("version").orElse("");
    resource.text("id");
    resource.text("name");
    resource.text("iriPrefix");
    resource.finish();
    prefix.ifPresent(
        name -> resources.put(name.toLowerCase(Locale.ROOT), new Resource(url, version)));
  }

  /** The concept of a field. */
  Optional<Concept> concept(PacketElement of, String name) {
    return of.element(name).flatMap(this::concept);
  }

  List<Concept> concepts(PacketElement of, String name) {
    return of.elements(name).stream().flatMap(item -> concept(item).stream()).toList();
  }

  /** An ontology class: its label with its code. */
  Optional<Concept> concept(PacketElement ontologyClass) {
    Location location = ontologyClass.location();
    Optional<String> id = ontologyClass.text("id");
    Optional<String> label = ontologyClass.text("label");
    ontologyClass.finish();
    Optional<String> words = label.or(() -> id);
    if (words.isEmpty()) {
      String message = "an ontology class without `id` and `label` is left out";
      issues.error("missing-key", location, message, "add both");
      return Optional.empty();
    }
    if (id.isEmpty()) {
      String message = Excerpt.of(words.get()) + " has no `id` and stays words";
      issues.warning("missing-key", location, message, "add the term's `id`, such as HP:0001250");
    }
    List<Code> codes =
        id.flatMap(curie -> code(curie, label.orElse(""), location))
            .map(List::of)
            .orElse(List.of());
    return Optional.of(new Concept(words.get(), codes));
  }

  /** The code that a CURIE names; absent with an issue if it names none. */
  Optional<Code> code(String curie, String display, Location location) {
    int colon = curie.indexOf(':');
    String prefix = colon < 0 ? "" : curie.substring(0, colon).strip();
    String local = curie.substring(colon + 1).strip();
    if (prefix.isEmpty() || local.isEmpty() || CodeSystems.isUri(curie)) {
      String message = Excerpt.of(curie) + " is not a CURIE; its words are kept without a code";
      issues.warning("bad-code", location, message, "write a prefix before a colon: HP:0001250");
      return Optional.empty();
    }
    Optional<CodeSystems.System> known = CodeSystems.ofPrefix(prefix);
    Optional<Resource> resource =
        Optional.ofNullable(resources.get(prefix.toLowerCase(Locale.ROOT)));
    Optional<String> uri =
        known.map(CodeSystems.System::uri).or(() -> resource.flatMap(Resource::url));
    if (uri.isEmpty()) {
      String message =
          "the prefix of " + Excerpt.of(curie) + " is not known; its words are kept without a code";
      String remedy = "name its resource with `namespacePrefix` and `url` in metaData.resources";
      issues.warning("unknown-code-system", location, message, remedy);
      return Optional.empty();
    }
    boolean whole = known.map(CodeSystems.System::whole).orElse(true);
    String head = known.map(system -> system.prefixes().get(0)).orElse(prefix);
    String code = whole ? head + ":" + local : local;
    if (!CodeSystem.isPlausible(uri.get(), code)) {
      String message =
          Excerpt.of(curie) + " is not a code of its system; its words are kept without it";
      issues.warning("bad-code", location, message, "look the code up again");
      return Optional.empty();
    }
    String version = resource.map(Resource::version).orElse("");
    return Optional.of(new Code(uri.get(), code, display, version));
  }

  /** When something was; absent if nothing is given. */
  Optional<When> time(PacketElement of, String name) {
    return of.element(name).flatMap(this::time);
  }

  private Optional<When> time(PacketElement element) {
    Optional<When> time =
        element
            .element("age")
            .flatMap(this::age)
            .or(() -> element.element("ageRange").flatMap(this::ageRange))
            .or(() -> element.element("gestationalAge").flatMap(this::gestation))
            .or(() -> concept(element, "ontologyClass").map(PacketValueReader::inWords))
            .or(() -> timestamp(element, "timestamp").map(When.OnDate::new))
            .or(() -> element.element("interval").flatMap(this::interval));
    element.finish();
    return time;
  }

  private static When inWords(Concept concept) {
    return new When.InWords(concept.text(), concept.codes());
  }

  private Optional<When> age(PacketElement age) {
    Location location = age.locationOf("iso8601duration");
    Optional<String> text = age.text("iso8601duration");
    age.finish();
    Optional<Object> duration = text.flatMap(iso -> duration(iso, location));
    if (duration
        .filter(d -> d instanceof TimeSpan span && !TimeSpans.isLifetime(span))
        .isPresent()) {
      String message = Excerpt.of(text.get()) + " is an age that nobody reaches";
      issues.error("impossible-age", location, message, "correct the number or its unit");
      return Optional.empty();
    }
    return duration.map(PacketValueReader::atAge);
  }

  private static When atAge(Object duration) {
    return duration instanceof TimeSpan span
        ? new When.AtAge(span)
        : new When.InWords("at age " + duration);
  }

  private Optional<When> ageRange(PacketElement range) {
    Optional<When> from = range.element("start").flatMap(this::age);
    Optional<When> to = range.element("end").flatMap(this::age);
    range.finish();
    return between(from, to);
  }

  private static Optional<When> between(Optional<When> from, Optional<When> to) {
    return from.isEmpty() && to.isEmpty()
        ? Optional.empty()
        : Optional.of(new When.Between(from, to));
  }

  private Optional<When> gestation(PacketElement age) {
    Location location = age.location();
    long weeks = age.count("weeks").orElse(0L);
    long days = age.count("days").orElse(0L);
    age.finish();
    if (weeks > 60 || days > 6) {
      String message = "this is not a gestational age: " + weeks + " weeks, " + days + " days";
      issues.error("bad-duration", location, message, "give at most 60 weeks and 6 days");
      return Optional.empty();
    }
    return Optional.of(new When.AtGestation((int) weeks, (int) days));
  }

  private Optional<When> interval(PacketElement interval) {
    return stretch(interval).map(stretch -> stretch);
  }

  /** A TimeInterval. */
  Optional<When.Between> stretch(PacketElement interval) {
    Optional<When> from = timestamp(interval, "start").map(When.OnDate::new);
    Optional<When> to = timestamp(interval, "end").map(When.OnDate::new);
    interval.finish();
    return from.isEmpty() && to.isEmpty()
        ? Optional.empty()
        : Optional.of(new When.Between(from, to));
  }

  /** A timestamp of RFC 3339; a date alone is taken too. */
  Optional<PartialDate> timestamp(PacketElement of, String name) {
    Location location = of.locationOf(name);
    Optional<String> text = of.text(name);
    try {
      return text.map(PacketValueReader::timestamp);
    } catch (DateTimeException e) {
      String message = Excerpt.of(text.get()) + " is not a timestamp";
      issues.error("bad-date", location, message, "write it like 2021-03-14T00:00:00Z");
      return Optional.empty();
    }
  }

  private static PartialDate timestamp(String text) {
    if (text.length() <= 10) {
      LocalDate day = LocalDate.parse(text);
      return PartialDate.of(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }
    OffsetDateTime moment = OffsetDateTime.parse(text.replace(' ', 'T'));
    return PartialDate.of(moment.getYear(), moment.getMonthValue(), moment.getDayOfMonth())
        .at(moment.toOffsetTime());
  }

  /**
   * A length of time in ISO 8601: a {@link TimeSpan} if one unit can hold it exactly, else its
   * words.
   */
  Optional<Object> duration(String iso, Location location) {
    Matcher matcher = ISO_DURATION.matcher(iso.toUpperCase(Locale.ROOT));
    BigDecimal[] parts = new BigDecimal[ISO_UNITS.size()];
    boolean any = false;
    if (iso.length() < 60 && matcher.matches()) {
      for (int i = 0; i < parts.length; i++) {
        String digits = matcher.group(i + 1);
        any |= digits != null;
        parts[i] = digits == null ? BigDecimal.ZERO : new BigDecimal(digits);
      }
    }
    if (!any) {
      String message = Excerpt.of(iso) + " is not a length of time in ISO 8601";
      issues.error("bad-duration", location, message, "write it like P3Y6M");
      return Optional.empty();
    }
    return Optional.of(span(parts, matcher));
  }

  private static Object span(BigDecimal[] parts, Matcher matcher) {
    // Parts of one calendar have a common unit; months and days have none.
    merge(parts, 0, 12);
    merge(parts, 2, 7);
    merge(parts, 3, 24);
    merge(parts, 4, 60);
    StringBuilder words = new StringBuilder();
    TimeSpan last = null;
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].signum() > 0) {
        last = new TimeSpan(parts[i], ISO_UNITS.get(i));
        words.append(count == 0 ? "" : " ").append(last);
        count++;
      }
    }
    if (count == 0) {
      for (int i = 0; i < parts.length; i++) {
        if (matcher.group(i + 1) != null) {
          last = new TimeSpan(BigDecimal.ZERO, ISO_UNITS.get(i));
        }
      }
      return last;
    }
    return count == 1 ? last : words.toString();
  }

  // 2 years and 9 months are 33 months; 2 years alone stay years.
  private static void merge(BigDecimal[] parts, int coarse, int factor) {
    int fine = coarse + 1;
    boolean others = false;
    for (int i = 0; i < parts.length; i++) {
      others |= i != coarse && i != fine && parts[i].signum() > 0;
    }
    if (!others && parts[coarse].signum() > 0 && parts[fine].signum() > 0) {
      parts[fine] = parts[fine].add(parts[coarse].multiply(BigDecimal.valueOf(factor)));
      parts[coarse] = BigDecimal.ZERO;
    }
  }

  /** A Quantity; its own reference range is handed over. */
  Optional<Measured> quantity(PacketElement of, String name) {
    Location location = of.locationOf(name);
    return of.element(name).flatMap(quantity -> quantity(quantity, location));
  }

  private Optional<Measured> quantity(PacketElement quantity, Location location) {
    Unit unit = unit(quantity);
    boolean given = quantity.has("value");
    Optional<BigDecimal> number = quantity.number("value");
    Optional<Value.Interval> range = quantity.element("referenceRange").flatMap(this::range);
    quantity.finish();
    if (!given) {
      // In protobuf's JSON a zero may be left out.
      number = Optional.of(BigDecimal.ZERO);
      String message = "a quantity without `value` is 0";
      issues.warning("missing-key", location, message, "write `value`, if it is another");
    }
    return number.map(
        digits ->
            new Measured(new Value.Measured(new Amount(digits, Optional.empty(), unit)), range));
  }

  /** A number with its unit, and the range in which it is normal. */
  record Measured(Value.Measured value, Optional<Value.Interval> reference) {}

  private Optional<Value.Interval> range(PacketElement range) {
    Location location = range.location();
    Unit unit = unit(range);
    Optional<BigDecimal> low = range.number("low");
    Optional<BigDecimal> high = range.number("high");
    range.finish();
    boolean upsideDown = low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0;
    if (upsideDown) {
      String message = "the low end of the reference range lies above the high end; it is left out";
      issues.error("bad-value", location, message, "correct `low` and `high`");
    }
    return upsideDown || (low.isEmpty() && high.isEmpty())
        ? Optional.empty()
        : Optional.of(new Value.Interval(low, high, unit));
  }

  private Unit unit(PacketElement of) {
    Location location = of.locationOf("unit");
    Optional<PacketElement> unit = of.element("unit");
    if (unit.isEmpty()) {
      return Unit.UNTOLD;
    }
    Optional<String> id = unit.get().text("id");
    Optional<String> label = unit.get().text("label");
    unit.get().finish();
    String prefix = id.map(curie -> curie.split(":", 2)[0]).orElse("");
    if (prefix.equalsIgnoreCase("UCUM") && id.get().length() > "UCUM:".length()) {
      String code = id.get().substring("UCUM:".length());
      return code.equals("1") ? Unit.NONE : Unit.of(label.orElse(code), code);
    }
    String words = label.or(() -> id).orElse("");
    Unit known = scope.units().unit(words);
    if (known.ucum().isEmpty() && !words.isEmpty()) {
      String message = Excerpt.of(words) + " is not a unit of UCUM; it stays words";
      issues.warning("unknown-unit", location, message, "give the unit as UCUM:mg/dL");
    }
    return known;
  }

  /** Where on the body. */
  List<BodySite> site(PacketElement of, String name) {
    return concept(of, name)
        .map(site -> List.of(new BodySite(site, Optional.empty())))
        .orElse(List.of());
  }

  /** The side that an ontology class names; absent if it names none. */
  Optional<Laterality> side(Concept concept) {
    return concept.codes().stream()
        .map(code -> CodeSystems.curie(code))
        .flatMap(curie -> Optional.ofNullable(SIDES.get(curie)).stream())
        .findFirst();
  }
}

package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.case2fhir.casefile.ConceptReader.CodedTerm;
import org.case2fhir.casefile.EncounterReader.EncounterNames;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.casefile.InterpretationReader.VariantWords;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;

/** Writes the parts that facts are made of: values, doses, concepts, sites, times, evidence. */
final class ValueWriter {
  private final ReadScope scope;
  private final Unit bare;
  private final String test;

  ValueWriter(ReadScope scope) {
    this(scope, Unit.UNTOLD, "");
  }

  /**
   * @param bare the unit of numbers that are given without one
   * @param test what was measured; empty where that does not matter
   */
  ValueWriter(ReadScope scope, Unit bare, String test) {
    this.scope = scope;
    this.bare = bare;
    this.test = test;
  }

  // Finds out whether a short form says exactly what is to be written: by reading it. So a short
  // form loses nothing, whatever the parsers come to understand.
  private <T> Object shortest(
      String text,
      T value,
      BiFunction<Node, CaseFields, Optional<T>> reader,
      Function<T, Object> longForm) {
    ReadScope quiet = scope.silent();
    Location start = quiet.issues().start();
    Node node = new Node.Scalar(start, Node.Type.TEXT, text);
    CaseFields fields = new CaseFields(new Node.Mapping(start, List.of()), quiet);
    boolean same = reader.apply(node, fields).equals(Optional.of(value));
    return same && quiet.issues().list().isEmpty() ? text : longForm.apply(value);
  }

  Object value(Value value) {
    return shortest(
        line(value),
        value,
        (node, fields) ->
            new ValueNodeReader(fields.scope(), bare, test).read(node, fields, "value"),
        this::parts);
  }

  /** Words that would be taken for whether the finding was there are written in their long form. */
  Object ofFinding(Value value) {
    boolean words = value instanceof Value.Words || value instanceof Value.Coded;
    return words && AssertionReader.sense(line(value)).isPresent() ? parts(value) : value(value);
  }

  private static String line(Value value) {
    if (value instanceof Value.Measured measured) {
      Amount amount = measured.amount();
      String comparator = amount.comparator().map(c -> c.symbol() + " ").orElse("");
      return comparator + number(amount.number()) + unit(amount.unit());
    }
    if (value instanceof Value.Interval range) {
      // A range that is open at one end has no short form: "up to 5" is not "5 or less".
      return range.low().map(ValueWriter::number).orElse("")
          + "-"
          + range.high().map(ValueWriter::number).orElse("")
          + unit(range.unit());
    }
    if (value instanceof Value.Titer titer) {
      return number(titer.numerator()) + ":" + number(titer.denominator());
    }
    if (value instanceof Value.Score score) {
      return number(score.value()) + "/" + number(score.maximum());
    }
    if (value instanceof Value.BloodPressure pressure) {
      String numbers = number(pressure.systolic()) + "/" + number(pressure.diastolic());
      return numbers + unit(pressure.unit());
    }
    if (value instanceof Value.Dimensions size) {
      return size.lengths().stream().map(ValueWriter::number).collect(Collectors.joining(" x "))
          + unit(size.unit());
    }
    if (value instanceof Value.Day day) {
      return day.date().toString();
    }
    if (value instanceof Value.Parts) {
      // There is no short form that this could be taken for.
      return "";
    }
    return value instanceof Value.Coded coded
        ? coded.concept().text()
        : ((Value.Words) value).text();
  }

  private static String number(BigDecimal number) {
    return number.toString();
  }

  private static String unit(Unit unit) {
    if (unit.text().isEmpty()) {
      return "";
    }
    boolean power = Character.isDigit(unit.text().charAt(0));
    return (power ? " x " : " ") + unit.text();
  }

  private Object parts(Value value) {
    if (value instanceof Value.Measured measured) {
      return amount(measured.amount()).map();
    }
    if (value instanceof Value.Interval range) {
      MappingBuilder keys = new MappingBuilder().put("low", range.low()).put("high", range.high());
      return keys.put("unit", unitParts(range.unit())).map();
    }
    if (value instanceof Value.Titer titer) {
      return new MappingBuilder()
          .put("numerator", titer.numerator())
          .put("denominator", titer.denominator())
          .map();
    }
    if (value instanceof Value.Score score) {
      return new MappingBuilder()
          .put("number", score.value())
          .put("maximum", score.maximum())
          .map();
    }
    if (value instanceof Value.BloodPressure pressure) {
      return new MappingBuilder()
          .put("systolic", pressure.systolic())
          .put("diastolic", pressure.diastolic())
          .put("unit", unitParts(pressure.unit()))
          .map();
    }
    if (value instanceof Value.Dimensions size) {
      return new MappingBuilder()
          .putList("lengths", size.lengths())
          .put("unit", unitParts(size.unit()))
          .map();
    }
    if (value instanceof Value.Day day) {
      return new MappingBuilder().put("date", day.date().toString()).map();
    }
    if (value instanceof Value.Parts panel) {
      return new MappingBuilder()
          .putList("parts", panel.parts().stream().map(this::part).toList())
          .map();
    }
    return value instanceof Value.Coded coded
        ? coded(coded)
        : new MappingBuilder().put("text", ((Value.Words) value).text()).map();
  }

  private Object part(Value.Part part) {
    return new MappingBuilder()
        .put("of", uncoded(part.concept()))
        .put("value", new ValueWriter(scope).value(part.value()))
        .put("reference", part.reference().map(new ValueWriter(scope)::value))
        .map();
  }

  private Object coded(Value.Coded coded) {
    Function<String, List<Code>> vocabulary = text -> scope.vocabulary().findResult(test, text);
    return new MappingBuilder()
        .put("concept", coded.concept().text())
        .put("codes", codes(coded.concept(), vocabulary))
        .map();
  }

  private MappingBuilder amount(Amount amount) {
    return new MappingBuilder()
        .put("number", amount.number())
        .put("comparator", amount.comparator().map(Comparator::symbol))
        .put("unit", unitParts(amount.unit()));
  }

  private Optional<Object> unitParts(Unit unit) {
    if (unit.equals(bare)) {
      return Optional.empty();
    }
    Optional<String> word = ValueNodeReader.unitWord(unit);
    if (word.isPresent()) {
      return Optional.of(word.get());
    }
    boolean known = unit.ucum().isPresent() && scope.units().unit(unit.text()).equals(unit);
    return Optional.of(
        known
            ? unit.text()
            : new MappingBuilder().put("text", unit.text()).put("ucum", unit.ucum()).map());
  }

  /** The line of the case if reading it gives the same, else all parts. */
  Object dose(Dose dose) {
    return isShort(dose) ? dose.text() : doseParts(dose);
  }

  boolean isShort(Dose dose) {
    return means(dose.text(), List.of(dose));
  }

  /** The regimens that follow each other as one line, if reading it gives the same. */
  Optional<String> joined(List<Dose> doses) {
    String line = doses.stream().map(Dose::text).collect(Collectors.joining(", "));
    return Optional.of(line).filter(all -> doses.size() > 1 && means(all, doses));
  }

  private boolean means(String line, List<Dose> doses) {
    return scope.doses().parseAll(line).value().equals(Optional.of(doses));
  }

  private Object doseParts(Dose dose) {
    return new MappingBuilder()
        .put("text", dose.text())
        .put("sequence", dose.sequence())
        .put("amount", dose.amount().map(this::doseAmount))
        .put("rate", dose.rate().map(this::rate))
        .put("frequency", dose.frequency().map(ValueWriter::frequency))
        .putAll("when", dose.dayParts().stream().map(Keywords::of).toList())
        .putAll("weekdays", dose.weekdays().stream().map(Keywords::of).toList())
        .putAll("times-of-day", dose.clockTimes().stream().map(LocalTime::toString).toList())
        .put("infusion-time", dose.infusionTime().map(TimeSpan::toString))
        .put("route", dose.route().map(r -> concept(r, Domain.ROUTE)))
        .putIf(dose.asNeeded(), "as-needed", true)
        .put("needed-for", dose.reason().map(r -> concept(r, Domain.FINDING)))
        .put("maximum", dose.maximum().map(this::rate))
        .put("duration", dose.duration().map(TimeSpan::toString))
        .put("longest", dose.longest().map(TimeSpan::toString))
        .put("schedule", dose.schedule().map(this::uncoded))
        .put("period", dose.period().map(this::stretch))
        .map();
  }

  private Object doseAmount(Value value) {
    return shortest(
        line(value),
        value,
        (node, fields) -> new DoseReader(fields.scope()).amount(node, fields),
        this::parts);
  }

  private Object rate(Dose.Rate rate) {
    return new MappingBuilder()
        .put("amount", doseAmount(rate.amount()))
        .put("per", rate.per().toString())
        .map();
  }

  private static Object frequency(Dose.Frequency frequency) {
    TimeSpan period = new TimeSpan(frequency.period(), frequency.unit());
    Optional<String> most =
        frequency.periodMax().map(max -> new TimeSpan(max, frequency.unit()).toString());
    return new MappingBuilder()
        .put("times", frequency.times())
        .put("times-max", frequency.timesMax())
        .put("period", period.toString())
        .put("period-max", most)
        .put("count", frequency.count())
        .put("count-max", frequency.countMax())
        .map();
  }

  /** Words alone if the vocabulary gives the same codes for them. */
  Object concept(Concept concept, Domain domain) {
    return concept(
        concept, text -> CodedTerm.whole(scope.vocabulary().match(domain, text)).orElse(List.of()));
  }

  Object zygosity(Concept concept) {
    return concept(concept, VariantWords::zygosity);
  }

  /** A concept of a kind that the vocabulary does not hold. */
  Object uncoded(Concept concept) {
    return concept(concept, text -> List.of());
  }

  private Object concept(Concept concept, Function<String, List<Code>> vocabulary) {
    Optional<Object> codes = codes(concept, vocabulary);
    return codes.isEmpty()
        ? concept.text()
        : new MappingBuilder().put("text", concept.text()).put("codes", codes).map();
  }

  List<Object> concepts(List<Concept> concepts, Domain domain) {
    return concepts.stream().map(concept -> concept(concept, domain)).toList();
  }

  /** The codes if they are not those that the vocabulary gives. */
  Optional<Object> codes(Concept concept, Function<String, List<Code>> vocabulary) {
    return vocabulary.apply(concept.text()).equals(concept.codes())
        ? Optional.empty()
        : codes(concept);
  }

  /** The codes in any case. */
  Optional<Object> codes(Concept concept) {
    return Optional.of(concept.codes().stream().map(this::code).toList());
  }

  private Object code(Code code) {
    String system = CodeSystems.name(code.system());
    String display = code.display().isEmpty() ? "" : " | " + code.display();
    return shortest(
        system + " " + code.code() + display,
        code,
        (node, fields) -> new ConceptReader(fields.scope()).code(node, fields),
        longForm ->
            new MappingBuilder()
                .put("system", system)
                .put("code", code.code())
                .putIf(!code.display().isEmpty(), "display", code.display())
                .putIf(!code.version().isEmpty(), "version", code.version())
                .map());
  }

  Object site(BodySite site) {
    String side = site.laterality().map(s -> Sides.word(s) + " ").orElse("");
    Function<String, List<Code>> vocabulary =
        text -> scope.vocabulary().find(Domain.BODY_SITE, text);
    return shortest(
        side + site.site().text(),
        site,
        (node, fields) -> new ConceptReader(fields.scope()).site(node, fields),
        longForm ->
            new MappingBuilder()
                .put("site", site.site().text())
                .put("side", site.laterality().map(Sides::word))
                .put("codes", codes(site.site(), vocabulary))
                .map());
  }

  /** A time as its own notation, or as words that only look like one. */
  Object time(When when) {
    return shortest(
        when.toString(), when, (node, fields) -> fields.time(node, "date"), this::timeParts);
  }

  private Object timeParts(When when) {
    if (when instanceof When.Between stretch) {
      return stretch(stretch);
    }
    if (when instanceof When.AtGestation age) {
      return new MappingBuilder()
          .put("gestational-weeks", age.weeks())
          .putIf(age.days() > 0, "days", age.days())
          .map();
    }
    List<Code> codes = when instanceof When.InWords words ? words.codes() : List.of();
    return new MappingBuilder()
        .put("words", when.toString())
        .putAll("codes", codes.stream().map(this::code).toList())
        .map();
  }

  Object stretch(When.Between stretch) {
    return new MappingBuilder()
        .put("from", time(stretch.from()))
        .put("to", time(stretch.to()))
        .map();
  }

  Optional<Object> time(Optional<When> when) {
    return when.map(this::time);
  }

  Object death(Death death) {
    boolean plain = death.cause().isEmpty() && death.survival().isEmpty();
    if (plain && death.when().isEmpty()) {
      return death.dead();
    }
    Optional<Object> when = time(death.when());
    boolean words = death.when().filter(When.InWords.class::isInstance).isPresent();
    boolean line = !(when.orElse("") instanceof Map);
    if (death.dead() && plain && !words && line) {
      return when.orElseThrow();
    }
    return new MappingBuilder()
        .putIf(!death.dead(), "dead", false)
        .put("when", when)
        .put("cause", death.cause().map(this::uncoded))
        .put("survival", death.survival().map(TimeSpan::toString))
        .map();
  }

  List<Object> evidence(List<Evidence> evidence) {
    return evidence.stream().map(ValueWriter::evidence).toList();
  }

  private static Object evidence(Evidence evidence) {
    return evidence
        .span()
        .map(
            span ->
                (Object)
                    new MappingBuilder()
                        .put("quote", evidence.quote())
                        .put("start", span.start())
                        .put("end", span.end())
                        .map())
        .orElse(evidence.quote());
  }

  /** An encounter without its facts. */
  MappingBuilder visit(Visit visit) {
    boolean labelled = !visit.label().equals(EncounterNames.words(visit.id()));
    return new MappingBuilder()
        .put("id", visit.id())
        .putIf(labelled, "label", visit.label())
        .put("class", visit.visitClass().map(Keywords::of))
        .put("type", visit.type().map(this::uncoded))
        .put("date", time(visit.start()))
        .put("end", time(visit.end()))
        .putAll("reason", concepts(visit.reasons(), Domain.FINDING))
        .put("discharge", visit.discharge().map(this::uncoded))
        .putAll("evidence", evidence(visit.evidence()));
  }
}

package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Comparator;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;

/** Writes values and doses: on one line where that says the same. */
final class ValueWriter {
  private final ReadScope scope;
  private final ShortForms shortForms;
  private final Unit bare;

  ValueWriter(ReadScope scope) {
    this(scope, Unit.UNTOLD);
  }

  /**
   * @param bare the unit of numbers that are told without one
   */
  ValueWriter(ReadScope scope, Unit bare) {
    this.scope = scope;
    this.bare = bare;
    this.shortForms = new ShortForms(scope);
  }

  Object value(Value value) {
    return shortForms.choose(
        line(value),
        value,
        s -> (node, fields) -> new ValueReader(s, bare).read(node, fields, "value"),
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
      return new MappingBuilder().put("number", score.value()).put("maximum", score.maximum()).map();
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
    return value instanceof Value.Coded coded
        ? coded(coded)
        : new MappingBuilder().put("text", ((Value.Words) value).text()).map();
  }

  private Object coded(Value.Coded coded) {
    Function<String, List<Code>> vocabulary =
        text -> scope.vocabulary().find(Domain.QUALIFIER, text);
    return new MappingBuilder()
        .put("concept", coded.concept().text())
        .put("codes", new PartWriter(scope).codes(coded.concept(), vocabulary))
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
    Optional<String> word = UnitReader.word(unit);
    if (word.isPresent()) {
      return Optional.of(word.get());
    }
    boolean known = unit.ucum().isPresent() && scope.units().unit(unit.text()).equals(unit);
    return Optional.of(
        known ? unit.text() : new MappingBuilder().put("text", unit.text()).put("ucum", unit.ucum()).map());
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
        .put("infusion-time", dose.infusionTime().map(TimeSpan::toString))
        .put("route", dose.route().map(r -> new PartWriter(scope).concept(r, Domain.ROUTE)))
        .putIf(dose.asNeeded(), "as-needed", true)
        .put("needed-for", dose.reason().map(r -> new PartWriter(scope).concept(r, Domain.FINDING)))
        .put("maximum", dose.maximum().map(this::rate))
        .put("duration", dose.duration().map(TimeSpan::toString))
        .put("longest", dose.longest().map(TimeSpan::toString))
        .map();
  }

  private Object doseAmount(Value value) {
    return shortForms.choose(
        line(value),
        value,
        s -> (node, fields) -> new DosePartsReader(s).amount(node, fields),
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
        .map();
  }
}

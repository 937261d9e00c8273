package org.case2fhir.fhir;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Amount;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * Numbers, times and texts of the case as FHIR data types. Numbers keep their digits, dates their
 * precision; a unit that UCUM does not know stays text.
 */
final class FhirValues {
  // LOINC's own unit of filtration rates; without it, the number would be another.
  private static final String STANDARD_SURFACE = "/{1.73_m2}";

  // A score without it would be a plain number.
  private static final String SCORE = "{score}";

  private FhirValues() {}

  static DateTimeType dateTime(PartialDate date) {
    return new DateTimeType(date.toString());
  }

  /** A moment to the second, in UTC. */
  static InstantType instant(Instant moment) {
    InstantType instant = new InstantType();
    instant.setValueAsString(moment.truncatedTo(ChronoUnit.SECONDS).toString());
    return instant;
  }

  /** A date, or the stay in which something was, as a choice of dateTime and Period holds it. */
  static Optional<Type> time(DatedTime moment) {
    Optional<Type> date = moment.date().map(FhirValues::dateTime);
    return date.or(() -> moment.stay().map(stay -> period(stay.start(), stay.end())));
  }

  /** The period that a dateTime names: a month or a year, or one whose start is unknown. */
  static Period period(DateTimeType date) {
    Period period = new Period();
    period.setStartElement(date.copy());
    return date.hasValue() ? period.setEndElement(date.copy()) : period;
  }

  /** A period; an end that lies before the start is left out (per-1). */
  static Period period(Optional<PartialDate> start, Optional<PartialDate> end) {
    Period period = new Period();
    start.map(FhirValues::dateTime).ifPresent(period::setStartElement);
    end.filter(last -> start.filter(first -> last.isBefore(first)).isEmpty())
        .map(FhirValues::dateTime)
        .ifPresent(period::setEndElement);
    return period;
  }

  /** A dateTime that is known to exist but not known. */
  static DateTimeType unknownDateTime() {
    DateTimeType unknown = new DateTimeType();
    unknown.addExtension(dataAbsent());
    return unknown;
  }

  static Extension dataAbsent() {
    return new Extension(Systems.DATA_ABSENT_REASON, new CodeType("unknown"));
  }

  static Quantity quantity(Amount amount) {
    Quantity quantity = quantity(amount.number(), amount.unit());
    amount
        .comparator()
        .ifPresent(
            sign -> quantity.setComparator(Quantity.QuantityComparator.fromCode(sign.symbol())));
    return quantity;
  }

  private static boolean isScore(Unit unit) {
    return unit.ucum().equals(Optional.of(SCORE)) && unit.text().contains("score");
  }

  static Quantity quantity(BigDecimal number, Unit unit) {
    Quantity quantity = new Quantity().setValue(number);
    if (!unit.text().isBlank()) {
      quantity.setUnit(unit.text());
    }
    unit.ucum()
        .map(code -> isScore(unit) ? SCORE : ucum(code))
        .ifPresent(code -> quantity.setSystem(Systems.UCUM).setCode(code));
    return quantity;
  }

  static Quantity quantity(TimeSpan span) {
    Quantity quantity = new Quantity();
    fill(quantity, span);
    return quantity;
  }

  static Duration duration(TimeSpan span) {
    Duration duration = new Duration();
    fill(duration, span);
    return duration;
  }

  /** An Age, unless it is zero: age-1 wants a positive number. */
  static Optional<Age> age(TimeSpan span) {
    if (span.amount().signum() == 0) {
      return Optional.empty();
    }
    Age age = new Age();
    fill(age, span);
    return Optional.of(age);
  }

  /** A gestational age in weeks, or in days if it is not a whole number of weeks. */
  static Quantity quantity(When.AtGestation age) {
    boolean whole = age.days() == 0;
    return quantity(
        whole
            ? TimeSpan.of(age.weeks(), TimeUnit.WEEK)
            : TimeSpan.of(age.weeks() * 7L + age.days(), TimeUnit.DAY));
  }

  /**
   * Between two ages, in one unit where both can be given in it exactly (rng-2 compares the ends).
   */
  static Range range(Optional<TimeSpan> from, Optional<TimeSpan> to) {
    boolean mixed = from.isPresent() && to.isPresent() && from.get().unit() != to.get().unit();
    Range range = new Range();
    from.map(span -> mixed ? finer(span) : span).ifPresent(span -> range.setLow(quantity(span)));
    to.map(span -> mixed ? finer(span) : span).ifPresent(span -> range.setHigh(quantity(span)));
    return range;
  }

  private static TimeSpan finer(TimeSpan span) {
    return switch (span.unit()) {
      case YEAR -> new TimeSpan(span.amount().multiply(BigDecimal.valueOf(12)), TimeUnit.MONTH);
      case WEEK -> new TimeSpan(span.amount().multiply(BigDecimal.valueOf(7)), TimeUnit.DAY);
      case MINUTE, HOUR, DAY, MONTH -> span;
    };
  }

  /** A time as the value of a component, which may be a Quantity but not an Age. */
  static Type asComponent(Type time) {
    if (time instanceof Age age) {
      return plain(age);
    }
    if (time instanceof StringType words && words.hasExtension(Systems.STRING_CODING)) {
      CodeableConcept concept = CodeableConcepts.ofText(words.getValue());
      words.getExtensionsByUrl(Systems.STRING_CODING).stream()
          .map(extension -> (Coding) extension.getValue())
          .forEach(concept::addCoding);
      return concept;
    }
    return time;
  }

  /** The same as a Quantity that is not a subtype. */
  static Quantity plain(Quantity special) {
    return new Quantity()
        .setValue(special.getValue())
        .setUnit(special.getUnit())
        .setSystem(special.getSystem())
        .setCode(special.getCode());
  }

  static Range range(Value.Interval interval) {
    Range range = new Range();
    interval.low().ifPresent(low -> range.setLow(quantity(low, interval.unit())));
    interval.high().ifPresent(high -> range.setHigh(quantity(high, interval.unit())));
    return range;
  }

  static Ratio ratio(Value.Titer titer) {
    return new Ratio()
        .setNumerator(quantity(titer.numerator(), Unit.NONE))
        .setDenominator(quantity(titer.denominator(), Unit.NONE));
  }

  static Annotation annotation(String text) {
    Annotation annotation = new Annotation();
    annotation.setText(text);
    return annotation;
  }

  /**
   * A UCUM code without annotations such as {@code {tablet}}. UCUM gives them no meaning: a code
   * with and without is the same unit (<a href="https://ucum.org/ucum#para-12">UCUM §12</a>), and
   * validators warn against them. The word stays in {@code Quantity.unit}.
   *
   * <p>{@code mg/{tablet}} is {@code mg/1}, {@code {beats}/min} is {@code /min}.
   */
  static String ucum(String code) {
    if (code.indexOf('{') < 0 || code.endsWith(STANDARD_SURFACE)) {
      return code;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int open = code.indexOf('{'); open >= 0; open = code.indexOf('{', at)) {
      int close = code.indexOf('}', open);
      if (close < 0) {
        return code;
      }
      out.append(code, at, open);
      // An annotation on its own is the unit 1; behind a unit it is nothing.
      if (out.isEmpty() || "/.(".indexOf(out.charAt(out.length() - 1)) >= 0) {
        out.append('1');
      }
      at = close + 1;
    }
    out.append(code, at, code.length());
    return out.length() > 1 && out.charAt(0) == '1' && out.charAt(1) == '/'
        ? out.substring(1)
        : out.toString();
  }

  private static void fill(Quantity quantity, TimeSpan span) {
    boolean one = span.amount().compareTo(BigDecimal.ONE) == 0;
    quantity
        .setValue(span.amount())
        .setUnit(one ? span.unit().word() : span.unit().word() + "s")
        .setSystem(Systems.UCUM)
        .setCode(span.unit().ucum());
  }
}

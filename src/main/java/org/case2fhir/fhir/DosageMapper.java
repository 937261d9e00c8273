package org.case2fhir.fhir;

import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Dose;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.hl7.fhir.r4.model.Type;

/**
 * How a drug is taken: the words always, structure only where the words say it. "0.5 mg twice
 * daily" is a dose and a frequency; "200 mg/day" is a rate, and no frequency is invented for it.
 */
final class DosageMapper {
  private DosageMapper() {}

  static Dosage of(Dose dose) {
    Dosage dosage = new Dosage().setText(dose.text());
    dose.sequence().ifPresent(dosage::setSequence);
    dose.route().map(CodeableConcepts::of).ifPresent(dosage::setRoute);
    if (dose.reason().isPresent()) {
      dosage.setAsNeeded(CodeableConcepts.of(dose.reason().get()));
    } else if (dose.asNeeded()) {
      dosage.setAsNeeded(new BooleanType(true));
    }
    addAmount(dosage, dose);
    TimingRepeatComponent repeat = repeat(dose);
    if (!repeat.isEmpty()) {
      dosage.setTiming(new Timing().setRepeat(repeat));
    }
    dose.schedule()
        .map(CodeableConcepts::of)
        .ifPresent(often -> dosage.setTiming(timing(dosage).setCode(often)));
    dose.maximum()
        .filter(most -> most.amount() instanceof Value.Measured)
        .map(most -> ratio((Value.Measured) most.amount(), most.per()))
        .ifPresent(dosage::setMaxDosePerPeriod);
    return dosage;
  }

  private static Timing timing(Dosage dosage) {
    return dosage.hasTiming() ? dosage.getTiming() : new Timing();
  }

  private static void addAmount(Dosage dosage, Dose dose) {
    Dosage.DosageDoseAndRateComponent both = new Dosage.DosageDoseAndRateComponent();
    dose.amount()
        .ifPresent(
            amount -> {
              if (amount instanceof Value.Measured measured && isSimple(measured.amount())) {
                both.setDose(FhirValues.quantity(measured.amount()));
              } else if (amount instanceof Value.Interval interval) {
                both.setDose(FhirValues.range(interval));
              }
            });
    dose.rate().ifPresent(rate -> both.setRate(rate(rate)));
    if (!both.isEmpty()) {
      dosage.addDoseAndRate(both);
    }
  }

  // A dose is a SimpleQuantity, which has no comparator (sqty-1); the words keep it.
  private static boolean isSimple(Amount amount) {
    return amount.comparator().isEmpty();
  }

  private static Type rate(Dose.Rate rate) {
    if (rate.amount() instanceof Value.Measured measured) {
      return ratio(measured, rate.per());
    }
    Value.Interval range = (Value.Interval) rate.amount();
    Unit over = over(range.unit(), rate.per());
    return FhirValues.range(new Value.Interval(range.low(), range.high(), over));
  }

  // A range of ratios does not exist: the time goes into the unit, ug/kg/min or mg/(12.h).
  private static Unit over(Unit unit, TimeSpan per) {
    boolean one = per.amount().compareTo(BigDecimal.ONE) == 0;
    String amount = per.amount().toPlainString();
    String code = per.unit().ucum();
    return new Unit(
        unit.text() + "/" + (one ? "" : amount + " ") + code,
        unit.ucum()
            .filter(ucum -> one || per.amount().scale() <= 0)
            .map(ucum -> ucum + "/" + (one ? code : "(" + amount + "." + code + ")")));
  }

  private static Ratio ratio(Value.Measured amount, TimeSpan per) {
    Quantity time = FhirValues.quantity(per);
    return new Ratio().setNumerator(FhirValues.quantity(amount.amount())).setDenominator(time);
  }

  private static TimingRepeatComponent repeat(Dose dose) {
    TimingRepeatComponent repeat = new TimingRepeatComponent();
    dose.frequency()
        .ifPresent(
            often -> {
              if (often.count().equals(Optional.of(1)) && often.countMax().isEmpty()) {
                // One dose in all has no frequency.
                repeat.setCount(1);
                return;
              }
              repeat.setFrequency(often.times());
              often.timesMax().ifPresent(repeat::setFrequencyMax);
              repeat.setPeriod(often.period());
              often.periodMax().ifPresent(repeat::setPeriodMax);
              repeat.setPeriodUnit(UnitsOfTime.fromCode(often.unit().ucum()));
              often.count().ifPresent(repeat::setCount);
              often.countMax().ifPresent(repeat::setCountMax);
            });
    dose.weekdays().stream()
        .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
        .forEach(day -> repeat.addDayOfWeek(Timing.DayOfWeek.fromCode(day)));
    dose.dayParts().forEach(part -> repeat.addWhen(Timing.EventTiming.fromCode(part.code())));
    dose.clockTimes()
        .forEach(time -> repeat.addTimeOfDay(time.format(DateTimeFormatter.ISO_LOCAL_TIME)));
    dose.infusionTime()
        .ifPresent(
            run ->
                repeat
                    .setDuration(run.amount())
                    .setDurationUnit(UnitsOfTime.fromCode(run.unit().ucum())));
    dose.duration().ifPresent(least -> repeat.setBounds(bounds(least, dose.longest())));
    dose.period().flatMap(DosageMapper::period).ifPresent(repeat::setBounds);
    return repeat;
  }

  // Ends that are not dates stand in the text.
  private static Optional<Period> period(When.Between stretch) {
    Optional<PartialDate> from = stretch.from().flatMap(DosageMapper::date);
    Optional<PartialDate> to = stretch.to().flatMap(DosageMapper::date);
    return from.isEmpty() && to.isEmpty()
        ? Optional.empty()
        : Optional.of(FhirValues.period(from, to));
  }

  private static Optional<PartialDate> date(When when) {
    return when.date(visit -> Optional.empty());
  }

  private static Type bounds(TimeSpan least, Optional<TimeSpan> most) {
    if (most.isEmpty()) {
      return FhirValues.duration(least);
    }
    return new Range().setLow(FhirValues.quantity(least)).setHigh(FhirValues.quantity(most.get()));
  }
}

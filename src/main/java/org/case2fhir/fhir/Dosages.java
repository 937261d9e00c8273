package org.case2fhir.fhir;

import org.case2fhir.model.Amount;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;

/**
 * How a drug is taken: the words always, structure only where the words say it. "0.5 mg twice
 * daily" is a dose and a frequency; "200 mg/day" is a rate, and no frequency is invented for it.
 */
final class Dosages {
  private Dosages() {}

  static Dosage of(Dose dose) {
    Dosage dosage = new Dosage().setText(dose.text());
    dose.route().map(Concepts::of).ifPresent(dosage::setRoute);
    if (dose.asNeeded()) {
      dosage.setAsNeeded(new BooleanType(true));
    }
    addAmount(dosage, dose);
    if (dose.frequency().isPresent() || dose.duration().isPresent()) {
      dosage.setTiming(timing(dose));
    }
    return dosage;
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
    dose.rate().ifPresent(rate -> both.setRate(ratio(rate)));
    if (!both.isEmpty()) {
      dosage.addDoseAndRate(both);
    }
  }

  // A dose is a SimpleQuantity, which has no comparator (sqty-1); the words keep it.
  private static boolean isSimple(Amount amount) {
    return amount.comparator().isEmpty();
  }

  private static Ratio ratio(Dose.Rate rate) {
    Quantity per = FhirValues.quantity(rate.per());
    return new Ratio().setNumerator(FhirValues.quantity(rate.amount())).setDenominator(per);
  }

  private static Timing timing(Dose dose) {
    TimingRepeatComponent repeat = new TimingRepeatComponent();
    dose.frequency()
        .ifPresent(
            often -> {
              repeat.setFrequency(often.times());
              repeat.setPeriod(often.period());
              repeat.setPeriodUnit(UnitsOfTime.fromCode(often.unit().ucum()));
              often.count().ifPresent(repeat::setCount);
            });
    dose.duration().map(FhirValues::duration).ifPresent(repeat::setBounds);
    return new Timing().setRepeat(repeat);
  }
}

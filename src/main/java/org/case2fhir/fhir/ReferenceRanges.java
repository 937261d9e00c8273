package org.case2fhir.fhir;

import org.case2fhir.model.Amount;
import org.case2fhir.model.Comparator;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The reference range that the case gives: low and high where it has them, and its words, since
 * FHIR's bounds cannot say whether they belong to the range (obs-3 wants at least one of the
 * three).
 */
final class ReferenceRanges {
  private ReferenceRanges() {}

  static ObservationReferenceRangeComponent of(Value value) {
    ObservationReferenceRangeComponent range = new ObservationReferenceRangeComponent();
    range.setText(DisplayText.of(value));
    if (value instanceof Value.Interval interval) {
      interval.low().ifPresent(low -> range.setLow(FhirValues.quantity(low, interval.unit())));
      interval.high().ifPresent(high -> range.setHigh(FhirValues.quantity(high, interval.unit())));
    } else if (value instanceof Value.Measured measured) {
      measured.amount().comparator().ifPresent(sign -> bound(range, sign, measured.amount()));
    }
    return range;
  }

  private static void bound(
      ObservationReferenceRangeComponent range, Comparator sign, Amount amount) {
    Quantity limit = FhirValues.quantity(amount.number(), amount.unit());
    switch (sign) {
      case LESS, LESS_OR_EQUAL -> range.setHigh(limit);
      case GREATER, GREATER_OR_EQUAL -> range.setLow(limit);
    }
  }
}

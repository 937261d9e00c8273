package org.case2fhir.fhir;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * Results as {@code value[x]}, or as components where a result has several numbers: the diameters
 * of a size, the two pressures of a blood pressure. The order of diameters means nothing, so each
 * is just a diameter.
 */
final class ObservationValues {
  private static final Set<String> LENGTHS = Set.of("um", "mm", "cm", "m", "[in_i]");

  private static final List<String> ORDINALS = List.of("First", "Second", "Third");

  private static final Unit SCORE = Unit.of("score", "{score}");

  private ObservationValues() {}

  /** The maximum of a score, which stands as the upper end of its reference range. */
  static Optional<ObservationReferenceRangeComponent> maximum(Value value) {
    if (!(value instanceof Value.Score score)) {
      return Optional.empty();
    }
    ObservationReferenceRangeComponent range = new ObservationReferenceRangeComponent();
    range.setHigh(FhirValues.quantity(score.maximum(), SCORE));
    return Optional.of(range.setText("maximum " + score.maximum().toPlainString()));
  }

  /**
   * Whether the value needs components, and so leaves {@code value[x]} free.
   *
   * @see #addComponents
   */
  static boolean isComposite(Value value) {
    return value instanceof Value.Dimensions
        || value instanceof Value.BloodPressure
        || value instanceof Value.Parts;
  }

  /** Whether it is how large something is: a mass is not 8 cm, but there, with that extent. */
  static boolean isLength(Value value) {
    if (value instanceof Value.Measured measured) {
      return isLength(measured.amount().unit());
    }
    return value instanceof Value.Interval interval && isLength(interval.unit());
  }

  private static boolean isLength(Unit unit) {
    return unit.ucum().filter(LENGTHS::contains).isPresent();
  }

  /**
   * The value for {@code value[x]}.
   *
   * @throws IllegalArgumentException if the value is composite
   */
  static Type of(Value value) {
    if (value instanceof Value.Measured measured) {
      return FhirValues.quantity(measured.amount());
    }
    if (value instanceof Value.Interval interval) {
      return FhirValues.range(interval);
    }
    if (value instanceof Value.Titer titer) {
      return FhirValues.ratio(titer);
    }
    if (value instanceof Value.Score score) {
      return FhirValues.quantity(score.value(), SCORE);
    }
    if (value instanceof Value.Coded coded) {
      return CodeableConcepts.of(coded.concept());
    }
    if (value instanceof Value.Day day) {
      return FhirValues.dateTime(day.date());
    }
    if (value instanceof Value.Words words) {
      return new StringType(words.text());
    }
    throw new IllegalArgumentException("a value of several numbers");
  }

  /**
   * Adds the numbers of a composite value.
   *
   * @param systemic whether a blood pressure is the arterial one that LOINC's codes mean
   */
  static void addComponents(Observation observation, Value value, boolean systemic) {
    if (value instanceof Value.Parts panel) {
      for (Value.Part part : panel.parts()) {
        ObservationComponentComponent component =
            observation.addComponent().setCode(CodeableConcepts.of(part.concept()));
        component.setValue(of(part.value()));
        part.reference()
            .map(ObservationValues::referenceRange)
            .ifPresent(component::addReferenceRange);
      }
    } else if (value instanceof Value.Dimensions size) {
      for (int i = 0; i < size.lengths().size(); i++) {
        CodeableConcept code =
            CodeableConcepts.of(ORDINALS.get(i) + " diameter", StructuralCodes.DIAMETER);
        BigDecimal length = size.lengths().get(i);
        Observations.addComponent(observation, code, FhirValues.quantity(length, size.unit()));
      }
    } else if (value instanceof Value.BloodPressure pressure) {
      addPressure(observation, pressure, systemic);
    }
  }

  private static void addPressure(
      Observation observation, Value.BloodPressure pressure, boolean systemic) {
    CodeableConcept systolic =
        systemic
            ? CodeableConcepts.of("Systolic blood pressure", StructuralCodes.SYSTOLIC)
            : CodeableConcepts.ofText("Systolic pressure");
    CodeableConcept diastolic =
        systemic
            ? CodeableConcepts.of("Diastolic blood pressure", StructuralCodes.DIASTOLIC)
            : CodeableConcepts.ofText("Diastolic pressure");
    Observations.addComponent(
        observation, systolic, FhirValues.quantity(pressure.systolic(), pressure.unit()));
    Observations.addComponent(
        observation, diastolic, FhirValues.quantity(pressure.diastolic(), pressure.unit()));
  }

  /**
   * The reference range that the case gives: low and high where it has them, and its words, since
   * FHIR's bounds cannot say whether they belong to the range (obs-3 wants at least one of the
   * three).
   */
  static ObservationReferenceRangeComponent referenceRange(Value value) {
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

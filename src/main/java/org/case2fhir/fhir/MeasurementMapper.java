package org.case2fhir.fhir;

import java.util.Locale;
import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.fhir.VitalSigns.LonePressure;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/**
 * The result of a test. Interpretation and reference range are those of the case, never computed; a
 * result in words stays in words; a test without any result says why there is none (obs-6 forbids
 * that beside a value). Vital signs follow {@link VitalSigns}.
 */
final class MeasurementMapper {
  private MeasurementMapper() {}

  static Observation map(Measurement told, CaseContext context) {
    FactRef ref = FactRef.of(told);
    Circumstances circumstances = told.circumstances();
    DatedTime moment = context.moment(ref, circumstances);
    VitalSigns.Form form = VitalSigns.form(told, moment, context);
    Measurement measurement = form.measurement();
    Observation observation =
        Observations.begin(
            ref,
            ResourceIds.PRIMARY,
            ObservationCategory.of(measurement.category()),
            CodeableConcepts.of(measurement.concept()),
            context);
    setResult(observation, told, isVital(measurement));
    if (form.moved().isPresent()) {
      moveResult(observation, CodeableConcepts.of(form.moved().get()));
    } else {
      LonePressure.complete(observation, measurement);
    }
    addDetails(observation, measurement);
    Observations.addCircumstances(observation, circumstances, moment, context);
    VitalSigns.setPeriod(observation, moment);
    Observations.addLinks(observation, measurement.links(), context);
    NoteBuilder remarks = remarks(measurement, moment);
    observation.setNote(remarks.annotations());
    observation.setText(narrative(measurement, moment, remarks, context).build());
    return observation;
  }

  /**
   * Words that say why there is no result: the test was not done, or its result is not there yet or
   * not known.
   *
   * @param reason of R4's <a
   *     href="http://terminology.hl7.org/CodeSystem/data-absent-reason">data-absent-reason</a>
   */
  private record Missing(ObservationStatus status, String reason, String display) {
    private static final Missing NOT_DONE =
        new Missing(ObservationStatus.CANCELLED, "not-performed", "Not Performed");
    private static final Missing PENDING =
        new Missing(ObservationStatus.REGISTERED, "temp-unknown", "Temporarily Unknown");
    private static final Missing UNKNOWN =
        new Missing(ObservationStatus.FINAL, "unknown", "Unknown");

    static Optional<Missing> of(Value value) {
      String words =
          value instanceof Value.Words plain
              ? plain.text()
              : value instanceof Value.Coded coded ? coded.concept().text() : "";
      return switch (words.strip().toLowerCase(Locale.ROOT)) {
        case "not done", "not performed", "not tested", "not obtained", "not measured", "n/d" ->
            Optional.of(NOT_DONE);
        case "pending", "awaited", "result pending", "results pending", "in progress" ->
            Optional.of(PENDING);
        case "unknown", "not known", "not available", "unavailable", "not reported", "n/a" ->
            Optional.of(UNKNOWN);
        default -> Optional.empty();
      };
    }

    void set(Observation observation) {
      observation.setStatus(status);
      observation.setDataAbsentReason(
          CodeableConcepts.of(new Code(Systems.DATA_ABSENT, reason, display)));
    }
  }

  private static void setResult(Observation observation, Measurement measurement, boolean vital) {
    Optional<Missing> missing = measurement.value().flatMap(Missing::of);
    if (missing.isPresent()) {
      missing.get().set(observation);
      return;
    }
    Optional<Value> value = measurement.value();
    Assertion assertion = measurement.circumstances().assertion();
    if (value.isPresent() && ObservationValues.isComposite(value.get())) {
      boolean systemic =
          CodeableConcepts.has(measurement.concept(), StructuralCodes.BLOOD_PRESSURE);
      ObservationValues.addComponents(observation, value.get(), systemic);
    } else if (value.isPresent()) {
      observation.setValue(ObservationValues.of(value.get()));
    } else if (assertion != Assertion.PRESENT) {
      observation.setValue(FindingMapper.presence(assertion));
    } else if (measurement.interpretation().isEmpty() || vital) {
      observation.setDataAbsentReason(CodeableConcepts.of(StructuralCodes.UNKNOWN));
    }
  }

  // vs-2 wants a value or the reason for its absence, interpreted or not.
  private static boolean isVital(Measurement measurement) {
    return measurement.category() == MeasurementCategory.VITAL_SIGNS;
  }

  // Two pressures have their own codes in their own components already.
  private static void moveResult(Observation observation, CodeableConcept code) {
    if (observation.hasComponent()) {
      return;
    }
    ObservationComponentComponent component = observation.addComponent().setCode(code);
    component.setValue(observation.getValue());
    component.setDataAbsentReason(
        observation.hasDataAbsentReason() ? observation.getDataAbsentReason() : null);
    observation.setValue(null).setDataAbsentReason(null);
  }

  private static void addDetails(Observation observation, Measurement measurement) {
    measurement
        .interpretation()
        .map(MeasurementMapper::interpretation)
        .ifPresent(observation::addInterpretation);
    measurement
        .value()
        .flatMap(ObservationValues::maximum)
        .ifPresent(observation::addReferenceRange);
    measurement
        .reference()
        .map(ObservationValues::referenceRange)
        .ifPresent(observation::addReferenceRange);
    measurement.method().map(CodeableConcepts::of).ifPresent(observation::setMethod);
  }

  private static CodeableConcept interpretation(Interpretation interpretation) {
    return CodeableConcepts.of(
        new Code(Systems.INTERPRETATION, interpretation.code(), display(interpretation)));
  }

  private static String display(Interpretation interpretation) {
    return switch (interpretation) {
      case NORMAL -> "Normal";
      case ABNORMAL -> "Abnormal";
      case LOW -> "Low";
      case HIGH -> "High";
      case CRITICALLY_LOW -> "Critical low";
      case CRITICALLY_HIGH -> "Critical high";
      case POSITIVE -> "Positive";
      case NEGATIVE -> "Negative";
    };
  }

  private static NoteBuilder remarks(Measurement measurement, DatedTime moment) {
    NoteBuilder remarks =
        NoteBuilder.of(measurement.circumstances()).add("Time", moment.onlyWords());
    if (measurement.value().isPresent()) {
      remarks.possible(measurement.circumstances());
      if (measurement.circumstances().assertion() == Assertion.ABSENT) {
        remarks.add("Stated as", "absent");
      }
    }
    return remarks;
  }

  private static NarrativeBuilder narrative(
      Measurement measurement, DatedTime moment, NoteBuilder remarks, CaseContext context) {
    Circumstances circumstances = measurement.circumstances();
    String result = measurement.value().map(DisplayText::of).map(words -> ": " + words).orElse("");
    NarrativeBuilder shared =
        Observations.narrative(
            DisplayText.of(measurement) + result,
            circumstances,
            moment,
            context.visitLabel(circumstances));
    return Observations.addLinks(shared, measurement.links(), context)
        .item("Interpretation", measurement.interpretation().map(MeasurementMapper::display))
        .item("Reference range", measurement.reference().map(DisplayText::of))
        .item("Method", measurement.method().map(Concept::text))
        .item("Note", remarks.text());
  }
}

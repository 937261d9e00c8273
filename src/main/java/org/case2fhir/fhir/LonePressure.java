package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Measurement;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Type;

/**
 * A systolic or diastolic pressure told without the other. R4's <a
 * href="http://hl7.org/fhir/R4/bp.html">blood pressure profile</a>, which validators apply to
 * either code, wants the panel with both components; the untold one says that it is unknown.
 */
final class LonePressure {
  private LonePressure() {}

  /** Turns the Observation into a panel if its code is that of one pressure. */
  static void complete(Observation observation, Measurement measurement) {
    Optional<Code> own = own(measurement.concept());
    if (own.isEmpty()) {
      return;
    }
    boolean systolic = own.get().code().equals(StructuralCodes.SYSTOLIC.code());
    Type value = observation.getValue();
    observation.setValue(null);
    observation.setDataAbsentReason(null);
    observation.setCode(
        CodeableConcepts.of(measurement.concept().text(), StructuralCodes.BLOOD_PRESSURE));
    CodeableConcept told = CodeableConcepts.of(measurement.concept());
    add(observation, systolic ? told : systolic(), systolic ? value : null);
    add(observation, systolic ? diastolic() : told, systolic ? null : value);
  }

  private static Optional<Code> own(Concept concept) {
    return concept.codes().stream()
        .filter(code -> code.system().equals(Systems.LOINC))
        .filter(
            code ->
                code.code().equals(StructuralCodes.SYSTOLIC.code())
                    || code.code().equals(StructuralCodes.DIASTOLIC.code()))
        .findFirst();
  }

  private static CodeableConcept systolic() {
    return CodeableConcepts.of("Systolic blood pressure", StructuralCodes.SYSTOLIC);
  }

  private static CodeableConcept diastolic() {
    return CodeableConcepts.of("Diastolic blood pressure", StructuralCodes.DIASTOLIC);
  }

  private static void add(Observation observation, CodeableConcept code, Type value) {
    ObservationComponentComponent component = observation.addComponent().setCode(code);
    if (value == null) {
      component.setDataAbsentReason(CodeableConcepts.of(StructuralCodes.UNKNOWN));
    } else {
      component.setValue(value);
    }
  }
}

package org.case2fhir.fhir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Severity;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;

/**
 * R4's <a href="http://hl7.org/fhir/R4/observation-vitalsigns.html">vital signs</a>: whoever uses
 * one of their LOINC codes must follow the profile, with its units, and validators apply it by the
 * code alone.
 *
 * <p>A result that cannot follow it (a range, words, another unit) keeps its value and loses the
 * profile's code and category, and a note says so: nothing is converted. A time known only to the
 * year or month becomes a period, since the profile's dateTime must be precise to the day (vs-1).
 */
final class VitalSigns {
  private static final Map<String, Set<String>> UNITS =
      Map.ofEntries(
          Map.entry("9279-1", Set.of("/min")),
          Map.entry("8867-4", Set.of("/min")),
          Map.entry("2708-6", Set.of("%")),
          Map.entry("59408-5", Set.of("%")),
          Map.entry("8310-5", Set.of("Cel", "[degF]")),
          Map.entry("8302-2", Set.of("cm", "[in_i]")),
          Map.entry("8306-3", Set.of("cm", "[in_i]")),
          Map.entry("9843-4", Set.of("cm", "[in_i]")),
          Map.entry("29463-7", Set.of("g", "kg", "[lb_av]")),
          Map.entry("39156-5", Set.of("kg/m2")),
          Map.entry("85354-9", Set.of("mm[Hg]")),
          Map.entry("8480-6", Set.of("mm[Hg]")),
          Map.entry("8462-4", Set.of("mm[Hg]")));

  private VitalSigns() {}

  /** Whether validators will apply a vital-signs profile. */
  static boolean isVital(Measurement measurement) {
    return measurement.category() == MeasurementCategory.VITAL_SIGNS
        || measurement.concept().codes().stream().anyMatch(VitalSigns::isVital);
  }

  /** The measurement as it can be written: unchanged, moved into the category, or without code. */
  static Measurement conforming(Measurement told, CaseContext context) {
    List<Code> vital = told.concept().codes().stream().filter(VitalSigns::isVital).toList();
    if (vital.isEmpty() || vital.stream().allMatch(code -> fits(told, code))) {
      return vital.isEmpty() ? told : as(told, told.concept(), MeasurementCategory.VITAL_SIGNS);
    }
    context.note(
        FactRef.of(told),
        Severity.WARNING,
        "vital-sign-form",
        "\""
            + told.concept().text()
            + "\" keeps its value but loses its LOINC code, because the"
            + " vital-signs profile demands another form or unit",
        "give one number in " + String.join(" or ", units(vital.get(0))));
    List<Code> others = told.concept().codes().stream().filter(code -> !isVital(code)).toList();
    Concept concept = new Concept(told.concept().text(), others);
    boolean category = told.category() == MeasurementCategory.VITAL_SIGNS;
    return as(told, concept, category ? MeasurementCategory.EXAM : told.category());
  }

  /** Makes a time that is less precise than a day a period. */
  static void adjustTime(Observation observation, Measurement measurement, Moment moment) {
    Optional<PartialDate> coarse = moment.date().filter(date -> date.day().isEmpty());
    if (coarse.isPresent() && isVital(measurement)) {
      observation.setEffective(
          new Period()
              .setStartElement(FhirValues.dateTime(coarse.get()))
              .setEndElement(FhirValues.dateTime(coarse.get())));
    }
  }

  private static boolean isVital(Code code) {
    return code.system().equals(Systems.LOINC) && UNITS.containsKey(code.code());
  }

  private static boolean fits(Measurement told, Code code) {
    if (told.value().isEmpty()) {
      return true;
    }
    boolean panel = code.code().equals(StructuralCodes.BLOOD_PRESSURE.code());
    if (told.value().get() instanceof Value.BloodPressure pressure) {
      return panel && isAllowed(pressure.unit(), code);
    }
    return !panel
        && told.value().get() instanceof Value.Measured measured
        && isAllowed(measured.amount().unit(), code);
  }

  private static boolean isAllowed(Unit unit, Code code) {
    return unit.ucum().map(UcumCodes::plain).filter(UNITS.get(code.code())::contains).isPresent()
        && !unit.text().isBlank();
  }

  private static List<String> units(Code code) {
    return UNITS.get(code.code()).stream().sorted().toList();
  }

  private static Measurement as(Measurement told, Concept concept, MeasurementCategory category) {
    return new Measurement(
        told.id(),
        concept,
        told.circumstances(),
        category,
        told.value(),
        told.interpretation(),
        told.reference(),
        told.method(),
        told.links());
  }
}

package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.MappingOptions.VitalSignPolicy;
import org.case2fhir.fhir.MeasurementMapper.VitalSigns.LonePressure;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Type;

/**
 * The result of a test. Interpretation and reference range are those of the case, never computed; a
 * result in words stays in words; a test without any result says why there is none (obs-6 forbids
 * that beside a value). Vital signs follow {@link VitalSigns}.
 */
final class MeasurementMapper {
  private MeasurementMapper() {}

  static Observation map(Measurement stated, CaseContext context) {
    FactRef ref = FactRef.of(stated);
    Circumstances circumstances = stated.circumstances();
    DatedTime moment = context.moment(ref, circumstances);
    VitalSigns.Form form = VitalSigns.form(stated, moment, context);
    Measurement measurement = form.measurement();
    Observation observation =
        Observations.begin(
            ref,
            ResourceIds.PRIMARY,
            ObservationCategory.of(measurement.category()),
            CodeableConcepts.of(measurement.concept()),
            context);
    setResult(observation, stated, isVital(measurement));
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
        .notes(remarks);
  }

  /**
   * R4's <a href="http://hl7.org/fhir/R4/observation-vitalsigns.html">vital signs</a>: whoever uses
   * one of their LOINC codes as {@code Observation.code} must follow the profile, with its units
   * and a time precise to the day (vs-1), and validators apply it by the code alone.
   *
   * <p>Where the day is unknown the time is a period. FHIRPath of R4's vs-1 admits no period, its
   * words do; for servers that hold to the former there is {@link VitalSignPolicy#COMPONENT}.
   *
   * <p>A result that cannot follow the profile (a range, words, another unit) keeps value and code,
   * but in a component: there the profile does not apply, and searches by {@code combo-code} still
   * find it. Nothing is converted and no date invented.
   */
  static final class VitalSigns {
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

    /** By pulse oximetry, lying: kinds of the sign, which the profile wants named too. */
    private static final Map<String, Code> DEMANDED =
        Map.of("59408-5", StructuralCodes.SATURATION, "8306-3", StructuralCodes.HEIGHT);

    private VitalSigns() {}

    /**
     * A measurement as it can be written.
     *
     * @param measurement unchanged, or with the codes the profile demands, or without its own
     * @param moved the code that has to go into a component, with the words of the case
     */
    record Form(Measurement measurement, Optional<Concept> moved) {}

    /** The form that the profile leaves to a measurement; a code that has to move is noted. */
    static Form form(Measurement stated, DatedTime moment, CaseContext context) {
      List<Code> vital = stated.concept().codes().stream().filter(VitalSigns::isVital).toList();
      if (vital.isEmpty()) {
        return new Form(stated, Optional.empty());
      }
      boolean timely = context.options().vitalSigns() == VitalSignPolicy.PERIOD || isExact(moment);
      Optional<String> obstacle = obstacle(stated, vital, timely);
      if (obstacle.isEmpty()) {
        return new Form(as(stated, complete(stated)), Optional.empty());
      }
      context.note(
          FactRef.of(stated),
          Severity.INFORMATION,
          "vital-sign-form",
          "the LOINC code of \""
              + stated.concept().text()
              + "\" stands in a component, because the"
              + " vital-signs profile does not admit the result as it is given",
          obstacle.get());
      String words = stated.concept().text();
      List<Code> others = stated.concept().codes().stream().filter(code -> !isVital(code)).toList();
      return new Form(
          as(stated, new Concept(words, others)), Optional.of(new Concept(words, vital)));
    }

    // What the user could do about it.
    private static Optional<String> obstacle(Measurement stated, List<Code> vital, boolean timely) {
      if (!vital.stream().allMatch(code -> fits(stated, code))) {
        return Optional.of("give one number in " + String.join(" or ", units(vital.get(0))));
      }
      return timely ? Optional.empty() : Optional.of("give a date precise to the day");
    }

    private static boolean isExact(DatedTime moment) {
      return moment.date().filter(date -> date.day().isPresent()).isPresent();
    }

    /**
     * Replaces a time that is not a day by a period, which vs-1 leaves free: the month or year in
     * which the day lies, the stay, or one whose start is unknown.
     */
    static void setPeriod(Observation observation, DatedTime moment) {
      if (!hasCode(observation) || isExact(moment) || moment.stay().isPresent()) {
        return;
      }
      Period period = FhirValues.period(moment.date(), moment.date());
      if (moment.date().isEmpty()) {
        period.getStartElement().addExtension(FhirValues.dataAbsent());
      }
      observation.setEffective(period);
    }

    /** Whether R4's profile applies to an Observation, by its code alone. */
    static boolean hasCode(Observation observation) {
      return observation.getCode().getCoding().stream().anyMatch(VitalSigns::isVital);
    }

    private static boolean isVital(Coding coding) {
      return Systems.LOINC.equals(coding.getSystem()) && UNITS.containsKey(coding.getCode());
    }

    private static boolean isVital(Code code) {
      return code.system().equals(Systems.LOINC) && UNITS.containsKey(code.code());
    }

    private static boolean fits(Measurement stated, Code code) {
      if (stated.value().isEmpty()) {
        return true;
      }
      boolean panel = code.code().equals(StructuralCodes.BLOOD_PRESSURE.code());
      if (stated.value().get() instanceof Value.BloodPressure pressure) {
        return panel && isAllowed(pressure.unit(), code);
      }
      return !panel
          && stated.value().get() instanceof Value.Measured measured
          && isAllowed(measured.amount().unit(), code);
    }

    // With the codes that the profiles demand beside a more special one.
    private static Concept complete(Measurement stated) {
      List<Code> codes = new ArrayList<>(stated.concept().codes());
      for (Code code : stated.concept().codes()) {
        Code demanded = code.system().equals(Systems.LOINC) ? DEMANDED.get(code.code()) : null;
        if (demanded != null && !CodeableConcepts.has(stated.concept(), demanded)) {
          codes.add(demanded);
        }
      }
      return new Concept(stated.concept().text(), codes);
    }

    private static boolean isAllowed(Unit unit, Code code) {
      return unit.ucum().map(FhirValues::ucum).filter(UNITS.get(code.code())::contains).isPresent()
          && !unit.text().isBlank();
    }

    private static List<String> units(Code code) {
      return UNITS.get(code.code()).stream().sorted().toList();
    }

    private static Measurement as(Measurement stated, Concept concept) {
      return new Measurement(
          stated.id(),
          concept,
          stated.circumstances(),
          MeasurementCategory.VITAL_SIGNS,
          stated.value(),
          stated.interpretation(),
          stated.reference(),
          stated.method(),
          stated.links());
    }

    /**
     * A systolic or diastolic pressure given without the other. R4's <a
     * href="http://hl7.org/fhir/R4/bp.html">blood pressure profile</a>, which validators apply to
     * either code, wants the panel with both components; the untold one says that it is unknown.
     */
    static final class LonePressure {
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
        CodeableConcept stated = CodeableConcepts.of(measurement.concept());
        add(observation, systolic ? stated : systolic(), systolic ? value : null);
        add(observation, systolic ? diastolic() : stated, systolic ? null : value);
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
  }
}

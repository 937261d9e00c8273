package org.case2fhir.fhir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.fhir.BundleAssembler.MappedResource;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;

/**
 * Gives finished resources what <a href="http://hl7.org/fhir/us/core/STU6.1/">US Core 6.1.0</a>
 * asks for, and the profile to those that meet it. What the case does not say is said to be unknown
 * by the data-absent reason, as <a
 * href="http://hl7.org/fhir/us/core/STU6.1/general-requirements.html#missing-data">the guide
 * prescribes</a>; nothing is invented.
 */
final class UsCoreShape {
  private static final String PROFILE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

  /** Vital signs with a profile of their own, and the units it admits. */
  private static final Map<String, VitalSign> VITAL_SIGNS =
      Map.of(
          "39156-5", new VitalSign("bmi", List.of("kg/m2")),
          "8302-2", new VitalSign("body-height", List.of("cm", "[in_i]")),
          "8310-5", new VitalSign("body-temperature", List.of("Cel", "[degF]")),
          "29463-7", new VitalSign("body-weight", List.of("g", "kg", "[lb_av]")),
          "9843-4", new VitalSign("head-circumference", List.of("cm", "[in_i]")),
          "8867-4", new VitalSign("heart-rate", List.of("/min")),
          "9279-1", new VitalSign("respiratory-rate", List.of("/min")),
          "59408-5", new VitalSign("pulse-oximetry", List.of("%")));

  /** Questions with a profile of their own. */
  private static final Map<String, String> STATUSES =
      Map.of(
          "72166-2", "smokingstatus",
          "82810-3", "observation-pregnancystatus",
          "11341-5", "observation-occupation");

  private UsCoreShape() {}

  private record VitalSign(String profile, List<String> units) {}

  /** Shapes each resource in its place. */
  static void apply(List<MappedResource> resources) {
    resources.stream().map(MappedResource::resource).forEach(UsCoreShape::shape);
  }

  private static void shape(DomainResource resource) {
    if (resource instanceof Patient patient) {
      shape(patient);
    } else if (resource instanceof Condition condition) {
      claim(condition, profile(condition));
    } else if (resource instanceof Observation observation) {
      shape(observation);
    } else if (resource instanceof Procedure procedure) {
      shape(procedure);
    } else if (resource instanceof Encounter encounter) {
      shape(encounter);
    } else if (resource instanceof DiagnosticReport report) {
      shape(report);
    } else if (resource instanceof AllergyIntolerance allergy) {
      claim(allergy, "allergyintolerance");
    } else if (resource instanceof Specimen specimen) {
      claim(specimen, "specimen");
    } else if (resource instanceof Provenance provenance) {
      shape(provenance);
    } else if (resource instanceof MedicationRequest request) {
      if (request.getIntent() == MedicationRequestIntent.ORDER) {
        request.setRequester(notStated());
      }
      claim(request, "medicationrequest");
    } else if (resource instanceof Immunization immunization) {
      claim(immunization, "immunization");
    } else if (resource instanceof Device device && device.hasPatient()) {
      claim(device, "implantable-device");
    } else if (resource instanceof RelatedPerson person) {
      // It says of the record that it is in use.
      claim(person.setActive(true), "relatedperson");
    }
  }

  private static void claim(DomainResource resource, String profile) {
    resource.getMeta().addProfile(PROFILE + profile);
  }

  private static void shape(Patient patient) {
    if (!patient.hasName()) {
      patient.addName().addExtension(FhirValues.dataAbsent());
    } else if (!patient.getNameFirstRep().hasFamily() && !patient.getNameFirstRep().hasGiven()) {
      // us-core-6 knows a name by its parts; the case gives it as one text, which stays.
      patient.getNameFirstRep().addExtension(FhirValues.dataAbsent());
    }
    if (!patient.hasGender()) {
      patient.setGender(AdministrativeGender.UNKNOWN);
    }
    claim(patient, "patient");
  }

  private static String profile(Condition condition) {
    boolean atEncounter =
        condition.getCategory().stream().anyMatch(c -> has(c, StructuralCodes.ENCOUNTER_DIAGNOSIS));
    return atEncounter ? "condition-encounter-diagnosis" : "condition-problems-health-concerns";
  }

  private static boolean has(CodeableConcept concept, org.case2fhir.model.Code code) {
    return concept.getCoding().stream()
        .anyMatch(c -> code.system().equals(c.getSystem()) && code.code().equals(c.getCode()));
  }

  private static void shape(Procedure procedure) {
    boolean done =
        procedure.getStatus() == ProcedureStatus.COMPLETED
            || procedure.getStatus() == ProcedureStatus.INPROGRESS;
    if (done && !procedure.hasPerformed()) {
      procedure.setPerformed(FhirValues.unknownDateTime());
    }
    claim(procedure, "procedure");
  }

  private static void shape(Encounter encounter) {
    if (!encounter.hasType()) {
      encounter.addType(unknown());
    }
    claim(encounter, "encounter");
  }

  private static CodeableConcept unknown() {
    CodeableConcept unknown = new CodeableConcept();
    unknown.addExtension(FhirValues.dataAbsent());
    return unknown;
  }

  private static void shape(DiagnosticReport report) {
    if (!report.hasEffective()) {
      report.setEffective(FhirValues.unknownDateTime());
    }
    boolean laboratory =
        report.getCategory().stream()
            .flatMap(category -> category.getCoding().stream())
            .anyMatch(coding -> "LAB".equals(coding.getCode()));
    if (laboratory) {
      report.getIssuedElement().addExtension(FhirValues.dataAbsent());
    }
    claim(report, laboratory ? "diagnosticreport-lab" : "diagnosticreport-note");
  }

  // The assembler is a Device, for which provenance-1 wants the one on whose behalf it works.
  private static void shape(Provenance provenance) {
    provenance.getAgent().stream()
        .filter(agent -> !agent.hasOnBehalfOf())
        .forEach(agent -> agent.setOnBehalfOf(notStated()));
    claim(provenance, "provenance");
  }

  private static Reference notStated() {
    Reference unknown = new Reference().setDisplay("Not stated");
    unknown.addExtension(FhirValues.dataAbsent());
    return unknown;
  }

  private static void shape(Observation observation) {
    if (!observation.hasCategory()) {
      return;
    }
    Optional<String> status = statusProfile(observation);
    if (status.isPresent()) {
      // These want a dateTime, of any precision.
      if (observation.getEffective() instanceof DateTimeType) {
        claim(observation, status.get());
      }
      return;
    }
    observation.setEffective(toTheDay(observation.getEffective()));
    if (!observation.hasValue()
        && !observation.hasComponent()
        && !observation.hasDataAbsentReason()) {
      observation.setDataAbsentReason(CodeableConcepts.of(StructuralCodes.UNKNOWN));
    }
    profile(observation).ifPresent(profile -> claim(observation, profile));
  }

  // us-core-1: a dateTime is precise to the day; a period need not be.
  private static Type toTheDay(Type effective) {
    if (!(effective instanceof DateTimeType date)) {
      return effective;
    }
    String given = date.hasValue() ? date.getValueAsString() : "";
    return given.length() >= 10 ? date : FhirValues.period(date);
  }

  private static Optional<String> profile(Observation observation) {
    Optional<String> vitalSign = vitalSign(observation);
    if (vitalSign.isPresent()) {
      return vitalSign;
    }
    return observation.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .map(Coding::getCode)
        .findFirst()
        .map(
            category ->
                switch (category) {
                  case "laboratory" -> "observation-lab";
                  case "imaging", "exam", "procedure", "therapy" -> "observation-clinical-result";
                  case "survey" -> "observation-screening-assessment";
                  default -> "simple-observation";
                });
  }

  private static Optional<String> statusProfile(Observation observation) {
    return observation.getCode().getCoding().stream()
        .filter(coding -> Systems.LOINC.equals(coding.getSystem()))
        .flatMap(coding -> Optional.ofNullable(STATUSES.get(coding.getCode())).stream())
        .findFirst();
  }

  // FHIRPath of vs-1, which these profiles inherit, admits no period, whatever its words say.
  private static Optional<String> vitalSign(Observation observation) {
    if (!(observation.getEffective() instanceof DateTimeType)) {
      return Optional.empty();
    }
    for (Coding coding : observation.getCode().getCoding()) {
      if (!Systems.LOINC.equals(coding.getSystem())) {
        continue;
      }
      VitalSign own = VITAL_SIGNS.get(coding.getCode());
      if (own != null && fits(observation, own)) {
        return Optional.of(own.profile());
      }
      if (coding.getCode().equals(StructuralCodes.BLOOD_PRESSURE.code())) {
        return Optional.of("blood-pressure");
      }
    }
    return Optional.empty();
  }

  private static boolean fits(Observation observation, VitalSign own) {
    Type value = observation.getValue();
    return value == null
        || value instanceof Quantity quantity && own.units().contains(quantity.getCode());
  }
}

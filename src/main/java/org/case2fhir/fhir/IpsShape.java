package org.case2fhir.fhir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.fhir.BundleAssembler.MappedResource;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;

/**
 * Gives finished resources what the <a href="http://hl7.org/fhir/uv/ips/STU1.1/">International
 * Patient Summary 1.1.0</a> asks for, and the profile to those that meet it. What the case does not
 * say is said to be unknown by the data-absent reason.
 */
final class IpsShape {
  private static final String PROFILE = "http://hl7.org/fhir/uv/ips/StructureDefinition/";

  private IpsShape() {}

  /**
   * Shapes each resource in its place.
   *
   * @param document whether they are to stand in a summary
   */
  static void apply(List<MappedResource> resources, boolean document) {
    for (MappedResource each : resources) {
      if (each.resource() instanceof Observation observation) {
        shape(observation, document);
      } else {
        shape(each.resource());
      }
    }
  }

  private static void shape(DomainResource resource) {
    if (resource instanceof Patient patient) {
      shape(patient);
    } else if (resource instanceof Condition condition) {
      // A refuted condition has no clinical status, which the profile wants.
      claimIf(condition.hasClinicalStatus(), condition);
    } else if (resource instanceof AllergyIntolerance allergy) {
      claimIf(true, allergy);
    } else if (resource instanceof MedicationStatement statement) {
      if (!statement.hasEffective()) {
        statement.setEffective(FhirValues.unknownDateTime());
      }
      claimIf(true, statement);
    } else if (resource instanceof Procedure procedure) {
      if (!procedure.hasPerformed()) {
        procedure.setPerformed(FhirValues.unknownDateTime());
      }
      claimIf(true, procedure);
    } else if (resource instanceof DiagnosticReport report) {
      if (!report.hasEffective()) {
        report.setEffective(FhirValues.unknownDateTime());
      }
      boolean done = report.getStatus() == DiagnosticReport.DiagnosticReportStatus.FINAL;
      claimIf(done && report.getCategory().size() == 1, report);
    } else if (resource instanceof Specimen specimen) {
      claimIf(true, specimen);
    } else if (resource instanceof MedicationRequest
        || resource instanceof Immunization
        || resource instanceof Device device && device.hasPatient()) {
      claimIf(true, resource);
    } else if (resource instanceof DeviceUseStatement statement) {
      if (!statement.hasTiming()) {
        statement.setTiming(FhirValues.unknownDateTime());
      }
      claimIf(true, statement);
    }
  }

  private static void shape(Patient patient) {
    if (!patient.hasName()) {
      StringType name = new StringType();
      name.addExtension(FhirValues.dataAbsent());
      patient.addName().setTextElement(name);
    }
    claimIf(true, patient);
  }

  // Vital signs have R4's own profile, which applies by their code.
  private static void shape(Observation observation, boolean document) {
    boolean result = observation.getStatus() == ObservationStatus.FINAL && isResult(observation);
    if (!observation.hasEffective()) {
      observation.setEffective(new DateTimeType());
      observation.getEffective().addExtension(FhirValues.dataAbsent());
    }
    Optional<String> status = statusProfile(observation);
    if (status.isPresent() && document) {
      // The profile of the summary counts what meets two profiles of Observation as an error, and
      // every final Observation with a dateTime meets that of results, too. With a period it meets
      // no other.
      observation.setEffective(FhirValues.period((DateTimeType) observation.getEffective()));
    } else if (status.isPresent()) {
      observation.getMeta().addProfile(PROFILE + status.get());
    } else if (result) {
      observation.getMeta().addProfile(PROFILE + "Observation-results-uv-ips");
    }
  }

  // Their answers are dates or LOINC's, which not all answers have.
  private static Optional<String> statusProfile(Observation observation) {
    boolean answered =
        observation.getValue() instanceof DateTimeType
            || observation.getValue() instanceof CodeableConcept answer
                && answer.getCoding().stream().anyMatch(c -> Systems.LOINC.equals(c.getSystem()));
    if (!answered
        || observation.hasComponent()
        || !(observation.getEffective() instanceof DateTimeType)) {
      return Optional.empty();
    }
    return observation.getCode().getCoding().stream()
        .map(Coding::getCode)
        .flatMap(
            code ->
                switch (code) {
                  case "72166-2" -> Stream.of("Observation-tobaccouse-uv-ips");
                  case "11778-8" -> Stream.of("Observation-pregnancy-edd-uv-ips");
                  case "82810-3" -> Stream.of("Observation-pregnancy-status-uv-ips");
                  default -> Stream.<String>empty();
                })
        .findFirst();
  }

  /** Whether it is the result of a test, and so belongs to the summary's section of results. */
  static boolean isResult(Observation observation) {
    return observation.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .anyMatch(
            coding ->
                switch (coding.getCode()) {
                  case "laboratory", "imaging", "procedure" -> true;
                  default -> false;
                });
  }

  private static void claimIf(boolean meets, DomainResource resource) {
    if (meets) {
      resource.getMeta().addProfile(PROFILE + resource.fhirType() + "-uv-ips");
    }
  }
}

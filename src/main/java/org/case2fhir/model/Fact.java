package org.case2fhir.model;

import org.case2fhir.model.FactRef.FactKind;

/** A statement of the case about its patient. Each becomes at least one FHIR resource. */
public sealed interface Fact
    permits Diagnosis,
        Finding,
        Measurement,
        MedicationUse,
        Intervention,
        Sample,
        StudyReport,
        FamilyHistory,
        Sensitivity,
        Immunization,
        DeviceUse,
        AdverseEvent,
        Image,
        Variant {

  /**
   * Name of the fact within its kind and case, from which the resource's identity is made: given by
   * the author or derived from the content by {@link FactIds}, never from its position.
   */
  String id();

  /** What the fact is about, in the case's words. */
  Concept concept();

  Circumstances circumstances();

  /** Which list of the case the fact belongs to. */
  FactKind kind();
}

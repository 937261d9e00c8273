package org.case2fhir.fhir;

/**
 * URIs of the code systems, identifier systems and extensions that the mapping itself uses, as the
 * R4 4.0.1 definitions name them.
 */
final class Systems {
  static final String SNOMED_CT = "http://snomed.info/sct";
  static final String LOINC = "http://loinc.org";
  static final String UCUM = "http://unitsofmeasure.org";

  /** RFC 3986: the identifier's value is itself a URI. */
  static final String URI = "urn:ietf:rfc3986";

  /** Names of cases, where they were made from the content of a text. */
  static final String CASE = "urn:case2fhir:case";

  /** Hashes of passages of a text, by which another version of it is found. */
  static final String PASSAGE = "urn:case2fhir:passage";

  static final String ACT_CODE = terminology("v3-ActCode");
  static final String ACT_REASON = terminology("v3-ActReason");
  static final String CONFIDENTIALITY = terminology("v3-Confidentiality");
  static final String INTERPRETATION = terminology("v3-ObservationInterpretation");
  static final String DIAGNOSTIC_SERVICE = terminology("v2-0074");
  static final String OBSERVATION_CATEGORY = terminology("observation-category");
  static final String CONDITION_CATEGORY = terminology("condition-category");
  static final String CONDITION_CLINICAL = terminology("condition-clinical");
  static final String CONDITION_VERIFICATION = terminology("condition-ver-status");
  static final String ALLERGY_CLINICAL = terminology("allergyintolerance-clinical");
  static final String ALLERGY_VERIFICATION = terminology("allergyintolerance-verification");
  static final String PROVENANCE_PARTICIPANT = terminology("provenance-participant-type");
  static final String DATA_ABSENT = terminology("data-absent-reason");
  static final String GENDER = "http://hl7.org/fhir/administrative-gender";

  static final String DATA_ABSENT_REASON = extension("data-absent-reason");
  static final String CONDITION_ASSERTED = extension("condition-assertedDate");
  static final String ALLERGY_ASSERTED = extension("allergyintolerance-assertedDate");

  /** The words a resource was made from; part of R4 4.0.1. */
  static final String ORIGINAL_TEXT = extension("originalText");

  /** Reference to a BodyStructure that gives the side; part of R4 4.0.1. */
  static final String BODY_STRUCTURE = extension("bodySite");

  /**
   * Where in the source a resource's words stand; from HL7's <a
   * href="http://hl7.org/fhir/extensions/StructureDefinition-derivation-reference.html">extensions
   * pack</a>, for any element of any resource. Not in R4 4.0.1 itself: validators without the pack
   * say so as information.
   */
  static final String DERIVATION_REFERENCE = extension("derivation-reference");

  /**
   * How sure a machine is of what it read; from the same pack: <a
   * href="http://hl7.org/fhir/extensions/StructureDefinition-cqf-certainty.html">an assessment of
   * certainty, confidence, or quality of the item on which it appears</a>.
   */
  static final String CERTAINTY = extension("cqf-certainty");

  /** A code that means the words of a string; part of R4 4.0.1. */
  static final String STRING_CODING = extension("iso21090-SC-coding");

  /** What a patient says of their gender; part of R4 4.0.1. */
  static final String GENDER_IDENTITY = extension("patient-genderIdentity");

  private Systems() {}

  private static String terminology(String name) {
    return "http://terminology.hl7.org/CodeSystem/" + name;
  }

  private static String extension(String name) {
    return "http://hl7.org/fhir/StructureDefinition/" + name;
  }
}

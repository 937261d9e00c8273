package org.case2fhir.fhir;

import org.case2fhir.model.Code;

/**
 * The codes that the mapping adds by itself, because FHIR's structure asks for them; codes of
 * clinical concepts come with the case.
 *
 * <p>HL7's codes and displays are those of the R4 4.0.1 definitions. SNOMED CT pairs are found in
 * the Global Patient Set 2020 and DICOM's context groups, LOINC's in HL7's terminology server and
 * R4's vital-signs profiles, HPO's in the 2026 release.
 */
final class StructuralCodes {
  static final Code PRESENT = snomed("52101004", "Present");
  static final Code PRESENT_LOINC = loinc("LA9633-4", "Present");
  static final Code ABSENT = snomed("2667000", "Absent");
  static final Code ABSENT_LOINC = loinc("LA9634-2", "Absent");
  static final Code SUSPECTED = snomed("415684004", "Suspected");
  static final Code LEFT = snomed("7771000", "Left");
  static final Code RIGHT = snomed("24028007", "Right");
  static final Code RIGHT_AND_LEFT = snomed("51440002", "Right and left");
  static final Code SEVERITY = snomed("246112005", "Severity (attribute)");
  static final Code DURATION = snomed("103335007", "Duration (attribute)");
  static final Code DIAMETER = snomed("81827009", "Diameter");
  static final Code CAUSE_OF_DEATH = snomed("184305005", "Cause of death (observable entity)");
  static final Code AGE = loinc("30525-0", "Age");
  static final Code BLOOD_PRESSURE =
      loinc("85354-9", "Blood pressure panel with all children optional");
  static final Code SYSTOLIC = loinc("8480-6", "Systolic blood pressure");
  static final Code DIASTOLIC = loinc("8462-4", "Diastolic blood pressure");

  static final Code SATURATION = loinc("2708-6", "Oxygen saturation in Arterial blood");
  static final Code HEIGHT = loinc("8302-2", "Body height");

  static final Code GESTATIONAL_AGE = loinc("18185-9", "Gestational age");
  static final Code VARIANT = loinc("69548-6", "Genetic variant assessment");
  static final Code GENE = loinc("48018-6", "Gene studied [ID]");
  static final Code CODING_CHANGE = loinc("48004-6", "DNA change (c.HGVS)");
  static final Code PROTEIN_CHANGE = loinc("48005-3", "Amino acid change (pHGVS)");
  static final Code GENOMIC_CHANGE = loinc("81290-9", "Genomic DNA change (gHGVS)");
  static final Code CHANGE_TYPE = loinc("48019-4", "DNA change type");
  static final Code ALLELIC_STATE = loinc("53034-5", "Allelic state");
  static final Code SIGNIFICANCE =
      loinc("53037-8", "Genetic variation clinical significance [Imp]");
  static final Code ASSEMBLY = loinc("62374-4", "Human reference sequence assembly version");
  static final Code CHROMOSOME = loinc("48000-4", "Chromosome");
  static final Code EXACT_START_END = loinc("81254-5", "Variant exact start-end");
  static final Code COORDINATE_SYSTEM = loinc("92822-6", "Genomic coord system");
  static final Code ONE_BASED = loinc("LA30102-0", "1-based character counting");
  static final Code REFERENCE_ALLELE = loinc("69547-8", "Genomic ref allele [ID]");
  static final Code ALTERNATE_ALLELE = loinc("69551-0", "Genomic alt allele [ID]");

  static final Code UNKNOWN = new Code(Systems.DATA_ABSENT, "unknown", "Unknown");
  static final Code DIAGNOSTIC_PROCEDURE = snomed("103693007", "Diagnostic procedure");
  static final Code PROBLEM =
      new Code(Systems.CONDITION_CATEGORY, "problem-list-item", "Problem List Item");
  static final Code ENCOUNTER_DIAGNOSIS =
      new Code(Systems.CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis");
  static final Code CONFIRMED = verification("confirmed", "Confirmed");
  static final Code PROVISIONAL = verification("provisional", "Provisional");
  static final Code DIFFERENTIAL = verification("differential", "Differential");
  static final Code REFUTED = verification("refuted", "Refuted");
  static final Code ASSEMBLER = new Code(Systems.PROVENANCE_PARTICIPANT, "assembler", "Assembler");

  private StructuralCodes() {}

  private static Code snomed(String code, String display) {
    return new Code(Systems.SNOMED_CT, code, display);
  }

  private static Code loinc(String code, String display) {
    return new Code(Systems.LOINC, code, display);
  }

  private static Code verification(String code, String display) {
    return new Code(Systems.CONDITION_VERIFICATION, code, display);
  }
}

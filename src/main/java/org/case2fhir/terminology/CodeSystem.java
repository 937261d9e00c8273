package org.case2fhir.terminology;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The code systems that the tables use, by their short names there.
 *
 * <p>URIs as in <a href="https://hl7.org/fhir/R4/terminologies-systems.html">the R4 registry of
 * code systems</a>; the Disease Ontology, which is not there, by the URI of its releases.
 */
public enum CodeSystem {
  SNOMED("http://snomed.info/sct"),
  ICD10CM("http://hl7.org/fhir/sid/icd-10-cm"),
  HPO("http://human-phenotype-ontology.org"),
  DOID("http://purl.obolibrary.org/obo/doid.owl"),
  LOINC("http://loinc.org"),
  RXNORM("http://www.nlm.nih.gov/research/umls/rxnorm"),
  ATC("http://www.whocc.no/atc"),
  V3ROLE("http://terminology.hl7.org/CodeSystem/v3-RoleCode");

  private final String uri;

  CodeSystem(String uri) {
    this.uri = uri;
  }

  /** Canonical URI, as in {@code Coding.system}. */
  public String uri() {
    return uri;
  }

  private static final Pattern SNOMED_ID = Pattern.compile("[1-9]\\d{5,17}");
  private static final Pattern LOINC_CODE = Pattern.compile("\\d{1,7}-\\d");

  // Parts, answers, lists and groups: not all of them follow the scheme of check digits.
  private static final Pattern LOINC_PART = Pattern.compile("L[AGLP]\\d{1,7}-\\d");
  private static final Pattern FHIR_CODE = Pattern.compile("\\S{1,100}(?: \\S{1,100}){0,9}");
  private static final Map<String, Pattern> USUAL =
      Map.of(
          CodeSystem.ICD10CM.uri(), Pattern.compile("[A-Z]\\d[0-9A-Z](?:\\.[0-9A-Z]{1,4})?"),
          CodeSystem.HPO.uri(), Pattern.compile("HP:\\d{7}"),
          CodeSystem.DOID.uri(), Pattern.compile("DOID:\\d{1,7}"),
          CodeSystem.RXNORM.uri(), Pattern.compile("[1-9]\\d{0,7}"),
          CodeSystem.ATC.uri(), Pattern.compile("[A-Z](?:\\d\\d(?:[A-Z](?:[A-Z](?:\\d\\d)?)?)?)?"));

  // Verhoeff's scheme: multiplication in the dihedral group D5, and a permutation by position.
  private static final int[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  /** Whether a code has the form and, in SNOMED CT and LOINC, the check digit of its system. */
  public static boolean isPlausible(String uri, String code) {
    if (uri.equals(CodeSystem.SNOMED.uri())) {
      return SNOMED_ID.matcher(code).matches() && verhoeff(code);
    }
    if (uri.equals(CodeSystem.LOINC.uri())) {
      return LOINC_PART.matcher(code).matches()
          || LOINC_CODE.matcher(code).matches() && mod10(code);
    }
    return FHIR_CODE.matcher(code).matches();
  }

  /** Whether a code also looks as codes of its system usually do: {@code HP:0001250}. */
  public static boolean isUsual(String uri, String code) {
    Pattern usual = USUAL.get(uri);
    return isPlausible(uri, code) && (usual == null || usual.matcher(code).matches());
  }

  private static boolean verhoeff(String digits) {
    int check = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      for (int j = 0; j < i % 8; j++) {
        digit = PERMUTATION[digit];
      }
      check = product(check, digit);
    }
    return check == 0;
  }

  private static int product(int a, int b) {
    if (a < 5) {
      return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    }
    return b < 5 ? 5 + Math.floorMod(a - b, 5) : Math.floorMod(a - b, 5);
  }

  private static boolean mod10(String code) {
    String digits = code.replaceAll("[^0-9]", "");
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 1 ? 2 * digit : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}

package org.case2fhir.casefile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.case2fhir.terminology.CodeSystem;

/** Short names of code systems in a case file, and what their codes look like. */
final class CodeSystems {
  private static final Map<String, String> URIS = uris();
  private static final Pattern URI = Pattern.compile("(?:https?://|urn:)\\S{1,200}");
  private static final Pattern SNOMED_ID = Pattern.compile("[1-9]\\d{5,17}");
  private static final Pattern LOINC_CODE = Pattern.compile("(?:\\d{1,7}|L[AP]\\d{1,7})-\\d");
  private static final Pattern FHIR_CODE = Pattern.compile("\\S{1,100}(?: \\S{1,100}){0,9}");

  // Verhoeff's scheme: multiplication in the dihedral group D5, and a permutation by position.
  private static final int[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  private CodeSystems() {}

  /** The canonical URI of a short name, whatever its case, or of a URI itself. */
  static Optional<String> uri(String name) {
    Optional<String> known = Optional.ofNullable(URIS.get(name));
    return known.or(() -> URI.matcher(name).matches() ? Optional.of(name) : Optional.empty());
  }

  /** The short name of a system, or its URI if it has none. */
  static String name(String uri) {
    return URIS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(uri))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(uri);
  }

  static List<String> names() {
    return List.copyOf(URIS.keySet());
  }

  /** Whether a code has the form and, in SNOMED CT and LOINC, the check digit of its system. */
  static boolean isPlausible(String uri, String code) {
    if (uri.equals(CodeSystem.SNOMED.uri())) {
      return SNOMED_ID.matcher(code).matches() && verhoeff(code);
    }
    if (uri.equals(CodeSystem.LOINC.uri())) {
      return LOINC_CODE.matcher(code).matches() && mod10(code);
    }
    return FHIR_CODE.matcher(code).matches();
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

  private static Map<String, String> uris() {
    Map<String, String> uris = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    uris.put("SNOMED", CodeSystem.SNOMED.uri());
    uris.put("LOINC", CodeSystem.LOINC.uri());
    uris.put("ICD-10-CM", CodeSystem.ICD10CM.uri());
    uris.put("ICD-10", "http://hl7.org/fhir/sid/icd-10");
    uris.put("HPO", CodeSystem.HPO.uri());
    uris.put("RxNorm", CodeSystem.RXNORM.uri());
    uris.put("ATC", CodeSystem.ATC.uri());
    return uris;
  }
}

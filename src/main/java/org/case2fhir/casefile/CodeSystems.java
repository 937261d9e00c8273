package org.case2fhir.casefile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.case2fhir.terminology.CodeSystem;

/** Short names of code systems in a case file. */
final class CodeSystems {
  private static final Map<String, String> URIS = uris();
  private static final Pattern URI = Pattern.compile("(?:https?://|urn:)\\S{1,200}");

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

  private static Map<String, String> uris() {
    Map<String, String> uris = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    uris.put("SNOMED", CodeSystem.SNOMED.uri());
    uris.put("LOINC", CodeSystem.LOINC.uri());
    uris.put("ICD-10-CM", CodeSystem.ICD10CM.uri());
    uris.put("ICD-10", "http://hl7.org/fhir/sid/icd-10");
    uris.put("HPO", CodeSystem.HPO.uri());
    uris.put("DOID", CodeSystem.DOID.uri());
    uris.put("RxNorm", CodeSystem.RXNORM.uri());
    uris.put("ATC", CodeSystem.ATC.uri());
    return uris;
  }
}

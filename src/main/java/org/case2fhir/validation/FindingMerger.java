package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the findings of the core and of the Bundle rules together, each said once, in file order.
 */
final class FindingMerger {
  /** What the core says less precisely, by the finding of ours that takes its place. */
  private static final Map<String, String> SUPERSEDED =
      Map.of(
          "fhir-bdl-3", "fhir-bdl-3",
          "fhir-bdl-7", "fhir-bdl-7",
          "fhir-bdl-9", "fhir-bdl-9",
          "fhir-bdl-10", "fhir-bdl-10",
          "fhir-bdl-11", "fhir-bdl-11",
          "fhir-bundle-bundle-entry-document", "fhir-bdl-11",
          "fhir-bundle-bundle-entry-nofirst", "fhir-bdl-11",
          "fhir-bundle-document-date-missing", "fhir-bdl-10",
          "fhir-bundle-bundle-multiplematches", "fhir-bdl-7");

  private static final String NOT_LOCAL = "fhir-bundle-bundle-not-local";

  private FindingMerger() {}

  static List<ValidationFinding> merge(
      List<ValidationFinding> core, List<ValidationFinding> bundle) {
    Set<String> codes = new HashSet<>();
    Set<String> unresolved = new HashSet<>();
    for (ValidationFinding finding : bundle) {
      codes.add(finding.code());
      if (finding.code().equals(ReferenceRules.UNRESOLVED)) {
        unresolved.add(finding.place().fhirPath());
      }
    }
    List<ValidationFinding> all = new ArrayList<>(bundle);
    for (ValidationFinding finding : core) {
      String by = SUPERSEDED.getOrDefault(finding.code(), "");
      boolean said = codes.contains(by) && !isNested(finding);
      boolean saidHere =
          finding.code().equals(NOT_LOCAL) && unresolved.contains(finding.place().fhirPath());
      if (!said && !saidHere) {
        all.add(finding);
      }
    }
    all.sort(
        Comparator.comparingInt((ValidationFinding f) -> f.place().line())
            .thenComparingInt(f -> f.place().column()));
    return List.copyOf(all);
  }

  /** Of a Bundle within an entry, which the Bundle rules leave to the core. */
  private static boolean isNested(ValidationFinding finding) {
    return finding.code().startsWith("fhir-bdl-") && !finding.place().fhirPath().equals("Bundle");
  }
}

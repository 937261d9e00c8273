package org.case2fhir.validation;

import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * One thing that the validator says about a resource.
 *
 * @param severity how bad it is; noise is never worse than information
 * @param code stable name in kebab case, {@code fhir-} first: {@code fhir-con-3} for an invariant,
 *     {@code fhir-unknown-code-system}
 * @param message one sentence without a final stop
 * @param place where
 * @param noise whether it only says that a code could not be looked up, because its code system
 *     (LOINC, SNOMED CT, ...) is not loaded, or that the definition of an extension is not
 */
public record ValidationFinding(
    Severity severity, String code, String message, FindingPlace place, boolean noise) {

  /** The same as an issue of that file, with a remedy where one is known. */
  public Issue toIssue(String source) {
    Location location = new Location(source, place.line(), place.column(), place.fhirPath());
    return new Issue(severity, code, message, location, Remedies.forCode(code));
  }

  /**
   * Where in a resource something was found.
   *
   * @param fhirPath the element, from the root of the validated resource: {@code
   *     Bundle.entry[3].resource.subject}
   * @param entry the Bundle entry that the element lies in; empty outside entries
   * @param line from 1, of the validated text; 0 where unknown
   * @param column from 1; 0 where unknown
   */
  public record FindingPlace(String fhirPath, Optional<BundleEntry> entry, int line, int column) {}

  /**
   * Names one entry of a Bundle, so that a finding can be traced to the fact the entry was made
   * from.
   *
   * @param index from 0, as in {@code Bundle.entry[index]}
   * @param fullUrl empty where the entry has none
   * @param resourceType empty where the entry has no resource
   */
  public record BundleEntry(int index, String fullUrl, String resourceType) {}

  /** What to do about findings, by their code, where something can be said that is always true. */
  private static final class Remedies {
    private static final Map<String, String> BY_CODE =
        Map.ofEntries(
            Map.entry(
                "fhir-entries-not-checked",
                "write the Bundle to a file and check all of it: `case2fhir validate FILE`"),
            Map.entry("fhir-unknown-code", "check the code against its code system"),
            Map.entry("fhir-invalid-code", "UCUM units are listed at https://ucum.org/ucum"),
            Map.entry(
                "fhir-unknown-code-system",
                "check the address of the code system for a misspelling"),
            Map.entry(
                "fhir-terminology-tx-novalid-1-cc",
                "take a code from the value set; this binding is required"),
            Map.entry(
                "fhir-terminology-tx-novalid-16",
                "take a code from the value set; this binding is required"),
            Map.entry(
                "fhir-validation-val-profile-unknown",
                "remove the profile from meta.profile, or validate with the package that defines"
                    + " it"),
            Map.entry("fhir-validation-val-profile-minimum", "add the missing element"),
            Map.entry("fhir-validation-val-profile-maximum", "remove all but the allowed number"),
            Map.entry(
                "fhir-type-specific-checks-dt-date-valid", "dates are YYYY, YYYY-MM or YYYY-MM-DD"),
            Map.entry(
                "fhir-type-specific-checks-dt-datetime-valid",
                "times are YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz"),
            Map.entry(
                "fhir-type-specific-checks-dt-datetime-tz", "add the time zone, for example Z"),
            Map.entry("fhir-con-3", "add clinicalStatus to the problem-list item"),
            Map.entry("fhir-con-4", "an abated condition is inactive, resolved or in remission"),
            Map.entry("fhir-con-5", "remove clinicalStatus, or change verificationStatus"),
            Map.entry("fhir-obs-6", "keep either the value or dataAbsentReason"),
            Map.entry("fhir-obs-7", "remove the value beside the component with the same code"),
            Map.entry("fhir-ref-1", "add the contained resource, or refer to another one"),
            Map.entry("fhir-bdl-3", "only transactions, batches and histories carry requests"),
            Map.entry("fhir-bdl-7", "give every entry a fullUrl of its own"),
            Map.entry("fhir-bundle-bundle-entry-nofullurl", "give the entry a fullUrl"),
            Map.entry("fhir-reference-ref-badtargettype", "refer to a resource of an allowed type"),
            Map.entry("fhir-bdl-9", "give the Bundle an identifier with system and value"),
            Map.entry("fhir-bdl-10", "give the Bundle a timestamp"),
            Map.entry("fhir-bdl-11", "put the Composition first"),
            Map.entry(
                "fhir-reference-unresolved",
                "add the entry that is meant, or correct the reference"),
            Map.entry(
                "fhir-reference-outside-bundle",
                "make sure that the receiver has this resource, or add it"),
            Map.entry(
                "fhir-reference-within-batch",
                "use a transaction, or refer to resources by their id"),
            Map.entry(
                "fhir-request-url",
                "as in `Condition`, `Condition/id` or `Condition?identifier=x`"),
            Map.entry("fhir-request-duplicate", "write each resource once in a Bundle"));

    private Remedies() {}

    /** Empty where no remedy is known. */
    static String forCode(String code) {
      return BY_CODE.getOrDefault(code, "");
    }
  }
}

package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.validation.Bundles.CONDITION_URL;
import static org.case2fhir.validation.Bundles.PATIENT;
import static org.case2fhir.validation.Bundles.PATIENT_URL;
import static org.case2fhir.validation.Bundles.VALIDATOR;
import static org.case2fhir.validation.Bundles.bundle;
import static org.case2fhir.validation.Bundles.codes;
import static org.case2fhir.validation.Bundles.condition;
import static org.case2fhir.validation.Bundles.entry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.junit.jupiter.api.Test;

class BundleCheckTest {
  @Test
  void a_reference_leads_to_a_resource_of_an_allowed_type() {
    String wrong =
        bundle(
            "collection",
            entry(PATIENT_URL, PATIENT),
            entry(CONDITION_URL, condition(PATIENT_URL)),
            entry("urn:uuid:44444444-4444-4444-8444-444444444444", condition(CONDITION_URL)));

    assertThat(VALIDATOR.validate(wrong))
        .anySatisfy(
            f -> {
              assertThat(f.code()).isEqualTo("fhir-reference-ref-badtargettype");
              assertThat(f.place().fhirPath()).isEqualTo("Bundle.entry[2].resource.subject");
              assertThat(f.place().line()).isPositive();
            })
        .noneMatch(f -> f.place().fhirPath().startsWith("Bundle.entry[1]"));
  }

  @Test
  void findings_far_down_have_their_place() {
    List<String> entries = new ArrayList<>(List.of(entry(PATIENT_URL, PATIENT)));
    for (int i = 1; i < 600; i++) {
      String url = "urn:uuid:" + UUID.nameUUIDFromBytes(("c" + i).getBytes(StandardCharsets.UTF_8));
      entries.add(entry(url, condition(PATIENT_URL)));
    }
    entries.set(550, entries.get(550).replace("\"fullUrl\"", "\"fullUrlx\""));
    entries.set(590, entries.get(590).replace("gout\"", "gout\", \"kind\": \"x\""));

    List<ValidationFinding> findings =
        VALIDATOR.validate(bundle("collection", entries.toArray(String[]::new)));

    assertThat(findings)
        .extracting(f -> f.place().fhirPath())
        .allMatch(p -> p.startsWith("Bundle.entry[550]") || p.startsWith("Bundle.entry[590]"))
        .anyMatch(p -> p.startsWith("Bundle.entry[550]"))
        .anyMatch(p -> p.startsWith("Bundle.entry[590].resource"));
    assertThat(findings)
        .filteredOn(f -> f.place().fhirPath().startsWith("Bundle.entry[590]"))
        .allSatisfy(f -> assertThat(f.place().entry()).map(BundleEntry::index).contains(590));
  }

  @Test
  void what_hapi_says_of_a_bundle_as_a_whole_stays() {
    assertThat(
            codes(
                bundle("collection", entry(PATIENT_URL, PATIENT))
                    .replace("\"entry\"", "\"total\": 1, \"entry\"")))
        .containsExactly("fhir-bdl-1");
    assertThat(codes("{\"resourceType\": \"Bundle\"}"))
        .contains("fhir-validation-val-profile-minimum");
    assertThat(codes(bundle("collection", "{\"fullUrl\": \"" + PATIENT_URL + "\"}")))
        .contains("fhir-bdl-5");
  }

  @Test
  void an_entry_without_resource_is_no_target() {
    String resource =
        bundle(
            "collection",
            "{\"fullUrl\": \"" + PATIENT_URL + "\"}",
            entry(CONDITION_URL, condition(PATIENT_URL)));

    assertThat(codes(resource)).contains("fhir-reference-unresolved");
  }
}

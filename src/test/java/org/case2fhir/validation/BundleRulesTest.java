package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.validation.Bundles.CONDITION_URL;
import static org.case2fhir.validation.Bundles.PATIENT;
import static org.case2fhir.validation.Bundles.PATIENT_URL;
import static org.case2fhir.validation.Bundles.bundle;
import static org.case2fhir.validation.Bundles.codes;
import static org.case2fhir.validation.Bundles.condition;
import static org.case2fhir.validation.Bundles.entry;

import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleRulesTest {
  private static final String POSTED =
      entry(CONDITION_URL, condition(PATIENT_URL), "POST", "Condition");

  @Test
  void finds_nothing_in_a_sound_transaction() {
    String conditional = "Patient?identifier=urn:ietf:rfc3986|" + PATIENT_URL;

    assertThat(
            codes(bundle("transaction", entry(PATIENT_URL, PATIENT, "PUT", conditional), POSTED)))
        .isEmpty();
  }

  @Test
  void a_full_url_is_used_once() {
    String resource =
        bundle(
            "collection",
            entry(PATIENT_URL, PATIENT),
            entry(PATIENT_URL, PATIENT),
            entry(CONDITION_URL, condition(PATIENT_URL)));

    assertThat(codes(resource)).containsExactly("fhir-bdl-7");
  }

  @Test
  void versions_of_one_resource_may_share_a_full_url() {
    String first =
        "{\"resourceType\": \"Patient\", \"id\": \"a\", \"meta\": {\"versionId\": \"1\"}}";
    String second = first.replace("\"1\"", "\"2\"");
    String url = "http://example.org/Patient/a";

    assertThat(codes(bundle("collection", entry(url, first), entry(url, second)))).isEmpty();
  }

  @Test
  void names_the_entry_and_the_line_of_a_reference_that_leads_nowhere() {
    String missing = "urn:uuid:99999999-9999-4999-8999-999999999999";
    String resource =
        bundle("collection", entry(PATIENT_URL, PATIENT), entry(CONDITION_URL, condition(missing)));

    assertThat(Bundles.VALIDATOR.validate(resource))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.code()).isEqualTo("fhir-reference-unresolved");
              assertThat(finding.message()).endsWith(missing);
              assertThat(finding.place().fhirPath()).isEqualTo("Bundle.entry[1].resource.subject");
              assertThat(finding.place().line()).isEqualTo(9);
              assertThat(finding.place().entry())
                  .contains(new BundleEntry(1, CONDITION_URL, "Condition"));
            });
  }

  @Test
  void references_to_other_systems_are_information() {
    String relative = bundle("collection", entry(CONDITION_URL, condition("Patient/44")));
    String absolute =
        bundle("collection", entry(CONDITION_URL, condition("http://x.org/Patient/44")));

    assertThat(Bundles.VALIDATOR.validate(relative))
        .extracting(ValidationFinding::severity, ValidationFinding::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Severity.INFORMATION, "fhir-reference-outside-bundle"));
    assertThat(codes(absolute)).containsExactly("fhir-reference-outside-bundle");
  }

  @Test
  void resolves_relative_references_by_type_and_id_and_by_server() {
    String patient = "{\"resourceType\": \"Patient\", \"id\": \"p\"}";
    String condition = condition("Patient/p/_history/3").replaceFirst("\\{", "{\"id\": \"c\",");

    assertThat(
            codes(
                bundle(
                    "collection",
                    entry("http://x.org/r4/Patient/p", patient),
                    entry("http://x.org/r4/Condition/c", condition))))
        .doesNotContain("fhir-reference-outside-bundle", "fhir-reference-unresolved");
  }

  @Test
  void entries_of_a_batch_do_not_refer_to_each_other() {
    String resource = bundle("batch", entry(PATIENT_URL, PATIENT, "POST", "Patient"), POSTED);

    assertThat(codes(resource)).containsExactly("fhir-reference-within-batch");
  }

  @Test
  void transactions_need_requests_and_collections_must_not_have_them() {
    String bare = bundle("transaction", entry(PATIENT_URL, PATIENT));
    String requested = bundle("collection", entry(PATIENT_URL, PATIENT, "POST", "Patient"));

    assertThat(codes(bare)).containsExactly("fhir-bdl-3");
    assertThat(codes(requested)).containsExactly("fhir-bdl-3");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, Condition?identifier=x",
    "PUT, Patient?",
    "PUT, Patient?identifier",
    "PUT, Patient?identifier=a&&",
    "PUT, Patient",
    "PUT, http://example.org/Patient/1",
    "POST, Condition",
    "POST, Patient/1",
  })
  void a_request_fits_its_resource(String method, String url) {
    assertThat(codes(bundle("transaction", entry(PATIENT_URL, PATIENT, method, url))))
        .containsExactly("fhir-request-url");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, Patient/1",
    "PUT, Patient?identifier=urn:ietf:rfc3986|urn:uuid:1",
    "PUT, Patient?identifier=a|b&active=true",
    "POST, Patient",
  })
  void accepts_requests_that_fit(String method, String url) {
    assertThat(codes(bundle("transaction", entry(PATIENT_URL, PATIENT, method, url)))).isEmpty();
  }

  @Test
  void writes_a_resource_once() {
    String resource =
        bundle(
            "transaction",
            entry(PATIENT_URL, PATIENT, "PUT", "Patient?identifier=a|b"),
            entry(CONDITION_URL, PATIENT, "PUT", "Patient?identifier=a|b"));

    assertThat(codes(resource)).containsExactly("fhir-request-duplicate");
  }

  @Test
  void a_document_has_identifier_date_and_composition() {
    String resource = bundle("document", entry(PATIENT_URL, PATIENT));

    assertThat(codes(resource)).contains("fhir-bdl-9", "fhir-bdl-10", "fhir-bdl-11");
    assertThat(codes(resource)).doesNotHaveDuplicates();
    assertThat(codes(resource)).noneMatch(c -> c.startsWith("fhir-bundle-"));
  }
}

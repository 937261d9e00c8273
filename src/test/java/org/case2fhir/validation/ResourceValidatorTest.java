package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.validation.Bundles.VALIDATOR;
import static org.case2fhir.validation.Bundles.codes;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ResourceValidator.ElementAllowance;
import org.case2fhir.validation.ValidatorPool.DistinctMembers;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

class ResourceValidatorTest {
  @Test
  void finds_nothing_in_a_sound_resource() {
    assertThat(VALIDATOR.validate(Bundles.PATIENT)).isEmpty();
    assertThat(
            VALIDATOR.validate(
                "<Patient xmlns='http://hl7.org/fhir'><active value='true'/></Patient>"))
        .isEmpty();
  }

  @Test
  void says_how_many_entries_of_a_large_bundle_it_does_not_check() {
    String wrong =
        """
        {"fullUrl": "urn:uuid:00000000-0000-4000-8000-%012d",
         "resource": {"resourceType": "Patient", "gender": "femal",
           "name": [{"given": [%s]}]}}\
        """;
    String names = String.join(",", Collections.nCopies(1_200, "\"x\""));
    String entries =
        IntStream.range(0, 60)
            .mapToObj(i -> wrong.formatted(i, names))
            .collect(Collectors.joining(","));
    String bundle =
        "{\"resourceType\": \"Bundle\", \"type\": \"collection\", \"entry\": [" + entries + "]}";

    ElementAllowance allowance = new ElementAllowance();
    List<ValidationFinding> made = VALIDATOR.validate(bundle, allowance);
    assertThat(VALIDATOR.validate(bundle, allowance))
        .as("another Bundle of the same input")
        .anySatisfy(f -> assertThat(f.message()).startsWith("the last 59 of 60 entries"));
    assertThat(made)
        .filteredOn(f -> f.code().equals("fhir-entries-not-checked"))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING))
        .satisfies(f -> assertThat(f.message()).startsWith("the last 44 of 60 entries"))
        .satisfies(f -> assertThat(f.place().line()).isPositive());
    List<ValidationFinding> file =
        VALIDATOR.validateFile("b.json", bundle.getBytes(StandardCharsets.UTF_8)).findings();
    assertThat(file).hasSize(60).noneMatch(f -> f.code().equals("fhir-entries-not-checked"));
  }

  @Test
  void follows_the_links_of_entries_that_it_does_not_check() {
    String entry =
        """
        {"fullUrl": "urn:uuid:00000000-0000-4000-8000-%012d",
         "resource": {"resourceType": "Observation", "status": "final",
           "code": {"text": "x"}, "bodySite": {"coding": [{"code": "a"}, {"code": "b"}]},
           "hasMember": [{"display": "y"},
             {"reference": "urn:uuid:00000000-0000-4000-8000-%012d"}]}}\
        """;
    int last = 5_999;
    String entries =
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> entry.formatted(i, i == last - 1 ? 9_999 : 0))
            .collect(Collectors.joining(","));
    String bundle =
        "{\"resourceType\": \"Bundle\", \"entry\": [" + entries + "], \"type\": \"collection\"}";

    assertThat(VALIDATOR.validate(bundle))
        .filteredOn(f -> f.code().equals("fhir-reference-unresolved"))
        .singleElement()
        .satisfies(f -> assertThat(f.place().entry().orElseThrow().index()).isEqualTo(last - 1))
        .satisfies(f -> assertThat(f.message()).contains("9999"));
    assertThat(VALIDATOR.validate(bundle)).anyMatch(f -> f.code().endsWith("entries-not-checked"));
  }

  @Test
  void validates_a_resource_in_memory() {
    Patient patient = new Patient();
    patient.addContact();
    patient.addContact().addExtension();

    assertThat(VALIDATOR.validate(patient)).allMatch(f -> f.place().line() == 0);
  }

  @Test
  void reports_a_code_outside_a_required_value_set_once() {
    assertThat(codes("{\"resourceType\": \"Patient\", \"gender\": \"femal\"}"))
        .containsExactly("fhir-terminology-tx-novalid-16");
  }

  @Test
  void reports_an_invariant_by_its_name() {
    String observation =
        """
        {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
         "dataAbsentReason": {"coding": [{"code": "unknown",
           "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason"}]},
         "valueString": "y"}\
        """;

    assertThat(VALIDATOR.validate(observation))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("fhir-obs-6");
              assertThat(finding.toIssue("o.json").solution()).contains("dataAbsentReason");
              assertThat(finding.toIssue("o.json").location().path()).isEqualTo("Observation");
            });
  }

  @Test
  void a_wrong_unit_is_an_error() {
    assertThat(VALIDATOR.validate(quantity("mg/foo")))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR))
        .satisfies(f -> assertThat(f.code()).isEqualTo("fhir-invalid-code"));
    assertThat(VALIDATOR.validate(quantity("mg/dL"))).isEmpty();
    assertThat(VALIDATOR.validate(quantity("{score}"))).isEmpty();
  }

  @Test
  void applies_the_vital_signs_profiles() {
    String heartRate =
        """
        {"resourceType": "Observation", "status": "final",
         "category": [{"coding": [{"code": "vital-signs",
           "system": "http://terminology.hl7.org/CodeSystem/observation-category"}]}],
         "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
         "subject": {"display": "x"}, "effectiveDateTime": "2006-02-03",
         "valueQuantity": {"value": 80, "unit": "bpm", "code": "mg",
           "system": "http://unitsofmeasure.org"}}\
        """;

    assertThat(codes(heartRate)).containsExactly("fhir-dt-fixed-wrong");
    assertThat(codes(heartRate.replace("\"mg\"", "\"/min\""))).isEmpty();
  }

  @Test
  void codes_of_systems_that_are_not_loaded_are_noise() {
    List<ValidationFinding> findings = VALIDATOR.validate(coded("http://loinc.org", "2345-7"));

    assertThat(findings)
        .singleElement()
        .satisfies(f -> assertThat(f.noise()).isTrue())
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.INFORMATION));
    assertThat(UncheckedFindings.fold("x.json", findings))
        .singleElement()
        .satisfies(i -> assertThat(i.code()).isEqualTo("fhir-codes-not-checked"))
        .satisfies(i -> assertThat(i.message()).endsWith("http://loinc.org 1"));
  }

  @Test
  void extensions_without_a_definition_are_counted_in_one_line() {
    String extension = "{\"url\":\"http://example.org/colour\",\"valueString\":\"red\"}";
    List<ValidationFinding> findings =
        VALIDATOR.validate(
            "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"extension\":["
                + extension
                + ","
                + extension
                + "]}");

    assertThat(UncheckedFindings.fold("x.json", findings))
        .filteredOn(issue -> issue.message().contains("xtension"))
        .singleElement()
        .satisfies(i -> assertThat(i.code()).isEqualTo("fhir-extensions-not-checked"))
        .satisfies(i -> assertThat(i.message()).endsWith("http://example.org/colour 2"));
  }

  @Test
  void a_misspelt_system_of_hl7_is_a_finding() {
    assertThat(VALIDATOR.validate(coded("http://terminology.hl7.org/CodeSystem/v3-Nonsense", "x")))
        .singleElement()
        .satisfies(f -> assertThat(f.noise()).isFalse())
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
  }

  @Test
  void identifiers_of_others_that_hl7_hosts_are_noise() {
    assertThat(VALIDATOR.validate(coded("http://hl7.org/fhir/sid/icd-10-cm", "M10.9")))
        .isNotEmpty()
        .allMatch(ValidationFinding::noise);
  }

  /** HAPI compares each finding with all before it. */
  @Test
  void thousands_of_findings_in_one_resource_are_counted_not_listed() {
    String extensions = "{\"url\": \"http://a/b\", \"valueString\": \"x\"},".repeat(600);
    String bad = "{\"url\": \"http://a/b\"}";
    String json = "{\"resourceType\": \"Patient\", \"extension\": [" + extensions + bad + "]}";
    List<ValidationFinding> findings = VALIDATOR.validate(json);
    assertThat(findings).hasSize(501);
    assertThat(findings.get(500))
        .satisfies(f -> assertThat(f.code()).isEqualTo("fhir-too-many-findings"))
        .satisfies(f -> assertThat(f.message()).contains("more findings in this resource"))
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR));
  }

  /** HAPI would compare each of them with each, for minutes. */
  @Test
  void manyCodesAreDistinctOrNot() {
    String system =
        "{\"resourceType\": \"CodeSystem\", \"url\": \"http://example.org/cs\", \"name\": \"Codes\","
            + " \"status\": \"active\", \"content\": \"complete\", \"concept\": [%s]}";
    String codes =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "{\"code\": \"c" + i + "\"}")
            .collect(Collectors.joining(","));
    assertThat(VALIDATOR.validate(system.formatted(codes)))
        .noneMatch(finding -> finding.severity() == Severity.ERROR);
    String nested = codes + ",{\"code\": \"d\", \"concept\": [{\"code\": \"c7\"}]}";
    assertThat(VALIDATOR.validate(system.formatted(nested)))
        .anyMatch(finding -> finding.message().contains("csd-1"));
  }

  /** {@code and} binds tighter than {@code or}, and {@code implies} least. */
  @Test
  void distinctMembersAreDecidedOnlyWhereTheExpressionIsUnderstood() {
    assertThat(
            List.of(
                "descendants().linkId.isDistinct()",
                "(type = 'history') or entry.where(fullUrl.exists()).select(a&b.c).isDistinct()",
                "a and b or c.isDistinct()",
                "a or b or c.isDistinct()",
                "a and (b or c) and d.isDistinct()",
                "a = 'b or c' and d.isDistinct()",
                "(a|b).isDistinct()"))
        .allMatch(DistinctMembers::isUnderstood);
    assertThat(
            List.of(
                "a or b and c.isDistinct()",
                "a implies b and c.isDistinct()",
                "a implies b or c.isDistinct()",
                "a xor b and c.isDistinct()",
                "(a and b).isDistinct()",
                "a.select(b or c).isDistinct()",
                "a = 'b or c'.isDistinct()",
                "a|b.isDistinct()",
                "a=b.isDistinct()",
                "entry.where(a and b).isDistinct()",
                "a implies b.isDistinct()"))
        .noneMatch(DistinctMembers::isUnderstood);
  }

  private static String quantity(String unit) {
    return """
    {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
     "valueRatio": {"numerator": {"value": 1, "unit": "u", "code": "%s",
         "system": "http://unitsofmeasure.org"},
       "denominator": {"value": 1}}}\
    """
        .formatted(unit);
  }

  private static String coded(String system, String code) {
    return """
    {"resourceType": "Observation", "status": "final",
     "code": {"coding": [{"system": "%s", "code": "%s"}]}}\
    """
        .formatted(system, code);
  }
}

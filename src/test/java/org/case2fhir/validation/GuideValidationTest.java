package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.validation.Bundles.PATIENT_URL;
import static org.case2fhir.validation.Bundles.bundle;
import static org.case2fhir.validation.Bundles.condition;
import static org.case2fhir.validation.Bundles.entry;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of a package, of which the snapshot is generated here. */
class GuideValidationTest {
  private static final String UNDATED = "{\"resourceType\": \"Patient\", \"gender\": \"female\"}";
  private static final String DATED = UNDATED.replace("}", ", \"birthDate\": \"1970\"}");

  @TempDir static Path folder;
  private static ResourceValidator claimed;
  private static ResourceValidator requested;

  @BeforeAll
  static void readPackage() throws Exception {
    Path guide = TestPackages.pack(folder.resolve("guide.tgz"), TestPackages.sound());
    claimed = validator(guide);
    requested =
        validator(
            guide,
            "Patient=" + TestPackages.PROFILE,
            "https://example.org/StructureDefinition/absent",
            "Condition=" + TestPackages.PROFILE);
  }

  private static ResourceValidator validator(Path guide, String... profiles) {
    return new ResourceValidator(
        new ValidationOptions(List.of(guide.toString()), List.of(profiles), Optional.empty()));
  }

  @Test
  void a_profile_that_a_resource_claims_is_met() {
    String profile = "\"meta\": {\"profile\": [\"" + TestPackages.PROFILE + "\"]}";

    assertThat(codes(claimed, UNDATED)).isEmpty();
    assertThat(codes(claimed, UNDATED.replace("}", ", " + profile + "}")))
        .containsExactly("fhir-validation-val-profile-minimum");
    assertThat(codes(claimed, DATED.replace("\"1970\"}", "\"1970\", " + profile + "}"))).isEmpty();
  }

  @Test
  void a_requested_profile_is_met_by_every_resource_of_its_type() {
    assertThat(codes(requested, UNDATED)).containsExactly("fhir-validation-val-profile-minimum");
    assertThat(codes(requested, DATED)).isEmpty();
    String second = "urn:uuid:33333333-3333-4333-8333-333333333333";
    assertThat(
            requested.validate(
                bundle("collection", entry(PATIENT_URL, DATED), entry(second, UNDATED))))
        .singleElement()
        .satisfies(f -> assertThat(f.place().fhirPath()).isEqualTo("Bundle.entry[1].resource"))
        .satisfies(f -> assertThat(f.code()).isEqualTo("fhir-validation-val-profile-minimum"));
  }

  @Test
  void a_profile_of_a_bundle_says_what_its_entries_are() throws Exception {
    Map<String, String> files = new LinkedHashMap<>(TestPackages.sound());
    String url = "https://example.org/StructureDefinition/bundle-with-patient";
    files.put("package/StructureDefinition-bundle.json", TestPackages.bundleProfile(url));
    Path guide = TestPackages.pack(folder.resolve("bundle.tgz"), files);

    ResourceValidator validator = validator(guide, url);

    assertThat(codes(validator, bundle("collection", entry(PATIENT_URL, DATED)))).isEmpty();
    assertThat(codes(validator, bundle("collection", entry(PATIENT_URL, UNDATED))))
        .containsExactly("fhir-validation-val-profile-minimum");
    String condition = condition("Patient/1");
    assertThat(codes(validator, bundle("collection", entry(PATIENT_URL, condition))))
        .contains("fhir-validation-val-profile-minimum-slice");
  }

  @Test
  void a_definition_that_cannot_be_used_is_an_issue_with_its_file() throws Exception {
    String url = "https://example.org/StructureDefinition/half";
    Map<String, String> files = new LinkedHashMap<>(TestPackages.sound());
    String half = TestPackages.profile(url);
    files.put("package/StructureDefinition-half.json", half.substring(0, half.length() - 9));
    files.put(
        "package/StructureDefinition-void.json",
        "{\"resourceType\": \"StructureDefinition\", \"url\": \"%s\", \"version\": \"1\"}"
            .formatted(url + "-void"));
    Path guide = TestPackages.pack(folder.resolve("half.tgz"), files);
    ResourceValidator validator = validator(guide);

    String claims = "\"meta\": {\"profile\": [\"" + url + "\", \"" + url + "-void\"]}";
    assertThat(codes(validator, UNDATED.replace("}", ", " + claims + "}")))
        .doesNotContain("fhir-unreadable");

    assertThat(validator.takeLateIssues())
        .allSatisfy(issue -> assertThat(issue.code()).isEqualTo("package-definition-unreadable"))
        .extracting(Issue::message)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("StructureDefinition-half.json"),
            second -> assertThat(second).startsWith("StructureDefinition-void.json"));
    assertThat(validator.takeLateIssues()).isEmpty();
  }

  @Test
  void codes_are_checked_against_value_sets_of_the_package() {
    String colour =
        """
        {"resourceType": "Patient", "birthDate": "1970", "maritalStatus": {"coding": [
          {"system": "https://example.org/CodeSystem/colours", "code": "%s"}]}}\
        """;

    assertThat(codes(requested, colour.formatted("blue"))).isNotEmpty();
    assertThat(codes(requested, colour.formatted("red")))
        .noneMatch(c -> c.contains("novalid-1-cc"));
  }

  @Test
  void says_which_profiles_cannot_be_used() {
    assertThat(requested.optionIssues())
        .extracting(Issue::code)
        .containsExactly("unknown-profile", "profile-wrong-type");
    assertThat(requested.optionIssues().get(0).message())
        .endsWith("is in hl7.fhir.r4.core, example.guide#1.0.0");
    assertThat(claimed.optionIssues()).isEmpty();
  }

  private static List<String> codes(ResourceValidator validator, String resource) {
    return validator.validate(resource).stream()
        .filter(f -> !f.noise())
        .map(ValidationFinding::code)
        .toList();
  }
}

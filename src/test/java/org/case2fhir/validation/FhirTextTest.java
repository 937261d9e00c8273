package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FhirTextTest {
  private static final String NS = "xmlns='http://hl7.org/fhir'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                             | file-empty        | f",
        "` `                                            | file-empty        | f",
        "case: 1                                        | not-fhir          | f",
        "[]                                             | not-fhir          | f",
        "{}                                             | not-fhir          | f:1:1",
        "{\"id\": \"case\", \"subject\": {}}            | not-fhir          | f:1:1",
        "{\"resourceType\": 1}                          | not-fhir          | f:1:1",
        "{\"resourceType\": \"Patient\",}               | malformed-json    | f:1:28",
        "{\"resourceType\": \"Patient\"                 | malformed-json    | f:1:27",
        "{\"a\": 1, \"a\": 1}                           | malformed-json    | f:1:13",
        "{\"resourceType\": \"Patient\"} {}             | several-resources | f:1:29",
        "{\"resourceType\": \"Patiant\"}                | not-fhir-r4       | f:1:18",
        "{\"resourceType\": \"ReferralRequest\"}        | not-fhir-r4       | f:1:18",
        "{\"resourceType\": \"NutritionIntake\"}        | not-fhir-r4       | f:1:18",
        "<html/>                                        | not-fhir          | f:1:8",
        "<Patient/>                                     | not-fhir          | f:1:11",
        "<Patient>                                      | not-fhir          | f:1:10",
        "<Patient xmlns='http://hl7.org/fhir'><a></Patient> | malformed-xml | f:1:43",
        "<Patiant xmlns='http://hl7.org/fhir'/>         | not-fhir-r4       | f:1:39",
        "<?xml version='1.0' encoding='UTF-16'?><a/>    | not-utf-8         | f:1:1",
      })
  void refuses_what_is_not_fhir(String text, String code, String at) {
    Issue issue = refusal(text.getBytes(StandardCharsets.UTF_8));

    assertThat(issue.code()).isEqualTo(code);
    assertThat(issue.location().toString()).isEqualTo(at);
    assertThat(issue.solution()).isNotEmpty();
    assertThat(issue.message()).doesNotContain("\n").doesNotContain("Exception");
  }

  @Test
  void whatHapiComparesEachWithEachIsBounded() {
    String json = "{\"resourceType\": \"Patient\", \"x\": {\"coding\": [%s{\"code\": \"a\"}]}}";
    String coding = "{\"code\": \"a\"},";
    String names =
        IntStream.range(0, 1001)
            .mapToObj(i -> "\"k" + i + "\": 1")
            .collect(Collectors.joining(",", "{\"resourceType\": \"Patient\",", "}"));
    String xml = "<Patient xmlns='http://hl7.org/fhir'>%s</Patient>";
    for (String text :
        List.of(
            json.formatted(coding.repeat(1000)),
            names,
            xml.formatted("<contained/>".repeat(1001)))) {
      assertThat(FhirText.read("x", text.getBytes(StandardCharsets.UTF_8)).issues())
          .extracting(Issue::code)
          .containsExactly("too-many-members");
    }
    for (String text :
        List.of(
            json.formatted(coding.repeat(999)),
            xml.formatted("<a><contained/></a>".repeat(1001)))) {
      assertThat(FhirText.read("x", text.getBytes(StandardCharsets.UTF_8)).value()).isPresent();
    }
  }

  @Test
  void refuses_bytes_that_are_no_text() {
    assertThat(refusal(new byte[] {'P', 'K', 3, 4, (byte) 0xff, 0}).code()).isEqualTo("not-utf-8");
  }

  @Test
  void refuses_a_resource_of_another_version() {
    String r5 = "{\"resourceType\": \"StructureDefinition\", \"fhirVersion\": \"5.0.0\"}";

    assertThat(refusal(r5.getBytes(StandardCharsets.UTF_8)).message()).contains("5.0.0");
  }

  @Test
  void refuses_a_doctype_before_reading_its_entities() {
    String secret = "<!DOCTYPE Patient [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>";
    String laughs = "<!DOCTYPE Patient [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>";
    for (String doctype : new String[] {secret, laughs, "<!DOCTYPE Patient SYSTEM 'http://x/y'>"}) {
      String xml = doctype + "\n<Patient " + NS + "><id value='&b;&x;'/></Patient>";

      assertThat(refusal(xml.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("xml-doctype");
    }
  }

  @Test
  void refuses_what_is_nested_too_deeply() {
    String json = "{\"resourceType\": \"Patient\", \"a\": " + "[".repeat(100_000);
    String xml = "<Patient " + NS + ">" + "<a>".repeat(100_000);

    assertThat(refusal(json.getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo("nested-too-deeply");
    assertThat(refusal(xml.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("nested-too-deeply");
  }

  @Test
  void validates_what_is_nested_almost_too_deeply() {
    String open = "{\"url\": \"http://x.org/a\", \"extension\": [";
    int levels = FhirText.MAX_DEPTH / 2 - 1;
    String json =
        "{\"resourceType\": \"Patient\", \"extension\": ["
            + open.repeat(levels - 1)
            + "{\"url\": \"http://x.org/b\", \"valueCode\": \"c\"}"
            + "]}".repeat(levels);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    FileReport report = Bundles.VALIDATOR.validateFile("f", bytes);

    assertThat(report.resourceType()).contains("Patient");
    assertThat(report.findings()).noneMatch(f -> f.code().equals("fhir-unreadable"));
  }

  @Test
  void says_what_heap_a_file_needs() {
    Location file = Location.of("f");

    assertThat(FhirText.tooLarge(file, 10 << 20, 1L << 30)).isEmpty();
    assertThat(FhirText.tooLarge(file, 100 << 20, 1L << 30))
        .hasValueSatisfying(i -> assertThat(i.solution()).contains("-Xmx"));
    assertThat(FhirText.tooLarge(file, 300L << 20, 1L << 40))
        .hasValueSatisfying(i -> assertThat(i.message()).contains("200 MiB"));
  }

  @Test
  void reads_past_a_byte_order_mark_and_white_space() {
    String json = "\uFEFF \n{\"resourceType\": \"Patient\"}";

    Result<FhirText> read = FhirText.read("f", json.getBytes(StandardCharsets.UTF_8));

    assertThat(read.value())
        .hasValueSatisfying(t -> assertThat(t.format()).isEqualTo(FhirFormat.JSON))
        .hasValueSatisfying(t -> assertThat(t.resourceType()).isEqualTo("Patient"));
  }

  private static Issue refusal(byte[] content) {
    FileReport report = Bundles.VALIDATOR.validateFile("f", content);
    assertThat(report.resourceType()).isEmpty();
    assertThat(report.refusals()).hasSize(1);
    return report.refusals().get(0);
  }
}

package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.Input;
import org.case2fhir.Terminologies;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Subject;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.review.CareReport.Item;
import org.case2fhir.review.CareReport.Place;
import org.case2fhir.review.CareReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CareChecklistTest {
  private static final CaseExtractor EXTRACTOR =
      new CaseExtractor(
          new ExtractionOptions(ExtractionFormat.YAML, OptionalInt.empty(), Optional.empty()),
          Terminologies.builtIn(),
          TaggerOptions.FAST);

  private static final String WHOLE =
      """
      # Scurvy in a young man with a diet of white rice: a case report

      ## Abstract

      Scurvy is rare in high-income countries. A 24-year-old man presented with bleeding gums. Scurvy was
      diagnosed and treated with ascorbic acid, and he recovered. Clinicians should consider scurvy.

      Keywords: scurvy; vitamin C deficiency; case report

      ## Introduction

      Scurvy is caused by a lack of vitamin C and is rarely seen today. To our knowledge a diet of white rice
      alone has seldom been described as its cause.

      ## Case presentation

      A 24-year-old man presented to the clinic in March 2020 with bleeding gums and pain in both legs for two
      months. His past medical history was unremarkable, and there was no family history of bleeding. He works as a
      programmer, lives alone and had eaten white rice only. One year earlier he had been treated with iron
      for anemia, without effect. On examination he had perifollicular hemorrhages and swollen gums. Hemoglobin was
      9.8 g/dL and plasma vitamin C was undetectable. Leukemia was considered first, but a bone marrow biopsy was
      normal, which delayed the diagnosis. Scurvy was diagnosed. Ascorbic acid 300 mg daily was given for
      three months. The dose was reduced because of diarrhea. He tolerated the treatment well, took it as told and
      had no other adverse effects. Two weeks later the gums had healed. At the follow-up after three months vitamin
      C was normal, and he reported that he felt well. The prognosis is good.

      ## Discussion

      Few reports describe such a diet [1]. In our patient scurvy was likely due to the lack of fruit. A limitation
      of this report is the short follow-up. Scurvy should be considered in young adults with bleeding gums.

      ## Patient perspective

      I was afraid of leukemia and was glad that food could help.

      ## Informed consent

      Written informed consent was obtained from the patient for the publication of this report.

      ## References

      1. Lind J. A treatise of the scurvy. Edinburgh; 1753.
      """;

  private static SourceDocument document(String text) {
    return DocumentReader.read("article.md", text.getBytes(StandardCharsets.UTF_8))
        .value()
        .orElseThrow();
  }

  private static CareReport check(String text) {
    return CareChecklist.check(
        EXTRACTOR
            .read(new Input("article.md", text.getBytes(StandardCharsets.UTF_8)))
            .value()
            .orElseThrow()
            .get(0));
  }

  /** The same without a case, for what the text alone decides. */
  private static Item item(String text, int number) {
    Subject nobody =
        new Subject(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    CaseReport empty =
        new CaseReport("case", Optional.empty(), Optional.empty(), nobody, List.of(), List.of());
    return CareChecklist.check(document(text), empty).items().get(number - 1);
  }

  private static Stream<Item> all(CareReport report) {
    return report.items().stream().flatMap(i -> Stream.concat(Stream.of(i), i.subItems().stream()));
  }

  @Test
  void anArticleThatFollowsTheGuidelineHasEveryItem() {
    CareReport report = check(WHOLE);
    assertThat(report.items()).hasSize(13);
    for (Item item : report.items()) {
      assertThat(item.state()).as(item.toString()).isEqualTo(State.GIVEN);
      assertThat(item.places()).as(item.title()).isNotEmpty();
    }
    assertThat(all(report).filter(item -> item.state() != State.GIVEN)).isEmpty();
  }

  @Test
  void placesQuoteTheText() {
    String text = document(WHOLE).text();
    List<Place> places = all(check(WHOLE)).flatMap(item -> item.places().stream()).toList();
    assertThat(places).hasSizeGreaterThan(50);
    for (Place place : places) {
      assertThat(text.substring(place.start(), place.end())).isEqualTo(place.quote());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 11, 12, 13})
  void whatIsTakenAwayIsMissing(int number) {
    String[] parts = {
      "",
      "# Scurvy in a young man with a diet of white rice: a case report",
      "Keywords: scurvy;",
      "## Abstract",
      "## Introduction",
      "",
      "",
      "",
      "",
      "",
      "",
      "## Discussion",
      "## Patient perspective",
      "## Informed consent"
    };
    int start = WHOLE.indexOf(parts[number]);
    int end = Math.max(WHOLE.indexOf("\n#", start + 1), start);
    String text = WHOLE.substring(0, start) + WHOLE.substring(end + 1);
    Item item = check(text).items().get(number - 1);
    assertThat(item.state()).as(item.toString()).isEqualTo(State.MISSING);
    assertThat(item.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Scurvy in an adult: a case report|GIVEN",
        "Two cases of scurvy|GIVEN",
        "Scurvy in an adult: case report and review of the literature|GIVEN",
        "Scurvy in an adult|PARTLY",
        "Diet and scurvy: a case-control study|PARTLY"
      })
  void titles(String title, State state) {
    assertThat(item("# " + title + "\n\n## Case report\n\nA man had scurvy.\n", 1).state())
        .isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Written informed consent was obtained from the patient.|GIVEN",
        "The patient has given consent for publication.|GIVEN",
        "The parents agreed to the publication of this case.|GIVEN",
        "The need for informed consent was waived by the ethics committee.|GIVEN",
        "Informed consent for surgery was obtained.|PARTLY",
        "Consent could not be obtained because the patient had died.|PARTLY",
        "The informed consent form of the trial was long.|MISSING",
        "The ethics committee approved this report.|MISSING",
        "He lacked the capacity to consent.|MISSING",
        "Informed consent should be sought before genetic testing.|MISSING"
      })
  void consents(String sentence, State state) {
    String text = "# Scurvy\n\n## Case report\n\nA man had scurvy. " + sentence + "\n";
    assertThat(item(text, 13).state()).isEqualTo(state);
  }

  @Test
  void aViewThatIsNotThereIsNoPerspective() {
    String text =
        "# Scurvy\n\n## Case report\n\nA man.\n\n## Patient perspective\n\nI was afraid.\n";
    assertThat(item(text, 12).state()).isEqualTo(State.GIVEN);
    String none = text.replace("I was afraid.", "Not available.");
    assertThat(item(none, 12).state()).isEqualTo(State.MISSING);
  }

  @Test
  void remediesNameTheDrugsWithoutDoseOrDuration() {
    String text =
        "# Gout\n\n## Case report\n\nA 40-year-old man presented with gout. He was treated with"
            + " prednisone 20 mg daily for 5 days and colchicine.\n";
    Item drugs = check(text).items().get(8).subItems().get(1);
    assertThat(drugs.state()).isEqualTo(State.PARTLY);
    assertThat(drugs.remedy()).isEqualTo("state the dose and duration of colchicine");
  }

  @Test
  void theOutcomeOfARelativeIsNoOutcome() {
    String text =
        "# Gout\n\n## Case report\n\nA 40-year-old man presented with gout. His mother had died of"
            + " gout.\n";
    assertThat(check(text).items().get(9).subItems().get(0).state()).isEqualTo(State.MISSING);
  }

  @Test
  void aCaseFileHasNoAbstractButAPatient() throws IOException {
    Path file = Path.of("fhir-examples/septic-shock/case.yaml");
    CaseReport report =
        EXTRACTOR
            .readCaseFile(new Input(file.toString(), Files.readAllBytes(file)))
            .value()
            .orElseThrow();
    List<Item> items = CareChecklist.check(report).items();
    for (int number : List.of(2, 3, 4, 11, 12, 13)) {
      assertThat(items.get(number - 1).state()).isEqualTo(State.NOT_APPLICABLE);
      assertThat(items.get(number - 1).remedy()).startsWith("a case file has no ");
    }
    Item timeline = items.get(6);
    assertThat(timeline.state()).isEqualTo(State.GIVEN);
    assertThat(timeline.places()).allMatch(place -> place.pointer().contains("/"));
  }

  @Test
  void theShapeOfTheJsonIsStable() {
    JsonNode item = new ObjectMapper().valueToTree(check(WHOLE)).at("/items/4");
    assertThat(item.fieldNames())
        .toIterable()
        .containsExactly(
            "number", "id", "title", "state", "places", "found", "missing", "remedy", "subItems");
    assertThat(item.get("state").asText()).isEqualTo("given");
    assertThat(item.at("/places/0").fieldNames())
        .toIterable()
        .startsWith("section", "start", "end", "quote");
  }

  @Test
  void everyPatientOfAnArticleIsChecked() {
    String text =
        "# Gout: two cases\n\n## Case 1\n\nA 40-year-old man presented with gout.\n\n## Case 2\n\nA"
            + " woman presented with pain.\n";
    List<ExtractedCase> cases =
        EXTRACTOR
            .read(new Input("article.md", text.getBytes(StandardCharsets.UTF_8)))
            .value()
            .orElseThrow();
    assertThat(cases).hasSize(2);
    assertThat(CareChecklist.check(cases.get(0)).items().get(4).subItems().get(0).state())
        .isEqualTo(State.GIVEN);
    assertThat(CareChecklist.check(cases.get(1)).items().get(4).subItems().get(0).state())
        .isEqualTo(State.PARTLY);
  }
}

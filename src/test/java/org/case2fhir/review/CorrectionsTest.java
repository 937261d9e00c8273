package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.Input;
import org.case2fhir.Terminologies;
import org.case2fhir.mention.AnnotatedCorpus;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.review.ReviewExport.ReviewedAnnotations;
import org.case2fhir.review.ReviewedCase.Corrections;
import org.case2fhir.review.ReviewedCase.Corrections.Change;
import org.case2fhir.review.ReviewedCase.Corrections.Correction;
import org.case2fhir.review.ReviewedCase.Corrections.FieldChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectionsTest {
  private static final Path ARTICLE = Path.of("fhir-examples/article-adrenal-crisis/article.md");

  @TempDir Path folder;

  private static CaseExtractor extractor(ExtractionFormat format) {
    return new CaseExtractor(
        new ExtractionOptions(format, OptionalInt.empty(), Optional.empty()),
        Terminologies.builtIn(),
        TaggerOptions.FAST);
  }

  private static String caseFile() throws IOException {
    Input input = new Input("article.md", Files.readAllBytes(ARTICLE));
    return extractor(ExtractionFormat.YAML).extract(input).outputs().get(0).text();
  }

  private static CaseReport read(String yaml) {
    return extractor(ExtractionFormat.YAML)
        .readCaseFile(new Input("case.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
        .value()
        .orElseThrow();
  }

  private static String replaced(String yaml, String before, String after) {
    assertThat(yaml).contains(before);
    return yaml.replace(before, after);
  }

  @Test
  void aCaseThatNobodyChangedHasNoCorrection() throws IOException {
    assertThat(Corrections.between(read(caseFile()), read(caseFile()))).isEmpty();
  }

  @Test
  void fieldsAreTold() throws IOException {
    String yaml = caseFile();
    String reviewed = replaced(yaml, "finding: vomiting", "absent: vomiting");
    List<Correction> corrections = Corrections.between(read(yaml), read(reviewed));
    assertThat(corrections).hasSize(1);
    Correction correction = corrections.get(0);
    assertThat(correction.change()).isEqualTo(Change.CHANGED);
    assertThat(correction.kind()).isEqualTo("finding");
    assertThat(correction.quote()).isEqualTo("vomiting");
    FieldChange field = correction.fields().get(0);
    assertThat(field.field()).isEqualTo("assertion");
    assertThat(field.before().asText()).isEqualTo("present");
    assertThat(field.after().asText()).isEqualTo("absent");
    assertThat(Corrections.jsonLines(corrections))
        .startsWith("{\"change\":\"changed\",\"kind\":\"finding\",\"id\":\"vomiting@first-visit\",")
        .endsWith("}\n");
  }

  @Test
  void addedAndRemovedFactsAndTheSubject() throws IOException {
    String yaml = caseFile();
    CaseReport original = read(yaml);
    CaseReport without =
        new CaseReport(
            original.id(),
            original.title(),
            original.source(),
            original.subject(),
            original.visits(),
            original.facts().subList(1, original.facts().size()));
    assertThat(Corrections.between(original, without))
        .extracting(Correction::change)
        .containsExactly(Change.REMOVED);
    assertThat(Corrections.between(without, original))
        .extracting(Correction::change)
        .containsExactly(Change.ADDED);
    CaseReport younger = read(replaced(yaml, "age: 34 years", "age: 33 years"));
    assertThat(Corrections.between(original, younger))
        .extracting(Correction::kind)
        .containsExactly("subject");
  }

  @Test
  void aFactWithAnotherIdAtTheSameWordsIsChanged() throws IOException {
    String yaml = caseFile();
    String reviewed =
        replaced(
            yaml,
            "finding: vomiting\n        id: vomiting@first-visit",
            "finding: nausea\n        id: other");
    assertThat(Corrections.between(read(yaml), read(reviewed)))
        .extracting(Correction::change)
        .containsExactly(Change.CHANGED);
  }

  @Test
  void trainReadsWhatReviewAndExtractWrite() throws IOException {
    String text = Files.readString(ARTICLE);
    Files.writeString(folder.resolve("reviewed.txt"), text);
    Files.writeString(
        folder.resolve("reviewed.ann"), ReviewedAnnotations.write(text, read(caseFile())));
    Files.writeString(folder.resolve("extracted.txt"), text);
    Input input = new Input("article.md", Files.readAllBytes(ARTICLE));
    Files.writeString(
        folder.resolve("extracted.ann"),
        extractor(ExtractionFormat.BRAT).extract(input).outputs().get(0).text());
    var corpus = AnnotatedCorpus.read(folder);
    assertThat(corpus.issues()).isEmpty();
    assertThat(corpus.value().orElseThrow()).hasSize(2);
    for (AnnotatedText each : corpus.value().orElseThrow()) {
      long marked =
          Files.readString(folder.resolve(each.name() + ".ann"))
              .lines()
              .filter(line -> line.startsWith("T"))
              .count();
      assertThat(each.mentions()).hasSize((int) marked).hasSizeGreaterThan(25);
      assertThat(each.mentions())
          .extracting(mention -> mention.type())
          .contains(
              MentionType.AGE,
              MentionType.SEX,
              MentionType.DISEASE_DISORDER,
              MentionType.SIGN_SYMPTOM,
              MentionType.MEDICATION,
              MentionType.DOSAGE,
              MentionType.DIAGNOSTIC_PROCEDURE,
              MentionType.LAB_VALUE);
    }
  }
}

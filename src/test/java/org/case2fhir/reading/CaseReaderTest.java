package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.TransformerTagger;
import org.case2fhir.model.Span;
import org.case2fhir.model.When;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Short texts whose mentions stand in brackets, read by all passes. */
class CaseReaderTest {
  private static final Pattern MENTION = Pattern.compile("\\[([^\\[\\]]+):([A-Z_]+)]");
  private static final String LEAD = "A 50-year-old man was admitted. ";

  /** A text without its brackets, and its mentions. */
  private record Marked(String text, List<Mention> mentions) {
    static Marked of(String marked) {
      StringBuilder text = new StringBuilder(LEAD);
      List<Mention> mentions = new ArrayList<>();
      Matcher matcher = MENTION.matcher(marked);
      int last = 0;
      while (matcher.find()) {
        text.append(marked, last, matcher.start());
        int start = text.length();
        text.append(matcher.group(1));
        mentions.add(new Mention(type(matcher.group(2)), new Span(start, text.length())));
        last = matcher.end();
      }
      text.append(marked.substring(last));
      return new Marked(text.toString(), mentions);
    }

    private static MentionType type(String name) {
      return switch (name) {
        case "T" -> MentionType.DIAGNOSTIC_PROCEDURE;
        case "V" -> MentionType.LAB_VALUE;
        case "S" -> MentionType.SIGN_SYMPTOM;
        case "P" -> MentionType.DISEASE_DISORDER;
        case "M" -> MentionType.MEDICATION;
        case "D" -> MentionType.DOSAGE;
        default -> MentionType.valueOf(name);
      };
    }
  }

  private static ExtractedCase read(String marked) {
    Marked example = Marked.of(marked);
    MentionTagger tagger = (words, sentences) -> example.mentions();
    CaseReader reader =
        new CaseReader(
            MentionSource.of(tagger),
            Vocabulary.builtIn(),
            UnitTable.builtIn(),
            ReadingOptions.DEFAULT);
    SourceDocument document =
        DocumentReader.read("case.txt", example.text().getBytes(StandardCharsets.UTF_8))
            .value()
            .orElseThrow();
    return reader.read(document).value().orElseThrow().get(0);
  }

  /** "diagnosis anaemia present", with what else is known of it. */
  private static String words(FactDraft draft) {
    String status =
        switch (draft.kind) {
          case MEDICATION -> draft.medicationStatus.name();
          case PROCEDURE -> draft.interventionStatus.name();
          default -> draft.assertion.name();
        };
    List<String> more = new ArrayList<>();
    draft.clinicalStatus.ifPresent(clinical -> more.add(clinical.code()));
    draft.abatement.ifPresent(end -> more.add("until " + words(end)));
    draft.value.ifPresent(value -> more.add(ResultFixture.words(value)));
    draft.interpretation.ifPresent(meaning -> more.add(meaning.code()));
    draft.doses.forEach(dose -> more.add(dose.text()));
    draft.notes.forEach(more::add);
    draft.reasons.forEach(
        reason -> more.add("for " + reason.concept.text().toLowerCase(Locale.ROOT)));
    String head = draft.kind + " " + draft.concept.text() + " " + status;
    return head.toLowerCase(Locale.ROOT) + (more.isEmpty() ? "" : " " + more);
  }

  private static String words(When when) {
    return when instanceof When.InWords inWords ? inWords.words() : when.toString();
  }

  static Stream<String> examples() {
    return Stream.of(
        // What a disease is stated with is never dropped.
        "He was diagnosed with [hypokalaemia:S] of [2.9 mmol/L:V]. => diagnosis hypokalaemia"
            + " present [2.9 mmol/L]",
        "A diagnosis of [thrombocytopenia:S] of [12 x 10^9/L:V] was made. => diagnosis"
            + " thrombocytopenia present [12 x 10^9/L]",
        "He was diagnosed with a [pleural effusion:P] of [800 mL:VOLUME]. => diagnosis pleural"
            + " effusion present [800 mL]",
        "He had a history of [hypoglycemia:P] of [40 mg/dL:V]. => diagnosis hypoglycemia present"
            + " [40 mg/dL]",
        "[Seizures:S] occurred [5 times a day:FREQUENCY]. => finding seizures present [5 times a"
            + " day]",
        // A bound says what is denied.
        "He had no [fever:S] [above 38 °C:V]. => finding fever absent [above 38 °C]",
        "There was no [mass:S] [larger than 5 cm:DISTANCE]. => finding mass absent [larger than 5"
            + " cm]",
        // What became of a problem is no new one.
        "He had a [rash:S]. Resolution of the [rash:S] was seen. => diagnosis rash present [until"
            + " Resolution]",
        "The [oedema:S] has completely resolved. => finding oedema absent",
        "Complete disappearance of the [cough:S] was noted. => finding cough absent",
        "No resolution of the [cough:S] was seen. => finding cough present",
        "He had a [cough:S]. There was a marked reduction of the [cough:S]. => finding cough"
            + " present",
        "He had [heart failure:P]. There were no signs of [heart failure:P]. => diagnosis heart"
            + " failure present|finding signs of heart failure absent",
        "He had [pneumonia:P]. He was cured of his [pneumonia:P]. => diagnosis pneumonia present"
            + " [until was cured]",
        "He had [lymphoma:P]. The [lymphoma:P] was in remission. => diagnosis lymphoma present"
            + " [remission, until was in remission]|finding remission present",
        // A test excludes what was suspected.
        "[Meningitis:P] was suspected, but [lumbar puncture:T] ruled out [meningitis:P]. =>"
            + " diagnosis meningitis absent",
        "[Sarcoidosis:P] was suspected but could not be confirmed. => diagnosis sarcoidosis"
            + " possible",
        // The end of a class is that of its members.
        "He received [ceftriaxone:M] and [azithromycin:M]. [Antibiotics:M] were discontinued. =>"
            + " medication ceftriaxone stopped|medication azithromycin stopped",
        "He was on [aspirin:M] and [clopidogrel:M], and the [antiplatelet therapy:M] was stopped."
            + " => medication aspirin stopped|medication clopidogrel stopped",
        "He was on [prednisone:M] and [amlodipine:M]. [Corticosteroids:M] were stopped. =>"
            + " medication prednisone stopped|medication amlodipine unknown",
        "He was on [prednisone:M] and [fludrocortisone:M]. [Glucocorticoids:M] were stopped. =>"
            + " medication prednisone stopped|medication fludrocortisone unknown",
        // What a drug is given for.
        "For [hypertension:P], the patient received [amlodipine:M]. => diagnosis hypertension"
            + " present|medication amlodipine unknown [for hypertension]",
        "The treatment of [pneumonia:P] was [ceftriaxone:M]. => diagnosis pneumonia"
            + " present|medication ceftriaxone unknown [for pneumonia]",
        "[Heparin:M] was given because of [thrombosis:P]. => diagnosis thrombosis"
            + " present|medication heparin unknown [for thrombosis]",
        "His [gout:P] was treated with [allopurinol:M]. => diagnosis gout present|medication"
            + " allopurinol unknown [for gout]",
        "[Heparin:M] was stopped because of [anaemia:P]. => diagnosis anaemia present|medication"
            + " heparin stopped",
        "Due to [anaemia:P], [heparin:M] was stopped. => diagnosis anaemia present|medication"
            + " heparin stopped",
        "The man with [gout:P] was treated with [ceftriaxone:M]. => diagnosis gout"
            + " present|medication ceftriaxone unknown");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void factsAreThoseOfTheText(String example) {
    String[] parts = example.split(" =>", 2);
    List<String> wanted = parts[1].isBlank() ? List.of() : List.of(parts[1].strip().split("\\|"));
    assertThat(read(parts[0]).drafts().stream().map(CaseReaderTest::words)).isEqualTo(wanted);
  }

  /** A value that no fact states is lost, also where it is joined to the head of a fact. */
  @Test
  void anUnstatedValueIsNotCovered() {
    ExtractedCase read = read("[Osteoporosis:P] was found ([T-score:V]).");
    assertThat(Coverage.of(read).words(Coverage.Outcome.LOST)).isPositive();
  }

  private static Result<List<ExtractedCase>> read(String name, String text, MentionTagger tagger) {
    CaseReader reader =
        new CaseReader(
            MentionSource.of(tagger),
            Vocabulary.builtIn(),
            UnitTable.builtIn(),
            ReadingOptions.DEFAULT);
    return reader.read(
        DocumentReader.read(name, text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow());
  }

  @Test
  void aCaseHasFiveThousandFactsAtMost() {
    StringBuilder text = new StringBuilder(LEAD);
    for (int i = 0; i < 5_100; i++) {
      text.append("He had xq").append(i).append(". ");
    }
    Pattern made = Pattern.compile("xq\\d+");
    MentionTagger tagger =
        (words, sentences) ->
            made.matcher(words)
                .results()
                .map(m -> new Mention(MentionType.SIGN_SYMPTOM, new Span(m.start(), m.end())))
                .toList();
    ExtractedCase read = read("case.txt", text.toString(), tagger).value().orElseThrow().get(0);
    assertThat(read.report().facts().size() + read.report().visits().size()).isEqualTo(5_000);
    assertThat(read.issues())
        .filteredOn(issue -> issue.code().equals("too-many-facts"))
        .singleElement()
        .satisfies(issue -> assertThat(issue.severity()).isEqualTo(Severity.ERROR));
  }

  @Test
  void theAccurateTaggerReadsSevenThousandPartsOfWords() {
    String text = LEAD + "He had fever and cough. ".repeat(1_300);
    assertThat(read("case.txt", text, TransformerTagger.builtIn()).issues())
        .extracting(Issue::code)
        .contains("long-document");
    // A file of that size is started without what makes a transformer fast.
    String sparse = LEAD + "He had fever and cough." + " ".repeat(120_000) + "\n\nHe left.";
    assertThat(read("case.txt", sparse, TransformerTagger.builtIn()).issues())
        .extracting(Issue::code)
        .contains("long-document");
    MentionTagger none = (words, sentences) -> List.of();
    assertThat(read("case.txt", text, none).issues())
        .extracting(Issue::code)
        .doesNotContain("long-document");
  }

  @Test
  void aStudyThatWasOnlyPlannedIsAnIssue() {
    assertThat(read("An [MRI:T] had been planned because of [pain:S], but was not done.").issues())
        .extracting(Issue::code)
        .contains("planned-only");
    assertThat(read("An [MRI:T] was planned. The [MRI:T] showed a [tumor:P].").issues())
        .extracting(Issue::code)
        .doesNotContain("planned-only");
  }
}

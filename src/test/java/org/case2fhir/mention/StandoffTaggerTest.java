package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Result;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandoffTaggerTest {
  private static final String TEXT =
      "A 34-year-old woman had 𝛽-rash  and high\nfever of 39.5 °C.\n\n"
          + "She was given aspi-\nrin twice. It helped.\n";

  /** The mentions found in a document, as the words of their passages. */
  private static List<String> found(Path folder, String annotation) throws IOException {
    Files.writeString(folder.resolve("case.ann"), annotation);
    SourceDocument document = document("in/case.txt");
    var taggers = TaggerOptions.standoff(folder).open().value().orElseThrow().forDocument(document);
    List<String> found = new ArrayList<>();
    for (Section section : document.sections()) {
      for (List<Span> paragraph : section.paragraphs()) {
        Passage passage = Passage.of(document, paragraph);
        String text = passage.text();
        for (Mention mention :
            taggers.value().orElseThrow().apply(passage).tag(text, SentenceSplitter.of(text))) {
          Span span = mention.span();
          found.add(mention.type() + " " + text.substring(span.start(), span.end()));
        }
      }
    }
    return found;
  }

  private static SourceDocument document(String name) {
    return DocumentReader.read(name, TEXT.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
  }

  /** A line of an annotation file, for words of the text. */
  private static String line(int number, String label, String words) {
    int start = TEXT.codePointCount(0, TEXT.indexOf(words));
    int end = start + words.codePointCount(0, words.length());
    return "T"
        + number
        + "\t"
        + label
        + " "
        + start
        + " "
        + end
        + "\t"
        + words.replace('\n', ' ')
        + "\n";
  }

  @Test
  void offsetsAreThoseOfTheOriginalText(@TempDir Path folder) throws IOException {
    String annotation =
        line(1, "Medication", "aspi-\nrin")
            + line(2, "Age", "34-year-old")
            + line(3, "Finding", "high\nfever")
            + line(4, "Sign_symptom", "𝛽-rash ")
            + line(5, "Value", "39.5 °C")
            + line(6, "Something_else", "twice");
    assertThat(found(folder, annotation))
        .containsExactly(
            "AGE 34-year-old",
            "SIGN_SYMPTOM 𝛽-rash",
            "SIGN_SYMPTOM high fever",
            "LAB_VALUE 39.5 °C",
            "MEDICATION aspirin");
  }

  @Test
  void mentionsEndWithTheirSentenceAndDoNotOverlap(@TempDir Path folder) throws IOException {
    String annotation =
        line(1, "Finding", "fever")
            + line(2, "Condition", "high\nfever")
            + line(3, "Test", "twice. It helped");
    assertThat(found(folder, annotation))
        .containsExactly("DISEASE_DISORDER high fever", "DIAGNOSTIC_PROCEDURE twice.");
  }

  @Test
  void anotherTextsAnnotationIsNoticed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("case.ann"), "T1\tFinding 2 7\tfever\n");
    Result<?> read =
        StandoffTagger.folder(folder).value().orElseThrow().forDocument(document("case.txt"));
    assertThat(read.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("not at these offsets"));
  }

  @Test
  void aDocumentWithoutAnnotationIsAnError(@TempDir Path folder) {
    Result<?> read =
        StandoffTagger.folder(folder).value().orElseThrow().forDocument(document("case.txt"));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("case.ann"));
    assertThat(StandoffTagger.folder(folder.resolve("none")).value()).isEmpty();
  }
}

package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.MentionEvaluation.Score;
import org.case2fhir.mention.WordVectors.RawText;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningTest {
  @Test
  void overlapsCountOneToOneTheGreatestFirst() {
    Score score =
        Score.of(
            List.of(new Span(0, 10), new Span(20, 30), new Span(40, 50)),
            List.of(new Span(8, 26), new Span(0, 9), new Span(40, 50), new Span(60, 70)));
    assertThat(score).isEqualTo(new Score(3, 4, 3, 1));
    assertThat(score.precision()).isEqualTo(0.75);
    assertThat(score.recall()).isEqualTo(1);
    assertThat(Score.of(List.of(new Span(0, 9)), List.of(new Span(0, 4), new Span(4, 9))))
        .isEqualTo(new Score(1, 2, 1, 0));
    assertThat(Score.NOTHING.f1()).isZero();
  }

  @Test
  void factsAreKeptWhereMentionsOverlap() {
    Mention history = new Mention(MentionType.HISTORY, new Span(0, 20));
    Mention disease = new Mention(MentionType.DISEASE_DISORDER, new Span(11, 20));
    Mention inner = new Mention(MentionType.SIGN_SYMPTOM, new Span(15, 20));
    Mention date = new Mention(MentionType.DATE, new Span(30, 34));
    AnnotatedText text =
        new AnnotatedText("a", " ".repeat(40), List.of(history, inner, disease, date));
    assertThat(text.withoutOverlaps()).containsExactly(disease, date);
  }

  @Test
  void corpusFilesThatCannotBeReadAreIssues(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.txt"), "A fever\nand a rash.");
    Files.writeString(folder.resolve("a.ann"), "T1\tSign_symptom 2 7\tfever\nT2\tbad\n");
    Files.writeString(folder.resolve("b.ann"), "T1\tSign_symptom 2 7\tfever\n");
    Files.write(folder.resolve("c.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    Files.writeString(folder.resolve("c.ann"), "");
    Result<List<AnnotatedText>> corpus = AnnotatedCorpus.read(folder);
    assertThat(corpus.issues()).hasSize(3);
    assertThat(corpus.value().orElseThrow())
        .singleElement()
        .satisfies(text -> assertThat(text.text()).isEqualTo("A fever and a rash."));
  }

  @Test
  void rawTextIsProseOrTerms(@TempDir Path folder) throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("t.tsv"),
            "system\tcode\tdisplay\tsynonyms\nsct\t1\tFever (finding)\tpyrexia|heat\nsct\t2\tx\n");
    assertThat(RawText.read(table).terms())
        .containsExactly(
            new RawText.Term("Fever", "finding"),
            new RawText.Term("pyrexia", "finding"),
            new RawText.Term("heat", "finding"));
    Path prose = Files.writeString(folder.resolve("p.txt"), "A text.");
    assertThat(RawText.read(prose).plus(RawText.NONE).prose()).containsExactly("A text.");
  }

  @Test
  void wordsThatAreUsedAlikeComeTogether() {
    StringBuilder prose = new StringBuilder();
    for (String drug : List.of("aspirin", "heparin", "warfarin")) {
      prose.append(("She was given " + drug + " twice daily. ").repeat(10));
    }
    for (String organ : List.of("liver", "spleen", "kidney")) {
      prose.append(("The left " + organ + " was found enlarged there. ").repeat(10));
    }
    WordVectors.WordUse.Matrix matrix =
        WordVectors.WordUse.count(new RawText(List.of(prose.toString()), List.of()));
    float[][] vectors = WordVectors.of(matrix, 8);
    assertThat(likeness(matrix, vectors, "aspirin", "heparin"))
        .isGreaterThan(likeness(matrix, vectors, "aspirin", "spleen") + 0.5);
    assertThat(WordClusters.learn(new RawText(List.of(prose.toString()), List.of())).size())
        .isEqualTo(matrix.words().size());
    assertThat(FeatureIndex.key("aspirin")).isNotEqualTo(FeatureIndex.key("heparin"));
  }

  private static double likeness(
      WordVectors.WordUse.Matrix matrix, float[][] vectors, String a, String b) {
    float[] first = vectors[matrix.words().indexOf(a)];
    float[] second = vectors[matrix.words().indexOf(b)];
    double dot = 0;
    for (int d = 0; d < first.length; d++) {
      dot += first[d] * second[d];
    }
    return dot;
  }
}

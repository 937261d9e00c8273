package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class TrainCommandTest {
  private static final String[] DRUGS = {"aspirin", "heparin", "morphine", "digoxin"};

  /** Eight texts of one sentence each, in which a drug is marked. */
  private static Path corpus(Path folder) throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("annotated"));
    for (int i = 0; i < 8; i++) {
      String drug = DRUGS[i % DRUGS.length];
      Files.writeString(corpus.resolve(i + ".txt"), "He was given " + drug + " for two days.");
      Files.writeString(
          corpus.resolve(i + ".ann"), "T1\tMedication 13 " + (13 + drug.length()) + "\t" + drug);
    }
    return corpus;
  }

  @Test
  void whatIsLearnedIsFoundAndLearningTwiceGivesTheSame(@TempDir Path folder) throws IOException {
    String corpus = corpus(folder).toString();
    Path model = folder.resolve("my.model");
    Path again = folder.resolve("again.model");
    String[] quick = {"--min-mentions", "2", "--iterations", "20"};
    CommandRun run =
        CommandRun.of("train", corpus, "-o", model.toString(), quick[0], quick[1], quick[2], "20");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("8 annotated texts", "bytes");
    CommandRun.of(
        "train",
        corpus,
        "-o",
        again.toString(),
        "--min-mentions",
        "2",
        "--iterations",
        "20",
        "--threads",
        "1");
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(model));
    CommandRun measured = CommandRun.of("evaluate", corpus, "--model", model.toString());
    assertThat(measured.exitCode()).isZero();
    assertThat(measured.out()).containsPattern("medication +8 +8 \\| +1\\.000 +1\\.000 +1\\.000");
  }

  @Test
  void crossValidationTagsEachTextOnce(@TempDir Path folder) throws IOException {
    CommandRun run =
        CommandRun.of("evaluate", corpus(folder).toString(), "--folds", "2", "--min-mentions", "2");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("medication +8 ");
  }

  @Test
  void whatCannotBeLearnedFromIsSaid(@TempDir Path folder) throws IOException {
    String empty = Files.createDirectories(folder.resolve("empty")).toString();
    CommandRun run = CommandRun.of("train", empty, "-o", folder.resolve("m").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no text with annotations");
    CommandRun rare = CommandRun.of("train", corpus(folder).toString(), "-o", folder + "/m");
    assertThat(rare.exitCode()).isEqualTo(1);
    assertThat(rare.err()).contains("often enough");
    String corpus = folder.resolve("annotated").toString();
    assertThat(CommandRun.of("evaluate", corpus, "--folds", "99").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("train", corpus, "-o", "m", "--l1", "-1").exitCode()).isEqualTo(2);
    CommandRun noModel = CommandRun.of("evaluate", corpus, "--model", folder + "/none");
    assertThat(noModel.exitCode()).isEqualTo(1);
    assertThat(noModel.err()).contains("no such model");
  }

  @Test
  void silverTextsAreLearnedFromAndNotMeasuredOn(@TempDir Path folder) throws IOException {
    String gold = corpus(folder).toString();
    Path silver = Files.createDirectories(folder.resolve("silver"));
    Files.writeString(silver.resolve("a.txt"), "She had a fever for two days.");
    Files.writeString(silver.resolve("a.ann"), "T1\tFinding 10 15\tfever");
    CommandRun run =
        CommandRun.of(
            "evaluate",
            gold,
            gold,
            "--folds",
            "2",
            "--min-mentions",
            "1",
            "--tagger",
            "fast",
            "--silver",
            silver.toString(),
            "--max-silver",
            "1",
            "--repeat",
            "2");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("16 annotated texts");
    assertThat(run.out()).containsPattern("medication +16 ");
    CommandRun untrained = CommandRun.of("evaluate", gold, "--tagger", "accurate", "--folds", "2");
    assertThat(untrained.exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("evaluate", gold, "--tagger", "accurate").exitCode()).isZero();
  }

  @Test
  void mentionsOfAPersonAreTakenInsteadOfATagger(@TempDir Path folder) throws IOException {
    Path article = folder.resolve("case.txt");
    Files.writeString(article, "A 34-year-old woman was given quibblane.");
    Path annotations = Files.createDirectories(folder.resolve("mine"));
    String[] extract = {
      "extract", article.toString(), "--format", "brat", "--mentions", annotations.toString()
    };
    CommandRun missing = CommandRun.of(extract);
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("case.ann");
    Files.writeString(annotations.resolve("case.ann"), "T1\tMedication 30 39\tquibblane\n");
    CommandRun run = CommandRun.of(extract);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Medication 30 39\tquibblane");
    CommandRun both =
        CommandRun.of("extract", article.toString(), "--mentions", "x", "--tagger", "fast");
    assertThat(both.exitCode()).isEqualTo(2);
  }

  @Test
  void helpHasExamples() {
    assertThat(CommandRun.of("train", "--help").out()).contains("case2fhir train annotated/");
    assertThat(CommandRun.of("evaluate", "--help").out())
        .contains("--folds", "--tagger")
        .doesNotContain("--model");
  }
}

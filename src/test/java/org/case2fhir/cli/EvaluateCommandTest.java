package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} says of facts; of mentions see {@link TrainCommandTest}. */
class EvaluateCommandTest {
  private static final String HEADER =
      "need\tkind\tquote\tnth\tname\tholds\tvalue\tdate\tsite\tdose\twho\n";

  /** Six texts of two facts. */
  private static Path texts(Path folder) throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    for (int i = 0; i < 6; i++) {
      String complaint = i % 2 == 0 ? "cough" : "headache";
      Files.writeString(
          texts.resolve(i + ".txt"),
          "A 34-year-old woman presented with " + complaint + ". She had no fever.\n");
      Files.writeString(
          texts.resolve(i + ".facts.tsv"),
          HEADER
              + row("must", "finding|condition", complaint, "present")
              + row("must", "finding", "fever", "absent"));
    }
    return texts;
  }

  private static String row(String need, String kind, String quote, String holds) {
    String cells = String.join("\t", need, kind, quote, "1", quote, holds, "-", "-", "-", "-");
    return cells + "\tpatient\n";
  }

  @Test
  void theReliabilityOfConfidenceIsPrintedAndTheCalibrationWritten(@TempDir Path folder)
      throws IOException {
    Path table = folder.resolve("table.tsv");
    CommandRun run =
        CommandRun.of(
            "evaluate",
            texts(folder).toString(),
            "--confidence",
            "--tagger",
            "fast",
            "--calibrate",
            table.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("of 12 facts 1.000 are right", "expected calibration error");
    assertThat(Files.readString(table)).startsWith("tagger\tsource\tkind\tfrom\tprobability\n");
  }

  @Test
  void eachTextIsTaggedByTheModelOfItsFold(@TempDir Path folder) throws IOException {
    String texts = texts(folder).toString();
    Path models = Files.createDirectories(folder.resolve("models"));
    CommandRun none =
        CommandRun.of("evaluate", texts, "--confidence", "--fold-models", models.toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("folds.tsv");
    Files.writeString(models.resolve("folds.tsv"), "0\t0\n1\t1\n");
    CommandRun missing =
        CommandRun.of("evaluate", texts, "--confidence", "--fold-models", models.toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no such model");
    try (var model =
        org.case2fhir.mention.CrfTagger.class.getResourceAsStream("case-reports.model")) {
      byte[] bytes = model.readAllBytes();
      Files.write(models.resolve("fold-0.model"), bytes);
      Files.write(models.resolve("fold-1.model"), bytes);
    }
    CommandRun run =
        CommandRun.of("evaluate", texts, "--confidence", "--fold-models", models.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("of 12 facts");
  }

  @Test
  void ablationSaysWhatEachRuleIsWorth(@TempDir Path folder) throws IOException {
    CommandRun run =
        CommandRun.of("evaluate", texts(folder).toString(), "--ablate", "--tagger", "fast");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("rule\ttexts\tchanged\tright\twrong\tmissing\n")
        .contains("\nabsent-no\t6\t12\t+6\t-6\t-6\n")
        .contains("\nabsent-without\t0\t0\t+0\t+0\t+0\n");
  }

  @Test
  void wrongUsageIsSaid(@TempDir Path folder) throws IOException {
    String texts = texts(folder).toString();
    assertThat(CommandRun.of("evaluate", texts, "--calibrate", "x").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("evaluate", texts, "--confidence", "--ablate").exitCode())
        .isEqualTo(2);
    CommandRun empty =
        CommandRun.of(
            "evaluate", Files.createDirectories(folder.resolve("e")).toString(), "--ablate");
    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.err()).contains("no text");
  }
}

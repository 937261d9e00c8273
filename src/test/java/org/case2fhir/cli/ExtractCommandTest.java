package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractCommandTest {
  private static final String CASE =
      "A 34-year-old woman presented with cough in March 2011. She had no fever.\n";

  @TempDir Path folder;

  @Test
  void theCaseGoesToStandardOutputAndTheSummaryToStandardError() throws IOException {
    CommandRun run = CommandRun.of("extract", write("one.txt", CASE).toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("finding: cough", "absent: fever", "age: 34 years");
    assertThat(run.err()).contains("facts", "clinical words", "lost");
  }

  @Test
  void standardInputIsRead() {
    assertThat(CommandRun.withInput(CASE, "extract", "-").out()).contains("finding: cough");
  }

  @Test
  void coverageIsWritten() throws IOException {
    Path page = folder.resolve("coverage.html");
    Path article = write("one.txt", CASE);
    Path output = folder.resolve("case.json");
    CommandRun run =
        CommandRun.of(
            "extract",
            article.toString(),
            "--format",
            "json",
            "-o",
            output.toString(),
            "--coverage",
            page.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("<mark");
    assertThat(Files.readString(output)).startsWith("{");
  }

  @Test
  void aFolderOfArticlesBecomesAFolderOfAnnotations() throws IOException {
    write("one.txt", CASE);
    write("two.txt", CASE.replace("cough", "headache"));
    Path annotations = folder.resolve("ann");
    CommandRun run =
        CommandRun.of("extract", folder.toString(), "-o", annotations + "/", "--format", "brat");
    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(annotations.resolve("one.ann"))).contains("Assertion");
    assertThat(Files.readString(annotations.resolve("two.ann"))).contains("headache");
  }

  @Test
  void annotationsOrCasesThatPeopleWorkedOnAreNotReplaced() throws IOException {
    write("one.txt", CASE);
    write("two.txt", CASE.replace("cough", "headache"));
    for (String format : List.of("brat", "yaml", "json")) {
      Path out = Files.createDirectory(folder.resolve(format));
      String extension = format.equals("brat") ? "ann" : format;
      Path one = out.resolve("one." + extension);
      Path two = out.resolve("two." + extension);
      String byHand = "T1\tCondition 0 1\tA\n";
      Files.writeString(one, byHand);
      List<String> command =
          List.of(
              "extract",
              folder.resolve("one.txt").toString(),
              folder.resolve("two.txt").toString(),
              "-o",
              out + "/",
              "--format",
              format);
      CommandRun refused = CommandRun.of(command.toArray(String[]::new));
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("one.txt: error", one.toString(), "--force");
      assertThat(Files.readString(one)).isEqualTo(byHand);
      assertThat(Files.readString(two)).contains("headache");

      // What is edited after it was written stays as well.
      Files.delete(one);
      assertThat(CommandRun.of(command.toArray(String[]::new)).exitCode()).isZero();
      String written = Files.readString(one);
      Files.writeString(one, written + "\n");
      assertThat(CommandRun.of(command.toArray(String[]::new)).exitCode()).isEqualTo(1);
      assertThat(Files.readString(one)).isEqualTo(written + "\n");

      List<String> forced = new ArrayList<>(command);
      forced.add("--force");
      assertThat(CommandRun.of(forced.toArray(String[]::new)).exitCode()).isZero();
      assertThat(Files.readString(one)).isEqualTo(written);
    }
  }

  @Test
  void whatThisProgramWroteItReplaces() throws IOException {
    Path out = Files.createFile(folder.resolve("case.yaml"));
    assumeTrue(
        Files.getFileAttributeView(out, UserDefinedFileAttributeView.class) != null
            && Files.getFileStore(out)
                .supportsFileAttributeView(UserDefinedFileAttributeView.class));
    String article = write("one.txt", CASE).toString();
    assertThat(CommandRun.of("extract", article, "-o", out.toString()).exitCode()).isZero();
    CommandRun other = CommandRun.of("extract", article, "-o", out.toString(), "--id", "other");
    assertThat(other.exitCode()).isZero();
    assertThat(Files.readString(out)).startsWith("id: other");
  }

  @Test
  void ofSeveralPatientsNoneIsWrittenWhereOneIsEdited() throws IOException {
    String article =
        write(
                "series.md",
                "## Case 1\n\nA 40-year-old man presented with cough.\n\n## Case 2\n\nA 50-year-old"
                    + " woman presented with headache.\n")
            .toString();
    Path out = Files.createDirectory(folder.resolve("out"));
    Path second = Files.writeString(out.resolve("series-patient-2.yaml"), "id: by-hand\n");
    CommandRun run = CommandRun.of("extract", article, "-o", out + "/");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(second).hasContent("id: by-hand");
    assertThat(out.resolve("series-patient-1.yaml")).doesNotExist();
  }

  @Test
  void aReviewedCaseIsNotReplacedByConvertEither() throws IOException {
    String article = write("one.txt", CASE).toString();
    Path out = Files.writeString(folder.resolve("one.case.yaml"), "id: by-hand\n");
    List<String> command = List.of("convert", article, "--to", "case", "-o", out.toString());
    CommandRun run = CommandRun.of(command.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(out).hasContent("id: by-hand");
    List<String> forced = new ArrayList<>(command);
    forced.add("--force");
    assertThat(CommandRun.of(forced.toArray(String[]::new)).exitCode()).isZero();
    assertThat(Files.readString(out)).contains("cough");
  }

  @Test
  void filesOfManyInputsInAFolderAreNamed() throws IOException {
    write("one.txt", CASE);
    write("lines.jsonl", "{\"id\": \"r1\", \"text\": \"A 41-year-old man had cough.\"}\n");
    write("more.zip", "no archive");
    write("picture.png", "x");
    CommandRun run = CommandRun.of("extract", folder.toString(), "-o", folder.resolve("o") + "/");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("lines.jsonl: warning", "more.zip: warning", "name it beside the folder")
        .doesNotContain("picture.png");
  }

  @Test
  void whatTellsOfNobodyIsAnErrorOfTheData() throws IOException {
    CommandRun run =
        CommandRun.of("extract", write("recipe.txt", "Mix the flour and bake it.\n").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no patient");
  }

  @Test
  void wrongUsageIsTold() throws IOException {
    String article = write("one.txt", CASE).toString();
    assertThat(CommandRun.of("extract", article, "--patient", "0").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("extract", article, "--coverage", "page.txt").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("extract").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("terminology", "remove", "none-of-this-name").err())
        .contains("Try 'case2fhir terminology remove --help'");
  }

  @Test
  void rowsOfOnesOwnDecideAndAreExplained() throws IOException {
    String header = "id\tcue\treach\tgives\tto\tlimit\trank\tmatches\tdiffers\n";
    String row = "own-nix\tnix\tright\tholds=absent\tproblem\t\t\tnix [fever]\t\n";
    String rules = write("own.tsv", header + row).toString();
    String article = write("one.txt", CASE.replace("no fever", "nix fever")).toString();
    CommandRun run = CommandRun.of("extract", article, "--rules", rules);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("absent: fever");
    CommandRun explained = CommandRun.of("extract", article, "--rules", rules, "--explain");
    assertThat(explained.out()).contains("ABSENT by own-nix (nix)");
    String bad = write("bad.tsv", header + row.replace("right", "up")).toString();
    CommandRun refused = CommandRun.of("extract", article, "--rules", bad);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("bad.tsv:2: error: `reach` cannot be `up`", "left, right");
    assertThat(CommandRun.of("convert", article, "--rules", bad).exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("extract", article, "--rules", "none.tsv").exitCode()).isEqualTo(2);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}

package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of a review never replaces what is reviewed. */
class ReviewCommandTest {
  private static final String CASE =
      """
      id: rev
      subject: {sex: female}
      findings:
        - {finding: fever, evidence: {quote: fever, start: 8, end: 13}}
      """;
  private static final String ARTICLE = "She had fever.\r\n\r\n\r\n";

  @TempDir private Path folder;
  private Path sub;

  @BeforeEach
  void write() throws IOException {
    sub = Files.createDirectories(folder.resolve("cases").resolve("sub"));
    Files.writeString(sub.resolve("rev.case.yaml"), CASE);
    Files.writeString(sub.resolve("rev.txt"), ARTICLE);
  }

  private CommandRun export(String form, Path output) {
    String cases = folder.resolve("cases").toString();
    return CommandRun.of("review", cases, "--export", form, "-o", output.toString());
  }

  @Test
  void annotationsDoNotReplaceTheArticle() throws IOException {
    CommandRun run = export("annotations", sub);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("-o would overwrite what is reviewed");
    assertThat(Files.readString(sub.resolve("rev.txt"))).isEqualTo(ARTICLE);
    assertThat(sub.resolve("rev.ann")).doesNotExist();
  }

  @Test
  void annotationsOfTwoCasesDoNotReplaceEachOther() throws IOException {
    Path other = Files.createDirectories(folder.resolve("cases").resolve("other"));
    Files.writeString(other.resolve("rev.case.yaml"), CASE);
    Files.writeString(other.resolve("rev.txt"), ARTICLE);
    CommandRun run = export("annotations", folder.resolve("out"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("Two cases would be written to");
  }

  @Test
  void correctionsDoNotReplaceACaseFile() throws IOException {
    CommandRun run = export("corrections", sub.resolve("rev.case.yaml"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(Files.readString(sub.resolve("rev.case.yaml"))).isEqualTo(CASE);
  }

  @Test
  void annotationsAreWrittenElsewhere() {
    CommandRun run = export("annotations", folder.resolve("out"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("out").resolve("rev.ann")).content().contains("fever");
  }
}

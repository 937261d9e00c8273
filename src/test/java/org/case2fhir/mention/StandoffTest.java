package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.Relation;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StandoffTest {
  private static final String TEXT = "No 𝛽-rash; fever of 39.5 °C.";

  @Test
  void offsetsCountCharactersNotCodeUnits() {
    Annotations read =
        read("T1\tFinding 3 9\t𝛽-rash\nT2\tFinding 11 16\tfever\nT3\tValue 20 27\t39.5 °C\n");
    assertThat(read.stretches())
        .extracting(stretch -> words(stretch.cover()))
        .containsExactly("𝛽-rash", "fever", "39.5 °C");
    assertThat(read.write(TEXT))
        .isEqualTo(
            "T1\tFinding 3 9\t𝛽-rash\nT2\tFinding 11 16\tfever\nT3\tValue 20 27\t39.5 °C\n");
  }

  @Test
  void eventsStandForTheirTriggers() {
    Annotations read =
        read(
            "E1\tFinding:T2 \nT2\tFinding 11 16\tfever\nT3\tValue 20 27\t39.5 °C\n"
                + "R1\tMODIFY Arg1:T3 Arg2:E1\t\nA1\tPOLARITY E1 NEG\nM2\tHedged T3\n"
                + "#1\tAnnotatorNotes T2\tnote\n*\tOVERLAP E1 T3\n");
    assertThat(read.relations()).containsExactly(new Relation("MODIFY", "T3", "T2"));
    assertThat(read.attributes())
        .containsExactly(new Attribute("POLARITY", "T2", "NEG"), new Attribute("Hedged", "T3", ""));
  }

  @Test
  void fragmentsAreKeptApart() {
    Annotations read = read("T1\tFinding 11 16;3 9\tfever 𝛽-rash");
    assertThat(read.stretches().get(0).fragments()).hasSize(2);
    assertThat(words(read.stretches().get(0).cover())).isEqualTo("𝛽-rash; fever");
  }

  @Test
  void damagedLinesAreIssuesAndTheOthersSurvive() {
    Result<Annotations> result =
        StandoffReader.read(
            "a.ann",
            "T1\tFinding 3\tx\nT2\tFinding 11 16\tfever\nT2\tFinding 3 9\tagain\n"
                + "T3\tFinding 9 3\t\nT4\tFinding 0 999\t\nT5\nR1\tHasValue Arg1:T2\n"
                + "R2\tHasValue Arg1:T2 Arg2:T9\nA1\tAssertion\nE1\t\nhello\n",
            TEXT);
    assertThat(result.value().orElseThrow().stretches()).hasSize(1);
    assertThat(result.issues())
        .extracting(issue -> issue.location().line())
        .containsExactly(1, 3, 4, 5, 6, 10, 11, 7, 8, 9);
    assertThat(result.issues()).extracting(Issue::solution).doesNotContain("");
  }

  @Test
  void relationsAndAttributesAreNumbered() {
    Annotations annotations =
        new Annotations(
            List.of(
                new TextBound("T1", "Finding", List.of(new Span(12, 17))),
                new TextBound("T2", "Value", List.of(new Span(21, 25)))),
            List.of(new Relation("HasValue", "T1", "T2")),
            List.of(new Attribute("Assertion", "T1", "absent")));
    assertThat(annotations.write(TEXT))
        .isEqualTo(
            "T1\tFinding 11 16\tfever\nT2\tValue 20 24\t39.5\n"
                + "R1\tHasValue Arg1:T1 Arg2:T2\nA1\tAssertion T1 absent\n");
    assertThat(read(annotations.write(TEXT))).isEqualTo(annotations);
  }

  @Property(tries = 300)
  void anyTextIsReadWithoutFailure(
      @ForAll @StringLength(max = 60) String annotation, @ForAll @StringLength(max = 9) String t) {
    StandoffReader.read("x.ann", annotation, t);
    StandoffReader.read("x.ann", "T1\tA 0 1;" + annotation + "\nR1\t" + annotation, t);
  }

  private static Annotations read(String annotation) {
    Result<Annotations> result = StandoffReader.read("a.ann", annotation, TEXT);
    assertThat(result.issues()).isEmpty();
    return result.value().orElseThrow();
  }

  private static String words(Span span) {
    return TEXT.substring(span.start(), span.end());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForAPipe(@TempDir Path pipes) throws Exception {
    for (String name : List.of("a.ann", "b.txt")) {
      Process made = new ProcessBuilder("mkfifo", pipes.resolve(name).toString()).start();
      assertThat(made.waitFor()).isZero();
    }
    Files.writeString(pipes.resolve("a.txt"), "fever");
    Files.writeString(pipes.resolve("b.ann"), "T1\tSign_symptom 0 5\tfever\n");
    for (String name : List.of("a.ann", "b.txt")) {
      assertThatThrownBy(() -> StandoffReader.text(pipes.resolve(name)))
          .isInstanceOf(IOException.class);
    }
    assertThat(StandoffReader.text(pipes.resolve("a.txt"))).isEqualTo("fever");
    assertThat(AnnotatedCorpus.read(pipes).issues()).hasSizeGreaterThanOrEqualTo(2);
  }
}

package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing from outside steers a terminal, and nothing that is not printed counts as done. */
class TerminalTest {
  /** Colours, the same with one character, turned text, isolates, marks, an invisible tag. */
  private static final String EVIL =
      "\u001b[31mx\u009b2J\u202ey\u2066\u200f\u061c\u0007\u007f\u2028\ud83d\udd0d\udb40\udc41";

  @TempDir Path folder;
  private String name;

  @BeforeEach
  void write() throws IOException {
    Path evil;
    try {
      evil = Files.createDirectory(folder.resolve("a" + EVIL));
    } catch (InvalidPathException e) {
      assumeTrue(false, "file names are not in UTF-8 here");
      return;
    }
    name = evil.toString();
    StringBuilder escaped = new StringBuilder();
    EVIL.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    Files.writeString(
        evil.resolve("c.yaml"),
        "id: c\nsubject: {sex: \""
            + escaped
            + "\"}\n\"key"
            + escaped
            + "\": 1\ndiagnoses: [\"gout "
            + escaped
            + "\", gout]\n");
    Files.writeString(
        evil.resolve("a.txt"), "A 40-year-old man with fe\u009bver" + EVIL + " and gout was seen.");
    Files.writeString(
        evil.resolve("p.json"),
        "{\"resourceType\": \"Patient\", \"gender\": \"" + escaped + "\", \"" + escaped + "\": 1}");
    Files.writeString(
        evil.resolve("w.tsv"),
        "term\tsystem\tcode\tdisplay\tdomain\tz"
            + EVIL
            + "\nfe"
            + EVIL
            + "\turn:x\tq"
            + EVIL
            + "\tFever "
            + EVIL
            + "\tfinding\nz"
            + EVIL
            + "\turn:x\tq2\tZ"
            + EVIL
            + "\tfinding\n");
    Files.writeString(evil.resolve("x.ann"), "T1\tSex" + EVIL + " 0 3\tx" + EVIL + "\n");
    Files.writeString(evil.resolve("x.txt"), "x" + EVIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "convert --format @ x",
        "convert --@ x",
        "convert @none",
        "convert @/c.yaml -o %/b.json",
        "convert @/c.yaml -o %/b.json --issues json",
        "convert @/c.yaml -o %/b.json --report text",
        "convert @/c.yaml -o %/b.json --report json",
        "convert @/c.yaml -o %/b.json --report outcome",
        "convert @/c.yaml -o %/b.json --report html",
        "convert @/c.yaml -o @/c.yaml",
        "convert @/c.yaml -o @/p.json/x.json",
        "extract --tagger fast @/a.txt --explain",
        "extract --tagger fast @/a.txt -o %/a.yaml",
        "validate @/p.json",
        "validate @/p.json --report text",
        "push @/p.json --server http://127.0.0.1:1/@",
        "server --port 0 --load @/p.json",
        "terminology find @ --terminology @/w.tsv",
        "terminology find @ --terminology @/w.tsv --format tsv",
        "terminology list --index @",
        "terminology check @/w.tsv --index %/i",
        "terminology import @/w.tsv --index %/i",
        "terminology remove @ --index %/i",
        "terminology import @/w.tsv --index %/i --licence @ --name @",
        "train @ -o %/m",
        "train @/x.txt -o %/m",
        "evaluate @ --folds 2",
      })
  void noCharacterSteersTheTerminal(String arguments) {
    CommandRun run =
        CommandRun.of(
            Stream.of(arguments.split(" "))
                .map(word -> word.replace("@", name).replace("%", folder.toString()))
                .toArray(String[]::new));
    assertThat(steering(run.out())).as(run.out()).isEmpty();
    assertThat(steering(run.err())).as(run.err()).isEmpty();
    assertThat(run.out() + run.err()).isNotBlank();
  }

  private static List<String> steering(String printed) {
    List<String> found = new ArrayList<>();
    printed
        .codePoints()
        .filter(c -> c != '\n' && c != '\t' && Excerpt.printable(c) != c)
        .forEach(c -> found.add(Integer.toHexString(c)));
    return found;
  }

  @Test
  void coloursAreOurs() {
    CommandRun run =
        CommandRun.onColourTerminal("convert", name + "/c.yaml", "-o", name + "/b.json");
    assertThat(run.err()).contains("\u001b[33mwarning:\u001b[0m");
    assertThat(run.err().replaceAll("\u001b\\[(?:1;31|33|36|0)m", "")).doesNotContain("\u001b");
  }

  @Test
  void whatIsOneLineStaysOne() throws IOException {
    Path file = folder.resolve("a.yaml: 9 resources\nb.yaml");
    Files.writeString(file, "id: c\nsubject: {}\ndiagnoses: [gout]\n");
    CommandRun run =
        CommandRun.of("convert", file.toString(), "-o", folder.resolve("b").toString());
    assertThat(run.err()).doesNotContain("\nb.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "convert --help",
        "schema",
        "generate-completion",
        "terminology list",
        "terminology find fever --no-index",
        "terminology find fever --no-index --format tsv",
        "convert --no-validate %/c.yaml",
        "convert --no-validate %/c.yaml -o -",
        "convert --no-validate %/c.yaml -o %/b.json --report text",
        "extract --tagger fast %/a.txt",
        "extract --tagger fast %/a.txt --explain",
        "validate %/p.json --report json",
        "validate %/p.json --report outcome",
      })
  void aFullDiskIsNoSuccess(String arguments) throws IOException {
    Files.writeString(folder.resolve("c.yaml"), "id: c\nsubject: {}\ndiagnoses: [gout]\n");
    Files.writeString(folder.resolve("a.txt"), "A 40-year-old man presented with fever.");
    Files.writeString(folder.resolve("p.json"), "{\"resourceType\": \"Patient\"}");
    CommandRun run = CommandRun.onFullDisk(arguments.replace("%", folder.toString()).split(" "));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("standard output cannot be written: No space left on device")
        .doesNotContain("\tat ");
  }
}

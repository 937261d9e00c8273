package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.case2fhir.TerminologyStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminologyCommandTest {
  private static final String RELEASE =
      """
      system\tcode\tdisplay\tdomain\tsynonyms
      urn:clinic\tq1\tQuokka fever\tcondition\tquokka ague
      urn:clinic\tq2\tQuokka bite\tfinding\t
      """;

  @TempDir Path folder;
  private String index;

  @BeforeEach
  void chooseIndex() {
    index = folder.resolve("index").toString();
  }

  private String write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private CommandRun terminology(String command, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "terminology";
    arguments[1] = command;
    System.arraycopy(more, 0, arguments, 2, more.length);
    arguments[more.length + 2] = "--index";
    arguments[more.length + 3] = index;
    return CommandRun.of(arguments);
  }

  private void install() throws IOException {
    CommandRun run = terminology("import", write("clinic.tsv", RELEASE), "--release", "7");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("clinic: clinic.tsv; 2 rows read, 2 concepts");
  }

  @Test
  void installedTermIsFoundListedAndConverted() throws IOException {
    install();
    CommandRun found = terminology("find", "Quokka fevers", "--domain", "condition");
    assertThat(found.exitCode()).isZero();
    assertThat(found.out())
        .contains("condition: Quokka fever (normal form, clinic)")
        .contains("urn:clinic q1 Quokka fever");
    assertThat(terminology("list").out()).contains("clinic: clinic.tsv").contains("version 7");

    String file = write("c.yaml", "id: c\nsubject: {}\ndiagnoses: [quokka fever]\n");
    CommandRun converted = CommandRun.of("convert", file, "--index", index);
    assertThat(converted.exitCode()).as(converted.err()).isZero();
    assertThat(converted.out())
        .contains("\"system\": \"urn:clinic\"")
        .contains("\"version\": \"7\"")
        .contains("\"code\": \"q1\"");
    assertThat(converted.err()).contains("terminology: installed: clinic");
    assertThat(CommandRun.of("convert", file, "--index", index, "--no-index").out())
        .doesNotContain("urn:clinic");
  }

  @Test
  void rowsForToolsHaveSevenCells() throws IOException {
    install();
    CommandRun run =
        CommandRun.withInput(
            "quokka ague\n\nno such thing\n",
            "terminology",
            "find",
            "-",
            "--format",
            "tsv",
            "--domain",
            "condition",
            "--index",
            index);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .containsExactly(
            "term\tdomain\tpreferred\tsystem\tcode\tdisplay\tmatched",
            "quokka ague\tcondition\tQuokka fever\turn:clinic\tq1\tQuokka fever\tsynonym (clinic)",
            "no such thing\t\t\t\t\t\t");
  }

  @Test
  void ownTableWinsAndTheLastOneMost() throws IOException {
    install();
    String first =
        write("first.tsv", "term\tsystem\tcode\tdisplay\tdomain\nfever\turn:a\t1\tA\tfinding\n");
    String second =
        write("second.tsv", "term\tsystem\tcode\tdisplay\tdomain\nfevers\turn:b\t2\tB\tfinding\n");
    String file = write("c.yaml", "id: c\nsubject: {}\nfindings: [fever]\n");
    CommandRun run =
        CommandRun.of("convert", file, "--terminology", first, "--terminology", second);
    assertThat(run.out()).contains("urn:b").doesNotContain("urn:a").doesNotContain("386661006");
    assertThat(run.err())
        .contains("terminology: own words: first.tsv (1 rows)")
        .contains("terminology: own words: second.tsv (1 rows)");
  }

  @Test
  void ownTermMayHaveCodesOfSeveralSystemsAndSynonyms() throws IOException {
    String table =
        write(
            "own.csv",
            """
            term,synonyms,system,code,display,domain
            big ache,great ache|grand ache,urn:a,1,A,finding
            big ache,,urn:b,2,B,finding
            """);
    CommandRun run = terminology("find", "grand aches", "--terminology", table);
    assertThat(run.out()).contains("urn:a 1 A").contains("urn:b 2 B");
  }

  @Test
  void wrongFilesAreRefusedInWords() throws IOException {
    CommandRun run = terminology("import", write("letter.txt", "Dear colleague,\n"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("letter.txt: error:").doesNotContain("Exception");
    String file = write("c.yaml", "id: c\nsubject: {}\n");
    CommandRun overlay = CommandRun.of("convert", file, "--terminology", write("x.tsv", "a\tb\n"));
    assertThat(overlay.exitCode()).isEqualTo(1);
    assertThat(overlay.err()).contains("x.tsv:1: error: the header has no column `code`");
    assertThat(overlay.out()).isEmpty();
    assertThat(terminology("import", folder.resolve("none").toString()).exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("convert", file, "--tx", "file:///x").exitCode()).isEqualTo(2);
  }

  @Test
  void removeDeletesWhatImportWroteAndNothingElse() throws IOException {
    install();
    Path own = Files.writeString(folder.resolve("index/mine.terms"), "not an index");
    assertThat(terminology("remove", "mine").exitCode()).isEqualTo(1);
    CommandRun import2 = terminology("import", write("mine.tsv", RELEASE));
    assertThat(import2.exitCode()).isEqualTo(1);
    assertThat(import2.err()).contains("no import has written this file");
    assertThat(own).hasContent("not an index");
    for (String name : new String[] {"nobody", "../index/clinic", "clinic.terms", ""}) {
      CommandRun run = terminology("remove", name);
      assertThat(run.exitCode()).as(name).isEqualTo(2);
      assertThat(run.err()).contains("No such terminology");
    }
    CommandRun run = terminology("remove", "clinic");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("clinic: removed");
    assertThat(terminology("list").out()).doesNotContain("clinic");
    assertThat(own).exists();
  }

  @Test
  void importRefusesWhatCheckRefuses() throws IOException {
    String table =
        write(
            "own.tsv",
            "system\tcode\tdisplay\tdomain\nSNOMED\t386661007\tFever\tfinding\n"
                + "SNOMED\t38341003\tHypertension\tcondition\n");
    for (String command : new String[] {"check", "import"}) {
      CommandRun run = terminology(command, table);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("own.tsv:2: error: `386661007` has not the form or the check");
    }
    assertThat(terminology("list").out()).contains("  nothing;");
    Path tables = Files.createDirectory(folder.resolve("tables"));
    Files.writeString(tables.resolve("good.tsv"), RELEASE);
    Files.writeString(tables.resolve("bad.tsv"), "term\tsystem\nfever\turn:x\n");
    for (String command : new String[] {"check", "import"}) {
      CommandRun run = terminology(command, tables.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("bad.tsv:1: error: the header has no column `code`");
    }
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (String command : new String[] {"check", "import"}) {
      assertThat(terminology(command, empty.toString()).exitCode()).isEqualTo(1);
    }
  }

  @Test
  void anIndexThatCannotBeWrittenIsNamedAndNotTheRelease() throws IOException {
    String taken = write("taken.txt", "mine");
    index = folder.resolve("taken.txt").resolve("index").toString();
    CommandRun run = terminology("import", write("clinic.tsv", RELEASE));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(index + ": error: ").doesNotContain("clinic.tsv: error");
    assertThat(Path.of(taken)).hasContent("mine");
  }

  @Test
  void noTermOnStandardInputIsAnError() {
    CommandRun run = CommandRun.withInput("\n", "terminology", "find", "-", "--no-index");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("standard input holds no term");
  }

  @Test
  void damagedIndexIsAWarningAndTheConversionGoesOn() throws IOException {
    install();
    Path file = folder.resolve("index/clinic.terms");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
    String source = write("c.yaml", "id: c\nsubject: {}\nfindings: [fever]\n");
    CommandRun run = CommandRun.of("convert", source, "--index", index);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("clinic.terms: warning:").contains("import its release again");
  }

  @Test
  void checkFindsWhatIsWrongWithATable() throws IOException {
    String table =
        write(
            "own.tsv",
            """
            term\tsystem\tcode\tdisplay\tdomain\tremark
            fever\tSNOMED\t386661007\tFever\tfinding\t
            fever\tSNOMED\t386661006\tFever\tfinding\t
            fever\tSNOMED\t386661006\tFever\tfinding\t
            pulse\tnobody knows\t1\tPulse\ttest\t
            ague\turn:x\t\tAgue\tfinding\t
            ache\turn:x\t2\tAche\tsomewhere\t
            short\turn:x\t2
            """);
    CommandRun run = terminology("check", table);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("own.tsv:1: information: the column `remark` is not read")
        .contains("own.tsv:2: error: `386661007` has not the form or the check digit")
        .contains("own.tsv:3: warning: `fever` stands for `386661006` here and for `386661007`")
        .contains("own.tsv:4: warning: the row says the same as line 3")
        .contains("own.tsv:5: warning: the code system is neither a known name nor a URI")
        .contains("own.tsv:6: warning: a row has no code or no name")
        .contains("own.tsv:7: warning: `somewhere` is not a domain")
        .contains("own.tsv:8: warning: the row has 3 cells, the header 6");
  }

  @Test
  void checkComparesWithWhatIsInstalled() throws IOException {
    install();
    String table =
        write(
            "own.tsv",
            """
            system\tcode\tdisplay\tdomain
            urn:clinic\tq1\tQuokka ague\tcondition
            urn:clinic\tq2\tSomething else\tfinding
            urn:clinic\tq3\tUnknown\tfinding
            """);
    CommandRun run = terminology("check", table);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .doesNotContain("own.tsv:2:")
        .contains("own.tsv:3: information: the installed release calls `q2` `Quokka bite`")
        .contains("own.tsv:4: warning: `q3` is not in the installed release");
  }

  @Test
  void noticesOfListAreThoseOfTheNotice() throws IOException {
    String notice = Files.readString(Path.of("NOTICE")).replaceAll("\\s+", " ");
    String list = terminology("list").out();
    assertThat(TerminologyStore.builtIn()).hasSize(7);
    TerminologyStore.builtIn()
        .forEach(
            one -> {
              assertThat(notice).contains(one.licence());
              assertThat(list).contains(one.licence());
            });
  }

  @Test
  void serverThatCannotBeReachedIsAnIssueAndTheCaseIsConverted() throws IOException {
    String file = write("c.yaml", "id: c\nsubject: {}\ndiagnoses: [quokka fever, hypertension]\n");
    CommandRun run =
        CommandRun.of("convert", file, "--tx", "http://127.0.0.1:1/fhir", "--tx-cache", index);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("38341003");
    assertThat(run.err()).containsOnlyOnce("warning: the terminology server fails");
  }
}

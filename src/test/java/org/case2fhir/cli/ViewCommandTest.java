package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewCommandTest {
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final String CASE = "id: one\nsubject: {sex: female}\ndiagnoses: [gout]\n";

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static CommandRun view(Object... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "view";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    all[all.length - 1] = "--no-index";
    return CommandRun.of(all);
  }

  /** The page without its issues, which a Bundle cannot tell, and the name of the input. */
  private static String facts(String html) {
    Document page = Jsoup.parse(html);
    page.select("#issues, footer, nav a[href=#issues]").forEach(each -> each.remove());
    page.select("nav li:not(:has(a))").forEach(each -> each.remove());
    return page.html();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gluteal-calcinosis", "neonatal-sepsis", "long-qt-syncope", "minimal"})
  void aCaseAndItsBundleGiveTheSameFacts(String example) {
    CommandRun fromCase = view(EXAMPLES.resolve(example + "/case.yaml"));
    CommandRun fromBundle = view(EXAMPLES.resolve(example + "/bundle.json"));
    assertThat(fromCase.exitCode()).as(fromCase.err()).isZero();
    assertThat(fromBundle.exitCode()).isZero();
    assertThat(facts(fromCase.out())).isEqualTo(facts(fromBundle.out()));
    String markdown = view(EXAMPLES.resolve(example + "/case.yaml"), "--format", "md").out();
    assertThat(markdown).startsWith("# ").contains("## Diagnoses");
  }

  @Test
  void xmlGivesTheSamePageAsJson() throws IOException {
    Path xml = folder.resolve("bundle.xml");
    Path example = EXAMPLES.resolve("septic-shock/case.yaml");
    CommandRun.of(
        "convert", example.toString(), "--format", "xml", "--no-validate", "-o", xml.toString());
    assertThat(facts(view(xml).out())).isEqualTo(facts(view(example).out()));
  }

  @Test
  void anArticleGivesThePageOfItsCase() {
    CommandRun run =
        view(EXAMPLES.resolve("article-ulcerative-colitis/article.md"), "--confidence");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Document page = Jsoup.parse(run.out());
    assertThat(page.select("blockquote").eachText())
        .anyMatch(
            quote -> quote.contains("“bloody diarrhea” (characters 113 to 128 of the source)"));
    assertThat(page.select("#s-findings").text()).contains("Certainty:");
  }

  @Test
  void issuesHaveTheirPlaceAndRemedy() throws IOException {
    Path file = write("bad.yaml", CASE + "finding: [typo]\n");
    CommandRun run = view(file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    Document page = Jsoup.parse(run.out());
    assertThat(page.select("#issues tr.error").text())
        .contains("bad.yaml:4:1")
        .contains("did you mean `findings`?");
    assertThat(page.select("#s-diagnoses").text()).contains("gout");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pagesAreForTheirOwner() throws IOException {
    Path page = folder.resolve("new/case.html");
    assertThat(view(write("case.yaml", CASE), "-o", page).exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderGivesAPageForEachAndAnIndex() throws IOException {
    write("in/a b/ca#se.yaml", CASE);
    Files.copy(EXAMPLES.resolve("minimal/bundle.json"), folder.resolve("in/bundle.json"));
    write("in/package.json", "{\"name\": \"x\"}");
    Path out = folder.resolve("out");
    CommandRun run = view(folder.resolve("in"), "-o", out);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.resolve("a b/ca#se.html")).isRegularFile();
    assertThat(out.resolve("bundle.html")).isRegularFile();
    Document index = Jsoup.parse(Files.readString(out.resolve("index.html")));
    assertThat(index.select("table a").eachAttr("href"))
        .containsExactly("./a%20b/ca%23se.html", "./bundle.html");
    assertThat(run.err()).contains("package.json");
  }

  @Test
  void twoPatientsOfAnArticleHaveTwoPages() throws IOException {
    Path file =
        write(
            "two.txt",
            "Case 1\n\nA 45-year-old woman presented with fever and cough. She had gout.\n\n"
                + "Case 2\n\nA 60-year-old man presented with chest pain. He had diabetes.\n");
    Path out = folder.resolve("out");
    CommandRun refused = view(file, "-o", folder.resolve("one.html"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err()).contains("it describes 2 patients");
    assertThat(view(file, "-o", out + "/").exitCode()).isZero();
    assertThat(out.resolve("two-patient-1.html")).isRegularFile();
    assertThat(out.resolve("two-patient-2.html")).isRegularFile();
    assertThat(Files.readString(out.resolve("index.html"))).contains("./two-patient-2.html");
  }

  @Test
  void inputsAreNotOverwritten() throws IOException {
    Path file = write("case.yaml", CASE);
    assertThat(view(file, "-o", file).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(file).hasContent(CASE);
    Path index = write("in/index.yaml", CASE);
    CommandRun run = view(index, file, "-o", folder.resolve("out"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("as the index; rename it");
    assertThat(view(file, index).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void wrongInputsAreSaidToBeSo() throws IOException {
    String empty = "{\"resourceType\": \"Bundle\", \"type\": \"collection\"}";
    String later = "{\"resourceType\": \"Transport\", \"status\": \"active\"}";
    String huge =
        "{\"resourceType\": \"Observation\", \"valueQuantity\": {\"value\": 1e999999999}}";
    assertRefused(write("empty.json", empty), "the Bundle has no entry with a resource");
    assertRefused(write("later.json", later), "a resource of R5 that R4 has not");
    assertRefused(write("huge.json", huge), "more than 999 zeros");
    assertRefused(write("cut.json", "{\"resourceType\": \"Bundle\", "), "error: ");
    assertRefused(
        write(
            "dtd.xml",
            "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]>"
                + "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&y;\"/></Patient>"),
        "error: ");
    assertRefused(write("words.txt", "Nothing about anybody."), "error: ");
    assertThat(view(folder.resolve("none.json")).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private static void assertRefused(Path file, String message) {
    CommandRun run = view(file);
    assertThat(run.exitCode()).as(file + run.err()).isEqualTo(ExitCode.DATA);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).doesNotContain("Exception");
  }

  @Test
  void whatAFhirFileHoldsBesideFhirIsNamed() throws IOException {
    Path file =
        write(
            "odd.json", "{\"resourceType\": \"Patient\", \"gendre\": \"male\", \"active\": true}");
    CommandRun run = view(file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("the element `gendre` is not of FHIR R4 and is not read");
    assertThat(Jsoup.parse(run.out()).select("#issues").text()).contains("gendre");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'urn:a','resource':'x'}]}",
        "{'resourceType':'Observation','_effectiveDateTime':{'extension':['x']}}",
        "{'resourceType':'Observation','_effectiveDateTime':{'extension':[null]}}",
        "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Patient',"
            + "'_birthDate':{'extension':[5]}}}]}",
      })
  void jsonOfAnotherStructureIsAnIssue(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("odd.json"), json.replace('\'', '"'));
    CommandRun run = view(file);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("odd.json").doesNotContain("internal error");
  }
}

package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CaseFileEditorTest {
  private static final String CASE =
      """
      # who wrote it
      id: x   # its name
      encounters:
        - id: v1
          # what was there
          findings:
            - finding: fever   # hot
              duration: 5 days
              evidence: {quote: fever, start: 1, end: 6}
              confidence: 0.98
            # the second
            - absent: cough
            - {absent: [a, b], category: exam}  # two
            - dizziness
      findings: {finding: x}
      diagnoses: [a, {suspected: b}]
      """;

  @Test
  void everythingElseStaysAsItIsWritten() {
    String text =
        CaseFileEditor.of(CASE)
            .set("/encounters/0/findings/0/duration", "6 days")
            .set("/encounters/0/findings/0/site", "skin")
            .rename("/encounters/0/findings/1/absent", "finding")
            .text();
    assertThat(text)
        .isEqualTo(
            CASE.replace("5 days", "6 days")
                .replace(
                    "        evidence: {quote: fever",
                    "        site: skin\n        evidence: {quote: fever")
                .replace("- absent: cough", "- finding: cough"));
  }

  @Test
  void aKeyOfTheProgramGoesLast() {
    CaseFileEditor edited =
        CaseFileEditor.of(CASE).set("/encounters/0/findings/0/reviewed", Map.of("by", "AB"));
    assertThat(edited.text())
        .contains("        confidence: 0.98\n        reviewed: {by: AB}\n      # the second");
  }

  @Test
  void itemsAreReplacedAddedAndTakenOut() {
    CaseFileEditor edited =
        CaseFileEditor.of(CASE)
            .replace(
                "/encounters/0/findings/2", List.of(Map.of("absent", "a"), Map.of("absent", "b")))
            .append("/encounters/0/findings", Map.of("finding", "new: one"))
            .append("/findings", Map.of("finding", "z"))
            .append("/diagnoses", Map.of("diagnosis", "c, d"))
            .append("/medications", Map.of("drug", "aspirin"))
            .remove("/encounters/0/findings/0");
    assertThat(edited.text())
        .isEqualTo(
            """
            # who wrote it
            id: x   # its name
            encounters:
              - id: v1
                # what was there
                findings:
                  # the second
                  - absent: cough
                  - {absent: a}
                  - {absent: b}  # two
                  - dizziness
                  - {finding: 'new: one'}
            findings:
              - {finding: x}
              - {finding: z}
            diagnoses: [a, {suspected: b}, {diagnosis: 'c, d'}]
            medications:
              - {drug: aspirin}
            """);
  }

  @Test
  void aListThatWouldBeEmptyGoes() {
    String text = "id: x\nfindings:\n  - finding: a\nsubject: {sex: male}\n";
    assertThat(CaseFileEditor.of(text).remove("/findings/0").text())
        .isEqualTo("id: x\nsubject: {sex: male}\n");
  }

  @Test
  void manyKeysAtOnceAreWrittenAsOneByOne() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("/encounters/0/findings/0/reviewed", Map.of("by", "A"));
    keys.put("/encounters/0/findings/1/reviewed", Map.of("by", "B"));
    CaseFileEditor oneByOne =
        CaseFileEditor.of(CASE)
            .set("/encounters/0/findings/0/reviewed", Map.of("by", "A"))
            .set("/encounters/0/findings/1/reviewed", Map.of("by", "B"));
    assertThat(CaseFileEditor.of(CASE).setAll(keys).text()).isEqualTo(oneByOne.text());
  }

  @Test
  void jsonStaysJson() {
    String json =
        "{\n\t\"id\": \"x\",\n\t\"findings\": [\n\t\t{\"finding\": \"a\"}, \"b\"\n\t]\n}\n";
    CaseFileEditor edited =
        CaseFileEditor.of(json)
            .set("/findings/0/note", "q\"x")
            .remove("/findings/1")
            .append("/diagnoses", "u");
    assertThat(edited.text())
        .isEqualTo(
            "{\n\t\"id\": \"x\",\n\t\"findings\": [\n\t\t{\"finding\": \"a\", \"note\":"
                + " \"q\\\"x\"}\n\t], \"diagnoses\": [\"u\"]\n}\n");
  }

  @Test
  void windowsLinesAndCharactersOutsideTheFirstPlaneStay() {
    String text = "id: x\r\ntitle: \"\uD83D\uDE00 smile\"\r\nfindings:\r\n  - finding: a\r\n";
    CaseFileEditor edited = CaseFileEditor.of(text).set("/findings/0/note", "n 1");
    assertThat(edited.text())
        .isEqualTo(
            "id: x\r\ntitle: \"\uD83D\uDE00 smile\"\r\nfindings:\r\n  - finding: a\r\n"
                + "    note: n 1\r\n");
  }

  @Test
  void valuesOfSeveralLinesAreReplacedWhole() {
    String text = "id: x\nfindings:\n  - finding: a\n    note: |\n      one\n      two\n  - b\n";
    assertThat(CaseFileEditor.of(text).set("/findings/0/note", "three").text())
        .isEqualTo("id: x\nfindings:\n  - finding: a\n    note: three\n  - b\n");
  }

  @Test
  void whatIsNoCaseFileIsRefused() {
    for (String text : List.of("", "- a\n", "a: [", "a: 1\n---\nb: 2\n")) {
      assertThatThrownBy(() -> CaseFileEditor.of(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property(tries = 300)
  void aValueIsReadBackAndNothingElseChanges(
      @ForAll("words") String value, @ForAll("places") String place) {
    CaseFileEditor before = CaseFileEditor.of(CASE);
    CaseFileEditor after = before.set(place, value);
    assertThat(after.value(place)).contains(value);
    assertThat(after.remove(place).value("/diagnoses")).isEqualTo(before.value("/diagnoses"));
    assertThat(
            after.text().lines().filter(line -> line.contains("# ")).map(CaseFileEditorTest::note))
        .containsSubsequence("# who wrote it", "# its name", "# what was there", "# hot")
        .contains("# the second", "# two");
  }

  private static String note(String line) {
    return line.substring(line.lastIndexOf("# "));
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withChars("ab 1:,#-'\"{}[]&*!|>%@`\\\u00e4\u0627\n\t")
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(text -> !text.isBlank() && !text.contains("# "));
  }

  @Provide
  Arbitrary<String> places() {
    return Arbitraries.of(
        "/title",
        "/encounters/0/label",
        "/encounters/0/findings/0/note",
        "/encounters/0/findings/0/duration",
        "/encounters/0/findings/1/note",
        "/encounters/0/findings/2/category",
        "/findings/finding",
        "/diagnoses/1/note");
  }
}

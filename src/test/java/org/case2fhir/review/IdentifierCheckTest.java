package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.CaseReport;
import org.case2fhir.review.IdentifierCheck.Identifier;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierCheckTest {
  private static final String CASE =
      """
      id: case-1
      source: {title: A case, authors: [Peter Smith], doi: 10.1000/182}
      subject: {name: "Jos\\u00e9 Doe", sex: male, age: 93 years, birth-date: 1930-02-03}
      encounters:
        - id: first-visit
          start: 2019-03-12
          findings:
            - text: fever
              note: Mrs. Miller, his neighbour, called on 5 May 2019.
      """;

  private static SourceDocument article(String sentence) {
    String text = "# Scurvy: a case report\n\n## Case presentation\n\n" + sentence + "\n";
    return DocumentReader.read("a.md", text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
  }

  private static List<String> found(String sentence) {
    SourceDocument document = article(sentence);
    List<Identifier> identifiers = IdentifierCheck.check(document);
    for (Identifier each : identifiers) {
      assertThat(document.text().substring(each.start(), each.end())).isEqualTo(each.quote());
      assertThat(each.reason()).isNotEmpty();
      assertThat(each.remedy()).isNotEmpty();
    }
    return identifiers.stream().map(each -> each.kind().word() + ": " + each.quote()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mr. Peter Smith was admitted.|name: Peter Smith",
        "Mrs. Young was a young woman.|name: Young",
        "Anna Müller is a 62-year-old woman.|name: Anna Müller",
        "His wife Mary brought him.|name: Mary",
        "A boy named Peter had scurvy.|name: Peter",
        "The patient P.S. was seen.|name: P.S.",
        "He lives at 12 Main Street.|place: 12 Main Street",
        "She was a resident of Springfield.|place: Springfield",
        "A farmer from the village of Ballyduff came.|place: Ballyduff",
        "He came on 12 March 2019.|date: 12 March 2019",
        "He came on March 12th, 2019.|date: March 12th, 2019",
        "He came on 2019-03-12.|date: 2019-03-12",
        "He came on 12.03.2019.|date: 12.03.2019",
        "Er kam am 12. März 2019.|date: 12. März 2019",
        "He was born on 12 March 1970.|date-of-birth: 12 March 1970",
        "A 92-year-old man had scurvy.|age: 92",
        "He died aged 95.|age: 95",
        "Phone 555 123 4567 was called.|phone: 555 123 4567",
        "He called (555) 123-4567 twice.|phone: (555) 123-4567",
        "Fax: 555 123 4567 was used.|fax: 555 123 4567",
        "Write to peter.smith@example.org today.|email: peter.smith@example.org",
        "His number is 123-45-6789.|social-security-number: 123-45-6789",
        "The MRN: 00123456 was used.|record-number: 00123456",
        "Insurance number A1234567 was used.|health-plan-number: A1234567",
        "A pacemaker, serial number PJN123456H, was implanted.|device-number: PJN123456H",
        "His license plate was B-MW 1234.|vehicle-number: B-MW 1234",
        "Passport number C01X00T47 was shown.|license-number: C01X00T47",
        "See http://example.org/smith for more.|web-address: http://example.org/smith",
        "The picture is Peter_Smith_CT.jpg here.|photograph: Peter_Smith_CT.jpg"
      })
  void whatIdentifies(String sentence, String expected) {
    assertThat(found(sentence)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mr. X was admitted with Crohn disease and Hodgkin lymphoma.",
        "A pause of 120 ms Duration was seen.",
        "She was a 45-year-old woman. Patient was a 45-year-old man.",
        "He was a resident of India and had lived in Southern Germany.",
        "Dr. Miller saw him in May 2019, and Glasgow Coma Scale was 15.",
        "His father had Marfan syndrome. Her mother Caucasian, her father Asian.",
        "The ratio was 12/3/4 and the value 5.5.2020 mg; the gene named Parkin was sequenced.",
        "The trial registration number is NCT01234567; GenBank accession number MN908947.",
        "Sodium was 92 mmol/L, oxygen saturation 95% at age 45.",
        "On day 12 he was 89 years old."
      })
  void whatDoesNotIdentify(String sentence) {
    assertThat(found(sentence).stream().filter(f -> !f.equals("date: 5.5.2020"))).isEmpty();
  }

  @Test
  void authorsReferencesAndDeclarationsAreNotThePatient() {
    String text =
        "# Scurvy: a case report\n\n"
            + "Peter Smith, 12 Main Street, Springfield; peter.smith@example.org\n\n"
            + "Received 12 March 2019\n\n"
            + "## Case presentation\n\n"
            + "A man had scurvy.\n\n"
            + "## Acknowledgements\n\n"
            + "We thank Mrs. Miller, phone 555 123 4567.\n\n"
            + "## References\n\n"
            + "1. Lind J. Accessed 12 March 2019. http://example.org\n";
    SourceDocument document =
        DocumentReader.read("a.md", text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
    assertThat(IdentifierCheck.check(document)).isEmpty();
  }

  @Test
  void valuesOfACaseFileHavePlacesAndPointers() {
    List<Identifier> found = IdentifierCheck.checkCaseFile(CASE);
    assertThat(found)
        .extracting(each -> each.kind().word() + " " + each.pointer())
        .containsExactly(
            "name /subject/name",
            "age /subject/age",
            "date-of-birth /subject/birth-date",
            "date /encounters/0/start",
            "name /encounters/0/findings/0/note",
            "date /encounters/0/findings/0/note");
    assertThat(CASE.substring(found.get(5).start(), found.get(5).end())).isEqualTo("5 May 2019");
    // Where a value is escaped, all of it is marked.
    assertThat(CASE.substring(found.get(0).start(), found.get(0).end()))
        .isEqualTo("\"Jos\\u00e9 Doe\"");
    assertThat(found.get(0).quote()).isEqualTo("José Doe");
  }

  @Test
  void aCaseHasTheSameWithoutPlaces() {
    CaseReport report =
        new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn())
            .read("case.yaml", CASE.getBytes(StandardCharsets.UTF_8))
            .result()
            .value()
            .orElseThrow();
    List<Identifier> found = IdentifierCheck.check(report);
    assertThat(found).extracting(each -> each.kind().word()).contains("name", "age", "date");
    assertThat(found).allMatch(each -> each.start() == 0 && each.end() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just prose of Mr. Smith", "a: [", "a: &x [1]\nb: [*x, *x]\n"})
  void anyTextCanBeChecked(String text) {
    assertThat(IdentifierCheck.checkCaseFile(text)).hasSize(text.contains("Smith") ? 1 : 0);
  }

  @Test
  void theShapeOfTheJsonIsStable() {
    List<Identifier> found = IdentifierCheck.check(article("He came on 12 March 2019."));
    JsonNode json = new ObjectMapper().valueToTree(found).get(0);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("kind", "start", "end", "quote", "reason", "remedy");
    assertThat(json.get("kind").asText()).isEqualTo("date");
  }
}

package org.case2fhir.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.case2fhir.document.Papers.Line;
import org.case2fhir.model.SourceCitation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  private static final String STORY =
      "A 50-year-old man was seen with a swollen knee that had been there for two weeks.";
  private static final String MORE =
      "The fluid of the joint was taken and it had crystals in it, so that he was given a drug.";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void byteOrderMarksTellTheEncoding(String charset) {
    byte[] content = ("\ufeff" + STORY + " µg").getBytes(Charset.forName(charset));
    SourceDocument document = Papers.read("a.txt", content);
    assertThat(document.text()).isEqualTo(STORY + " µg");
    assertThat(Papers.codes(content)).isEmpty();
  }

  @Test
  void guessedEncodingsAreTold() {
    byte[] western =
        "He weighed 5 µg – so they said, naïvely.".getBytes(Charset.forName("windows-1252"));
    assertThat(Papers.read("a.txt", western).text()).contains("5 µg – so", "naïvely");
    assertThat(Papers.codes(western)).containsExactly("guessed-encoding");
    byte[] wide = STORY.getBytes(StandardCharsets.UTF_16LE);
    assertThat(Papers.read("a.txt", wide).text()).isEqualTo(STORY);
    assertThat(Papers.codes(wide)).containsExactly("guessed-encoding");
  }

  @Test
  void plainTextStaysExactlyAsItIs() {
    String text = "  " + STORY + "\r\n\r\n\tHe had\u00a0no fever. \n\n";
    assertThat(Papers.read("a.txt", text.getBytes(UTF_8)).text()).isEqualTo(text);
  }

  @Test
  void anotherLanguageIsTold() {
    String german =
        "Wir berichten über einen Mann, der mit einer Schwellung des Knies in die Klinik kam. Er hatte"
            + " keine Schmerzen und wurde nach zwei Wochen aus der Klinik entlassen.";
    assertThat(Papers.codes(german.getBytes(UTF_8))).containsExactly("not-english");
    assertThat(Papers.read(german).citation()).isEmpty();
  }

  @Test
  void readsHtmlWithoutThePageAroundIt() {
    String html =
        """
        <!DOCTYPE html><html lang="en"><head><title>x</title>
        <meta name="citation_title" content="A swollen knee">
        <meta name="citation_author" content="Berg, Anna"><meta name="citation_author" content="Carl Ek">
        <meta name="citation_doi" content="10.1234/knee.5"><meta name="citation_date" content="2011/05/01">
        <script>var a = "spy";</script></head>
        <body><nav>Home Menu</nav><div class="cookie banner">We use cookies</div>
        <article><h1>A swollen knee</h1><h2>Case report</h2><p>%s<sup><a href="#r1">1</a></sup></p>
        <p>There were 10<sup>9</sup>/L cells.</p>
        <table><caption>Table 1. Blood</caption><tr><th>Test</th><th>Value</th></tr><tr><td>Urate</td><td>9 mg/dL</td></tr></table>
        <figure><figcaption>Figure 1. The knee.</figcaption></figure>
        <h2>References</h2><ol><li>Ek C. Gout. 1999.</li></ol></article>
        <footer>Contact us</footer></body></html>
        """
            .formatted(STORY);
    SourceDocument document = Papers.read("a.html", html.getBytes(UTF_8));
    assertThat(Papers.texts(document, SectionKind.CASE))
        .containsExactly(STORY, "There were 10⁹/L cells.");
    assertThat(Papers.texts(document, SectionKind.TABLE))
        .containsExactly("Test | Value", "Urate | 9 mg/dL");
    assertThat(Papers.texts(document, SectionKind.REFERENCES)).hasSize(1);
    assertThat(document.text()).doesNotContain("cookies", "spy", "Contact", "Menu");
    SourceCitation citation = document.citation().orElseThrow();
    assertThat(citation.authors()).containsExactly("Anna Berg", "Carl Ek");
    assertThat(citation.year()).contains(2011);
    assertThat(citation.doi()).contains("10.1234/knee.5");
  }

  private static String jats(String type, String body) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        %s
        <article xml:lang="en"><front><journal-meta><journal-title-group><journal-title>Knees</journal-title>
        </journal-title-group></journal-meta><article-meta>
        <article-id pub-id-type="pmid">12345</article-id><article-id pub-id-type="pmc">PMC777</article-id>
        <article-id pub-id-type="doi">10.1234/knee.5</article-id>
        <title-group><article-title>A swollen knee</article-title></title-group>
        <contrib-group><contrib contrib-type="author"><name><surname>Berg</surname><given-names>Anna</given-names></name></contrib></contrib-group>
        <pub-date pub-type="epub"><year>2011</year></pub-date><volume>3</volume><issue>2</issue><fpage>10</fpage><lpage>12</lpage>
        <permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Open.</license-p></license></permissions>
        <abstract><sec><title>Background</title><p>Knees can swell.</p></sec></abstract>
        <kwd-group><kwd>gout</kwd><kwd>knee</kwd></kwd-group></article-meta></front>
        <body>%s</body>
        <back><ack><p>We thank all.</p></ack><ref-list><title>References</title><ref id="r1"><mixed-citation>Ek C. Gout. 1999.</mixed-citation></ref></ref-list></back></article>
        """
        .formatted(type, body);
  }

  @Test
  void readsJats() {
    String body =
        "<sec sec-type=\"intro\"><title>Opening words</title><p>Knees can swell.</p></sec>"
            + "<sec sec-type=\"cases\"><title>What we saw</title><p>"
            + STORY
            + "<sup><xref ref-type=\"bibr\" rid=\"r1\">1</xref></sup></p><sec><title>Tests</title><p>All 10<sup>9</sup>/L.</p>"
            + "<fig><label>Figure 1</label><caption><title>The knee</title><p>From the front.</p></caption></fig>"
            + "<table-wrap><label>Table 1</label><caption><p>Blood</p></caption><table><tr><td>Urate</td><td>9</td></tr></table></table-wrap>"
            + "</sec></sec>";
    SourceDocument document = Papers.read("a.xml", jats("", body).getBytes(UTF_8));
    assertThat(Papers.texts(document, SectionKind.CASE)).containsExactly(STORY, "All 10⁹/L.");
    assertThat(Papers.texts(document, SectionKind.INTRODUCTION))
        .containsExactly("Knees can swell.");
    assertThat(Papers.texts(document, SectionKind.ABSTRACT)).containsExactly("Knees can swell.");
    assertThat(Papers.texts(document, SectionKind.TABLE)).containsExactly("Urate | 9");
    assertThat(Papers.texts(document, SectionKind.FIGURE_LEGEND))
        .containsExactly("Figure 1 The knee From the front.", "Table 1", "Blood");
    assertThat(Papers.texts(document, SectionKind.REFERENCES)).containsExactly("Ek C. Gout. 1999.");
    SourceCitation citation = document.citation().orElseThrow();
    assertThat(citation.title()).contains("A swollen knee");
    assertThat(citation.journal()).contains("Knees");
    assertThat(citation.authors()).containsExactly("Anna Berg");
    assertThat(citation.pages()).contains("10-12");
    assertThat(citation.pmid()).contains("12345");
    assertThat(citation.pmcid()).contains("PMC777");
    assertThat(citation.license()).contains("https://creativecommons.org/licenses/by/4.0/");
  }

  @Test
  void jatsReadsNothingFromOutsideAndDoesNotGrow() {
    String type =
        "<!DOCTYPE article [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY a \"ha\">"
            + "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    byte[] content =
        jats(type, "<sec sec-type=\"cases\"><p>" + STORY + " &x; &c;</p></sec>").getBytes(UTF_8);
    assertThat(Papers.codes(content)).containsExactly("entities-not-read");
    assertThat(Papers.read("a.xml", content).text()).doesNotContain("root:", "haha");
  }

  @Test
  void aTruncatedArticleIsReadAsFarAsItGoes() {
    String whole =
        jats("", "<sec sec-type=\"cases\"><title>Case</title><p>" + STORY + " He</p></sec>");
    byte[] cut = whole.substring(0, whole.indexOf("He</p>") + 2).getBytes(UTF_8);
    assertThat(Papers.codes(cut)).containsExactly("truncated-document");
    assertThat(Papers.texts(Papers.read("a.xml", cut), SectionKind.CASE).get(0)).startsWith(STORY);
  }

  @Test
  void readsDocx() {
    byte[] content =
        Papers.docx(
            Papers.paragraph("berschrift1", "Case report")
                + Papers.paragraph("", STORY)
                + "<w:tbl><w:tr><w:tc>"
                + Papers.paragraph("", "Urate")
                + "</w:tc><w:tc>"
                + Papers.paragraph("", "9 mg/dL")
                + "</w:tc></w:tr></w:tbl>"
                + "<w:p><w:r><w:t>There were 10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>9</w:t></w:r>"
                + "<w:r><w:t>/L cells</w:t></w:r><w:del><w:r><w:delText> gone</w:delText></w:r></w:del></w:p>"
                + Papers.paragraph("berschrift1", "Discussion")
                + Papers.paragraph("", MORE));
    SourceDocument document = Papers.read("a.docx", content);
    assertThat(Papers.texts(document, SectionKind.CASE))
        .containsExactly(STORY, "There were 10⁹/L cells");
    assertThat(Papers.texts(document, SectionKind.TABLE)).containsExactly("Urate | 9 mg/dL");
    assertThat(Papers.texts(document, SectionKind.DISCUSSION)).containsExactly(MORE);
    assertThat(document.citation().orElseThrow().title()).contains("A cough that stayed");
  }

  private static List<Line> column(float x, float top, String... words) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      lines.add(Line.of(x, top + 12 * i, words[i]));
    }
    return lines;
  }

  private static List<Line> twoColumns(int page) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(60, 40, 8, false, "Journal of Knees 2011; 3: " + page));
    lines.add(new Line(290, 810, 8, false, String.valueOf(page)));
    if (page == 1) {
      lines.add(new Line(60, 80, 18, true, "A knee that was swollen for two weeks"));
      lines.add(new Line(60, 130, 11, true, "Case report"));
      lines.addAll(
          column(
              60,
              145,
              "A 50-year-old man was seen with a swollen",
              "knee. He had been given some treat-",
              "ment for it and he came for a follow-",
              "up. The knee was warm and red when",
              "he was seen and there was no fever at",
              "all on that day or before it."));
      lines.addAll(
          column(
              310,
              133,
              "On the next day the fluid was taken out",
              "and there were crystals in it. He was",
              "given a drug and it went well. He was",
              "sent home on the fifth day and he was",
              "asked to come back after a month, and",
              "when he came the knee was"));
    } else {
      lines.addAll(
          column(
              60,
              80,
              "no longer swollen. He walked as before",
              "and he had no pain in it.",
              "There was no other joint."));
      lines.add(new Line(60, 130, 11, true, "Discussion"));
      lines.addAll(
          column(
              60, 145, "It was gout of the knee and that is not", "so rare as one thinks it is."));
      lines.addAll(
          column(
              310,
              83,
              "The knee is a joint in which the gout",
              "can be found when one looks for it, as",
              "was done here with a needle.",
              "It is good to think of it.",
              "It is not good to wait for it."));
    }
    return lines;
  }

  @Test
  void readsPdfColumnByColumnAcrossPages() {
    SourceDocument document =
        Papers.read("a.pdf", Papers.pdf(List.of(twoColumns(1), twoColumns(2))));
    String story = String.join(" ", Papers.texts(document, SectionKind.CASE));
    assertThat(story)
        .contains("some treatment for it and he came for a follow-up. The knee was warm")
        .contains("before it. On the next day the fluid")
        .contains("the knee was no longer swollen.")
        .doesNotContain("Journal of Knees", "gout");
    assertThat(String.join(" ", Papers.texts(document, SectionKind.DISCUSSION)))
        .contains("as one thinks it is.", "with a needle.");
    assertThat(Papers.texts(document, SectionKind.TITLE))
        .containsExactly("A knee that was swollen for two weeks");
  }

  @Test
  void rowsOfAPdfTableKeepTheirCells() {
    List<Line> lines = new ArrayList<>(column(60, 100, STORY, MORE));
    lines.addAll(column(60, 150, "Urate", "CRP"));
    lines.addAll(column(200, 150, "9 mg/dL", "40 mg/L"));
    lines.addAll(column(330, 150, "3-7", "0-5"));
    SourceDocument document = Papers.read("a.pdf", Papers.pdf(List.of(lines)));
    assertThat(Papers.texts(document, SectionKind.TABLE))
        .containsExactly("Urate | 9 mg/dL | 3-7", "CRP | 40 mg/L | 0-5");
  }

  @Test
  void pdfsThatCannotBeReadSayWhy() {
    List<List<Line>> page = List.of(column(60, 100, STORY, MORE));
    byte[] good = Papers.pdf(page);
    assertThat(Papers.codes(Papers.lockedPdf(page))).containsExactly("encrypted-document");
    assertThat(Papers.codes(Papers.pdf(List.of(List.of())))).containsExactly("no-text");
    byte[] noise = good.clone();
    for (int i = 20; i < noise.length; i++) {
      noise[i] = (byte) (i * 31 % 251);
    }
    assertThat(Papers.codes(noise)).containsExactly("corrupt-document");
    assertThat(Papers.codes("%PDF-1.7\nnothing".getBytes(UTF_8)))
        .containsExactly("corrupt-document");
  }

  @Test
  void filesThatAreNoDocumentsSayWhatTheyAre() {
    assertThat(Papers.codes(new byte[0])).containsExactly("empty-document");
    assertThat(Papers.codes(" \n\t ".getBytes(UTF_8))).containsExactly("empty-document");
    assertThat(Papers.codes("{\\rtf1 x".getBytes(UTF_8))).containsExactly("wrong-kind");
    assertThat(Papers.codes(Papers.zip(Map.of("a.txt", "x")))).containsExactly("wrong-kind");
    assertThat(Papers.codes("<?xml version=\"1.0\"?><feed/>".getBytes(UTF_8)))
        .containsExactly("wrong-kind");
    assertThat(Papers.codes(Papers.docx(""))).containsExactly("empty-document");
  }
}

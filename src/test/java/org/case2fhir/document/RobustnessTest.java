package org.case2fhir.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.case2fhir.document.Papers.Line;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No input breaks the reader, and none takes long, whatever else the machine is busy with. */
class RobustnessTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Of the processor's time. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private static final String SENTENCE =
      "The patient was seen on day 5 with a fever of 39.5 °C and a cough, and he had no pain. ";

  private static void reads(byte[] content) {
    long start = THREADS.getCurrentThreadCpuTime();
    var result = DocumentReader.read("x", content);
    assertThat(result.value().isPresent() || !result.issues().isEmpty()).isTrue();
    result.value().ifPresent(RobustnessTest::check);
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start)).isLessThan(LIMIT);
  }

  private static void check(SourceDocument document) {
    for (Section section : document.sections()) {
      for (List<Span> paragraph : section.paragraphs()) {
        assertThat(paragraph).isNotEmpty();
        assertThat(paragraph.get(paragraph.size() - 1).end())
            .isLessThanOrEqualTo(document.text().length());
        Passage.of(document, paragraph);
      }
    }
  }

  @Property(tries = 300)
  void randomBytes(@ForAll byte[] content) {
    reads(content);
  }

  @Property(tries = 300)
  void randomText(@ForAll String text) {
    reads(text.getBytes(UTF_8));
    String id = "x";
    check(new SourceDocument(id, text, java.util.Optional.empty(), List.of()));
  }

  @Test
  void randomNoiseIsNoText() {
    byte[] noise = new byte[1_000_000];
    new Random(7).nextBytes(noise);
    assertThat(Papers.codes(noise)).containsExactly("wrong-kind");
  }

  @Test
  void tenMegabytesOfText() {
    reads((SENTENCE + "\n\n").repeat(10_000_000 / SENTENCE.length()).getBytes(UTF_8));
  }

  @Test
  void megabytesOfLinesAndOfHeadings() {
    reads((SENTENCE + "\n").repeat(3_000_000 / SENTENCE.length()).getBytes(UTF_8));
    reads("# Case 1\n".repeat(300_000).getBytes(UTF_8));
  }

  @Test
  void aLineOfAMillionCharacters() {
    reads(SENTENCE.repeat(1_000_000 / SENTENCE.length()).getBytes(UTF_8));
    for (String part :
        List.of(
            "Abstract ", "* _ ", "*a", "$\\", "Table 1 A ", "A", "- ", "a-\n", "|", "Case 1 A ")) {
      reads(part.repeat(1_000_000 / part.length()).getBytes(UTF_8));
    }
  }

  @Test
  void aPageInCapitals() {
    String menu = "ABOUT THE JOURNAL EDITORIAL BOARD INSTRUCTIONS FORAUTHORSANDREVIEWERS ";
    String body = "Abstract\n\n" + SENTENCE + "\n\nCase report\n\n" + SENTENCE;
    for (String title : List.of("", "A rare cause of fever\n\n", "# A rare cause of fever\n\n")) {
      reads((title + menu.repeat(300) + "\n\n" + body).getBytes(UTF_8));
    }
  }

  @Test
  void aZipBomb() {
    byte[] bomb = Papers.zip(Map.of("word/document.xml", " ".repeat(40_000_000)));
    assertThat(bomb.length).isLessThan(1_000_000);
    assertThat(Papers.codes(bomb)).containsExactly("too-large");
    String many = "<w:p/>".repeat(1_000_000);
    reads(Papers.docx(many));
    reads(Papers.docx("<w:p>".repeat(200_000)));
  }

  @Test
  void bytesThatAreNoLettersPrintNothing() {
    String name = "docProps/core.xml";
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
      for (String part : List.of(name, "word/styles.xml", "word/document.xml")) {
        zip.putNextEntry(new ZipEntry(part));
        zip.write("<a>caf\u00e9 is open</a>".getBytes(StandardCharsets.ISO_8859_1));
      }
      zip.finish();
      reads(zipped.toByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(UTF_8)).isEmpty();
  }

  @Test
  void deepNesting() {
    reads(("<html><body>" + "<div>".repeat(200_000) + SENTENCE).getBytes(UTF_8));
    reads(("<html><body>" + "<table><tr><td>".repeat(50_000) + SENTENCE).getBytes(UTF_8));
    reads(("<article><body>" + "<sec>".repeat(200_000) + "<p>" + SENTENCE).getBytes(UTF_8));
    reads(("<article><body>" + "<sec><title>a</title>".repeat(50_000) + SENTENCE).getBytes(UTF_8));
  }

  private static final String SHOWN =
      "BT /F 10 Tf 50 700 Td (A 40-year-old man presented with fever and a dry cough.) Tj ET\n";

  @Test
  void aPdfMadeByHandIsRead() {
    assertThat(Papers.read("a.pdf", Papers.rawPdf(SHOWN, "")).text())
        .contains("presented with fever");
    String map = "1 beginbfrange <20> <7e> <0020> endbfrange";
    assertThat(Papers.read("a.pdf", Papers.rawPdf(SHOWN, map)).text())
        .contains("presented with fever");
  }

  @Test
  void aBrokenObjectThatNoPageUsesSpoilsNothing() {
    String whole = new String(Papers.rawPdf(SHOWN, ""), StandardCharsets.ISO_8859_1);
    String broken = whole.replace("6 0 obj<</Length 0>>", "6 0 obj<</Length (((");
    assertThat(broken).isNotEqualTo(whole).hasSameSizeAs(whole);
    assertThat(Papers.read("a.pdf", broken.getBytes(StandardCharsets.ISO_8859_1)).text())
        .contains("presented with fever");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 beginbfrange <00000000> <ffffffff> <0020> endbfrange",
        "1 begincidrange <00000000> <7fffffff> 1 endcidrange",
        "1 beginbfrange <0000> <ffffffff> <0020>"
      })
  void aFontMapOfMillionsIsRefused(String map) {
    assertThat(Papers.codes(Papers.rawPdf(SHOWN, map))).containsExactly("too-large");
    String many = "1 beginbfrange <0000> <ffff> <0020> endbfrange\n".repeat(20);
    assertThat(Papers.codes(Papers.rawPdf(SHOWN, many))).containsExactly("too-large");
  }

  @Test
  void moreOperatorsThanAnyArticleHasAreAnErrorThatSaysSo() {
    String lines = "h\n".repeat(PdfReader.MAX_OPERATORS + 1);
    Result<SourceDocument> result = DocumentReader.read("a.pdf", Papers.rawPdf(lines + SHOWN, ""));
    assertThat(result.issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.code()).isEqualTo("too-large");
              assertThat(issue.severity()).isEqualTo(Severity.ERROR);
              assertThat(issue.message()).contains("drawing operators");
            });
  }

  @Test
  void lettersOfOnePageAreBounded() {
    String spaces = " ".repeat(PdfReader.MAX_PAGE_GLYPHS);
    byte[] crowded = Papers.rawPdf("BT /F 10 Tf 50 700 Td (" + spaces + "x) Tj ET " + SHOWN, "");
    assertRefusedForIts("letters on a page", crowded);
  }

  /** Each of a few kilobytes, and of gigabytes for PDFBox. */
  @Test
  void whatIsDrawnIsUnpackedWithinBounds() {
    String text = "BT /F1 10 Tf 50 700 Td (The patient is a 45-year-old man with fever.) Tj ET ";
    String one = PdfReader.MAX_OPERANDS + " bytes of one drawing operator";
    for (String operand : List.of(" ", "() ", "1 ", "% no comment")) {
      byte[] packed = deflated(text + operand.repeat(5_000_000 / operand.length()));
      assertThat(read(packedPdf("/FlateDecode", packed))).as(operand).contains(one);
      byte[] twice = deflated(packed);
      assertThat(read(packedPdf("[/FlateDecode/FlateDecode]", twice))).contains(one);
    }
    byte[] many = deflated(text + "0 0 m ".repeat(4_000_000));
    String all = PdfReader.MAX_CONTENT + " bytes of drawing operators";
    assertThat(read(packedPdf("/FlateDecode", many, "[4 0 R 4 0 R 4 0 R 4 0 R 4 0 R]")))
        .containsAnyOf(all, PdfReader.MAX_OPERATORS + " drawing operators");
    assertThat(read(packedPdf("/FlateDecode", deflated(text), "[4 0 R]"))).isEmpty();
    assertThat(read(packedPdf("[/Fl/Fl]", deflated(deflated(text))))).isEmpty();
  }

  @Test
  void tablesOfAPdfAreUnpackedWithinBounds() {
    String page = "BT /F1 10 Tf 50 700 Td (The patient is a 45-year-old man with fever.) Tj ET ";
    byte[] blanks = deflated(" ".repeat(17_000_000));
    String table = "<</Type/%s/Filter/FlateDecode/W[1 3 1]/Size 9>>\nstream\n";
    for (String type : List.of("XRef", "ObjStm", "#58Ref")) {
      assertThat(
              read(
                  packedPdf(
                      "/FlateDecode", deflated(page), "4 0 R", table.formatted(type), blanks)))
          .as(type)
          .contains("the table of objects of the PDF");
    }
    String widths = "<</Type/Font/W[" + "0 99999 500 ".repeat(20) + "]>>\nstream\n";
    assertThat(read(packedPdf("/FlateDecode", deflated(page), "4 0 R", widths, blanks)))
        .contains("the font maps of the PDF");
    String font = "<</FontFile2 5 0 R/Filter/FlateDecode>>\nstream\n";
    byte[] large = deflated(" ".repeat(65_000_000));
    assertThat(read(packedPdf("/FlateDecode", deflated(page), "4 0 R", font, large)))
        .contains("a font of the PDF");
  }

  private static String read(byte[] pdf) {
    return DocumentReader.read("a.pdf", pdf).issues().stream()
        .map(issue -> issue.message())
        .collect(Collectors.joining("; "));
  }

  private static byte[] packedPdf(String filter, byte[] content) {
    return packedPdf(filter, content, "4 0 R");
  }

  private static byte[] packedPdf(String filter, byte[] content, String contents) {
    return packedPdf(filter, content, contents, "<<>>\nstream\n", new byte[0]);
  }

  /** A PDF of one page, which is drawn by object 4, with another stream as object 5. */
  private static byte[] packedPdf(
      String filter, byte[] content, String contents, String other, byte[] stream) {
    String head =
        "%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
            + "2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
            + "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents "
            + contents
            + "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n"
            + "4 0 obj\n<</Length "
            + content.length
            + "/Filter"
            + filter
            + ">>\nstream\n";
    String next =
        "\nendstream\nendobj\n5 0 obj\n"
            + other.replaceFirst(">>\n", "/Length " + stream.length + ">>\n");
    String end = "\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(content);
    out.writeBytes(next.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(stream);
    out.writeBytes(end.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static byte[] deflated(String text) {
    return deflated(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream packing = new DeflaterOutputStream(out)) {
      packing.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return out.toByteArray();
  }

  private static void assertRefusedForIts(String amount, byte[] pdf) {
    assertThat(DocumentReader.read("a.pdf", pdf).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("too-large"))
        .satisfies(issue -> assertThat(issue.message()).contains(amount));
  }

  /** PDFBox compares each letter with those of its kind above and below it. */
  @Test
  void lettersThatLieCloseToEachOtherAreBounded() {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      letters.append("1 0 0 1 40.%05d %d Tm (a) Tj ".formatted(i, i % 700));
    }
    byte[] close = Papers.rawPdf("BT /F 12 Tf " + letters + "ET " + SHOWN, "");
    assertRefusedForIts("letters close to each other", close);
  }

  @Test
  void graphicsStatesWithinEachOtherAreBounded() {
    Result<SourceDocument> result =
        DocumentReader.read("a.pdf", Papers.rawPdf("q ".repeat(20_000) + SHOWN, ""));
    assertThat(result.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("too-large"))
        .satisfies(issue -> assertThat(issue.message()).contains("10000 graphics states"));
  }

  /** One page that the tree names a hundred thousand times. */
  @Test
  void aTreeOfManyPagesIsGoneThroughOnce() {
    int pages = 100_000;
    String kids = "[" + "3 0 R ".repeat(pages) + "]/Count " + pages;
    String pdf =
        new String(Papers.rawPdf(SHOWN, ""), StandardCharsets.ISO_8859_1)
            .replace("[3 0 R]/Count 1", kids);
    long start = THREADS.getCurrentThreadCpuTime();
    Result<SourceDocument> result =
        DocumentReader.read("a.pdf", pdf.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start)).isLessThan(LIMIT);
    assertThat(result.issues())
        .anySatisfy(issue -> assertThat(issue.message()).contains("300 of 100000 pages"));
  }

  @Test
  void whatABoundCutsOffIsAnError() {
    List<List<Line>> pages =
        Collections.nCopies(
            301, List.of(Line.of(60, 700, "A 40-year-old man presented with fever and cough.")));
    Result<SourceDocument> result = DocumentReader.read("a.pdf", Papers.pdf(pages));
    assertThat(result.value()).isPresent();
    assertThat(result.issues())
        .anySatisfy(
            issue -> {
              assertThat(issue.code()).isEqualTo("pages-left-out");
              assertThat(issue.severity()).isEqualTo(Severity.ERROR);
              assertThat(issue.message()).contains("300 of 301 pages", "300 pages");
            });
  }

  @Test
  void aPdfWhoseEndIsMissingIsNoWholeOne() {
    List<Line> page = List.of(Line.of(60, 700, "A 40-year-old man presented with fever."));
    byte[] whole = Papers.pdf(Collections.nCopies(5, page));
    assertThat(DocumentReader.read("a.pdf", whole).issues()).isEmpty();
    byte[] cut = Arrays.copyOf(whole, whole.length - 60);
    assertThat(DocumentReader.read("a.pdf", cut).issues())
        .anySatisfy(issue -> assertThat(issue.severity()).isEqualTo(Severity.ERROR));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000_000, 2_000_000_000})
  @Timeout(60)
  void aPdfWithWordsFarBesideThePageIsRead(int left) {
    List<Line> page =
        List.of(
            Line.of(60, 700, "A 40-year-old man presented with fever."),
            Line.of(left, 600, "He had anemia."));
    assertThat(DocumentReader.read("a.pdf", Papers.pdf(List.of(page))).value().orElseThrow().text())
        .contains("presented with fever")
        .contains("anemia");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void aScanWithTheHeadersOfABrowserIsReadWithoutAnException(int pages) {
    String head = "3/4/26, 10:12 AM     A case of fever in a traveller - The Journal";
    List<Line> page =
        List.of(
            Line.of(40, 820, head),
            Line.of(40, 20, "https://journal.example/articles/10.1000/1234567    1/2"));
    byte[] scan = Papers.pdf(Collections.nCopies(pages, page));
    assertThatCode(() -> DocumentReader.read("a.pdf", scan)).doesNotThrowAnyException();
  }

  @Test
  void aTextThatIsCutAnywhereIsNeverCalledWhole() {
    String fever = Papers.paragraph("", "The patient had fever. ".repeat(400));
    byte[] most = Papers.docx(fever.repeat(Layout.MOST_CHARACTERS / 8_000));
    assertThat(Papers.codes(most)).contains("cut-document");
    assertThat(Papers.codes(Papers.docx(fever))).doesNotContain("cut-document");
    for (String form : List.of("a%n%n", "<p>a", "<tr><td>a<td>b")) {
      String many =
          (form.startsWith("<") ? "<html><table>" : "") + form.repeat(Layout.MOST_BLOCKS + 1);
      assertThat(Papers.codes(many.formatted().getBytes(UTF_8))).as(form).contains("cut-document");
    }
    assertThat(Papers.codes(Papers.docx(fever + "<w:p></w:q>"))).contains("truncated-document");
    assertThat(Papers.codes(Papers.docx(fever + "<w:p>".repeat(400))))
        .contains("truncated-document");

    String article = "<article><body><p>The patient had fever.</p></body></article>";
    String several = "<pmc-articleset>" + article + article + "</pmc-articleset>";
    assertThat(Papers.codes(several.getBytes(UTF_8))).contains("articles-not-read");
    assertThat(Papers.codes(article.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aDocumentWithTwoTextsIsNotHalfRead() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
      for (String part : List.of("word/document.xml", "word/document.xmm")) {
        zip.putNextEntry(new ZipEntry(part));
        zip.write(
            ("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                    + "<w:body><w:p><w:r><w:t>A man had fever.</w:t></w:r></w:p></w:body></w:document>")
                .getBytes(UTF_8));
      }
    }
    byte[] once = zipped.toByteArray();
    String twice = new String(once, StandardCharsets.ISO_8859_1).replace(".xmm", ".xml");
    Result<SourceDocument> read =
        DocumentReader.read("a.docx", twice.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues().toString()).contains("word/document.xml twice");
    assertThat(DocumentReader.read("a.docx", once).value()).isPresent();
  }
}

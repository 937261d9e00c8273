package org.case2fhir.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;

/** Makes documents for tests, and reads them. */
public final class Papers {
  private static final String WORD =
      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

  private Papers() {}

  static SourceDocument read(String name, byte[] content) {
    Result<SourceDocument> result = DocumentReader.read(name, content);
    return result.value().orElseThrow(() -> new AssertionError(result.issues()));
  }

  static SourceDocument read(String text) {
    return read("report.md", text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> codes(byte[] content) {
    return DocumentReader.read("x", content).issues().stream().map(Issue::code).toList();
  }

  /** All paragraphs of one kind as they are read. */
  static List<String> texts(SourceDocument document, SectionKind kind) {
    return document.sections().stream()
        .filter(section -> section.kind() == kind)
        .flatMap(section -> section.paragraphs().stream())
        .map(paragraph -> Passage.of(document, paragraph).text())
        .toList();
  }

  public static byte[] docx(String body) {
    return zip(
        Map.of(
            "word/document.xml",
            "<?xml version=\"1.0\"?><w:document "
                + WORD
                + "><w:body>"
                + body
                + "</w:body></w:document>",
            "word/styles.xml",
            "<w:styles "
                + WORD
                + "><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading"
                + " 1\"/></w:style></w:styles>",
            "docProps/core.xml",
            "<p xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>A cough that"
                + " stayed</dc:title></p>"));
  }

  public static String paragraph(String style, String text) {
    String properties = style.isEmpty() ? "" : "<w:pPr><w:pStyle w:val=\"" + style + "\"/></w:pPr>";
    return "<w:p>" + properties + "<w:r><w:t>" + text + "</w:t></w:r></w:p>";
  }

  public static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A PDF of one page with this content stream and this font map. */
  public static byte[] rawPdf(String content, String map) {
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
    List<Integer> offsets = new ArrayList<>();
    String[] objects = {
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0"
          + " R>>>>>>",
      "<</Type/Font/Subtype/TrueType/BaseFont/Helvetica/ToUnicode 6 0 R>>",
      "<</Length " + content.length() + ">>stream\n" + content + "\nendstream",
      "<</Length " + map.length() + ">>stream\n" + map + "\nendstream"
    };
    for (int i = 0; i < objects.length; i++) {
      offsets.add(pdf.length());
      pdf.append(i + 1).append(" 0 obj").append(objects[i]).append("endobj\n");
    }
    int xref = pdf.length();
    pdf.append("xref\n0 7\n0000000000 65535 f \n");
    offsets.forEach(offset -> pdf.append("%010d 00000 n \n".formatted(offset)));
    pdf.append("trailer<</Size 7/Root 1 0 R>>\nstartxref\n").append(xref).append("\n%%EOF");
    return pdf.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A line on a page: where it stands and how it looks. */
  public record Line(float x, float y, float size, boolean bold, String text) {
    public static Line of(float x, float y, String text) {
      return new Line(x, y, 10, false, text);
    }
  }

  /** A PDF with these lines on its pages. */
  public static byte[] pdf(List<List<Line>> pages) {
    try (PDDocument pdf = new PDDocument()) {
      write(pdf, pages);
      return bytes(pdf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, locked. */
  static byte[] lockedPdf(List<List<Line>> pages) {
    try (PDDocument pdf = new PDDocument()) {
      write(pdf, pages);
      pdf.protect(new StandardProtectionPolicy("owner", "secret", new AccessPermission()));
      return bytes(pdf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(PDDocument pdf) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pdf.save(out);
    return out.toByteArray();
  }

  private static void write(PDDocument pdf, List<List<Line>> pages) throws IOException {
    PDFont plain = new PDType1Font(FontName.TIMES_ROMAN);
    PDFont bold = new PDType1Font(FontName.TIMES_BOLD);
    for (List<Line> lines : pages) {
      PDPage page = new PDPage(PDRectangle.A4);
      pdf.addPage(page);
      try (PDPageContentStream out = new PDPageContentStream(pdf, page)) {
        for (Line line : lines) {
          out.beginText();
          out.setFont(line.bold() ? bold : plain, line.size());
          out.newLineAtOffset(line.x(), page.getMediaBox().getHeight() - line.y());
          out.showText(line.text());
          out.endText();
        }
      }
    }
  }
}

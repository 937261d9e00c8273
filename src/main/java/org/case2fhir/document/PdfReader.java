package org.case2fhir.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.document.PdfLine.PdfWord;

/**
 * Reads the text of a PDF in the order in which it is read: two columns one after the other,
 * running heads and page numbers apart from the text, rows of tables with their cells. Pictures,
 * formulas drawn as pictures and what is raised or lowered are not distinguished from other text.
 */
final class PdfReader {
  private static final int MAX_PAGES = 300;
  // After these no further page is begun.
  private static final int MAX_MILLIS = 4_000;
  private static final int LETTERS = 30;

  static {
    FontMappers.set(new BundledFonts());
  }

  private PdfReader() {}

  /**
   * Reads up to {@value #MAX_PAGES} pages.
   *
   * @throws UnreadableDocument when the PDF needs a password, is broken, or holds no text
   */
  static Layout read(byte[] content) throws UnreadableDocument {
    long deadline = System.nanoTime() + MAX_MILLIS * 1_000_000L;
    try (PDDocument pdf =
        Loader.loadPDF(content, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
      return read(pdf, deadline);
    } catch (InvalidPasswordException locked) {
      throw new UnreadableDocument(
          "encrypted-document", "the PDF needs a password", "save it without a password");
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | IndexOutOfBoundsException broken) {
      throw corrupt();
    } catch (StackOverflowError | OutOfMemoryError bomb) {
      // A few bytes of a PDF can stand for gigabytes: the machine survives, the document is
      // refused.
      throw new UnreadableDocument(
          "too-large", "the PDF unpacks to more than can be read", "save it again as PDF");
    }
  }

  private static Layout read(PDDocument pdf, long deadline) throws IOException, UnreadableDocument {
    List<PdfLine> lines = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    int last = Math.min(pdf.getNumberOfPages(), MAX_PAGES);
    int broken = 0;
    for (int page = 1; page <= last; page++) {
      try {
        lines.addAll(PdfColumns.lines(PdfPageWords.of(pdf, page, deadline), page));
      } catch (PdfPageWords.TimeOver late) {
        last = page - 1;
      } catch (IOException | RuntimeException bad) {
        broken++;
      }
    }
    notes(pdf.getNumberOfPages(), last, broken, notes);
    check(lines, broken, pdf.getNumberOfPages());
    return PdfBlocks.of(lines, pdf.getPage(0).getMediaBox().getHeight(), citation(pdf), notes);
  }

  private static void check(List<PdfLine> lines, int broken, int pages) throws UnreadableDocument {
    long letters =
        lines.stream()
            .limit(200)
            .mapToLong(line -> line.text().chars().filter(Character::isLetter).count())
            .sum();
    if (letters < LETTERS) {
      if (broken > 0 || pages == 0) {
        throw corrupt();
      }
      throw new UnreadableDocument(
          "no-text",
          "the PDF holds no text: its pages are pictures",
          "run it through OCR and give the text");
    }
  }

  private static void notes(int pages, int last, int broken, List<Note> notes) {
    if (last < pages) {
      notes.add(
          new Note(
              "pages-left-out",
              "only the first " + last + " of " + pages + " pages were read",
              "split the PDF: an article is shorter"));
    }
    if (broken > 0) {
      notes.add(
          new Note("pages-left-out", broken + " broken pages were left out", "save the PDF again"));
    }
  }

  private static UnreadableDocument corrupt() {
    return new UnreadableDocument(
        "corrupt-document", "the PDF is broken", "download or save it again");
  }

  private static CitationBuilder citation(PDDocument pdf) {
    CitationBuilder citation = new CitationBuilder();
    Optional.ofNullable(pdf.getDocumentInformation())
        .map(info -> info.getTitle())
        .filter(PdfReader::isTitle)
        .ifPresent(title -> citation.put(Field.TITLE, title));
    return citation;
  }

  /** Programs write file names into the title. */
  private static boolean isTitle(String title) {
    String low = title.toLowerCase(Locale.ROOT);
    boolean file = low.matches(".*\\.(docx?|pdf|indd|tex|qxd|dvi|rtf)\\b.*");
    return !file && title.strip().split(" ").length >= 4 && !low.startsWith("microsoft");
  }

  /**
   * Stands in for fonts that a PDF does not carry with the one that comes with PDFBox. Text needs
   * no other, and looking for the fonts of the machine would take seconds, write a file into the
   * home of the user, and let the result depend on the machine.
   */
  private static final class BundledFonts implements FontMapper {
    private static final String FONT =
        "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final TrueTypeFont font = load();

    private static TrueTypeFont load() {
      try (InputStream in = FontMapper.class.getResourceAsStream(FONT)) {
        return new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + FONT, e);
      }
    }

    @Override
    public FontMapping<TrueTypeFont> getTrueTypeFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font, true);
    }

    @Override
    public FontMapping<FontBoxFont> getFontBoxFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font, true);
    }

    @Override
    public CIDFontMapping getCIDFont(
        String name, PDFontDescriptor descriptor, PDCIDSystemInfo info) {
      return new CIDFontMapping(null, font, true);
    }
  }

  /** The words of one page with their places. */
  private static final class PdfPageWords extends PDFTextStripper {
    /** Says that there was no more time. */
    static final class TimeOver extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    private final long deadline;
    private final List<PdfWord> words = new ArrayList<>();

    private PdfPageWords(long deadline) {
      this.deadline = deadline;
      setSortByPosition(true);
      setSuppressDuplicateOverlappingText(true);
    }

    /**
     * Reads one page.
     *
     * @param page from 1
     * @param deadline in nanoseconds of the system's timer
     * @throws IOException when the page is broken
     * @throws TimeOver after the deadline
     */
    static List<PdfWord> of(PDDocument document, int page, long deadline) throws IOException {
      PdfPageWords reader = new PdfPageWords(deadline);
      reader.setStartPage(page);
      reader.setEndPage(page);
      reader.getText(document);
      return reader.words;
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
      if (System.nanoTime() > deadline) {
        throw new TimeOver();
      }
      super.processOperator(operator, operands);
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
      String word = text.strip();
      if (!word.isEmpty() && !positions.isEmpty()) {
        TextPosition first = positions.get(0);
        TextPosition last = positions.get(positions.size() - 1);
        float right = last.getXDirAdj() + last.getWidthDirAdj();
        float size = first.getFontSizeInPt();
        words.add(
            new PdfWord(word, first.getXDirAdj(), right, first.getYDirAdj(), size, isBold(first)));
      }
    }

    private static boolean isBold(TextPosition position) {
      String name = String.valueOf(position.getFont().getName()).toLowerCase(Locale.ROOT);
      PDFontDescriptor descriptor = position.getFont().getFontDescriptor();
      boolean heavy =
          descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= 600);
      return heavy || name.contains("bold") || name.contains("black") || name.contains("heavy");
    }
  }
}

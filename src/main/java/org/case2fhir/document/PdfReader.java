package org.case2fhir.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.case2fhir.document.CitationDraft.Field;

/**
 * Reads the text of a PDF in the order in which it is read: two columns one after the other,
 * running heads and page numbers apart from the text, rows of tables with their cells. Pictures,
 * formulas drawn as pictures and what is raised or lowered are not told apart from other text.
 */
final class PdfReader {
  private static final int LETTERS = 30;

  static {
    FontMappers.set(new BundledFonts());
  }

  private PdfReader() {}

  /**
   * Reads up to {@link DocumentLimits#PAGES} pages.
   *
   * @throws Unreadable when the PDF needs a password, is broken, or holds no text
   */
  static Layout read(byte[] content) throws Unreadable {
    long deadline = System.nanoTime() + DocumentLimits.PDF_MILLIS * 1_000_000L;
    try (PDDocument pdf =
        Loader.loadPDF(content, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
      return read(pdf, deadline);
    } catch (InvalidPasswordException locked) {
      throw new Unreadable(
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
      throw new Unreadable(
          "too-large", "the PDF unpacks to more than can be read", "save it again as PDF");
    }
  }

  private static Layout read(PDDocument pdf, long deadline) throws IOException, Unreadable {
    List<PdfLine> lines = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    int last = Math.min(pdf.getNumberOfPages(), DocumentLimits.PAGES);
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

  private static void check(List<PdfLine> lines, int broken, int pages) throws Unreadable {
    long letters =
        lines.stream()
            .limit(200)
            .mapToLong(line -> line.text().chars().filter(Character::isLetter).count())
            .sum();
    if (letters < LETTERS) {
      if (broken > 0 || pages == 0) {
        throw corrupt();
      }
      throw new Unreadable(
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

  private static Unreadable corrupt() {
    return new Unreadable("corrupt-document", "the PDF is broken", "download or save it again");
  }

  private static CitationDraft citation(PDDocument pdf) {
    CitationDraft draft = new CitationDraft();
    Optional.ofNullable(pdf.getDocumentInformation())
        .map(info -> info.getTitle())
        .filter(PdfReader::isTitle)
        .ifPresent(title -> draft.put(Field.TITLE, title));
    return draft;
  }

  /** Programs write file names into the title. */
  private static boolean isTitle(String title) {
    String low = title.toLowerCase(Locale.ROOT);
    boolean file = low.matches(".*\\.(docx?|pdf|indd|tex|qxd|dvi|rtf)\\b.*");
    return !file && title.strip().split(" ").length >= 4 && !low.startsWith("microsoft");
  }
}

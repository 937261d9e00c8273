package org.case2fhir.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** The words of one page with their places. */
final class PdfPageWords extends PDFTextStripper {
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

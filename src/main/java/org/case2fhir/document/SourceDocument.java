package org.case2fhir.document;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Location;
import org.case2fhir.model.SourceCitation;

/**
 * A document as it was read.
 *
 * @param id name of the input
 * @param text all of its text: of a text file exactly what it holds (after decoding, without a byte
 *     order mark), of a packed format (PDF, DOCX, HTML, JATS) the text taken from it. Every offset
 *     points into it. Reading the same bytes again gives the same text.
 * @param citation what the document states about its own publication
 * @param sections in the order of the document
 */
public record SourceDocument(
    String id, String text, Optional<SourceCitation> citation, List<Section> sections) {
  public SourceDocument {
    sections = List.copyOf(sections);
  }

  /** The lines of a document: says at which line and column an offset stands. Immutable. */
  public static final class LineIndex {
    private final String source;
    private final int[] starts;

    /** The lines of a document. */
    public LineIndex(SourceDocument document) {
      this.source = document.id();
      String text = document.text();
      int[] found = new int[16];
      int count = 1;
      for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = i + 1;
      }
      this.starts = Arrays.copyOf(found, count);
    }

    /** The place of an offset. */
    public Location at(int offset) {
      int found = Arrays.binarySearch(starts, offset);
      int line = found >= 0 ? found : -found - 2;
      return new Location(source, line + 1, offset - starts[line] + 1, "");
    }
  }
}

package org.case2fhir.reading;

import java.util.Arrays;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.document.SourceDocument;

/** The lines of a document: says at which line and column an offset stands. Immutable. */
public final class LineIndex {
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

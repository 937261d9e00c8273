package org.case2fhir.extraction.timeline;

import org.case2fhir.diagnostic.Location;
import org.case2fhir.document.SourceDocument;

/** Finds lines and columns of a document for messages. */
public final class Lines {
  private Lines() {}

  /** The place of an offset. */
  public static Location at(SourceDocument document, int offset) {
    int line = 1;
    int start = 0;
    for (int i = document.text().indexOf('\n');
        i >= 0 && i < offset;
        i = document.text().indexOf('\n', i + 1)) {
      line++;
      start = i + 1;
    }
    return new Location(document.id(), line, offset - start + 1, "");
  }
}

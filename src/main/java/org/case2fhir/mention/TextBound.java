package org.case2fhir.mention;

import java.util.List;
import org.case2fhir.model.Span;

/**
 * A labelled stretch of a text: a {@code T} line.
 *
 * @param id unique in its document: {@code T1}
 * @param label what it names
 * @param fragments its parts in the order of the text, at least one, in UTF-16 code units
 */
public record TextBound(String id, String label, List<Span> fragments) {
  public TextBound {
    fragments = List.copyOf(fragments);
    if (fragments.isEmpty()) {
      throw new IllegalArgumentException("a stretch without a part");
    }
  }

  /** From its first to its last character, gaps included. */
  public Span cover() {
    return new Span(fragments.get(0).start(), fragments.get(fragments.size() - 1).end());
  }
}

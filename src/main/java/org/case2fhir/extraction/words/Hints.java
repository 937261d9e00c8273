package org.case2fhir.extraction.words;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Pieces of words of which every text that a pattern can match has one. Most sentences have none,
 * and looking for the pieces finds that out sooner than the pattern does.
 */
public final class Hints {
  private final List<String> pieces;

  private Hints(Collection<String> pieces) {
    this.pieces = pieces.stream().map(piece -> piece.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /** Hints of these pieces, in any case. */
  public static Hints of(String... pieces) {
    return new Hints(List.of(pieces));
  }

  /** Hints of these pieces, in any case. */
  public static Hints of(Collection<String> pieces) {
    return new Hints(pieces);
  }

  /** Whether a piece stands anywhere in the text, in any case. */
  public boolean in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String piece : pieces) {
      if (lower.contains(piece)) {
        return true;
      }
    }
    return false;
  }
}

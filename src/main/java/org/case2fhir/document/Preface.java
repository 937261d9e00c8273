package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.document.Pieces.Piece;

/**
 * What stands before the first heading that says something: in an article its title, its authors
 * and perhaps an abstract; in a text without such headings the case itself.
 *
 * @param title place of the title among the pieces; -1 without
 * @param first place of the first heading that is known; -1 without
 * @param prose what prose before it is for
 * @param hasCase whether a heading says "case" in so many words
 * @param type the heading that only says what kind of article this is: "Case report" above the
 *     abstract
 */
record Preface(int title, int first, SectionKind prose, boolean hasCase, Optional<Piece> type) {
  private static final int PROSE = 20;

  static Preface of(List<Piece> pieces) {
    Optional<Piece> type = type(pieces);
    List<SectionKind> kinds = new ArrayList<>();
    int first = -1;
    boolean hasCase = false;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean counts = piece.isHeading() && type.filter(found -> found == piece).isEmpty();
      if (counts && piece.kind().filter(Preface::isMain).isPresent()) {
        first = first < 0 ? i : first;
        kinds.add(piece.kind().get());
        hasCase |= piece.kind().get() == SectionKind.CASE && !Headings.isPartOfCase(piece.head());
      }
    }
    boolean story = hasCase || kinds.contains(SectionKind.INTRODUCTION);
    SectionKind prose = story ? SectionKind.ABSTRACT : SectionKind.CASE;
    if (kinds.contains(SectionKind.ABSTRACT)) {
      prose = SectionKind.FRONT_MATTER;
    }
    return new Preface(title(pieces), first, prose, hasCase, type);
  }

  private static Optional<Piece> type(List<Piece> pieces) {
    Optional<Piece> found = Optional.empty();
    for (Piece piece : pieces) {
      if (piece.isHeading() && piece.kind().isPresent()) {
        SectionKind kind = piece.kind().get();
        if (kind == SectionKind.ABSTRACT) {
          return found;
        }
        if (kind != SectionKind.CASE || found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(piece);
      }
    }
    return Optional.empty();
  }

  boolean isType(Piece piece) {
    return type.filter(found -> found == piece).isPresent();
  }

  /** What the document begins with. */
  SectionKind kind() {
    return first < 0 ? SectionKind.CASE : SectionKind.FRONT_MATTER;
  }

  /** What a piece of text is for that stands in a part of a certain kind. */
  SectionKind kindOf(int place, Piece piece, SectionKind current) {
    if (first < 0) {
      return current == SectionKind.OTHER ? SectionKind.CASE : current;
    }
    if (place > first || current == SectionKind.REFERENCES) {
      return current;
    }
    boolean isProse = piece.head().length() > 150 && Languages.prose(piece.head()) >= PROSE;
    boolean sentence = prose == SectionKind.CASE && piece.head().endsWith(".");
    return isProse || sentence ? prose : SectionKind.FRONT_MATTER;
  }

  private static boolean isMain(SectionKind kind) {
    return switch (kind) {
      case ABSTRACT, INTRODUCTION, CASE, DISCUSSION, CONCLUSION, OTHER -> true;
      case TITLE, FRONT_MATTER, KEYWORDS, FIGURE_LEGEND, TABLE -> false;
      case BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
    };
  }

  /** The first heading that says nothing, or a first line of its own, with text below it. */
  private static int title(List<Piece> pieces) {
    for (int i = 0; i < Math.min(pieces.size() - 1, 8); i++) {
      Piece piece = pieces.get(i);
      boolean top = piece.isHeading() && piece.kind().isEmpty();
      boolean line = i == 0 && isLine(piece) && leads(pieces.get(1));
      if (piece.block().section().equals(Optional.of(SectionKind.TITLE)) || top || line) {
        return i;
      }
      if (piece.isHeading() && piece.kind().isPresent() && piece.kind().get() != SectionKind.CASE) {
        return -1;
      }
    }
    return -1;
  }

  /** Whether a piece is what follows a title: a heading that is known, or prose. */
  private static boolean leads(Piece next) {
    return next.isHeading() ? next.kind().isPresent() : next.head().length() >= 60;
  }

  private static boolean isLine(Piece piece) {
    String head = piece.head();
    boolean ends = !head.isEmpty() && ".!;,".indexOf(head.charAt(head.length() - 1)) >= 0;
    boolean text = piece.block().kind() == BlockKind.TEXT && piece.kind().isEmpty();
    return text && head.length() >= 15 && head.length() <= 300 && !ends;
  }
}

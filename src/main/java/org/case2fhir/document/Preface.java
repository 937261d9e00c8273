package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import org.case2fhir.document.Pieces.Piece;
import org.case2fhir.document.format.BlockKind;

/**
 * What stands before the first heading that says something: in an article its title, its authors and
 * perhaps an abstract; in a text without such headings the case itself.
 *
 * @param title place of the title among the pieces; -1 without
 * @param first place of the first heading that is known; -1 without
 * @param prose what prose before it is for
 */
record Preface(int title, int first, SectionKind prose) {
  private static final int PROSE = 20;

  static Preface of(List<Piece> pieces) {
    int first = -1;
    boolean article = false;
    boolean summary = false;
    boolean story = false;
    for (int i = 0; i < pieces.size(); i++) {
      Optional<SectionKind> kind = pieces.get(i).isHeading() ? pieces.get(i).kind() : Optional.empty();
      if (kind.isPresent() && isMain(kind.get())) {
        first = first < 0 ? i : first;
        summary |= kind.get() == SectionKind.ABSTRACT;
        story |= kind.get() == SectionKind.CASE || kind.get() == SectionKind.INTRODUCTION;
        article = true;
      }
    }
    SectionKind prose = summary ? SectionKind.FRONT_MATTER : SectionKind.ABSTRACT;
    return new Preface(title(pieces), first, article && (summary || story) ? prose : SectionKind.CASE);
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
    return isProse ? prose : SectionKind.FRONT_MATTER;
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
      boolean line = i == 0 && piece.block().kind() == BlockKind.TEXT && isLine(piece);
      if (piece.block().section().equals(Optional.of(SectionKind.TITLE)) || top || line) {
        return i;
      }
      if (piece.isHeading() && piece.kind().isPresent()) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isLine(Piece piece) {
    String head = piece.head();
    boolean ends = !head.isEmpty() && ".!;,".indexOf(head.charAt(head.length() - 1)) >= 0;
    return piece.kind().isEmpty() && head.length() >= 15 && head.length() <= 300 && !ends;
  }
}

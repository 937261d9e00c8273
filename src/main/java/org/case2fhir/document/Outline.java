package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.Pieces.Piece;
import org.case2fhir.model.Span;

/**
 * Finds out what the parts of a document are for. A heading that is known decides; a heading below
 * another belongs to it; a part between two others whose heading says nothing goes with the one
 * before it. Legends, tables, addresses and text in another language stand aside, and the part that
 * they interrupt goes on after them.
 */
final class Outline {
  private static final Optional<SectionKind> FRONT = Optional.of(SectionKind.FRONT_MATTER);

  private final Pieces pieces;
  private final Preface preface;
  private final List<OpenSection> sections = new ArrayList<>();
  private final Map<Integer, OpenSection> homes = new HashMap<>();
  private final Map<Integer, List<Span>> paragraphs = new HashMap<>();
  private final Set<String> abstractHeadings = new HashSet<>();
  private OpenSection current;
  private boolean abstractIsSplit;
  private boolean keywordsSeen;

  private Outline(Pieces pieces) {
    this.pieces = pieces;
    this.preface = Preface.of(pieces.pieces());
    this.current = new OpenSection(preface.kind(), Optional.empty(), 0);
  }

  /** The sections of a document whose main language is given. */
  static List<Section> of(Layout layout, String language) {
    Outline outline = new Outline(Pieces.of(layout, language));
    outline.sections.add(outline.current);
    for (int i = 0; i < outline.pieces.pieces().size(); i++) {
      outline.place(i, outline.pieces.pieces().get(i));
    }
    return outline.sections.stream()
        .filter(section -> !section.paragraphs.isEmpty())
        .sorted(Comparator.comparingInt(section -> section.paragraphs.get(0).get(0).start()))
        .map(OpenSection::section)
        .toList();
  }

  /** A section that text is still added to. */
  private static final class OpenSection {
    private final SectionKind kind;
    private final Optional<String> heading;
    private final int level;
    private final List<List<Span>> paragraphs = new ArrayList<>();

    OpenSection(SectionKind kind, Optional<String> heading, int level) {
      this.kind = kind;
      this.heading = heading;
      this.level = level;
    }

    Section section() {
      return new Section(kind, heading, paragraphs);
    }
  }

  private void place(int i, Piece piece) {
    if (pieces.continues().containsKey(i)) {
      goOn(i, pieces.continues().get(i), piece);
    } else if (i == preface.title()) {
      aside(SectionKind.TITLE, Optional.empty(), piece);
    } else if (piece.isHeading()) {
      heading(piece);
    } else if (piece.block().kind() == BlockKind.FURNITURE) {
      return;
    } else if (piece.block().kind() == BlockKind.ROW) {
      row(piece);
    } else {
      text(i, piece);
    }
  }

  private void goOn(int i, int before, Piece piece) {
    current = homes.get(before);
    List<Span> paragraph = paragraphs.get(before);
    paragraph.addAll(piece.block().spans());
    homes.put(i, current);
    paragraphs.put(i, paragraph);
  }

  private void text(int i, Piece piece) {
    Optional<SectionKind> kind = piece.kind();
    if (current.kind == SectionKind.REFERENCES && piece.block().section().isEmpty()) {
      add(i, piece);
      return;
    }
    boolean own = piece.block().section().isEmpty() || kind.equals(FRONT);
    if (kind.isPresent() && own && kind.get() != current.kind) {
      keywordsSeen |= kind.get() == SectionKind.KEYWORDS;
      aside(kind.get(), Optional.empty(), piece);
      return;
    }
    SectionKind wanted = kind.orElseGet(() -> preface.kindOf(i, piece, current.kind));
    if (wanted == current.kind && keywordsSeen && endsAbstract(piece)) {
      wanted = SectionKind.INTRODUCTION;
    }
    if (wanted != current.kind) {
      open(wanted, Optional.empty(), 0);
    }
    add(i, piece);
  }

  /** Prose after the key words is no longer the abstract, even without a heading. */
  private boolean endsAbstract(Piece piece) {
    return current.kind == SectionKind.ABSTRACT && piece.head().length() > 120;
  }

  private void add(int i, Piece piece) {
    List<Span> paragraph = new ArrayList<>(piece.block().spans());
    current.paragraphs.add(paragraph);
    homes.put(i, current);
    paragraphs.put(i, paragraph);
  }

  private void aside(SectionKind kind, Optional<String> heading, Piece piece) {
    OpenSection aside = new OpenSection(kind, heading, 0);
    aside.paragraphs.add(new ArrayList<>(piece.block().spans()));
    sections.add(aside);
  }

  private void row(Piece piece) {
    OpenSection last = sections.get(sections.size() - 1);
    boolean goesOn = last.kind == SectionKind.TABLE && last != current;
    if (goesOn) {
      last.paragraphs.add(new ArrayList<>(piece.block().spans()));
    } else {
      boolean caption = last.kind == SectionKind.FIGURE_LEGEND && last != current;
      aside(SectionKind.TABLE, caption ? last.heading : Optional.empty(), piece);
    }
  }

  private void heading(Piece piece) {
    int level = piece.block().level();
    String words = piece.head();
    Optional<SectionKind> known = preface.isType(piece) ? FRONT : piece.kind();
    if (preface.hasCase() && Headings.isPartOfCase(words) && current.kind != SectionKind.CASE) {
      known = Optional.empty();
    }
    boolean below = level > current.level && current.level > 0;
    if (current.kind == SectionKind.ABSTRACT && staysInAbstract(known, words, below)) {
      abstractIsSplit = true;
      open(SectionKind.ABSTRACT, Optional.of(words), current.level);
    } else if (known.isPresent()) {
      keywordsSeen |= known.get() == SectionKind.KEYWORDS;
      if (known.get() == SectionKind.ABSTRACT) {
        abstractHeadings.clear();
        abstractIsSplit = false;
      }
      open(known.get(), Optional.of(words), level);
    } else {
      int outer = below ? current.level : level;
      open(below ? current.kind : inherited(current.kind), Optional.of(words), outer);
    }
  }

  /** Headings like "Background" and "Case presentation" may divide an abstract. */
  private boolean staysInAbstract(Optional<SectionKind> known, String words, boolean below) {
    if (keywordsSeen || known.isEmpty()) {
      return below;
    }
    boolean divides =
        switch (known.get()) {
          case INTRODUCTION, CASE, DISCUSSION, CONCLUSION, OTHER -> true;
          case TITLE, FRONT_MATTER, ABSTRACT, KEYWORDS, FIGURE_LEGEND, TABLE -> false;
          case BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
        };
    boolean again =
        known.get() == SectionKind.INTRODUCTION && !abstractHeadings.isEmpty()
            || !abstractHeadings.add(Headings.plain(words));
    boolean split = abstractIsSplit || current.paragraphs.isEmpty();
    return divides && (below || split && !again);
  }

  private static SectionKind inherited(SectionKind before) {
    return switch (before) {
      case CASE, DISCUSSION, BACK_MATTER, REFERENCES, OTHER -> before;
      case TITLE, FRONT_MATTER, ABSTRACT, KEYWORDS, INTRODUCTION -> SectionKind.OTHER;
      case CONCLUSION, FIGURE_LEGEND, TABLE, OTHER_LANGUAGE -> SectionKind.OTHER;
    };
  }

  private void open(SectionKind kind, Optional<String> heading, int level) {
    current = new OpenSection(kind, heading, level);
    sections.add(current);
  }
}

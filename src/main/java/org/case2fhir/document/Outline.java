package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.ClassifiedBlocks.ClassifiedBlock;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.model.Span;

/**
 * Finds out what the parts of a document are for. A heading that is known decides; a heading below
 * another belongs to it; a part between two others whose heading says nothing goes with the one
 * before it. Legends, tables, addresses and text in another language stand aside, and the part that
 * they interrupt goes on after them.
 */
final class Outline {
  private static final Optional<SectionKind> FRONT = Optional.of(SectionKind.FRONT_MATTER);

  private final ClassifiedBlocks blocks;
  private final FrontMatter front;
  private final List<OpenSection> sections = new ArrayList<>();
  private final Map<Integer, OpenSection> homes = new HashMap<>();
  private final Map<Integer, List<Span>> paragraphs = new HashMap<>();
  private final Set<String> abstractHeadings = new HashSet<>();
  private OpenSection current;
  private boolean abstractIsSplit;
  private boolean keywordsSeen;

  private Outline(ClassifiedBlocks blocks) {
    this.blocks = blocks;
    this.front = FrontMatter.of(blocks.blocks());
    this.current = new OpenSection(front.kind(), Optional.empty(), 0);
  }

  /** The sections of a document whose main language is given. */
  static List<Section> of(Layout layout, String language) {
    Outline outline = new Outline(ClassifiedBlocks.of(layout, language));
    outline.sections.add(outline.current);
    for (int i = 0; i < outline.blocks.blocks().size(); i++) {
      outline.place(i, outline.blocks.blocks().get(i));
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

  private void place(int i, ClassifiedBlock piece) {
    // A title or what stands beside the text is not gone on with.
    if (homes.containsKey(blocks.continues().getOrDefault(i, -1))) {
      goOn(i, blocks.continues().get(i), piece);
    } else if (i == front.title()) {
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

  private void goOn(int i, int before, ClassifiedBlock piece) {
    current = homes.get(before);
    List<Span> paragraph = paragraphs.get(before);
    paragraph.addAll(piece.block().spans());
    homes.put(i, current);
    paragraphs.put(i, paragraph);
  }

  private void text(int i, ClassifiedBlock piece) {
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
    SectionKind wanted = kind.orElseGet(() -> front.kindOf(i, piece, current.kind));
    if (wanted == current.kind && keywordsSeen && endsAbstract(piece)) {
      wanted = SectionKind.INTRODUCTION;
    }
    if (wanted != current.kind) {
      open(wanted, Optional.empty(), 0);
    }
    add(i, piece);
  }

  /** Prose after the key words is no longer the abstract, even without a heading. */
  private boolean endsAbstract(ClassifiedBlock piece) {
    return current.kind == SectionKind.ABSTRACT && piece.head().length() > 120;
  }

  private void add(int i, ClassifiedBlock piece) {
    List<Span> paragraph = new ArrayList<>(piece.block().spans());
    current.paragraphs.add(paragraph);
    homes.put(i, current);
    paragraphs.put(i, paragraph);
  }

  private void aside(SectionKind kind, Optional<String> heading, ClassifiedBlock piece) {
    OpenSection aside = new OpenSection(kind, heading, 0);
    aside.paragraphs.add(new ArrayList<>(piece.block().spans()));
    sections.add(aside);
  }

  private void row(ClassifiedBlock piece) {
    OpenSection last = sections.get(sections.size() - 1);
    boolean goesOn = last.kind == SectionKind.TABLE && last != current;
    if (goesOn) {
      last.paragraphs.add(new ArrayList<>(piece.block().spans()));
    } else {
      boolean caption = last.kind == SectionKind.FIGURE_LEGEND && last != current;
      aside(SectionKind.TABLE, caption ? last.heading : Optional.empty(), piece);
    }
  }

  private void heading(ClassifiedBlock piece) {
    int level = piece.block().level();
    String words = piece.head();
    Optional<SectionKind> known = front.isType(piece) ? FRONT : piece.kind();
    if (front.hasCase() && Headings.isPartOfCase(words) && current.kind != SectionKind.CASE) {
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
  private record FrontMatter(
      int title, int first, SectionKind prose, boolean hasCase, Optional<ClassifiedBlock> type) {
    private static final int PROSE = 20;

    static FrontMatter of(List<ClassifiedBlock> blocks) {
      Optional<ClassifiedBlock> type = type(blocks);
      List<SectionKind> kinds = new ArrayList<>();
      int first = -1;
      boolean hasCase = false;
      for (int i = 0; i < blocks.size(); i++) {
        ClassifiedBlock piece = blocks.get(i);
        boolean counts = piece.isHeading() && type.filter(found -> found == piece).isEmpty();
        if (counts && piece.kind().filter(FrontMatter::isMain).isPresent()) {
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
      return new FrontMatter(title(blocks), first, prose, hasCase, type);
    }

    private static Optional<ClassifiedBlock> type(List<ClassifiedBlock> blocks) {
      Optional<ClassifiedBlock> found = Optional.empty();
      for (ClassifiedBlock piece : blocks) {
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

    boolean isType(ClassifiedBlock piece) {
      return type.filter(found -> found == piece).isPresent();
    }

    /** What the document begins with. */
    SectionKind kind() {
      return first < 0 ? SectionKind.CASE : SectionKind.FRONT_MATTER;
    }

    /** What a piece of text is for that stands in a part of a certain kind. */
    SectionKind kindOf(int place, ClassifiedBlock piece, SectionKind current) {
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
    private static int title(List<ClassifiedBlock> blocks) {
      for (int i = 0; i < Math.min(blocks.size() - 1, 8); i++) {
        ClassifiedBlock piece = blocks.get(i);
        boolean top = piece.isHeading() && piece.kind().isEmpty();
        boolean line = i == 0 && isLine(piece) && leads(blocks.get(1));
        if (piece.block().section().equals(Optional.of(SectionKind.TITLE)) || top || line) {
          return i;
        }
        if (piece.isHeading()
            && piece.kind().isPresent()
            && piece.kind().get() != SectionKind.CASE) {
          return -1;
        }
      }
      return -1;
    }

    /** Whether a piece is what follows a title: a heading that is known, or prose. */
    private static boolean leads(ClassifiedBlock next) {
      return next.isHeading() ? next.kind().isPresent() : next.head().length() >= 60;
    }

    private static boolean isLine(ClassifiedBlock piece) {
      String head = piece.head();
      boolean ends = !head.isEmpty() && ".!;,".indexOf(head.charAt(head.length() - 1)) >= 0;
      boolean text = piece.block().kind() == BlockKind.TEXT && piece.kind().isEmpty();
      return text && head.length() >= 15 && head.length() <= 300 && !ends;
    }
  }
}

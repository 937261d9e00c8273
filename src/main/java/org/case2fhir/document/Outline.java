package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.document.Outline.ClassifiedBlocks.ClassifiedBlock;
import org.case2fhir.issue.BundledTable;
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

  /**
   * The blocks of a document with what each says of itself, and which of them continue another.
   *
   * @param blocks in reading order
   * @param continues for the place of a piece in the list, the place of the piece whose sentence it
   *     goes on with
   */
  record ClassifiedBlocks(List<ClassifiedBlock> blocks, Map<Integer, Integer> continues) {
    /** How far a sentence goes on behind what interrupts it. */
    private static final int REACH = 14;

    static ClassifiedBlocks of(Layout layout, String language) {
      List<ClassifiedBlock> blocks = new ArrayList<>();
      for (Block block : layout.blocks()) {
        blocks.add(ClassifiedBlock.of(layout.text(), block, language));
      }
      Map<Integer, Integer> continues = new HashMap<>();
      for (int i = 0; i < blocks.size(); i++) {
        continuation(blocks, i).ifPresent(next -> continues.put(next.place(), next.of()));
      }
      return new ClassifiedBlocks(List.copyOf(blocks), continues);
    }

    private record Link(int place, int of) {}

    /** The piece that goes on with the sentence that this one leaves open. */
    private static Optional<Link> continuation(List<ClassifiedBlock> blocks, int from) {
      ClassifiedBlock open = blocks.get(from);
      if (!open.isProse() || !open.leavesOpen()) {
        return Optional.empty();
      }
      for (int i = from + 1; i < Math.min(blocks.size(), from + REACH); i++) {
        ClassifiedBlock next = blocks.get(i);
        if (next.isProse() && next.beginsLow()) {
          return Optional.of(new Link(i, from));
        }
        if (!next.mayInterrupt()) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    /** One block with what it says of itself. */
    record ClassifiedBlock(Block block, String head, char last, Optional<SectionKind> kind) {
      private static final int HEAD = 900;

      static ClassifiedBlock of(String text, Block block, String language) {
        Span first = block.spans().get(0);
        Span start = new Span(first.start(), Math.min(first.end(), first.start() + HEAD));
        String head = Passage.of(text, List.of(start)).text();
        return new ClassifiedBlock(
            block, head, lastVisible(text, block), kind(block, head, language));
      }

      private static Optional<SectionKind> kind(Block block, String head, String language) {
        if (block.section().isPresent()) {
          return block.section();
        }
        return switch (block.kind()) {
          case HEADING -> Headings.kind(head).or(() -> foreign(head, language, 3));
          case TEXT ->
              Openings.kind(head, block.end() - block.start()).or(() -> foreign(head, language, 6));
          case LEGEND -> Optional.of(SectionKind.FIGURE_LEGEND);
          case ROW -> Optional.of(SectionKind.TABLE);
          case FURNITURE -> Optional.of(SectionKind.FRONT_MATTER);
        };
      }

      private static Optional<SectionKind> foreign(String head, String language, int words) {
        if (head.split(" ").length < words) {
          return Optional.empty();
        }
        return Languages.of(head)
            .filter(found -> !found.equals(language))
            .map(found -> SectionKind.OTHER_LANGUAGE);
      }

      private static char lastVisible(String text, Block block) {
        int i = block.end() - 1;
        while (i > block.start() && "*_$ \u00a0\u200b".indexOf(text.charAt(i)) >= 0) {
          i--;
        }
        return text.charAt(i);
      }

      boolean isHeading() {
        return block.kind() == BlockKind.HEADING;
      }

      boolean isProse() {
        return block.kind() == BlockKind.TEXT && (kind.isEmpty() || block.section().isPresent());
      }

      /** Whether its last sentence does not end. */
      boolean leavesOpen() {
        boolean letter = Character.isLetterOrDigit(last) || ",-(–\u00ad".indexOf(last) >= 0;
        return letter
            && (head.length() >= 60 || block.kind() == BlockKind.TEXT && head.length() > 25);
      }

      boolean beginsLow() {
        return !head.isEmpty() && Character.isLowerCase(head.charAt(0));
      }

      /** Whether it may stand in the middle of a sentence: legends, tables, side texts. */
      boolean mayInterrupt() {
        if (block.kind() != BlockKind.HEADING && block.kind() != BlockKind.TEXT) {
          return true;
        }
        return kind.map(ClassifiedBlock::standsAside).orElse(isHeading());
      }

      private static boolean standsAside(SectionKind kind) {
        return switch (kind) {
          case FRONT_MATTER, ABSTRACT, KEYWORDS, FIGURE_LEGEND, TABLE, OTHER_LANGUAGE -> true;
          case TITLE, INTRODUCTION, CASE, DISCUSSION, CONCLUSION, BACK_MATTER, REFERENCES -> false;
          case OTHER -> false;
        };
      }
    }

    /** Paragraphs whose first words say what they are: addresses, key words, legends. */
    static final class Openings {
      private static final int LONGEST = 1_500;
      private static final Map<String, String> WORDS =
          BundledTable.pairs(ClassifiedBlocks.class, "openings");
      private static final Pattern LEGEND =
          Pattern.compile(
              "^(?:supplementary |supplemental"
                  + " )?(?:figures?|fig\\.?|image|photo|plate|table|box|scheme)"
                  + " ?(?:\\d{1,2}|[ivx]{1,4})(?:[a-h](?:[-–][a-h])?)?"
                  + "(?:\\s*[.:|)–—-]|\\s+(?=[(A-Z])).*",
              Pattern.DOTALL);
      private static final Pattern NUMBERED =
          Pattern.compile(
              "^(?i:supplementary |supplemental )?(?i:figures?|fig\\.?|table|image|box).*",
              Pattern.DOTALL);
      private static final Pattern PAGE =
          Pattern.compile("^(?:page )?\\d{1,4}(?: (?:of|/) \\d{1,4})?$");

      private Openings() {}

      /** What a paragraph of a certain length is by its beginning; absent for plain prose. */
      static Optional<SectionKind> kind(String head, int length) {
        if (length > LONGEST) {
          return Optional.empty();
        }
        if (isLegend(head)) {
          return Optional.of(SectionKind.FIGURE_LEGEND);
        }
        String low = head.stripLeading().toLowerCase(Locale.ROOT);
        if (PAGE.matcher(low.strip()).matches()) {
          return Optional.of(SectionKind.FRONT_MATTER);
        }
        return WORDS.entrySet().stream()
            .filter(entry -> low.startsWith(entry.getKey()))
            .map(entry -> SectionKind.valueOf(entry.getValue()))
            .findFirst();
      }

      /** "Figure 1. …" and "Table 2 Results", but not "Figure 1 shows". */
      static boolean isLegend(String head) {
        if (!NUMBERED.matcher(head).matches()) {
          return false;
        }
        int space = head.indexOf(' ');
        String rest = space < 0 ? "" : head.substring(space);
        return LEGEND
            .matcher(head.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT) + rest)
            .matches();
      }
    }
  }
}

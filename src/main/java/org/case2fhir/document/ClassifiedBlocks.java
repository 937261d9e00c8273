package org.case2fhir.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

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

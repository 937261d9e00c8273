package org.case2fhir.document.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.case2fhir.document.Languages;
import org.case2fhir.document.SectionKind;
import org.case2fhir.model.Span;

/**
 * A web page that was saved as one long line: its headings stand between the sentences. A word is
 * taken for a heading where it begins like one and prose follows; the menus of the page, which hold
 * the same words, have no prose.
 */
final class FlatPage {
  private static final int LONG = 3_000;
  private static final int SAMPLE = 500;
  private static final int PROSE = 20;
  private static final Pattern YEAR = Pattern.compile("\\b(?:19|20)\\d\\d\\b");

  private final String text;
  private final Span page;

  private FlatPage(String text, Span page) {
    this.text = text;
    this.page = page;
  }

  /** The blocks with each long line taken apart that is a whole page. */
  static List<Block> split(String text, List<Block> blocks) {
    List<Block> out = new ArrayList<>();
    for (Block block : blocks) {
      boolean plain = block.kind() == BlockKind.TEXT && block.spans().size() == 1;
      if (plain && block.spans().get(0).length() >= LONG) {
        out.addAll(new FlatPage(text, block.spans().get(0)).split());
      } else {
        out.add(block);
      }
    }
    return out;
  }

  private List<Block> split() {
    List<InlineHeading> headings = valid(InlineHeading.all(text, page));
    boolean article = headings.stream().anyMatch(InlineHeading::opensProse);
    if (!article) {
      return List.of(Block.of(BlockKind.TEXT, page));
    }
    List<Block> blocks = new ArrayList<>();
    InlineHeading first = headings.get(0);
    trim(page.start(), first.span().start())
        .ifPresent(
            span -> blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER)));
    for (int i = 0; i < headings.size(); i++) {
      InlineHeading heading = headings.get(i);
      blocks.add(Block.heading(0, heading.span()));
      int end = i + 1 < headings.size() ? headings.get(i + 1).span().start() : page.end();
      trim(heading.bodyStart(), end)
          .ifPresent(body -> blocks.addAll(FlatBody.blocks(text, body, heading.kind())));
    }
    return blocks;
  }

  private List<InlineHeading> valid(List<InlineHeading> all) {
    List<InlineHeading> prose = new ArrayList<>();
    OptionalInt references = references(all);
    for (int i = 0; i < all.size(); i++) {
      InlineHeading heading = all.get(i);
      boolean before = references.isEmpty() || i <= references.getAsInt();
      if (before && (references.isPresent() && i == references.getAsInt() || isValid(all, i))) {
        prose.add(heading);
      }
    }
    int first = 0;
    while (first < prose.size() && !prose.get(first).opensProse()) {
      first++;
    }
    return prose.subList(first, prose.size());
  }

  private boolean isValid(List<InlineHeading> all, int i) {
    InlineHeading heading = all.get(i);
    int next = i + 1 < all.size() ? all.get(i + 1).span().start() : page.end();
    String sample = text.substring(heading.bodyStart(), Math.min(next, heading.bodyStart() + SAMPLE));
    return switch (heading.kind()) {
      case ABSTRACT -> isProse(sample) || holdsProse(all, i);
      case CASE -> (isProse(sample) || holdsProse(all, i)) && !isType(all, i);
      case INTRODUCTION, DISCUSSION, CONCLUSION, OTHER -> isProse(sample);
      case OTHER_LANGUAGE -> sample.length() > 40;
      case KEYWORDS, BACK_MATTER, FRONT_MATTER -> !sample.isBlank();
      case REFERENCES -> false;
      case TITLE, FIGURE_LEGEND, TABLE -> false;
    };
  }

  /** Whether a heading follows at once that has prose: "Abstract Introduction In …". */
  private boolean holdsProse(List<InlineHeading> all, int i) {
    if (i + 1 >= all.size()) {
      return false;
    }
    InlineHeading next = all.get(i + 1);
    boolean atOnce = text.substring(all.get(i).bodyStart(), next.span().start()).isBlank();
    return atOnce && next.kind() != SectionKind.REFERENCES && isValid(all, i + 1);
  }

  /** Whether it only says what kind of article follows: "Case report" before "Abstract". */
  private boolean isType(List<InlineHeading> all, int i) {
    return i + 1 < all.size()
        && all.get(i + 1).kind() == SectionKind.ABSTRACT
        && isValid(all, i + 1);
  }

  private static boolean isProse(String sample) {
    return sample.length() >= 40 && Languages.prose(sample) >= PROSE;
  }

  /** The list of references: the first heading of that name after the last part in prose. */
  private OptionalInt references(List<InlineHeading> all) {
    int lastProse = -1;
    for (int i = 0; i < all.size(); i++) {
      InlineHeading heading = all.get(i);
      boolean main = heading.opensProse() || heading.kind() == SectionKind.BACK_MATTER;
      if (heading.kind() == SectionKind.REFERENCES && lastProse >= 0 && holdsYears(all, i)) {
        return OptionalInt.of(i);
      }
      lastProse = main && isValid(all, i) ? i : lastProse;
    }
    return OptionalInt.empty();
  }

  private boolean holdsYears(List<InlineHeading> all, int i) {
    int start = all.get(i).bodyStart();
    String sample = text.substring(start, Math.min(page.end(), start + 1000));
    boolean abstractFollows =
        i + 1 < all.size()
            && all.get(i + 1).kind() == SectionKind.ABSTRACT
            && isValid(all, i + 1);
    return !abstractFollows && YEAR.matcher(sample).results().limit(3).count() >= 3;
  }

  private Optional<Span> trim(int from, int to) {
    return FlatBody.trim(text, from, to);
  }
}

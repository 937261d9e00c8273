package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

/**
 * A web page that was saved as one long line: its headings stand between the sentences. A word is
 * taken for a heading where it begins like one and prose follows; the menus of the page, which hold
 * the same words, have no prose.
 */
final class SingleLinePage {
  private static final int LONG = 3_000;
  private static final int SAMPLE = 500;
  private static final int PROSE = 20;
  private static final Pattern YEAR = Pattern.compile("\\b(?:19|20)\\d\\d\\b");

  private final String text;
  private final Span page;

  private SingleLinePage(String text, Span page) {
    this.text = text;
    this.page = page;
  }

  /** The blocks with each long line taken apart that is a whole page. */
  static List<Block> split(String text, List<Block> blocks) {
    List<Block> out = new ArrayList<>();
    for (Block block : blocks) {
      boolean plain = block.kind() == BlockKind.TEXT && block.spans().size() == 1;
      if (plain && block.spans().get(0).length() >= LONG) {
        out.addAll(new SingleLinePage(text, block.spans().get(0)).split());
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
    Span.trimmed(text, page.start(), first.span().start())
        .ifPresent(span -> blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER)));
    for (int i = 0; i < headings.size(); i++) {
      InlineHeading heading = headings.get(i);
      blocks.add(Block.heading(0, heading.span()));
      int end = i + 1 < headings.size() ? headings.get(i + 1).span().start() : page.end();
      Span.trimmed(text, heading.bodyStart(), end)
          .ifPresent(body -> blocks.addAll(FlatBody.blocks(text, body, heading.kind())));
    }
    return blocks;
  }

  private List<InlineHeading> valid(List<InlineHeading> all) {
    boolean[] valid = new boolean[all.size()];
    for (int i = all.size() - 1; i >= 0; i--) {
      valid[i] = isValid(all, i, i + 1 < valid.length && valid[i + 1]);
    }
    int references = references(all, valid);
    List<InlineHeading> kept = new ArrayList<>();
    boolean opened = false;
    for (int i = 0; i < Math.min(valid.length, references + 1); i++) {
      opened |= valid[i] && all.get(i).opensProse();
      if (opened && (valid[i] || i == references)) {
        kept.add(all.get(i));
      }
    }
    return kept;
  }

  /**
   * Whether a part begins there.
   *
   * @param nextValid whether one begins at the next heading
   */
  private boolean isValid(List<InlineHeading> all, int i, boolean nextValid) {
    InlineHeading heading = all.get(i);
    int next = i + 1 < all.size() ? all.get(i + 1).span().start() : page.end();
    int end = Math.max(heading.bodyStart(), Math.min(next, heading.bodyStart() + SAMPLE));
    String sample = text.substring(heading.bodyStart(), end);
    // "Abstract Introduction In …": the prose of the one is that of the other.
    boolean holds =
        nextValid && sample.isBlank() && all.get(i + 1).kind() != SectionKind.REFERENCES;
    return switch (heading.kind()) {
      case ABSTRACT -> isProse(sample) || holds;
      case CASE -> (isProse(sample) || holds) && !(nextValid && isAbstract(all, i + 1));
      case INTRODUCTION, DISCUSSION, CONCLUSION, OTHER -> isProse(sample);
      case OTHER_LANGUAGE -> sample.length() > 40;
      case KEYWORDS, BACK_MATTER, FRONT_MATTER -> !sample.isBlank();
      case REFERENCES, TITLE, FIGURE_LEGEND, TABLE -> false;
    };
  }

  /** "Case report" before "Abstract" only says what kind of article follows. */
  private static boolean isAbstract(List<InlineHeading> all, int i) {
    return all.get(i).kind() == SectionKind.ABSTRACT;
  }

  private static boolean isProse(String sample) {
    return sample.length() >= 40 && Languages.prose(sample) >= PROSE;
  }

  /** The list of references: the first heading of that name after the last part in prose. */
  private int references(List<InlineHeading> all, boolean[] valid) {
    boolean prose = false;
    for (int i = 0; i < valid.length; i++) {
      InlineHeading heading = all.get(i);
      boolean list = heading.kind() == SectionKind.REFERENCES && prose && holdsYears(heading);
      boolean menu = i + 1 < valid.length && valid[i + 1] && isAbstract(all, i + 1);
      if (list && !menu) {
        return i;
      }
      boolean main = heading.opensProse() || heading.kind() == SectionKind.BACK_MATTER;
      prose |= main && valid[i];
    }
    return valid.length;
  }

  private boolean holdsYears(InlineHeading heading) {
    int start = heading.bodyStart();
    String sample = text.substring(start, Math.min(page.end(), start + 1000));
    return YEAR.matcher(sample).results().limit(3).count() >= 3;
  }

  /** The text of one part of a page in one line: legends and tables stand between its sentences. */
  private static final class FlatBody {
    private static final int WINDOW = 200;
    private static final int LONGEST = 900;
    private static final Pattern FURNITURE =
        Pattern.compile("Open in a separate window|Click here to view|View this table|View larger");
    private static final Pattern LEGEND =
        Pattern.compile(
            "(?<=[.!?)\\]] |  |view |window )(Figure|Fig\\.|Table|Box)\\s{1,3}\\d{1,2}"
                + "(?:[.:]\\s*|\\s+)(?=[\\p{Lu}\\d])");
    private static final Pattern PUBMED =
        Pattern.compile(
            "PMID:\\s{0,3}\\d+|\\[Indexed for|Similar articles|How to cite this (?:article|URL)");
    private static final Pattern BOX = Pattern.compile("(?:window|view) +$");
    private static final Pattern END =
        Pattern.compile(
            "Click here to view|\\S {2,}(?=\\p{Lu})|[.!?][)\\]]? +"
                + "(?!Left|Right|Upper|Lower|Top|Bottom|Panel|Arrow|Inset|Magnification)(?=\\p{Lu})|$");
    private static final Pattern BOX_END =
        Pattern.compile("Click here to view|Open in a separate|\\S {2,}(?=\\p{Lu})|$");

    private final String text;
    private final List<Block> blocks = new ArrayList<>();

    private FlatBody(String text) {
      this.text = text;
    }

    static List<Block> blocks(String text, Span body, SectionKind kind) {
      FlatBody flat = new FlatBody(text);
      if (kind == SectionKind.REFERENCES) {
        flat.add(BlockKind.TEXT, body.start(), body.end());
      } else {
        flat.cut(body);
      }
      return flat.blocks;
    }

    /** What the site adds below an abstract is not the abstract. */
    private void cut(Span body) {
      Matcher site = PUBMED.matcher(text).region(body.start(), body.end());
      int end = site.find() ? site.start() : body.end();
      Span.trimmed(text, body.start(), end).ifPresent(this::split);
      Span.trimmed(text, end, body.end())
          .ifPresent(
              span -> blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER)));
    }

    private void split(Span body) {
      Matcher legend = LEGEND.matcher(text).region(body.start(), body.end());
      legend.useTransparentBounds(true);
      int start = body.start();
      while (legend.find()) {
        if (legend.start() < start) {
          continue;
        }
        prose(start, legend.start());
        boolean table = legend.group(1).startsWith("T");
        int end =
            table
                ? tableEnd(legend.end(), body.end())
                : legendEnd(legend.start(), legend.end(), body.end());
        add(BlockKind.LEGEND, legend.start(), end);
        start = end;
      }
      prose(start, body.end());
    }

    private void prose(int from, int to) {
      Matcher furniture = FURNITURE.matcher(text).region(from, to);
      int start = from;
      while (furniture.find()) {
        add(BlockKind.TEXT, start, furniture.start());
        add(BlockKind.FURNITURE, furniture.start(), furniture.end());
        start = furniture.end();
      }
      add(BlockKind.TEXT, start, to);
    }

    private int legendEnd(int start, int from, int to) {
      boolean box = BOX.matcher(text.substring(Math.max(0, start - 12), start)).find();
      Matcher boxEnd = BOX_END.matcher(text).region(from, Math.min(to, from + LONGEST));
      if (box && boxEnd.find() && boxEnd.end() < from + LONGEST) {
        return boxEnd.end();
      }
      Matcher end = END.matcher(text).region(from, to);
      return end.find() ? end.end() : to;
    }

    /** A table goes on until prose does. */
    private int tableEnd(int from, int to) {
      int at = from;
      while (at < to) {
        int end = Math.min(to, at + WINDOW);
        if (end - at > WINDOW / 2 && Languages.prose(text.substring(at, end)) >= 24) {
          return at == from ? legendEnd(from, from, to) : sentenceStart(from, at, to);
        }
        at += WINDOW / 2;
      }
      return to;
    }

    private int sentenceStart(int from, int at, int to) {
      Matcher sentence =
          Pattern.compile("[.!?] +(?=\\p{Lu}\\p{Ll}*\\b)")
              .matcher(text)
              .region(Math.max(from, at - 60), to);
      return sentence.find() ? sentence.end() : to;
    }

    private void add(BlockKind kind, int from, int to) {
      Span.trimmed(text, from, to).ifPresent(span -> blocks.add(Block.of(kind, span)));
    }
  }

  /**
   * A word inside running text that may be a heading.
   *
   * @param span the heading itself
   * @param bodyStart where its text begins
   */
  private record InlineHeading(Span span, SectionKind kind, int bodyStart) {
    /** How headings are printed, by their first two letters, the longest first. */
    private static final Map<String, List<Form>> FORMS = forms();

    /** One way to print a heading. */
    private record Form(String text, SectionKind kind, boolean afterSentence) {
      boolean isCapitals() {
        return Character.isUpperCase(text.charAt(1));
      }
    }

    boolean opensProse() {
      return switch (kind) {
        case ABSTRACT, INTRODUCTION, CASE, DISCUSSION, CONCLUSION -> true;
        case TITLE, FRONT_MATTER, KEYWORDS, FIGURE_LEGEND, TABLE, BACK_MATTER, REFERENCES -> false;
        case OTHER_LANGUAGE, OTHER -> false;
      };
    }

    /** All that may be headings in a stretch of text, in its order. */
    static List<InlineHeading> all(String text, Span page) {
      List<InlineHeading> found = new ArrayList<>();
      int i = page.start();
      while (i + 1 < page.end()) {
        InlineHeading heading = at(text, i, page, found);
        if (heading == null) {
          i++;
        } else {
          found.add(heading);
          i = heading.bodyStart();
        }
      }
      return found;
    }

    private static InlineHeading at(String text, int at, Span page, List<InlineHeading> found) {
      boolean begins =
          Character.isUpperCase(text.charAt(at))
              && (at == page.start() || Character.isWhitespace(text.charAt(at - 1)));
      if (begins) {
        for (Form form : FORMS.getOrDefault(text.substring(at, at + 2), List.of())) {
          int end = at + form.text().length();
          if (text.startsWith(form.text(), at) && end < page.end()) {
            int close = form.kind() == SectionKind.CASE ? number(text, end, page) : end;
            boolean heading =
                follows(text, close, page, form) && precedes(text, at, page, form, found);
            return heading
                ? new InlineHeading(new Span(at, close), form.kind(), body(text, close))
                : null;
          }
        }
      }
      return null;
    }

    /** After a heading comes a sentence: a capital, a number, a bracket before one. */
    private static boolean follows(String text, int end, Span page, Form form) {
      char next = text.charAt(end);
      int body = body(text, end);
      if (body >= page.end() || !(Character.isWhitespace(next) || next == ':')) {
        return false;
      }
      char first = text.charAt(body);
      if (form.kind() == SectionKind.KEYWORDS) {
        return Character.isLetterOrDigit(first);
      }
      if (form.isCapitals() && isCapitals(text, body)) {
        return false;
      }
      return Character.isUpperCase(first) || Character.isDigit(first) || "[“\"".indexOf(first) >= 0;
    }

    private static boolean isCapitals(String text, int at) {
      int end = at;
      while (end < text.length() && Character.isUpperCase(text.charAt(end))) {
        end++;
      }
      return end - at >= 4;
    }

    /** "Case 2" with its number. */
    private static int number(String text, int end, Span page) {
      int i = end + 1;
      while (i < page.end() && i < end + 3 && Character.isDigit(text.charAt(i))) {
        i++;
      }
      boolean number = i > end + 1 && i < page.end() && " :.".indexOf(text.charAt(i)) >= 0;
      return number && text.charAt(end) == ' ' ? i : end;
    }

    private static int body(String text, int end) {
      int i = end;
      while (i < text.length()
          && (text.charAt(i) == ':' || Character.isWhitespace(text.charAt(i)))) {
        i++;
      }
      return i;
    }

    /** Before a heading a sentence ends, or another heading stands, or nothing else binds it. */
    private static boolean precedes(
        String text, int at, Span page, Form form, List<InlineHeading> found) {
      int before = at - 1;
      while (before >= page.start() && Character.isWhitespace(text.charAt(before))) {
        before--;
      }
      if (before < page.start() || at - before > 2) {
        return true;
      }
      boolean afterHeading = !found.isEmpty() && found.get(found.size() - 1).bodyStart() == at;
      boolean sentence =
          ".!?)]\"”".indexOf(text.charAt(before)) >= 0
              || text.startsWith("Click here to view", before - 17)
              || text.startsWith("Open in a separate window", before - 24);
      return sentence || afterHeading || !form.afterSentence();
    }

    private static Map<String, List<Form>> forms() {
      Map<String, List<Form>> forms = new HashMap<>();
      for (String[] row : BundledTable.rows(SingleLinePage.class, "headings")) {
        if (row[2].equals("any") || row[2].equals("sentence")) {
          SectionKind kind = SectionKind.valueOf(row[1]);
          for (String text : cases(row[0])) {
            forms
                .computeIfAbsent(text.substring(0, 2), key -> new ArrayList<>())
                .add(new Form(text, kind, row[2].equals("sentence")));
          }
        }
      }
      Comparator<Form> longest = Comparator.comparingInt(form -> -form.text().length());
      forms.values().forEach(list -> list.sort(longest));
      return forms;
    }

    /** "Case report", "Case Report", "CASE REPORT". */
    private static List<String> cases(String heading) {
      StringBuilder title = new StringBuilder();
      boolean start = true;
      for (char c : heading.toCharArray()) {
        title.append(start ? Character.toUpperCase(c) : c);
        start = c == ' ';
      }
      String sentence = heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1);
      return List.of(sentence, title.toString(), heading.toUpperCase(Locale.ROOT)).stream()
          .distinct()
          .toList();
    }
  }
}

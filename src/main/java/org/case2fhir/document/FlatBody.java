package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Span;

/** The text of one part of a page in one line: legends and tables stand between its sentences. */
final class FlatBody {
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
    trim(text, body.start(), end).ifPresent(this::split);
    trim(text, end, body.end())
        .ifPresent(span -> blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER)));
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
    trim(text, from, to).ifPresent(span -> blocks.add(Block.of(kind, span)));
  }

  static Optional<Span> trim(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return start < end ? Optional.of(new Span(start, end)) : Optional.empty();
  }
}

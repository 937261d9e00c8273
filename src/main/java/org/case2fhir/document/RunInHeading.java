package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.model.Span;

/**
 * Headings that stand in the first line of their text: "CASE: A 28-year-old man …". Only words that
 * head parts of articles; the labels of clinical notes ("Allergies: …") are part of their sentence.
 */
final class RunInHeading {
  private static final int LONGEST = 45;
  private static final Map<String, String> INLINE =
      DocumentTables.rows("headings").stream()
          .filter(row -> row[2].equals("any") || row[2].equals("sentence"))
          .collect(Collectors.toMap(row -> row[0], row -> row[2]));

  private static final Pattern FURTHER =
      Pattern.compile("(?<=[.!?)] )(\\p{Lu}[\\p{L} /&]{2,40}):(?= )");

  private RunInHeading() {}

  /** The paragraph as it is, or as a heading and its text. */
  static List<Block> split(String text, Span paragraph) {
    int colon = colon(text, paragraph);
    if (colon > 0 && isKnown(text.substring(paragraph.start(), colon))) {
      int rest = colon + 1;
      while (rest < paragraph.end() && " *_\t\u00a0".indexOf(text.charAt(rest)) >= 0) {
        rest++;
      }
      if (rest < paragraph.end()) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.heading(0, new Span(paragraph.start(), colon)));
        int next = next(text, rest, paragraph.end());
        blocks.add(Block.of(BlockKind.TEXT, new Span(rest, next)));
        if (next < paragraph.end()) {
          blocks.addAll(split(text, new Span(next, paragraph.end())));
        }
        return blocks;
      }
    }
    return List.of(Block.of(BlockKind.TEXT, paragraph));
  }

  /** Where another known heading follows in the paragraph of a structured abstract, or its end. */
  private static int next(String text, int from, int end) {
    Matcher matcher = FURTHER.matcher(text).region(from, end);
    while (matcher.find()) {
      if (isKnown(matcher.group(1))) {
        return matcher.start(1);
      }
    }
    return end;
  }

  private static int colon(String text, Span paragraph) {
    int end = Math.min(paragraph.end(), paragraph.start() + LONGEST);
    for (int i = paragraph.start(); i < end; i++) {
      char c = text.charAt(i);
      if (c == ':' || c == '.' && (i + 1 == paragraph.end() || text.charAt(i + 1) == '*')) {
        return i;
      }
    }
    return 0;
  }

  private static boolean isKnown(String heading) {
    String plain = heading.replace("*", "").replace("_", "").strip().toLowerCase(Locale.ROOT);
    return INLINE.containsKey(plain) && !plain.startsWith("key");
  }
}

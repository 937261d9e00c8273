package org.case2fhir.document.format;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.case2fhir.document.DocumentTables;
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
        return List.of(
            Block.heading(0, new Span(paragraph.start(), colon)),
            Block.of(BlockKind.TEXT, new Span(rest, paragraph.end())));
      }
    }
    return List.of(Block.of(BlockKind.TEXT, paragraph));
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

package org.case2fhir.document;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.model.Span;

/** Asks of a text as a whole whether it is text, and in which language. */
final class TextCheck {
  private static final int SAMPLE = 200_000;
  private static final int BLOCKS = 400;
  private static final int HEAD = 1_500;

  private TextCheck() {}

  /** Whether characters that no text has are more than a few. */
  static boolean isBinary(String text) {
    int length = Math.min(text.length(), SAMPLE);
    int bad = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' && "\t\n\r\f".indexOf(c) < 0 || c == '\u007f';
      bad += control || c == '\ufffd' ? 1 : 0;
    }
    return bad > 4 && bad > length / 20;
  }

  /** The language that most of the prose is in; English where it cannot be told. */
  static String language(Layout layout) {
    Map<String, Integer> lengths = new HashMap<>();
    List<Block> blocks = layout.blocks();
    int step = Math.max(1, blocks.size() / BLOCKS);
    for (int i = 0; i < blocks.size(); i += step) {
      Block block = blocks.get(i);
      Span first = block.spans().get(0);
      if (block.kind() == BlockKind.TEXT) {
        int end = Math.min(first.end(), first.start() + HEAD);
        int length = first.length();
        Languages.of(layout.text().substring(first.start(), end))
            .ifPresent(language -> lengths.merge(language, length, Integer::sum));
      }
    }
    return lengths.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(Languages.ENGLISH);
  }
}

package org.case2fhir.document;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.Span;

/**
 * Tells the language of a text by its small words and its letters. It says nothing where a text is
 * too short or too much a list of names to tell.
 */
final class Languages {
  static final String ENGLISH = "en";
  private static final int LONGEST = 20_000;
  private static final int BLOCKS = 400;
  private static final int HEAD = 1_500;
  private static final double ENOUGH = 0.12;

  private static final List<String> CODES = new ArrayList<>();
  private static final Map<String, Integer> WORDS = words();
  private static final Map<UnicodeScript, String> SCRIPTS = scripts();

  private Languages() {}

  /** BCP 47 tag of the language that most of the beginning of the text is in. */
  static Optional<String> of(String text) {
    String head = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return byScript(head).or(() -> byWords(head.toLowerCase(Locale.ROOT)));
  }

  /** The language that most of the prose is in; English where it is unclear. */
  static String of(Layout layout) {
    Map<String, Integer> lengths = new HashMap<>();
    List<Block> blocks = layout.blocks();
    int step = Math.max(1, blocks.size() / BLOCKS);
    for (int i = 0; i < blocks.size(); i += step) {
      Block block = blocks.get(i);
      Span first = block.spans().get(0);
      if (block.kind() == BlockKind.TEXT) {
        int end = Math.min(first.end(), first.start() + HEAD);
        int length = first.length();
        of(layout.text().substring(first.start(), end))
            .ifPresent(language -> lengths.merge(language, length, Integer::sum));
      }
    }
    return lengths.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(ENGLISH);
  }

  /** How many of a hundred words are small English words: prose has more than twenty. */
  static int prose(String text) {
    int words = 0;
    int small = 0;
    for (String word : split(text.toLowerCase(Locale.ROOT))) {
      words++;
      small += (WORDS.getOrDefault(word, 0) & 1) != 0 ? 1 : 0;
    }
    return words == 0 ? 0 : 100 * small / words;
  }

  private static Optional<String> byWords(String text) {
    int[] counts = new int[CODES.size()];
    int[] kinds = new int[CODES.size()];
    Set<String> seen = new HashSet<>();
    List<String> words = split(text);
    for (String word : words) {
      // The letters of "p.o. q.d." are no words.
      int mask = word.length() > 1 ? WORDS.getOrDefault(word, 0) : 0;
      boolean first = mask != 0 && seen.add(word);
      for (int i = 0; i < counts.length; i++) {
        counts[i] += mask >> i & 1;
        kinds[i] += first ? mask >> i & 1 : 0;
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    // "5 mg po bid, 10 mg po qd" says one small word of Czech again and again.
    boolean clear =
        best == 0 || counts[best] > 1.5 * counts[0] && kinds[best] > Math.max(2, kinds[0]);
    boolean frequent = counts[best] >= 2 && counts[best] >= ENOUGH * words.size();
    return frequent && clear ? Optional.of(CODES.get(best)) : Optional.empty();
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
      if (letter && start < 0) {
        start = i;
      } else if (!letter && start >= 0) {
        String word = text.substring(start, i);
        // "A man's" holds no Czech "s".
        boolean genitive =
            word.equals("s") && start > 0 && "'\u2019".indexOf(text.charAt(start - 1)) >= 0;
        if (!genitive) {
          words.add(word);
        }
        start = -1;
      }
    }
    return words;
  }

  private static Optional<String> byScript(String text) {
    Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        if (c > 0x24f) {
          counts.merge(UnicodeScript.of(c), 1, Integer::sum);
        }
      }
    }
    int half = letters / 2;
    return SCRIPTS.entrySet().stream()
        .filter(entry -> counts.getOrDefault(entry.getKey(), 0) > half)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Map<String, Integer> words() {
    Map<String, Integer> words = new HashMap<>();
    for (String[] row : BundledTable.rows(Languages.class, "languages")) {
      int bit = 1 << CODES.size();
      CODES.add(row[0]);
      for (String word : row[1].split(" ")) {
        words.merge(word, bit, (a, b) -> a | b);
      }
    }
    return words;
  }

  private static Map<UnicodeScript, String> scripts() {
    Map<UnicodeScript, String> scripts = new EnumMap<>(UnicodeScript.class);
    scripts.put(UnicodeScript.CYRILLIC, "ru");
    scripts.put(UnicodeScript.GREEK, "el");
    scripts.put(UnicodeScript.ARABIC, "ar");
    scripts.put(UnicodeScript.HEBREW, "he");
    scripts.put(UnicodeScript.HANGUL, "ko");
    scripts.put(UnicodeScript.HIRAGANA, "ja");
    scripts.put(UnicodeScript.HAN, "zh");
    scripts.put(UnicodeScript.THAI, "th");
    scripts.put(UnicodeScript.DEVANAGARI, "hi");
    return scripts;
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.case2fhir.mention.Tokenizer;

/**
 * A sequence of tokens as tables write it: words in any case; {@code (a|b)} one of several; {@code
 * <class>} any word of a class of {@code word-classes.tsv}; {@code NUM} a number; {@code ..3} up to
 * three tokens of any kind; {@code x?} what may be missing.
 */
final class TokenPattern {
  private static final Map<String, Set<String>> CLASSES = classes();

  /** Each pattern is read once. */
  private static final Map<String, TokenPattern> PATTERNS = new ConcurrentHashMap<>();

  private static final int WIDEST_GAP = 20;

  private final List<Part> parts;

  private final Set<String> firstWords;

  private TokenPattern(List<Part> parts) {
    this.parts = List.copyOf(parts);
    Set<String> first = new HashSet<>(parts.get(0).words());
    parts.get(0).phrases().forEach(phrase -> first.add(phrase.get(0)));
    this.firstWords = Collections.unmodifiableSet(first);
  }

  /** What stands at one place. */
  private record Part(
      Set<String> words, List<List<String>> phrases, boolean number, int gap, boolean optional) {
    static Part of(Collection<String> words, boolean optional) {
      Set<String> single = new HashSet<>();
      List<List<String>> several = new ArrayList<>();
      boolean number = false;
      for (String word : words) {
        List<String> tokens = tokens(word);
        if (word.equals("NUM")) {
          number = true;
        } else if (tokens.size() == 1) {
          single.add(tokens.get(0));
        } else {
          several.add(tokens);
        }
      }
      return new Part(
          Collections.unmodifiableSet(single), List.copyOf(several), number, 0, optional);
    }

    boolean matches(String lower) {
      return number && isNumber(lower) || words.contains(lower);
    }
  }

  private static Map<String, Set<String>> classes() {
    Map<String, Set<String>> classes = new HashMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("word-classes.tsv").rows()) {
      // Looked into for every token: a HashSet finds a word faster than Set.copyOf.
      Set<String> words = Collections.unmodifiableSet(new HashSet<>(row.list("words")));
      if (classes.put(row.get("class"), words) != null) {
        throw new IllegalStateException("a class of words twice: " + row.get("class"));
      }
    }
    return Map.copyOf(classes);
  }

  /** The words of a class. */
  static Set<String> wordClass(String name) {
    Set<String> words = CLASSES.get(name);
    if (words == null) {
      throw new IllegalArgumentException("no class of words " + name);
    }
    return words;
  }

  /**
   * Reads a cell of a table.
   *
   * @throws IllegalArgumentException if it is empty, begins with a gap, or names an unknown class
   */
  static TokenPattern of(String cell) {
    return PATTERNS.computeIfAbsent(cell, TokenPattern::parse);
  }

  private static TokenPattern parse(String cell) {
    List<Part> parts = new ArrayList<>();
    for (String element : cell.strip().split(" +")) {
      boolean optional = element.length() > 1 && element.endsWith("?");
      String bare = optional ? element.substring(0, element.length() - 1) : element;
      if (bare.matches("\\.\\.\\d+")) {
        parts.add(new Part(Set.of(), List.of(), false, gap(bare.substring(2)), true));
      } else if (bare.equals("NUM")) {
        parts.add(new Part(Set.of(), List.of(), true, 0, optional));
      } else if (bare.length() > 2 && bare.startsWith("<") && bare.endsWith(">")) {
        parts.add(Part.of(wordClass(bare.substring(1, bare.length() - 1)), optional));
      } else if (bare.length() > 2 && bare.startsWith("(") && bare.endsWith(")")) {
        String words = bare.substring(1, bare.length() - 1);
        parts.add(Part.of(List.of(words.split("\\|")), optional));
      } else {
        for (String token : tokens(bare)) {
          parts.add(new Part(Set.of(token), List.of(), false, 0, optional));
        }
      }
    }
    if (parts.isEmpty() || parts.get(0).gap() > 0 || parts.get(0).optional()) {
      throw new IllegalArgumentException("a pattern begins with a word: " + cell);
    }
    return new TokenPattern(parts);
  }

  private static int gap(String digits) {
    int gap = digits.length() > 2 ? WIDEST_GAP + 1 : Integer.parseInt(digits);
    if (gap > WIDEST_GAP) {
      throw new IllegalArgumentException("a gap is at most " + WIDEST_GAP + " tokens: " + digits);
    }
    return gap;
  }

  private static List<String> tokens(String text) {
    return Tokenizer.tokens(text).stream()
        .map(span -> text.substring(span.start(), span.end()).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Each word that it may begin with, numbers apart. */
  Set<String> firstWords() {
    return firstWords;
  }

  /** The end of the longest match that begins at a token; -1 where it does not match. */
  int end(Graph graph, Graph.Sentence sentence, int from) {
    // Most patterns end here: their first word is another.
    String first = graph.lower(sentence, from);
    if (!firstWords.contains(first) && !parts.get(0).matches(first)) {
      return -1;
    }
    return end(at -> graph.lower(sentence, at), sentence.end, from, 0);
  }

  /** The same in a list of tokens in lower case. */
  int end(List<String> lower, int from) {
    return end(at -> at < lower.size() ? lower.get(at) : "", lower.size(), from, 0);
  }

  private int end(IntFunction<String> tokens, int limit, int at, int part) {
    if (part == parts.size()) {
      return at;
    }
    Part next = parts.get(part);
    if (next.gap() > 0) {
      for (int skip = next.gap(); skip >= 0; skip--) {
        int end = at + skip <= limit ? end(tokens, limit, at + skip, part + 1) : -1;
        if (end >= 0) {
          return end;
        }
      }
      return -1;
    }
    if (at < limit && next.matches(tokens.apply(at))) {
      int end = end(tokens, limit, at + 1, part + 1);
      if (end >= 0) {
        return end;
      }
    }
    for (List<String> phrase : next.phrases()) {
      int end = stands(tokens, at, phrase) ? end(tokens, limit, at + phrase.size(), part + 1) : -1;
      if (end >= 0) {
        return end;
      }
    }
    return next.optional() ? end(tokens, limit, at, part + 1) : -1;
  }

  private static boolean stands(IntFunction<String> tokens, int at, List<String> phrase) {
    for (int i = 0; i < phrase.size(); i++) {
      if (!tokens.apply(at + i).equals(phrase.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Rows by the words that their patterns may begin with: at a token only few of them need to be
   * tried. Immutable.
   */
  static final class Index<R> {
    private final Map<String, List<R>> byWord = new HashMap<>();
    private final List<R> byNumber = new ArrayList<>();
    private final Function<R, TokenPattern> pattern;

    /**
     * A row that matches.
     *
     * @param end behind the last token of the match
     */
    record Match<R>(R row, int end) {}

    /**
     * @param rows in the order in which they are tried
     * @param pattern of a row
     */
    Index(Collection<R> rows, Function<R, TokenPattern> pattern) {
      this.pattern = pattern;
      for (R row : rows) {
        TokenPattern own = pattern.apply(row);
        for (String word : own.firstWords) {
          byWord.computeIfAbsent(word, this::numbered).add(row);
        }
        if (own.parts.get(0).number()) {
          byNumber.add(row);
          byWord.forEach(
              (word, known) -> {
                if (isNumber(word) && !own.firstWords.contains(word)) {
                  known.add(row);
                }
              });
        }
      }
    }

    // A word that begins with a digit is also a number.
    private List<R> numbered(String word) {
      return isNumber(word) ? new ArrayList<>(byNumber) : new ArrayList<>();
    }

    /** The rows whose pattern may begin with a word, in their order. */
    List<R> of(String lower) {
      List<R> rows = byWord.get(lower);
      if (rows != null) {
        return rows;
      }
      return isNumber(lower) ? byNumber : List.of();
    }

    /** The row with the longest match that begins at a token; of equal ones the first. */
    Optional<Match<R>> longest(Graph graph, Graph.Sentence sentence, int from) {
      R best = null;
      int longest = from;
      for (R row : of(graph.lower(sentence, from))) {
        int end = pattern.apply(row).end(graph, sentence, from);
        if (end > longest) {
          best = row;
          longest = end;
        }
      }
      return best == null ? Optional.empty() : Optional.of(new Match<>(best, longest));
    }
  }

  private static boolean isNumber(String lower) {
    return !lower.isEmpty() && Character.isDigit(lower.charAt(0));
  }

  /**
   * Patterns of several kinds, to see which of them stand in a sentence.
   *
   * <p>Columns: kind; place, {@code start} where the pattern opens the sentence, {@code head} where
   * it begins among the first {@value #HEAD} tokens, {@code any}; pattern.
   */
  static final class Table<K extends Enum<K>> {
    private static final int HEAD = 12;

    private final Class<K> kinds;
    private final Index<Entry<K>> entries;

    private record Entry<K>(K kind, int reach, TokenPattern pattern) {}

    Table(RuleTable table, Class<K> kinds) {
      this.kinds = kinds;
      this.entries = new Index<>(table.rows().stream().map(this::entry).toList(), Entry::pattern);
    }

    private Entry<K> entry(RuleTable.Row row) {
      K kind = Enum.valueOf(kinds, row.get("kind").toUpperCase(Locale.ROOT).replace('-', '_'));
      int reach =
          switch (row.get("place")) {
            case "start" -> 0;
            case "head" -> HEAD;
            case "any" -> Integer.MAX_VALUE;
            default -> throw new IllegalArgumentException(row.table() + ":" + row.line());
          };
      return new Entry<>(kind, reach, TokenPattern.of(row.get("pattern")));
    }

    /** The kinds that stand in a sentence whose first word is at a place. */
    Set<K> find(List<String> lower, int start) {
      Set<K> found = EnumSet.noneOf(kinds);
      for (int i = start; i < lower.size(); i++) {
        for (Entry<K> entry : entries.of(lower.get(i))) {
          if (i - start <= entry.reach()
              && !found.contains(entry.kind())
              && entry.pattern().end(lower, i) >= 0) {
            found.add(entry.kind());
          }
        }
      }
      return found;
    }
  }
}

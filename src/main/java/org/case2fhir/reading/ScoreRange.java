package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.model.Value;
import org.case2fhir.notation.ScoreScales;

/**
 * From where to where a scale goes: "a visual analogue scale ranging from 0 to 10", "a 0-10 numeric
 * rating scale", "(0 = no pain, 10 = worst pain)". It is no result; its upper end is the maximum of
 * the score that is one.
 *
 * @param first the lower end
 * @param end behind the upper end and what it means
 */
record ScoreRange(int first, int end, BigDecimal maximum) {
  private static final int SIGHT = 6;
  private static final int LONGEST_GLOSS = 7;
  private static final Pattern LOWER = Pattern.compile("[01]");
  private static final Pattern UPPER = Pattern.compile("[1-9]\\d{0,2}");
  private static final Pattern BOTH = Pattern.compile("([01])[-–]([1-9]\\d{0,2})");
  private static final Set<String> USUAL = Set.of("5", "10", "100");
  private static final Set<String> DASHES = TokenPattern.wordClass("score-range");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> BY = TokenPattern.wordClass("scored-by");
  private static final Set<String> SCALES = TokenPattern.wordClass("scale-noun");
  private static final Set<String> SCORES = TokenPattern.wordClass("score");
  private static final Set<String> RANGES = TokenPattern.wordClass("scale-range");
  private static final Set<String> LEADS = TokenPattern.wordClass("scale-lead");
  private static final Set<String> ANCHORS = TokenPattern.wordClass("scale-anchor");
  private static final Set<String> FUNCTION_WORDS = TokenPattern.wordClass("relation-word");

  /** The ranges of scales of a sentence. */
  static List<ScoreRange> of(Graph graph, Graph.Sentence sentence) {
    List<ScoreRange> found = new ArrayList<>();
    for (int i = sentence.first; i < sentence.end; i++) {
      String text = graph.token(i).text();
      if (LOWER.matcher(text).matches()) {
        new Scan(graph, sentence, i).range().ifPresent(found::add);
      } else if (BOTH.matcher(text).matches()) {
        String upper = text.substring(2);
        if (new Scan(graph, sentence, i).isOfScale(i + 1, upper)) {
          found.add(new ScoreRange(i, i + 1, new BigDecimal(upper)));
        }
      }
    }
    return found;
  }

  /** Takes away what is marked within the ranges: "0 = no pain" says nothing of the patient. */
  static List<ScoreRange> clear(Graph graph, Graph.Sentence sentence) {
    List<ScoreRange> ranges = of(graph, sentence);
    for (ScoreRange range : ranges) {
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (range.holds(node.first, node.end)) {
          graph.remove(node);
        } else if (node.first == range.first && node.end > range.end && node.isTest()) {
          graph.resize(node, range.end, node.end, "scale-behind-range");
        }
      }
    }
    return ranges;
  }

  /** Whether a mention lies within the range. */
  boolean holds(int from, int to) {
    return from >= first && to <= end;
  }

  /** The scale by which the number before was found: "7 [on a visual analogue scale]". */
  static Optional<Graph.Node> scaleBehind(Graph graph, Graph.Sentence sentence, int end) {
    if (!BY.contains(graph.lower(sentence, end))) {
      return Optional.empty();
    }
    int at = end + 1;
    while (at < sentence.end && at - end <= SIGHT) {
      Optional<Graph.Node> node = graph.nodeAt(at);
      if (node.isPresent()) {
        return node.filter(Graph.Node::isTest).filter(test -> isScale(graph, test));
      }
      boolean skipped =
          ARTICLES.contains(graph.lower(sentence, at))
              || graph.token(at).isNumber()
              || DASHES.contains(graph.lower(sentence, at));
      if (!skipped) {
        return Optional.empty();
      }
      at++;
    }
    return Optional.empty();
  }

  private static boolean isScale(Graph graph, Graph.Node test) {
    return test.length() > 1 && SCALES.contains(graph.token(test.end - 1).lower())
        || test.length() == 1 && ScoreScales.maximum(graph.words(test)).isPresent();
  }

  /** A bare number of a score out of the maximum of its scale; any other value as it is. */
  static Value complete(List<ScoreRange> ranges, Value value) {
    boolean one = ranges.stream().map(ScoreRange::maximum).distinct().count() == 1;
    if (!one
        || !(value instanceof Value.Measured measured)
        || measured.amount().comparator().isPresent()
        || !measured.amount().unit().text().isBlank()) {
      return value;
    }
    BigDecimal number = measured.amount().number();
    BigDecimal maximum = ranges.get(0).maximum();
    return number.signum() >= 0 && number.compareTo(maximum) <= 0
        ? new Value.Score(number, maximum)
        : value;
  }

  /** Looks around one lower end. */
  private record Scan(Graph graph, Graph.Sentence sentence, int low) {
    Optional<ScoreRange> range() {
      int at = behindBracket(low + 1);
      if (DASHES.contains(lower(at)) || lower(at).equals("and") && isBetween()) {
        int high = at + 1;
        if (isUpper(high) && isOfScale(high + 1, graph.token(high).text())) {
          return found(high);
        }
      }
      return anchored();
    }

    private Optional<ScoreRange> found(int high) {
      return Optional.of(
          new ScoreRange(low, behindGloss(high + 1), new BigDecimal(graph.token(high).text())));
    }

    // "0 = no pain, 10 = worst pain", "0 being no pain and 10 the worst"
    private Optional<ScoreRange> anchored() {
      if (!ANCHORS.contains(lower(low + 1)) || !followsScale()) {
        return Optional.empty();
      }
      for (int i = low + 2; i < Math.min(sentence.end, low + 2 + LONGEST_GLOSS); i++) {
        if (graph.token(i).isNumber()) {
          return isUpper(i) && i > low + 2 && graph.token(i - 1).text().length() < 4
              ? found(i)
              : Optional.empty();
        }
      }
      return Optional.empty();
    }

    private boolean followsScale() {
      for (int i = low - 1; i >= sentence.first; i--) {
        if (SCALES.contains(lower(i)) || SCORES.contains(lower(i))) {
          return true;
        }
      }
      return false;
    }

    // The scale stands before its range or behind it.
    boolean isOfScale(int end, String upper) {
      int at = low - 1;
      boolean ranged = false;
      boolean bracket = false;
      while (at >= sentence.first && low - at <= SIGHT && LEADS.contains(lower(at))) {
        ranged |= RANGES.contains(lower(at));
        bracket |= lower(at).equals("(") || lower(at).equals(",");
        at--;
      }
      String noun = lower(at);
      boolean usual = USUAL.contains(upper);
      boolean led = low - at > 1;
      if (noun.startsWith("scale") && (led || usual)
          || SCALES.contains(noun) && (ranged || usual)) {
        return true;
      }
      if (bracket && SCORES.contains(noun) && (ranged || usual)) {
        return true;
      }
      if (bracket && ranged && at >= sentence.first && graph.token(at).isNumber()) {
        return isScored(at);
      }
      return isBeforeScale(end);
    }

    // "a 0-10 numeric rating scale"
    private boolean isBeforeScale(int end) {
      for (int i = end; i < Math.min(sentence.end, end + SIGHT); i++) {
        String word = lower(i);
        if (SCALES.contains(word)) {
          return true;
        }
        boolean goes = graph.token(i).isWord() && !FUNCTION_WORDS.contains(word);
        if (!goes && !(word.equals("-") && i == end)) {
          return false;
        }
      }
      return false;
    }

    // "the score was 6 (range 0-10)"
    private boolean isScored(int number) {
      for (int i = number - 1; i >= Math.max(sentence.first, number - SIGHT); i--) {
        if (SCORES.contains(lower(i)) || SCALES.contains(lower(i))) {
          return true;
        }
        if (graph.token(i).isNumber() || lower(i).equals(";")) {
          return false;
        }
      }
      return false;
    }

    private boolean isBetween() {
      return lower(low - 1).equals("between");
    }

    private boolean isUpper(int token) {
      return token < sentence.end && UPPER.matcher(graph.token(token).text()).matches();
    }

    // "0 (no pain) to 10 (worst pain)": what an end means.
    private int behindBracket(int at) {
      if (!lower(at).equals("(")) {
        return at;
      }
      for (int i = at + 1; i < Math.min(sentence.end, at + LONGEST_GLOSS); i++) {
        if (lower(i).equals(")")) {
          return i + 1;
        }
      }
      return at;
    }

    // "10 (worst pain)", "10 = worst pain", "10 is the worst itch"
    private int behindGloss(int at) {
      int end = behindBracket(at);
      if (end > at || !ANCHORS.contains(lower(at))) {
        return end;
      }
      for (int i = at + 1; i < Math.min(sentence.end, at + LONGEST_GLOSS); i++) {
        if (!graph.token(i).isWord() || graph.token(i).isNumber()) {
          return i;
        }
        end = i + 1;
      }
      return end;
    }

    private String lower(int token) {
      return graph.lower(sentence, token);
    }
  }
}

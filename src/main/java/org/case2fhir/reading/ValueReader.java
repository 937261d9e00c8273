package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Finds the quantities of a text, numbers with their unit, and makes each that stands beside a test
 * a value of its own: what the tagger marked too short, too long or not at all gets the quantity's
 * ends. A name of a test beside a quantity that nothing marked becomes a test.
 */
final class ValueReader {
  private static final int LONGEST_UNIT = 8;
  private static final int MOST_GLUE = 10;
  private static final int LONGEST_TEST = 4;
  private static final int COURSE_SIGHT = 9;
  private static final Set<String> COMPARATORS =
      Set.of("<", ">", "≤", "≥", "<=", ">=", "=<", "=>", "~", "≈");
  private static final Set<String> DASHES = Set.of("-", "–", "—", "−", "‐", "‑");
  private static final Set<String> TIMES = Set.of("x", "×", "*", "·", "✕");
  private static final Pattern POWER = Pattern.compile("10(?:\\p{No}{1,2}|\\d{1,2})");
  private static final Pattern JOINED_POWER = Pattern.compile("[x×]10(?:\\p{No}{1,2}|\\d{1,2})?");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("[\\d.,·]+");
  private static final Set<MentionType> MEASURABLE =
      Set.of(
          MentionType.DIAGNOSTIC_PROCEDURE, MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);

  private final UnitTable units;
  private final Vocabulary vocabulary;
  private final Set<String> bareUnits = TokenPattern.wordClass("bare-unit");
  private final Set<String> levels = TokenPattern.wordClass("level-word");
  private final Set<String> ordinals = TokenPattern.wordClass("ordinal-suffix");
  private final Set<String> uncoded = TokenPattern.wordClass("unit-without-code");
  private final Set<String> glue = TokenPattern.wordClass("value-glue");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> follows = TokenPattern.wordClass("behind-value");
  private final Set<String> courses = TokenPattern.wordClass("change");
  private final Set<String> ranges = TokenPattern.wordClass("ranging");
  private final Set<String> vitals = TokenPattern.wordClass("vital-sign");
  private final Set<String> scores = TokenPattern.wordClass("score");
  private final Set<String> times = TokenPattern.wordClass("time-unit");

  ValueReader(UnitTable units, Vocabulary vocabulary) {
    this.units = units;
    this.vocabulary = vocabulary;
  }

  /**
   * A number, or several that are one value, with their unit.
   *
   * @param first first token: a sign or comparator, or the number
   * @param end behind the unit
   * @param number the numbers as a value is written: {@code 148-155}
   * @param unit as it is written; empty where none is
   * @param course whether another number follows that it changes to: "from 5 to 9"
   */
  record Quantity(int first, int end, String number, String unit, boolean course) {
    /** The value as one writes it. */
    String text() {
      return unit.isEmpty() ? number : number + " " + unit;
    }

    Quantity in(String other) {
      return new Quantity(first, end, number, other, course);
    }
  }

  /** The quantities of a sentence in their order. */
  List<Quantity> quantities(Graph graph, Graph.Sentence sentence) {
    return quantities(graph, sentence, sentence.first, sentence.end);
  }

  /** The quantities that begin within a range of a sentence's tokens. */
  List<Quantity> quantities(Graph graph, Graph.Sentence sentence, int from, int to) {
    List<Quantity> found = new ArrayList<>();
    int at = from;
    while (at < to) {
      Optional<Quantity> quantity =
          graph.token(at).isNumber() ? new Scan(graph, sentence).at(at, from) : Optional.empty();
      quantity.ifPresent(found::add);
      at = Math.max(at + 1, quantity.map(Quantity::end).orElse(0));
    }
    return found;
  }

  /** Reads one quantity. */
  private final class Scan {
    private final Graph graph;
    private final Graph.Sentence sentence;
    private int at;

    Scan(Graph graph, Graph.Sentence sentence) {
      this.graph = graph;
      this.sentence = sentence;
    }

    Optional<Quantity> at(int number, int from) {
      int first = number;
      StringBuilder text = new StringBuilder();
      String before = lower(first - 1);
      if (DASHES.contains(before) || before.equals("+")) {
        boolean tied = first - 2 >= sentence.first && touches(first - 2) && touches(first - 1);
        if (tied && graph.token(first - 2).isWord()) {
          // "IL-6", "CD-20": a part of a name.
          return Optional.empty();
        }
        if (touches(first - 1) && !tied && first - 1 >= from) {
          first--;
          text.append(before.equals("+") ? "" : "-");
        }
      }
      if (first - 1 >= from && COMPARATORS.contains(lower(first - 1))) {
        first--;
        text.insert(0, comparator(lower(first)));
      }
      text.append(graph.token(number).text());
      at = number + 1;
      if (touches(number) && ordinals.contains(lower(at))) {
        // "the 0.4th centile"
        return Optional.empty();
      }
      boolean course = isCourse(first);
      while (more(text, course)) {}
      power(text);
      String unit = unit();
      if (!unit.isEmpty() && !course) {
        unit = range(text, unit);
      }
      boolean hyphened = unit.isEmpty() && DASHES.contains(lower(at)) && touches(at - 1);
      if (hyphened && touches(at) && at + 1 < sentence.end && graph.token(at + 1).isWord()) {
        // "12-lead", "6-minute"
        return Optional.empty();
      }
      boolean changes = course && lower(at).equals("to") && isNumber(at + 1);
      return Optional.of(new Quantity(first, at, text.toString(), unit, changes));
    }

    private String comparator(String mark) {
      return switch (mark) {
        case "~", "≈" -> "";
        case "=<" -> "<=";
        case "=>" -> ">=";
        default -> mark;
      };
    }

    // "rose from 5 to 9" is two readings, "ranged from 5 to 9" one range.
    private boolean isCourse(int first) {
      if (lower(first - 1).equals("by")) {
        // "fell by 3 g/dL to 7.2 g/dL"
        return true;
      }
      if (!lower(first - 1).equals("from")) {
        return false;
      }
      for (int i = first - 2; i >= Math.max(sentence.first, first - COURSE_SIGHT); i--) {
        if (ranges.contains(lower(i))) {
          return false;
        }
        if (courses.contains(lower(i))) {
          return true;
        }
      }
      return true;
    }

    // Another number of the same value: a range, a fraction, a size, a deviation.
    private boolean more(StringBuilder text, boolean course) {
      String mark = lower(at);
      if (!isNumber(at + 1)) {
        return false;
      }
      boolean dash = DASHES.contains(mark);
      boolean to = mark.equals("to") && !course;
      boolean between = mark.equals("and") && isBetween();
      boolean tied = touches(at - 1) == touches(at);
      boolean fraction = (mark.equals("/") || mark.equals(":")) && touches(at - 1) && touches(at);
      boolean size =
          TIMES.contains(mark)
              && !POWER.matcher(graph.token(at + 1).text()).matches()
              && !graph.token(at + 1).text().equals("10");
      boolean deviation = mark.equals("±") || mark.equals("+/-");
      boolean sum = mark.equals("+") && touches(at - 1) && touches(at);
      if (!(dash && tied || to || between || fraction || size || deviation || sum)) {
        return false;
      }
      text.append(dash || to || between ? "-" : size ? " x " : deviation ? " ± " : mark);
      text.append(graph.token(at + 1).text());
      at += 2;
      return true;
    }

    // "between 5 and 9"
    private boolean isBetween() {
      for (int i = at - 1; i >= Math.max(sentence.first, at - 6); i--) {
        if (lower(i).equals("between")) {
          return true;
        }
      }
      return false;
    }

    // "15% to 20%": the unit is written twice.
    private String range(StringBuilder text, String unit) {
      boolean to = lower(at).equals("to") || lower(at).equals("and") && isBetween();
      boolean joins = DASHES.contains(lower(at)) || to;
      boolean one = PLAIN_NUMBER.matcher(text).matches();
      if (!joins || !one || !isNumber(at + 1)) {
        return unit;
      }
      int back = at;
      String second = graph.token(at + 1).text();
      at += 2;
      String other = unit();
      if (!other.equals(unit)) {
        at = back;
        return unit;
      }
      text.append('-').append(second);
      return unit;
    }

    // "× 10^9", "x 10(9)", "× 109" with its superscript lost.
    private void power(StringBuilder text) {
      int start = at;
      String base;
      if (at < sentence.end && JOINED_POWER.matcher(lower(at)).matches()) {
        base = lower(at).substring(1);
        at++;
      } else if (TIMES.contains(lower(at)) && lower(at + 1).startsWith("10")) {
        base = lower(at + 1);
        at += 2;
      } else {
        return;
      }
      String exponent = base.substring(2);
      boolean marked = lower(at).equals("^") || lower(at).equals("*") || lower(at).equals("(");
      if (exponent.isEmpty() && marked && isNumber(at + 1)) {
        boolean bracket = lower(at).equals("(");
        exponent = lower(at + 1);
        at += 2;
        at += bracket && lower(at).equals(")") ? 1 : 0;
      }
      if (exponent.isEmpty()) {
        at = start;
        return;
      }
      text.append(" x 10").append(Character.isDigit(exponent.charAt(0)) ? "^" : "");
      text.append(exponent);
    }

    // The longest unit that stands here.
    private String unit() {
      int best = at;
      boolean scaled = false;
      for (int end = at + 1; end <= Math.min(sentence.end, at + LONGEST_UNIT); end++) {
        if (isClosing(lower(end - 1))) {
          break;
        }
        if (isUnit(at, end)) {
          best = end;
        }
      }
      String unit = graph.words(at, best);
      boolean apart = best - at > 1 && (unit.endsWith(" 3") || unit.endsWith(" 2"));
      unit = apart && unit.indexOf('/') >= 0 ? unit.replace(" ", "") : unit;
      at = best;
      return unit;
    }

    private boolean isClosing(String word) {
      return word.equals(")") || word.equals(",") || word.equals(";") || word.equals("]");
    }

    private boolean isUnit(int from, int end) {
      String first = lower(from);
      String words = graph.words(from, end);
      String last = lower(end - 1);
      if (uncoded.contains(words.toLowerCase(Locale.ROOT))) {
        return true;
      }
      if (end - from > 1 && (last.equals("3") || last.equals("2"))) {
        // "/mm 3": the superscript stands apart.
        return bareUnits.contains(lower(end - 2))
            && words.indexOf('/') >= 0
            && units.ucum(words.replace(" ", "")).isPresent();
      }
      if (end == from + 1) {
        return bareUnits.contains(first) && units.ucum(words).isPresent()
            || first.equals("%")
            || uncoded.contains(first);
      }

      boolean sign = first.equals("/") || first.equals("%") || first.equals("°");
      boolean worded = first.equals("per") || bareUnits.contains(first);
      boolean slashed = words.indexOf('/') > 0;
      boolean known = (sign || worded || slashed) && units.ucum(words).isPresent();
      return known || slashed && isShapedLikeUnit(from, end);
    }

    // "nmol/mg", "UGPL/mL": a unit that nobody knows is still none of the words behind.
    private boolean isShapedLikeUnit(int from, int end) {
      boolean odd = (end - from) % 2 == 1 && bareUnits.contains(lower(from));
      for (int i = from; odd && i < end; i++) {
        boolean slash = lower(i).equals("/");
        odd = slash == ((i - from) % 2 == 1) && (i == from || touches(i - 1));
      }
      return odd;
    }

    private String lower(int index) {
      return graph.lower(sentence, index);
    }

    private boolean isNumber(int index) {
      return index < sentence.end && graph.token(index).isNumber();
    }

    // Whether no space stands between a token and the next.
    private boolean touches(int token) {
      return token >= sentence.first
          && token + 1 < sentence.end
          && graph.token(token).span().end() == graph.token(token + 1).span().start();
    }
  }

  /** Marks the values of all sentences. */
  void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      sentence
          .nodes(MentionType.MEDICATION)
          .filter(node -> levels.contains(graph.lower(sentence, node.end)))
          .filter(node -> vocabulary.match(Domain.TEST, graph.words(node)).isPresent())
          .toList()
          .forEach(
              node -> graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "test-by-its-level"));
      for (Quantity quantity : quantities(graph, sentence)) {
        mark(graph, sentence, quantity);
      }
    }
  }

  private void mark(Graph graph, Graph.Sentence sentence, Quantity quantity) {
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(quantity.first(), quantity.end()))
            .toList();
    inside.stream()
        .filter(node -> node.type == MentionType.DOSAGE && node.first >= quantity.first())
        .filter(node -> followsTest(graph, sentence, quantity))
        .forEach(node -> graph.retype(node, MentionType.LAB_VALUE, "quantity-beside-test"));
    if (inside.size() == 1 && inside.get(0).isTest()) {
      cutTest(graph, sentence, inside.get(0), quantity);
      return;
    }
    boolean values = inside.stream().allMatch(node -> node.type == MentionType.LAB_VALUE);
    if (!values) {
      return;
    }
    retype(graph, sentence, quantity);
    if (quantity.unit().isEmpty() && isTimed(graph, sentence, quantity.end())) {
      inside.stream()
          .filter(node -> node.first >= quantity.first() && node.end <= quantity.end())
          .forEach(graph::remove);
      return;
    }
    if (inside.isEmpty()) {
      if (marksTest(graph, sentence, quantity) || followsTest(graph, sentence, quantity)) {
        graph.add(
            MentionType.LAB_VALUE, quantity.first(), quantity.end(), 0.9, "quantity-beside-test");
      }
      return;
    }
    marksTest(graph, sentence, quantity);
    Graph.Node node = inside.get(0);
    if (node.first < quantity.first() && namesTest(graph, sentence, node.first, quantity.first())) {
      int first = node.first;
      int end = nameEnd(graph, first, quantity.first());
      graph.resize(node, quantity.first(), Math.max(node.end, quantity.end()), "test-before-value");
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, node.confidence, "test-before-value");
    }
    inside.subList(1, inside.size()).forEach(graph::remove);
    boolean whole = node.first >= quantity.first() && node.end <= quantity.end();
    if (whole || inside.size() > 1) {
      int first = Math.min(node.first, quantity.first());
      if (first != node.first || node.end != quantity.end()) {
        graph.resize(node, first, quantity.end(), "quantity-whole");
      }
    } else {
      split(graph, sentence, node, quantity);
    }
  }

  // "PAP 72 mmHg", "T-score: -2.6": the name of a test in the mention of its value.
  private boolean namesTest(Graph graph, Graph.Sentence sentence, int first, int end) {
    int last = nameEnd(graph, first, end);
    if (first >= last || isGlue(graph.token(first).lower())) {
      return false;
    }
    String words = graph.words(first, last);
    boolean short1 = last - first == 1 && words.length() > 1 && words.equals(upper(words));
    boolean scored = false;
    for (int i = first; i < last; i++) {
      scored |= scores.contains(graph.token(i).lower());
    }
    return short1 || scored || isTest(graph, sentence, first, last);
  }

  private static String upper(String words) {
    return words.toUpperCase(Locale.ROOT);
  }

  private int nameEnd(Graph graph, int first, int end) {
    int last = end;
    while (last > first
        && isGlue(graph.token(last - 1).lower())
        && !scores.contains(graph.token(last - 1).lower())) {
      last--;
    }
    return last;
  }

  // "HR 118" in one mention of a test.
  private void cutTest(Graph graph, Graph.Sentence sentence, Graph.Node test, Quantity quantity) {
    boolean ends = quantity.first() > test.first && quantity.end() >= test.end;
    boolean vital = vitals.contains(graph.token(test.first).lower());
    if (ends
        && (vital && graph.token(test.first).text().length() > 1 || !quantity.unit().isEmpty())
        && namesTest(graph, sentence, test.first, quantity.first())
        && vocabulary.match(Domain.TEST, graph.words(test)).filter(m -> m.isWhole()).isEmpty()) {
      graph.resize(test, test.first, nameEnd(graph, test.first, quantity.first()), "value-in-test");
      graph.add(
          MentionType.LAB_VALUE,
          quantity.first(),
          quantity.end(),
          test.confidence,
          "value-in-test");
    }
  }

  // "Potassium was 3.2 mmol/L": no drug, since the unit is that of the test of this name.
  private void retype(Graph graph, Graph.Sentence sentence, Quantity quantity) {
    int at = quantity.first() - 1;
    while (at >= sentence.first
        && quantity.first() - at <= MOST_GLUE
        && graph.nodeAt(at).filter(node -> node.type != MentionType.LAB_VALUE).isEmpty()
        && (isGlue(graph.token(at).lower()) || graph.nodeAt(at).isPresent())) {
      at--;
    }
    if (at < sentence.first) {
      return;
    }
    graph
        .nodeAt(at)
        .filter(
            node ->
                node.is(
                    MentionType.MEDICATION,
                    MentionType.BIOLOGICAL_STRUCTURE,
                    MentionType.THERAPEUTIC_PROCEDURE,
                    MentionType.CLINICAL_EVENT))
        .filter(node -> isMeasuredIn(node, graph.words(node), quantity.unit()))
        .ifPresent(
            node -> graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "test-by-its-unit"));
  }

  private boolean isMeasuredIn(Graph.Node node, String test, String unit) {
    Optional<String> code = units.ucum(unit);
    List<String> usual = vocabulary.testUnits(test);
    // A drug is measured out in plain amounts, too.
    boolean dose = node.type == MentionType.MEDICATION && unit.indexOf('/') < 0;
    return code.isPresent()
        && !dose
        && usual.stream()
            .anyMatch(
                known ->
                    units.comparable(code.get(), known)
                        || known.endsWith("L") && unit.indexOf('/') >= 0);
  }

  // "7.5% (58 mmol/mol)" and "from 5 to 9" in one mention are two values.
  private void split(Graph graph, Graph.Sentence sentence, Graph.Node node, Quantity quantity) {
    int end = node.end;
    boolean more =
        quantity.end() < end && !quantities(graph, sentence, quantity.end(), end).isEmpty();
    if (more) {
      graph.resize(node, node.first, quantity.end(), "quantity-split");
      Quantity next = quantities(graph, sentence, quantity.end(), end).get(0);
      graph.add(
          MentionType.LAB_VALUE,
          next.first(),
          Math.max(next.end(), end),
          node.confidence,
          "quantity-split");
    } else if (quantity.end() > end) {
      graph.resize(node, node.first, quantity.end(), "quantity-whole");
    } else {
      // "2,800 cells/mm3 [neutrophils": the next test in the mention of a value.
      int first = quantity.end();
      while (first < end && isGlue(graph.token(first).lower())) {
        first++;
      }
      if (first < end && first > quantity.end() && isTest(graph, sentence, first, end)) {
        graph.resize(node, node.first, quantity.end(), "value-before-test");
        graph.add(
            MentionType.DIAGNOSTIC_PROCEDURE, first, end, node.confidence, "value-before-test");
      }
    }
  }

  // "at 1, 5 and 10 minutes"
  private boolean isTimed(Graph graph, Graph.Sentence sentence, int from) {
    int at = from;
    while (at < sentence.end
        && at - from < MOST_GLUE
        && (joiners.contains(graph.token(at).lower()) || graph.token(at).isNumber())) {
      at++;
    }
    return at < sentence.end && times.contains(graph.token(at).lower());
  }

  // Only words that lead to a value stand between it and a test, or it goes on with a list.
  private boolean followsTest(Graph graph, Graph.Sentence sentence, Quantity quantity) {
    String behind = graph.lower(sentence, quantity.end());
    boolean bare = quantity.unit().isEmpty();
    boolean counts =
        !behind.isEmpty() && graph.token(quantity.end()).isWord() && !follows.contains(behind);
    boolean timed = bare && isTimed(graph, sentence, quantity.end());
    if (bare && counts || timed || times.contains(quantity.unit())) {
      return false;
    }
    for (int i = quantity.first() - 1; i >= quantity.first() - MOST_GLUE; i--) {
      if (i < sentence.first) {
        return false;
      }
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.isPresent() && node.get().type == MentionType.LAB_VALUE) {
        if (graph.token(node.get().end - 1).isWord() && !hasNumber(graph, node.get())) {
          i = node.get().first;
          continue;
        }
        return hasNumber(graph, node.get());
      }
      if (node.isPresent()) {
        boolean test = node.get().isTest() || !bare && MEASURABLE.contains(node.get().type);
        return test && MEASURABLE.contains(node.get().type);
      }
      if (!isGlue(graph.token(i).lower())) {
        return false;
      }
    }
    return false;
  }

  private boolean isGlue(String word) {
    return glue.contains(word) || courses.contains(word);
  }

  private static boolean hasNumber(Graph graph, Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      if (graph.token(i).isNumber()) {
        return true;
      }
    }
    return false;
  }

  // "HR 118", "Na 131 mmol/L": words that nothing marked, and that name a test.
  private boolean marksTest(Graph graph, Graph.Sentence sentence, Quantity quantity) {
    int end = quantity.first();
    while (end > sentence.first
        && quantity.first() - end < MOST_GLUE
        && isGlue(graph.token(end - 1).lower())
        && graph.nodeAt(end - 1).isEmpty()) {
      end--;
    }
    for (int first = Math.max(sentence.first, end - LONGEST_TEST); first < end; first++) {
      boolean free = true;
      for (int i = first; i < end; i++) {
        free &= graph.nodeAt(i).isEmpty();
      }
      // A single letter needs a unit: "T 3" is a hormone.
      boolean letter = end - first == 1 && graph.token(first).text().length() == 1;
      if (letter && quantity.unit().isEmpty()) {
        continue;
      }
      if (free && graph.token(first).isWord() && isTest(graph, sentence, first, end)) {
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, "test-beside-quantity");
        return true;
      }
    }
    return false;
  }

  private boolean isTest(Graph graph, Graph.Sentence sentence, int first, int end) {
    String words = graph.words(first, end);
    if (words.length() == 1 || vitals.contains(graph.token(first).lower()) && end - first == 1) {
      return vitals.contains(words.toLowerCase(Locale.ROOT)) && countVitals(graph, sentence) > 1;
    }
    return vocabulary.match(Domain.TEST, words).isPresent();
  }

  private long countVitals(Graph graph, Graph.Sentence sentence) {
    long count = 0;
    for (int i = sentence.first; i < sentence.end; i++) {
      count += vitals.contains(graph.token(i).lower()) ? 1 : 0;
    }
    return count;
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Unit;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.UnitTable;

/**
 * Finds quantities: a number, or several that are one value (a range, a size, a fraction), with a
 * comparator, a power of ten and a unit.
 */
final class QuantityScanner {
  private static final int LONGEST_UNIT = 8;
  private static final Pattern HEAD_OF_THOUSANDS = Pattern.compile("[1-9]\\d{0,2}");
  private static final Pattern GROUP_OF_THOUSANDS = Pattern.compile("\\d{3}");
  private static final Pattern INTEGER = Pattern.compile("\\d{1,3}");
  private static final Pattern DECIMALS = Pattern.compile("\\d{1,2}");
  private static final Pattern BODY_TEMPERATURE = Pattern.compile("3\\d|4[0-2]");
  private static final Pattern DOTTED_THOUSANDS = Pattern.compile("([1-9]\\d{0,2})\\.(\\d{3})");
  private static final Pattern PER_BLOOD_VOLUME = Pattern.compile(".*/(mm3|uL)");
  private static final int COURSE_SIGHT = 9;
  private static final Set<String> COMPARATORS =
      Set.of("<", ">", "≤", "≥", "<=", ">=", "=<", "=>", "~", "≈");
  private static final Set<String> MAXIMA = Set.of("5", "10", "15", "30", "100");
  private static final Set<String> FUNCTION_WORDS = TokenPattern.wordClass("relation-word");
  private static final Set<String> ENDS = Set.of("", ".", ",", ";", ")");
  private static final Set<String> DASHES = Set.of("-", "–", "—", "−", "‐", "‑");
  private static final int MOST_LENGTHS = 3;
  private static final Set<String> MEASURING = TokenPattern.wordClass("measuring-word");
  private static final Set<String> TIMES = Set.of("x", "×", "*", "·", "✕");
  private static final Pattern POWER = Pattern.compile("10(?:\\p{No}{1,2}|\\d{1,2})");
  private static final Pattern GLUED_POWER = Pattern.compile("[x×]10(?:\\d{1,2})?");
  private static final Pattern COUNT_EXPONENT = Pattern.compile("[369]|12");
  private static final Pattern COUNT_POWER = Pattern.compile("10(?:[369]|12)");
  private static final Set<String> VOLUMES = Set.of("µl", "μl", "ul", "mm3", "mm³", "ml", "cmm");
  private static final Pattern EXPONENT = Pattern.compile("\\d{1,2}");
  private static final Pattern SCIENTIFIC = Pattern.compile("e\\d{0,2}");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("[\\d.,·]+");

  /** A smaller unit that makes up another. */
  private record Part(String code, int of) {}

  private static final Map<String, Part> PARTS =
      Map.of("[ft_i]", new Part("[in_i]", 12), "[lb_av]", new Part("[oz_av]", 16));
  private static final Set<String> SUBSCRIPTED = TokenPattern.wordClass("subscripted-name");
  private static final Pattern SUBSCRIPT = Pattern.compile("[2-4]");
  private static final Pattern GRADED = Pattern.compile("[0-5]");
  private static final Pattern GRADES = Pattern.compile("[3-6]");
  private static final Pattern SMALL = Pattern.compile("\\d{1,3}");

  private static final Set<String> FIELDS = TokenPattern.wordClass("field-of-view");

  private final UnitTable units;
  private final Set<String> bareUnits = TokenPattern.wordClass("bare-unit");
  private final Set<String> ordinals = TokenPattern.wordClass("ordinal-suffix");
  private final Set<String> uncoded = TokenPattern.wordClass("unit-without-code");
  private final Set<String> courses = TokenPattern.wordClass("change");
  private final Set<String> ranges = TokenPattern.wordClass("ranging");
  private final Set<String> multiples = TokenPattern.wordClass("multiple");
  private final Set<String> compared = TokenPattern.wordClass("multiple-of");
  private final Set<String> comparing = TokenPattern.wordClass("multiple-link");
  private final Set<String> verbs = TokenPattern.wordClass("singular-verb");
  private final Set<String> sizeLinks = TokenPattern.wordClass("size-link");
  private final Set<String> cells = TokenPattern.wordClass("cell-noun");

  // What is a unit and what is none, of a document: each word is asked for several times.
  private final Map<String, Boolean> known = new HashMap<>();

  QuantityScanner(UnitTable units) {
    this.units = units;
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

  /**
   * Where the words end behind a number that say of what it is a multiple: "3 [x the upper limit of
   * normal]", "10 [times higher] than before", "x 3 [normal value]"; behind "times" where they say
   * of nothing, so that it is how often; empty where it is no multiple.
   */
  OptionalInt multipleEnd(Graph graph, Graph.Sentence sentence, Quantity number) {
    boolean marked = multiples.contains(graph.lower(sentence, number.end()));
    boolean led =
        TIMES.contains(graph.lower(sentence, number.first() - 1))
            && number.first() - 2 >= sentence.first
            && !graph.token(number.first() - 2).isNumber();
    if (!number.unit().isEmpty() || !marked && !led) {
      return OptionalInt.empty();
    }
    int from = number.end() + (marked ? 1 : 0);
    int end = from;
    for (int i = from; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      if (compared.contains(word)) {
        end = i + 1;
      } else if (!comparing.contains(word)) {
        break;
      }
    }
    return marked || end > from ? OptionalInt.of(end) : OptionalInt.empty();
  }

  /** Whether a word is the sign of a product: "x", "×". */
  static boolean isTimesSign(String word) {
    return TIMES.contains(word);
  }

  /** The quantities of a sentence in their order. */
  List<Quantity> quantities(Graph graph, Graph.Sentence sentence) {
    return quantities(graph, sentence, sentence.first, sentence.end);
  }

  /** The quantities that begin within a range of a sentence's tokens. */
  List<Quantity> quantities(Graph graph, Graph.Sentence sentence, int from, int to) {
    List<Quantity> found = new ArrayList<>();
    int at = from;
    Scan scan = new Scan(graph, sentence);
    while (at < to) {
      at = Math.max(at, scan.afterRange(at));
      if (at >= to) {
        break;
      }
      Optional<Quantity> quantity =
          graph.token(at).isNumber() ? scan.at(at, from) : Optional.empty();
      quantity.filter(q -> !isCitation(graph, sentence, q, found)).ifPresent(found::add);
      at = Math.max(at + 1, quantity.map(Quantity::end).orElse(0));
    }
    return found;
  }

  // "9.1 g/dL (3)", "normal [4]": a whole number alone in brackets is no second value.
  private static boolean isCitation(
      Graph graph, Graph.Sentence sentence, Quantity number, List<Quantity> before) {
    boolean bare = number.unit().isEmpty() && INTEGER.matcher(number.number()).matches();
    String opening = graph.lower(sentence, number.first() - 1);
    if (bare && opening.equals("[")) {
      return graph.lower(sentence, number.end()).equals("]");
    }
    if (bare && isSubscript(graph, sentence, number.first() - 2)) {
      return true;
    }
    if (!bare
        || !opening.equals("(")
        || !graph.lower(sentence, number.end()).equals(")")
        || before.isEmpty()) {
      return false;
    }
    Quantity last = before.get(before.size() - 1);
    return last.end() == number.first() - 1 && !last.unit().isEmpty();
  }

  /** Whether "PaO(2)", "O(2)" begins at a token: its subscript in brackets is no number. */
  static boolean isSubscript(Graph graph, Graph.Sentence sentence, int token) {
    return token >= sentence.first
        && token + 3 < sentence.end
        && SUBSCRIPTED.contains(graph.token(token).lower())
        && graph.token(token + 1).text().equals("(")
        && SUBSCRIPT.matcher(graph.token(token + 2).text()).matches()
        && graph.token(token + 3).text().equals(")")
        && graph.token(token).span().end() == graph.token(token + 1).span().start();
  }

  /** Reads one quantity. */
  private final class Scan {
    private final Graph graph;
    private final Graph.Sentence sentence;
    private int at;
    private int unitFirst;
    private int unitEnd;

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
      if (!isFlattened(text)) {
        thousands(text);
      }
      decimals(text, number);
      boolean degrees = degreeDecimals(text, number);
      if (touches(number) && ordinals.contains(lower(at))) {
        // "the 0.4th centile"
        return Optional.empty();
      }
      boolean course = isCourse(first);
      while (more(text, course)) {}
      power(text);
      String unit = degrees && !lower(at).startsWith("°") ? bareDegrees() : unit();
      if (!unit.isEmpty() && !course) {
        unit = range(text, unit);
        while (lengths(text, unit)) {}
        unit = withSmaller(text, unit);
      }
      boolean hyphened = unit.isEmpty() && DASHES.contains(lower(at)) && touches(at - 1);
      if (hyphened && touches(at) && isLength(lower(at + 1))) {
        // "a 0.5-cm nodule", "a 5-cm by 4-cm mass"
        at += 2;
        String length = lower(at - 1);
        while (isTimes(lower(at))
            && isNumber(at + 1)
            && DASHES.contains(lower(at + 2))
            && lower(at + 3).equals(length)) {
          text.append(" x ").append(graph.token(at + 1).text());
          at += 4;
        }
        return Optional.of(new Quantity(first, at, text.toString(), length, false));
      }
      if (hyphened && touches(at) && at + 1 < sentence.end && graph.token(at + 1).isWord()) {
        // "12-lead", "6-minute"
        return Optional.empty();
      }
      if (unit.isEmpty() && !hyphened) {
        unit = unitBehindRange(text);
      }
      boolean changes = course && lower(at).equals("to") && isNumber(at + 1);
      String numbers = isCellCount(unit) ? undotted(text) : text.toString();
      return Optional.of(new Quantity(first, at, numbers, unit, changes));
    }

    // "8.2 (<1.2) mg/dL", "45 [150-400] x 10^9/L": the normal range stands before the unit of both.
    // What has no concentration, "12 (3-5) days", may be a mean with its range.
    private String unitBehindRange(StringBuilder text) {
      String opening = lower(at);
      if (!opening.equals("(") && !opening.equals("[")) {
        return "";
      }
      int back = at;
      at += COMPARATORS.contains(lower(at + 1)) ? 2 : 1;
      boolean bound = at > back + 1;
      boolean range = isNumber(at) && DASHES.contains(lower(at + 1)) && isNumber(at + 2);
      at += range ? 3 : 1;
      boolean filled =
          (range || bound && isNumber(at - 1)) && (lower(at).equals(")") || lower(at).equals("]"));
      at++;
      int behind = at;
      StringBuilder power = new StringBuilder();
      if (filled) {
        power(power);
      }
      String unit = filled ? unit() : "";
      int end = at;
      at = back;
      if (unit.indexOf('/') < 0) {
        return "";
      }
      text.append(power);
      unitFirst = behind;
      unitEnd = end;
      return unit;
    }

    /** Behind the unit that a value before a range has taken, where a token is within it. */
    int afterRange(int token) {
      return token >= unitFirst && token < unitEnd ? unitEnd : token;
    }

    // "5 feet 4 inches" are 64 inches, and not 5 feet.
    private String withSmaller(StringBuilder text, String unit) {
      Part part = units.ucum(unit).map(PARTS::get).orElse(null);
      int start = at;
      int number = lower(at).equals("and") ? at + 1 : at;
      if (part == null || !isNumber(number) || !SMALL.matcher(text).matches()) {
        return unit;
      }
      String more = graph.token(number).text();
      at = number + 1;
      String smaller = unit();
      if (SMALL.matcher(more).matches()
          && units.ucum(smaller).filter(part.code()::equals).isPresent()) {
        int sum = Integer.parseInt(text.toString()) * part.of() + Integer.parseInt(more);
        text.setLength(0);
        text.append(sum);
        return smaller;
      }
      at = start;
      return unit;
    }

    // "12 000": groups of three digits that a single space joins, where a unit follows.
    private void thousands(StringBuilder text) {
      int end = groupsEnd(at - 1);
      int start = at;
      at = end;
      boolean unit = end > start && (DividedUnit.goesOn(graph, sentence, end) || !unit().isEmpty());
      at = unit || end > start && isRangeOfThousands(end) ? end : start;
      for (int i = start; i < at; i++) {
        text.append(graph.token(i).text());
      }
    }

    // "(150 000 - 450 000)": both ends of a range are written in groups.
    private boolean isRangeOfThousands(int dash) {
      return DASHES.contains(lower(dash)) && isNumber(dash + 1) && groupsEnd(dash + 1) > dash + 2;
    }

    // Behind the groups of three digits that single spaces join to a number.
    private int groupsEnd(int number) {
      int end = number + 1;
      boolean head = HEAD_OF_THOUSANDS.matcher(graph.token(number).text()).matches();
      while (head
          && end < sentence.end
          && GROUP_OF_THOUSANDS.matcher(graph.token(end).text()).matches()
          && graph.token(end).span().start() - graph.token(end - 1).span().end() == 1) {
        end++;
      }
      return end;
    }

    // "150 - 450 000": the upper end is written in groups, and so is meant the lower one where it
    // leaves them out.
    private void upperThousands(StringBuilder text) {
      int number = at - 1;
      int end = groupsEnd(number);
      if (end == at || !isClosing(lower(end))) {
        return;
      }
      String head = graph.token(number).text();
      int dash = text.length() - head.length() - 1;
      String lower = text.substring(0, dash);
      StringBuilder groups = new StringBuilder();
      for (int i = at; i < end; i++) {
        groups.append(graph.token(i).text());
      }
      boolean left =
          HEAD_OF_THOUSANDS.matcher(lower).matches()
              && Integer.parseInt(lower) < Integer.parseInt(head);
      if (left) {
        text.insert(dash, groups);
      }
      text.append(groups);
      at = end;
    }

    // "38, 5 °C", "was 1, 4 mg/dl": one number with a space behind its mark. A list of two values,
    // "sodium and potassium were 140, 4 mmol/L", is left alone.
    private void decimals(StringBuilder text, int number) {
      if (at != number + 1
          || !lower(at).equals(",")
          || !touches(number)
          || touches(at)
          || !isNumber(at + 1)
          || !INTEGER.matcher(graph.token(number).text()).matches()
          || !DECIMALS.matcher(graph.token(at + 1).text()).matches()) {
        return;
      }
      int back = at;
      at += 2;
      String unit = unit();
      boolean listed = (lower(at).equals(",") || lower(at).equals("and")) && isNumber(at + 1);
      String before = lower(number - 1);
      boolean alone = verbs.contains(before) || before.equals(":") || before.equals("=");
      boolean degrees =
          unit.startsWith("°") && BODY_TEMPERATURE.matcher(graph.token(number).text()).matches();
      boolean joins = !listed && (degrees || alone && unit.indexOf('/') >= 0);
      at = joins ? back + 2 : back;
      if (joins) {
        text.append('.').append(graph.token(back + 1).text());
      }
    }

    // "38°4 C", "37°8": the degree sign stands where the point would.
    private boolean degreeDecimals(StringBuilder text, int number) {
      boolean degrees =
          at == number + 1
              && degree(lower(at)).equals("°")
              && touches(number)
              && touches(at)
              && isNumber(at + 1)
              && graph.token(at + 1).text().length() == 1
              && BODY_TEMPERATURE.matcher(graph.token(number).text()).matches();
      if (degrees) {
        text.append('.').append(graph.token(at + 1).text());
        at += 2;
      }
      return degrees;
    }

    private String bareDegrees() {
      at += lower(at).equals("c") ? 1 : 0;
      return "°C";
    }

    // No count of cells has three decimals: "15.554/mm³" is written with a point for thousands.
    private boolean isCellCount(String unit) {
      return units.ucum(unit).filter(code -> PER_BLOOD_VOLUME.matcher(code).matches()).isPresent();
    }

    private String undotted(StringBuilder numbers) {
      List<String> bare = new ArrayList<>();
      for (String number : numbers.toString().split("-")) {
        Matcher dotted = DOTTED_THOUSANDS.matcher(number);
        if (!dotted.matches()) {
          return numbers.toString();
        }
        bare.add(dotted.group(1) + dotted.group(2));
      }
      return String.join("-", bare);
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
      if (mark.equals("out")
          && lower(at + 1).equals("of")
          && isNumber(at + 2)
          && INTEGER.matcher(text).matches()
          && MAXIMA.contains(lower(at + 2))
          && !isWordBehind(at + 3)) {
        // "5 out of 10"; "9 out of 15 lesions" is a share.
        text.append(" out of ").append(graph.token(at + 2).text());
        at += 3;
        return true;
      }
      if (isSignedGrade()) {
        text.append(DASHES.contains(mark) ? "-" : mark);
        text.append('/').append(graph.token(at + 2).text());
        at += 3;
        if (lower(at).equals("+") && touches(at - 1)) {
          // "2+/3+": between two grades.
          text.append('+');
          at++;
        }
        return true;
      }
      if (isNumber(at) && isSizeWithoutTimes()) {
        text.append(" x ").append(graph.token(at).text());
        at++;
        return true;
      }
      if (!isNumber(at + 1)) {
        return false;
      }
      // "38~38.5": between two numbers that touch it the swung dash stands for "to".
      boolean dash = DASHES.contains(mark) || mark.equals("~") && touches(at - 1) && touches(at);
      boolean to = mark.equals("to") && !course;
      boolean between = mark.equals("and") && isBetween();
      boolean tied = touches(at - 1) == touches(at) || dash && isBracketedRange();
      // "3/10 HPF": so many in ten fields
      boolean fraction =
          (mark.equals("/") || mark.equals(":"))
              && touches(at - 1)
              && touches(at)
              && !(FIELDS.contains(lower(at + 2)) && mark.equals("/"))
              && !isDivided();
      boolean size = isTimes(mark) && (isSize() || TIMES.contains(mark) && !isPower(at + 1));
      boolean deviation = mark.equals("±") || mark.equals("+/-");
      boolean sum = mark.equals("+") && touches(at - 1) && touches(at);
      if (!(dash && tied || to || between || fraction || size || deviation || sum)) {
        return false;
      }
      text.append(dash || to || between ? "-" : size ? " x " : deviation ? " ± " : mark);
      text.append(graph.token(at + 1).text());
      at += 2;
      if (dash) {
        upperThousands(text);
      }
      return true;
    }

    // "AST/ALT 45/30": the number of another test stands behind the slash.
    private boolean isDivided() {
      return graph
          .nodeAt(at - 1)
          .filter(node -> node.origin.equals(TestLists.DIVIDED) && node.end == at)
          .isPresent();
    }

    // "4+/5", "5-/5", "2+/4": of a muscle, a reflex or a pulse, a step between two whole grades.
    private boolean isSignedGrade() {
      boolean sign = lower(at).equals("+") || DASHES.contains(lower(at));
      return sign
          && lower(at + 1).equals("/")
          && touches(at - 1)
          && touches(at)
          && touches(at + 1)
          && isNumber(at + 2)
          && GRADED.matcher(graph.token(at - 1).text()).matches()
          && GRADES.matcher(graph.token(at + 2).text()).matches();
    }

    private boolean isWordBehind(int token) {
      return token < sentence.end
          && graph.token(token).isWord()
          && !FUNCTION_WORDS.contains(lower(token));
    }

    private boolean isPower(int number) {
      String text = graph.token(number).text();
      return POWER.matcher(text).matches() || text.equals("10");
    }

    private boolean isTimes(String mark) {
      return TIMES.contains(mark) || sizeLinks.contains(mark);
    }

    // "measuring 3.5 2.5 cm": the sign between the numbers is lost.
    private boolean isSizeWithoutTimes() {
      int lead = at - 1;
      while (lead > sentence.first && isNumber(lead)) {
        lead--;
      }
      int back = at;
      while (isNumber(at) && at - lead <= MOST_LENGTHS) {
        at++;
      }
      boolean size = MEASURING.contains(lower(lead)) && isLength(unit());
      at = back;
      return size;
    }

    // "5 x 10 cm": a length has no power of ten.
    private boolean isSize() {
      int back = at;
      while (isTimes(lower(at)) && isNumber(at + 1)) {
        at += 2;
      }
      boolean length = isLength(unit());
      at = back;
      return length;
    }

    // "(normal 45 -100)": a space on one side only, where nothing but the range is left.
    private boolean isBracketedRange() {
      int open = at - 2;
      while (open > sentence.first
          && at - open <= LONGEST_UNIT
          && (graph.token(open).isWord() || lower(open).equals(":"))) {
        open--;
      }
      if (!lower(open).equals("(") || !isNumber(at - 1)) {
        return false;
      }
      int back = at;
      at += 2;
      unit();
      boolean closes = lower(at).equals(")");
      at = back;
      return closes;
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

    // "2 cm x 1 cm", "2 cm by 1 cm": the unit is written with each number.
    private boolean lengths(StringBuilder text, String unit) {
      if (!isTimes(lower(at)) || !isNumber(at + 1) || !isLength(unit)) {
        return false;
      }
      int back = at;
      String next = graph.token(at + 1).text();
      at += 2;
      if (!unit().equals(unit)) {
        at = back;
        return false;
      }
      text.append(" x ").append(next);
      return true;
    }

    // "× 10^9", "x 10(9)", "× 109" with its superscript lost.
    private void power(StringBuilder text) {
      int start = at;
      String base;
      if (TIMES.contains(lower(at)) && lower(at + 1).startsWith("10")) {
        base = lower(at + 1);
        at += 2;
      } else if (GLUED_POWER.matcher(lower(at)).matches()) {
        // "13.8 x109/l" is one word with its sign.
        base = lower(at).substring(1);
        at++;
      } else if (isFlattened(text)) {
        base = lower(at);
        at++;
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
      if (exponent.isEmpty()
          && isNumber(at)
          && EXPONENT.matcher(lower(at)).matches()
          && lower(at + 1).startsWith("/")) {
        // "x10 9 /L"
        exponent = lower(at);
        at++;
      }
      if (exponent.isEmpty() && SCIENTIFIC.matcher(lower(at)).matches()) {
        // "x 10 E9/L", "x 10e3/uL", "x 10 E 9/L"
        exponent = lower(at).substring(1);
        at++;
        if (exponent.isEmpty() && EXPONENT.matcher(lower(at)).matches()) {
          exponent = lower(at);
          at++;
        }
      }
      if (exponent.isEmpty()) {
        at = start;
        return;
      }
      text.append(" x 10").append(Character.isDigit(exponent.charAt(0)) ? "^" : "");
      text.append(exponent);
    }

    // "12.5 103/µL", "250 109/L", "12.5 10 9/L": the sign is left out, and the superscript is lost.
    private boolean isFlattened(StringBuilder number) {
      if (!PLAIN_NUMBER.matcher(number).matches() || !isNumber(at) || touches(at - 1)) {
        return false;
      }
      String base = lower(at);
      boolean apart = base.equals("10") && COUNT_EXPONENT.matcher(lower(at + 1)).matches();
      int slash = apart ? at + 2 : at + 1;
      slash += cells.contains(lower(slash)) ? 1 : 0;
      String volume = lower(slash + 1);
      if (!lower(slash).equals("/") || !apart && !COUNT_POWER.matcher(base).matches()) {
        return false;
      }
      return volume.equals("l") || VOLUMES.contains(volume);
    }

    // The longest unit that stands here.
    private String unit() {
      if (isDivided()) {
        return "";
      }
      int best = at;
      for (int end = at + 1; end <= Math.min(sentence.end, at + LONGEST_UNIT); end++) {
        if (isClosing(lower(end - 1))) {
          break;
        }
        if (isUnit(at, end)) {
          best = end;
        }
      }
      best = best > at ? divided(best) : best;
      String unit = degree(graph.words(at, best));
      boolean apart = best - at > 1 && (unit.endsWith(" 3") || unit.endsWith(" 2"));
      unit = unit.equals("/l") ? "/L" : unit;
      unit = apart && unit.indexOf('/') >= 0 ? unit.replace(" ", "") : unit;
      at = best;
      if (!unit.isEmpty() && isBracketedExponent(best) && isKnown(unit + lower(best + 1))) {
        // "mm(3)", "kg/m(2)": the superscript is in brackets.
        at = best + 3;
        return unit + lower(best + 1);
      }
      return unit;
    }

    private boolean isBracketedExponent(int bracket) {
      return lower(bracket).equals("(")
          && touches(bracket - 1)
          && touches(bracket)
          && touches(bracket + 1)
          && lower(bracket + 2).equals(")")
          && (lower(bracket + 1).equals("2") || lower(bracket + 1).equals("3"));
    }

    // "mm/1 st hour", "cells/10 fields": a unit is not cut within what it is divided by; behind
    // "120 mmHg/80 mmHg" stands another value.
    private int divided(int end) {
      boolean number = graph.token(end - 1).isNumber() && lower(end - 2).equals("/");
      boolean slash = lower(end).equals("/") && touches(end - 1) && isNumber(end + 1);
      if (!number && !slash) {
        return end;
      }
      int next = number ? end : end + 2;
      next += ordinals.contains(lower(next)) ? 1 : 0;
      boolean word = next < sentence.end && graph.token(next).isWord();
      return word && bareUnits.contains(lower(next)) && !lower(next).equals(lower(at))
          ? next + 1
          : end;
    }

    private boolean isLength(String word) {
      return units
          .ucum(word)
          .filter(code -> Units.isLength(new Unit(word, Optional.of(code))))
          .isPresent();
    }

    private boolean isClosing(String word) {
      return word.equals(")") || word.equals(",") || word.equals(";") || word.equals("]");
    }

    private boolean isUnit(int from, int end) {
      if (DividedUnit.isCounted(graph, sentence, from)) {
        // "351,000 [platelets]/mm3": what is counted stands within the unit.
        return false;
      }
      String first = degree(lower(from));
      String words = degree(graph.words(from, end));
      String last = lower(end - 1);
      if (uncoded.contains(words.toLowerCase(Locale.ROOT)) || units.isOwn(words)) {
        return true;
      }
      if (end - from > 1 && (last.equals("3") || last.equals("2"))) {
        // "/mm 3": the superscript stands apart.
        boolean slashed = words.indexOf('/') >= 0;
        // "0.86m 2"
        boolean glued = end == from + 2 && touches(from - 1) && ENDS.contains(lower(end));
        return bareUnits.contains(lower(end - 2))
            && (slashed || glued)
            && isKnown(words.replace(" ", ""));
      }
      if (end == from + 1) {
        return bareUnits.contains(first) && isKnown(words)
            || first.equals("%")
            || uncoded.contains(first);
      }

      boolean sign = first.equals("/") || first.equals("%") || first.equals("°");
      boolean worded =
          first.equals("per")
              || first.equals("in")
              || words.contains(" per ")
              || first.startsWith("degree")
              || bareUnits.contains(first);
      boolean slashed = words.indexOf('/') > 0;
      boolean coded = (sign || worded || slashed) && isKnown(words);
      return coded || slashed && isShapedLikeUnit(from, end);
    }

    private boolean isKnown(String words) {
      // "x109/l": a litre in a small letter too.
      return known.computeIfAbsent(
          words, text -> units.ucum(text.equals("/l") ? "/L" : text).isPresent());
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

    // "38.4 ºC": the ordinal sign and the ring above stand for the degree sign.
    private static String degree(String words) {
      return words.replace('º', '°').replace('˚', '°');
    }

    // Whether no space stands between a token and the next.
    private boolean touches(int token) {
      return token >= sentence.first
          && token + 1 < sentence.end
          && graph.token(token).span().end() == graph.token(token + 1).span().start();
    }
  }
}

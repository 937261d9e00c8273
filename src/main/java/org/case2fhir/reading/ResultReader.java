package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads what a value says: the value itself, what the text says it means, and whether it is a
 * result at all, rather than the normal range, a target or a change.
 *
 * <p>Words are rows of {@code value-cues.tsv} (what stands before a number; {@code gap} is how many
 * tokens may stand between) and {@code result-words.tsv} (judgements). Nothing is converted and
 * nothing computed: an interpretation is there only if words say it.
 */
final class ResultReader {
  /** "2+" of a dipstick: how much of it, not two of anything. */
  private static final Pattern SIGNED_GRADE = Pattern.compile("[0-5][+-]/[3-6]\\+?");

  static final Pattern GRADE = Pattern.compile("[1-4]\\+|\\+[1-4]");

  private static final int SIGHT = 12;
  private static final String POWER = " x 10";
  // A count of five digits is no multiple of a thousand.
  private static final int MOST_DIGITS_OF_POWER = 5;
  private static final String BLOOD_PRESSURE = "85354-9";
  private static final Pattern PRESSURE = Pattern.compile("(\\d{2,3})/(\\d{2,3})");
  private static final TokenPattern.Index<Cue> CUES =
      new TokenPattern.Index<>(
          RuleTable.builtIn("value-cues.tsv").rows().stream().map(Cue::of).toList(), Cue::pattern);
  private static final ResultInterpretations JUDGEMENTS = new ResultInterpretations();
  private static final Set<String> NORMALS = TokenPattern.wordClass("range-judgement");
  private static final Set<String> OPENING = Set.of("(", "[");
  private static final Set<String> CLOSING = Set.of(")", "]");

  private static final List<String> PRESSURE_UNITS =
      List.of("mm[Hg]", "cm[H2O]", "cm", "kPa", "mbar");
  private static final Set<String> SUCCEEDING = TokenPattern.wordClass("succeeding-word");

  private final ValueParser values;
  private final QuantityScanner quantities;
  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final Set<String> fillers = TokenPattern.wordClass("value-filler");
  private final Set<String> manners = TokenPattern.wordClass("manner");
  private final Set<String> mannerLeads = TokenPattern.wordClass("manner-lead");
  private final Set<String> denials = TokenPattern.wordClass("judgement-denial");
  private final Set<String> times = TokenPattern.wordClass("time-unit");
  private final Set<String> unitless = TokenPattern.wordClass("unitless-test");
  private final Set<String> timeNouns = TokenPattern.wordClass("plural-time-unit");
  private final Set<String> timeLeads = TokenPattern.wordClass("time-lead");
  private final Set<String> listed = TokenPattern.wordClass("joiner");
  private final Set<String> changes = TokenPattern.wordClass("genomic-change");
  private final Set<String> courses = TokenPattern.wordClass("change");
  private final Set<String> movements = TokenPattern.wordClass("moving");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> higher = TokenPattern.wordClass("higher-multiple");
  private final Set<String> lower = TokenPattern.wordClass("lower-multiple");

  ResultReader(UnitTable units, Vocabulary vocabulary) {
    this.values = new ValueParser(new Units(units));
    this.quantities = new QuantityScanner(units);
    this.vocabulary = vocabulary;
    this.units = units;
  }

  /** The first number of a value; its first word where it has none. */
  int start(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return quantities.quantities(graph, sentence, value.first, value.end).stream()
        .mapToInt(QuantityScanner.Quantity::first)
        .min()
        .orElse(value.first);
  }

  /** Behind the last number of a value with its unit; behind its words where it has no number. */
  int end(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    return quantities.quantities(graph, sentence, value.first, value.end).stream()
        .mapToInt(QuantityScanner.Quantity::end)
        .max()
        .orElse(value.end);
  }

  /** Whether a value is one length: "approximately 6 cm". */
  boolean isLength(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    List<QuantityScanner.Quantity> own =
        quantities.quantities(graph, sentence, value.first, value.end);
    return own.size() == 1
        && units
            .ucum(own.get(0).unit())
            .filter(code -> Units.isLength(new Unit(own.get(0).unit(), Optional.of(code))))
            .isPresent();
  }

  /** Whether words are a unit. */
  boolean isUnit(String words) {
    return units.ucum(words).isPresent();
  }

  /** The words that judge without a number. */
  ResultInterpretations judgements() {
    return JUDGEMENTS;
  }

  /** What a number is for its test. */
  enum Role {
    RESULT,
    /** The range in which it is normal. */
    REFERENCE,
    /** What it shall become. */
    TARGET,
    /** By how much it changed. */
    CHANGE,
    /** What it was before: "down from 65 %". */
    PREVIOUS,
    /** When it was taken. */
    TIME,
    /** A reference of the article. */
    CITATION
  }

  private record Cue(
      TokenPattern pattern, Optional<Role> role, Optional<Comparator> comparator, int gap) {
    static Cue of(RuleTable.Row row) {
      String[] gives = row.get("gives").split("=", 2);
      String name = gives[gives.length - 1].toUpperCase(Locale.ROOT).replace('-', '_');
      boolean role = gives[0].equals("role");
      String gap = row.get("gap");
      return new Cue(
          TokenPattern.of(row.get("cue")),
          role ? Optional.of(Role.valueOf(name)) : Optional.empty(),
          gives[0].equals("comparator") ? Optional.of(Comparator.valueOf(name)) : Optional.empty(),
          gap.isEmpty() ? 0 : Integer.parseInt(gap));
    }
  }

  /**
   * One result.
   *
   * @param detail the mention that states it
   * @param words the number and unit, or the words, as they stand
   * @param value a number, a size, a titer, a coded or a plain word
   * @param interpretation what the words say it means
   * @param remarks what was uncertain in it
   * @param judge another mention that says what it means
   */
  record Result(
      Graph.Node detail,
      String words,
      Value value,
      Optional<Interpretation> interpretation,
      List<Remark> remarks,
      Optional<Graph.Node> judge) {
    Result {
      remarks = List.copyOf(remarks);
    }

    Result(
        Graph.Node detail,
        String words,
        Value value,
        Optional<Interpretation> interpretation,
        List<Remark> remarks) {
      this(detail, words, value, interpretation, remarks, Optional.empty());
    }

    /** Whether it has a number; a step between two grades, "4-/5", is one. */
    boolean isNumber() {
      return !(value instanceof Value.Words) && !(value instanceof Value.Coded)
          || SIGNED_GRADE.matcher(words).matches();
    }

    Result judgedBy(Result other) {
      return new Result(
          detail,
          words,
          value,
          interpretation.or(other::interpretation),
          remarks,
          judge.or(() -> Optional.of(other.detail())));
    }

    Result with(Value other) {
      return new Result(detail, words, other, interpretation, remarks, judge);
    }
  }

  /** What a value is for its test, by the words before it. */
  Role role(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    if (!hasNumber(graph, value)) {
      return isAim(graph, sentence, value) ? Role.TARGET : Role.RESULT;
    }
    if (isTime(graph, sentence, value)) {
      return Role.TIME;
    }
    if (isCitation(graph, sentence, value)) {
      return Role.CITATION;
    }
    boolean multiple =
        quantities.quantities(graph, sentence, value.first, value.end).stream()
            .anyMatch(each -> quantities.multipleEnd(graph, sentence, each).isPresent());
    if (multiple) {
      // "creatinine was 2 times normal" names the range and gives a result.
      return Role.RESULT;
    }
    int number = value.first;
    while (!graph.token(number).isNumber()) {
      number++;
    }
    Role best = Role.RESULT;
    int nearest = Integer.MAX_VALUE;
    for (int i = Math.max(sentence.first, number - SIGHT); i < number; i++) {
      for (Cue cue : CUES.of(graph.token(i).lower())) {
        int end = cue.role().isPresent() ? cue.pattern().end(graph, sentence, i) : -1;
        boolean reaches = end > i && end <= number && reaches(graph, end, number, cue.gap());
        if (reaches && number - end < nearest) {
          best = cue.role().get();
          nearest = number - end;
        }
      }
    }
    return best == Role.RESULT && isBracketedRange(graph, sentence, value) ? Role.REFERENCE : best;
  }

  // "a pathological examination (12)": a study has no bare number in brackets.
  private boolean isCitation(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    if (!OPENING.contains(graph.lower(sentence, value.first - 1))
        || !CLOSING.contains(graph.lower(sentence, value.end))) {
      return false;
    }
    for (int i = value.first; i < value.end; i++) {
      boolean number = graph.token(i).text().matches("\\d{1,3}");
      if (!number && !listed.contains(graph.token(i).lower())) {
        return false;
      }
    }
    int before = value.first - 2;
    return before >= sentence.first
        && graph
            .nodeAt(before)
            .filter(Graph.Node::isTest)
            .flatMap(test -> StudyKind.of(graph, test))
            .filter(study -> study.category() != FindingCategory.LABORATORY)
            .isPresent();
  }

  // "at 1, 5, and 10 minutes": when the results were taken, each number of the list.
  private boolean isTime(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    int end = value.first;
    while (isListed(graph, sentence, end)) {
      end++;
    }
    int first = value.first;
    while (isListed(graph, sentence, first - 1)) {
      first--;
    }
    if (isOnDays(graph, sentence, value, first)) {
      return true;
    }
    return times.contains(graph.lower(sentence, end))
        && end > value.first
        && timeLeads.contains(graph.lower(sentence, first - 1));
  }

  // "on days 1, 3 and 7": numbers of a list that a noun of time leads, and that have no unit.
  private boolean isOnDays(Graph graph, Graph.Sentence sentence, Graph.Node value, int first) {
    int noun = first - 1;
    return noun > sentence.first
        && timeNouns.contains(graph.token(noun).lower())
        && !graph.token(noun - 1).isNumber()
        && graph.token(first).isNumber()
        && value.length() == 1;
  }

  private boolean isListed(Graph graph, Graph.Sentence sentence, int token) {
    return token >= sentence.first
        && token < sentence.end
        && (graph.token(token).isNumber() || listed.contains(graph.token(token).lower()));
  }

  // "ephedrine to maintain her blood pressure in the [normal] range"; but "was able to maintain a
  // [normal] saturation".
  private boolean isAim(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    for (int i = Math.max(sentence.first, value.first - SIGHT); i < value.first; i++) {
      for (Cue cue : CUES.of(graph.token(i).lower())) {
        int end =
            cue.role().filter(Role.TARGET::equals).isPresent()
                ? cue.pattern().end(graph, sentence, i)
                : -1;
        if (end > i
            && end <= value.first
            && reaches(graph, end, value.first, cue.gap())
            && !SUCCEEDING.contains(graph.lower(sentence, i - 1))) {
          return true;
        }
      }
    }
    return false;
  }

  // "ALT 3 times the upper limit of normal[, and alkaline phosphatase] 640 U/L"
  private static boolean opensTest(Graph graph, int comma) {
    if (!graph.token(comma).lower().equals(",")) {
      return false;
    }
    int at = graph.token(comma + 1).lower().equals("and") ? comma + 2 : comma + 1;
    return graph.nodeAt(at).filter(node -> node.isTest() && node.first == at).isPresent();
  }

  private boolean reaches(Graph graph, int from, int to, int gap) {
    int others = 0;
    int depth = 0;
    for (int i = from; i < to; i++) {
      Graph.Token token = graph.token(i);
      depth += OPENING.contains(token.lower()) ? 1 : CLOSING.contains(token.lower()) ? -1 : 0;
      if (token.isNumber() || token.lower().equals(";") || depth < 0 || opensTest(graph, i)) {
        return false;
      }
      others += fillers.contains(token.lower()) ? 0 : 1;
    }
    return others <= gap;
  }

  // "3.5 mmol/L (3.4–5.0)", "24 IU/mL (<14)": a range that fills a bracket behind a number.
  private boolean isBracketedRange(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    int end = value.end;
    if (NORMALS.contains(graph.lower(sentence, end))) {
      // "0.4 (0–0.8 negative)"
      end++;
    }
    boolean filled =
        OPENING.contains(graph.lower(sentence, value.first - 1))
            && CLOSING.contains(graph.lower(sentence, end));
    int before = value.first - 2;
    if (!filled || before < sentence.first) {
      return false;
    }
    boolean number =
        graph
            .nodeAt(before)
            .filter(node -> node.type == value.type && hasNumber(graph, node))
            .isPresent();
    List<QuantityScanner.Quantity> own =
        quantities.quantities(graph, sentence, value.first, value.end);
    if (!number || own.size() != 1) {
      return false;
    }
    Optional<Value> range = values.parse(own.get(0).text()).value();
    return range.filter(this::isRange).isPresent();
  }

  /** Whether a value may be the normal range of another. */
  boolean isRange(Value value) {
    boolean bound =
        value instanceof Value.Measured measured && measured.amount().comparator().isPresent();
    return bound || value instanceof Value.Interval;
  }

  /** Whether words are a grade: "1+", "+ 3". */
  static boolean isGrade(String words) {
    return GRADE.matcher(words.replace(" ", "")).matches();
  }

  static boolean hasNumber(Graph graph, Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      if (graph.token(i).isNumber()) {
        return true;
      }
    }
    return false;
  }

  /** The result that a value states of a test; none where it says only how. */
  Optional<Result> read(Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    if (detail.origin.equals(AcuityMentions.RULE)) {
      // "hand motion at 1 m": the distance is a part of it.
      String seen = ConceptCoder.plain(graph.words(detail));
      return Optional.of(new Result(detail, seen, coded(seen), Optional.empty(), List.of()));
    }
    String grade = graph.words(detail).replace(" ", "");
    if (GRADE.matcher(grade).matches()) {
      return Optional.of(
          new Result(
              detail,
              grade,
              new Value.Words(grade),
              Optional.of(Interpretation.POSITIVE),
              List.of()));
    }
    List<QuantityScanner.Quantity> own =
        quantities.quantities(graph, sentence, detail.first, detail.end);
    if (!own.isEmpty()) {
      QuantityScanner.Quantity last = own.get(own.size() - 1);
      OptionalInt end = quantities.multipleEnd(graph, sentence, last);
      if (end.isPresent()) {
        return multiple(graph, detail, last, end.getAsInt(), sentence);
      }
    }
    return own.isEmpty() || isCounted(graph, sentence, detail, own.get(own.size() - 1))
        ? words(graph, sentence, test, detail)
        : Optional.of(number(graph, sentence, test, detail, own.get(own.size() - 1)));
  }

  // "3x the upper limit", "10 times higher", "positive 3 times": how many times, and no amount.
  private Optional<Result> multiple(
      Graph graph,
      Graph.Node detail,
      QuantityScanner.Quantity number,
      int end,
      Graph.Sentence sentence) {
    Optional<Interpretation> meaning =
        number.first() > detail.first
            ? prefix(graph, sentence, detail.first, number.first())
            : Optional.empty();
    if (end <= number.end() + 1 && !higher.contains(graph.lower(sentence, end - 1))) {
      // How often is no result; what the words before it say is one.
      return meaning.map(
          judged -> {
            String words = ConceptCoder.plain(graph.words(detail.first, number.first()));
            return new Result(detail, words, coded(words), Optional.of(judged), List.of());
          });
    }
    boolean high = false;
    boolean low = false;
    for (int i = number.end(); i < end; i++) {
      high |= higher.contains(graph.token(i).lower());
      low |= lower.contains(graph.token(i).lower());
    }
    boolean part = number.number().startsWith("0");
    if (meaning.isEmpty() && !part && high != low) {
      meaning = Optional.of(high ? Interpretation.HIGH : Interpretation.LOW);
    }
    String words = ConceptCoder.plain(graph.words(Math.min(number.first(), detail.first), end));
    return Optional.of(new Result(detail, words, new Value.Words(words), meaning, List.of()));
  }

  // "a 2.1 Mb deletion": the number is a part of what was found.
  private boolean isCounted(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, QuantityScanner.Quantity number) {
    int at = number.end();
    return number.unit().isEmpty()
        && at < detail.end
        && graph.token(at).isWord()
        && changes.contains(graph.token(detail.end - 1).lower())
        && JUDGEMENTS.judgement(graph, sentence, at, detail.end).isEmpty();
  }

  private Optional<Result> words(
      Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    String words = ConceptCoder.plain(graph.words(detail));
    // "CT showed complete response": of a disease, and no result of the test.
    if (detail.end != test.first
        && TokenPattern.wordClass("outcome-noun").contains(graph.lower(sentence, detail.end))) {
      return Optional.empty();
    }
    // "proved too tight to", "at regular intervals" say how something was, and no result.
    boolean manner =
        words.isBlank()
            || manners.contains(words.toLowerCase(Locale.ROOT))
            || mannerLeads.contains(graph.token(detail.first).lower());
    if (manner) {
      return Optional.empty();
    }
    boolean denied = denials.contains(graph.token(detail.first).lower()) && detail.length() > 1;
    int judged = denied ? detail.first + 1 : detail.first;
    Optional<Interpretation> meaning = JUDGEMENTS.judgement(graph, sentence, judged, detail.end);
    denied &= meaning.isPresent();
    if (denied || denials.contains(graph.lower(sentence, detail.first - 1))) {
      int first = denied ? detail.first : detail.first - 1;
      String denial = ConceptCoder.plain(graph.words(first, detail.end));
      Optional<Interpretation> opposite = meaning.flatMap(ResultReader::opposite);
      return Optional.of(new Result(detail, denial, new Value.Words(denial), opposite, List.of()));
    }
    if (JUDGEMENTS.isCourse(graph, sentence, detail.end)) {
      return Optional.empty();
    }
    boolean moving =
        movements.contains(graph.token(detail.end - 1).lower())
            && linkVerbs.contains(graph.lower(sentence, detail.first - 1));
    if (meaning.isEmpty() && !moving && courses.contains(graph.token(detail.end - 1).lower())) {
      // "a decrease": a change and no result.
      return Optional.empty();
    }
    boolean course =
        detail.first > test.first && courses.contains(graph.token(detail.end - 1).lower());
    return Optional.of(
        new Result(detail, words, coded(words), course ? Optional.empty() : meaning, List.of()));
  }

  // "not elevated", "not abnormal" is normal, "not positive" negative; "not low" may be high.
  private static Optional<Interpretation> opposite(Interpretation meaning) {
    return switch (meaning) {
      case POSITIVE -> Optional.of(Interpretation.NEGATIVE);
      case HIGH, CRITICALLY_HIGH, ABNORMAL -> Optional.of(Interpretation.NORMAL);
      case NORMAL -> Optional.of(Interpretation.ABNORMAL);
      case LOW, CRITICALLY_LOW, NEGATIVE -> Optional.empty();
    };
  }

  private Value coded(String words) {
    List<Code> codes = vocabulary.find(Domain.QUALIFIER, words);
    return codes.isEmpty() ? new Value.Words(words) : new Value.Coded(new Concept(words, codes));
  }

  private Result number(
      Graph graph,
      Graph.Sentence sentence,
      Graph.Node test,
      Graph.Node detail,
      QuantityScanner.Quantity own) {
    Optional<DividedUnit> divided = DividedUnit.behind(graph, sentence, own, units);
    QuantityScanner.Quantity quantity =
        divided.isPresent() && isWithin(test, divided.get())
            ? own.in(divided.get().unit())
            : own.unit().isEmpty() ? withShared(graph, sentence, test, own) : own;
    Optional<Interpretation> meaning =
        own.first() > detail.first
            ? prefix(graph, sentence, detail.first, own.first())
            : Optional.empty();
    if (meaning.isEmpty() && own.end() < detail.end) {
      meaning = JUDGEMENTS.judgement(graph, sentence, own.end(), detail.end);
    }
    Matcher pressure = PRESSURE.matcher(quantity.number());
    if (pressure.matches() && quantity.unit().isEmpty() && isBloodPressure(graph, test)) {
      return new Result(detail, quantity.text(), pressure(pressure), meaning, List.of());
    }
    if (isGradeOfFollowing(graph, detail, own)) {
      String grade = own.number() + "+";
      return new Result(
          detail, grade, new Value.Words(grade), Optional.of(Interpretation.POSITIVE), List.of());
    }
    Reading<Value> reading = values.parse(quantity.text(), graph.words(test));
    Value read = reading.value().orElseGet(() -> new Value.Words(quantity.text()));
    // "6/9 N5": far and near.
    Value value =
        read instanceof Value.Words far && AcuityMentions.isNear(graph, sentence, own.end())
            ? new Value.Words(far.text() + " " + graph.token(own.end()).text())
            : read;
    Optional<Comparator> comparator = comparator(graph, sentence, own.first());
    return new Result(
        detail, quantity.text(), bounded(value, comparator), meaning, reading.remarks());
  }

  // "[2+] Gram-negative rods": how many they are, and no number.
  private static boolean isGradeOfFollowing(
      Graph graph, Graph.Node detail, QuantityScanner.Quantity own) {
    return own.unit().isEmpty()
        && own.end() < detail.end
        && graph.token(own.end()).text().equals("+")
        && graph.token(own.end() - 1).span().end() == graph.token(own.end()).span().start()
        && isGrade(own.number() + "+");
  }

  /** The test whose name stands within the unit of a value: "54 mg [glucose]/dL". */
  Optional<Graph.Node> withinUnit(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    List<QuantityScanner.Quantity> own =
        quantities.quantities(graph, sentence, value.first, value.end);
    if (own.size() != 1) {
      return Optional.empty();
    }
    return DividedUnit.behind(graph, sentence, own.get(0), units)
        .flatMap(
            unit ->
                sentence.nodes.stream()
                    .filter(Graph.Node::isTest)
                    .filter(node -> isWithin(node, unit))
                    .findFirst());
  }

  private static boolean isWithin(Graph.Node test, DividedUnit unit) {
    return test.first == unit.name() && test.end == unit.nameEnd();
  }

  // "elevated at 120": the words before the number judge it.
  private Optional<Interpretation> prefix(Graph graph, Graph.Sentence sentence, int from, int to) {
    int end = to;
    while (end > from + 1 && fillers.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return courses.contains(graph.token(end - 1).lower())
        ? Optional.empty()
        : JUDGEMENTS.judgement(graph, sentence, from, end);
  }

  private static Value pressure(Matcher matcher) {
    return new Value.BloodPressure(
        new BigDecimal(matcher.group(1)), new BigDecimal(matcher.group(2)), Unit.UNTOLD);
  }

  private boolean isBloodPressure(Graph graph, Graph.Node test) {
    return vocabulary.find(Domain.TEST, ConceptCoder.plain(graph.words(test))).stream()
        .anyMatch(code -> code.code().equals(BLOOD_PRESSURE));
  }

  // "45, 62 and 110 x 10^9/L": the power of ten is shared with the unit; "pH and pCO2 were 7.35 and
  // 54 mmHg": a test that is never given in the unit does not share it.
  private QuantityScanner.Quantity withShared(
      Graph graph, Graph.Sentence sentence, Graph.Node test, QuantityScanner.Quantity own) {
    Optional<QuantityScanner.Quantity> other = unitBehind(graph, sentence, own);
    if (other.isEmpty()) {
      return own;
    }
    String unit = other.get().unit();
    List<String> usual = vocabulary.testUnits(ConceptCoder.plain(graph.words(test)));
    Optional<String> code = units.ucum(unit);
    boolean unlike =
        unitless.contains(graph.last(test).lower())
            || vocabulary.isPlainNumber(ConceptCoder.plain(graph.words(test)))
            || code.isPresent()
                && !usual.isEmpty()
                && usual.stream().noneMatch(known -> fits(code.get(), known));
    if (unlike) {
      return own;
    }
    int power = other.get().number().indexOf(POWER);
    return power < 0 || own.number().contains(POWER)
        ? own.in(unit)
        : own.number().length() > MOST_DIGITS_OF_POWER
            ? own
            : new QuantityScanner.Quantity(
                own.first(),
                own.end(),
                own.number() + other.get().number().substring(power),
                unit,
                own.course());
  }

  // "139 and 152 mg/dL", "from 5 to 9 g/dL": the unit stands behind the last.
  private Optional<QuantityScanner.Quantity> unitBehind(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    Set<String> joiners = TokenPattern.wordClass("shared-unit-joiner");
    int at = quantity.end();
    while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
      while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
        at++;
      }
      List<QuantityScanner.Quantity> next =
          at < sentence.end ? quantities.quantities(graph, sentence, at, at + 1) : List.of();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      if (!next.get(0).unit().isEmpty()) {
        return Optional.of(next.get(0)).filter(other -> !isShareOfTest(graph, other));
      }
      at = next.get(0).end();
    }
    return Optional.empty();
  }

  // "WBC 15,000; 80% neutrophils": the share is of another test, and so is its unit.
  private static boolean isShareOfTest(Graph graph, QuantityScanner.Quantity quantity) {
    return quantity.unit().equals("%")
        && graph.nodeAt(quantity.end()).filter(Graph.Node::isTest).isPresent();
  }

  private Optional<Comparator> comparator(Graph graph, Graph.Sentence sentence, int number) {
    for (int i = Math.max(sentence.first, number - SIGHT); i < number; i++) {
      for (Cue cue : CUES.of(graph.token(i).lower())) {
        boolean ends =
            cue.comparator().isPresent() && cue.pattern().end(graph, sentence, i) == number;
        if (ends) {
          return cue.comparator();
        }
      }
    }
    return Optional.empty();
  }

  private static Value bounded(Value value, Optional<Comparator> comparator) {
    if (value instanceof Value.Measured measured
        && comparator.isPresent()
        && measured.amount().comparator().isEmpty()) {
      Amount amount = measured.amount();
      return new Value.Measured(new Amount(amount.number(), comparator, amount.unit()));
    }
    return value;
  }

  /** The normal range that a value states, in the unit of the result where it has none. */
  Optional<Value> reference(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, Optional<Value> result) {
    List<QuantityScanner.Quantity> own =
        quantities.quantities(graph, sentence, detail.first, detail.end);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    QuantityScanner.Quantity quantity = own.get(0);
    Optional<Comparator> comparator = comparator(graph, sentence, quantity.first());
    return values
        .parse(quantity.text())
        .value()
        .map(value -> bounded(value, comparator))
        .filter(this::isRange)
        .map(range -> withUnit(range, result));
  }

  static Value withUnit(Value range, Optional<Value> result) {
    Optional<Unit> unit =
        result
            .filter(Value.Measured.class::isInstance)
            .map(value -> ((Value.Measured) value).amount().unit());
    if (unit.isPresent() && range instanceof Value.Interval interval) {
      return interval.unit().equals(Unit.UNTOLD)
          ? new Value.Interval(interval.low(), interval.high(), unit.get())
          : range;
    }
    if (unit.isPresent() && range instanceof Value.Measured measured) {
      Amount amount = measured.amount();
      return amount.unit().equals(Unit.UNTOLD)
          ? new Value.Measured(new Amount(amount.number(), amount.comparator(), unit.get()))
          : range;
    }
    return range;
  }

  /** Whether the unit of a value is one that its test may have; true where either is unknown. */
  boolean fits(Graph graph, Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    List<String> known = vocabulary.testUnits(ConceptCoder.plain(graph.words(test)));
    // "opening pressure 28 cm H2O, 350 cells/µL"
    boolean pressure = known.isEmpty() && graph.last(test).lower().equals("pressure");
    List<String> usual = pressure ? PRESSURE_UNITS : known;
    List<QuantityScanner.Quantity> own =
        usual.isEmpty()
            ? List.of()
            : quantities.quantities(graph, sentence, detail.first, detail.end);
    Optional<String> unit = own.stream().findFirst().flatMap(q -> units.ucum(q.unit()));
    return unit.isEmpty() || usual.stream().anyMatch(each -> fits(unit.get(), each));
  }

  // A concentration may be stated as mass or as substance.
  private boolean fits(String unit, String usual) {
    return units.comparable(unit, usual)
        || isPerVolume(unit) && isPerVolume(usual) && isCount(unit) == isCount(usual);
  }

  // "2 cells/mm3" is no concentration of a protein.
  private static boolean isCount(String unit) {
    return unit.startsWith("{") || unit.startsWith("/") || unit.startsWith("10*");
  }

  private static boolean isPerVolume(String unit) {
    String below = unit.substring(unit.indexOf('/') + 1);
    return unit.indexOf('/') >= 0 && (below.endsWith("L") || below.endsWith("m3"));
  }
}

package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.ScoreScales;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Tests with a result: a number, a size, a titer, or a judgement in words. A test without one is no
 * fact here; that it was done is a procedure's to say.
 */
final class TestFacts {
  private static final Set<String> BODY_MEASURES = TokenPattern.wordClass("body-measure");
  private static final Set<String> OTHER_STATES = TokenPattern.wordClass("other-body-state");
  private static final Set<String> MANNERS = TokenPattern.wordClass("examination-manner");
  private static final Set<String> MANNER_LEADS = TokenPattern.wordClass("examination-lead");
  private static final Set<String> FLUID_STUDIES = TokenPattern.wordClass("fluid-study");
  private static final Set<String> STUDIES_BESIDE = TokenPattern.wordClass("study-beside-fluid");
  private static final Set<String> NUMERALS = TokenPattern.wordClass("dose-numeral");
  private static final Set<String> JUDGED_MATERIALS = TokenPattern.wordClass("judged-material");
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen-alone");
  private static final Set<String> ONE_KIND = Set.of("{copies}", "[Hg]", "kPa", "Cel", "[degF]");
  private static final List<TokenPattern> CONTROLS =
      List.of(
          TokenPattern.of("(in|for|among|of) ..2 <control-person>"),
          TokenPattern.of("(in|for|among|of) ..2 control (group|groups|subjects|persons)"));
  private static final Set<String> OPENING = Set.of("(", "[", ",");
  private static final Set<String> MINUTES = TokenPattern.wordClass("minute");
  private static final Pattern CELLS_OF_BLOOD = Pattern.compile("\\bblood (?=cells?\\b)");
  private static final Pattern SHARE =
      Pattern.compile("\\d[\\d.,]* ?%|(?:6|20)/\\d|\\d{1,2}/10(?!\\d)");
  private static final Pattern SCORES = Pattern.compile("(?i)(score)s$");
  private static final Pattern READINGS = Pattern.compile("(?:10|\\d)(?:/(?:10|\\d)){2}");

  private final FactBuilder facts;
  private final Graph graph;
  private final Vocabulary vocabulary;
  private final ResultReader results;
  private final ResultSides sides;
  private final MeasuredSites measured;
  private final MeasuredParts parts;
  private final Set<String> noResults = TokenPattern.wordClass("no-result-word");
  private final Set<String> detected = TokenPattern.wordClass("detected-word");
  private final Set<String> nameless = TokenPattern.wordClass("nameless-test");

  /** The words for fluids of the body, and what each is in the names of tests. */
  static final Map<String, String> FLUIDS =
      RuleTable.builtIn("body-fluids.tsv").rows().stream()
          .collect(Collectors.toUnmodifiableMap(row -> row.get("word"), row -> row.get("fluid")));

  private final Set<String> blood = TokenPattern.wordClass("blood-word");
  private final Set<String> cellNouns = TokenPattern.wordClass("cell-noun");
  private final Set<String> cellLeads = TokenPattern.wordClass("cell-lead");
  private final Set<String> noFluids = TokenPattern.wordClass("no-fluid-behind");
  private final Set<String> fluidPrepositions = TokenPattern.wordClass("fluid-preposition");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> verbs = TokenPattern.wordClass("finite-verb");
  private final Set<String> pressures = TokenPattern.wordClass("bare-pressure");
  private final Set<String> pressureParts = TokenPattern.wordClass("pressure-part");
  private final Set<String> circulation = TokenPattern.wordClass("pressure-circulation");
  private final Set<String> becoming = TokenPattern.wordClass("becoming");
  private final Set<String> levels = TokenPattern.wordClass("level-word");
  private final Set<String> bodily = TokenPattern.wordClass("test-of-body");
  private final Set<String> scores = TokenPattern.wordClass("score");
  private final Set<String> cultured = TokenPattern.wordClass("cultured-fluid");
  private final Set<String> cultures = TokenPattern.wordClass("test-of-own-fluid");
  private final Set<String> specimens = TokenPattern.wordClass("specimen");
  private final Set<String> fluidLeads = TokenPattern.wordClass("result-fluid-lead");
  private final Set<String> fluidAdjectives = TokenPattern.wordClass("fluid-adjective");
  private final Set<String> fluidNouns = TokenPattern.wordClass("fluid-noun-behind");
  private final Set<String> fluidEnds = TokenPattern.wordClass("result-fluid-end");
  private final Set<String> standIns = TokenPattern.wordClass("specimen-stand-in");
  private final Set<String> standInEnds = TokenPattern.wordClass("specimen-stand-in-end");

  private TestFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.vocabulary = vocabulary;
    this.results = new ResultReader(units, vocabulary);
    this.sides = new ResultSides(graph, vocabulary, results);
    this.parts = new MeasuredParts(units);
    this.measured = new MeasuredSites(facts, vocabulary);
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    TestFacts tests = new TestFacts(facts, vocabulary, units);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (node.isTest() || tests.isMistakenTest(sentence, node)) {
          tests.read(sentence, node);
        }
      }
    }
  }

  // "temperature" or "HBsAg" marked as a sign: a test by its name, and it has a result.
  private boolean isMistakenTest(Graph.Sentence sentence, Graph.Node node) {
    String words = graph.words(node);
    return node.isProblem()
        && node.details(Graph.Relation.VALUE).findAny().isPresent()
        && facts.coder().knows(Domain.TEST, words, sentence)
        && !facts.coder().knows(Domain.CONDITION, words, sentence)
        && !facts.coder().knows(Domain.FINDING, words, sentence);
  }

  private void read(Graph.Sentence sentence, Graph.Node test) {
    boolean real =
        !test.has(Property.Value.HYPOTHETICAL)
            && !test.has(Property.Value.PLANNED)
            && !test.has(Property.Value.NOT_DONE)
            && test.has(Property.Value.PATIENT);
    if (!real
        || isNameless(test)
        || isAdjective(sentence, test)
        || isOfLettered(sentence, test)
        || isManner(sentence, test)
        || isSecondName(test)
        || isClassified(sentence, test)) {
      return;
    }
    List<ResultReader.Result> all = new ArrayList<>(results(sentence, test));
    all.removeIf(
        result ->
            isOfControls(result.detail())
                || isOfDay(result.detail())
                || isCount(test, result.detail()));
    if (all.size() > 1) {
      all.removeIf(result -> isGradeOf(result.detail(), all));
      all.removeIf(result -> isSameAsPercentage(result, all));
      // "an elevated CRP was detected": only the elevation is its result.
      all.removeIf(
          result ->
              detected.contains(graph.lower(result.detail()))
                  && result.detail().first > test.first
                  && all.stream().anyMatch(other -> other.detail().end <= test.first));
    }
    List<Graph.Node> values =
        all.stream()
            .map(ResultReader.Result::detail)
            .filter(value -> value.sentence == test.sentence)
            .distinct()
            .toList();
    List<String> listed = ofSpecimens(sentence, test);
    if (listed.isEmpty() && all.size() > 1) {
      dropMisfits(sentence, test, all);
    }
    boolean shared = listed.size() > 1 && all.size() == 1;
    List<String> moments = moments(sentence, all);
    List<Optional<ResultSides.Place>> places =
        sides.of(sentence, test, all.stream().map(ResultReader.Result::detail).toList());
    String own = name(sentence, test);
    Optional<String> sided = sides.nameWithoutSide(test, own, places);
    for (int i = 0; i < (shared ? listed.size() : all.size()); i++) {
      ResultReader.Result result = all.get(shared ? 0 : i);
      String name =
          i < listed.size()
              ? listed.get(i)
              : inOtherSpecimen(sentence, test, result.detail())
                  .or(() -> sided)
                  .or(() -> inFluidBehind(sentence, test, own, result))
                  .or(() -> inFluidOfList(sentence, test, own, result))
                  .orElse(own);
      FactDraft draft = measurement(sentence, test, name, result);
      if (moments.size() == all.size()) {
        String words = SCORES.matcher(draft.concept.text()).replaceFirst("$1");
        draft.concept = new Concept(words + moments.get(i), draft.concept.codes());
      }
      places.get(shared ? 0 : i).ifPresent(place -> locate(draft, result.detail(), place));
      measured.complete(sentence, test, result, all.size() == 1, draft);
      Timeline.Timing timing = facts.timeline().timing(test, result.detail(), values);
      draft.visit = timing.visit();
      draft.time = timing.time();
    }
  }

  // "ideal body weight", "pre-pregnancy BMI": not what the patient weighs.
  private Optional<String> ofOtherState(Graph.Sentence sentence, Graph.Node test) {
    boolean body =
        BODY_MEASURES.contains(graph.last(test).lower())
            || test.length() > 1
                && BODY_MEASURES.contains(
                    String.join(" ", graph.lowerWords(test.end - 2, test.end)));
    for (int i = Math.max(sentence.first, test.first - 1); body && i < test.end - 1; i++) {
      int hyphen = i - 2;
      boolean parted =
          hyphen >= sentence.first
              && graph.lower(sentence, i - 1).equals("-")
              && OTHER_STATES.contains(String.join("", graph.lowerWords(hyphen, i + 1)));
      if (parted || OTHER_STATES.contains(graph.lower(sentence, i))) {
        return Optional.of(ConceptCoder.plain(graph.words(parted ? hyphen : i, test.end)));
      }
    }
    return Optional.empty();
  }

  // "0.9 (90%)": one result, given twice.
  private boolean isSameAsPercentage(ResultReader.Result result, List<ResultReader.Result> all) {
    Optional<BigDecimal> share =
        unit(result.value()).filter(unit -> unit.text().equals("%")).isPresent()
            ? number(result.value())
            : Optional.empty();
    int bracket = result.detail().first - 1;
    return share.isPresent()
        && graph.lower(graph.sentenceOf(result.detail()), bracket).equals("(")
        && all.stream()
            .filter(other -> other.detail().end == bracket)
            .filter(other -> unit(other.value()).filter(unit -> !unit.text().isBlank()).isEmpty())
            .flatMap(other -> number(other.value()).stream())
            .anyMatch(number -> number.movePointRight(2).compareTo(share.get()) == 0);
  }

  private static Optional<BigDecimal> number(Value value) {
    return value instanceof Value.Measured measured
        ? Optional.of(measured.amount().number())
        : Optional.empty();
  }

  // "on palpation, the mass was firm": how it was found, and no test that was firm.
  private boolean isManner(Graph.Sentence sentence, Graph.Node test) {
    return test.length() == 1
        && MANNERS.contains(graph.lower(test))
        && MANNER_LEADS.contains(graph.lower(sentence, test.first - 1));
  }

  private void locate(FactDraft draft, Graph.Node value, ResultSides.Place place) {
    draft.sites.add(place.site());
    draft.evidence.clear();
    List<Graph.Node> words = new ArrayList<>(List.of(value));
    graph
        .nodesOver(place.first(), place.end())
        .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
        .forEach(words::add);
    facts.quote(draft, words);
  }

  // "HER2 negative (1+)": the grade is no second result.
  private boolean isGradeOf(Graph.Node value, List<ResultReader.Result> all) {
    Graph.Sentence sentence = graph.sentenceOf(value);
    return ResultReader.isGrade(graph.words(value))
        && graph.lower(sentence, value.first - 1).equals("(")
        && all.stream()
            .map(ResultReader.Result::detail)
            .anyMatch(
                other ->
                    other.end == value.first - 1
                        && other.sentence == value.sentence
                        && !ResultReader.hasNumber(graph, other));
  }

  // "three full blood counts": how many tests, and no value.
  private boolean isCount(Graph.Node test, Graph.Node value) {
    return value.end == test.first && value.length() == 1 && NUMERALS.contains(graph.lower(value));
  }

  // "on day 2 and 4 the sodium was 125": no number of a day is a value.
  private boolean isOfDay(Graph.Node value) {
    return value.length() == 1
        && graph.token(value.first).isNumber()
        && facts.timeline().isInTime(value);
  }

  // "3.1 mmol/L, against 2.3 mmol/L in healthy controls"
  private boolean isOfControls(Graph.Node value) {
    Graph.Sentence sentence = graph.sentenceOf(value);
    return CONTROLS.stream().anyMatch(words -> words.end(graph, sentence, value.end) > 0);
  }

  // "5, 7 and 9 at 1, 5 and 10 minutes", "5 at 1 minute, 7 at 5 minutes": when each was counted.
  private List<String> moments(Graph.Sentence sentence, List<ResultReader.Result> all) {
    List<String> moments = new ArrayList<>();
    for (ResultReader.Result result : all) {
      if (result.isNumber() && graph.sentenceOf(result.detail()) == sentence) {
        List<String> behind = minutes(sentence, result.detail().end);
        boolean own = behind.size() == 1;
        if (own || behind.size() == all.size() && moments.isEmpty()) {
          moments.addAll(behind);
        }
      }
    }
    return moments;
  }

  private List<String> minutes(Graph.Sentence sentence, int from) {
    int at = from;
    while (OPENING.contains(graph.lower(sentence, at))) {
      at++;
    }
    // "8 (1 min)": without "at" in brackets alone.
    boolean bracketed = at > from && at < sentence.end && graph.token(at).isNumber();
    if (!bracketed && !graph.lower(sentence, at).equals("at")) {
      return List.of();
    }
    List<String> numbers = new ArrayList<>();
    for (int i = bracketed ? at : at + 1;
        i < sentence.end && !MINUTES.contains(graph.token(i).lower());
        i++) {
      String word = graph.token(i).lower();
      boolean joins = word.equals(",") || word.equals("and") || MINUTES.contains(word);
      if (AgePhrase.number(word).isPresent() || word.matches("\\d{1,3}")) {
        numbers.add(
            " at " + word + (word.equals("1") || word.equals("one") ? " minute" : " minutes"));
      } else if (!joins || i + 1 == sentence.end) {
        return List.of();
      }
    }
    return numbers;
  }

  // "a CD4 count of 45 cells/mm3 with a viral load of 120,000 copies/mL": a unit that the test does
  // not have, beside one that it has, is of another test.
  private void dropMisfits(
      Graph.Sentence sentence, Graph.Node test, List<ResultReader.Result> all) {
    String name = name(sentence, test);
    Set<ResultReader.Result> fitting =
        all.stream()
            .filter(
                result ->
                    facts
                        .coder()
                        .test(name, Optional.of(result.value()), sentence)
                        .concept()
                        .isCoded())
            .collect(Collectors.toSet());
    if (!fitting.isEmpty()) {
      all.removeIf(
          result ->
              !fitting.contains(result)
                  && unit(result.value())
                      .flatMap(Unit::ucum)
                      .filter(TestFacts::isOfOneKind)
                      .isPresent());
    }
  }

  // Units in which no second way to give a result is written, as mg/dL beside mmol/L or % beside L.
  private static boolean isOfOneKind(String ucum) {
    return ONE_KIND.stream().anyMatch(ucum::contains);
  }

  // "serum and urine osmolality were 260 and 500 mOsm/kg": one test of each specimen.
  private List<String> ofSpecimens(Graph.Sentence sentence, Graph.Node test) {
    if (TokenPattern.wordClass("culture-name").contains(graph.last(test).lower())
        && sentence.nodes.stream().anyMatch(n -> n.sharedNoun().filter(test::equals).isPresent())) {
      // "urine and sputum cultures", where the urine is a mention of its own.
      return List.of();
    }
    int second = test.first;
    if (!isSpecimen(sentence, second)) {
      second--;
    }
    if (second == test.first
        && test.length() > 3
        && TokenPattern.wordClass("joiner").contains(graph.lower(sentence, second + 1))
        && isSpecimen(sentence, second + 2)) {
      second += 2;
    }
    boolean pair =
        isSpecimen(sentence, second)
            && second + 1 < test.end
            && TokenPattern.wordClass("joiner").contains(graph.lower(sentence, second - 1))
            // "the CSF/plasma albumin ratio" is one test.
            && !graph.lower(sentence, second - 1).equals("/")
            && isSpecimen(sentence, second - 2)
            // "blood in the stool and urine culture"
            && !(articles.contains(graph.lower(sentence, second - 3))
                && fluidPrepositions.contains(graph.lower(sentence, second - 4)));
    String noun = pair ? " " + graph.words(second + 1, test.end) : "";
    return pair
        ? List.of(graph.token(second - 2).text() + noun, graph.token(second).text() + noun)
        : List.of();
  }

  // "The blood lead was 60 ug/dL and the urinary one was 419 ug/L": the same in another specimen.
  private Optional<String> inOtherSpecimen(
      Graph.Sentence sentence, Graph.Node test, Graph.Node value) {
    OptionalInt other =
        value.sentence == sentence.index
            ? otherSpecimen(sentence, test.end, value.first)
            : OptionalInt.empty();
    if (other.isEmpty()) {
      return Optional.empty();
    }
    int noun = test.first;
    while (noun < test.end && isSpecimen(sentence, noun)) {
      noun++;
    }
    if (noun == test.end && !levels.contains(graph.lower(sentence, noun))) {
      // "urinary blood" would be another test.
      return Optional.of(graph.token(other.getAsInt()).text());
    }
    return Optional.of(
        graph.token(other.getAsInt()).text()
            + " "
            + graph.words(noun, Math.max(noun + 1, test.end)));
  }

  // "Glucose was 30 mg/dL in the CSF and 90 mg/dL in serum": each result has its own fluid.
  private Optional<String> inFluidBehind(
      Graph.Sentence sentence, Graph.Node test, String name, ResultReader.Result result) {
    if (result.detail().sentence != sentence.index || !result.isNumber()) {
      return Optional.empty();
    }
    int at = results.end(graph, sentence, result.detail());
    boolean named =
        Arrays.stream(name.toLowerCase(Locale.ROOT).split(" "))
            .anyMatch(
                word ->
                    specimens.contains(word)
                        || FLUIDS.containsKey(word)
                        // "Lumbar puncture showed 6 cells/µL in the CSF"
                        || FLUID_STUDIES.contains(word));
    if (named || at <= test.first || !fluidLeads.contains(graph.lower(sentence, at))) {
      return Optional.empty();
    }
    at += articles.contains(graph.lower(sentence, at + 1)) ? 2 : 1;
    Optional<String> fluid = Optional.ofNullable(FLUIDS.get(graph.lower(sentence, at)));
    boolean adjective = fluidAdjectives.contains(graph.lower(sentence, at));
    if (adjective && !fluidNouns.contains(graph.lower(sentence, at + 1))) {
      // "5 cm in the pleural cavity"
      return Optional.empty();
    }
    int end = at + (adjective ? 2 : 1);
    int next = end + (articles.contains(graph.lower(sentence, end + 1)) ? 2 : 1);
    // "30 and 90 mg/dL in CSF and serum, respectively", "in urine output"
    boolean whole = end >= sentence.end || fluidEnds.contains(graph.lower(sentence, end));
    return isSpecimen(sentence, next) || blood.contains(graph.lower(sentence, next)) || !whole
        ? Optional.empty()
        : fluid.map(words -> words + " " + name);
  }

  // "30 and 90 mg/dL in CSF and serum, respectively"
  private Optional<String> inFluidOfList(
      Graph.Sentence sentence, Graph.Node test, String name, ResultReader.Result result) {
    List<Graph.Node> values =
        test.details(Graph.Relation.VALUE)
            .filter(value -> value.sentence == sentence.index && value.first >= test.end)
            .sorted()
            .toList();
    int place = values.indexOf(result.detail());
    int at = values.size() == 2 ? results.end(graph, sentence, values.get(1)) : -1;
    if (place < 0 || at < 0 || !fluidLeads.contains(graph.lower(sentence, at))) {
      return Optional.empty();
    }
    int first = at + (articles.contains(graph.lower(sentence, at + 1)) ? 2 : 1);
    int joint = fluidEnd(sentence, first);
    int second = joint + (articles.contains(graph.lower(sentence, joint + 1)) ? 2 : 1);
    int end = fluidEnd(sentence, second);
    end += graph.lower(sentence, end).equals(",") ? 1 : 0;
    boolean paired =
        graph.lower(sentence, joint).equals("and")
            && isSpecimen(sentence, first)
            && isSpecimen(sentence, second)
            && graph.lower(sentence, end).equals("respectively");
    String fluid = graph.lower(sentence, place == 0 ? first : second);
    return paired ? Optional.of(FLUIDS.getOrDefault(fluid, fluid) + " " + name) : Optional.empty();
  }

  // "pleural fluid" is two words.
  private int fluidEnd(Graph.Sentence sentence, int fluid) {
    return fluid + (fluidNouns.contains(graph.lower(sentence, fluid + 1)) ? 2 : 1);
  }

  // The last "urinary one" between the two tokens.
  private OptionalInt otherSpecimen(Graph.Sentence sentence, int from, int end) {
    return IntStream.range(from, end - 1)
        .filter(i -> isSpecimen(sentence, i) && standIns.contains(graph.lower(sentence, i + 1)))
        // "serum one week later"
        .filter(i -> standInEnds.contains(graph.lower(sentence, i + 2)))
        .reduce((earlier, later) -> later);
  }

  private boolean isSpecimen(Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return specimens.contains(word) || FLUIDS.containsKey(word);
  }

  // "nephritis class III (A/C)": the class was read with its level.
  private boolean isClassified(Graph.Sentence sentence, Graph.Node test) {
    return sentence.nodes.stream()
        .filter(other -> other != test && other.overlaps(test.first, test.end))
        .anyMatch(
            other ->
                facts
                    .about(other)
                    .filter(draft -> draft.rule.equals("classification"))
                    .isPresent());
  }

  private boolean isNameless(Graph.Node test) {
    for (int i = test.first; i < test.end; i++) {
      String word = graph.token(i).lower();
      // "[parents'] karyotypes": whose, and no test.
      if (!nameless.contains(word) && !KinshipTerms.isKin(word)) {
        return false;
      }
    }
    return true;
  }

  // "upper [gastrointestinal] endoscopy": only says which the procedure behind it is.
  private boolean isAdjective(Graph.Sentence sentence, Graph.Node test) {
    String word = graph.lower(test);
    return test.length() == 1
        && (word.endsWith("al") || word.endsWith("ic"))
        && test.end < sentence.end
        && graph
            .nodeAt(test.end)
            .filter(node -> node.type == MentionType.THERAPEUTIC_PROCEDURE)
            .isPresent()
        && vocabulary.find(Domain.TEST, word).isEmpty();
  }

  // "Hepatitis B and [C] serology": the value is that of what was looked for.
  private static boolean isOfLettered(Graph.Sentence sentence, Graph.Node test) {
    return sentence.nodes.stream()
        .anyMatch(
            other ->
                other.end == test.first
                    && other.isProblem()
                    && other.origin.equals(LetteredNames.LETTERED));
  }

  // "C-reactive protein (CRP)": the value is that of the first name.
  private boolean isSecondName(Graph.Node test) {
    return test.heads(Graph.Relation.SAME).findAny().isPresent();
  }

  private List<ResultReader.Result> results(Graph.Sentence sentence, Graph.Node test) {
    List<Graph.Node> details = new ArrayList<>(test.details(Graph.Relation.VALUE).toList());
    test.details(Graph.Relation.SAME)
        .flatMap(name -> name.details(Graph.Relation.VALUE))
        .filter(detail -> !details.contains(detail))
        .forEach(details::add);
    details.removeIf(detail -> isOfOtherItem(sentence, test, detail) || isPartOfUnit(test, detail));
    details.sort(Comparator.naturalOrder());
    Optional<StudyKind> study = StudyKind.of(graph, test);
    List<ResultReader.Result> stated = new ArrayList<>();
    for (Graph.Node detail : details) {
      results
          .read(graph, graph.sentenceOf(detail), test, detail)
          .filter(result -> study.isEmpty() || !isSizeOfPicture(study.get(), result.value()))
          .ifPresent(stated::add);
    }
    // "after each loose stool up to 16 mg per day": a specimen is no test that has a number.
    boolean specimen = test.length() == 1 && SPECIMENS.contains(graph.lower(test));
    return judged(
        stated.stream()
            // "was detected in stool": where, and no test.
            .filter(result -> !specimen || !result.isNumber() && !isWhere(sentence, test))
            // "[free] fluid": a part of the name.
            .filter(r -> !isQualifier(sentence, test, r.detail()))
            // "systolic function ... greater", "rapid restoration of function": of something else.
            .filter(r -> r.detail().length() > 1 || !noResults.contains(graph.lower(r.detail())))
            // "the cells stained positively": for what is named behind.
            .filter(r -> isNumber(r) || !cellNouns.contains(graph.lower(test)))
            .filter(r -> isNumber(r) || !isOfMaterial(sentence, test, r.detail()))
            .flatMap(TestFacts::single)
            .toList());
  }

  private boolean isWhere(Graph.Sentence sentence, Graph.Node test) {
    return fluidPrepositions.contains(graph.lower(sentence, test.first - 1));
  }

  // "potassium level, 3.8; rubidium level, 103": the last number is of what nobody marked.
  // The mercury of "20 millimeters of mercury" is no test.
  private boolean isPartOfUnit(Graph.Node test, Graph.Node detail) {
    return detail.first < test.first
        && test.first - 2 >= detail.first
        && results.isUnit(graph.words(test.first - 2, test.end));
  }

  private boolean isOfOtherItem(Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    boolean other = false;
    for (int i = test.end; i < detail.first && detail.sentence == test.sentence; i++) {
      other |= graph.token(i).lower().equals(";");
      if (other && levels.contains(graph.lower(sentence, i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isQualifier(Graph.Sentence sentence, Graph.Node test, Graph.Node detail) {
    return detail.end == test.first
        && TokenPattern.wordClass("test-qualifier").contains(graph.lower(detail));
  }

  // "5/7/8" of one score are three readings.
  private static Stream<ResultReader.Result> single(ResultReader.Result result) {
    if (!READINGS.matcher(result.words()).matches()) {
      return Stream.of(result);
    }
    return Stream.of(result.words().split("/"))
        .map(number -> new Value.Measured(Amount.of(number, Unit.UNTOLD)))
        .map(result::with);
  }

  // A picture or a slide has no size of its own: it is that of what it shows.
  private static boolean isSizeOfPicture(StudyKind study, Value value) {
    boolean picture =
        study.category() == FindingCategory.IMAGING
            || study.category() == FindingCategory.PATHOLOGY;
    return picture && unit(value).filter(Units::isLength).isPresent();
  }

  private static Optional<Unit> unit(Value value) {
    if (value instanceof Value.Measured measured) {
      return Optional.of(measured.amount().unit());
    }
    if (value instanceof Value.Interval interval) {
      return Optional.of(interval.unit());
    }
    return value instanceof Value.Dimensions size ? Optional.of(size.unit()) : Optional.empty();
  }

  // "in normal tissue the score was 6": the tissue is normal, which is no test, and not the score.
  private boolean isOfMaterial(Graph.Sentence sentence, Graph.Node test, Graph.Node judgement) {
    String noun = graph.lower(sentence, judgement.end);
    return judgement.end <= test.first
        && JUDGED_MATERIALS.contains(noun)
        && (test.length() == 1 || judgement.end < test.first);
  }

  // A judgement goes to the nearest number; without one it is a result of its own.
  private List<ResultReader.Result> judged(List<ResultReader.Result> stated) {
    List<ResultReader.Result> merged = new ArrayList<>(stated);
    for (ResultReader.Result judgement : stated) {
      if (isNumber(judgement) || isLater(judgement, stated)) {
        continue;
      }
      Optional<ResultReader.Result> number =
          merged.stream()
              .filter(TestFacts::isNumber)
              .min(Comparator.comparingInt(other -> distance(other, judgement)));
      boolean judges = judgement.interpretation().isPresent();
      if (number.isPresent() && judges) {
        merged.set(merged.indexOf(number.get()), number.get().judgedBy(judgement));
      }
      if (number.isPresent()) {
        merged.remove(judgement);
      }
    }
    return merged;
  }

  // "peaked at 4,560 U/L and normalized", "was 112 and returned to normal": not what the number is.
  private boolean isLater(ResultReader.Result judgement, List<ResultReader.Result> stated) {
    int end =
        stated.stream()
            .filter(TestFacts::isNumber)
            .map(ResultReader.Result::detail)
            .filter(detail -> detail.sentence == judgement.detail().sentence)
            .mapToInt(detail -> detail.end)
            .filter(number -> number <= judgement.detail().first)
            .max()
            .orElse(judgement.detail().end);
    for (int i = end; i < judgement.detail().end; i++) {
      if (becoming.contains(graph.token(i).lower())) {
        return judgement.interpretation().isPresent();
      }
    }
    return false;
  }

  // "48 % predicted" has no unit that a code is known of, and is a number all the same.
  private static boolean isNumber(ResultReader.Result result) {
    return result.isNumber()
        || SHARE.matcher(result.words()).lookingAt()
        // "counting fingers" is as much a result as "20/200".
        || result.detail().origin.equals(AcuityMentions.RULE);
  }

  private static int distance(ResultReader.Result one, ResultReader.Result other) {
    return Math.abs(one.detail().first - other.detail().first);
  }

  private FactDraft measurement(
      Graph.Sentence sentence, Graph.Node test, String name, ResultReader.Result result) {
    Value value = result.value();
    if (isScored(test)) {
      value = ScoreRange.complete(ScoreRange.of(graph, sentence), value);
    }
    Optional<String> part = parts.name(name, unit(value));
    // "the pupil was 6 mm and nonreactive": how it reacts says nothing of its size.
    Optional<Interpretation> meaning =
        part.isPresent() ? Optional.empty() : result.interpretation();
    boolean positive = meaning.filter(m -> m == Interpretation.POSITIVE).isPresent();
    if (test.has(Property.Value.ABSENT) && positive) {
      // "no positive HIV test"
      value = new Value.Words("negative");
      meaning = Optional.of(Interpretation.NEGATIVE);
    }
    String measured =
        part.or(() -> fluid(sentence, test, name).map(words -> words + " " + name)).orElse(name);
    ConceptCoder.Coded coded = facts.coder().test(measured, Optional.of(value), sentence);
    Concept concept = ofOtherState(sentence, test).map(Concept::ofText).orElse(coded.concept());
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, test, "test-result");
    draft.assertion = test.has(Property.Value.POSSIBLE) ? Assertion.POSSIBLE : Assertion.PRESENT;
    draft.value = Optional.of(underTest(coded.concept().text(), value));
    draft.interpretation = meaning;
    draft.evidence.clear();
    facts.quote(draft, List.of(result.detail()));
    result.judge().ifPresent(draft.parts::add);
    Optional<Graph.Node> range =
        test.details(Graph.Relation.REFERENCE)
            .filter(detail -> result.isNumber() && detail.first > result.detail().first)
            .findFirst()
            .filter(detail -> otherSpecimen(sentence, result.detail().end, detail.first).isEmpty());
    draft.reference =
        range.flatMap(
            detail -> results.reference(graph, sentence, detail, Optional.of(result.value())));
    range.filter(detail -> draft.reference.isPresent()).ifPresent(draft.parts::add);
    if (draft.interpretation.filter(Interpretation.NORMAL::equals).isPresent()
        && draft.reference.filter(reference -> isOutside(value(draft), reference)).isPresent()) {
      draft.interpretation = Optional.empty();
      facts.report(
          new Remark(
              Severity.WARNING,
              "normal-outside-range",
              "it is called normal, and is outside its range",
              "the number is kept without the judgement; check both"),
          result.detail().first,
          result.detail().end);
    }
    draft.measurementCategory = category(test, coded.concept().text(), draft.value);
    result
        .remarks()
        .forEach(remark -> facts.report(remark, result.detail().first, result.detail().end));
    return draft;
  }

  private static Optional<Amount> value(FactDraft draft) {
    return draft
        .value
        .filter(Value.Measured.class::isInstance)
        .map(value -> ((Value.Measured) value).amount());
  }

  private static boolean isOutside(Optional<Amount> value, Value reference) {
    if (value.isEmpty()
        || value.get().comparator().isPresent()
        || !(reference instanceof Value.Interval range)
        || !range.unit().equals(value.get().unit())) {
      return false;
    }
    BigDecimal number = value.get().number();
    return range.low().filter(low -> number.compareTo(low) < 0).isPresent()
        || range.high().filter(high -> number.compareTo(high) > 0).isPresent();
  }

  private boolean isScored(Graph.Node test) {
    return isNamedScore(test) || ScoreScales.maximum(graph.words(test)).isPresent();
  }

  private boolean isNamedScore(Graph.Node test) {
    for (int i = test.first; i < test.end; i++) {
      if (scores.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // Some words mean something of their own as the result of a test.
  private Value underTest(String name, Value value) {
    String words =
        value instanceof Value.Words plain
            ? plain.text()
            : value instanceof Value.Coded coded ? coded.concept().text() : "";
    if (words.isEmpty()) {
      return value;
    }
    List<Code> codes = vocabulary.findResult(name, words);
    return codes.isEmpty() ? new Value.Words(words) : new Value.Coded(new Concept(words, codes));
  }

  // "Urinalysis showed sodium 15 mEq/L" is not the sodium of the blood.
  private Optional<String> fluid(Graph.Sentence sentence, Graph.Node test, String name) {
    // "He produced urine, and by day 7 his creatinine fell": what was said of urine has ended.
    if (TokenPattern.wordClass("possessive").contains(graph.lower(sentence, test.first - 1))) {
      return fluidBehind(sentence, test);
    }
    // "white blood cells" are counted in other fluids too.
    String bare = CELLS_OF_BLOOD.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    for (String word : bare.split("[^\\p{L}]+")) {
      // "a low pleural fluid ADA and a negative skin test": no test of the fluid.
      // "urine protein, electrocardiogram and echo were normal": no pictures of the urine.
      if (specimens.contains(word)
          || FLUIDS.containsKey(word)
          || bodily.contains(word)
          || isOfBody(word)) {
        return Optional.empty();
      }
    }
    Optional<String> behind = fluidBehind(sentence, test);
    if (behind.isPresent()
        || blood.contains(graph.lower(sentence, specimenBehind(sentence, test)))) {
      // "glucose in blood" behind a clause on another fluid
      return behind;
    }
    boolean listed = true;
    for (int i = test.first - 1; i >= sentence.first && listed; i--) {
      String word = graph.token(i).lower();
      if (blood.contains(word) && !isOfCells(sentence, i)) {
        return Optional.empty();
      }
      String pair = word + " " + graph.lower(sentence, i + 1);
      if ((FLUIDS.containsKey(word) || FLUIDS.containsKey(pair))
          && !noFluids.contains(graph.lower(sentence, i + 1))
          && !isOfCulture(sentence, i, test)
          && !isJudgedApart(sentence, i, test)
          && !isJudgedBefore(sentence, i, test)
          && !isListedStudy(sentence, i + 1)
          && !isListedStudy(sentence, i + 2)) {
        return Optional.of(FLUIDS.getOrDefault(word, FLUIDS.get(pair)));
      }
      listed = !word.equals(";") || isItem(sentence, i);
    }
    return Optional.empty();
  }

  private static boolean isOfBody(String word) {
    return StudyKind.of(word)
        .filter(
            kind ->
                kind.category() == FindingCategory.IMAGING
                    || kind.report() == ReportCategory.CARDIOLOGY)
        .isPresent();
  }

  // "urine culture and serology for Brucella": the fluid is that of the culture alone.
  private boolean isOfCulture(Graph.Sentence sentence, int fluid, Graph.Node test) {
    return fluid + 1 < test.first
        && cultured.contains(graph.lower(sentence, fluid))
        && cultures.contains(graph.lower(sentence, fluid + 1));
  }

  // "Sputum was positive for A, and B was negative": B is of no fluid.
  private boolean isJudgedApart(Graph.Sentence sentence, int fluid, Graph.Node test) {
    boolean judged =
        TokenPattern.wordClass("be").contains(graph.lower(sentence, fluid + 1))
            && TokenPattern.wordClass("judging").contains(graph.lower(sentence, fluid + 2))
            && graph.lower(sentence, fluid + 3).equals("for");
    return judged
        && IntStream.range(fluid + 4, test.first)
            .anyMatch(
                i ->
                    graph.token(i).lower().equals(",")
                        && graph.lower(sentence, i + 1).equals("and")
                        && test.end < sentence.end);
  }

  // "a positive urinary antigen and negative PCR": each with a judgement and a sample of its own.
  private boolean isJudgedBefore(Graph.Sentence sentence, int fluid, Graph.Node test) {
    Set<String> judging = TokenPattern.wordClass("judging");
    return judging.contains(graph.lower(sentence, fluid - 1))
        && judging.contains(graph.lower(sentence, test.first - 1));
  }

  // "cerebrospinal fluid analysis, and spectroscopy were normal": two studies.
  private boolean isListedStudy(Graph.Sentence sentence, int study) {
    String next = graph.lower(sentence, study + 1);
    return TokenPattern.wordClass("fluid-analysis").contains(graph.lower(sentence, study))
        && (next.equals(",") || next.equals("and"))
        && IntStream.rangeClosed(study + 2, study + 4)
            .anyMatch(i -> STUDIES_BESIDE.contains(graph.lower(sentence, i)));
  }

  // "protein in the cerebrospinal fluid was 80 mg/dL"
  private Optional<String> fluidBehind(Graph.Sentence sentence, Graph.Node test) {
    int at = specimenBehind(sentence, test);
    return at < 0 ? Optional.empty() : Optional.ofNullable(FLUIDS.get(graph.lower(sentence, at)));
  }

  // The word in which a preposition says that a test was measured; -1 without one.
  private int specimenBehind(Graph.Sentence sentence, Graph.Node test) {
    int at = test.end;
    if (!fluidPrepositions.contains(graph.lower(sentence, at))) {
      return -1;
    }
    at++;
    while (articles.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at;
  }

  // "red blood cells", "occult blood" are found in urine too.
  private boolean isOfCells(Graph.Sentence sentence, int token) {
    return cellNouns.contains(graph.lower(sentence, token + 1))
        || cellLeads.contains(graph.lower(sentence, token - 1));
  }

  // "sodium 15; potassium 13" is one list; a clause with a verb behind ";" begins something new,
  // and so does what follows a clause without a number.
  private boolean isItem(Graph.Sentence sentence, int semicolon) {
    for (int i = semicolon + 1; i < sentence.end && !graph.token(i).lower().equals(";"); i++) {
      if (verbs.contains(graph.token(i).lower())) {
        return false;
      }
    }
    for (int i = semicolon - 1; i >= sentence.first && !graph.token(i).lower().equals(";"); i--) {
      if (graph.token(i).isNumber()) {
        return true;
      }
    }
    return false;
  }

  // "serum" before the mention is a part of the name.
  private String name(Graph.Sentence sentence, Graph.Node test) {
    if (test.sharedNoun().isPresent()) {
      return graph.words(test);
    }
    String lettered = LetteredNames.name(graph, test);
    if (!lettered.equals(graph.words(test))) {
      return SoughtResults.name(graph, sentence, test, lettered).orElse(lettered);
    }
    Optional<String> sought = SoughtResults.name(graph, sentence, test, graph.words(test));
    if (sought.isPresent()) {
      return sought.get();
    }
    int first = test.first;
    while (first < test.end - 1 && articles.contains(graph.token(first).lower())) {
      first++;
    }
    int start = first;
    // "2-h postprandial glucose", "random blood glucose": what is tested differs.
    first =
        test.details(Graph.Relation.DESCRIPTION)
            .filter(detail -> detail.end == start)
            .filter(
                detail ->
                    TokenPattern.wordClass("test-qualifier").contains(graph.lower(detail))
                        || isEponym(sentence, detail)
                        || ResultReader.hasNumber(graph, detail))
            .map(detail -> detail.first)
            .findFirst()
            .orElse(first);
    while (specimens.contains(graph.lower(sentence, first - 1))
        || TokenPattern.wordClass("test-qualifier").contains(graph.lower(sentence, first - 1))) {
      first--;
    }
    return graph.words(pressureFirst(sentence, siteFirst(sentence, test, first)), test.end);
  }

  // "Breslow thickness": whose measure it is.
  private boolean isEponym(Graph.Sentence sentence, Graph.Node detail) {
    return detail.length() == 1
        && detail.first > sentence.first
        && Character.isUpperCase(graph.token(detail.first).text().codePointAt(0));
  }

  // "chest" before "radiograph", "abdominal" before "CT": what is pictured.
  private int siteFirst(Graph.Sentence sentence, Graph.Node test, int first) {
    boolean picture =
        first == test.first
            && StudyKind.of(graph, test)
                .filter(study -> study.category() == FindingCategory.IMAGING)
                .isPresent();
    if (!picture || first == sentence.first) {
      return first;
    }
    String before = graph.token(first - 1).lower();
    Optional<Graph.Node> site =
        graph.nodeAt(first - 1).filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE);
    return site.map(node -> node.first)
        .orElse(vocabulary.find(Domain.BODY_SITE, before).isEmpty() ? first : first - 1);
  }

  // "pulmonary artery" before "systolic pressure" makes another pressure of it.
  private int pressureFirst(Graph.Sentence sentence, int first) {
    if (!pressures.contains(graph.token(first).lower())) {
      return first;
    }
    int part = first;
    boolean other = false;
    while (pressureParts.contains(graph.lower(sentence, part - 1))) {
      part--;
      other |= !circulation.contains(graph.token(part).lower());
    }
    return other ? part : first;
  }

  private MeasurementCategory category(Graph.Node test, String name, Optional<Value> value) {
    Optional<MeasurementCategory> known = vocabulary.testCategory(name);
    if (known.isPresent()) {
      return known.get();
    }
    if (isNamedScore(test)) {
      return MeasurementCategory.SURVEY;
    }
    return StudyKind.of(graph, test)
        .map(TestFacts::category)
        .orElseGet(() -> vocabulary.testCategory(name, value));
  }

  /** The category of what a study measures. */
  static MeasurementCategory category(StudyKind study) {
    return switch (study.category()) {
      case IMAGING -> MeasurementCategory.IMAGING;
      case EXAM -> MeasurementCategory.EXAM;
      case PROCEDURE -> MeasurementCategory.PROCEDURE;
      case SYMPTOM, LABORATORY, PATHOLOGY, HISTORY, SOCIAL, OCCUPATION, OUTCOME, PHENOTYPE, NONE ->
          MeasurementCategory.LABORATORY;
    };
  }
}

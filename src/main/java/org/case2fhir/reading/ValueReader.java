package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Makes each quantity that stands beside a test a value of its own: what the tagger marked too
 * short, too long or not at all gets the quantity's ends. A name of a test beside a quantity that
 * nothing marked becomes a test.
 */
final class ValueReader {
  private static final TokenPattern MINUTES = TokenPattern.of("NUM (minute|minutes|min)");
  private static final TokenPattern SCORE_AT_MINUTES =
      TokenPattern.of("NUM at NUM (minute|minutes|min)");
  private static final int MOST_GLUE = 10;
  private static final int LONGEST_TEST = 4;
  private static final Set<MentionType> MEASURABLE =
      Set.of(
          MentionType.DIAGNOSTIC_PROCEDURE, MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);

  private static final Set<MentionType> TESTABLE =
      Set.of(
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.SIGN_SYMPTOM,
          MentionType.MEDICATION,
          MentionType.BIOLOGICAL_STRUCTURE);

  private static final Pattern WARMTH = Pattern.compile("(?:3[4-9]|4[0-2])(?:\\.\\d)?");
  private static final Pattern MARKER = Pattern.compile("[A-Z][A-Z0-9/-]{1,9}");

  private final UnitTable units;
  private final Vocabulary vocabulary;
  private final QuantityScanner scanner;
  private final MeasuredParts parts;
  private static final Set<String> JUDGED = TokenPattern.wordClass("judged-noun");
  private static final Pattern REFRACTION =
      Pattern.compile(
          "(?<!\\d)(?:[+\u2212\u2013-]\\d{1,2}[.,]\\d{1,2}|\\d{1,2}[.,]\\d{1,2}(?=D|sph))(?:DS?|sph)?"
              + "[/+\u2212\u2013-]{1,2}\\d{1,2}[.,]\\d{1,2}(?:DC?|cyl)?"
              + "[\u00d7x*\u2217@]\\d{1,3}(?![\\d/])");
  private static final Set<String> ORDINALS = TokenPattern.wordClass("ordinal-ending");
  private static final Set<String> FIELDS = TokenPattern.wordClass("field-of-view");
  private static final Set<String> READ_CELLS = TokenPattern.wordClass("read-cells");
  private static final Set<String> PER = TokenPattern.wordClass("per-word");
  private static final Set<String> NAMED = TokenPattern.wordClass("numbered-analyte");
  private static final Set<String> RANGES = TokenPattern.wordClass("range-noun");
  private static final Set<String> RANGE_LEADS = TokenPattern.wordClass("range-lead");
  private final Set<String> nameLinks = TokenPattern.wordClass("name-link");
  private final Set<String> levels = TokenPattern.wordClass("level-word");
  private final Set<String> glue = TokenPattern.wordClass("value-glue");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> follows = TokenPattern.wordClass("behind-value");
  private final Set<String> solutions = TokenPattern.wordClass("solution");
  private final Set<String> courses = TokenPattern.wordClass("change");
  private final Set<String> vitals = TokenPattern.wordClass("vital-sign");
  private final Set<String> scores = TokenPattern.wordClass("score");
  private final Set<String> scoring = TokenPattern.wordClass("scoring");
  private final Set<String> judging = TokenPattern.wordClass("judging");
  private final Set<String> degrees = TokenPattern.wordClass("analyte-degree");
  private final Set<String> denials = TokenPattern.wordClass("colon-denial");
  private final Set<String> cellEndings = TokenPattern.wordClass("cell-ending");
  private final Set<String> times = TokenPattern.wordClass("time-unit");

  private static final Pattern PER_WEIGHT =
      Pattern.compile("(?i)(?:mg|[µμu]g|mcg|ng|g|units?|iu|u|mmol|meq)/kg(?:/.*)?");
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("singular-verb");
  private static final Set<String> GIVEN = TokenPattern.wordClass("dose-given");
  private static final Set<String> CHANGES = TokenPattern.wordClass("change-noun-of-value");
  private static final Set<String> CHANGE_LEADS = TokenPattern.wordClass("of-or-in");

  private static final Set<String> LENGTHS = Set.of("mm", "cm");

  /** Capitals, with a small letter within: "PEEP", "FiO2", "TAPSE". */
  private static final Pattern INITIALS = Pattern.compile("[A-Z][a-z]?[A-Z][A-Za-z0-9]{0,6}");

  private static final Pattern BROKEN = Pattern.compile("\\d{1,2}");

  ValueReader(UnitTable units, Vocabulary vocabulary) {
    this.units = units;
    this.vocabulary = vocabulary;
    this.scanner = new QuantityScanner(units);
    this.parts = new MeasuredParts(units);
  }

  /** Marks the values of all sentences. */
  void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      nameSubscripted(graph, sentence);
      cutAtDashes(graph, sentence);
      AcuityMentions.mark(graph, sentence);
      sentence
          .nodes(MentionType.MEDICATION)
          .filter(node -> levels.contains(graph.lower(sentence, node.end)))
          .filter(node -> vocabulary.match(Domain.TEST, graph.words(node)).isPresent())
          .toList()
          .forEach(
              node -> graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "test-by-its-level"));
      cutRanges(graph, sentence);
      // "1,25 OH vitamin D3": a number of its name.
      sentence
          .nodes(MentionType.LAB_VALUE)
          .filter(node -> graph.last(node).isNumber())
          .filter(node -> NAMED.contains(graph.lower(sentence, node.end)))
          .toList()
          .forEach(
              number -> {
                graph.remove(number);
                graph
                    .nodeAt(number.end)
                    .filter(test -> test.isTest() && test.first == number.end)
                    .ifPresent(test -> graph.resize(test, number.first, test.end, "whole-name"));
              });
      joinJudgements(graph, sentence);
      joinChanges(graph, sentence);
      dropNoResults(graph, sentence);
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (node.type == MentionType.LAB_VALUE) {
          splitJudgement(graph, sentence, node);
        } else if (node.isTest()) {
          int last = node.end - 1;
          int least = graph.token(last).lower().equals("for") ? 2 : 1;
          if (node.length() > least && nameLinks.contains(graph.token(last).lower())) {
            // "urinary antigen [for]", "platelets [per]"; "screening for" names nothing alone.
            graph.resize(node, node.first, last, "name-before-link");
          }
          splitGrade(graph, sentence, node);
        }
      }
      markDenials(graph, sentence);
      DividedUnit.mark(graph, sentence, scanner.quantities(graph, sentence), units, vocabulary);
      TiterMentions.mark(graph, sentence);
      splitMoments(graph, sentence);
      dropMoments(graph, sentence);
      TypeList.clear(graph, sentence);
      List<ScoreRange> scales = ScoreRange.clear(graph, sentence);
      List<int[]> refractions = clearRefractions(graph, sentence);
      List<QuantityScanner.Quantity> quantities = scanner.quantities(graph, sentence);
      Set<Integer> broken = dropBrokenDecimals(graph, sentence, quantities);
      for (QuantityScanner.Quantity quantity : quantities) {
        if (broken.contains(quantity.first())
            || scales.stream().anyMatch(scale -> scale.holds(quantity.first(), quantity.end()))
            || refractions.stream().anyMatch(r -> r[0] < quantity.end() && quantity.first() < r[1])
            || TypeList.holds(graph, sentence, quantity.first(), quantity.end())) {
          continue;
        }
        parts.mark(graph, sentence, quantity);
        mark(graph, sentence, quantity);
        // "3x [the upper limit of normal]": of what it is a multiple is no value of its own.
        int end = scanner.multipleEnd(graph, sentence, quantity).orElse(0);
        sentence
            .nodes(MentionType.LAB_VALUE)
            .filter(node -> node.first >= quantity.end() && node.end <= end)
            .toList()
            .forEach(graph::remove);
      }
      // "147 [>315] µg/h/kg" of one mention is split by now.
      cutRanges(graph, sentence);
    }
  }

  // "8.2 (<1.2) mg/dL" of which the tagger takes "<1.2) mg/dL" for a value: the unit is that of
  // both.
  private static void cutRanges(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : sentence.nodes(MentionType.LAB_VALUE).toList()) {
      String opening = graph.lower(sentence, node.first - 1);
      String closing = opening.equals("(") ? ")" : opening.equals("[") ? "]" : "";
      int bracket = node.first;
      while (bracket < node.end && !graph.token(bracket).text().equals(closing)) {
        bracket++;
      }
      boolean unit =
          QuantityScanner.isTimesSign(graph.lower(sentence, bracket + 1))
              || IntStream.range(bracket, node.end)
                  .noneMatch(token -> graph.token(token).isNumber());
      if (bracket > node.first && bracket + 1 < node.end && unit) {
        graph.resize(node, node.first, bracket, "range-in-brackets");
      }
    }
  }

  // "a [dramatic] improvement of visual fields": how much they improved is no result by itself.
  private static void joinChanges(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int noun = node.end;
      boolean changes =
          node.type == MentionType.LAB_VALUE
              && node.length() == 1
              && graph.token(node.first).isWord()
              && CHANGES.contains(graph.lower(sentence, noun))
              && CHANGE_LEADS.contains(graph.lower(sentence, noun + 1));
      if (!changes) {
        continue;
      }
      Optional<Graph.Node> change = graph.nodeAt(noun);
      if (change.filter(other -> other.type != MentionType.LAB_VALUE).isPresent()) {
        graph.remove(node);
      } else {
        change.ifPresent(graph::remove);
        graph.resize(node, node.first, noun + 1, "degree-of-change");
      }
    }
  }

  // "PaO(2)", "O(2)sat": the subscript in brackets belongs to the name.
  private static void nameSubscripted(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (!QuantityScanner.isSubscript(graph, sentence, i)) {
        continue;
      }
      int first = i;
      int bracket = i + 4;
      boolean glued =
          bracket < sentence.end
              && graph.token(bracket).isWord()
              && graph.token(bracket - 1).span().end() == graph.token(bracket).span().start();
      // "PaO(2)/FiO(2)" is one name.
      boolean ratio =
          graph.lower(sentence, bracket).equals("/")
              && QuantityScanner.isSubscript(graph, sentence, bracket + 1);
      int end = ratio ? bracket + 5 : glued ? bracket + 1 : bracket;
      List<Graph.Node> over =
          sentence.nodes.stream().filter(node -> node.overlaps(first, end)).toList();
      // "on O(2) by mask" is a drug.
      if (over.stream().anyMatch(Graph.Node::isTest)) {
        over.forEach(graph::remove);
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, "subscript-in-name");
      }
      i = end - 1;
    }
  }

  // "-0.75 + 1.25 × 60°": sphere, cylinder and axis of a lens are no acuity and no three results.
  private static List<int[]> clearRefractions(Graph graph, Graph.Sentence sentence) {
    List<int[]> found = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    List<Integer> ends = new ArrayList<>();
    for (int i = sentence.first; i < sentence.end; i++) {
      text.append(graph.token(i).text());
      ends.add(text.length());
    }
    Matcher matcher = REFRACTION.matcher(text);
    int at = 0;
    while (matcher.find()) {
      while (ends.get(at) <= matcher.start()) {
        at++;
      }
      int first = sentence.first + at;
      while (ends.get(at) < matcher.end()) {
        at++;
      }
      int end = sentence.first + at + 1;
      sentence.nodes.stream()
          .filter(node -> node.type == MentionType.LAB_VALUE && node.overlaps(first, end))
          .toList()
          .forEach(graph::remove);
      found.add(new int[] {first, end});
    }
    return found;
  }

  // "[focal] [positivity]": how it is positive is no result beside it.
  private static void joinJudgements(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      Optional<Graph.Node> how =
          node.first == sentence.first
              ? Optional.empty()
              : graph.nodeAt(node.first - 1).filter(before -> before.end == node.first);
      if (how.filter(before -> isWord(graph, before)).isPresent()
          && isWord(graph, node)
          && JUDGED.contains(graph.last(node).lower())) {
        graph.remove(how.get());
        graph.resize(node, how.get().first, node.end, "judgement-whole");
      }
    }
  }

  // "the ratio had [fallen] to 45 mg/mmol": the number is the value. "normal-sized kidneys" are no
  // result of the study that shows them.
  private void dropNoResults(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int next = node.end;
      boolean course =
          isWord(graph, node)
              && courses.contains(graph.lower(node))
              && graph.lower(sentence, next).equals("to")
              && next + 1 < sentence.end
              && graph.token(next + 1).isNumber();
      int noun = graph.last(node).text().equals("-") ? next : next + 1;
      boolean shaped =
          node.type == MentionType.LAB_VALUE
              && node.length() <= 2
              && graph.lower(sentence, noun - 1).equals("-")
              && TokenPattern.wordClass("shape-participle").contains(graph.lower(sentence, noun));
      if (course || shaped) {
        graph.remove(node);
      }
    }
  }

  private static boolean isWord(Graph graph, Graph.Node node) {
    return node.type == MentionType.LAB_VALUE
        && node.length() == 1
        && graph.token(node.first).isWord();
  }

  // "a ferritin of 1, 3 ng/mL": neither 1 nor 3 is what was measured, and whether it is 1.3 is not
  // said. Where such quantities begin.
  private static Set<Integer> dropBrokenDecimals(
      Graph graph, Graph.Sentence sentence, List<QuantityScanner.Quantity> quantities) {
    Set<Integer> broken = new HashSet<>();
    for (QuantityScanner.Quantity quantity : quantities) {
      for (int last = quantity.first(); last < quantity.end(); last++) {
        int first = last - 2;
        boolean decimal =
            first > sentence.first
                && !quantity.unit().isEmpty()
                // "was 1, 4 mg/dL" is read as one number.
                && !quantity.text().contains("." + graph.token(last).text())
                && graph.lower(sentence, last - 1).equals(",")
                && BROKEN.matcher(graph.token(first).text()).matches()
                && BROKEN.matcher(graph.token(last).text()).matches()
                && TokenPattern.wordClass("number-lead").contains(graph.lower(sentence, first - 1))
                && !graph.lower(sentence, quantity.end()).equals(",");
        if (decimal) {
          broken.addAll(List.of(first, quantity.first()));
          sentence
              .nodes(MentionType.LAB_VALUE)
              .filter(node -> node.overlaps(first, quantity.end()))
              .toList()
              .forEach(graph::remove);
        }
      }
    }
    return broken;
  }

  // "Glucose: 0.89 g/L - Urea: 0.42 g/L": a dash between spaces behind a value ends the item, and
  // what a tagger joins over it, "L - Urea", is the next item's name alone.
  private void cutAtDashes(Graph graph, Graph.Sentence sentence) {
    for (QuantityScanner.Quantity quantity : scanner.quantities(graph, sentence)) {
      int dash = quantity.end();
      if (!isSpacedDash(graph, sentence, dash)) {
        continue;
      }
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        boolean over = node.isTest() && node.first > quantity.first() && node.first <= dash;
        if (over && node.end > dash + 1) {
          graph.resize(node, dash + 1, node.end, "item-behind-dash");
        }
      }
    }
  }

  private static boolean isSpacedDash(Graph graph, Graph.Sentence sentence, int at) {
    return at > sentence.first
        && at + 1 < sentence.end
        && TokenPattern.wordClass("item-dash").contains(graph.token(at).lower())
        && graph.token(at).span().start() > graph.token(at - 1).span().end()
        && graph.token(at + 1).span().start() > graph.token(at).span().end();
  }

  // "3+ blood" in one mention of a value: where the grade ends; 0 where there is none.
  private int gradeEnd(Graph graph, Graph.Node value) {
    for (int end = value.first + 1; end < value.end && end <= value.first + 2; end++) {
      boolean grade =
          ResultReader.GRADE.matcher(graph.words(value.first, end).replace(" ", "")).matches();
      if (grade
          && (TokenPattern.wordClass("dipstick").contains(graph.token(end).lower())
              || vocabulary.match(Domain.TEST, graph.words(end, value.end)).isPresent())) {
        return end;
      }
    }
    return 0;
  }

  // "protein 4+" in one mention of a test.
  private static void splitGrade(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    for (int first = test.first + 1; first < test.end; first++) {
      if (ResultReader.GRADE.matcher(graph.words(first, test.end).replace(" ", "")).matches()) {
        int end = test.end;
        graph.resize(test, test.first, first, "grade-in-test");
        graph.add(MentionType.LAB_VALUE, first, end, test.confidence, "grade-in-test");
        return;
      }
    }
  }

  // "protein: absence", "red blood cells: nil": the result of a test, however both are tagged.
  private void markDenials(Graph graph, Graph.Sentence sentence) {
    for (int at = sentence.first + 2; at < sentence.end; at++) {
      int colon = at - 1;
      boolean denied =
          denials.contains(graph.token(at).lower())
              && graph.token(colon).lower().equals(":")
              && !graph.lower(sentence, at + 1).equals("of");
      Optional<Graph.Node> name = denied ? graph.nodeAt(colon - 1) : Optional.empty();
      int last = at;
      boolean named =
          name.filter(node -> node.end == colon || node.end == last + 1)
              .filter(node -> TESTABLE.contains(node.type))
              .filter(node -> node.isTest() || isDipstickOrTest(graph, sentence, node.first, colon))
              .isPresent();
      if (named) {
        graph.resize(name.get(), name.get().first, colon, "denial-of-test");
        graph.retype(name.get(), MentionType.DIAGNOSTIC_PROCEDURE, "denial-of-test");
        graph.nodeAt(at).filter(node -> node.length() == 1).ifPresent(graph::remove);
        if (graph.nodeAt(at).isEmpty()) {
          graph.add(MentionType.LAB_VALUE, at, at + 1, 0.9, "denial-of-test");
        }
      }
    }
  }

  private boolean isDipstickOrTest(Graph graph, Graph.Sentence sentence, int first, int end) {
    return end - first == 1
            && TokenPattern.wordClass("dipstick").contains(graph.token(first).lower())
        || isTest(graph, sentence, first, end);
  }

  // "HER2 negative" in one mention of a value: the test and its judgement.
  private void splitJudgement(Graph graph, Graph.Sentence sentence, Graph.Node value) {
    if (value.origin.equals(BloodGroupMentions.RULE)) {
      return;
    }
    int last = value.end - 1;
    int grade = gradeEnd(graph, value);
    if (grade > 0) {
      int end = value.end;
      graph.resize(value, value.first, grade, "grade-before-test");
      graph.add(
          MentionType.DIAGNOSTIC_PROCEDURE, grade, end, value.confidence, "grade-before-test");
      return;
    }
    // "suppressed TSH": the judgement stands first.
    boolean ahead =
        value.length() > 1
            && degrees.contains(graph.token(value.first).lower())
            && isTest(graph, sentence, value.first + 1, value.end);
    if (ahead) {
      int end = value.end;
      graph.resize(value, value.first, value.first + 1, "judgement-of-test");
      graph.add(
          MentionType.DIAGNOSTIC_PROCEDURE,
          value.first + 1,
          end,
          value.confidence,
          "judgement-of-test");
      return;
    }
    boolean judged = value.length() > 1 && judging.contains(graph.token(last).lower());
    String words = graph.words(value.first, last);
    boolean named =
        judged
            && (MARKER.matcher(words).matches()
                || vocabulary.match(Domain.TEST, words).isPresent());
    if (named) {
      int first = value.first;
      graph.resize(value, last, value.end, "judgement-of-test");
      graph.add(
          MentionType.DIAGNOSTIC_PROCEDURE, first, last, value.confidence, "judgement-of-test");
    }
  }

  // "HER2 was positive (3+)", "negative for HER2 (1+)": the grade is no second result.
  private boolean isGradeOfJudgement(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    int before = quantity.first() - 2;
    boolean grade =
        quantity.unit().isEmpty()
            && graph.lower(sentence, before + 1).equals("(")
            && graph.lower(sentence, quantity.end()).equals("+");
    if (!grade || before < sentence.first || judging.contains(graph.token(before).lower())) {
      return grade;
    }
    return graph
        .nodeAt(before)
        .filter(Graph.Node::isTest)
        .filter(
            test ->
                sentence.nodes.stream()
                    .anyMatch(
                        node ->
                            node.end <= test.first
                                && judging.contains(graph.token(node.end - 1).lower())
                                && graph.lower(sentence, node.end).equals("for")))
        .isPresent();
  }

  // "Insulin 0.1 units/kg/h was started", "glucose 5% was added": what the vocabulary knows as a
  // drug too was given, and not measured. Whether it is so.
  private boolean retypeGiven(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    if (quantity.first() == sentence.first) {
      return false;
    }
    boolean dose = PER_WEIGHT.matcher(quantity.unit()).matches() || quantity.unit().equals("%");
    Optional<Graph.Node> name =
        graph
            .nodeAt(quantity.first() - 1)
            .filter(node -> node.end == quantity.first() && node.isTest())
            .filter(
                node ->
                    vocabulary
                        .match(Domain.MEDICATION, graph.words(node))
                        .filter(match -> match.isWhole())
                        .isPresent());
    int verb = quantity.end() + 1;
    verb += graph.lower(sentence, verb).equals("been") ? 1 : 0;
    boolean given =
        AUXILIARIES.contains(graph.lower(sentence, quantity.end()))
            && GIVEN.contains(graph.lower(sentence, verb));
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(quantity.first(), quantity.end()))
            .toList();
    if (!dose
        || !given
        || name.isEmpty()
        || inside.stream().anyMatch(node -> node.type != MentionType.LAB_VALUE)) {
      return false;
    }
    inside.forEach(graph::remove);
    graph.retype(name.get(), MentionType.MEDICATION, "dose-given");
    graph.add(MentionType.DOSAGE, quantity.first(), quantity.end(), 0.9, "dose-given");
    return true;
  }

  private void mark(Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    if (isGradeOfJudgement(graph, sentence, quantity)) {
      sentence
          .nodes(MentionType.LAB_VALUE)
          .filter(node -> node.first == quantity.first() && node.end <= quantity.end() + 1)
          .toList()
          .forEach(graph::remove);
      return;
    }
    if (retypeGiven(graph, sentence, quantity)) {
      return;
    }
    List<Graph.Node> inside =
        sentence.nodes.stream()
            .filter(node -> node.overlaps(quantity.first(), quantity.end()))
            .toList();
    inside.stream()
        .filter(node -> node.type == MentionType.DOSAGE && node.first >= quantity.first())
        .filter(node -> followsTest(graph, sentence, quantity))
        .forEach(node -> graph.retype(node, MentionType.LAB_VALUE, "quantity-beside-test"));
    if (isNoResult(graph, sentence, quantity)) {
      inside.stream().filter(node -> node.type == MentionType.LAB_VALUE).forEach(graph::remove);
      return;
    }
    if (inside.size() == 1 && inside.get(0).isTest()) {
      cutTest(graph, sentence, inside.get(0), quantity);
      return;
    }
    if (inside.size() == 1 && isMistakenDate(graph, sentence, inside.get(0))) {
      graph.retype(inside.get(0), MentionType.LAB_VALUE, "number-of-change");
    }
    nameMeasured(graph, sentence, quantity);
    boolean values = inside.stream().allMatch(node -> node.type == MentionType.LAB_VALUE);
    if (!values) {
      return;
    }
    retype(graph, sentence, quantity);
    boolean strength =
        quantity.unit().equals("%") && solutions.contains(graph.lower(sentence, quantity.end()));
    // "scraping with 10% KOH", "washed with 3% hydrogen peroxide": of the solution.
    if (strength || quantity.unit().isEmpty() && isTimed(graph, sentence, quantity.end())) {
      inside.stream()
          .filter(node -> node.first >= quantity.first() && node.end <= quantity.end())
          .forEach(graph::remove);
      return;
    }
    if (isScored(graph, sentence, quantity)) {
      markScored(graph, sentence, quantity);
    }
    // "AST/ALT 45/30 IU/L"
    if (inside.stream().anyMatch(node -> node.origin.equals(TestLists.DIVIDED))) {
      return;
    }
    if (inside.isEmpty()) {
      if (marksTest(graph, sentence, quantity)
          || followsTest(graph, sentence, quantity)
          || isRange(graph, sentence, quantity)
          || isScored(graph, sentence, quantity)) {
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

  // "the 12.5 th percentile" is a rank; "3 MF/10 HPF": in how many fields were counted; "one signal
  // in 20 metaphases": of how many cells were read.
  private static boolean isNoResult(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    boolean rank = ORDINALS.contains(graph.lower(sentence, quantity.end()));
    int last = quantity.end() - 1;
    boolean fields =
        FIELDS.contains(graph.lower(sentence, quantity.end()))
            || quantity.first() < last && FIELDS.contains(graph.token(last).lower());
    boolean count =
        quantity.unit().isEmpty()
            && SpuriousMentions.isCountOfTests(graph, sentence, quantity.first());
    // "positive in [20] of [25] metaphases"
    boolean share = quantity.end() + 1 < sentence.end && graph.token(quantity.end() + 1).isNumber();
    boolean cells =
        quantity.number().chars().allMatch(Character::isDigit)
            && READ_CELLS.contains(
                graph.lower(sentence, share ? quantity.end() + 2 : quantity.end()));
    return rank
        || count
        || cells
        || fields && PER.contains(graph.lower(sentence, quantity.first() - 1));
  }

  // "(225 IU/L; normal range, 4-43 IU/L)": the range of the value before it.
  private boolean isRange(Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    int at = quantity.first() - 1;
    while (at > sentence.first && !graph.token(at).isWord()) {
      at--;
    }
    boolean range =
        RANGES.contains(graph.lower(sentence, at))
            && RANGE_LEADS.contains(graph.lower(sentence, at - 1));
    // "0.4 (0–0.8 negative)"
    boolean judged =
        graph.lower(sentence, quantity.first() - 1).equals("(")
            && JUDGED.contains(graph.lower(sentence, quantity.end()))
            && graph.lower(sentence, quantity.end() + 1).equals(")");
    return (range || judged)
        && sentence.nodes(MentionType.LAB_VALUE).anyMatch(value -> value.end < quantity.first());
  }

  // "the score fell to 4": no date.
  private boolean isMistakenDate(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.type == MentionType.DATE
        && node.length() == 1
        && graph.lower(node).length() <= 2
        && graph.lower(sentence, node.first - 1).equals("to")
        && courses.contains(graph.lower(sentence, node.first - 2));
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
  private void cutTest(
      Graph graph, Graph.Sentence sentence, Graph.Node test, QuantityScanner.Quantity quantity) {
    // "[ALT 3 times] the upper limit"
    int end = scanner.multipleEnd(graph, sentence, quantity).orElse(quantity.end());
    boolean ends = quantity.first() > test.first && end >= test.end;
    boolean vital = vitals.contains(graph.token(test.first).lower());
    if (ends
        && (vital && graph.token(test.first).text().length() > 1
            || !quantity.unit().isEmpty()
            || scanner.multipleEnd(graph, sentence, quantity).isPresent()
            || isMeasured(graph, test, quantity))
        && namesTest(graph, sentence, test.first, quantity.first())
        && vocabulary.match(Domain.TEST, graph.words(test)).filter(m -> m.isWhole()).isEmpty()) {
      graph.resize(test, test.first, nameEnd(graph, test.first, quantity.first()), "value-in-test");
      graph.add(MentionType.LAB_VALUE, quantity.first(), end, test.confidence, "value-in-test");
    }
  }

  // "pCO2 60" among others: what is always given as a number, and no part of a name, "CK 7".
  private boolean isMeasured(Graph graph, Graph.Node test, QuantityScanner.Quantity quantity) {
    int end = nameEnd(graph, test.first, quantity.first());
    String words = graph.words(test.first, end);
    return words.length() > 1
        && !TokenPattern.wordClass("numbered-name").contains(graph.token(end - 1).lower())
        && quantity.number().indexOf('/') < 0
        && !vocabulary.testUnits(words).isEmpty();
  }

  // "Potassium was 3.2 mmol/L": no drug, since the unit is that of the test of this name.
  private void retype(Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
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

  // "Apgar 8 ([1 min]) and 9 ([5 min])": when it was counted, and no score.
  private static void dropMoments(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node value : sentence.nodes(MentionType.LAB_VALUE).toList()) {
      int open = value.first - 1;
      boolean moment =
          graph.lower(sentence, open).equals("(")
              && MINUTES.end(graph, sentence, value.first) == value.end
              && sentence.nodes.stream()
                  .anyMatch(test -> test.isTest() && test.end < open && isApgar(graph, test));
      if (moment) {
        graph.remove(value);
      }
    }
  }

  private static boolean isApgar(Graph graph, Graph.Node test) {
    return graph.lower(test).startsWith("apgar");
  }

  // "9 at 1 minute and [10 at 5 minutes]": a second score and when it was counted.
  private static void splitMoments(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : sentence.nodes(MentionType.DETAILED_DESCRIPTION).toList()) {
      boolean tested =
          sentence.nodes.stream().anyMatch(test -> test.isTest() && test.end <= node.first);
      if (tested && SCORE_AT_MINUTES.end(graph, sentence, node.first) == node.end) {
        graph.remove(node);
        graph.add(
            MentionType.LAB_VALUE, node.first, node.first + 1, node.confidence, "score-at-minutes");
      }
    }
  }

  // "7.5% (58 mmol/mol)" and "from 5 to 9" in one mention are two values.
  private void split(
      Graph graph, Graph.Sentence sentence, Graph.Node node, QuantityScanner.Quantity quantity) {
    int end = node.end;
    boolean more =
        quantity.end() < end && !scanner.quantities(graph, sentence, quantity.end(), end).isEmpty();
    if (more) {
      graph.resize(node, node.first, quantity.end(), "quantity-split");
      QuantityScanner.Quantity next =
          scanner.quantities(graph, sentence, quantity.end(), end).get(0);
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
      } else if (quantity.unit().equals("%")
          && end == quantity.end() + 1
          && !TokenPattern.wordClass("counted-cells").contains(graph.token(end - 1).lower())
          && cellEndings.stream().anyMatch(graph.token(end - 1).lower()::endsWith)) {
        // "25% acanthocytes": the share is that of the cells.
        graph.resize(node, node.first, quantity.end(), "share-of-cells");
        graph.add(MentionType.SIGN_SYMPTOM, end - 1, end, node.confidence, "share-of-cells");
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

  // "scored 27/30 on the MoCA", "rated as 7 on a visual analogue scale"
  private boolean isScored(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    boolean bare = quantity.unit().isEmpty();
    if (bare && ScoreRange.scaleBehind(graph, sentence, quantity.end()).isPresent()) {
      return true;
    }
    return scoring.contains(graph.lower(sentence, quantity.first() - 1))
        && TokenPattern.wordClass("score-lead").contains(graph.lower(sentence, quantity.end()));
  }

  // Behind "scored 27/30 on" stands a test, whatever a tagger takes it for.
  private static void markScored(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    int at = quantity.end() + 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at++;
    }
    if (at >= sentence.end || !graph.token(at).isWord()) {
      return;
    }
    Optional<Graph.Node> named = graph.nodeAt(at);
    if (named.isPresent() && !graph.token(at).isNumber()) {
      graph.retype(named.get(), MentionType.DIAGNOSTIC_PROCEDURE, "scored-on");
    } else if (!graph.token(at).text().equals(graph.token(at).lower())) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, at, at + 1, 0.9, "scored-on");
    }
  }

  // Only words that lead to a value stand between it and a test, or it goes on with a list.
  private boolean followsTest(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
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
  private boolean marksTest(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
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
        int from = first;
        int to = end;
        free &=
            graph
                .nodeAt(i)
                .filter(
                    node ->
                        node.type != MentionType.LAB_VALUE || node.first != from || node.end != to)
                .isEmpty();
      }
      // A single letter needs a unit: "T 3" is a hormone; "T 37.9" is a temperature.
      boolean letter = end - first == 1 && graph.token(first).text().length() == 1;
      boolean warm =
          graph.token(first).text().equals("T") && WARMTH.matcher(quantity.number()).matches();
      if (letter && quantity.unit().isEmpty() && !warm) {
        continue;
      }
      boolean initials = end - first == 1 && isInitials(graph, sentence, first, quantity);
      if (free
          && graph.token(first).isWord()
          && (initials || isTest(graph, sentence, first, end))) {
        // Also where the name was taken for a value: "BP".
        graph.nodeAt(first).ifPresent(graph::remove);
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, "test-beside-quantity");
        return true;
      }
    }
    return false;
  }

  // "6 mm of [midline shift]": what has a length is a finding, and describes no other.
  private void nameMeasured(
      Graph graph, Graph.Sentence sentence, QuantityScanner.Quantity quantity) {
    int first = quantity.end() + 1;
    boolean length = units.ucum(quantity.unit()).filter(LENGTHS::contains).isPresent();
    if (length && first < sentence.end && graph.lower(sentence, first - 1).equals("of")) {
      graph
          .nodeAt(first)
          .filter(node -> node.first == first)
          .filter(node -> node.type == MentionType.DETAILED_DESCRIPTION && node.length() > 1)
          .filter(node -> node.end == sentence.end || graph.nodeAt(node.end).isEmpty())
          .ifPresent(node -> graph.retype(node, MentionType.SIGN_SYMPTOM, "length-of"));
    }
  }

  // "a [PEEP] of 12 cmH2O": capitals whose number has a unit, or decimals, stands behind "of".
  private boolean isInitials(
      Graph graph, Graph.Sentence sentence, int token, QuantityScanner.Quantity quantity) {
    boolean amount =
        quantity.unit().isEmpty()
            ? quantity.number().indexOf('.') > 0
            : units.ucum(quantity.unit()).isPresent() && !times.contains(quantity.unit());
    return amount
        && graph.lower(sentence, token + 1).equals("of")
        && quantity.first() == token + 2
        && INITIALS.matcher(graph.token(token).text()).matches();
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

  /**
   * The kinds of one germ in brackets behind its name: "HIV (1 and 2)", "HTLV (I/II)",
   * "parainfluenza (types 1, 2 and 3)". They are no values.
   */
  private static final class TypeList {
    private static final int LONGEST = 10;
    private static final Pattern KIND = Pattern.compile("\\d{1,2}|[ivx]{1,4}|[a-e]");
    private static final Pattern PAIR = Pattern.compile("\\d{1,2}[-–/]\\d{1,2}");
    private static final Pattern VIRUS = Pattern.compile("[A-Z]{1,3}V|.{3,30}vir(?:us|uses|idae)");
    private static final Set<String> GERMS = TokenPattern.wordClass("germ-with-types");
    private static final Set<String> LEADS = TokenPattern.wordClass("type-noun");
    private static final Set<String> JOINTS = TokenPattern.wordClass("value-joint");

    private TypeList() {}

    /** Takes away the mentions that lie within such lists. */
    static void clear(Graph graph, Graph.Sentence sentence) {
      for (int i = sentence.first + 1; i < sentence.end; i++) {
        int end = graph.token(i).lower().equals("(") ? end(graph, sentence, i) : -1;
        if (end < 0) {
          continue;
        }
        int open = i;
        List<Graph.Node> within =
            sentence.nodes.stream().filter(node -> node.first > open && node.end < end).toList();
        within.forEach(graph::remove);
      }
    }

    /** Whether tokens lie within such a list. */
    static boolean holds(Graph graph, Graph.Sentence sentence, int first, int end) {
      for (int i = first - 1; i >= Math.max(sentence.first + 1, first - LONGEST); i--) {
        if (graph.token(i).lower().equals("(")) {
          return end < end(graph, sentence, i);
        }
      }
      return false;
    }

    // Behind the closing bracket; -1 where the bracket holds something else.
    private static int end(Graph graph, Graph.Sentence sentence, int open) {
      int at = open + 1;
      boolean led = LEADS.contains(graph.lower(sentence, at));
      at += led ? 1 : 0;
      boolean kind = false;
      int kinds = 0;
      while (at < sentence.end && at - open <= LONGEST) {
        String word = graph.token(at).lower();
        if (word.equals(")")) {
          boolean list = kind && (kinds > 1 || led);
          boolean named = led || isGerm(graph, sentence, open - 1);
          return list && named ? at + 1 : -1;
        }
        boolean pair = PAIR.matcher(word).matches();
        if (pair || KIND.matcher(word).matches()) {
          if (kind) {
            return -1;
          }
          kind = true;
          kinds += pair ? 2 : 1;
        } else if (JOINTS.contains(word)) {
          kind = false;
        } else {
          return -1;
        }
        at++;
      }
      return -1;
    }

    private static boolean isGerm(Graph graph, Graph.Sentence sentence, int token) {
      String text = graph.token(token).text();
      return VIRUS.matcher(text).matches() || GERMS.contains(graph.lower(sentence, token));
    }
  }

  /**
   * Makes a titer beside the name of a test a value of its own: "ANA 1:320" in one mention, "RPR
   * 1:32" that nothing marked, "Bartonella IgG 1:512" that was taken for a finding.
   */
  private static final class TiterMentions {
    private static final int MOST_GLUE = 7;
    private static final int LONGEST_NAME = 7;
    private static final Pattern COLON = Pattern.compile("\\d{1,3}(?:,\\d{3})*|\\d{1,6}");
    private static final Pattern SLASH = Pattern.compile("\\d{2,6}");
    private static final Pattern ABBREVIATION = Pattern.compile("[A-Z][A-Za-z-]{0,3}[A-Z]");
    private static final Set<String> GLUE = TokenPattern.wordClass("titer-glue");
    private static final Set<String> FUNCTION_WORDS = TokenPattern.wordClass("relation-word");
    private static final Set<String> TESTS = TokenPattern.wordClass("titer-test");

    private TiterMentions() {}

    static void mark(Graph graph, Graph.Sentence sentence) {
      for (int i = sentence.first + 1; i + 2 < sentence.end; i++) {
        if (isTiter(graph, sentence, i)) {
          mark(graph, sentence, i);
        }
      }
    }

    private static boolean isTiter(Graph graph, Graph.Sentence sentence, int one) {
      String mark = graph.lower(sentence, one + 1);
      String number = graph.token(one + 2).text();
      return graph.token(one).text().equals("1")
          && (mark.equals(":") && COLON.matcher(number).matches()
              || mark.equals("/") && SLASH.matcher(number).matches())
          && graph.token(one).span().end() == graph.token(one + 1).span().start()
          && !graph.lower(sentence, one - 1).equals("/")
          && !graph.lower(sentence, one + 3).equals("/");
    }

    private static void mark(Graph graph, Graph.Sentence sentence, int first) {
      int end = first + 3;
      List<Graph.Node> over =
          sentence.nodes.stream()
              .filter(node -> node.overlaps(first, end))
              .filter(node -> !isMistaken(node, first))
              .toList();
      List<Graph.Node> names =
          over.stream().filter(node -> node.first < first && node.end <= end).toList();
      List<Graph.Node> values =
          over.stream()
              .filter(node -> node.type == MentionType.LAB_VALUE && node.first >= first)
              .toList();
      if (names.size() + values.size() < over.size() || names.size() > 1) {
        return;
      }
      int nameEnd = behindName(graph, sentence, first);
      if (names.size() == 1) {
        Graph.Node name = names.get(0);
        if (nameEnd > name.first && (name.isTest() || isTest(graph, sentence, nameEnd - 1))) {
          values.forEach(graph::remove);
          graph.resize(name, name.first, nameEnd, "titer-in-name");
          graph.retype(name, MentionType.DIAGNOSTIC_PROCEDURE, "titer-in-name");
          graph.add(MentionType.LAB_VALUE, first, end, name.confidence, "titer-in-name");
        }
        return;
      }
      if (nameEnd <= sentence.first || !isTest(graph, sentence, nameEnd - 1)) {
        return;
      }
      // "reactive at 1:64" was taken for the time of day or a description.
      sentence.nodes.stream()
          .filter(node -> isMistaken(node, first) && node.overlaps(first, end))
          .toList()
          .forEach(graph::remove);
      Optional<Graph.Node> name = graph.nodeAt(nameEnd - 1);
      if (name.isEmpty()) {
        add(graph, sentence, nameEnd, first);
      } else if (name.get().isProblem() && name.get().end == nameEnd) {
        graph.retype(name.get(), MentionType.DIAGNOSTIC_PROCEDURE, "test-with-titer");
      } else if (!name.get().isTest()) {
        return;
      }
      if (values.isEmpty()) {
        graph.add(MentionType.LAB_VALUE, first, end, 0.9, "test-with-titer");
      }
    }

    private static boolean isMistaken(Graph.Node node, int titer) {
      return node.is(MentionType.DATE, MentionType.TIME)
          || node.type == MentionType.DETAILED_DESCRIPTION && node.first >= titer;
    }

    // "Anti-smooth muscle antibody [titre] 1:80": the name that nothing marked as a whole.
    private static void add(Graph graph, Graph.Sentence sentence, int end, int titer) {
      int first = end - 1;
      while (TESTS.contains(graph.lower(sentence, end - 1))
          && first > sentence.first
          && end - first < LONGEST_NAME
          && isPartOfName(graph, graph.token(first - 1), first - 1)) {
        first--;
      }
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (node.first >= first && node.end <= titer) {
          graph.remove(node);
        }
      }
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 0.9, "test-with-titer");
    }

    private static boolean isPartOfName(Graph graph, Graph.Token token, int at) {
      boolean free =
          graph.nodeAt(at).filter(node -> node.type != MentionType.BIOLOGICAL_STRUCTURE).isEmpty();
      return free
          && (token.text().equals("-")
              || token.isWord() && !token.isNumber() && !FUNCTION_WORDS.contains(token.lower()));
    }

    // Behind the name, before "titer of", "was positive at a titer of", "(", "=".
    private static int behindName(Graph graph, Graph.Sentence sentence, int titer) {
      int at = titer;
      while (at > sentence.first
          && titer - at < MOST_GLUE
          && GLUE.contains(graph.lower(sentence, at - 1))) {
        at--;
      }
      return at;
    }

    private static boolean isTest(Graph graph, Graph.Sentence sentence, int token) {
      return TESTS.contains(graph.lower(sentence, token))
          || ABBREVIATION.matcher(graph.token(token).text()).matches()
              && graph
                  .nodeAt(token)
                  .filter(node -> node.is(MentionType.MEDICATION, MentionType.DOSAGE))
                  .isEmpty();
    }
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;

/**
 * Gives the members of a list of tests one type: what is listed with tests and judged or measured
 * with them is a test, although the word alone may name a problem or a drug.
 */
final class TestLists {
  /** Origin of tests that slashes join, and of their values. */
  static final String DIVIDED = "divided";

  private static final int ANALYTE_SIGHT = 10;
  private static final int MOST_MEMBERS = 6;
  private static final int LONGEST_DOSE = 4;
  private static final int LONGEST_TARGET = 3;
  private static final double PAIRED = 0.8;
  private static final Set<String> ELECTROLYTES = TokenPattern.wordClass("electrolyte-symbol");
  private static final Set<String> RATIOS = Set.of("ratio", "ratios");
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z][A-Z]{1,5}");
  private static final Pattern ROMAN = Pattern.compile("[IVX]+");
  private static final Set<String> SIDES = TokenPattern.wordClass("side-letter");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> PAIR_LINKS = TokenPattern.wordClass("paired-test-link");
  private static final Set<String> ANALYTE_LEADS = TokenPattern.wordClass("analyte-lead");
  private static final Set<String> PASSIVES_OF_DRUGS = TokenPattern.wordClass("be");
  private static final Set<String> GIVEN = TokenPattern.wordClass("given-participle");
  private static final Set<String> ANALYTE_NOUNS = TokenPattern.wordClass("analyte-noun");
  private static final Set<String> MEASURED = TokenPattern.wordClass("measured-participle");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> LEVELS = TokenPattern.wordClass("level-noun");
  private static final Set<String> PERFORMING = TokenPattern.wordClass("testing-participle");
  private static final Set<String> GIVEN_LEADS = TokenPattern.wordClass("given-drug-lead");
  private static final Set<String> ASSAY_RESULTS = TokenPattern.wordClass("assay-result");
  private static final Set<String> RESULTS = TokenPattern.wordClass("measured-result");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");

  private static final Set<String> ANTIBODIES = TokenPattern.wordClass("antibody-word");
  private static final Set<String> IMMUNOGLOBULINS = TokenPattern.wordClass("isotype");
  private static final Set<String> AUTOANTIBODIES = TokenPattern.wordClass("autoantibody-word");
  private static final Set<String> TARGET_LEADS = TokenPattern.wordClass("antibody-target-lead");
  private static final Set<String> TARGET_MODIFIERS =
      TokenPattern.wordClass("antibody-target-word");

  private final Gazetteer names;

  TestLists(Gazetteer names) {
    this.names = names;
  }

  // "AST/ALT 45/30 IU/L": as many numbers as tests, each of its own. One number is that of a ratio,
  // and "blood pressure 120/80" has one name.
  void divide(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i < sentence.end - 3; i++) {
      if (!isSlash(graph, sentence, i)) {
        continue;
      }
      int at = i;
      int first =
          graph
              .nodeAt(i - 1)
              .filter(node -> node.isClinical() && node.end >= at)
              .map(node -> node.first)
              .orElse(i - 1);
      int end = namesEnd(graph, sentence, i);
      int number = end;
      while (PAIR_LINKS.contains(graph.lower(sentence, number))) {
        number++;
      }
      List<int[]> tests = parts(graph, sentence, first, end);
      i = Math.max(i, divide(graph, sentence, tests, number));
    }
  }

  // Where the last numbers of the tests end; 0 where there are none.
  private int divide(Graph graph, Graph.Sentence sentence, List<int[]> tests, int number) {
    int divided = 0;
    // "from 450/300 to 45/30 IU/L"
    for (int j = number; j < sentence.end && !isNamed(graph, j); j++) {
      int last = numbersEnd(graph, sentence, j);
      List<int[]> values = parts(graph, sentence, j, last);
      boolean paired =
          values.size() == tests.size()
              && values.size() > 1
              && !graph.lower(sentence, j - 1).equals("on")
              && areValues(graph, j, last);
      if (j == number && (!paired || !areTests(graph, tests))) {
        return 0;
      }
      if (paired) {
        divideValues(graph, values);
        divided = last;
      }
      j = Math.max(j, last - 1);
    }
    if (divided > 0) {
      divideTests(graph, tests);
    }
    return divided;
  }

  // "on 10/12" is a day.
  private static boolean areValues(Graph graph, int first, int end) {
    return graph
        .nodesOver(first, end)
        .noneMatch(
            node ->
                node.is(
                    MentionType.DATE, MentionType.TIME, MentionType.DURATION, MentionType.DOSAGE));
  }

  private static boolean isNamed(Graph graph, int token) {
    return graph.nodeAt(token).filter(Graph.Node::isClinical).isPresent();
  }

  // Behind the last name: what the tagger found there, or a word.
  private static int namesEnd(Graph graph, Graph.Sentence sentence, int slash) {
    int end = slash;
    while (isSlash(graph, sentence, end)
        && end + 1 < sentence.end
        && graph.token(end + 1).isWord()) {
      int name = end + 1;
      end = graph.nodeAt(name).filter(Graph.Node::isTest).map(node -> node.end).orElse(name + 1);
      int slashed = name;
      while (slashed < end && !isSlash(graph, sentence, slashed)) {
        slashed++;
      }
      end = slashed;
      // "total/direct bilirubin"
      while (end - name < LONGEST_TARGET && isNameWord(graph, sentence, end)) {
        end++;
      }
    }
    while (end > slash + 2 && PAIR_LINKS.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return end;
  }

  private static boolean isNameWord(Graph graph, Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return !word.isEmpty()
        && graph.token(token).isWord()
        && !PAIR_LINKS.contains(word)
        && !JOINERS.contains(word)
        && !VERBS.contains(word);
  }

  private static int numbersEnd(Graph graph, Graph.Sentence sentence, int first) {
    int end = isNumber(graph, sentence, first) ? first + 1 : first;
    while (end > first && isSlash(graph, sentence, end) && isNumber(graph, sentence, end + 1)) {
      end += 2;
    }
    return end;
  }

  private static void divideTests(Graph graph, List<int[]> tests) {
    int end = tests.get(tests.size() - 1)[1];
    graph.nodesOver(tests.get(0)[0], end).toList().forEach(graph::remove);
    for (int[] test : tests) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, test[0], test[1], PAIRED, DIVIDED);
    }
  }

  private static void divideValues(Graph graph, List<int[]> values) {
    int[] last = values.get(values.size() - 1);
    int end = graph.nodeAt(last[0]).map(node -> Math.max(node.end, last[1])).orElse(last[1]);
    graph.nodesOver(values.get(0)[0], last[1]).toList().forEach(graph::remove);
    for (int[] value : values) {
      int to = value == last ? end : value[1];
      graph.add(MentionType.LAB_VALUE, value[0], to, PAIRED, DIVIDED);
    }
  }

  // One is a test that is known, or all are named by letters; none is a drug that was given.
  private boolean areTests(Graph graph, List<int[]> parts) {
    boolean known = false;
    boolean letters = true;
    for (int[] part : parts) {
      boolean test =
          names.isTest(graph.words(part[0], part[1]).toLowerCase(Locale.ROOT))
              || ELECTROLYTES.contains(graph.words(part[0], part[1]))
              || graph.nodesOver(part[0], part[1]).anyMatch(Graph.Node::isTest);
      boolean other =
          graph
              .nodesOver(part[0], part[1])
              .anyMatch(node -> node.isTreatment() || node.type == MentionType.DOSAGE);
      if (part[0] >= part[1]) {
        return false;
      }
      // "the PaO2/FiO2 ratio", "acuity OD/OS 20/40", "strength R/L", "part II/III"
      String last = graph.token(part[1] - 1).text();
      boolean alone =
          RATIOS.contains(last.toLowerCase(Locale.ROOT))
              || SIDES.contains(last.toLowerCase(Locale.ROOT))
              || ROMAN.matcher(last).matches();
      if (alone || !test && other) {
        return false;
      }
      known |= test;
      String words = graph.words(part[0], part[1]);
      letters &= LETTERS.matcher(words).matches();
    }
    return (known || letters) && parts.size() > 1;
  }

  // Where each of what is joined by slashes begins and ends.
  private static List<int[]> parts(Graph graph, Graph.Sentence sentence, int from, int to) {
    List<int[]> parts = new ArrayList<>();
    int first = from;
    for (int i = from; i <= to; i++) {
      if (i == to || isSlash(graph, sentence, i)) {
        parts.add(new int[] {first, i});
        first = i + 1;
      }
    }
    return parts;
  }

  private static boolean isSlash(Graph graph, Graph.Sentence sentence, int token) {
    return graph.lower(sentence, token).equals("/");
  }

  private static boolean isNumber(Graph graph, Graph.Sentence sentence, int token) {
    return token < sentence.end && graph.token(token).isNumber();
  }

  // "Natremia, phosphoremia and thyroid tests were normal": what is listed with a test and judged
  // with it is a test, unless the vocabulary knows it as a problem.
  void retypeListed(Graph graph, Graph.Sentence sentence) {
    List<Graph.Node> nodes = sentence.nodes.stream().filter(node -> node.isClinical()).toList();
    for (int i = nodes.size() - 2; i >= 0; i--) {
      Graph.Node node = nodes.get(i);
      Graph.Node next = nodes.get(i + 1);
      boolean joined = next.isTest() && isJoined(graph, node.end, next.first);
      boolean unknown = node.isProblem() && names.domain(graph, node.first, node.end).isEmpty();
      // "Calcium, phosphate and urea were normal": what is given as a drug is measured here.
      boolean analyte = node.type == MentionType.MEDICATION && !isGiven(graph, sentence, nodes, i);
      // "CEA, squamous cell carcinoma and NSE were normal": the marker of that name.
      boolean between =
          node.isProblem()
              && i > 0
              && nodes.get(i - 1).isTest()
              && isJoined(graph, nodes.get(i - 1).end, node.first);
      between &= endsWith(graph, sentence, RESULTS) || endsWith(graph, sentence, ASSAY_RESULTS);
      if (joined && (unknown || analyte || between) && isJudged(graph, sentence, nodes, i + 1)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-tests");
      }
      // "CEA, alpha-fetoprotein and squamous cell carcinoma were normal": the last of three.
      boolean ends =
          next.isProblem()
              && node.isTest()
              && i > 0
              && nodes.get(i - 1).isTest()
              && isJoined(graph, nodes.get(i - 1).end, node.first)
              && isJoined(graph, node.end, next.first)
              && endsWith(graph, sentence, RESULTS)
              && isJudged(graph, sentence, nodes, i + 1);
      if (ends) {
        graph.retype(next, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-tests");
      }
      // "Blood tests, imaging and thrombophilia were performed": what is looked for, not found.
      boolean sought =
          next.isProblem()
              && node.isTest()
              && isJoined(graph, node.end, next.first)
              && LINK_VERBS.contains(graph.lower(sentence, next.end))
              && PERFORMING.contains(graph.lower(sentence, next.end + 1));
      if (sought) {
        graph.retype(next, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-tests");
      }
    }
  }

  // "antibodies to cytomegalovirus and [toxoplasma]": what they are directed at is no illness, and
  // that of a list neither.
  void retypeAntibodyTargets(Graph graph, Graph.Sentence sentence) {
    int listEnd = -1;
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!sentence.nodes.contains(node)) {
        continue;
      }
      if (node.type == MentionType.MEDICATION && AUTOANTIBODIES.contains(graph.lower(node))) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "autoantibody");
      }
      if (node.isTest()
          && IMMUNOGLOBULINS.contains(graph.last(node).lower())
          && TARGET_LEADS.contains(graph.lower(sentence, node.end))
          && isTarget(graph, sentence, node.end + 1)) {
        listEnd = takeTargetOf(graph, sentence, node);
        continue;
      }
      if (node.isTest()
          && node.length() > 1
          && TARGET_LEADS.contains(graph.last(node).lower())
          && ANTIBODIES.contains(graph.token(node.end - 2).lower())) {
        listEnd = takeTarget(graph, sentence, node);
        continue;
      }
      int lead = node.first - 1;
      while (TARGET_MODIFIERS.contains(graph.lower(sentence, lead))) {
        lead--;
      }
      boolean target =
          TARGET_LEADS.contains(graph.lower(sentence, lead))
              && ANTIBODIES.contains(graph.lower(sentence, lead - 1));
      boolean listed = listEnd >= 0 && listEnd < node.first && isJoined(graph, listEnd, node.first);
      if (!target && !listed) {
        continue;
      }
      listEnd = node.end;
      if (node.isProblem()) {
        int first = node.first;
        boolean classed = target && IMMUNOGLOBULINS.contains(graph.lower(sentence, lead - 1));
        if (classed) {
          // "IgG to measles" and "IgM to measles" are two tests.
          int from = lead - 1;
          List.copyOf(sentence.nodes).stream()
              .filter(other -> other != node && other.overlaps(from, node.end))
              .forEach(graph::remove);
          first = from;
        }
        while (!classed
            && first < node.end - 1
            && TARGET_MODIFIERS.contains(graph.token(first).lower())) {
          first++;
        }
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "antibody-target");
        graph.resize(node, first, node.end, "antibody-target");
      }
    }
  }

  // "IgE to [peanut]"; not "IgE fell to 30", "IgG for three days".
  private static boolean isTarget(Graph graph, Graph.Sentence sentence, int first) {
    int at = first;
    while (TARGET_MODIFIERS.contains(graph.lower(sentence, at))) {
      at++;
    }
    int from = at;
    boolean named =
        sentence.nodes.stream()
            .anyMatch(n -> n.first == from && (n.isProblem() || n.isTest() || n.isTreatment()));
    return named
        || from + 1 < sentence.end
            && !graph.lower(sentence, first - 1).equals("for")
            && graph.token(from).isWord()
            && !graph.token(from).isNumber()
            && LINK_VERBS.contains(graph.lower(sentence, from + 1));
  }

  // "[IgE] to peanut"
  private static int takeTargetOf(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    int end = test.end + 1;
    while (TARGET_MODIFIERS.contains(graph.lower(sentence, end))) {
      end++;
    }
    int from = end;
    end =
        sentence.nodes.stream()
            .filter(n -> n.first == from && n.isClinical())
            .mapToInt(n -> n.end)
            .max()
            .orElse(from + 1);
    int last = end;
    List.copyOf(sentence.nodes).stream()
        .filter(other -> other != test && other.overlaps(test.end, last))
        .forEach(graph::remove);
    graph.resize(test, test.first, last, "antibody-target");
    return last;
  }

  // "[antibodies against] HIV": the name ends with what they are directed at.
  private static int takeTarget(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    int end = test.end;
    while (TARGET_MODIFIERS.contains(graph.lower(sentence, end))) {
      end++;
    }
    int from = end;
    Optional<Graph.Node> named =
        sentence.nodes.stream().filter(n -> n.first == from && n.isClinical()).findFirst();
    if (named.isPresent()) {
      end = named.get().end;
    } else {
      while (end < sentence.end
          && end < from + LONGEST_TARGET
          && graph.token(end).isWord()
          && graph.nodeAt(end).isEmpty()
          && !JOINERS.contains(graph.token(end).lower())
          && !LINK_VERBS.contains(graph.token(end).lower())) {
        end++;
      }
    }
    int last = end;
    if (last > from) {
      List.copyOf(sentence.nodes).stream()
          .filter(other -> other != test && other.overlaps(test.end, last))
          .forEach(graph::remove);
      graph.resize(test, test.first, last, "antibody-target");
    }
    return test.end;
  }

  // "CEA, hepatitis B and HIV tests were negative": the illness is absent.
  private static boolean endsWith(Graph graph, Graph.Sentence sentence, Set<String> words) {
    return words.contains(graph.lower(sentence, sentence.end - 1))
        || words.contains(graph.lower(sentence, sentence.end - 2));
  }

  // "started on intravenous levofloxacin and [vancomycin], and cultures were performed": the drugs
  // of a list are given together.
  private static boolean isGiven(
      Graph graph, Graph.Sentence sentence, List<Graph.Node> nodes, int index) {
    Graph.Node drug = nodes.get(index);
    boolean beside =
        index > 0
            && nodes.get(index - 1).type == MentionType.MEDICATION
            && isJoined(graph, nodes.get(index - 1).end, drug.first);
    return isDose(graph, sentence, drug)
        || isTreatmentLead(graph, sentence, drug)
        || beside && isGiven(graph, sentence, nodes, index - 1);
  }

  // "started on", "treated with", "received"
  private static boolean isTreatmentLead(Graph graph, Graph.Sentence sentence, Graph.Node drug) {
    int before = drug.first - 1;
    return GIVEN_LEADS.contains(
            graph.lower(sentence, before - 1) + " " + graph.lower(sentence, before))
        || GIVEN_LEADS.contains(graph.lower(sentence, before));
  }

  // "after three injections of [bevacizumab], her visual acuity": given, not measured.
  private static boolean isDose(Graph graph, Graph.Sentence sentence, Graph.Node drug) {
    int before = drug.first - 1;
    before -= graph.lower(sentence, before).equals("of") ? 1 : 0;
    return before >= sentence.first
        && graph
            .nodeAt(before)
            .filter(n -> n.is(MentionType.ADMINISTRATION, MentionType.DOSAGE))
            .isPresent();
  }

  // Behind the last test of the list stands a verb that links it with what is said of all.
  private static boolean isJudged(
      Graph graph, Graph.Sentence sentence, List<Graph.Node> nodes, int index) {
    int last = index;
    while (last + 1 < nodes.size()
        && nodes.get(last + 1).isTest()
        && isJoined(graph, nodes.get(last).end, nodes.get(last + 1).first)) {
      last++;
    }
    int end = nodes.get(last).end;
    while (LEVELS.contains(graph.lower(sentence, end))) {
      end++;
    }
    // "markers (CEA, AFP) were"
    end += graph.lower(sentence, end).equals(")") ? 1 : 0;
    return LINK_VERBS.contains(graph.lower(sentence, end));
  }

  // "vitamin D, zinc and ferritin levels": what is both a drug and a test, is a test among tests.
  void retypeAnalytes(Graph graph, Graph.Sentence sentence) {
    // A list of tests has one kind of member, from either end.
    List<Graph.Node> nodes = List.copyOf(sentence.nodes);
    nodes.forEach(node -> retypeAnalyte(graph, sentence, node));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      retypeAnalyte(graph, sentence, nodes.get(i));
    }
  }

  private void retypeAnalyte(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    // "Cultures grew Escherichia coli, and ciprofloxacin 500 mg was begun"
    int verb = node.end;
    while (verb < Math.min(sentence.end, node.end + LONGEST_DOSE)
        && !PASSIVES_OF_DRUGS.contains(graph.token(verb).lower())
        && graph.nodeAt(verb).filter(Graph.Node::isClinical).isEmpty()) {
      verb++;
    }
    boolean dosed = verb == node.end || node.end < sentence.end && graph.token(node.end).isNumber();
    boolean given =
        dosed
            && PASSIVES_OF_DRUGS.contains(graph.lower(sentence, verb))
            && GIVEN.contains(graph.lower(sentence, verb + 1));
    boolean drug = node.type == MentionType.MEDICATION && !given;
    boolean listed =
        drug
            && (names.isTest(graph.lower(node))
                || isOfAnalytes(graph, sentence, node)
                || isMeasuredBehind(graph, sentence, node))
            && sentence.nodes.stream()
                .filter(Graph.Node::isTest)
                .anyMatch(test -> isNext(graph, test, node) || isNext(graph, node, test));
    if (listed || drug && isOfLevels(graph, sentence, node)) {
      graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte-in-list");
    }
  }

  private static boolean isOfAnalytes(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - ANALYTE_SIGHT); i < node.first; i++) {
      String word = graph.token(i).lower();
      if (ANALYTE_LEADS.contains(word) || ANALYTE_NOUNS.contains(word)) {
        return true;
      }
    }
    // "vitamin D, zinc and ferritin levels": behind the list.
    for (int i = node.end; i < Math.min(sentence.end, node.end + ANALYTE_SIGHT); i++) {
      String word = graph.token(i).lower();
      boolean listed = JOINERS.contains(word) || graph.nodeAt(i).isPresent();
      if (ANALYTE_NOUNS.contains(word) || !listed) {
        return ANALYTE_NOUNS.contains(word);
      }
    }
    return false;
  }

  // "insulin and glucagon levels": not drugs that were given.
  private static boolean isOfLevels(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    for (int members = 0;
        members < MOST_MEMBERS && JOINERS.contains(graph.lower(sentence, at));
        members++) {
      Optional<Graph.Node> next =
          at + 1 < sentence.end
              ? graph.nodeAt(at + 1).filter(n -> n.isTreatment() || n.isTest())
              : Optional.empty();
      if (next.isEmpty()) {
        return false;
      }
      at = next.get().end;
    }
    return LEVELS.contains(graph.lower(sentence, at));
  }

  // "Immunoglobulins and lymphocyte subsets, measured to exclude", "... were within"
  private static boolean isMeasuredBehind(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Node> next =
        sentence.nodes.stream()
            .filter(other -> other.isTest() && isJoined(graph, node.end, other.first))
            .findFirst();
    int at = next.map(test -> test.end).orElse(sentence.end);
    at += graph.lower(sentence, at).equals(",") ? 1 : 0;
    return next.isPresent()
        && (MEASURED.contains(graph.lower(sentence, at))
            || PASSIVE.contains(graph.lower(sentence, at))
                && MEASURED.contains(graph.lower(sentence, at + 1)));
  }

  private static boolean isNext(Graph graph, Graph.Node first, Graph.Node second) {
    return second.first - first.end <= 2 && isJoined(graph, first.end, second.first);
  }

  /** Whether nothing but commas and conjunctions stands between two tokens. */
  static boolean isJoined(Graph graph, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!JOINERS.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return to > from;
  }
}

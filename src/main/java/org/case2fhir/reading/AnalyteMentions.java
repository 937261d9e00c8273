package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Makes a substance that was measured, assayed or looked for a test, where the same word also names
 * a drug: "serum calcium", "cortisol was 412", "cocaine was found in the urine". What was given
 * remains a drug.
 */
final class AnalyteMentions {
  private static final int NEAR = 4;
  private static final int ANALYTE_SIGHT = 10;
  private static final int REFERENCE_SIGHT = 8;
  private static final Set<String> ANALYTE_LEADS = TokenPattern.wordClass("analyte-lead");
  private static final Set<String> ASSAYS = TokenPattern.wordClass("substance-assay");
  private static final Set<String> ASSAY_OUTCOMES =
      TokenPattern.wordClass("substance-assay-result");
  private static final Set<String> SCREENED_ENDS = TokenPattern.wordClass("end-of-screened");
  private static final Set<String> LIST_JOINTS = TokenPattern.wordClass("joint-of-screened");
  private static final Set<String> ANALYTE_NOUNS = TokenPattern.wordClass("analyte-noun");
  private static final Set<String> ANALYTE_STATES = TokenPattern.wordClass("analyte-state");
  private static final Set<String> DEGREES = TokenPattern.wordClass("analyte-degree");
  private static final Set<String> GIVING = TokenPattern.wordClass("drug-giving");
  private static final Set<String> DENOMINATORS =
      TokenPattern.wordClass("concentration-denominator");
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen-lead");
  private static final Set<String> MEASURED_IN = TokenPattern.wordClass("measured-in");
  private static final Pattern RATIO =
      Pattern.compile("[A-Z][A-Za-z0-9]{0,4}/[A-Z][A-Za-z0-9]{0,4}");
  private static final Set<String> DIVIDERS = TokenPattern.wordClass("ratio-divider");
  private static final Set<String> RATIO_LINKS = TokenPattern.wordClass("ratio-link");
  private static final Set<String> MOVED = TokenPattern.wordClass("change");
  private static final Set<String> UNITS = TokenPattern.wordClass("dose-unit");
  private static final Set<String> ASSAY_RESULTS = TokenPattern.wordClass("assay-result");
  private static final Set<String> ASSAY_FOUND = TokenPattern.wordClass("assay-found");
  private static final Set<String> CONCENTRATIONS = TokenPattern.wordClass("drug-level-unit");
  private static final Set<String> COURSE_LEADS = TokenPattern.wordClass("course-lead");
  private static final Set<String> CHALLENGES = TokenPattern.wordClass("challenge-lead");
  private static final Set<String> DRUG_VERBS = TokenPattern.wordClass("drug-course-verb");
  private static final Set<String> VOLUMES = TokenPattern.wordClass("volume-unit");
  private static final Set<String> DOSE_LEADS = TokenPattern.wordClass("dose-of-lead");
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-in-thousands");
  private static final Set<String> COUNT_CHANGES = TokenPattern.wordClass("count-change");
  private static final Pattern COUNT = Pattern.compile("\\d{4,7}|\\d{1,3}(?:,\\d{3}){1,2}");
  private static final Set<String> RAISED = TokenPattern.wordClass("raised-degree");
  private static final Set<String> REFERENCE_LEADS = TokenPattern.wordClass("reference-lead-word");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");

  private final Gazetteer names;

  AnalyteMentions(Gazetteer names) {
    this.names = names;
  }

  // "serum calcium", "raised glutamine and alanine", "parathyroid hormone was high": what is both a
  // drug and a test, is a test where words say that it was measured.
  void retype(Graph graph, Graph.Sentence sentence) {
    retypeRatios(graph, sentence);
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.MEDICATION) {
        continue;
      }
      // "elevated norepinephrine"
      boolean test =
          names.isTest(graph.lower(node))
              || RAISED.contains(graph.lower(sentence, node.first - 1))
              || isGradedBeside(graph, sentence, node);
      boolean measured = test && isMeasured(graph, sentence, node);
      boolean graded =
          test
              && (isGraded(graph, sentence, node)
                  || isMoved(graph, sentence, node)
                  || isHeld(graph, sentence, node)
                  || isNumbered(graph, sentence, node));
      boolean dosed = isDosed(graph, sentence, node);
      boolean assayed =
          isInSpecimen(graph, sentence, node)
              || isAssayed(graph, sentence, node)
              || hasReference(graph, sentence, node);
      // "a drop in platelets", "a reduction of platelets"
      String link = graph.lower(sentence, node.first - 1);
      boolean counted =
          COUNTED.contains(graph.lower(node))
              && (link.equals("in") || link.equals("of"))
              && COUNT_CHANGES.contains(graph.lower(sentence, node.first - 2));
      if ((measured || graded || counted) && !dosed
          || assayed && !isChallenge(graph, sentence, node)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte");
        addGrade(graph, sentence, node);
      }
    }
    retypeScreened(graph, sentence);
  }

  private static boolean isMeasured(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String before = graph.lower(sentence, node.first - 1);
    boolean of = before.equals("of") || before.equals("for") || before.equals("in");
    if (ANALYTE_LEADS.contains(before)
        || of && ANALYTE_NOUNS.contains(graph.lower(sentence, node.first - 2))) {
      return true;
    }
    // "glucose in the cerebrospinal fluid"
    int specimen = node.end + (ARTICLES.contains(graph.lower(sentence, node.end + 1)) ? 2 : 1);
    boolean in = graph.lower(sentence, node.end).equals("in");
    boolean valued = LINK_VERBS.contains(graph.lower(sentence, specimen + 1));
    if (in
        && (SPECIMENS.contains(graph.lower(sentence, specimen))
            // "glucose in blood was 5 mmol/l", but "given in blood"
            || valued && MEASURED_IN.contains(graph.lower(sentence, specimen)))) {
      return true;
    }
    int at = node.end;
    if (graph.lower(sentence, at).equals("(") && graph.lower(sentence, at + 2).equals(")")) {
      at += 3;
    }
    String next = graph.lower(sentence, at);
    boolean be = PASSIVE.contains(next) || next.equals("is");
    return ANALYTE_NOUNS.contains(next)
        || be
            && (ANALYTE_STATES.contains(graph.lower(sentence, at + 1))
                || isConcentration(graph, sentence, at + 1));
  }

  // "90 mg/dL", "90 milligrams per deciliter"
  private static boolean isConcentration(Graph graph, Graph.Sentence sentence, int number) {
    return number < sentence.end
        && graph.token(number).isNumber()
        && isDivided(graph, sentence, number + 2)
        && DENOMINATORS.contains(graph.lower(sentence, number + 3));
  }

  private static boolean isDivided(Graph graph, Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return word.equals("/") || word.equals("per");
  }

  // "raised cortisol", "peak growth hormone", "281 x10^3 platelets per microliter", unless words
  // say that it was given.
  private static boolean isGraded(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String next = graph.lower(sentence, node.end);
    boolean counted =
        (next.equals("per") || next.equals("/"))
            && DENOMINATORS.contains(graph.lower(sentence, node.end + 1));
    boolean graded =
        DEGREES.contains(graph.lower(sentence, node.first - 1))
            || node.first - 2 >= sentence.first
                && ResultReader.isGrade(graph.words(node.first - 2, node.first));
    return (counted || graded || isCellCount(graph, node)) && !isGiven(graph, sentence, node);
  }

  // "normal epinephrine and elevated norepinephrine"
  private static boolean isGradedBeside(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return DEGREES.contains(graph.lower(sentence, node.first - 1))
        && sentence.nodes.stream()
            .filter(other -> RAISED.contains(graph.lower(sentence, other.first - 1)))
            .anyMatch(
                other ->
                    TestLists.isJoined(graph, node.end, other.first - 1)
                        || TestLists.isJoined(graph, other.end, node.first - 1));
  }

  // "351000 platelets": so many are counted and never given.
  private static boolean isCellCount(Graph graph, Graph.Node node) {
    int number = node.first - 1;
    return node.length() == 1
        && COUNTED.contains(graph.lower(node))
        && number >= 0
        && graph.token(number).isNumber()
        && COUNT.matcher(graph.token(number).lower()).matches();
  }

  // "1+ glucose": the grade may be marked as nothing.
  private static void addGrade(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    int first = test.first - 2;
    boolean grade =
        first >= sentence.first
            && ResultReader.isGrade(graph.words(first, test.first))
            && graph.nodeAt(first).isEmpty()
            && graph.nodeAt(first + 1).isEmpty();
    if (grade) {
      graph.add(MentionType.LAB_VALUE, first, test.first, test.confidence, "analyte");
    }
  }

  // "platelets dropped to 20": what moves by itself is measured.
  private static boolean isMoved(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int verb = node.end;
    // "platelets had since risen to 120"
    while (verb < node.end + NEAR && COURSE_LEADS.contains(graph.lower(sentence, verb))) {
      verb++;
    }
    return MOVED.contains(graph.lower(sentence, verb))
        && graph.lower(sentence, verb + 1).equals("to")
        && verb + 2 < sentence.end
        && graph.token(verb + 2).isNumber()
        && !isGiven(graph, sentence, node);
  }

  // "platelets were stable", "creatinine is rising": how high it is, not whether it is given.
  private static boolean isHeld(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return LINK_VERBS.contains(graph.lower(sentence, node.end))
        && graph
            .nodeAt(node.end + 1)
            .filter(value -> value.type == MentionType.LAB_VALUE)
            .isPresent()
        && !isGiven(graph, sentence, node);
  }

  // "[PVR/SVR]: 0.5", "[E/A] was 1.2": a ratio of two tests by their letters is a test, and no
  // value of the one before.
  private static void retypeRatios(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.is(MentionType.LAB_VALUE) && !node.isProblem()) {
        continue;
      }
      int number = node.end;
      while (RATIO_LINKS.contains(graph.lower(sentence, number))) {
        number++;
      }
      boolean stated = number > node.end && number < sentence.end && graph.token(number).isNumber();
      // "HIV/AIDS: 10 years"
      boolean bare = stated && (number + 1 >= sentence.end || !graph.token(number + 1).isWord());
      if ((node.isProblem() ? bare : stated) && RATIO.matcher(graph.words(node)).matches()) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "ratio-of-tests");
      }
    }
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      joinRatio(graph, sentence, node);
    }
  }

  // "PVR/[SVR]: 0.5": one number is of both; "AST/ALT: 40/50" has one for each.
  private static void joinRatio(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int first = node.first - 2;
    int number = node.end;
    while (RATIO_LINKS.contains(graph.lower(sentence, number))) {
      number++;
    }
    boolean stated =
        node.isTest()
            && first >= sentence.first
            && number > node.end
            && number < sentence.end
            && graph.token(number).isNumber();
    Optional<Graph.Node> divided =
        stated
            ? graph.nodeAt(first).filter(Graph.Node::isTest).filter(n -> n.end == node.first - 1)
            : Optional.empty();
    int behind = number + 1;
    boolean list =
        DIVIDERS.contains(graph.lower(sentence, behind))
            || graph.lower(sentence, behind + 1).matches("\\d.*");
    if (divided.isPresent()
        && !list
        && !(behind < sentence.end && graph.token(behind).isWord() && isUnit(graph, behind))
        && RATIO.matcher(graph.words(divided.get().first, node.end)).matches()) {
      int start = divided.get().first;
      graph.remove(divided.get());
      graph.resize(node, start, node.end, "ratio-of-tests");
    }
  }

  private static boolean isUnit(Graph graph, int token) {
    return UNITS.contains(graph.token(token).lower());
  }

  // "creatinine = 102, urea = 8": a bare number among those of tests; "lipase was 300".
  private static boolean isNumbered(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    boolean stated = PASSIVE.contains(graph.lower(sentence, at));
    if (stated || graph.lower(sentence, at).equals("=") || graph.lower(sentence, at).equals(":")) {
      at++;
    }
    return at < sentence.end
        && graph.token(at).isNumber()
        && (stated || sentence.nodes.stream().anyMatch(Graph.Node::isTest))
        && !isGiven(graph, sentence, node);
  }

  private static boolean isGiven(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - NEAR);
        i < Math.min(sentence.end, node.end + NEAR);
        i++) {
      boolean dose =
          graph.token(i).isNumber()
              && UNITS.contains(graph.lower(sentence, i + 1))
              && !isDivided(graph, sentence, i + 2);
      if (dose || GIVING.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "the dose of lithium was reduced"
  private static boolean isDosed(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return isChallenge(graph, sentence, node)
        || graph.lower(sentence, node.first - 1).equals("of")
            && DOSE_LEADS.contains(graph.lower(sentence, node.first - 2));
  }

  // "cortisol after [1 mg] dexamethasone was 412": what was given before the test.
  private static boolean isChallenge(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int number = node.first - 2;
    return number > sentence.first
        && graph.token(number).isNumber()
        && UNITS.contains(graph.lower(sentence, number + 1))
        && CHALLENGES.contains(graph.lower(sentence, number - 1));
  }

  // "urinary norepinephrine 69 ug/24 h and epinephrine 20 ug/24 h": amounts in a specimen.
  private static boolean isInSpecimen(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int end = Math.min(sentence.end, node.end + ANALYTE_SIGHT);
    int at = node.end;
    while (at < end && !graph.token(at).isNumber()) {
      if (graph.nodeAt(at).filter(other -> !other.is(MentionType.LAB_VALUE)).isPresent()) {
        return false;
      }
      at++;
    }
    boolean concentration = at < end && isConcentration(graph, sentence, at);
    for (int i = node.first - 1;
        concentration && i >= Math.max(sentence.first, node.first - ANALYTE_SIGHT);
        i--) {
      if (GIVING.contains(graph.token(i).lower())) {
        return false;
      }
      if (SPECIMENS.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "paracetamol was undetectable", "ethanol was not detected", "digoxin was 3.2 ng/mL", "cocaine
  // was found in the urine": what was looked for.
  private static boolean isAssayed(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean taken =
        isGiven(graph, sentence, node)
            || IntStream.range(node.end, sentence.end)
                .anyMatch(
                    i ->
                        DRUG_VERBS.contains(graph.token(i).lower())
                            || GIVING.contains(graph.token(i).lower()));
    if (taken || !LINK_VERBS.contains(graph.lower(sentence, node.end))) {
      return false;
    }
    int at = node.end + 1;
    boolean not = graph.lower(sentence, at).equals("not");
    at += not ? 1 : 0;
    if (at < sentence.end && graph.token(at).isNumber()) {
      return isDivided(graph, sentence, at + 2)
          && CONCENTRATIONS.contains(graph.lower(sentence, at + 1))
          && VOLUMES.contains(graph.lower(sentence, at + 3));
    }
    String word = graph.lower(sentence, at);
    boolean found = ASSAY_FOUND.contains(word) && (not || hasSpecimen(graph, sentence, at + 1));
    if (!ASSAY_RESULTS.contains(word) && !found) {
      return false;
    }
    int first = node.end + 1;
    boolean free = IntStream.rangeClosed(first, at).allMatch(i -> graph.nodeAt(i).isEmpty());
    if (free) {
      graph.add(MentionType.LAB_VALUE, first, at + 1, node.confidence, "assay");
    }
    return true;
  }

  private static boolean hasSpecimen(Graph graph, Graph.Sentence sentence, int from) {
    return IntStream.range(from, Math.min(sentence.end, from + NEAR))
        .anyMatch(i -> ANALYTE_LEADS.contains(graph.token(i).lower()));
  }

  // "norepinephrine 468 ug (normal range: 23-105)": no dose has a normal range.
  private static boolean hasReference(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    while (at < Math.min(sentence.end, node.end + REFERENCE_SIGHT)
        && !graph.token(at).lower().equals("(")) {
      at++;
    }
    return graph.lower(sentence, at).equals("(")
        && at > node.end
        && REFERENCE_LEADS.contains(graph.lower(sentence, at + 1))
        && IntStream.range(node.end, at).anyMatch(i -> graph.token(i).isNumber())
        && IntStream.range(at, Math.min(sentence.end, at + REFERENCE_SIGHT))
            .anyMatch(i -> graph.token(i).isNumber())
        && IntStream.range(Math.max(sentence.first, node.first - NEAR), node.first)
            .noneMatch(i -> GIVING.contains(graph.token(i).lower()))
        && IntStream.range(node.end, at)
            .noneMatch(i -> graph.nodeAt(i).filter(Graph.Node::isClinical).isPresent());
  }

  // "Urine toxicology was negative for cocaine and opiates but positive for cannabis": nobody was
  // given them.
  private static void retypeScreened(Graph graph, Graph.Sentence sentence) {
    boolean screened = false;
    for (int i = sentence.first; i + 1 < sentence.end; i++) {
      screened |= ASSAYS.contains(graph.token(i).lower());
      if (!screened
          || !ASSAY_OUTCOMES.contains(graph.token(i).lower())
          || !graph.token(i + 1).lower().equals("for")) {
        continue;
      }
      int at = i + 2;
      while (at < sentence.end) {
        Optional<Graph.Node> node = graph.nodeAt(at).filter(n -> n.isTest() || n.isTreatment());
        if (node.isEmpty() && !LIST_JOINTS.contains(graph.token(at).lower())) {
          break;
        }
        // "and haloperidol was given", ", ciprofloxacin 500 mg was started"
        node.filter(n -> n.type == MentionType.MEDICATION)
            .filter(
                n ->
                    n.end == sentence.end
                        || LIST_JOINTS.contains(graph.token(n.end).lower())
                        || SCREENED_ENDS.contains(graph.token(n.end).lower()))
            .ifPresent(n -> graph.retype(n, MentionType.DIAGNOSTIC_PROCEDURE, "screened"));
        at = node.map(n -> n.end).orElse(at + 1);
      }
    }
  }
}

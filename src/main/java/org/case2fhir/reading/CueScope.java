package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * The scope of a cue: the mentions in its sentence that it speaks of. A cue reaches from its words
 * to the next word that ends a scope, across lists; a cue inside a mention belongs to the name of
 * that mention.
 */
final class CueScope {
  // Without a preposition between, a treatment that is denied stands close by.
  private static final TokenPattern REGIMEN_LEAD = TokenPattern.of("(with|using|based) on?");
  private static final Set<String> REGIMENS = TokenPattern.wordClass("regimen-noun");
  private static final int NEAREST_ACTION = 3;
  private static final int FARTHEST_ACTION = 1 + NEAREST_ACTION;
  private static final int LONGEST_PHRASE = 8;
  private static final int FARTHEST_OBJECT = 4;
  private static final Set<String> EXCEPTIONS = TokenPattern.wordClass("exception");
  private static final Set<String> ANY = TokenPattern.wordClass("any-of-all");
  private static final Set<String> DENYING_ANY = TokenPattern.wordClass("denial-of-any");
  private static final Set<String> INDIRECT = TokenPattern.wordClass("indirect-noun");
  private static final Set<String> STATEMENT_STARTS = TokenPattern.wordClass("statement-start");
  private static final TokenPattern REPLACING = TokenPattern.of("<replacing-lead>");
  private static final Set<String> CAUSES = TokenPattern.wordClass("cause-noun");
  private static final Set<String> TURNS = TokenPattern.wordClass("turning-noun");
  private static final Set<String> BECOMING = TokenPattern.wordClass("becoming-word");
  private static final Set<String> DIAGNOSIS = TokenPattern.wordClass("diagnosing");
  private static final int PLACE_SIGHT = 5;
  private static final Set<String> LOCATIVE = TokenPattern.wordClass("locative");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> DENYING = TokenPattern.wordClass("deny");
  private static final Set<String> GIVING = TokenPattern.wordClass("give");
  private static final Set<String> BEHIND_OBJECT = Set.of(";", "and", "but");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> COMPARED = TokenPattern.wordClass("compared-word");
  private static final Set<String> JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> ENDING = TokenPattern.wordClass("end-a-drug");
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> ONE_DRUG = TokenPattern.wordClass("one-drug");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> OF_HISTORY = TokenPattern.wordClass("of-history");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;
  private final NegationScope negation;
  private final VerbSubjects subjects;

  CueScope(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
    this.negation = new NegationScope(graph, sentence, clauses);
    this.subjects = new VerbSubjects(graph, sentence, clauses);
  }

  /** The mentions that a cue speaks of. */
  List<Graph.Node> scope(CueTable.Found found) {
    List<Graph.Node> scope = new ArrayList<>();
    // "expressed in the carcinoma, but not in Bowen's disease" says where, and denies no disease.
    boolean elsewhere =
        found.cue().axis() == CueTable.Axis.HOLDS
            && at(found.end() - 1).equals("not")
            && LOCATIVE.contains(at(found.end()))
            && found.cue().reach() == CueTable.Reach.RIGHT;
    if (elsewhere) {
      return scope;
    }
    Graph.Node around = clauses.inside(found.first());
    // A description, "excluded [tuberculosis]" as a whole, hides no cue.
    boolean fact = around != null && CueTable.Target.ALL.includes(around.type);
    if (fact && around.end > found.end()) {
      // "absence of appetite": the name denies itself, and what is listed behind it.
      boolean opens = around.first == found.first();
      if (opens && found.cue().reach() == CueTable.Reach.RIGHT) {
        add(found.cue(), around, 1, scope);
        if (goesOn(around)) {
          walk(found, around.end, 1, scope);
        }
      }
      return scope;
    }
    if (found.cue().reach() != CueTable.Reach.SELF) {
      within(found, scope);
    }
    switch (found.cue().reach()) {
      case RIGHT -> {
        if (!isWithoutObject(found)) {
          walk(found, found.end(), 1, scope);
        }
      }
      case LEFT -> {
        if (isOfObject(found)) {
          walk(found, found.end(), 1, scope);
          return scope.size() > 1 ? scope.subList(0, 1) : scope;
        }
        if (hasObject(found)) {
          return scope;
        }
        int suspect = suspectedCause(found);
        if (suspect >= 0) {
          walk(found, suspect, -1, scope);
          return scope;
        }
        if (isAdjective(found)) {
          add(found.cue(), clauses.inside(found.end()), 1, scope);
          return scope;
        }
        walk(found, found.first() - 1, -1, scope);
        subjects.reachSubject(found, scope);
        scope.removeIf(node -> isExcepted(found.cue(), node));
        subjects.listedSubjects(found, scope).stream()
            .filter(node -> !scope.contains(node))
            .forEach(node -> add(found.cue(), node, 1, scope));
        if (speaksOfOneDrug(found)) {
          // Which of a list is meant is not said.
          return scope.stream()
              .filter(node -> node.end <= found.first())
              .limit(1)
              .filter(node -> listedBefore(node, found.first()) == 1)
              .toList();
        }
      }
      case BOTH -> {
        walk(found, found.first() - 1, -1, scope);
        walk(found, found.end(), 1, scope);
      }
      case SELF -> {}
    }
    return scope;
  }

  // "[Malaria] as a cause of fever was excluded": what is said is said of the cause. Its last
  // token; -1 where nothing is named as a cause.
  private int suspectedCause(CueTable.Found found) {
    for (int i = found.first() - 1; i > sentence.first; i--) {
      if (INDIRECT.contains(at(i)) && PREPOSITIONS.contains(at(i + 1))) {
        int as = i - 1;
        while (as > sentence.first && i - as < NEAREST_ACTION + 1 && !at(as).equals("as")) {
          as--;
        }
        return at(as).equals("as") ? as - 1 : -1;
      }
      if (VERBS.contains(at(i)) || at(i).equals(";")) {
        return -1;
      }
    }
    return -1;
  }

  private long listedBefore(Graph.Node node, int cue) {
    return sentence
        .coordination(node)
        .map(Graph.Coordination::members)
        .orElse(List.of(node))
        .stream()
        .filter(member -> member.end <= cue)
        .count();
  }

  // "A was given; B caused a rash, and the drug was withdrawn": the last one.
  private boolean speaksOfOneDrug(CueTable.Found found) {
    if (found.cue().axis() != CueTable.Axis.COURSE) {
      return false;
    }
    for (int i = found.first(); i < found.end(); i++) {
      if (ONE_DRUG.contains(at(i))) {
        return true;
      }
    }
    return false;
  }

  // "He gained weight and stopped [prednisone]": a verb before its object speaks of that.
  private boolean isOfObject(CueTable.Found found) {
    int object = DEFINITE.contains(at(found.end())) ? found.end() + 1 : found.end();
    Graph.Node node = clauses.isOutside(object) ? null : clauses.inside(object);
    return found.cue().axis() == CueTable.Axis.COURSE
        && JOINTS.contains(at(found.first()))
        && node != null
        && node.isTreatment();
  }

  // "malaria ruled out by culture, pneumonia was treated": what was ruled out stands before.
  private boolean isWithoutObject(CueTable.Found found) {
    return found.cue().gives(Property.Value.REFUTED)
        && !PREPOSITIONS.contains(at(found.end() - 1))
        && (PREPOSITIONS.contains(at(found.end())) || at(found.end()).equals(","))
        && found.end() - found.first() > 1;
  }

  // "unchanged numbness and resolved [ataxia]", "had resolved [pneumonia]": what has resolved
  // stands behind.
  private boolean isAdjective(CueTable.Found found) {
    boolean resolved = found.cue().gives(Property.Value.RESOLVED);
    Graph.Node next = clauses.isOutside(found.end()) ? null : clauses.inside(found.end());
    return resolved
        && at(found.end() - 1).equals("resolved")
        && next != null
        && next.isProblem()
        && next.first == found.end();
  }

  // "CT confirmed pneumonia and ruled out [an embolism]": what was ruled out stands behind.
  private boolean hasObject(CueTable.Found found) {
    boolean refuted = found.cue().gives(Property.Value.REFUTED);
    boolean passive =
        PASSIVE.contains(at(found.first())) || PASSIVE.contains(at(found.first() - 1));
    if (!refuted || passive) {
      return false;
    }
    int last = Math.min(sentence.end, found.end() + FARTHEST_OBJECT);
    for (int i = found.end(); i < last; i++) {
      Graph.Node node = clauses.inside(i);
      if (node != null && node.isProblem()) {
        return true;
      }
      if (!graph.token(i).isWord()
          || PREPOSITIONS.contains(at(i))
          || VERBS.contains(at(i))
          || JOINTS.contains(at(i))
          || PASSIVE.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  // "[no gout], asthma or stroke", "[no personal or familial history] of migraine".
  private boolean goesOn(Graph.Node denied) {
    if (clauses.isOutside(denied.end)) {
      return false;
    }
    boolean ofHistory = denied.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY);
    return isAlternative(denied.end) || ofHistory && OF_HISTORY.contains(at(denied.end));
  }

  // An "or", or a comma with an "or" to come: what is listed so is denied or stated together.
  private boolean isAlternative(int at) {
    if (OR.contains(at(at))) {
      return true;
    }
    if (!at(at).equals(",")) {
      return false;
    }
    for (int i = at; i < sentence.end && clauses.boundary(i) == Boundary.NONE; i++) {
      if (clauses.inside(i) == null && OR.contains(at(i))) {
        return true;
      }
    }
    return false;
  }

  // "no [histological evidence] of", "was not [palpable]": behind the first word of the cue.
  private void within(CueTable.Found found, List<Graph.Node> scope) {
    for (int i = found.first() + 1; i < found.end(); i++) {
      Graph.Node node = clauses.inside(i);
      // "planned to stop A and to give B": A was taken.
      boolean ended = node != null && node.isTreatment() && ENDING.contains(at(i - 1));
      // "the likely cause of [the rash] was": what it is the cause of is there.
      boolean effect = isEffect(found, i);
      if (node != null && node.first == i && node.end <= found.end() && !ended && !effect) {
        add(found.cue(), node, 1, scope);
      }
    }
  }

  private boolean isEffect(CueTable.Found found, int token) {
    return PASSIVE.contains(at(found.end() - 1))
        && IntStream.range(found.first(), token).anyMatch(i -> CAUSES.contains(at(i)));
  }

  private void walk(CueTable.Found found, int from, int step, List<Graph.Node> scope) {
    CueTable.Cue cue = found.cue();
    boolean denies = cue.axis() == CueTable.Axis.HOLDS;
    boolean absent = cue.gives(Property.Value.ABSENT);
    boolean seen = false;
    boolean passed = false;
    // "denied chest pain and any surgery": problems before an action are of its list.
    boolean passedProblem = false;
    boolean denying = DENYING.contains(at(found.end() - 1));
    // "a history of diabetes, gout, and a stroke"
    boolean past = cue.gives(Property.Value.PAST) && found.end() - found.first() > 1;
    Graph.Node last = null;
    Graph.Node skipped = null;
    int joint = -1;
    boolean example = false;
    int or = -1;
    int asideEnd = -1;
    int itemEnd = -1;
    int counted = -1;
    int verb = step < 0 ? subjects.auxiliary(found) : -1;
    boolean auxiliary = verb >= 0;
    boolean verbal = auxiliary || step < 0 && subjects.isVerb(found.first());
    int clauseJoint = auxiliary ? subjects.clauseJoint(verb) : -1;
    int adjunctEnd = verbal ? subjects.adjunctEnd(auxiliary ? verb : found.first()) : -1;
    int relativeStart = sentence.end;
    int replacedEnd = step > 0 ? replacedEnd(found) : -1;
    int bracket = clauses.bracketEnd(found.first(), step);
    Set<Graph.Node> listed = new HashSet<>();
    // "many, but not fatal, episodes of": what is between the commas stands for itself.
    boolean aside =
        denies
            && step > 0
            && at(found.first() - 1).equals("but")
            && at(found.first()).equals("not")
            && found.end() == found.first() + 1;
    // "was not [specific], and glioma was considered": the value is what is denied.
    boolean ofValue =
        step > 0
            && absent
            && !clauses.isOutside(from)
            && clauses.inside(from) != null
            && clauses.inside(from).type == MentionType.LAB_VALUE;
    if (step > 0
        && isDenialOfGiving(found)
        && BEHIND_OBJECT.contains(at(at(from).equals(",") ? from + 1 : from))) {
      return;
    }
    // Where the list of what is denied went on to an item with an article: the limit begins anew.
    int item = 0;
    for (int walked = 0; walked - item < cue.limit(); walked++) {
      int i = from + walked * step;
      int relative = verbal ? clauses.relativeClauseStart(i) : -1;
      if (relative >= 0) {
        relativeStart = relative;
      }
      if (i > relativeStart) {
        item++;
        continue;
      }
      // "did not report a rash, a cough, or a headache": a list that "or" ends.
      if (step > 0
          && (seen || passedProblem && denying)
          && i >= itemEnd
          && !clauses.isOutside(i)
          && clauses.isJoint(i)
          && (denying || past || absent && negation.isListOfArticles(i))) {
        int itemLast = past ? negation.nounPhraseEnd(i) : negation.itemWithArticleEnd(i);
        if (itemLast > itemEnd) {
          itemEnd = itemLast;
          item = walked;
          or = walked + (clauses.isJoint(i + 1) ? 2 : 1);
        }
      }
      if (step > 0 && seen && absent && i >= counted) {
        counted = Math.max(counted, negation.statementInBracketsEnd(i));
      }
      if (denies && step > 0) {
        outcome(i).ifPresent(node -> add(cue, node, 1, scope));
      }
      if (clauses.isOutside(i)
          || clauses.boundary(i) == Boundary.END && i >= itemEnd && !(seen && isReasonOf(found, i))
          || i == clauseJoint
          || i == adjunctEnd
          || i == replacedEnd
          || i == bracket && (seen || step > 0 && !isNameStart(i + 1))
          || aside && at(i).equals(",")) {
        return;
      }
      // "no perception of light and 6/36 acuity": what has a number is there.
      boolean joined = at(i).equals("and") || at(i).equals(",");
      boolean numbered = joined && negation.startsWithNumber(i + 1) && !negation.isNumberOfName(i);
      if (step > 0 && seen && absent && numbered) {
        return;
      }
      if (ofValue
          && joined
          && clauses.inside(i) == null
          && !isAlternative(i)
          && negation.hasVerbBehind(i)) {
        return;
      }
      if (step > 0 && isComparison(found) && negation.hasOwnVerb(i)
          || step > 0 && absent && negation.opensState(i)) {
        return;
      }
      if (step > 0
          && absent
          && (negation.isNewState(i)
              || seen && negation.endsAttribute(found, i)
              || seen && negation.opensProblem(found, i))) {
        return;
      }
      if (step > 0 && seen && cue.gives(Property.Value.DONE)) {
        asideEnd = Math.max(asideEnd, treatmentAsideEnd(i));
      }
      if (step > 0 && seen && cue.gives(Property.Value.ACTIVE)) {
        asideEnd = Math.max(asideEnd, regimenLeadEnd(i));
      }
      // "neuroleptics (such as haloperidol) and herbs were denied": brackets hold no end of it.
      if (clauses.boundary(i) == Boundary.CLAUSE
          && !(denies
              && step > 0
              && (negation.isExample(i)
                  || seen && absent && (negation.isAside(i) || negation.isOtherSign(i))))
          && !(seen && step > 0 && isOneMore(found, i))
          && !(i != bracket && clauses.bracketEnd(i, step) != bracket)
          && !(seen && denies && step > 0 && isOutcome(found, i))
          && !(auxiliary && seen && subjects.isInSubject(i, verb))
          && i >= asideEnd
          && i >= itemEnd
          && i >= counted) {
        if (seen) {
          cut(scope, step < 0 && !auxiliary && VERBS.contains(at(i)) ? joint : -1);
          return;
        }
        // "complete regression of the primary associated with a metastasis": what ended has no
        // mention, and what came with it did not end.
        if (step > 0
            && i > from
            && cue.gives(Property.Value.RESOLVED)
            && at(found.end() - 1).equals("of")) {
          return;
        }
        passed = true;
      }
      example |= denies && seen && negation.isExample(i);
      Graph.Node node = clauses.inside(i);
      if (seen && step > 0 && absent && node != null && negation.isCountedFrom(node)) {
        counted = negation.countedEnd(node.end);
      }
      if (i < counted) {
        continue;
      }
      if (node != null && node != last) {
        last = node;
        int near = or >= 0 ? walked - or : walked + 1;
        int distance =
            listed.contains(node) || example ? 1 : passed && or < 0 ? FARTHEST_ACTION : near;
        int before = scope.size();
        if (isExcepted(cue, node) || absent && step > 0 && negation.isStudyOfSign(node)) {
          continue;
        }
        boolean possible = found.cue().gives(Property.Value.POSSIBLE);
        boolean place =
            denies
                && step > 0
                && (seen || possible)
                && node.isProblem()
                && negation.isPlace(node, skipped, found.end(), absent);
        skipped = place ? node : skipped;
        if (denying && step > 0 && node.isProblem() && !passed) {
          passedProblem = true;
          item = walked;
        }
        seen |= !place && add(cue, node, distance, scope);
        if (step < 0 && cue.limit() == 1 && scope.size() > before) {
          scope.addAll(subjects.listedBefore(node));
        }
        if (scope.size() > before) {
          sentence.coordination(node).ifPresent(list -> listed.addAll(list.members()));
        }
      }
      // "no history of diabetes or use of anticoagulants": the denial begins again behind "or".
      or = node == null && seen && denies && step > 0 && OR.contains(at(i)) ? walked : or;
      boolean joins = node == null && at(i).equals("and");
      joint = joins && joint < 0 && seen ? scope.size() : joint;
    }
  }

  // "suspected transformation of lymphoma A [to] lymphoma B": what it may have become.
  private boolean isOutcome(CueTable.Found found, int to) {
    for (int i = to - 1; BECOMING.contains(at(to)) && i >= found.first(); i--) {
      if (TURNS.contains(at(i))) {
        return true;
      }
      if (VERBS.contains(at(i)) || at(i).equals(",") || at(i).equals("and")) {
        return false;
      }
    }
    return false;
  }

  // "no [progression] of MDS to leukemia": what it would have become.
  private Optional<Graph.Node> outcome(int turn) {
    if (clauses.isOutside(turn) || !TURNS.contains(at(turn)) || !at(turn + 1).equals("of")) {
      return Optional.empty();
    }
    for (int i = turn + 2; i < Math.min(sentence.end, turn + LONGEST_PHRASE); i++) {
      if (clauses.inside(i) == null && BECOMING.contains(at(i))) {
        int name = INDEFINITE.contains(at(i + 1)) ? i + 2 : i + 1;
        return clauses.isOutside(name)
            ? Optional.empty()
            : Optional.ofNullable(clauses.inside(name));
      }
      if (VERBS.contains(at(i)) || !graph.token(i).isWord()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  // "The working diagnosis was sepsis [due to] pneumonia": the cause is a part of the diagnosis.
  // "Due to her known cancer", "due to a persistent cough" is no part of it.
  private boolean isReasonOf(CueTable.Found found, int reason) {
    if (!found.cue().gives(Property.Value.POSSIBLE)
        || !clauses.isReason(reason)
        || DEFINITE.contains(at(reason + 2))) {
      return false;
    }
    int name = INDEFINITE.contains(at(reason + 2)) ? reason + 3 : reason + 2;
    Graph.Node cause = clauses.isOutside(name) ? null : clauses.inside(name);
    if (cause == null || cause.first != name || cause.type != MentionType.DISEASE_DISORDER) {
      return false;
    }
    for (int i = found.first(); i < found.end(); i++) {
      if (DIAGNOSIS.contains(at(i))) {
        return true;
      }
    }
    return false;
  }

  // "Instead of A[,] B was given": the comma behind what something else took the place of, where
  // the
  // phrase opens its statement; -1 elsewhere, as in "B instead of A, C and D". "Instead of A, B and
  // C[,] D was given" has a list before it.
  private int replacedEnd(CueTable.Found found) {
    int before = found.first() - 1;
    before -= at(before).equals(",") ? 1 : 0;
    boolean opens = before < sentence.first || STATEMENT_STARTS.contains(at(before));
    if (!opens || REPLACING.end(graph, sentence, found.first()) < found.end()) {
      return -1;
    }
    int first = commaBehind(found.end());
    int next = first < 0 ? -1 : commaBehind(first + 1);
    boolean list =
        next >= 0
            && !JOINTS.contains(at(next + 1))
            && IntStream.range(first + 1, next)
                .anyMatch(i -> clauses.inside(i) == null && JOINTS.contains(at(i)))
            && IntStream.range(first + 1, next)
                .noneMatch(i -> clauses.inside(i) == null && VERBS.contains(at(i)));
    return list ? next : first;
  }

  private int commaBehind(int from) {
    for (int i = from; i < sentence.end; i++) {
      if (at(i).equals(",") && clauses.inside(i) == null) {
        return i;
      }
    }
    return -1;
  }

  // "not consistent with", "similar to that of": what it is compared with is named, not found.
  private boolean isComparison(CueTable.Found found) {
    boolean likeness = found.cue().gives(Property.Value.HYPOTHETICAL);
    return found.cue().gives(Property.Value.ABSENT) && at(found.end() - 1).equals("with")
        || likeness && COMPARED.contains(at(found.first()));
  }

  // "(possible) pneumonia"
  private boolean isNameStart(int token) {
    Graph.Node node = clauses.isOutside(token) ? null : clauses.inside(token);
    return node != null && node.first == token;
  }

  // "A was not given, and B was started": nothing behind is what was not given.
  private boolean isDenialOfGiving(CueTable.Found found) {
    boolean undone = found.cue().gives(Property.Value.NOT_DONE);
    return (undone || found.cue().gives(Property.Value.ABSENT))
        && GIVING.contains(at(found.end() - 1));
  }

  // "a mother with a history of miscarriages and [a stillbirth]": she had that too, if no verb of
  // its own says something else.
  private boolean isOneMore(CueTable.Found found, int and) {
    if (found.cue().axis() != CueTable.Axis.EXPERIENCER
        || !PREPOSITIONS.contains(at(found.end() - 1))
        || !at(and).equals("and")
        || !INDEFINITE.contains(at(and + 1))) {
      return false;
    }
    boolean problem = false;
    for (int i = and + 2; i < sentence.end && graph.token(i).isWord(); i++) {
      Graph.Node node = clauses.inside(i);
      problem |= i <= and + 1 + FARTHEST_OBJECT && node != null && node.isProblem();
      if (node == null && (VERBS.contains(at(i)) || PASSIVE.contains(at(i)))) {
        return false;
      }
    }
    return problem;
  }

  // "consisted of radiation with 46 Gy to the pelvis and chemotherapy": the list of what was done
  // goes on behind a phrase, if no verb follows.
  private int treatmentAsideEnd(int preposition) {
    Graph.Node before = clauses.isOutside(preposition - 1) ? null : clauses.inside(preposition - 1);
    if (before == null || !before.isTreatment() || !PREPOSITIONS.contains(at(preposition))) {
      return -1;
    }
    Graph.Node next = clauses.isOutside(preposition + 1) ? null : clauses.inside(preposition + 1);
    if (at(preposition).equals("to") && next != null && next.isTreatment()) {
      // "surgery to remove the tumor": what it is for.
      return -1;
    }
    int joint = -1;
    for (int i = preposition + 1; i < sentence.end; i++) {
      Graph.Node node = clauses.inside(i);
      if (clauses.boundary(i) == Boundary.END && !at(i).equals(".")
          || node == null && VERBS.contains(at(i))) {
        return -1;
      }
      boolean joins = node == null && at(i).equals("and") && i - preposition <= LONGEST_PHRASE;
      joint = joins && joint < 0 ? i : joint;
    }
    return joint;
  }

  // "is receiving chemotherapy [based on] etoposide": the drugs that a therapy is made of.
  private int regimenLeadEnd(int lead) {
    Graph.Node therapy = clauses.isOutside(lead - 1) ? null : clauses.inside(lead - 1);
    int end = REGIMEN_LEAD.end(graph, sentence, lead);
    if (therapy == null || end < 0 || !REGIMENS.contains(at(lead - 1))) {
      return -1;
    }
    Graph.Node drug = clauses.isOutside(end) ? null : clauses.inside(end);
    return drug != null && drug.type == MentionType.MEDICATION ? end : -1;
  }

  // "all drugs except low-dose metoprolol were stopped", "any lesion but gastritis was not seen"
  private boolean isExcepted(CueTable.Cue cue, Graph.Node node) {
    // "unremarkable except for diabetes in an aunt": whose it is holds for what is excepted, too.
    if (cue.axis() == CueTable.Axis.EXPERIENCER) {
      return false;
    }
    int but = node.first - 1;
    while (but > Math.max(sentence.first, node.first - NEAREST_ACTION) && !at(but).equals("but")) {
      but--;
    }
    for (int i = but - 1; at(but).equals("but") && i >= but - PLACE_SIGHT; i--) {
      if (ANY.contains(at(i)) && !DENYING_ANY.contains(at(i - 1))) {
        return true;
      }
      if (at(i).isEmpty() || at(i).equals(",") || VERBS.contains(at(i))) {
        break;
      }
    }
    for (int i = node.first - 1; i >= Math.max(sentence.first, node.first - PLACE_SIGHT); i--) {
      if (EXCEPTIONS.contains(at(i))) {
        return true;
      }
      if (at(i).equals(",") || VERBS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  // "CT showed A, and B was not seen": what stands before "and" is another verb's.
  private void cut(List<Graph.Node> scope, int size) {
    if (size >= 0) {
      scope.subList(size, scope.size()).clear();
    }
  }

  // Adds a mention that the cue may speak of; says whether any cue may speak of such.
  private boolean add(CueTable.Cue cue, Graph.Node node, int distance, List<Graph.Node> scope) {
    boolean speaks = cue.target().includes(node.type);
    boolean action = !CueTable.Target.PROBLEM.includes(node.type);
    boolean tooFar = action && cue.target() == CueTable.Target.ALL && distance > NEAREST_ACTION;
    // "suspected lupus, of Chinese origin"
    boolean background =
        node.type == MentionType.PERSONAL_BACKGROUND && cue.gives(Property.Value.POSSIBLE);
    if (speaks && !tooFar && !background) {
      scope.add(node);
    }
    return speaks || CueTable.Target.ALL.includes(node.type);
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

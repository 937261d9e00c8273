package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The boundaries of the clauses of a sentence, at which the scope of a cue or the subject of a verb
 * ends, and the brackets in it. A word inside a mention bounds nothing, though it is "and" or a
 * verb.
 *
 * @see Clauses which finds the clauses that a time belongs to
 */
final class ClauseBoundaries {
  private static final int CLAUSE_SIGHT = 8;
  private static final int ASIDE = 5;
  private static final List<TokenPattern> REASONS =
      List.of(
          TokenPattern.of("because of"),
          TokenPattern.of("<attributed-word> to"),
          TokenPattern.of("<causing-participle> by"));
  private static final Set<String> CLAUSES = TokenPattern.wordClass("clause-link");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("do-participle");
  private static final Set<String> PLACED = TokenPattern.wordClass("placed");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> PERSONAL = TokenPattern.wordClass("patient-pronoun");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("auxiliary");
  private static final Set<String> PRONOUNS = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> ACTS = TokenPattern.wordClass("person-act");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> INTRANSITIVE = TokenPattern.wordClass("verb-of-happening");
  private static final Set<String> OUTCOMES = TokenPattern.wordClass("end-of-happening");
  private static final Set<String> HAD = TokenPattern.wordClass("finite-have");
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> COMING = TokenPattern.wordClass("coming");
  private static final Set<String> SINGULAR = TokenPattern.wordClass("singular-verb");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> DENYING = TokenPattern.wordClass("deny");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Map<String, String> BRACKETS = Map.of("(", ")", "[", "]");
  private static final Set<String> INTRODUCTIONS = TokenPattern.wordClass("introducing");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final Boundary[] boundaries;

  // The shortest node that a token is in, one that may be a fact before a detail; or null.
  private final Graph.Node[] inside;

  /** What a token bounds. */
  enum Boundary {
    NONE,
    CLAUSE,
    END
  }

  ClauseBoundaries(Graph graph, Graph.Sentence sentence, CueTable cues) {
    this.graph = graph;
    this.sentence = sentence;
    int size = sentence.end - sentence.first;
    inside = new Graph.Node[size];
    List<Graph.Node> longestFirst = new ArrayList<>(sentence.nodes);
    // A detail inside a mention, "[intramuscular] injection", does not hide it.
    longestFirst.sort(
        Comparator.comparing((Graph.Node node) -> CueTable.Target.ALL.includes(node.type))
            .thenComparing(Graph.Node::length, Comparator.reverseOrder()));
    for (Graph.Node node : longestFirst) {
      Arrays.fill(inside, node.first - sentence.first, node.end - sentence.first, node);
    }
    boundaries = new Boundary[size];
    Arrays.fill(boundaries, Boundary.NONE);
    for (CueTable.Found found : cues.find(graph, sentence, CueTable.Axis.BOUNDARY)) {
      mark(found, found.cue().endsScope() ? Boundary.END : Boundary.CLAUSE);
    }
    for (int i = sentence.first; i < sentence.end; i++) {
      if (inside(i) == null && at(i).equals("and") && isProblemClause(i)) {
        boundaries[i - sentence.first] = Boundary.END;
      } else if (boundary(i) == Boundary.NONE && inside(i) == null && startsClause(i)) {
        boundaries[i - sentence.first] = Boundary.CLAUSE;
      }
    }
    for (int i = sentence.first; i < sentence.end; i++) {
      if (boundary(i) == Boundary.CLAUSE && isDeniedHistory(i)) {
        boundaries[i - sentence.first] = Boundary.NONE;
      }
    }
    for (int i = sentence.first; i < sentence.end; i++) {
      int main = at(i).equals("whose") ? mainVerbBehind(i) : -1;
      if (main >= 0) {
        boundaries[main - sentence.first] = Boundary.END;
      }
    }
    int introduced = introductionEnd();
    if (introduced >= 0) {
      boundaries[introduced - sentence.first] = Boundary.END;
    }
  }

  // "A man whose wife, who smoked, had died of cancer [was] seen": the verb of the noun that the
  // clause describes, behind the first verb of the clause; -1 where the clause has the last verb.
  private int mainVerbBehind(int whose) {
    if (!isDescribedSubject(whose)) {
      return -1;
    }
    boolean own = false;
    boolean nested = false;
    for (int i = whose + 1; i < sentence.end; i++) {
      String word = at(i);
      if (boundary(i) == Boundary.END && CLAUSE_ENDS.contains(word) || word.equals("whose")) {
        return -1;
      }
      if (PRONOUNS.contains(word) || word.equals(",")) {
        nested = !word.equals(",");
        continue;
      }
      boolean verb = !isFact(i) && (FINITE.contains(word) || ACTS.contains(word));
      boolean begins = verb && !isVerbGroup(i - 1);
      if (begins && nested) {
        nested = false;
      } else if (begins && own && (at(i - 1).equals(",") || !isJoint(i - 1))) {
        return i;
      } else if (begins) {
        own = true;
      }
    }
    return -1;
  }

  // No verb stands before it: it describes the subject of the sentence.
  private boolean isDescribedSubject(int whose) {
    for (int i = sentence.first; i < whose; i++) {
      if (!isFact(i) && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
        return false;
      }
    }
    return true;
  }

  // "had [also been] diagnosed", "was found to [have]": what goes on with a verb.
  private boolean isVerbGroup(int token) {
    int i = token;
    while (i >= sentence.first && inside(i) == null && ADVERBS.contains(at(i))) {
      i--;
    }
    return i >= sentence.first
        && (AUXILIARIES.contains(at(i)) || PASSIVE.contains(at(i)) || at(i).equals("to"));
  }

  private boolean isFact(int token) {
    Graph.Node node = inside(token);
    return node != null && (node.isProblem() || node.isTreatment() || node.isTest());
  }

  // "no history of jaundice, transfusion, family history of asthma": one more item of what is
  // denied. "No history of trauma, and family history of epilepsy was reported" begins something
  // new.
  private boolean isDeniedHistory(int mark) {
    int at = mark + 1;
    while (LIST.contains(at(at)) || at(at).equals("family")) {
      at++;
    }
    boolean item = LIST.contains(at(mark)) && at(at).equals("history") && at(at + 1).equals("of");
    for (int i = at + 2; item && i < sentence.end && !at(i).equals(";"); i++) {
      item = inside(i) != null || !FINITE.contains(at(i));
    }
    for (int i = mark - 1; item && i >= sentence.first; i--) {
      boolean none = at(i).equals("history") && (isNo(i - 1) || isNo(i - 2));
      if (none || DENYING.contains(at(i))) {
        return true;
      }
      item = inside(i) != null || !FINITE.contains(at(i)) && !CLAUSE_ENDS.contains(at(i));
    }
    return false;
  }

  boolean isNo(int token) {
    return at(token).equals("no") || at(token).equals("without");
  }

  // "After excluding other causes, the neuropathy was attributed to": the comma before the main
  // clause; else -1.
  private int introductionEnd() {
    int lead = sentence.first;
    if (!INTRODUCTIONS.contains(at(lead))) {
      // "She said that while her husband was away, she fell"
      lead = sentence.first + 1;
      while (lead < sentence.end
          && !(at(lead - 1).equals("that") && INTRODUCTIONS.contains(at(lead)))) {
        lead++;
      }
    }
    for (int i = lead + 1; i < sentence.end; i++) {
      if (inside(i) == null && at(i).equals(",") && isMainClause(i + 1)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isMainClause(int from) {
    for (int i = from; i < Math.min(sentence.end, from + CLAUSE_SIGHT); i++) {
      if (inside(i) != null) {
        continue;
      }
      if (FINITE.contains(at(i))) {
        return i > from;
      }
      if (LIST.contains(at(i)) || CLAUSES.contains(at(i)) || PREPOSITIONS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  // "because of", "due to" and "caused by" go on with the same subject.
  boolean isReason(int i) {
    return REASONS.stream()
        .anyMatch(
            words -> words.end(graph, sentence, i) > i || words.end(graph, sentence, i - 1) > i);
  }

  // ", and her brother", "and she": a clause with a subject of its own.
  boolean startsClauseOf(int i) {
    boolean joins = at(i).equals("and") || at(i).equals("but") || at(i).equals("while");
    String next = at(i + 1);
    return joins
        && (PERSONAL.contains(next)
            || PERSON.contains(next)
            || ARTICLES.contains(next)
                && (KIN.contains(at(i + 2)) || PERSON.contains(at(i + 2)))
                && VERBS.contains(at(i + 3)));
  }

  Graph.Node inside(int token) {
    return inside[token - sentence.first];
  }

  Boundary boundary(int token) {
    return boundaries[token - sentence.first];
  }

  boolean isOutside(int token) {
    return token < sentence.first || token >= sentence.end;
  }

  String at(int token) {
    return graph.lower(sentence, token);
  }

  // A word of a mention is no boundary; the first one behind it may still be.
  private void mark(CueTable.Found found, Boundary boundary) {
    for (int i = found.first(); i < found.end(); i++) {
      if (inside(i) == null) {
        boundaries[i - sentence.first] = boundary;
        return;
      }
    }
  }

  // A comma before a noun with a verb in the singular: ", diuresis was preserved".
  private boolean startsClause(int comma) {
    if (at(comma).equals("and") && isClause(comma + 1) || isTreatmentClause(comma)) {
      return true;
    }
    if (!at(comma).equals(",") || OR.contains(at(comma + 1))) {
      return false;
    }
    for (int i = comma + 1; i < comma + CLAUSE_SIGHT && i < sentence.end; i++) {
      boolean pluperfect = HAD.contains(at(i)) && at(i + 1).equals("been");
      if (inside(i) == null && (pluperfect || SINGULAR.contains(at(i)))) {
        return !isOfPatient(i);
      }
      // ", and Wilson disease but showed": the verb has the subject of the verb before.
      if (i > comma + 1 && (LIST.contains(at(i)) || at(i).equals("but"))) {
        return false;
      }
    }
    return false;
  }

  // "A man without cough, fever, and rash was admitted": the verb is his, and not of the rash.
  private boolean isOfPatient(int verb) {
    return PASSIVE.contains(at(verb))
        && COMING.contains(at(verb + 1))
        && inside(verb - 1) != null
        && inside(verb - 1).isProblem();
  }

  // "no fever or cough and heparin was given": a treatment behind a finding, with a verb of its
  // own, is denied by nothing that is said of the finding.
  private boolean isTreatmentClause(int joint) {
    if (!at(joint).equals("and") && !at(joint).equals(",") || !followsProblem(joint)) {
      return false;
    }
    boolean treatment = false;
    for (int i = joint + 1; i < sentence.end && i <= joint + CLAUSE_SIGHT; i++) {
      Graph.Node node = inside(i);
      if (node != null && node.isProblem() || LIST.contains(at(i))) {
        return false;
      }
      treatment |= node == null ? isNoun(i) : node.isTreatment();
      if (node == null && PASSIVE.contains(at(i))) {
        return treatment && isDone(i + 1);
      }
    }
    return false;
  }

  // "did not subside and vomiting occurred", "was not given and the pain persisted", "was not seen
  // and a rash was found": a problem with a verb of its own behind a verb.
  private boolean isProblemClause(int and) {
    if (isOutside(and - 1) || inside(and - 1) != null) {
      return false;
    }
    int at = ARTICLES.contains(at(and + 1)) ? and + 2 : and + 1;
    Graph.Node node = isOutside(at) ? null : inside(at);
    return node != null
        && node.first == at
        && node.isProblem()
        && (INTRANSITIVE.contains(at(node.end)) && OUTCOMES.contains(at(and - 1))
            || PASSIVE.contains(at(node.end))
                && FOUND.contains(at(node.end + 1))
                && FOUND.contains(at(and - 1))
                && PASSIVE.contains(at(and - 2).equals("not") ? at(and - 3) : at(and - 2)));
  }

  // "hypoglycemia and", "hypoglycemia five months later and"
  private boolean followsProblem(int joint) {
    for (int i = joint - 1; i >= Math.max(sentence.first, joint - ASIDE); i--) {
      Graph.Node node = inside(i);
      if (node != null && CueTable.Target.ALL.includes(node.type)) {
        return node.isProblem();
      }
      if (LIST.contains(at(i)) || VERBS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  private boolean isNoun(int i) {
    return DEVICES.contains(at(i));
  }

  private boolean isDone(int verb) {
    int at = ADVERBS.contains(at(verb)) ? verb + 1 : verb;
    return PARTICIPLES.contains(at(at)) || PLACED.contains(at(at));
  }

  // A mention that holds a verb is a clause: "the left atrium was dilated".
  private boolean isClause(int token) {
    int at = ARTICLES.contains(at(token)) ? token + 1 : token;
    Graph.Node node = isOutside(at) ? null : inside(at);
    if (node == null) {
      return false;
    }
    return graph.sentenceOf(at).nodes.stream()
        .anyMatch(
            other ->
                other.first == at
                    && other.isProblem()
                    && SINGULAR.stream().anyMatch(verb -> isAmong(verb, other)));
  }

  private boolean isAmong(String verb, Graph.Node node) {
    for (int i = node.first + 1; i < node.end; i++) {
      if (at(i).equals(verb)) {
        return true;
      }
    }
    return false;
  }

  // "warfarin[, which he took for embolism,] and aspirin": the comma before the relative
  // clause that a comma ends; -1 without.
  int relativeClauseStart(int comma) {
    if (isOutside(comma) || !at(comma).equals(",") || inside(comma) != null) {
      return -1;
    }
    boolean verb = false;
    for (int i = comma - 1; i > sentence.first && !at(i).equals(","); i--) {
      verb |=
          !isFact(i) && (VERBS.contains(at(i)) || FINITE.contains(at(i)) || ACTS.contains(at(i)));
      if (PRONOUNS.contains(at(i)) && !at(i).equals("that")) {
        int start = PREPOSITIONS.contains(at(i - 1)) ? i - 2 : i - 1;
        return verb && start > sentence.first && at(start).equals(",") ? start : -1;
      }
    }
    return -1;
  }

  // "shock (suggestive of sepsis), anemia": what is said in brackets ends with them. The bracket
  // around a token in a direction; -1 without.
  int bracketEnd(int token, int step) {
    int depth = 0;
    for (int i = token; !isOutside(i); i += step) {
      boolean opens = BRACKETS.containsKey(at(i));
      if (!opens && !BRACKETS.containsValue(at(i))) {
        continue;
      }
      if (opens != step > 0) {
        if (depth == 0) {
          return BRACKETS.containsKey(at(i)) || hasOpening(token, i) ? i : -1;
        }
        depth--;
      } else {
        depth++;
      }
    }
    return -1;
  }

  // "1) no fever": that bracket encloses nothing.
  private boolean hasOpening(int token, int close) {
    for (int i = token; i >= sentence.first; i--) {
      if (BRACKETS.containsKey(at(i))) {
        return BRACKETS.get(at(i)).equals(at(close));
      }
      if (BRACKETS.containsValue(at(i))) {
        return false;
      }
    }
    return false;
  }

  boolean isJoint(int i) {
    return at(i).equals(",") || at(i).equals("and") || OR.contains(at(i));
  }
}

package org.case2fhir.reading;

import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * The scope of a negation, beyond what bounds that of every cue: which phrases within a list of
 * denied things do not end it, what ends it early, and what stands in it and is there all the same,
 * such as the place where something was not found.
 *
 * <p>Scopes of negations are described by <a
 * href="https://doi.org/10.1006/jbin.2001.1029">NegEx</a> and its successors; unlike those, these
 * go on across the phrases of a list.
 */
final class NegationScope {
  // Without a preposition between, a treatment that is denied stands close by.
  private static final int NEAREST_ACTION = 3;
  private static final int ASIDE = 5;
  private static final int PLACE_SIGHT = 5;
  private static final Set<String> LOCATIVE = TokenPattern.wordClass("locative");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> RETURNS = TokenPattern.wordClass("return-of-disease");
  private static final TokenPattern EXAMPLE = TokenPattern.of("<example-mark>");
  private static final Set<String> COUNTS = TokenPattern.wordClass("count-word");
  private static final Set<String> COUNTING = TokenPattern.wordClass("counted-from");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> RELATIVES = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Set<String> DENIED_NOUNS = TokenPattern.wordClass("denied-noun");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> SUGGESTING = TokenPattern.wordClass("suggest");
  private static final Set<String> EVIDENCE = TokenPattern.wordClass("evidence");
  private static final Set<String> OTHER_OR_ANY = TokenPattern.wordClass("other-or-any");

  /** What a study shows: "no MRI evidence", "no CT abnormality". */
  private static final Set<String> SIGNS = TokenPattern.wordClass("shown-by-study");

  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;

  NegationScope(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
  }

  // "lupus, a flare without nephritis, [and] gout": the last item of the list that the flare is in;
  // "a headache without fever, cough, and rash" denies all three.
  boolean endsAttribute(CueTable.Found found, int comma) {
    int before = found.first() - 1;
    boolean attribute =
        at(comma).equals(",")
            && at(comma + 1).equals("and")
            && at(found.first()).equals("without")
            && !clauses.isOutside(before)
            && clauses.inside(before) != null
            && clauses.inside(before).isProblem();
    for (int i = found.end(); attribute && i < comma; i++) {
      attribute = clauses.inside(i) != null || !LIST.contains(at(i)) && !OR.contains(at(i));
    }
    for (int i = before; attribute && i >= sentence.first; i--) {
      if (clauses.inside(i) == null && (VERBS.contains(at(i)) || at(i).equals(","))) {
        return at(i).equals(",");
      }
    }
    return false;
  }

  // "no pallor, and the liver was enlarged": part and state are a clause of their own.
  boolean opensState(int joint) {
    int part = joint + 1;
    part += ARTICLES.contains(at(part)) ? 1 : 0;
    Graph.Node node = clauses.isOutside(part) ? null : clauses.inside(part);
    return at(joint).equals("and")
        && node != null
        && node.first == part
        && (node.origin.equals(MentionCandidates.STATE)
            || node.origin.equals(MentionCandidates.NORMAL_STATE))
        && IntStream.range(node.first, node.end).anyMatch(i -> VERBS.contains(at(i)));
  }

  // "He had no diabetes, [and] asthma was diagnosed": the verb before the denial has its own
  // subject; "No fever and cough was noted" denies both.
  boolean opensProblem(CueTable.Found found, int joint) {
    Graph.Node node = clauses.isOutside(joint + 1) ? null : clauses.inside(joint + 1);
    boolean problem =
        at(joint).equals("and")
            && clauses.inside(joint) == null
            && node != null
            && node.isProblem()
            && PASSIVE.contains(at(node.end))
            && FOUND.contains(at(node.end + 1));
    return problem
        && IntStream.range(sentence.first, found.first())
            .anyMatch(i -> clauses.inside(i) == null && VERBS.contains(at(i)));
  }

  // "and seizures were observed": another clause.
  boolean hasOwnVerb(int joint) {
    int noun = joint + 1;
    noun += ARTICLES.contains(at(noun)) ? 1 : 0;
    Graph.Node node = clauses.isOutside(noun) ? null : clauses.inside(noun);
    return at(joint).equals("and")
        && node != null
        && node.first == noun
        && VERBS.contains(at(node.end));
  }

  // "not specific, and glioma [was considered]"; but "not reactive for syphilis and HIV" goes on.
  boolean hasVerbBehind(int joint) {
    for (int i = joint + 1; i < sentence.end && clauses.boundary(i) != Boundary.END; i++) {
      if (VERBS.contains(at(i)) && clauses.inside(i) == null) {
        return true;
      }
    }
    return false;
  }

  // "without reflux [and fully adapted to] catheterization": how the patient was instead.
  boolean isNewState(int i) {
    String adverb = at(i + 1);
    String state = at(i + 2);
    return at(i).equals("and")
        && adverb.endsWith("ly")
        && state.endsWith("ed")
        && clauses.inside(i + 2) == null
        && PREPOSITIONS.contains(at(i + 3));
  }

  // "no fever, three days after a delivery": the delivery is not denied.
  boolean isCountedFrom(Graph.Node node) {
    return node.type == MentionType.DATE
        && (COUNTING.contains(at(node.end - 1)) || COUNTING.contains(at(node.end)));
  }

  int countedEnd(int from) {
    for (int i = from; i < sentence.end && i < from + ASIDE && !clauses.isJoint(i); i++) {
      Graph.Node node = clauses.inside(i);
      if (node != null && node.type != MentionType.DETAILED_DESCRIPTION) {
        return node.end;
      }
    }
    return from;
  }

  // "no dyspnea at rest, orthopnea or syncope": a phrase behind one of a list does not end it.
  boolean isAside(int preposition) {
    Graph.Node before = clauses.isOutside(preposition - 1) ? null : clauses.inside(preposition - 1);
    if (!PREPOSITIONS.contains(at(preposition))
        || at(preposition).equals("with")
        || before == null
        || !before.isProblem()) {
      return false;
    }
    int end = preposition + 1;
    while (end < sentence.end && end <= preposition + ASIDE && !clauses.isJoint(end)) {
      if (VERBS.contains(at(end)) || clauses.boundary(end) == Boundary.END) {
        return false;
      }
      end++;
    }
    int next = end;
    while (next < sentence.end && clauses.isJoint(next)) {
      next++;
    }
    boolean alternative = OR.contains(at(next - 1));
    for (int i = next; i < Math.min(sentence.end, next + NEAREST_ACTION); i++) {
      Graph.Node node = clauses.inside(i);
      if (node != null && node.isProblem()) {
        return next > end
            && !VERBS.contains(at(node.end))
            && (alternative || at(end).equals(",") && closes(node.end));
      }
      if (node == null && (VERBS.contains(at(i)) || DEFINITE.contains(at(i)))) {
        return false;
      }
    }
    return false;
  }

  // "denied fever, chills, and [the use of alcohol]": the end of an item with an article; -1 where
  // the article opens a clause, as in "denied fever, and the abdomen was soft".
  int itemWithArticleEnd(int joint) {
    if (clauses.isOutside(joint) || clauses.inside(joint) != null || !clauses.isJoint(joint)) {
      return -1;
    }
    int article = joint + 1;
    article += clauses.isJoint(article) ? 1 : 0;
    if (!ARTICLES.contains(at(article)) && !OTHER_OR_ANY.contains(at(article))) {
      return -1;
    }
    int end = article + 1;
    boolean item = false;
    while (end < sentence.end && !LIST.contains(at(end)) && !CLAUSE_ENDS.contains(at(end))) {
      Graph.Node node = clauses.inside(end);
      if (!item && (node != null && node.type == MentionType.BIOLOGICAL_STRUCTURE)) {
        return -1;
      }
      item |= node != null && CueTable.Target.ALL.includes(node.type);
      item |= DENIED_NOUNS.contains(at(end));
      if (PREPOSITIONS.contains(at(end)) && !at(end).equals("of") && !item) {
        return -1;
      }
      end++;
    }
    // "denied fever, the rash disappearing": a clause of its own without a finite verb.
    boolean definite = !at(article).equals("a") && !at(article).equals("an");
    boolean clause = definite && IntStream.range(article + 2, end).anyMatch(this::isParticiple);
    return item && !clause && !hasFiniteVerb(article) ? end : -1;
  }

  /**
   * The same without what is said of the item: "gout, [and a stroke] presented with". -1 as there,
   * and where it lasts, as what is present does: "gout, and a 3-day fever".
   */
  int nounPhraseEnd(int joint) {
    int end = itemWithArticleEnd(joint);
    if (sentence.nodes(MentionType.DURATION).anyMatch(node -> node.overlaps(joint, end))) {
      return -1;
    }
    return IntStream.range(joint, end)
        .filter(i -> VERBS.contains(at(i)) || FINITE.contains(at(i)))
        .findFirst()
        .orElse(end);
  }

  private boolean isParticiple(int token) {
    return clauses.inside(token) == null && at(token).endsWith("ing");
  }

  // "a rash[,] a cough[,] or a headache": a list whose last member has an article, too.
  boolean isListOfArticles(int joint) {
    for (int i = joint; i < sentence.end && !CLAUSE_ENDS.contains(at(i)); i++) {
      if (at(i).equals(",") && OR.contains(at(i + 1))) {
        return ARTICLES.contains(at(i + 2)) && clauses.inside(i) == null;
      }
    }
    return false;
  }

  // Whether the noun phrase at a token, or what is listed behind it, has a verb: "the rash, which
  // itched, had spread". "And was seen" goes on with the subject of the denial, "and he was" begins
  // with it again.
  private boolean hasFiniteVerb(int from) {
    for (int i = from; i < sentence.end && !CLAUSE_ENDS.contains(at(i)); i++) {
      // "a history of trauma, and a mass was felt": the next clause.
      if (at(i).equals(",") && at(i + 1).equals("and") && ARTICLES.contains(at(i + 2))) {
        return false;
      }
      boolean verb = VERBS.contains(at(i)) || FINITE.contains(at(i)) || at(i).equals("being");
      if (clauses.inside(i) != null || !verb && !clauses.startsClauseOf(i)) {
        continue;
      }
      if (!verb || at(i - 1).equals("and")) {
        return false;
      }
      if (!RELATIVES.contains(at(i - 1))) {
        return true;
      }
    }
    return false;
  }

  // "no allergies [(penicillin was tolerated)] or asthma": a statement of its own; its end, else
  // -1.
  int statementInBracketsEnd(int open) {
    int close =
        !clauses.isOutside(open) && at(open).equals("(") ? clauses.bracketEnd(open + 1, 1) : -1;
    boolean verb =
        IntStream.range(open + 1, close)
            .anyMatch(i -> clauses.inside(i) == null && VERBS.contains(at(i)));
    return verb ? close : -1;
  }

  // "no bruise, wound or other evidence for an injury": the last of the list.
  boolean isOtherSign(int preposition) {
    int sign = SUGGESTING.contains(at(preposition - 1)) ? preposition - 2 : preposition - 1;
    int other = sign - 1;
    return EVIDENCE.contains(at(sign))
        && OTHER_OR_ANY.contains(at(other))
        && OR.contains(at(other - 1));
  }

  // "no CT or MRI evidence of a stroke": the studies were made and did not show it.
  boolean isStudyOfSign(Graph.Node node) {
    int end =
        sentence
            .coordination(node)
            .map(list -> list.members().get(list.members().size() - 1).end)
            .orElse(node.end);
    return (node.isTest() || node.type == MentionType.THERAPEUTIC_PROCEDURE)
        && (SIGNS.contains(at(node.end))
            || SIGNS.contains(at(end)) && clauses.inside(end - 1).isTest());
  }

  boolean startsWithNumber(int i) {
    return !clauses.isOutside(i) && (graph.token(i).isNumber() || COUNTS.contains(at(i)));
  }

  // "negative for HSV 1 and 2, brucellosis": the second number belongs to the name as the first.
  boolean isNumberOfName(int joint) {
    int before = at(joint - 1).equals(",") ? joint - 2 : joint - 1;
    int behind = joint + 2;
    return !clauses.isOutside(before)
        && graph.token(before).isNumber()
        && graph.token(joint + 1).isNumber()
        && (clauses.isJoint(behind) || LIST.contains(at(behind)) || at(behind).equals(")"));
  }

  // Whether a list goes on to an "or" or "and" with another problem.
  private boolean closes(int from) {
    for (int i = from; i < sentence.end && clauses.boundary(i) != Boundary.END; i++) {
      if (clauses.inside(i) == null && (OR.contains(at(i)) || at(i).equals("and"))) {
        return i + 1 < sentence.end && !VERBS.contains(at(i + 1));
      }
      if (VERBS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  // "no vascularity within the mass or the lesion": where something was not is there itself. What
  // stands before the cue says nothing of it: "in the kidney suggesting an abscess".
  boolean isPlace(Graph.Node node, Graph.Node skipped, int cueEnd, boolean denied) {
    int i = node.first - 1;
    while (i > sentence.first && node.first - i <= PLACE_SIGHT && !DEFINITE.contains(at(i))) {
      if (PREPOSITIONS.contains(at(i)) || VERBS.contains(at(i)) || at(i).equals(",")) {
        return false;
      }
      i--;
    }
    if (i < cueEnd || !DEFINITE.contains(at(i))) {
      return false;
    }
    boolean goesOn = skipped != null && i - 2 <= skipped.end && !at(i - 1).equals(",");
    return goesOn || LOCATIVE.contains(at(i - 1)) || denied && isOfDenied(i, node.first, cueEnd);
  }

  // "no thrombosis of [the] fistula": the thrombosis is denied. "No sign of the tumor", "no
  // recurrence of the abscess" deny what they are of.
  private boolean isOfDenied(int article, int name, int cueEnd) {
    for (int i = article + 1; i < name; i++) {
      if (OR.contains(at(i)) || LIST.contains(at(i)) || at(i).equals("and")) {
        return false;
      }
    }
    Graph.Node denied = article - 2 < cueEnd ? null : clauses.inside(article - 2);
    return at(article - 1).equals("of")
        && denied != null
        && denied.first >= cueEnd
        && denied.is(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER)
        && !EVIDENCE.contains(at(denied.end - 1))
        && !RETURNS.contains(at(denied.end - 1));
  }

  // "No side effects such as A or B", "no therapy in the form of A or B": denied by example.
  boolean isExample(int index) {
    int i = at(index).equals(",") ? index + 1 : index;
    return at(i).equals("including")
        || at(i).equals("in") && at(i + 1).equals("the") && at(i + 2).equals("form")
        || at(i).equals("such") && at(i + 1).equals("as")
        || EXAMPLE.end(graph, sentence, at(i).equals("(") ? i + 1 : i) > i
        || at(i).equals("as") && at(i - 1).equals("such");
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

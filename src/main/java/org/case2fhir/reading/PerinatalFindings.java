package org.case2fhir.reading;

import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * Findings of the fetus and the newborn in the account of the mother. They are another person's;
 * what ends or complicates the pregnancy is hers.
 */
final class PerinatalFindings {
  private static final int SUBJECT_RANK = 6;
  private static final int RELATIVE_SIGHT = 3;
  private static final TokenPattern DELIVERED = TokenPattern.of("<delivering> ..4 <born-noun>");
  private static final TokenPattern GAVE_BIRTH_TO =
      TokenPattern.of("<giving> birth to ..8 <born-noun>");
  private static final TokenPattern DELIVERY_OF =
      TokenPattern.of("(delivery|birth) of ..4 <born-noun>");
  private static final TokenPattern WAS_BORN =
      TokenPattern.of("<born-noun> ..6 (was|were) <adverb-of-course>? (delivered|born)");
  private static final Set<String> OFFSPRING = TokenPattern.wordClass("fetus-or-newborn");
  private static final Set<String> FETUS = TokenPattern.wordClass("fetus");
  private static final Set<String> OF_FETUS = TokenPattern.wordClass("of-fetus");
  private static final Set<String> OF_PREGNANCY = TokenPattern.wordClass("of-pregnancy");
  private static final Set<String> HAVING = TokenPattern.wordClass("fetus-having");
  private static final Set<String> GAVE_BIRTH = TokenPattern.wordClass("giving-birth");
  private static final Set<String> HIM = TokenPattern.wordClass("male-pronoun");
  private static final Set<String> HERSELF = TokenPattern.wordClass("mother-word");
  private static final Set<String> LEADS_CLAUSE = TokenPattern.wordClass("clause-opening");
  private static final Set<String> NEWBORN_TESTS = TokenPattern.wordClass("newborn-test");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> BORN_NOUNS = TokenPattern.wordClass("born-noun");
  private static final Set<String> SITE_PREPOSITIONS = TokenPattern.wordClass("site-preposition");
  private static final Set<String> BORN_WORDS = TokenPattern.wordClass("born-word");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;

  PerinatalFindings(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
  }

  /** Whether a birth is mentioned. */
  static boolean tellsBirth(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (GAVE_BIRTH.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "a fetus with hydrocephalus", "hydrops of the fetus", "fetal ultrasound showed a cleft lip" in
  // the account of a woman: not hers. What ends or complicates the pregnancy is.
  void proposeFetus(int at) {
    boolean study =
        OF_FETUS.contains(at(at))
            && (clauses.inside(at) != null && clauses.inside(at).isTest()
                || at + 1 < sentence.end
                    && clauses.inside(at + 1) != null
                    && clauses.inside(at + 1).isTest());
    boolean has = FETUS.contains(at(at)) && HAVING.contains(at(at + 1));
    int end = study || has ? at + 1 : at;
    while (end > at
        && end < sentence.end
        && clauses.boundary(end) != Boundary.END
        && !clauses.startsClauseOf(end)
        && !(has && end > at + 1 && FINITE.contains(at(end)) && clauses.inside(end) == null)) {
      end++;
    }
    proposeOfFetus(at, at + 1, end, has);
    int owner = at - 1;
    while (ARTICLES.contains(at(owner))) {
      owner--;
    }
    if (FETUS.contains(at(at)) && owner < at - 1 && SITE_PREPOSITIONS.contains(at(owner))) {
      int from = owner;
      while (from > sentence.first
          && clauses.boundary(from - 1) != Boundary.END
          && !(VERBS.contains(at(from - 1)) && clauses.inside(from - 1) == null)) {
        from--;
      }
      proposeOfFetus(at, from, owner, false);
    }
    Graph.Node own = OF_FETUS.contains(at(at)) ? clauses.inside(at) : null;
    if (own != null && own.isProblem()) {
      proposeOfFetus(at, own.first, own.end, false);
    } else if (OF_FETUS.contains(at(at))
        && at + 1 < sentence.end
        && clauses.inside(at + 1) != null) {
      proposeOfFetus(at, at + 1, clauses.inside(at + 1).end, false);
    }
  }

  // Tests, too, of "a fetus with a heart rate of 140 bpm".
  private void proposeOfFetus(int fetus, int from, int end, boolean tests) {
    for (Graph.Node node : sentence.nodes) {
      boolean hers = false;
      for (int i = node.first; i < node.end; i++) {
        hers |= OF_PREGNANCY.contains(at(i));
      }
      boolean told = node.isProblem() || tests && node.isTest();
      if (told && !hers && node.first >= from && node.end <= end) {
        node.propose(
            new Graph.Proposal(
                Property.Value.OTHER, "of-fetus", SUBJECT_RANK, 0, fetus, fetus + 1));
      }
    }
  }

  // "She delivered a girl weighing 2,450 g", "Apgar scores were 8 and 9" in the account of a
  // mother: the newborn's.
  void proposeNewborn() {
    int delivery = sentence.end;
    int born = sentence.end;
    // "after delivery of her child, she had": what follows the comma is hers.
    boolean named = false;
    for (int i = sentence.first; i < sentence.end; i++) {
      int end = Math.max(DELIVERED.end(graph, sentence, i), GAVE_BIRTH_TO.end(graph, sentence, i));
      int of = DELIVERY_OF.end(graph, sentence, i);
      named |= of > end;
      // "A woman, who had delivered her child, presented with": so is what follows a relative
      // clause.
      named |=
          end > i
              && IntStream.range(Math.max(sentence.first, i - RELATIVE_SIGHT), i)
                  .anyMatch(j -> at(j).equals("who"));
      end = Math.max(end, of);
      proposeBorn(i, WAS_BORN.end(graph, sentence, i));
      if (end > i && born == sentence.end) {
        delivery = i;
        born = end;
      }
    }
    int next = born;
    while (next < sentence.end
        && (clauses.boundary(next) != Boundary.END || clauses.isReason(next))
        && !(named && at(next).equals(","))
        && !clauses.startsClauseOf(next)) {
      next++;
    }
    for (Graph.Node node : sentence.nodes) {
      boolean behind =
          node.first >= delivery
              && node.end > born
              && node.end <= next
              && CueTable.Target.ALL.includes(node.type);
      if (behind || node.isTest() && isOfNewborn(node) || isOfHim(node)) {
        node.propose(
            new Graph.Proposal(
                Property.Value.OTHER, "of-newborn", SUBJECT_RANK, 0, node.first, node.end));
      }
    }
  }

  // "A girl weighing 1,650 g was delivered"
  private void proposeBorn(int from, int end) {
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= from && node.end <= end && !node.isTreatment()) {
        node.propose(
            new Graph.Proposal(
                Property.Value.OTHER, "of-newborn", SUBJECT_RANK, 0, node.first, node.end));
      }
    }
  }

  // Her own birth weight is told of a woman too: "She had a birth weight of 1,900 g".
  private boolean isOfNewborn(Graph.Node test) {
    if (NEWBORN_TESTS.contains(at(test.first))) {
      return true;
    }
    boolean weight = at(test.first).equals("birth") && at(test.first + 1).equals("weight");
    boolean hers = false;
    for (int i = sentence.first; i < test.first && weight; i++) {
      if (BORN_NOUNS.contains(at(i))) {
        return true;
      }
      hers |= HERSELF.contains(at(i));
    }
    return weight && !hers;
  }

  // "He weighed 3 kg" in the account of a woman: whoever he is, she is not.
  private boolean isOfHim(Graph.Node node) {
    for (int i = node.end - 1; i >= sentence.first; i--) {
      if (clauses.boundary(i) == Boundary.END || at(i).equals(";")) {
        return false;
      }
      if (HIM.contains(at(i))) {
        return i == sentence.first || LEADS_CLAUSE.contains(at(i - 1));
      }
    }
    return false;
  }

  // "The baby was delivered by cesarean section": the mother was operated on.
  boolean isBorn(int person, int verb) {
    boolean born = false;
    for (int i = verb; i <= verb + 2; i++) {
      born |= BORN_WORDS.contains(at(i));
    }
    return born && OFFSPRING.contains(at(person));
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

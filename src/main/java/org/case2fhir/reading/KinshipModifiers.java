package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * What modifies a term of kinship, and so is the relative's: an adjective as in "his diabetic
 * mother", a phrase as in "born to a mother with epilepsy", a clause as in "a brother who has
 * ataxia", and what was examined "in the mother". A relative who only modifies the noun for the
 * patient, as in "a girl with an affected sister", leaves the verb to that noun.
 */
final class KinshipModifiers {
  private static final int SUBJECT_RANK = 6;
  private static final int FARTHEST_SUBJECT = 11;
  private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s?$");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-person");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> TESTED = TokenPattern.wordClass("tested-in");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final TokenPattern CHILD_OF = TokenPattern.of("<child-of> (to|of|from|by)");
  private static final Set<String> BIRTH = TokenPattern.wordClass("birth");
  private static final int FARTHEST_PARENT = 7;
  private static final int FARTHEST_BIRTH = 20;
  private static final Set<String> PARENTS = TokenPattern.wordClass("parent-noun");
  private static final Set<String> CHILD_NOUNS = TokenPattern.wordClass("born-noun");
  private static final Set<String> PREGNANCY = TokenPattern.wordClass("pregnancy-noun");
  private static final Set<String> BESIDE = TokenPattern.wordClass("beside-word");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;
  private final KinshipTerms kinship;

  KinshipModifiers(
      Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses, KinshipTerms kinship) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
    this.kinship = kinship;
  }

  // "his [diabetic] mother", "a [hypertensive], [asthmatic] 30-year-old mother", "his [alcoholic
  // father]": what describes a person.
  void proposeDescribed(int person, Property.Value whose) {
    if (PREGNANCY.contains(at(person + 1))) {
      return;
    }
    List<Graph.Node> described = new ArrayList<>();
    int end = person;
    while (end > sentence.first && kinship.isAge(end - 1)) {
      end--;
    }
    Graph.Node around = clauses.inside(person);
    if (around != null && around.isProblem() && around.end == person + 1) {
      described.add(around);
    }
    Graph.Node node = kinship.problemBefore(end);
    if (node != null) {
      described.add(node);
      Graph.Node next = node;
      List<Graph.Node> listed = new ArrayList<>();
      while (next != null && clauses.isJoint(next.first - 1)) {
        next = kinship.problemBefore(next.first - 1);
        if (next != null) {
          listed.add(next);
        }
      }
      int lead = listed.isEmpty() ? node.first - 1 : listed.get(listed.size() - 1).first - 1;
      if (OWNERS.contains(at(lead)) || ARTICLES.contains(at(lead))) {
        described.addAll(listed);
      }
    }
    for (Graph.Node each : described) {
      each.propose(
          new Graph.Proposal(whose, "described-relative", SUBJECT_RANK, 0, person, person + 1));
    }
  }

  // "born to a mother with epilepsy", "the infant of a [diabetic] woman who had preeclampsia": it
  // is the parent's, up to the next verb.
  void proposeParent(int at) {
    int end = Math.max(CHILD_OF.end(graph, sentence, at), bornTo(at));
    if (end < 0) {
      return;
    }
    int person = end;
    while (person < end + FARTHEST_PARENT && !PARENTS.contains(at(person))) {
      if (VERBS.contains(at(person)) || PREPOSITIONS.contains(at(person))) {
        return;
      }
      person++;
    }
    if (!PARENTS.contains(at(person)) || clauses.isOutside(person)) {
      return;
    }
    Property.Value whose =
        KinshipTerms.isKin(at(person)) ? Property.Value.FAMILY : Property.Value.OTHER;
    proposeDescribed(person, whose);
    boolean who = WHO.contains(at(person + 1));
    if (who || at(person + 1).equals("with")) {
      proposeAttached(person, who, whose, "parent");
    }
  }

  // "born [at 38 weeks by cesarean section] to a mother": behind the "to"; -1 where a verb or the
  // end of the clause is nearer.
  private int bornTo(int born) {
    if (!BIRTH.contains(at(born))) {
      return -1;
    }
    for (int i = born + 1; i < sentence.end && i <= born + FARTHEST_BIRTH; i++) {
      boolean range = Character.isDigit(at(i + 1).isEmpty() ? ' ' : at(i + 1).charAt(0));
      if (at(i).equals("to") && (!range || kinship.isAge(i + 1))) {
        return i + 1;
      }
      boolean verb = FINITE.contains(at(i)) || VERBS.contains(at(i)) && clauses.inside(i) == null;
      if (verb || clauses.boundary(i) == Boundary.END || KinshipTerms.isKin(at(i))) {
        return -1;
      }
    }
    return -1;
  }

  // "Genetic testing in the mother showed a deletion": the test and what it showed are hers.
  void proposeTested(Graph.Node test) {
    int kin = test.end + 1;
    while (OWNERS.contains(at(kin))
        || ARTICLES.contains(at(kin))
        || POSSESSIVE.matcher(at(kin)).find()
        || POSSESSIVE.matcher(at(kin + 1)).find() && !KinshipTerms.isKin(at(kin))) {
      kin++;
    }
    boolean tested =
        TESTED.contains(at(test.end))
            && kin > test.end + 1
            && KinshipTerms.isKin(at(kin))
            && !POSSESSIVE.matcher(at(kin) + at(kin + 1)).find()
            && !clauses.isOutside(kin)
            && !kinship.isPatientAsMother(kin)
            && !kinship.isPatientAsKin(kin);
    if (!tested) {
      return;
    }
    int end = kin + 1;
    while (end < sentence.end
        && clauses.boundary(end) != Boundary.END
        && !clauses.startsClauseOf(end)) {
      end++;
    }
    int first =
        sentence
            .coordination(test)
            .map(list -> list.members().get(0).first)
            .filter(start -> start < test.first)
            .orElse(test.first);
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= first && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
        node.propose(
            new Graph.Proposal(
                Property.Value.FAMILY, "tested-relative", SUBJECT_RANK, 0, kin, kin + 1));
      }
    }
  }

  // What stands behind "with" or "who" up to a comma or the next verb.
  private void proposeAttached(int person, boolean who, Property.Value whose, String rule) {
    int from = person + 2;
    int end = who ? from + 1 : from;
    while (end < sentence.end
        && clauses.boundary(end) != Boundary.END
        && !clauses.startsClauseOf(end)
        && !at(end).equals(",")
        && !(FINITE.contains(at(end)) && !FINITE.contains(at(end - 1)))) {
      end++;
    }
    int reach = endOfList(from, end);
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= from && node.end <= reach && CueTable.Target.ALL.includes(node.type)) {
        node.propose(new Graph.Proposal(whose, rule, SUBJECT_RANK, 0, person, person + 1));
      }
    }
  }

  // "a mother with diabetes, asthma and gout": all of the list.
  private int endOfList(int from, int end) {
    return sentence.nodes.stream()
        .filter(node -> node.first >= from && node.end <= end)
        .flatMap(node -> sentence.coordination(node).stream())
        .filter(list -> list.members().get(0).first >= from)
        .mapToInt(list -> list.members().get(list.members().size() - 1).end)
        .reduce(end, Math::max);
  }

  // "A girl with an affected sister developed ataxia": the girl did. "A girl with a brother who has
  // ataxia presented": what is said of the brother ends at the next verb.
  boolean isBesidePerson(int clause, int kin) {
    if (isOfChild(kin)) {
      return true;
    }
    boolean person = false;
    boolean beside = false;
    for (int i = clause; i < kin; i++) {
      if (VERBS.contains(at(i))
          || OWNERS.contains(at(i))
          || KinshipTerms.isKin(at(i))
          || at(i).equals(",")) {
        return false;
      }
      beside |= person && BESIDE.contains(at(i));
      person |= PERSON.contains(at(i)) && !OTHERS.contains(at(i));
    }
    return beside && kin - clause <= FARTHEST_SUBJECT;
  }

  // ", the infant of an HIV-positive mother, had fever": the infant had.
  private boolean isOfChild(int kin) {
    for (int i = kin - 1; i > sentence.first && kin - i <= FARTHEST_PARENT; i--) {
      if (at(i).equals("of")) {
        return CHILD_NOUNS.contains(at(i - 1)) && !OWNERS.contains(at(i + 1));
      }
      if (VERBS.contains(at(i)) || PREPOSITIONS.contains(at(i)) || OWNERS.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  void proposeBesidePerson(int kin) {
    boolean who = WHO.contains(at(kin + 1));
    int from = who ? kin + 2 : kin + 1;
    if (at(kin + 1).equals("with")) {
      proposeAttached(kin, false, Property.Value.FAMILY, "relative-with");
      return;
    }
    from += at(from).equals(",") && isOfChild(kin) ? 1 : 0;
    if (!who && !VERBS.contains(at(from)) && !FINITE.contains(at(from))) {
      return;
    }
    int end = from + 1;
    while (end < sentence.end
        && clauses.boundary(end) != Boundary.END
        && !clauses.startsClauseOf(end)
        && !(who
            && (at(end).equals(",")
                || FINITE.contains(at(end)) && !FINITE.contains(at(end - 1))))) {
      end++;
    }
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= from && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
        node.propose(
            new Graph.Proposal(
                who ? Property.Value.FAMILY : Property.Value.PATIENT,
                who ? "relative-clause" : "beside-relative",
                SUBJECT_RANK,
                0,
                kin,
                kin + 1));
      }
    }
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

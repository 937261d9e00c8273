package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * What a relative says as the informant: "his mother reported that he had a rash" is of the
 * patient, "his mother has asthma and states that he has a rash" of each in turn, "his brother
 * claims to have psoriasis" of the one who says it.
 */
final class InformantStatements {
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> OWN_SUBJECTS = TokenPattern.wordClass("told-subject");
  private static final Set<String> OWN_VERBS = TokenPattern.wordClass("own-predicate");
  private static final Set<String> REPORTS = TokenPattern.wordClass("relative-reports");
  private static final Set<String> TELL = TokenPattern.wordClass("tell");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> PERSONAL = TokenPattern.wordClass("patient-pronoun");
  private static final int VERB_SIGHT = 2;
  private static final Set<String> TAKES = TokenPattern.wordClass("take-verb");
  private static final Set<String> CLAUSE_LEADS = TokenPattern.wordClass("clause-lead");
  private static final Set<String> FEMALE_KIN = TokenPattern.wordClass("female-kin");
  private static final Set<String> MALE_KIN = TokenPattern.wordClass("male-kin");
  private static final Set<String> OF_FAMILY = TokenPattern.wordClass("of-family");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> PLURAL_KIN = TokenPattern.wordClass("plural-kin");
  private static final TokenPattern COMPLAINED_OF = TokenPattern.of("<complaining> of");
  private static final TokenPattern FOUND_TO_HAVE =
      TokenPattern.of("<passive> ..1 <found-participle> to <infinitive-of-having>");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;

  InformantStatements(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
  }

  // "The mother has asthma and states that he has a rash", "his parents are sad that she has":
  // where the relative's clause goes over to the patient; else its end.
  int toldOf(int kin, int verb, int end) {
    for (int i = verb + 1; i < end; i++) {
      boolean joined = at(i - 1).equals("and") || at(i - 1).equals("but") || at(i - 1).equals(",");
      boolean reports = joined && REPORTS.contains(at(i));
      int subject = reports && at(i + 1).equals("that") ? i + 2 : i + 1;
      boolean patient = ARTICLES.contains(at(subject));
      patient &= PERSON.contains(at(subject + 1));
      if (clauses.inside(i) == null
          && (reports && (patient || PERSONAL.contains(at(subject)))
              || CLAUSE_LEADS.contains(at(i)) && isAnother(kin, at(subject)))) {
        return i;
      }
    }
    return end;
  }

  // "The parents denied fever and have asthma": where the relative says what he has himself; else
  // the end. "The mother reported that he coughs and has fever" is of the patient.
  int ownPredicate(int verb, int end) {
    for (int i = verb + 1; i + 2 < end; i++) {
      if (OWN_SUBJECTS.contains(at(i))) {
        return end;
      }
      boolean joined = at(i).equals("and") || at(i).equals("but");
      boolean told = TELL.contains(at(i + 2)) || at(i + 2).endsWith("ed");
      if (joined && OWN_VERBS.contains(at(i + 1)) && !told) {
        return i;
      }
    }
    return end;
  }

  // "His brother complained of weakness", "was found to have ataxia", "took valproate": what the
  // relative has, or takes. "His mother took him to hospital", "was told that he has" are not.
  boolean isOwnVerb(int verb) {
    if (TAKES.contains(at(verb))) {
      for (int i = verb + 1; i <= verb + VERB_SIGHT && i < sentence.end; i++) {
        if (clauses.inside(i) != null && clauses.inside(i).type == MentionType.MEDICATION) {
          return true;
        }
      }
      return false;
    }
    // "His mother complained of his inability to open the mouth"
    int object = COMPLAINED_OF.end(graph, sentence, verb);
    return object > verb && !OWNERS.contains(at(object))
        || FOUND_TO_HAVE.end(graph, sentence, verb) > verb;
  }

  // "His brother claims to have psoriasis", "reported having had".
  boolean isOfTeller(int verb) {
    int have = at(verb + 1).equals("to") ? verb + 2 : verb + 1;
    boolean having = at(have).equals("having") || have > verb + 1 && at(have).equals("have");
    return having && !TELL.contains(at(have + 1));
  }

  // "His mother reported that his brother had epilepsy", "a family history of epilepsy": a cue
  // behind the verb of the one who tells names a relative other than the patient.
  boolean isOfThirdPerson(int teller, int verb, Graph.Node node) {
    Optional<Graph.Proposal> whose = node.proposal(Property.EXPERIENCER);
    if (whose.isEmpty() || whose.get().value() == Property.Value.PATIENT) {
      return false;
    }
    for (int i = Math.max(verb + 1, whose.get().first()); i < whose.get().end(); i++) {
      if (OF_FAMILY.contains(at(i))) {
        return true;
      }
      String owner = at(i - 1);
      boolean another =
          owner.equals("his") && isAnother(teller, "he")
              || owner.equals("her") && isAnother(teller, "she")
              || owner.equals("'s") && PERSON.contains(at(i - 2));
      if (KinshipTerms.isKin(at(i)) && (another || owner.equals("a") || owner.equals("another"))) {
        return true;
      }
    }
    return false;
  }

  // Whether a pronoun cannot mean a relative: "his mother", "he".
  private boolean isAnother(int kin, String pronoun) {
    boolean several = PLURAL_KIN.contains(at(kin));
    return switch (pronoun) {
      case "he" -> several || FEMALE_KIN.contains(at(kin));
      case "she" -> several || MALE_KIN.contains(at(kin));
      default -> false;
    };
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

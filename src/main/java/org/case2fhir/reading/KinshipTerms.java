package org.case2fhir.reading;

import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;

/**
 * The terms of kinship in a sentence, and which of them mean the patient: "the mother" is the
 * patient in an account of her delivery, and so is "a 34-year-old mother of two".
 */
final class KinshipTerms {
  private static final int CHILD_REACH = 5;
  private static final int KIN_SIGHT = 11;
  private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s?$");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> MOTHER = TokenPattern.wordClass("birth-mother");
  private static final Set<String> LABELLED = TokenPattern.wordClass("labelled-patient");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> AGED = TokenPattern.wordClass("age-tail");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> CHILD = TokenPattern.wordClass("offspring");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> EARLIER_CHILD = TokenPattern.wordClass("earlier-child");
  private static final TokenPattern OF_PATIENT =
      TokenPattern.of("<patient-number-lead> ..1 (patient|case|NUM|,|was|had)");
  private static final Set<String> TWIN_LABELS = TokenPattern.wordClass("twin-label");
  private static final Set<String> HEALTHY = TokenPattern.wordClass("no-illness");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> OFFSHOOTS = TokenPattern.wordClass("daughter-thing");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;
  private final boolean mother;

  KinshipTerms(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses, boolean mother) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
    this.mother = mother;
  }

  /** Whether a word in lower case is a relative, also as an owner: "mother's", "parents'". */
  static boolean isKin(String lower) {
    return KIN.contains(lower) || KIN.contains(POSSESSIVE.matcher(lower).replaceFirst(""));
  }

  boolean isAge(int i) {
    return sentence.nodes(MentionType.AGE).anyMatch(age -> age.first <= i && i < age.end);
  }

  Graph.Node problemBefore(int end) {
    Graph.Node node = clauses.isOutside(end - 1) ? null : clauses.inside(end - 1);
    boolean problem = node != null && node.isProblem() && node.end == end;
    return problem && !HEALTHY.contains(at(end - 1)) ? node : null;
  }

  // "The mother developed fever" in the account of one who gave birth: the patient herself.
  boolean isPatientAsMother(CueTable.Found found) {
    for (int i = found.first(); i < found.end(); i++) {
      if (isPatientAsMother(i)) {
        return true;
      }
    }
    return false;
  }

  // "A 35-year-old house wife presented": the first person whose age is stated; "a 35-year-old man
  // whose wife" names another.
  private boolean opensAccount(int kin) {
    for (int i = sentence.first; i < kin; i++) {
      if (VERBS.contains(at(i))
          || OWNERS.contains(at(i))
          || WHO.contains(at(i))
          || PREPOSITIONS.contains(at(i))
          || at(i).equals(",")
          || POSSESSIVE.matcher(at(i)).find()
          || isKin(at(i))) {
        return false;
      }
    }
    return !at(kin + 1).equals("of")
        && sentence.nodes(MentionType.AGE).anyMatch(age -> age.end <= kin)
        && graph.sentences().stream()
            .takeWhile(earlier -> earlier != sentence)
            .noneMatch(earlier -> earlier.nodes(MentionType.AGE).findAny().isPresent());
  }

  boolean isPatientAsMother(int i) {
    return mother
        && MOTHER.contains(at(i))
        && DEFINITE.contains(at(i - 1))
        && !OWNERS.contains(at(i - 1))
        && !at(i + 1).equals("of")
        && !hasOwnMother(i);
  }

  boolean isPatientAsKin(CueTable.Found found) {
    for (int i = found.first(); i < found.end(); i++) {
      if (isPatientAsKin(i)) {
        return true;
      }
    }
    return false;
  }

  // "A woman, mother of three children, was referred", "a 34-year-old mother of two": who is told
  // of by what she is to others. "Mother of a boy with asthma" and "mother of the patient" are not.
  boolean isPatientAsKin(int kin) {
    if (isKin(at(kin)) && opensAccount(kin)) {
      return true;
    }
    if (isKin(at(kin)) && isTwinPatient(kin)) {
      return true;
    }
    if (!isKin(at(kin)) || !at(kin + 1).equals("of") && !at(kin + 1).equals("to")) {
      return false;
    }
    for (int i = kin + 2; i <= kin + KIN_SIGHT && !at(i).equals(","); i++) {
      if (VERBS.contains(at(i))) {
        break;
      }
      if (OF_PATIENT.end(graph, sentence, i) > i
          || DEFINITE.contains(at(i)) && OF_PATIENT.end(graph, sentence, i + 1) > i) {
        break;
      }
      if (at(i).equals("with") || LABELLED.contains(at(i)) || DEFINITE.contains(at(i))) {
        return false;
      }
    }
    int lead = kin - 1;
    Graph.Node described = problemBefore(kin);
    lead = described == null ? lead : described.first - 1;
    lead -= ARTICLES.contains(at(lead)) ? 1 : 0;
    boolean apposition = at(lead).equals(",") || at(lead).equals("and");
    boolean aged = AGED.contains(at(lead));
    boolean person = aged;
    for (int i = sentence.first; i < lead; i++) {
      if (VERBS.contains(at(i)) || isKin(at(i)) || OWNERS.contains(at(i))) {
        return false;
      }
      person |= PERSON.contains(at(i)) || AGED.contains(at(i));
    }
    return person && (apposition || aged);
  }

  // "Twin A, a 3-day-old boy, had jaundice", "A 3-day-old boy, twin A, had": who is told of.
  private boolean isTwinPatient(int twin) {
    boolean labelled = TWIN_LABELS.contains(at(twin + 1)) && at(twin + 2).equals(",");
    boolean aged =
        twin == sentence.first && isAge(twin + 4)
            || at(twin - 1).equals(",") && isBefore(MentionType.AGE, twin);
    return at(twin).equals("twin")
        && labelled
        && aged
        && graph.sentences().stream()
            .takeWhile(earlier -> earlier != sentence)
            .noneMatch(earlier -> earlier.nodes(MentionType.AGE).findAny().isPresent());
  }

  private boolean isBefore(MentionType type, int at) {
    return sentence.nodes(type).anyMatch(node -> node.end <= at);
  }

  // "Her mother had diabetes, and the mother was treated": named before in the sentence.
  private boolean hasOwnMother(int end) {
    for (int i = sentence.first + 1; i < end; i++) {
      if (MOTHER.contains(at(i)) && OWNERS.contains(at(i - 1))) {
        return true;
      }
    }
    return false;
  }

  // "Her mother", "her first child": a child is a relative only as somebody's.
  boolean isRelative(int clause, int i) {
    if (isPatientAsMother(i) || isPatientAsKin(i)) {
      return false;
    }
    if (isKin(at(i))) {
      // "daughter cysts"
      return !OFFSHOOTS.contains(at(i + 1)) || !at(i).equals("daughter");
    }
    if (!CHILD.contains(at(i)) || at(i + 1).equals("-")) {
      return false;
    }
    for (int j = i - 1; j >= Math.max(clause, i - CHILD_REACH); j--) {
      if (OWNERS.contains(at(j)) || j == i - 1 && EARLIER_CHILD.contains(at(j))) {
        return true;
      }
      if (VERBS.contains(at(j)) || PREPOSITIONS.contains(at(j)) || at(j).equals(",")) {
        return false;
      }
    }
    return false;
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

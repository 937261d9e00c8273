package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * The subject of a verb that is a cue: of all that stands before "was ruled out" or "was
 * performed", what the verb says it of. That is the head of its noun phrase, however long; a list
 * is a subject as a whole; what has a verb of its own before an "and" is none.
 */
final class VerbSubjects {
  private static final int NEAREST_ACTION = 3;
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> SUBJECT_JOINTS = TokenPattern.wordClass("joint-of-subjects");
  private static final Set<String> SUBJECT_OPENINGS = TokenPattern.wordClass("opening-of-subjects");
  private static final int LONGEST_SUBJECT = 30;
  private static final int LONGEST_NOUN_PHRASE = 8;
  private static final Set<String> DEFINITE = TokenPattern.wordClass("excepted-definite");
  private static final Set<String> CLAUSES = TokenPattern.wordClass("clause-link");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("do-participle");
  private static final int VERB_SIGHT = 2;
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("auxiliary");
  private static final Set<String> ONE_SUBJECT = TokenPattern.wordClass("singular-auxiliary");
  private static final Pattern SINGULAR_ENDING = Pattern.compile("(?:s|i|u)s$");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> BY_MEANS = TokenPattern.wordClass("treatment-lead");
  private static final Set<String> GENERIC_TREATMENTS = TokenPattern.wordClass("treatment-noun");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Map<String, String> BRACKETS = Map.of("(", ")", "[", "]");
  private static final Set<String> ADJUNCT_OPENINGS = TokenPattern.wordClass("adjunct-opening");
  private static final TokenPattern ADDING = TokenPattern.of("<adding-lead>");
  private static final Set<String> STATEMENT_STARTS = TokenPattern.wordClass("statement-start");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;

  VerbSubjects(Graph graph, Graph.Sentence sentence, ClauseBoundaries clauses) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
  }

  // "[Bronchoscopy] with biopsy of a mass in the lung was performed": a passive verb speaks of the
  // head of its subject, however long that is; what the subject is done for is not its object.
  void reachSubject(CueTable.Found found, List<Graph.Node> scope) {
    if (!VERBS.contains(at(found.first()))) {
      return;
    }
    boolean reality = found.cue().axis() == CueTable.Axis.of(Property.REALITY);
    boolean possible = found.cue().gives(Property.Value.POSSIBLE);
    Optional<Graph.Node> subject = reality || possible ? subject(found.first()) : Optional.empty();
    if (subject.isEmpty()) {
      return;
    }
    if (possible) {
      scope.removeIf(node -> node.first > subject.get().end && node.isProblem());
    } else if (found.cue().target().includes(subject.get().type)
        && !scope.contains(subject.get())) {
      scope.add(subject.get());
    }
  }

  // The treatment or test at the head of the noun phrase before a verb, with a phrase behind it.
  private Optional<Graph.Node> subject(int verb) {
    int start = verb;
    while (start > sentence.first && verb - start <= LONGEST_SUBJECT && !endsSubject(start - 1)) {
      start--;
    }
    // "He underwent CT of the chest and was discharged": the object of another verb.
    boolean object = start > sentence.first && VERBS.contains(at(start - 1));
    if (object || at(verb - 1).equals("and")) {
      return Optional.empty();
    }
    boolean phrase = false;
    for (int i = start; i < verb; i++) {
      Graph.Node node = clauses.inside(i);
      if (node != null && (node.isTreatment() || node.isTest())) {
        for (int j = node.end; j < verb; j++) {
          phrase |=
              clauses.inside(j) == null && PREPOSITIONS.contains(at(j)) || at(j).equals("because");
        }
        return phrase ? Optional.of(node) : Optional.empty();
      }
      boolean other =
          node != null && CueTable.Target.ALL.includes(node.type) || PREPOSITIONS.contains(at(i));
      if (other || i - start > NEAREST_ACTION + 1) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean endsSubject(int token) {
    if (clauses.inside(token) != null) {
      return false;
    }
    String word = at(token);
    boolean reduced = PARTICIPLES.contains(word) && !PASSIVE.contains(at(token - 1));
    return !reduced && VERBS.contains(word)
        || LIST.contains(word) && !word.equals("and")
        || word.equals("and") && VERBS.contains(at(token - 1))
        || CLAUSES.contains(word) && !(word.equals("because") && at(token + 1).equals("of"));
  }

  // "The fever, the cough and the rash were not found", "not only the fever but also the cough had
  // resolved": the members of the list that is the subject of a cue's verb, before the last.
  List<Graph.Node> listedSubjects(CueTable.Found found, List<Graph.Node> scope) {
    Optional<Graph.Node> last =
        scope.stream().filter(node -> node.end <= found.first()).min(Comparator.naturalOrder());
    if (last.isEmpty() || !isVerb(found.first())) {
      return List.of();
    }
    List<Graph.Node> members = new ArrayList<>();
    List<Graph.Node> nearest = new ArrayList<>();
    Graph.Node first = last.get();
    boolean alternative = false;
    boolean comma = false;
    while (true) {
      int before = beforeModifiers(first);
      int joint = before;
      boolean apart = false;
      while (joint >= sentence.first && SUBJECT_JOINTS.contains(at(joint))) {
        int relative = clauses.relativeClauseStart(joint);
        alternative |= OR.contains(at(joint));
        apart |= at(joint).equals(",") && relative < 0;
        joint = relative < 0 ? joint - 1 : relative - 1;
      }
      joint = beforePhrase(joint);
      Graph.Node member =
          joint == before || clauses.isOutside(joint) ? null : clauses.inside(joint);
      if (member == null || member.end != joint + 1 || !CueTable.Target.ALL.includes(member.type)) {
        break;
      }
      members.add(member);
      comma |= apart;
      if (!comma) {
        nearest.add(member);
      }
      first = member;
    }
    int start = beforeModifiers(first);
    boolean opens = start < sentence.first || SUBJECT_OPENINGS.contains(at(start));
    boolean plural = alternative || !ONE_SUBJECT.contains(at(found.first()));
    if (!opens || !plural) {
      return List.of();
    }
    return isListOfVerbBefore(start) ? nearest : members;
  }

  // "[Dyspnea] on exertion, orthopnea": a phrase behind the first member of a list that opens its
  // sentence.
  private int beforePhrase(int last) {
    for (int i = last; i > sentence.first && last - i < LONGEST_NOUN_PHRASE; i--) {
      if (PREPOSITIONS.contains(at(i)) && clauses.inside(i) == null) {
        Graph.Node head = clauses.inside(i - 1);
        boolean opens =
            head != null
                && CueTable.Target.PROBLEM.includes(head.type)
                && beforeModifiers(head) < sentence.first;
        return opens ? i - 1 : last;
      }
      if (SUBJECT_JOINTS.contains(at(i)) || isOutsideFacts(i) && VERBS.contains(at(i))) {
        return last;
      }
    }
    return last;
  }

  // "CT showed a mass in the liver, a cyst, and nodules were not seen": a comma behind a verb may
  // stand between its objects.
  private boolean isListOfVerbBefore(int start) {
    if (start < sentence.first || !at(start).equals(",")) {
      return false;
    }
    for (int i = start - 1; i >= sentence.first && !at(i).equals(";"); i--) {
      boolean verb = FINITE.contains(at(i)) || VERBS.contains(at(i));
      if (clauses.inside(i) == null && (verb || at(i).equals(":"))) {
        return true;
      }
    }
    return false;
  }

  boolean isVerb(int token) {
    return VERBS.contains(at(token))
        || FINITE.contains(at(token))
        || AUXILIARIES.contains(at(token))
        || at(token).endsWith("ed");
  }

  // The token before the articles and adjectives of a mention.
  private int beforeModifiers(Graph.Node node) {
    int at = node.first - 1;
    while (at >= sentence.first) {
      Graph.Node modifier = clauses.inside(at);
      boolean own =
          modifier == null
              ? ARTICLES.contains(at(at)) || DEFINITE.contains(at(at))
              : !CueTable.Target.ALL.includes(modifier.type) && modifier.end == at + 1;
      if (!own) {
        return at;
      }
      at = modifier == null ? at - 1 : modifier.first - 1;
    }
    return at;
  }

  // "Treatment with A and B was planned": all of the list that the subject is made of. "He received
  // treatment with A, and B was planned" has another subject.
  List<Graph.Node> listedBefore(Graph.Node last) {
    List<Graph.Node> members =
        sentence.coordination(last).map(Graph.Coordination::members).orElse(List.of());
    int at = members.indexOf(last);
    if (at < 1) {
      return List.of();
    }
    int with = members.get(0).first - 1;
    int noun = with - 1;
    int joint = members.get(at - 1).end;
    int before = ARTICLES.contains(at(noun - 1)) ? noun - 2 : noun - 1;
    boolean subject =
        BY_MEANS.contains(at(with))
            && GENERIC_TREATMENTS.contains(at(noun))
            && (before < sentence.first
                || !PREPOSITIONS.contains(at(before))
                    && !VERBS.contains(at(before))
                    && !FINITE.contains(at(before)));
    return subject && (at > 1 || !at(joint).equals(",")) ? members.subList(0, at) : List.of();
  }

  // "presented with cough and sepsis was ruled out": the "and" before the subject of the cue's
  // verb, where what stands before it has a verb of its own; else -1. A verb in the singular has
  // one subject; one in the plural has two, unless its subject is a plural.
  int clauseJoint(int verb) {
    int comma = commaJoint(verb);
    // "had fever, the nausea and the vomiting were not seen": a verb in the plural has both.
    return comma >= 0 && !ONE_SUBJECT.contains(at(verb)) ? comma : Math.max(comma, andJoint(verb));
  }

  // "Because of hypotension[,] ramipril and bisoprolol were stopped": the comma behind a phrase
  // that opens the statement, which is not of the subject of the verb; -1 without. "Because of
  // fever, cough and rash[,] measles and rubella were excluded": the subject is one list.
  int adjunctEnd(int verb) {
    int opening = verb - 1;
    while (opening >= sentence.first && !opensWithAdjunct(opening)) {
      if (isOutsideFacts(opening)
          && (VERBS.contains(at(opening)) || FINITE.contains(at(opening)))) {
        return -1;
      }
      opening--;
    }
    if (opening < sentence.first || ADDING.end(graph, sentence, opening) > opening) {
      return -1;
    }
    for (int i = opening + 1; i < verb; i++) {
      if (at(i).equals(",") && clauses.inside(i) == null && isOneList(i + 1, verb)) {
        return i;
      }
    }
    return -1;
  }

  private boolean opensWithAdjunct(int token) {
    return ADJUNCT_OPENINGS.contains(at(token))
        && (token == sentence.first || STATEMENT_STARTS.contains(at(token - 1)));
  }

  // "A", "A and B", "A, B, and C".
  private boolean isOneList(int from, int end) {
    boolean closed = false;
    boolean comma = false;
    for (int i = from; i < end; i++) {
      if (clauses.inside(i) != null) {
        continue;
      }
      boolean joins = at(i).equals("and") || OR.contains(at(i));
      if (joins && (closed || i == from) || at(i).equals(",") && closed) {
        return false;
      }
      closed |= joins;
      comma |= at(i).equals(",");
    }
    return closed || !comma;
  }

  // "had fever, the spleen was not palpable", "was pale, the uterus was not felt": a comma before
  // the subject of the cue's verb, where what stands before it has a verb of its own.
  private int commaJoint(int verb) {
    for (int i = verb - 1; i > sentence.first && verb - i <= LONGEST_NOUN_PHRASE; i--) {
      if (at(i).equals(",") && clauses.inside(i) == null) {
        return DEFINITE.contains(at(i + 1)) && hasVerbBefore(i) ? i : -1;
      }
      if (isOutsideFacts(i) && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
        return -1;
      }
    }
    return -1;
  }

  // "the nausea [and] the vomiting were not seen": both are the subject of a verb in the plural.
  boolean isInSubject(int and, int verb) {
    boolean inside =
        at(and).equals("and")
            && PASSIVE.contains(at(verb))
            && !ONE_SUBJECT.contains(at(verb))
            && !isPlural(at(verb - 1));
    for (int i = and + 1; inside && i < verb; i++) {
      inside = !isOutsideFacts(i) || !VERBS.contains(at(i)) && !FINITE.contains(at(i));
    }
    return inside;
  }

  private int andJoint(int verb) {
    int near = jointBefore(verb);
    if (near < 0 || !hasSubject(near, verb)) {
      return -1;
    }
    int far = jointBefore(near);
    int joint = near;
    if (!ONE_SUBJECT.contains(at(verb))) {
      boolean alone = !PASSIVE.contains(at(verb)) || isPlural(at(verb - 1));
      joint = far >= 0 && at(far - 1).equals(",") ? far : alone ? near : far;
    }
    return joint >= 0 && hasVerbBefore(joint) ? joint : -1;
  }

  // "was started and was stopped": both verbs have the subject of the first.
  private boolean hasSubject(int joint, int verb) {
    for (int i = joint + 1; i < verb; i++) {
      if (clauses.inside(i) != null) {
        return true;
      }
    }
    return false;
  }

  int auxiliary(CueTable.Found found) {
    int verb = found.end() - 1;
    while (verb > found.first() - VERB_SIGHT && !AUXILIARIES.contains(at(verb))) {
      verb--;
    }
    return AUXILIARIES.contains(at(verb)) ? verb : -1;
  }

  private int jointBefore(int token) {
    for (int i = token - 1; i > sentence.first && clauses.boundary(i) != Boundary.END; i--) {
      if (isOutsideFacts(i) && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
        return -1;
      }
      if (clauses.inside(i) == null && at(i).equals("and")) {
        return i;
      }
    }
    return -1;
  }

  // "had cough and", but "after he was seen, cough and".
  private boolean hasVerbBefore(int joint) {
    boolean comma = false;
    boolean verb = false;
    for (int i = joint - 1; i >= sentence.first; i--) {
      int opening = BRACKETS.containsValue(at(i)) ? clauses.bracketEnd(i - 1, -1) : -1;
      if (opening >= sentence.first) {
        i = opening;
        continue;
      }
      boolean word = isOutsideFacts(i);
      if (word && verb && comma && CLAUSES.contains(at(i)) && !WHO.contains(at(i))) {
        return false;
      }
      if (verb && (at(i).equals(",") || clauses.boundary(i) == Boundary.END)) {
        return true;
      }
      if (!verb && word && (clauses.boundary(i) == Boundary.END || CLAUSES.contains(at(i)))) {
        return false;
      }
      verb |= word && FINITE.contains(at(i));
      comma |= !verb && at(i).equals(",");
    }
    return verb;
  }

  // "complained" is told as an event, and is a verb all the same.
  private boolean isOutsideFacts(int i) {
    Graph.Node node = clauses.inside(i);
    return node == null || !node.isProblem() && !node.isTreatment() && !node.isTest();
  }

  private static boolean isPlural(String noun) {
    return noun.endsWith("s") && !SINGULAR_ENDING.matcher(noun).find();
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}

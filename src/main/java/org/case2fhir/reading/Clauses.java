package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * The clauses of a sentence: stretches that have a verb of their own. A time says when what its own
 * clause states was.
 */
final class Clauses {
  private static final int VERB_SIGHT = 7;
  private static final int PLUPERFECT_SIGHT = 3;
  private static final int OPENING_SIGHT = 5;
  // ", and in"
  private static final int JOINT_WORDS = 3;
  private static final Set<String> LINKS = TokenPattern.wordClass("clause-link");
  private static final Set<String> PRONOUNS = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("pluperfect-participle");
  private static final Set<String> HISTORY = TokenPattern.wordClass("history-word");
  private static final Set<String> OUTSIDE = TokenPattern.wordClass("outside-account");
  private static final Set<String> MAIN_VERBS = TokenPattern.wordClass("main-verb");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> BIRTH = TokenPattern.wordClass("birth-word");
  private static final Set<String> PATIENT = TokenPattern.wordClass("case-person");
  private static final Set<String> SUBJECTS = TokenPattern.wordClass("patient-pronoun");
  private static final TokenPattern FOLLOWED = TokenPattern.of("<ensue> <ensue-when>");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> HISTORIES = TokenPattern.wordClass("history-noun");
  private static final Set<String> OPENINGS = TokenPattern.wordClass("history-opening");
  private static final Set<String> DETERMINERS = TokenPattern.wordClass("det");
  private static final Set<String> ENDED = TokenPattern.wordClass("resolved");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> PLACING = TokenPattern.wordClass("placing-verb");
  private static final int REDUCED_SIGHT = 6;
  private static final int SUBJECT_WORDS = 5;
  private static final Set<String> HAVING = TokenPattern.wordClass("having");
  private static final TokenPattern SEQUEL = TokenPattern.of("<sequel-clause>");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<Clause> clauses = new ArrayList<>();
  private final List<TimeExpression> times;
  private final boolean[] timed;

  /**
   * A clause.
   *
   * @param relative whether it begins with a relative pronoun
   * @param past whether it speaks of the history, or of what had been before
   * @param pluperfect whether all of it had been before
   * @param outside whether it speaks of something else than the patient: a guideline, a house
   * @param birth whether it speaks of the birth
   */
  record Clause(
      int first,
      int end,
      boolean relative,
      boolean past,
      boolean pluperfect,
      boolean outside,
      boolean birth) {
    boolean holds(int token) {
      return token >= first && token < end;
    }
  }

  Clauses(Graph graph, Graph.Sentence sentence, List<TimeExpression> times) {
    this.graph = graph;
    this.sentence = sentence;
    this.times = times;
    boolean[] inside = new boolean[sentence.end - sentence.first];
    // "Presented" is a verb, though it names an event as well.
    sentence.nodes.stream()
        .filter(node -> node.type != MentionType.CLINICAL_EVENT && node.type != MentionType.OUTCOME)
        .forEach(node -> fill(inside, node.first, node.end));
    times.forEach(time -> fill(inside, time.first(), time.end()));
    timed = new boolean[inside.length];
    times.forEach(time -> fill(timed, time.first(), time.end()));
    int first = sentence.first;
    boolean relative = false;
    boolean verb = false;
    boolean history = false;
    boolean introduced = false;
    for (int i = sentence.first; i < sentence.end; i++) {
      // "In her past history she experienced": the history goes on behind the verb.
      history |= HISTORY.contains(at(i)) && !timed[i - sentence.first] && !isOpening(i, inside);
      // "A woman with fibroids underwent surgery in 2010": what she has is not of that time.
      introduced |= !verb && HAVING.contains(at(i)) && hasPatient(first, i);
      boolean main =
          MAIN_VERBS.contains(at(i))
              || introduced && !inside[i - sentence.first] && VERBS.contains(at(i));
      int start = (history || introduced) && main ? verbStart(i) : first;
      if (start > first) {
        // "A man with a history of gout underwent": the history ends at the verb.
        add(first, start, relative, introduced && isDated(first, start));
        first = start;
        relative = false;
        verb = true;
        history = false;
        introduced = false;
      }
      int reduced = verb ? reducedEnd(i) : i;
      int noun = reduced > i ? actedFrom(i) : first;
      if (noun > first) {
        add(first, noun, relative);
        add(noun, reduced, true, true);
        first = reduced;
        relative = false;
        i = reduced - 1;
        continue;
      }
      if (inside[i - sentence.first]) {
        continue;
      }
      verb |= VERBS.contains(at(i)) || FOLLOWED.end(graph, sentence, i) > i;
      boolean pronoun = PRONOUNS.contains(at(i));
      if (i > first
          && (at(i).equals(";")
              || SEQUEL.end(graph, sentence, i) > i
              || isLink(i, inside)
              || verb
                  && isJoint(i, inside)
                  && !(first > sentence.first && isBehindOpeningTime(first, i))
              || isTimeOfNewSubject(i))) {
        add(first, i, relative);
        first = i;
        relative = pronoun;
        verb = VERBS.contains(at(i)) || SEQUEL.end(graph, sentence, i) > i;
        history = false;
        introduced = false;
      }
    }
    add(first, sentence.end, relative);
  }

  // "MRI showed a cyst next to the tumor [resected in 2011]": the time is of that act alone. Where
  // it ends; the token where none begins there.
  private int reducedEnd(int participle) {
    if (!ProcedureVerbs.isAct(at(participle)) && !PLACING.contains(at(participle))) {
      return participle;
    }
    for (int i = participle + 1; i < Math.min(sentence.end, participle + REDUCED_SIGHT); i++) {
      int at = i;
      Optional<TimeExpression> time = times.stream().filter(t -> t.first() == at).findFirst();
      if (time.isPresent()) {
        return Timeline.TimedSentence.isPoint(time.get()) ? time.get().end() : participle;
      }
      if (VERBS.contains(at(i)) || LINKS.contains(at(i)) || !graph.token(i).isWord()) {
        return participle;
      }
    }
    return participle;
  }

  // Where a reduced relative clause begins: of "the graft [implanted in 2009]" at the graft, as it
  // is what was done; a tumor that was resected was there before. The first token where the
  // participle acts on nothing.
  private int actedFrom(int participle) {
    Optional<Graph.Node> noun =
        participle == sentence.first
            ? Optional.empty()
            : graph.nodeAt(participle - 1).filter(node -> node.end == participle);
    if (noun.filter(Graph.Node::isTreatment).isPresent()) {
      return noun.get().first;
    }
    boolean acted =
        noun.filter(
                    node ->
                        node.isProblem()
                            || node.is(MentionType.BIOLOGICAL_STRUCTURE, MentionType.COREFERENCE))
                .isPresent()
            || DEVICES.contains(at(participle - 1));
    return acted ? participle : sentence.first;
  }

  // Where the verb begins with its auxiliaries; before "previously" it speaks of the history too.
  private int verbStart(int verb) {
    int start = verb;
    while (start > sentence.first
        && (PASSIVE.contains(at(start - 1)) || ADVERBS.contains(at(start - 1)))) {
      start--;
    }
    // "A man with cancer history was admitted": the noun ends the history.
    boolean back =
        start > sentence.first
            && HISTORY.contains(at(start - 1))
            && !HISTORIES.contains(at(start - 1));
    return back ? sentence.first : start;
  }

  // "Previously", "in the past", "in her medical history" at the beginning of the sentence.
  private boolean isOpening(int token, boolean[] inside) {
    if (token > sentence.first && !OPENINGS.contains(at(sentence.first))
        || token - sentence.first > OPENING_SIGHT) {
      return false;
    }
    for (int i = sentence.first; i < token; i++) {
      if (inside[i - sentence.first]) {
        return false;
      }
    }
    return true;
  }

  private void fill(boolean[] inside, int first, int end) {
    for (int i = first; i < end; i++) {
      inside[i - sentence.first] = true;
    }
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }

  // "A man with a shunt, revised in 2004, presented": he presented at another time.
  private boolean isDated(int first, int end) {
    return times.stream()
        .anyMatch(
            t -> t.kind() == TimeExpression.Kind.DATE && t.first() >= first && t.end() <= end);
  }

  private void add(int first, int end, boolean relative) {
    add(first, end, relative, false);
  }

  private void add(int first, int end, boolean relative, boolean before) {
    boolean past = before;
    boolean pluperfect = false;
    boolean outside = false;
    boolean birth = false;
    for (int i = first; i < end; i++) {
      birth |= BIRTH.contains(at(i)) && !timed[i - sentence.first];
      past |= HISTORY.contains(at(i)) && !timed[i - sentence.first];
      // "A kidney from her sister": the clause is about who received it.
      boolean giver = i - 2 >= first && at(i - 2).equals("from");
      outside |= OUTSIDE.contains(at(i)) || KIN.contains(at(i)) && !giver && !hasPatient(first, i);
      if (at(i).equals("had") || at(i).equals("having")) {
        for (int j = i + 1; j < Math.min(end, i + PLUPERFECT_SIGHT); j++) {
          pluperfect |= PARTICIPLES.contains(at(j));
        }
      }
    }
    clauses.add(new Clause(first, end, relative, past || pluperfect, pluperfect, outside, birth));
  }

  private boolean hasPatient(int from, int to) {
    for (int i = from; i < to; i++) {
      if (PATIENT.contains(at(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isLink(int token, boolean[] inside) {
    return PRONOUNS.contains(at(token))
        || LINKS.contains(at(token)) && !isOfTime(token) && hasVerb(token + 1, inside);
  }

  // "Since 2003", "until May": a preposition.
  private boolean isOfTime(int token) {
    return times.stream().anyMatch(t -> !t.isAt() && t.first() == token + 1);
  }

  // A comma or "and" that a verb follows soon.
  private boolean isJoint(int token, boolean[] inside) {
    boolean joins = at(token).equals(",") || at(token).equals("and");
    return joins
        && !(at(token - 1).equals(",") && at(token).equals("and"))
        && (hasVerb(token + 1, inside) || isSubject(token + 1));
  }

  // ", and she regained"
  private boolean isSubject(int token) {
    return SUBJECTS.contains(at(at(token).equals("and") ? token + 1 : token));
  }

  // "And in May, he had": the comma does not part the time from what it is of.
  private boolean isBehindOpeningTime(int first, int comma) {
    return times.stream()
        .anyMatch(
            t ->
                t.isAt()
                    && t.end() == comma
                    && t.first() >= first
                    && t.first() - first <= JOINT_WORDS);
  }

  // "The fever resolved and three years later he remains well": what is before is not of that time.
  private boolean isTimeOfNewSubject(int token) {
    boolean comma = at(token).equals(",");
    if (!comma && !at(token).equals("and")) {
      return false;
    }
    int from = comma && at(token + 1).equals("and") ? token + 2 : token + 1;
    return times.stream()
        .filter(time -> time.isAt() && (time.first() == from || time.first() == from + 1))
        .map(time -> at(time.end()).equals(",") ? time.end() + 1 : time.end())
        .anyMatch(
            subject ->
                SUBJECTS.contains(at(subject))
                    || at(subject).equals("the") && PATIENT.contains(at(subject + 1))
                    || DETERMINERS.contains(at(subject)) && hasVerbSoon(subject + 1));
  }

  // "The [absences] ceased"
  private boolean hasVerbSoon(int from) {
    for (int i = from + 1; i < Math.min(sentence.end, from + SUBJECT_WORDS); i++) {
      if (VERBS.contains(at(i)) || MAIN_VERBS.contains(at(i)) || ENDED.contains(at(i))) {
        return true;
      }
      if (!graph.token(i).isWord()) {
        return false;
      }
    }
    return false;
  }

  private boolean hasVerb(int from, boolean[] inside) {
    int seen = 0;
    for (int i = from; i < sentence.end && seen < VERB_SIGHT; i++) {
      if (inside[i - sentence.first]) {
        continue;
      }
      seen++;
      if (VERBS.contains(at(i)) || FOLLOWED.end(graph, sentence, i) > i) {
        return true;
      }
      boolean comma = at(i).equals(",") && !isBehindOpeningTime(from, i);
      boolean stop = comma || at(i).equals(";") || PRONOUNS.contains(at(i));
      if (stop || at(i).equals("and") && i > from) {
        return false;
      }
    }
    return false;
  }

  /** The clauses in the order of the sentence; at least one. */
  List<Clause> all() {
    return clauses;
  }

  /** The number of the clause of a token. */
  int indexOf(int token) {
    for (int i = 0; i < clauses.size(); i++) {
      if (clauses.get(i).holds(token)) {
        return i;
      }
    }
    return clauses.size() - 1;
  }
}

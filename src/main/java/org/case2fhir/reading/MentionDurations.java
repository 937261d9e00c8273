package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * How long what a mention states lasted, or for how long before the visit: a length of time belongs
 * to the nearest problem or treatment of its clause, and to the others of a list with it. How fast
 * a drug was infused and how long it was withheld are no durations of it.
 *
 * @see DurationAttachment which joins the durations that a tagger marked
 */
final class MentionDurations {
  private static final int FARTHEST_LENGTH = 14;
  private static final int PURPOSE_SIGHT = 3;
  private static final Set<String> JOINTS = TokenPattern.wordClass("time-joint");
  private static final Set<String> PURPOSES = TokenPattern.wordClass("purpose");
  private static final Set<String> INFUSION_LEADS = TokenPattern.wordClass("infusion-lead");
  private static final Set<String> WITHIN = TokenPattern.wordClass("within-lead");
  private static final int VERB_SIGHT = 2;
  private static final int COUNT_SIGHT = 6;
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-events");
  private static final Set<String> HISTORIES = TokenPattern.wordClass("history-noun");
  private static final int OWN_TIME_SIGHT = 2;
  private static final Set<String> LASTED = TokenPattern.wordClass("lasted");
  private static final Set<String> CONTINUED = TokenPattern.wordClass("course-continued");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> HAVE = TokenPattern.wordClass("have");
  private static final Set<String> PRONOUNS = TokenPattern.wordClass("thing-pronoun");
  private static final Set<String> LASTING_STATES = TokenPattern.wordClass("lasting-state");
  private static final Set<String> OVER = TokenPattern.wordClass("lasted-then");

  private final TimedSentence timed;
  private final Graph graph;
  private final Graph.Sentence sentence;
  private final List<TimeExpression> times;
  private final Clauses clauses;
  private final Set<TimeExpression> moving;

  MentionDurations(TimedSentence timed) {
    this.timed = timed;
    this.graph = timed.graph;
    this.sentence = timed.sentence;
    this.times = timed.times;
    this.clauses = timed.clauses;
    this.moving = timed.moving;
  }

  // "A was withheld for two weeks": so long it was not given.
  static boolean isOfHold(Graph.Node node, TimeExpression stretch) {
    return node.proposal(Property.COURSE)
        .filter(held -> held.value() == Property.Value.HELD)
        .filter(held -> held.first() >= node.end && held.end() <= stretch.first())
        .isPresent();
  }

  // "1 g was infused over 60 minutes": how fast each dose was given, not how long the drug.
  boolean isInfusionTime(Graph.Node node, TimeExpression stretch) {
    return node.type == MentionType.MEDICATION
        && INFUSION_LEADS.contains(graph.lower(sentence, stretch.first()))
        && stretch.distance().filter(span -> TimeResolver.days(span) < 1).isPresent();
  }

  // "In the past month he received": not for a month.
  boolean isWithin(TimeExpression stretch) {
    return stretch.kind() == Kind.HISTORY
        && WITHIN.contains(graph.lower(sentence, stretch.first()));
  }

  // "Three episodes in the past year", "twice in the last month".
  boolean isCountedWithin(TimeExpression stretch) {
    int from = Math.max(sentence.first, stretch.first() - COUNT_SIGHT);
    int to = Math.min(sentence.end, stretch.end() + COUNT_SIGHT);
    return isWithin(stretch) && timed.hasWord(from, to, COUNTED);
  }

  /** How long a mention lasted, or for how long before the visit. */
  Optional<TimeExpression> length(Graph.Node node) {
    if (!node.isProblem() && !node.isTreatment()) {
      return Optional.empty();
    }
    List<TimeExpression> lengths =
        times.stream()
            .filter(t -> t.kind() == Kind.LENGTH || t.kind() == Kind.HISTORY)
            .filter(t -> lengthOf(t).contains(node))
            .filter(t -> !isOfDoseChange(t) && !isOfHabit(node, t))
            .toList();
    // "A 3-month history of A and a 2-week history of B": each has its own.
    return lengths.stream()
        .filter(t -> lengthHead(t).equals(Optional.of(node)))
        .findFirst()
        .or(() -> lengths.stream().findFirst());
  }

  private boolean isOfDoseChange(TimeExpression time) {
    return DurationAttachment.isOfDoseChange(graph, sentence, time.first())
        || DurationAttachment.isOfDoseChange(graph, sentence, time.first() + 1);
  }

  // "who [smoked a pack a day for 40 years] had a cough": so long did the habit last.
  private boolean isOfHabit(Graph.Node node, TimeExpression time) {
    return sentence
        .nodes(MentionType.PERSONAL_BACKGROUND)
        .anyMatch(habit -> habit != node && habit.first <= time.first() && habit.end >= time.end());
  }

  private List<Graph.Node> lengthOf(TimeExpression time) {
    return lengthHead(time)
        .map(
            head ->
                sentence
                    .coordination(head)
                    .map(Graph.Coordination::members)
                    .orElse(List.of(head))
                    .stream()
                    .filter(
                        node ->
                            node == head
                                || isLike(node, head)
                                    && !isOfOneThing(head, time)
                                    && !hasOwnTime(node, head)
                                    && !isInBracketOf(head, time))
                    .toList())
        .orElse(List.of());
  }

  // "Cough, weight loss (10 kg over 3 months) and fever": what the bracket says is of one alone.
  private boolean isInBracketOf(Graph.Node head, TimeExpression time) {
    if (!graph.lower(sentence, head.end).equals("(")) {
      return false;
    }
    boolean value = false;
    for (int i = head.end + 1; i < time.first(); i++) {
      if (graph.token(i).lower().equals(")")) {
        return false;
      }
      value |= graph.token(i).isNumber();
    }
    return value;
  }

  // "He took aspirin, and drainage was continued for 5 days": the drainage was.
  private boolean isLike(Graph.Node node, Graph.Node head) {
    return node.isTreatment() == head.isTreatment()
        && isDenied(node) == isDenied(head)
        // "a 3-year history of headaches and a history of gout": that of the first.
        && !(isOf(node.first - 1) && HISTORIES.contains(graph.lower(sentence, node.first - 2)))
        && clauses.indexOf(node.first) == clauses.indexOf(head.first);
  }

  // "Fever and a mass that had been present for 2 years": the mass alone had. "Fever and cough,
  // which had persisted for 2 weeks" had both.
  private boolean isOfOneThing(Graph.Node head, TimeExpression time) {
    for (int i = head.end; i < time.first(); i++) {
      if (PRONOUNS.contains(graph.token(i).lower())) {
        int from = Math.max(sentence.first, head.first - VERB_SIGHT);
        return !graph.lower(sentence, i - 1).equals(",")
            || timed.hasWord(from, head.first, ARTICLES);
      }
    }
    return false;
  }

  private static boolean isDenied(Graph.Node node) {
    return node.isProblem()
        && (node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED));
  }

  // "No syncope and a heart rate of 150 for one hour": what is denied has no length of its own
  // where a result stands between.
  private boolean isDeniedBeforeResult(Graph.Node node, TimeExpression time) {
    return isDenied(node)
        && sentence.nodes.stream()
            .anyMatch(n -> n.isTest() && n.first >= node.end && n.end <= time.first());
  }

  // "Gout since 2003 and asthma for 10 years", "asthma for 10 years and a stroke 5 years ago": the
  // other has a time of its own.
  private boolean hasOwnTime(Graph.Node node, Graph.Node head) {
    return node.first < head.first
        ? times.stream().anyMatch(t -> t.first() >= node.end && t.end() <= head.first)
        : times.stream()
            .filter(t -> t.first() >= node.end && t.first() - node.end <= OWN_TIME_SIGHT)
            .anyMatch(t -> !moving.contains(t));
  }

  private Optional<Graph.Node> lengthHead(TimeExpression time) {
    List<Graph.Node> heads =
        sentence.nodes.stream().filter(n -> n.isProblem() || n.isTreatment()).toList();
    Optional<Graph.Node> before =
        heads.stream()
            .filter(n -> n.end <= time.first() && time.first() - n.end <= FARTHEST_LENGTH)
            .filter(n -> isOfClause(n, time))
            .reduce((a, b) -> isPurpose(a, b) ? a : b)
            .filter(n -> !isDeniedBeforeResult(n, time));
    Optional<Graph.Node> behind =
        heads.stream()
            .filter(n -> n.first >= time.end() && n.first - time.end() <= FARTHEST_LENGTH)
            .filter(n -> !DurationAttachment.endsClause(graph, sentence, time.end(), n.first))
            .filter(n -> !isOfLasting(time))
            .findFirst();
    // "3 weeks of headache" holds its "of".
    boolean leads = isOf(time.end() - 1) || isOf(time.end()) || isOf(time.end() + 1);
    return leads && behind.isPresent() ? behind : before.or(() -> behind);
  }

  // "A and B were started and continued for 14 days", "a cough that had persisted for 3 weeks": the
  // second verb has the subject of the first.
  private boolean isOfClause(Graph.Node node, TimeExpression time) {
    int own = clauses.indexOf(time.first());
    int its = clauses.indexOf(node.first);
    int joint = clauses.all().get(own).first();
    int verb = joint;
    while (verb <= time.first() && isLead(verb)) {
      verb++;
    }
    String word = graph.lower(sentence, verb);
    boolean goesOn =
        node.isTreatment()
            ? CONTINUED.contains(word)
            : LASTED.contains(word) || LASTING_STATES.contains(word);
    return its == own || its == own - 1 && verb > joint && verb <= time.first() && goesOn;
  }

  private boolean isLead(int token) {
    String word = graph.lower(sentence, token);
    return JOINTS.contains(word)
        || PRONOUNS.contains(word)
        || PASSIVES.contains(word)
        || HAVE.contains(word);
  }

  // "A coma that lasted for 6 days": so long it was, and then it was over. "A cough that had lasted
  // for 3 weeks" goes on.
  boolean isOver(TimeExpression stretch) {
    for (int i = Math.max(sentence.first, stretch.first() - 1); i <= stretch.first(); i++) {
      if (OVER.contains(graph.token(i).lower()) && !HAVE.contains(graph.lower(sentence, i - 1))) {
        return true;
      }
    }
    return false;
  }

  // "His status, which lasted for 6 days, improved with": that of what is named before.
  private boolean isOfLasting(TimeExpression time) {
    return LASTED.contains(graph.token(time.first()).lower())
        || timed.hasWord(Math.max(sentence.first, time.first() - VERB_SIGHT), time.first(), LASTED);
  }

  // "A was given for sepsis for one week": A was.
  private boolean isPurpose(Graph.Node drug, Graph.Node problem) {
    return drug.isTreatment()
        && problem.isProblem()
        && clauses.indexOf(drug.first) == clauses.indexOf(problem.first)
        && timed.hasWord(
            Math.max(drug.end, problem.first - PURPOSE_SIGHT), problem.first, PURPOSES);
  }

  private boolean isOf(int token) {
    return graph.lower(sentence, token).equals("of");
  }
}

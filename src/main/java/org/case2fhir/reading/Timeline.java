package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.SourceDocument.LineIndex;
import org.case2fhir.issue.Issue;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Lexicon;
import org.case2fhir.reading.TimeResolver.ReferenceTime;

/**
 * The visits of a case, and when what its sentences state was: {@link TimeExpressionFinder} finds
 * the times, {@link NarrativeCursor} follows the account, {@link TimeResolver} says what the times
 * mean and {@link TimeAttachment} which mention they are of.
 */
final class Timeline {
  private static final Set<String> MORE = TokenPattern.wordClass("joined-date");
  private static final Set<String> DEATH = TokenPattern.wordClass("death-word");

  private final LineIndex lines;
  private final List<Issue> issues = new ArrayList<>();
  private final TimeResolver resolver;
  private final List<TimedSentence> sentences = new ArrayList<>();
  private final Map<Graph.Node, Timing> timings = new HashMap<>();
  private Optional<DeathReader.Found> death = Optional.empty();

  /**
   * When something was.
   *
   * @param visit id of the visit at which it was found or done
   * @param time when it was found or done, if that is known apart from the visit
   * @param onset when it began, if that is stated
   * @param duration how long it lasted or has lasted
   * @param end when it ended
   */
  record Timing(
      Optional<String> visit,
      Optional<When> time,
      Optional<When> onset,
      Optional<TimeSpan> duration,
      Optional<When> end) {
    static final Timing UNKNOWN =
        new Timing(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  private Timeline(Graph graph) {
    this.lines = new LineIndex(graph.document());
    this.resolver = new TimeResolver(graph, lines, issues);
  }

  /**
   * Reads the times of a graph whose mentions and properties are known.
   *
   * @param woman whether the patient is a grown woman: a newborn who died is hers, not herself
   */
  static Timeline read(Graph graph, boolean woman) {
    Timeline timeline = new Timeline(graph);
    TimeExpressionFinder expressions = new TimeExpressionFinder(Lexicon.builtIn());
    VisitCues cues = VisitCues.builtIn();
    NarrativeCursor cursor = new NarrativeCursor(timeline.resolver);
    for (Graph.Sentence sentence : graph.sentences()) {
      TimedSentence timed = new TimedSentence(graph, sentence, expressions, cues);
      timeline.read(timed, cursor);
      if (DeathReader.read(List.of(timed), woman).isPresent()) {
        cursor.die();
      }
    }
    timeline.death = DeathReader.read(timeline.sentences, woman);
    return timeline;
  }

  private void read(TimedSentence timed, NarrativeCursor cursor) {
    sentences.add(timed);
    NarrativeCursor.Move move = cursor.move(timed);
    TimeAttachment attachment = new TimeAttachment(timed, resolver);
    timed.sentence.nodes.forEach(node -> timings.put(node, attachment.timing(node)));
    move.end(timings);
    if (timed.sentence.inCase()) {
      timed.times.stream()
          .filter(time -> time.kind() == Kind.DATE || time.kind() == Kind.YEARLESS)
          .map(timed.whens::get)
          .flatMap(when -> resolver.date(when).stream())
          .reduce((a, b) -> b)
          .ifPresent(date -> resolver.lastDate = Optional.of(date));
    }
  }

  /** The visits in the order of the account. */
  List<Visit> visits() {
    return List.copyOf(resolver.visits());
  }

  /** Whether the words of a mention say that somebody died. */
  boolean statesDeath(Graph.Node node) {
    TimedSentence timed = sentences.get(node.sentence);
    return node.length() == 1 && DEATH.contains(timed.graph.lower(node))
        || timed.cues.stream()
            .filter(cue -> cue.opens() == VisitCues.Opens.DEATH)
            .anyMatch(cue -> cue.first() <= node.first && node.end <= cue.end());
  }

  /** Whether a sentence gives a time, and is not only of that of the account. */
  boolean statesTime(int sentence) {
    return !sentences.get(sentence).times.isEmpty();
  }

  /** Whether a mention is a part of the words of a time. */
  boolean isInTime(Graph.Node node) {
    return sentences.get(node.sentence).isInTime(node.first);
  }

  /**
   * Whether a mention is nothing but a time with a number, or one more of what was named: "a third
   * in 2013". What a time counts from ("a day after the [stroke]") is more.
   */
  boolean isOnlyTime(Graph.Node node) {
    TimedSentence timed = sentences.get(node.sentence);
    boolean number = false;
    boolean more = true;
    for (int i = node.first; i < node.end; i++) {
      String word = timed.graph.token(i).lower();
      if (!MORE.contains(word)) {
        more = false;
        if (!timed.isInTime(i) && !TimedSentence.PREPOSITIONS.contains(word)) {
          return false;
        }
      }
      number |= timed.graph.token(i).isNumber();
    }
    return number || more;
  }

  /** When what a mention states was. */
  Timing timing(Graph.Node node) {
    // A later pass may have found it.
    return timings.computeIfAbsent(
        node, n -> new TimeAttachment(sentences.get(n.sentence), resolver).timing(n));
  }

  /** When a mention ended, where the words that end it give the time. */
  Optional<When> resolution(Graph.Node node) {
    return new TimeAttachment(sentences.get(node.sentence), resolver).resolution(node);
  }

  /** The other dates of a mention that names what happened more than once. */
  List<When> otherDates(Graph.Node node) {
    return new TimeAttachment(sentences.get(node.sentence), resolver).otherDates(node);
  }

  /** The date of its own that a mention has, be it one of several. */
  Optional<When> firstDate(Graph.Node node) {
    return new TimeAttachment(sentences.get(node.sentence), resolver).firstDate(node);
  }

  /** Whether "three days later" opens the sentence of a mention. */
  boolean isLater(Graph.Node node) {
    TimedSentence timed = sentences.get(node.sentence);
    return timed.times.stream()
        .anyMatch(
            time ->
                time.kind() == TimeExpression.Kind.LATER
                    && time.first() == timed.sentence.first
                    && time.end() <= node.first);
  }

  /** When one of several values of a test was found. */
  Timing timing(Graph.Node test, Graph.Node value, List<Graph.Node> values) {
    return values.size() < 2 || value.sentence != test.sentence
        ? timing(test)
        : new TimeAttachment(sentences.get(test.sentence), resolver).timing(test, value, values);
  }

  /** The date of what was at a visit, or at a time of its own. */
  Optional<PartialDate> date(Optional<String> visit, Optional<When> time) {
    return time.isPresent() ? resolver.date(time.get()) : visit.flatMap(resolver::dateOf);
  }

  /** What was uncertain. */
  List<Issue> issues() {
    return issues;
  }

  /** The lines of the document. */
  LineIndex lines() {
    return lines;
  }

  /** That the patient died, if the account says so. */
  Optional<Death> death() {
    return death.map(DeathReader.Found::death);
  }

  /** The words that say so. */
  Optional<Evidence> deathEvidence() {
    return death.map(DeathReader.Found::evidence);
  }

  /**
   * A sentence with the times that it states: what they mean, which of them move the cursor of the
   * account, and where the cursor is in each clause.
   */
  static final class TimedSentence {
    private static final int LEADING = 4;
    private static final int HABIT_SIGHT = 4;
    private static final Set<String> HABITS = TokenPattern.wordClass("habit-end");
    private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
    private static final Set<String> BIRTH = TokenPattern.wordClass("birth");
    private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");

    final Graph graph;
    final Graph.Sentence sentence;
    final List<TimeExpression> times;
    final Clauses clauses;

    /** The visit cues of the sentence; none outside the account. */
    final List<VisitCues.Found> cues;

    /** Whether the sentence itself says that something is done where patients come and go. */
    final boolean outpatient;

    /** What the times mean. */
    final Map<TimeExpression, When> whens = new HashMap<>();

    /** The times that move the cursor. */
    final Set<TimeExpression> moving = new HashSet<>();

    /** Where each of them moves it to. */
    final Map<TimeExpression, ReferenceTime> moments = new HashMap<>();

    /** The cursor of each clause. */
    final List<ReferenceTime> cursors = new ArrayList<>();

    /** Whether a visit begins here. */
    boolean opensVisit;

    /** Whether the cursor itself speaks of what was before the first visit. */
    boolean inHistory;

    /** Where the account is before the sentence. */
    TimeResolver.ReferenceTime before = TimeResolver.ReferenceTime.UNKNOWN;

    TimedSentence(
        Graph graph,
        Graph.Sentence sentence,
        TimeExpressionFinder expressions,
        VisitCues visitCues) {
      this.graph = graph;
      this.sentence = sentence;
      this.cues = sentence.inCase() ? visitCues.find(graph, sentence) : List.of();
      this.times =
          expressions.find(graph, sentence).stream().filter(time -> !isBirthBefore(time)).toList();
      this.clauses = new Clauses(graph, sentence, times);
      this.outpatient = visitCues.isOutpatient(graph, sentence);
    }

    // "A man, born in 1966, was admitted": the date is not that of the visit behind it.
    private boolean isBirthBefore(TimeExpression time) {
      return time.kind() == Kind.DATE
          && (BIRTH.contains(lower(time.first() - 1)) || isBornOn(time.first() - 1))
          && cues.stream().anyMatch(cue -> cue.first() >= time.end());
    }

    private boolean isBornOn(int token) {
      return PREPOSITIONS.contains(lower(token)) && BIRTH.contains(lower(token - 1));
    }

    private String lower(int token) {
      return token < sentence.first ? "" : graph.token(token).lower();
    }

    /** The clause of a token. */
    Clauses.Clause clauseOf(int token) {
      return clauses.all().get(clauses.indexOf(token));
    }

    /** Whether a mention may become a fact that has a time. */
    static boolean isFact(Graph.Node node) {
      return CueTable.Target.ALL.includes(node.type) && node.type != MentionType.CLINICAL_EVENT;
    }

    /** Whether a time says when something was, not how long. */
    static boolean isPoint(TimeExpression time) {
      return switch (time.kind()) {
        case LENGTH, HISTORY, NOW, OLD -> false;
        default -> true;
      };
    }

    /** Whether a token is a word of a time: "May" is no verb there. */
    boolean isInTime(int token) {
      return times.stream().anyMatch(t -> t.holds(token));
    }

    /** The date beside a day or week: "on 4 March 2019, at 20 weeks", "at 36 weeks in 2014". */
    Optional<TimeExpression> dateBeside(TimeExpression time) {
      return time.kind() != Kind.DAY
          ? Optional.empty()
          : times.stream()
              .filter(t -> t.kind() == Kind.DATE && t.isAt())
              .filter(t -> isBeside(t, time) || isBeside(time, t))
              .findFirst();
    }

    private boolean isBeside(TimeExpression first, TimeExpression second) {
      int between = second.first() - first.end();
      String joint = graph.lower(sentence, first.end());
      return between == 0 || between == 1 && (joint.equals(",") || PREPOSITIONS.contains(joint));
    }

    /** The times of a clause that say when something was. */
    List<TimeExpression> points(Clauses.Clause clause) {
      return times.stream().filter(t -> isPoint(t) && clause.holds(t.first())).toList();
    }

    /**
     * "She had quit smoking in 2010", "emigrated from Ghana in 1990": nothing else was then, and
     * nothing goes on from there; "who smoked was admitted in 2010" is of the admission.
     */
    boolean isOfHabit(TimeExpression time) {
      for (int i = time.first() - 1;
          i >= Math.max(sentence.first, time.first() - HABIT_SIGHT);
          i--) {
        String word = graph.token(i).lower();
        if (HABITS.contains(word) || VERBS.contains(word)) {
          return HABITS.contains(word);
        }
      }
      return false;
    }

    /** Whether a time opens its clause: then it holds for what follows. */
    boolean isLeading(TimeExpression time, Clauses.Clause clause) {
      return time.first() - clause.first() <= LEADING
          && sentence.nodes.stream()
              .noneMatch(n -> isFact(n) && n.first >= clause.first() && n.end <= time.first());
    }

    /** Whether a cue of a visit stands in a clause. */
    boolean hasVisitCue(Clauses.Clause clause) {
      return cues.stream().anyMatch(c -> clause.holds(c.first()) && !c.opens().isReturn());
    }

    /** Whether one of some words stands in a range. */
    boolean hasWord(int first, int end, Set<String> words) {
      for (int i = first; i < end; i++) {
        if (words.contains(graph.token(i).lower())) {
          return true;
        }
      }
      return false;
    }

    boolean isComma(int token) {
      return graph.lower(sentence, token).equals(",");
    }

    /** When a time is: where the cursor moves with it, that of the cursor. */
    When moment(TimeExpression time) {
      return Optional.ofNullable(moments.get(time))
          .flatMap(ReferenceTime::time)
          .orElse(whens.get(time));
    }

    /** The time that a clause states, or else that of the cursor. */
    Optional<When> timeOf(Clauses.Clause clause) {
      ReferenceTime at = cursors.get(clauses.all().indexOf(clause));
      return points(clause).stream()
          .filter(time -> time.kind() != Kind.AT_STAY)
          .map(whens::get)
          .findFirst()
          .or(at::time)
          .or(() -> at.visit().map(When.AtVisit::new));
    }
  }

  /**
   * Finds that the patient died, when and of what; never that a relative did, or that someone might
   * have. The words are the cues of death among {@link VisitCues}.
   */
  private static final class DeathReader {
    private static final int CAUSE_SIGHT = 4;
    private static final int AVERTED_SIGHT = 4;
    private static final Set<String> KIN = TokenPattern.wordClass("kin");
    private static final Set<String> OTHERS = TokenPattern.wordClass("people");
    private static final Set<String> DYING = TokenPattern.wordClass("killed-beside");
    private static final Set<String> NEIGHBORS = TokenPattern.wordClass("other-person");
    private static final Set<String> ANIMALS = TokenPattern.wordClass("pet-or-livestock");
    private static final Set<String> WHO = TokenPattern.wordClass("who-or-that");
    private static final Set<String> JOINTS = TokenPattern.wordClass("joint-before-subject");
    private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
    private static final TokenPattern OTHER_RECIPIENT =
        TokenPattern.of("(recipient|recipients) of the (other|second|contralateral)");
    private static final Set<String> UNREAL = TokenPattern.wordClass("modal");
    private static final Set<String> NOT = TokenPattern.wordClass("not-word");
    private static final Set<String> VERB_JOINTS = TokenPattern.wordClass("joint-of-verbs");
    private static final Set<String> DOUBTS = TokenPattern.wordClass("doubt-clause-lead");
    private static final Set<String> AVERTED = TokenPattern.wordClass("not-death");
    private static final Set<String> COPULAS = TokenPattern.wordClass("be");
    private static final Set<String> CAUSES = TokenPattern.wordClass("cause-preposition");

    private static final Set<String> REASONS = TokenPattern.wordClass("cause-word");
    private static final Set<String> NEWBORNS = TokenPattern.wordClass("fetus-or-newborn");
    private static final Set<String> BORN = TokenPattern.wordClass("born-noun");
    private static final Set<String> PERSONS = TokenPattern.wordClass("person");
    private static final Set<String> PERINATAL = TokenPattern.wordClass("around-birth");

    private DeathReader() {}

    /** The patient's death and the words that state it. */
    record Found(Death death, Evidence evidence) {}

    /** The first sentence of the case that states it. */
    static Optional<Found> read(List<TimedSentence> sentences, boolean woman) {
      return sentences.stream()
          .flatMap(
              timed ->
                  timed.cues.stream()
                      .filter(cue -> cue.opens() == VisitCues.Opens.DEATH)
                      .filter(cue -> isOfPatient(timed, cue.first()))
                      .filter(cue -> !woman || !isOfNewborn(timed, cue.first()))
                      .map(cue -> found(timed, cue)))
          .findFirst();
    }

    private static boolean isOfPatient(TimedSentence timed, int cue) {
      if (timed.sentence.isOfOther(cue) || diedBeside(timed, cue)) {
        return false;
      }
      for (int i = timed.sentence.first; i < cue; i++) {
        if (timed.isInTime(i)) {
          continue;
        }
        String word = timed.graph.token(i).lower();
        // "nearly died", "at risk of dying": said close by.
        boolean averted = cue - i <= AVERTED_SIGHT && AVERTED.contains(word);
        boolean unreal = UNREAL.contains(word) && !isOfOtherVerb(timed, i, cue);
        if (KIN.contains(word) || OTHERS.contains(word) || unreal || averted) {
          return false;
        }
      }
      return true;
    }

    // "He did not improve and died": what is denied is the verb before.
    private static boolean isOfOtherVerb(TimedSentence timed, int denial, int cue) {
      return NOT.contains(timed.graph.token(denial).lower())
          && timed.hasWord(denial + 1, cue, VERB_JOINTS)
          && !timed.hasWord(denial + 1, cue, DOUBTS);
    }

    // "The driver died", "a parrot that had died", "the recipient of the other kidney had rabies
    // and died": the person or animal named last before the word, as a subject. "He was hit by a
    // driver
    // and died", "he was the driver and died" are of the patient.
    private static boolean diedBeside(TimedSentence timed, int cue) {
      for (int i = cue - 1; i >= timed.sentence.first; i--) {
        String word = timed.graph.token(i).lower();
        if (PERSONS.contains(word)) {
          return false;
        }
        if (DYING.contains(word)
            || NEIGHBORS.contains(word)
            || isAnimal(timed, i, cue)
            || OTHER_RECIPIENT.end(timed.graph, timed.sentence, i) > i) {
          return isSubject(timed, i, cue);
        }
      }
      return false;
    }

    // "The cat had rabies and died"; not "cat scratch disease".
    private static boolean isAnimal(TimedSentence timed, int i, int cue) {
      String next = timed.graph.lower(timed.sentence, i + 1);
      return ANIMALS.contains(timed.graph.token(i).lower())
          && (i + 1 == cue || FINITE.contains(next) || WHO.contains(next));
    }

    private static boolean isSubject(TimedSentence timed, int person, int cue) {
      Graph.Sentence sentence = timed.sentence;
      int lead = person - 1;
      while (lead >= sentence.first
          && TokenPattern.wordClass("determiner").contains(timed.graph.token(lead).lower())) {
        lead--;
      }
      String before = timed.graph.lower(sentence, lead);
      // "A man, the driver, died", "he and the passenger died"; not "a man, whose friend died".
      boolean with =
          JOINTS.contains(before) && PERSONS.contains(timed.graph.lower(sentence, lead - 1));
      boolean whose = timed.graph.lower(sentence, lead + 1).equals("whose");
      if (with && !whose || COPULAS.contains(before)) {
        return false;
      }
      boolean joined = timed.hasWord(person + 1, cue, JOINTS);
      return WHO.contains(timed.graph.lower(sentence, person + 1))
          || lead < sentence.first
          || JOINTS.contains(before)
          || !joined && !TimedSentence.PREPOSITIONS.contains(before);
    }

    // "She delivered a newborn who died", "the baby died"; not "after the birth of a girl she
    // died". "Fetal death" is none of hers either.
    private static boolean isOfNewborn(TimedSentence timed, int cue) {
      for (int i = cue - 1; i >= timed.sentence.first; i--) {
        String word = timed.graph.token(i).lower();
        if (NEWBORNS.contains(word) || BORN.contains(word) || PERINATAL.contains(word)) {
          return true;
        }
        if (PERSONS.contains(word)) {
          return false;
        }
      }
      return false;
    }

    private static Found found(TimedSentence timed, VisitCues.Found cue) {
      Graph graph = timed.graph;
      Optional<When> when =
          // "Two days before her death she had fever": nobody says when she died.
          graph.token(cue.first()).lower().equals("before")
              ? Optional.empty()
              : timed
                  .timeOf(timed.clauseOf(cue.first()))
                  .filter(time -> !(time instanceof When.AtVisit));
      Optional<Graph.Node> cause = cause(graph, timed.sentence, cue.end());
      int end = cause.map(node -> node.end).orElse(cue.end());
      return new Found(
          new Death(
              true,
              when,
              cause
                  .map(node -> graph.words(nameStart(graph, node), node.end))
                  .map(ConceptCoder::plain)
                  .map(Concept::ofText)),
          graph.evidence(cue.first(), end));
    }

    // "[pulmonary] [embolism]"
    private static int nameStart(Graph graph, Graph.Node cause) {
      return graph
          .nodeAt(cause.first - 1)
          .filter(site -> site.sentence == cause.sentence && site.end == cause.first)
          .filter(site -> site.type == MentionType.BIOLOGICAL_STRUCTURE)
          .map(site -> site.first)
          .orElse(cause.first);
    }

    // The first problem behind "of" or "from" close by, behind "due to", or behind "was".
    private static Optional<Graph.Node> cause(Graph graph, Graph.Sentence sentence, int from) {
      for (int i = from; i < sentence.end; i++) {
        int at = i;
        String word = graph.token(i).lower();
        boolean direct = i - from <= CAUSE_SIGHT && CAUSES.contains(word);
        // "The cause of death was sepsis."
        boolean named = i == from && COPULAS.contains(graph.lower(sentence, i - 1));
        if (direct || named || REASONS.contains(word)) {
          int first = named ? at : at + 1;
          Optional<Graph.Node> node =
              sentence.nodes.stream()
                  .filter(n -> n.isProblem() && n.first >= first && n.first - at <= CAUSE_SIGHT)
                  .findFirst();
          if (node.isPresent()) {
            return node;
          }
        }
      }
      return Optional.empty();
    }
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Visit.VisitClass;

/**
 * Words that say that the patient saw a care giver, left, or died: rows of {@code visit-cues.tsv}.
 *
 * <p>Of the cues at one place the longest counts. A cue that speaks of a relative, of what was
 * refused or of what could be, is none; one of what had been before is marked.
 */
final class VisitCues {
  private static final int SETTING_SIGHT = 12;
  private static final int PAST_SIGHT = 4;
  private static final int DENIAL_SIGHT = 3;
  private static final int SUBJECT_SIGHT = 14;
  private static final VisitCues BUILT_IN = new VisitCues(RuleTable.builtIn("visit-cues.tsv"));
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> VERB_DENIALS = TokenPattern.wordClass("verb-denial");
  private static final Set<String> NOUN_DENIALS = TokenPattern.wordClass("noun-denial");
  private static final Set<String> VERB_JOINTS = TokenPattern.wordClass("joint-of-verbs");
  private static final int KIN_SIGHT = 2;
  private static final Set<String> PATIENT = TokenPattern.wordClass("case-person");

  private final TokenPattern.Index<Cue> encounters;
  private final TokenPattern.Index<Cue> others;

  /** What a cue says. */
  enum Opens {
    /** The patient saw a care giver: the first visit, and another if it has a time of its own. */
    FIRST,
    /** The patient came again. */
    AGAIN,
    /** A later visit, if it has a time of its own. */
    TIME,
    /** Another house takes over: a visit if it has a time of its own. */
    TRANSFER,
    DISCHARGE,
    DEATH,
    /** The account comes to the present, and back to the visit if there was one. */
    NOW,
    /** The account comes back to the visit. */
    RESUME,
    SETTING,
    PAST,
    DENIED;

    static Opens of(String cell) {
      return valueOf(cell.toUpperCase(Locale.ROOT));
    }

    boolean isReturn() {
      return this == NOW || this == RESUME;
    }

    boolean isEncounter() {
      return ordinal() <= RESUME.ordinal();
    }
  }

  /**
   * A row.
   *
   * @param ofPerson whether it is a cue only behind a word for the patient
   */
  record Cue(
      String id,
      TokenPattern pattern,
      Optional<VisitClass> setting,
      Opens opens,
      boolean ofPerson) {}

  /**
   * A cue that stands in a sentence.
   *
   * @param setting where the visit was, as far as the words say
   * @param past whether it had been before
   */
  record Found(Cue cue, int first, int end, Optional<VisitClass> setting, boolean past) {
    Opens opens() {
      return cue.opens();
    }
  }

  /** The table that comes with the program. */
  static VisitCues builtIn() {
    return BUILT_IN;
  }

  /**
   * @param table with the columns of {@code visit-cues.tsv}
   */
  VisitCues(RuleTable table) {
    List<Cue> cues = new ArrayList<>();
    for (RuleTable.Row row : table.rows()) {
      Optional<VisitClass> setting =
          row.get("class").isEmpty()
              ? Optional.empty()
              : Optional.of(VisitClass.valueOf(row.get("class")));
      cues.add(
          new Cue(
              row.get("id"),
              TokenPattern.of(row.get("cue")),
              setting,
              Opens.of(row.get("opens")),
              !row.get("subject").isEmpty()));
    }
    this.encounters = index(cues, true);
    this.others = index(cues, false);
  }

  private static TokenPattern.Index<Cue> index(List<Cue> cues, boolean encounter) {
    return new TokenPattern.Index<>(
        cues.stream().filter(cue -> cue.opens().isEncounter() == encounter).toList(), Cue::pattern);
  }

  /** The cues of a sentence from left to right. */
  List<Found> find(Graph graph, Graph.Sentence sentence) {
    List<Found> found = new ArrayList<>();
    int at = sentence.first;
    while (at < sentence.end) {
      Optional<Found> cue = longest(graph, sentence, at, true);
      cue.filter(c -> isOfPatient(graph, sentence, c))
          .ifPresent(c -> found.add(placed(graph, sentence, c)));
      at = cue.map(Found::end).orElse(at + 1);
    }
    return found;
  }

  /** Whether a sentence says that something is done where patients come and go. */
  boolean isOutpatient(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      Optional<Found> place = longest(graph, sentence, i, false);
      if (place.flatMap(Found::setting).filter(VisitClass.AMBULATORY::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Optional<Found> longest(Graph graph, Graph.Sentence sentence, int at, boolean encounter) {
    return (encounter ? encounters : others)
        .longest(graph, sentence, at)
        .map(match -> new Found(match.row(), at, match.end(), match.row().setting(), false));
  }

  // "He admitted to occasional palpitations" opens no visit: he said that he had them.
  private static boolean isAvowed(Graph graph, Graph.Sentence sentence, Found cue) {
    boolean active =
        graph.lower(sentence, cue.end() - 1).equals("to")
            && !PASSIVE.contains(graph.lower(sentence, cue.first() - 1));
    for (int i = cue.end(); active && i < Math.min(sentence.end, cue.end() + 2); i++) {
      boolean said =
          graph
              .nodeAt(i)
              .filter(node -> node.isProblem() || node.is(MentionType.PERSONAL_BACKGROUND))
              .isPresent();
      if (said) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfPatient(Graph graph, Graph.Sentence sentence, Found cue) {
    if (isAvowed(graph, sentence, cue)) {
      return false;
    }
    for (int i = cue.first() - 1; i >= Math.max(sentence.first, cue.first() - SUBJECT_SIGHT); i--) {
      String word = graph.lower(sentence, i);
      boolean near = i >= cue.first() - DENIAL_SIGHT;
      if (near
          && !isOfOtherVerb(graph, sentence, i, cue)
          && !isOfNoun(graph, sentence, i, cue)
          && longest(graph, sentence, i, false)
              .filter(c -> c.opens() == Opens.DENIED)
              .isPresent()) {
        return false;
      }
      // "a 67-year-old welder was referred"
      boolean aged = graph.nodeAt(i).filter(node -> node.is(MentionType.AGE)).isPresent();
      if (PATIENT.contains(word) || aged && !isOfKin(graph, sentence, i)) {
        return true;
      }
      if (KIN.contains(word)) {
        return false;
      }
    }
    return !cue.cue().ofPerson();
  }

  // "A man without hypertension was admitted": what the patient lacks, not the visit; but "left
  // without being admitted".
  private static boolean isOfNoun(Graph graph, Graph.Sentence sentence, int denial, Found cue) {
    String word = graph.lower(sentence, denial);
    boolean noun =
        NOUN_DENIALS.contains(word)
            || NOUN_DENIALS.contains(graph.lower(sentence, denial - 1) + " " + word);
    // "A woman who refused surgery was admitted"
    boolean verb =
        VERB_DENIALS.contains(word) && PASSIVE.contains(graph.lower(sentence, cue.first()));
    return (noun || verb)
        && IntStream.range(denial + 1, cue.first())
            .mapToObj(i -> graph.lower(sentence, i))
            .anyMatch(between -> !BE.contains(between) && !ADVERBS.contains(between));
  }

  // "He did not improve and died", "it was not treated, but he was referred": another verb.
  private static boolean isOfOtherVerb(
      Graph graph, Graph.Sentence sentence, int denial, Found cue) {
    boolean whole =
        cue.opens() == Opens.DEATH || PASSIVE.contains(graph.lower(sentence, cue.first()));
    return whole
        && IntStream.range(denial + 1, cue.first())
            .anyMatch(i -> VERB_JOINTS.contains(graph.lower(sentence, i)));
  }

  // "her [5-year-old] son"
  private static boolean isOfKin(Graph graph, Graph.Sentence sentence, int age) {
    return IntStream.rangeClosed(age + 1, age + KIN_SIGHT)
        .anyMatch(i -> KIN.contains(graph.lower(sentence, i)));
  }

  // Only auxiliaries and adverbs stand between: "had previously been admitted".
  private boolean isPast(Graph graph, Graph.Sentence sentence, Found cue) {
    int from = Math.max(sentence.first, cue.first() - PAST_SIGHT);
    for (int i = cue.first() - 1; i >= from; i--) {
      Optional<Found> word =
          longest(graph, sentence, i, false).filter(c -> c.opens() == Opens.PAST);
      if (word.isPresent()) {
        return true;
      }
      String between = graph.lower(sentence, i);
      if (!PASSIVE.contains(between) && !ADVERBS.contains(between)) {
        return false;
      }
    }
    return false;
  }

  private Found placed(Graph graph, Graph.Sentence sentence, Found cue) {
    boolean past = isPast(graph, sentence, cue);
    Optional<VisitClass> setting = cue.setting();
    int end = Math.min(sentence.end, cue.end() + SETTING_SIGHT);
    for (int i = cue.first(); i < end; i++) {
      Optional<Found> place = longest(graph, sentence, i, false);
      if (place.filter(p -> p.opens() == Opens.SETTING).isPresent()) {
        return new Found(cue.cue(), cue.first(), cue.end(), place.get().setting(), past);
      }
    }
    return new Found(cue.cue(), cue.first(), cue.end(), setting, past);
  }
}

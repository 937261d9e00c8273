package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.MedicationUse.MedicationStatus;

/**
 * The courses of drugs: what is said of one drug in several places is one course, the members of a
 * list share it, and a class of drugs beside its member ({@code drug-classes.tsv}) is the member.
 */
final class MedicationCourses {
  private static final int NAME_SIGHT = 4;
  private static final int NEAR = 6;
  private static final Set<String> LOCAL_ROUTES = TokenPattern.wordClass("local-route");
  private static final Set<String> STOPS = TokenPattern.wordClass("stop-word");
  private static final Set<String> DOSE_CHANGES = TokenPattern.wordClass("dose-change");
  private static final Map<String, List<String>> CLASSES = classes();
  private static final Set<String> GENERIC = GenericTerms.treatments("generic-drug");

  private final FactBuilder facts;
  private final Graph graph;
  private final DosageReader dosages;
  private static final TokenPattern IT_WAS_REPLACED =
      TokenPattern.of("it (was|had) been? <adverb-of-course>? <replaced-drug> (to|by|with)");
  private static final TokenPattern ADDED_TO = TokenPattern.of("<added-word> to");
  private static final TokenPattern CHANGED =
      TokenPattern.of("(was|were|had) been? <adverb-of-course>? <regimen-change>");
  private static final int ADDED_SIGHT = 4;
  private static final int REPLACING_SIGHT = 8;
  private static final Set<String> JOINED_CLAUSE = TokenPattern.wordClass("joined-clause-lead");

  private final List<Use> uses;
  private final Set<String> forms = TokenPattern.wordClass("drug-form-word");
  private final Set<String> classJoints = TokenPattern.wordClass("class-joint");

  /**
   * A drug as one mention states it.
   *
   * @param key by which two names of one drug are equal
   */
  record Use(FactDraft draft, String key) {
    boolean isTaken() {
      return draft.medicationStatus != MedicationStatus.NOT_TAKEN
          && draft.medicationStatus != MedicationStatus.INTENDED;
    }

    boolean isEnded() {
      return draft.medicationStatus == MedicationStatus.STOPPED
          || draft.medicationStatus == MedicationStatus.COMPLETED;
    }
  }

  /**
   * @param uses of all drugs, in the order of the text; those that are a part of another go
   */
  MedicationCourses(FactBuilder facts, DosageReader dosages, List<Use> uses) {
    this.facts = facts;
    this.graph = facts.graph();
    this.dosages = dosages;
    this.uses = uses;
  }

  private static Map<String, List<String>> classes() {
    Map<String, List<String>> classes = new HashMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("drug-classes.tsv").rows()) {
      classes.put(row.get("class"), row.list("atc"));
    }
    return Map.copyOf(classes);
  }

  /** Joins the uses and their facts. */
  void join() {
    shareCourses();
    stopReplaced();
    dropClasses();
    unify();
  }

  /** Whether a word names a class of drugs. */
  static boolean isClass(String lower) {
    return CLASSES.containsKey(lower);
  }

  // "discharged on A 40 mg daily, B and C": the course of a list is that of each.
  private void shareCourses() {
    // "A 20 units and B 6 units were stopped": what follows the list is said of each.
    for (int i = uses.size() - 2; i >= 0; i--) {
      FactDraft draft = uses.get(i).draft();
      FactDraft next = uses.get(i + 1).draft();
      Optional<Graph.Proposal> course = next.head.proposal(Property.COURSE);
      boolean behind = course.filter(proposal -> proposal.first() >= next.head.end).isPresent();
      if (behind
          && uses.get(i).isTaken()
          && draft.head.has(Property.Value.UNKNOWN)
          && draft.medicationStatus == MedicationStatus.UNKNOWN
          && isListed(draft.head, next.head)) {
        draft.medicationStatus = next.medicationStatus;
        draft.head.propose(course.get());
      }
    }
    for (int i = 1; i < uses.size(); i++) {
      Use first = uses.get(i - 1);
      Use next = uses.get(i);
      boolean unknown =
          next.draft().medicationStatus == MedicationStatus.UNKNOWN
              && next.draft().head.has(Property.Value.UNKNOWN);
      if (unknown
          && first.draft().head.has(Property.Value.ACTIVE)
          && isListed(first.draft().head, next.draft().head)) {
        next.draft().medicationStatus = MedicationStatus.ACTIVE;
        next.draft().head.propose(first.draft().head.proposal(Property.COURSE).orElseThrow());
      }
    }
  }

  // "A was given. Because of a rash it was switched to B": the only drug of the sentence before
  // ended where the next began.
  private void stopReplaced() {
    for (Use next : uses) {
      Graph.Node head = next.draft().head;
      Graph.Sentence sentence = graph.sentenceOf(head);
      boolean replaces = false;
      for (int i = Math.max(sentence.first, head.first - REPLACING_SIGHT); i < head.first; i++) {
        int end = IT_WAS_REPLACED.end(graph, sentence, i);
        // "Fluid was lost, and it was replaced with saline"
        boolean other = JOINED_CLAUSE.contains(graph.lower(sentence, i - 1));
        replaces |= end > 0 && end <= head.first && head.first - end <= 1 && !other;
      }
      List<Use> before =
          !replaces || !next.isTaken()
              ? List.of()
              : uses.stream()
                  .filter(use -> graph.sentenceOf(use.draft().head).end == sentence.first)
                  .toList();
      boolean alone =
          before.size() == 1
              && uses.stream().noneMatch(use -> isBefore(use, next, sentence))
              && before.get(0).isTaken()
              && !before.get(0).isEnded()
              && !isOtherUse(before.get(0).draft(), next.draft());
      if (alone) {
        FactDraft ended = before.get(0).draft();
        ended.medicationStatus = MedicationStatus.STOPPED;
        ended.abatement = ended.abatement.or(() -> next.draft().onset);
      }
    }
  }

  // "He received oral A. It was changed to intravenous A"; "A through a catheter. It was replaced
  // by a new one": the drug did not end.
  private boolean isOtherUse(FactDraft before, FactDraft next) {
    return before.concept.text().equalsIgnoreCase(next.concept.text())
        || graph.sentenceOf(before.head).nodes.stream()
            .anyMatch(node -> node.isTreatment() && node.first >= before.head.end);
  }

  private static boolean isBefore(Use use, Use next, Graph.Sentence sentence) {
    Graph.Node head = use.draft().head;
    return head.first >= sentence.first && head.end <= next.draft().head.first;
  }

  // Only doses and what joins a list stand between.
  private boolean isListed(Graph.Node first, Graph.Node second) {
    if (first.sentence != second.sentence || first.end > second.first) {
      return false;
    }
    Set<String> joiners = TokenPattern.wordClass("joiner");
    DosageReader.Found dosage = dosages.read(first);
    for (int i = first.end; i < second.first; i++) {
      boolean dose = i >= dosage.first() && i < dosage.end();
      boolean part =
          graph
              .nodeAt(i)
              .filter(
                  n -> n.is(MentionType.DOSAGE, MentionType.FREQUENCY, MentionType.ADMINISTRATION))
              .isPresent();
      String word = graph.token(i).lower();
      if (!dose && !part && !joiners.contains(word) && !word.equals(".")) {
        return false;
      }
    }
    return true;
  }

  // "antibiotics (ceftriaxone)", "anticoagulation with enoxaparin": the member says it all. Behind
  // the only member, the class means it.
  private void dropClasses() {
    List<Use> dropped = new ArrayList<>();
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      Optional<List<String>> atc = drugClass(use.draft().head);
      if (atc.isEmpty() && i > 0 && !use.draft().concept.isCoded()) {
        FactDraft previous = uses.get(i - 1).draft();
        boolean role =
            previous.head.sentence == use.draft().head.sentence
                && isRole(previous.head, use.draft().head);
        atc = role ? Optional.of(List.of()) : atc;
      }
      if (atc.isEmpty()) {
        continue;
      }
      Optional<Use> beside = beside(i, atc.get());
      List<String> codes = atc.get();
      boolean follows = beside.filter(next -> isBefore(use, next)).isPresent();
      List<Use> stopped = follows ? List.of() : stoppedBy(use, codes);
      List<Use> members =
          stopped.isEmpty()
              ? beside.or(() -> before(use, codes)).map(List::of).orElse(List.of())
              : stopped;
      if (!members.isEmpty()) {
        members.forEach(member -> merge(member.draft(), use.draft()));
        dropped.add(use);
      }
    }
    drop(dropped);
  }

  // At once: a list of thousands of uses is gone through for each.
  private void drop(List<Use> dropped) {
    Set<FactDraft> drafts = dropped.stream().map(Use::draft).collect(Collectors.toSet());
    uses.removeIf(use -> drafts.contains(use.draft()));
    facts.drafts().removeIf(drafts::contains);
  }

  private Optional<List<String>> drugClass(Graph.Node node) {
    for (int i = node.end - 1; i >= node.first; i--) {
      List<String> atc = CLASSES.get(graph.token(i).lower());
      boolean single = atc != null && (node.length() == 1 || isGenericBut(node, i));
      if (single) {
        return Optional.of(atc);
      }
    }
    List<String> whole = CLASSES.get(graph.lower(node));
    return Optional.ofNullable(whole);
  }

  private boolean isGenericBut(Graph.Node node, int token) {
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      if (i != token && word.length() > 1 && CLASSES.get(word) == null && isSpecific(word)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSpecific(String word) {
    return !GENERIC.contains(word)
        && !forms.contains(word)
        && !TokenPattern.wordClass("drug-adjective").contains(word);
  }

  /**
   * How the ATC codes or the names of the members of a class begin or end that words name, but for
   * a therapy of its own.
   */
  static List<String> drugClass(String lower) {
    for (String word : lower.split("[^\\p{L}-]+")) {
      List<String> atc = CLASSES.get(word);
      if (atc != null && !TokenPattern.wordClass("therapy-class").contains(word)) {
        return atc;
      }
    }
    return List.of();
  }

  private Optional<Use> beside(int index, List<String> atc) {
    Use use = uses.get(index);
    Graph.Node drug = use.draft().head;
    for (int i = index + 1; i < Math.min(uses.size(), index + 3); i++) {
      Use next = uses.get(i);
      boolean joined =
          next.draft().head.sentence == drug.sentence
              && next.draft().head.first >= drug.end
              && isClassJoint(drug, next.draft().head)
              && next.isTaken() == use.isTaken();
      boolean other = drugClass(next.draft().head).isPresent();
      // "a cephalosporin and X" are two drugs, unless it is known that X is one.
      boolean apart = graph.lower(graph.sentenceOf(drug), drug.end).equals("and");
      boolean unknown = !other && !apart && !next.draft().concept.isCoded();
      if (joined && (isMember(next, atc) || unknown)) {
        return Optional.of(next);
      }
    }
    // "amphotericin as antifungal therapy", "aspirin as an antiplatelet agent".
    if (index > 0) {
      Use previous = uses.get(index - 1);
      boolean joined =
          previous.draft().head.sentence == drug.sentence
              && drug.first >= previous.draft().head.end
              && (drug.first - previous.draft().head.end <= NAME_SIGHT && isMember(previous, atc)
                  || isRole(previous.draft().head, drug)
                  || isApposition(previous.draft().head, drug)
                      && (atc.isEmpty() || isMember(previous, atc) || isClosed(drug)))
              && drugClass(previous.draft().head).isEmpty();
      return joined ? Optional.of(previous) : Optional.empty();
    }
    return Optional.empty();
  }

  // "sildenafil as vasodilator therapy": the second only says what the first is for.
  private boolean isRole(Graph.Node drug, Graph.Node group) {
    Graph.Sentence sentence = graph.sentenceOf(drug);
    Set<String> roles = TokenPattern.wordClass("class-role");
    for (int i = drug.end; i < group.first; i++) {
      boolean word =
          roles.contains(graph.lower(sentence, i))
              || TokenPattern.wordClass("article").contains(graph.lower(sentence, i));
      if (!word && isSpecific(graph.lower(sentence, i))) {
        return false;
      }
    }
    return group.first > drug.end && roles.contains(graph.lower(sentence, drug.end));
  }

  // "landiolol, a short-acting beta-blocker,": a comma and an article before the class; not "a
  // diuretic, a beta-blocker", which are two.
  private boolean isApposition(Graph.Node drug, Graph.Node group) {
    Graph.Sentence sentence = graph.sentenceOf(drug);
    boolean opens =
        graph.lower(sentence, drug.end).equals(",")
            && TokenPattern.wordClass("article").contains(graph.lower(sentence, drug.end + 1))
            && !TokenPattern.wordClass("article").contains(graph.lower(sentence, drug.first - 1));
    for (int i = drug.end + 2; opens && i < group.first; i++) {
      opens = !isSpecific(graph.token(i).lower());
    }
    return opens;
  }

  private boolean isClassJoint(Graph.Node drug, Graph.Node member) {
    for (int i = drug.end; i < member.first; i++) {
      String word = graph.token(i).lower();
      if (!classJoints.contains(word) && !graph.token(i).isNumber()) {
        Optional<Graph.Node> node = graph.nodeAt(i);
        if (node.filter(n -> n.isTreatment()).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  // The members of a class that were named before it, where they are one drug.
  private Optional<Use> before(Use use, List<String> atc) {
    Map<String, Use> members = new LinkedHashMap<>();
    for (Use other : uses) {
      boolean before = other.draft().head.first < use.draft().head.first;
      if (before
          && other.isTaken() == use.isTaken()
          && isMember(other, atc)
          && drugClass(other.draft().head).isEmpty()) {
        members.put(other.key(), other);
      }
    }
    return members.size() == 1 && use.draft().doses.isEmpty()
        ? members.values().stream().findFirst()
        : Optional.empty();
  }

  private static boolean isBefore(Use first, Use second) {
    return first.draft().head.first < second.draft().head.first;
  }

  // "Antibiotics were stopped": all of them that were still given.
  private List<Use> stoppedBy(Use use, List<String> atc) {
    FactDraft stop = use.draft();
    if (stop.medicationStatus != MedicationStatus.STOPPED || !stop.doses.isEmpty()) {
      return List.of();
    }
    return uses.stream()
        .filter(other -> isBefore(other, use))
        .filter(other -> other.isTaken() && !other.isEnded() && isMember(other, atc))
        .filter(other -> drugClass(other.draft().head).isEmpty())
        .toList();
  }

  // "aspirin, a beta-blocker and insulin" are three drugs, unless it is known that one is of the
  // class.
  private boolean isClosed(Graph.Node group) {
    Graph.Sentence sentence = graph.sentenceOf(group);
    String next = graph.lower(sentence, group.end);
    return group.end >= sentence.end || !next.equals("and") && !next.equals("or");
  }

  private static boolean isMember(Use use, List<String> atc) {
    return isMember(use.draft().concept, atc);
  }

  /** Whether a drug is of a class, which is empty where words name none. */
  static boolean isMember(Concept drug, List<String> atc) {
    String name = drug.text().toLowerCase(Locale.ROOT);
    return atc.stream().anyMatch(stem -> hasStem(name, stem))
        || drug.codes().stream()
            .anyMatch(
                code ->
                    code.system().contains("atc")
                        && atc.stream().anyMatch(a -> isUnder(a, code.code())));
  }

  private static boolean hasStem(String name, String stem) {
    if (stem.startsWith("-")) {
      return name.endsWith(stem.substring(1));
    }
    return stem.endsWith("-")
        ? name.startsWith(stem.substring(0, stem.length() - 1))
        : name.equals(stem);
  }

  private static boolean isUnder(String atc, String code) {
    return code.startsWith(atc) && code.length() > atc.length();
  }

  // What is stated of a drug in several places is one course, unless it was begun again.
  private void unify() {
    Map<String, Use> courses = new HashMap<>();
    List<Use> dropped = new ArrayList<>();
    for (Use use : uses) {
      Use last = courses.get(use.key());
      if (last != null && isOneCourse(last, use)) {
        merge(last.draft(), use.draft());
        dropped.add(use);
      } else {
        boolean restarted = last != null && use.draft().head.has(Property.Value.RESTARTED);
        if (restarted && last.draft().medicationStatus == MedicationStatus.ACTIVE) {
          // What was taken up again had been stopped.
          last.draft().medicationStatus = MedicationStatus.STOPPED;
        }
        courses.put(use.key(), use);
      }
    }
    drop(dropped);
  }

  // "A was given. On day 6 B was added to A", "the antibiotics were changed to B": A did not begin
  // then.
  private boolean isGivenBefore(FactDraft first, FactDraft next) {
    Graph.Node head = next.head;
    Graph.Sentence sentence = graph.sentenceOf(head);
    if (first.head.sentence >= head.sentence || !isGiven(first.head)) {
      return false;
    }
    for (int i = head.first - 1; i >= Math.max(sentence.first, head.first - ADDED_SIGHT); i--) {
      if (ADDED_TO.end(graph, sentence, i) > i) {
        return true;
      }
    }
    return CHANGED.end(graph, sentence, head.end) > head.end;
  }

  private static boolean isGiven(Graph.Node drug) {
    return drug.has(Property.Value.DONE) || drug.has(Property.Value.STARTED);
  }

  /**
   * Whether two drugs are solutions of two strengths, "0.9% saline, then 0.45% saline", or one is
   * given at its place and one is not: "topical prednisolone … oral prednisolone".
   */
  static boolean isOtherForm(FactDraft a, FactDraft b) {
    boolean otherWay = hasRoute(a) && hasRoute(b) && isLocal(a) != isLocal(b);
    return otherWay || isOtherStrength(a, b);
  }

  private static boolean isOtherStrength(FactDraft a, FactDraft b) {
    String one = strength(a);
    String other = strength(b);
    return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
  }

  private static String strength(FactDraft drug) {
    String name = drug.concept.text();
    int end = name.indexOf("% ");
    return end > 0 && Character.isDigit(name.charAt(0)) ? name.substring(0, end) : "";
  }

  private boolean isOneCourse(Use last, Use next) {
    FactDraft a = last.draft();
    FactDraft b = next.draft();
    if (isOtherForm(a, b)) {
      return false;
    }
    boolean withheld = last.isTaken() && b.medicationStatus == MedicationStatus.NOT_TAKEN;
    boolean denied = b.head.has(Property.Value.ABSENT) && !b.head.has(Property.Value.NOT_DONE);
    // "They refused a corticosteroid" behind topical ones: another than was taken.
    boolean another =
        TokenPattern.wordClass("indefinite-article")
            .contains(graph.lower(graph.sentenceOf(b.head), b.head.first - 1));
    if (withheld && another) {
      return false;
    }
    if (withheld && a.head.sentence < b.head.sentence && !denied) {
      b.medicationStatus = MedicationStatus.ON_HOLD;
      b.assertion = Assertion.PRESENT;
      return true;
    }
    if (last.isTaken() != next.isTaken()) {
      return false;
    }
    boolean again = isAgain(graph, a, b);
    boolean sameDose =
        a.doses.isEmpty() || b.doses.isEmpty() || amounts(a.doses).equals(amounts(b.doses));
    boolean sameSentence = a.head.sentence == b.head.sentence;
    boolean sameStart = a.onset.isEmpty() || b.onset.isEmpty() || a.onset.equals(b.onset);
    // "A and B for 2 months, followed by A for 4 months"
    boolean sequel =
        !isStepwise(a, b)
            && a.duration.isPresent()
            && b.duration.isPresent()
            && !a.duration.equals(b.duration);
    return !again && !sequel && (sameDose && sameStart || sameSentence);
  }

  private static boolean hasRoute(FactDraft draft) {
    return draft.doses.stream().anyMatch(dose -> dose.route().isPresent());
  }

  private static boolean isLocal(FactDraft draft) {
    return draft.doses.stream()
        .flatMap(dose -> dose.route().stream())
        .anyMatch(route -> LOCAL_ROUTES.contains(route.text().toLowerCase(Locale.ROOT)));
  }

  /** Whether each of two uses says by its doses for how long they were: "20 mg for 5 days". */
  static boolean isStepwise(FactDraft first, FactDraft second) {
    return Stream.of(first, second)
        .allMatch(draft -> draft.doses.stream().anyMatch(dose -> dose.duration().isPresent()));
  }

  /**
   * Whether a drug was begun again in a course of its own: after it was stopped, at another time,
   * or in "a second course of A".
   */
  static boolean isAgain(Graph graph, FactDraft last, FactDraft next) {
    boolean ended =
        last.medicationStatus == MedicationStatus.STOPPED
            || last.medicationStatus == MedicationStatus.COMPLETED;
    boolean restarted = next.head.has(Property.Value.RESTARTED);
    boolean begun = next.head.has(Property.Value.STARTED) || restarted;
    boolean later =
        restarted
            && last.medicationStatus != MedicationStatus.ON_HOLD
            && last.onset.isPresent()
            && next.onset.isPresent()
            && !last.onset.equals(next.onset)
            && !isPaused(graph, next);
    return ended && begun || later || isCounted(graph, last, next);
  }

  // "A was stopped before surgery and resumed": one story, whose time is that of the stop.
  private static boolean isPaused(Graph graph, FactDraft use) {
    int restart = use.head.proposal(Property.COURSE).map(Graph.Proposal::end).orElse(use.head.end);
    return IntStream.range(use.head.end, restart)
        .anyMatch(i -> STOPS.contains(graph.token(i).lower()));
  }

  // "a second course of A", "was treated with A again"; not "A was increased again".
  private static boolean isCounted(Graph graph, FactDraft last, FactDraft next) {
    Repetition course = Repetition.of(graph, next.head);
    Graph.Sentence sentence = graph.sentenceOf(next.head);
    boolean changed = false;
    for (int i = Math.max(sentence.first, next.head.first - NEAR); i < next.head.end + NEAR; i++) {
      changed |= DOSE_CHANGES.contains(graph.lower(sentence, i));
    }
    return !changed
        && last.head.sentence != next.head.sentence
        && (course.number() > 0 || course.again())
        && course.differsFrom(Repetition.of(graph, last.head), 1);
  }

  private static List<String> amounts(List<Dose> doses) {
    return doses.stream()
        .map(dose -> dose.amount().toString() + dose.rate() + dose.frequency())
        .toList();
  }

  private void merge(FactDraft into, FactDraft other) {
    into.evidence.addAll(other.evidence);
    into.parts.addAll(other.parts);
    into.reasons.addAll(other.reasons);
    into.termination = into.termination.or(() -> other.termination);
    if (into.onset.isEmpty() && !isGivenBefore(into, other)) {
      into.onset = other.onset;
    }
    into.abatement = other.abatement.or(() -> into.abatement);
    // In a sequence of doses each has a duration of its own.
    into.duration =
        isStepwise(into, other) ? Optional.empty() : into.duration.or(() -> other.duration);
    into.visit = into.visit.or(() -> other.visit);
    List<Dose> doses = DosageReader.inSequence(into.doses, other.doses);
    into.doses.clear();
    into.doses.addAll(doses);
    if (other.head.has(Property.Value.RESTARTED)) {
      into.termination = Optional.empty();
    }
    boolean ended =
        into.medicationStatus == MedicationStatus.STOPPED
            && other.medicationStatus == MedicationStatus.ACTIVE;
    if (other.medicationStatus != MedicationStatus.UNKNOWN && !ended) {
      into.medicationStatus = other.medicationStatus;
    }
    if (into.medicationStatus == MedicationStatus.ACTIVE) {
      // What goes on has not ended: it was only held.
      into.abatement = Optional.empty();
    }
  }
}

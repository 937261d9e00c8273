package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.When;
import org.case2fhir.reading.MedicationCourses.Use;
import org.case2fhir.reading.Property.Occurrence;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Drugs: taken, stopped, planned or not given, as the words state. {@link MedicationCourses} joins
 * what is said of one drug in several places.
 */
final class MedicationFacts {
  private static final Set<String> SELF_HARM = TokenPattern.wordClass("self-harm");
  private static final Set<String> EACH_SEQUELS = TokenPattern.wordClass("each-sequel");
  private static final Set<String> EACH_JOINERS = TokenPattern.wordClass("each-dose-joiner");
  private static final Set<String> MADE = TokenPattern.wordClass("made-by-body");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final int LONGEST_SUBSTANCE = 5;
  private static final Set<String> VACCINATED = TokenPattern.wordClass("vaccinated");
  private static final int STATUS_SIGHT = 6;
  private static final Set<String> STATUS = TokenPattern.wordClass("status-noun");
  private static final Set<String> UNKNOWN = TokenPattern.wordClass("unknown-status");
  private static final Set<String> PREVENTED = TokenPattern.wordClass("vaccine-disease");
  private static final Set<String> RECEIVED = TokenPattern.wordClass("receiving-verb");
  private static final Set<String> VACCINE_KINDS = TokenPattern.wordClass("vaccine-kind");
  private static final String VACCINE_TARGET = "vaccine-target";
  private static final Set<String> VACCINE = TokenPattern.wordClass("vaccine");
  // Rank of cues that say that something was given, and not merely that it was before or after.
  private static final int STRONG = 6;
  private static final int NAME_SIGHT = 4;
  private static final int MAKER_SIGHT = 8;
  private static final int MOST_OF_REGIMEN = 8;
  private static final int REASON_SIGHT = 14;
  private static final int PURPOSE_SIGHT = 4;
  private static final int SUSCEPTIBLE_SIGHT = 12;
  private static final int SO_FAR_SIGHT = 6;
  private static final int ANAPHOR_SIGHT = 2;
  private static final double MARKED = 0.7;
  private static final Set<String> REGIMEN_JOINERS = TokenPattern.wordClass("regimen-joiner");
  private static final Set<String> OFF = TokenPattern.wordClass("off-drug");
  private static final TokenPattern NOT_ON = TokenPattern.of("<have> not been <on-drug>");
  private static final TokenPattern FOLLOWED = TokenPattern.of("<drug-sequel>");
  private static final TokenPattern CAUSE = TokenPattern.of("<cause-lead>");
  private static final Set<String> INSTEAD = TokenPattern.wordClass("instead-lead");
  private static final TokenPattern LEAD = TokenPattern.of("<reason-lead>");
  private static final Set<String> ADJUSTED = TokenPattern.wordClass("dose-adjusted");
  private static final TokenPattern TREATED = TokenPattern.of("<treated-with>");
  private static final TokenPattern DETERMINER = TokenPattern.of("<resuming>");
  private static final TokenPattern TREATMENT =
      TokenPattern.of("<treatment-noun> (of|for|against)");
  private static final TokenPattern CONSISTED = TokenPattern.of("<consisted>");
  private static final TokenPattern SO_FAR = TokenPattern.of("<use-so-far>");
  private static final TokenPattern ANAPHOR =
      TokenPattern.of("<drug-anaphor> <course-auxiliary> ..3 <course-end>");
  private static final TokenPattern TAKEN_UP = TokenPattern.of("<use-lead> <drug-anaphor>");

  private static final Set<String> HOUSEHOLD = TokenPattern.wordClass("no-drug-alone");
  private static final Set<String> GENERIC = GenericTerms.treatments("generic-drug");

  private final FactBuilder facts;
  private final Graph graph;
  private final ConceptCoder coder;
  private final DosageReader dosages;
  private final Set<String> forms = TokenPattern.wordClass("drug-form-word");
  private final Set<String> noUse = TokenPattern.wordClass("drug-no-use");
  private final Set<String> susceptible = TokenPattern.wordClass("susceptible-lead");
  private final Set<String> clauseEnds = TokenPattern.wordClass("clause-end");
  private final Set<String> consequences = TokenPattern.wordClass("consequence");
  private final GenericTerms terms = GenericTerms.builtIn();
  private final Set<String> needed = TokenPattern.wordClass("as-needed");
  private final Set<String> purposes = TokenPattern.wordClass("purpose");
  private final List<Use> uses = new ArrayList<>();

  private MedicationFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.facts = facts;
    this.graph = facts.graph();
    this.coder = facts.coder();
    this.dosages = new DosageReader(graph, vocabulary, units);
  }

  /**
   * Marks the words that mean the drugs of an earlier sentence and say what became of them: "this
   * regimen was stopped". Before properties are resolved.
   */
  static void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      for (int i = sentence.first; i < sentence.end; i++) {
        if (VACCINATED.contains(graph.token(i).lower())) {
          markVaccines(graph, sentence, i);
        }
        int takenUp = TAKEN_UP.end(graph, sentence, i);
        int noun = takenUp > i ? takenUp - 1 : i + 1;
        boolean free =
            noun < sentence.end && graph.nodeAt(noun).filter(Graph.Node::isClinical).isEmpty();
        if (free && (takenUp > i || ANAPHOR.end(graph, sentence, i) > i)) {
          graph.add(MentionType.MEDICATION, noun, noun + 1, MARKED, "drug-anaphor");
        }
      }
    }
  }

  // "vaccinated against influenza and measles", "hepatitis B vaccination": the disease names a
  // vaccine, and is none that the patient has.
  private static void markVaccines(Graph graph, Graph.Sentence sentence, int word) {
    int at = word + 1;
    if (!graph.lower(sentence, at).equals("for") && !graph.lower(sentence, at).equals("against")) {
      at++;
    }
    boolean against =
        graph.lower(sentence, at).equals("against")
            || at == word + 1 && graph.lower(sentence, at).equals("for");
    int from = against ? at + 1 : sentence.end;
    // "measles, mumps, and rubella ([MMR]) vaccine"
    boolean aside =
        graph.lower(sentence, word - 1).equals(")") && graph.lower(sentence, word - 3).equals("(");
    int end = aside ? word - 3 : word;
    nameVaccines(graph, sentence, end);
    List<Graph.Node> targets =
        sentence.nodes.stream()
            .filter(
                node ->
                    node.isProblem()
                        || isVaccineName(node, word)
                        || node.trail.contains(VACCINE_TARGET))
            .filter(
                node ->
                    node.end == end
                        || node.trail.contains(VACCINE_TARGET) && node.end <= word
                        || isVaccineName(node, word)
                        || isListed(graph, sentence, from, node)
                        || isListedBefore(graph, sentence, node, end))
            .toList();
    if (STATUS.contains(graph.lower(sentence, word + 1)) && hasUnknown(graph, sentence, word)) {
      // "unknown tetanus vaccination status"
      targets.forEach(graph::remove);
      return;
    }
    targets.forEach(target -> graph.retype(target, MentionType.MEDICATION, VACCINE_TARGET));
    if (!targets.isEmpty()) {
      // The word itself names nothing that the vaccines do not say.
      sentence.nodes.stream()
          .filter(node -> node.first >= end && node.end <= word + 1)
          .toList()
          .forEach(graph::remove);
    }
  }

  // "[pneumococcal], [meningococcal] and [haemophilus] vaccinations": each name of the list means a
  // vaccine, whatever the tagger takes it for. A second "and" begins another list.
  private static void nameVaccines(Graph graph, Graph.Sentence sentence, int noun) {
    if (!graph.lower(sentence, noun).endsWith("s")) {
      return;
    }
    List<int[]> names = new ArrayList<>();
    boolean joined = false;
    int end = noun;
    while (end > sentence.first) {
      String lower = graph.lower(sentence, end - 1);
      int first = vaccineName(graph, sentence, end);
      if (first < end) {
        names.add(new int[] {first, end});
        end = first;
      } else if (TokenPattern.wordClass("joiner").contains(lower)
          && !names.isEmpty()
          && (lower.equals(",") || !joined)) {
        joined |= !lower.equals(",");
        end--;
      } else {
        break;
      }
    }
    if (!joined || names.size() < 2) {
      return;
    }
    for (int[] name : names) {
      List<Graph.Node> over =
          sentence.nodes.stream()
              .filter(node -> node.first < name[1] && node.end > name[0])
              .toList();
      if (over.stream().noneMatch(node -> isMoreThan(graph, node, name[0], name[1]))) {
        over.forEach(graph::remove);
        graph
            .add(MentionType.MEDICATION, name[0], name[1], MARKED, VACCINE_TARGET)
            .trail
            .add(VACCINE_TARGET);
      }
    }
  }

  // "[never received pneumococcal], meningococcal or influenza vaccines": the verb is not of a
  // name.
  private static boolean isMoreThan(Graph graph, Graph.Node node, int first, int end) {
    boolean verb = node.first < first && RECEIVED.contains(graph.token(first - 1).lower());
    return node.end > end || node.first < first && !verb;
  }

  // The first word of the name of a vaccine that ends here; the end if none does.
  private static int vaccineName(Graph graph, Graph.Sentence sentence, int end) {
    for (int first = Math.max(sentence.first, end - 3); first < end; first++) {
      String name = graph.words(first, end).toLowerCase(Locale.ROOT);
      if (VACCINE_KINDS.contains(name) || PREVENTED.contains(name)) {
        return first;
      }
    }
    return end;
  }

  private static boolean hasUnknown(Graph graph, Graph.Sentence sentence, int word) {
    int end = Math.min(sentence.end, word + STATUS_SIGHT);
    for (int i = Math.max(sentence.first, word - STATUS_SIGHT); i < end; i++) {
      if (UNKNOWN.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "[measles], mumps and rubella vaccines", "[hepatitis B] and tetanus vaccines"
  private static boolean isListedBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node node, int word) {
    boolean joined = false;
    boolean plural = graph.lower(sentence, word).endsWith("s");
    for (int i = node.end; i < word; i++) {
      String lower = graph.lower(sentence, i);
      joined |= TokenPattern.wordClass("joiner").contains(lower);
      boolean prevented =
          PREVENTED.contains(lower)
              || plural && VACCINE_KINDS.contains(lower)
              || graph.nodeAt(i).filter(n -> PREVENTED.contains(graph.lower(n))).isPresent();
      if (lower.equals(";") || !TokenPattern.wordClass("joiner").contains(lower) && !prevented) {
        return false;
      }
    }
    return joined
        && node.end <= word
        && (PREVENTED.contains(graph.last(node).lower()) || PREVENTED.contains(graph.lower(node)));
  }

  // "[influenza vaccination]"
  private static boolean isVaccineName(Graph.Node node, int word) {
    return node.isClinical() && node.first < word && node.end == word + 1;
  }

  // Whether only members of a list stand between a token and a mention.
  private static boolean isListed(Graph graph, Graph.Sentence sentence, int from, Graph.Node node) {
    for (int i = from; i < node.first; i++) {
      boolean member = graph.nodeAt(i).filter(Graph.Node::isClinical).isPresent();
      if (!member && !TokenPattern.wordClass("joiner").contains(graph.lower(sentence, i))) {
        return false;
      }
    }
    return node.first >= from;
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    MedicationFacts drugs = new MedicationFacts(facts, vocabulary, units);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.section() == SectionKind.FIGURE_LEGEND) {
        continue;
      }
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (node.isTreatment() && facts.about(node).isEmpty()) {
          drugs.read(sentence, node);
        }
      }
    }
    new MedicationCourses(facts, drugs.dosages, drugs.uses).join();
    drugs.uses.stream()
        .map(Use::draft)
        .filter(MedicationFacts::isVaccine)
        .forEach(draft -> draft.kind = FactKind.IMMUNIZATION);
  }

  // A dose, a course or a plan says more than an immunization can hold.
  private static boolean isVaccine(FactDraft draft) {
    return Stream.of(draft.concept.text().toLowerCase(Locale.ROOT).split("[^a-z]+"))
            .anyMatch(VACCINE::contains)
        && draft.assertion != Assertion.POSSIBLE
        && draft.doses.isEmpty()
        && draft.abatement.isEmpty()
        && draft.medicationStatus != MedicationStatus.INTENDED;
  }

  private void read(Graph.Sentence sentence, Graph.Node node) {
    boolean second = node.heads(Graph.Relation.SAME).anyMatch(Graph.Node::isTreatment);
    Occurrence occurrence = Occurrence.of(graph, node);
    if (second
        || occurrence == Occurrence.NONE
        || isNoUse(sentence, node)
        || dosages.isFluid(node)) {
      return;
    }
    if (!dosages.isNamed(node)) {
      ofEarlier(sentence, node);
      return;
    }
    Optional<ConceptCoder.Coded> coded = coded(sentence, node);
    if (coded.isEmpty()
        || !isGiven(sentence, node, coded.get().concept().isCoded())
        || !coded.get().concept().isCoded() && isTradeName(sentence, node)) {
      return;
    }
    int strength = strengthStart(sentence, node);
    Concept name = withStrength(coded.get().concept(), strength, node);
    FactDraft draft = facts.draft(FactKind.MEDICATION, name, node, "medication");
    if (strength < node.first) {
      draft.evidence.add(graph.evidence(strength, node.first));
      sentence.nodes.stream()
          .filter(part -> part.first >= strength && part.end <= node.first)
          .forEach(draft.parts::add);
    }
    boolean given = occurrence != Occurrence.NOT_DONE;
    draft.assertion =
        !given
            ? Assertion.ABSENT
            : node.has(Property.Value.POSSIBLE) ? Assertion.POSSIBLE : Assertion.PRESENT;
    DosageReader.Found dosage = dosages.read(node);
    dosage.remarks().forEach(remark -> facts.report(remark, dosage.first(), dosage.end()));
    if (given) {
      draft.doses.addAll(dosage.doses());
    }
    if (given && isOfEach(sentence, dosage)) {
      shareDoses(sentence, node, draft.doses);
    }
    if (dosage.end() > dosage.first()) {
      draft.evidence.add(graph.evidence(dosage.first(), dosage.end()));
      sentence.nodes.stream()
          .filter(part -> part.overlaps(dosage.first(), dosage.end()))
          .filter(part -> !part.isTreatment() && !part.isProblem() && !part.isTest())
          .forEach(draft.parts::add);
    }
    node.details(Graph.Relation.ROUTE)
        .filter(detail -> detail.sentence == node.sentence)
        .filter(detail -> draft.doses.stream().anyMatch(dose -> isRoute(dose, detail)))
        .forEach(draft.parts::add);
    Timeline.Timing timing = timing(node);
    draft.medicationStatus = status(node, occurrence, draft.doses, timing);
    if (draft.medicationStatus == MedicationStatus.UNKNOWN
        && isFollowed(sentence, node, Math.max(node.end, dosage.end()))) {
      draft.medicationStatus = MedicationStatus.COMPLETED;
    }
    addTimes(draft, timing);
    boolean without =
        node.details(Graph.Relation.DURATION)
            .anyMatch(length -> DurationAttachment.isWithout(graph, length));
    if (without) {
      draft.duration = Optional.empty();
    }
    Optional<FactDraft> cause = cause(sentence, Math.max(node.end, dosage.end()));
    boolean ended = isWithdrawn(draft) || draft.medicationStatus == MedicationStatus.NOT_TAKEN;
    if (ended) {
      draft.termination =
          cause.filter(fact -> fact.assertion == Assertion.PRESENT).map(fact -> fact.concept);
    }
    if (given) {
      // "was stopped because of X and restarted": X is no reason to take it.
      boolean paused = node.has(Property.Value.RESTARTED);
      reason(sentence, node, Math.max(node.end, dosage.end()))
          .or(() -> ended || paused || isInstead(sentence, node) ? Optional.empty() : cause)
          .or(() -> isWithdrawn(draft) ? Optional.empty() : reasonBefore(sentence, node))
          .or(() -> selfHarm(sentence, node))
          .ifPresent(draft.reasons::add);
    }
    uses.add(new Use(draft, key(draft.concept)));
  }

  // "[0.45 %] saline": how strong a solution is belongs to its name, and is no dose. The drug
  // itself where no strength stands before it.
  private int strengthStart(Graph.Sentence sentence, Graph.Node node) {
    int sign = node.first - 1;
    int number = node.first - 2;
    boolean strength =
        graph.lower(sentence, sign).equals("%")
            && number >= sentence.first
            && graph.token(number).isNumber()
            && graph.nodeAt(sign).filter(MedicationFacts::isResult).isEmpty();
    return strength ? number : node.first;
  }

  // "saturation was [85%], oxygen was given"
  private static boolean isResult(Graph.Node node) {
    return node.heads(Graph.Relation.VALUE).anyMatch(Graph.Node::isTest);
  }

  private Concept withStrength(Concept drug, int from, Graph.Node node) {
    if (from == node.first) {
      return drug;
    }
    return new Concept(graph.token(from).text() + "% " + drug.text(), drug.codes());
  }

  // "75 mg each", "75 mg each twice daily"; not "75 mg each morning".
  private boolean isOfEach(Graph.Sentence sentence, DosageReader.Found dosage) {
    for (int i = dosage.first(); i <= Math.min(dosage.end(), sentence.end - 1); i++) {
      String next = graph.lower(sentence, i + 1);
      if (graph.token(i).lower().equals("each")
          && (next.isEmpty()
              || !Character.isLetter(next.codePointAt(0))
              || EACH_SEQUELS.contains(next))) {
        return true;
      }
    }
    return false;
  }

  // The drugs that are joined before it and have no dose of their own.
  private void shareDoses(Graph.Sentence sentence, Graph.Node node, List<Dose> doses) {
    int first = node.first;
    for (int i = uses.size() - 1; i >= 0; i--) {
      FactDraft other = uses.get(i).draft();
      boolean joined =
          other.head.sentence == node.sentence
              && other.head.end < first
              && IntStream.range(other.head.end, first)
                  .allMatch(at -> EACH_JOINERS.contains(graph.lower(sentence, at)));
      if (!joined || !other.doses.isEmpty()) {
        return;
      }
      other.doses.addAll(doses);
      first = other.head.first;
    }
  }

  // "trastuzumab (Herceptin, Roche)": what no vocabulary knows in the brackets behind a drug is its
  // brand or its maker.
  private boolean isTradeName(Graph.Sentence sentence, Graph.Node node) {
    if (!Character.isUpperCase(graph.token(node.first).text().codePointAt(0))) {
      return false;
    }
    int open = node.first - 1;
    while (open > sentence.first
        && node.first - open <= NAME_SIGHT
        && !graph.lower(sentence, open).equals("(")) {
      open--;
    }
    boolean measured = IntStream.range(open, node.first).anyMatch(i -> graph.token(i).isNumber());
    boolean known =
        graph.lower(sentence, open).equals("(")
            && open > sentence.first
            && graph
                .nodeAt(open - 1)
                .filter(drug -> drug.isTreatment() && !MedicationCourses.isClass(graph.lower(drug)))
                .flatMap(drug -> coded(sentence, drug))
                .filter(drug -> drug.concept().isCoded() || measured)
                .isPresent();
    return known || isMaker(sentence, node);
  }

  // "(barium sulfate 2.1% w/v, Mallinckrodt)": what ends the brackets behind a drug and its
  // strength.
  private boolean isMaker(Graph.Sentence sentence, Graph.Node node) {
    int at = node.first - 2;
    boolean measured = false;
    boolean ends =
        graph.lower(sentence, node.first - 1).equals(",")
            && graph.lower(sentence, node.end).equals(")");
    while (ends
        && at > sentence.first
        && node.first - at <= MAKER_SIGHT
        && graph.nodeAt(at).filter(Graph.Node::isTreatment).isEmpty()) {
      String word = graph.token(at).lower();
      if (word.equals(",") || word.equals("(") || word.equals(")")) {
        return false;
      }
      measured |= graph.token(at).isNumber();
      at--;
    }
    return ends
        && measured
        && graph
            .nodeAt(at)
            .filter(Graph.Node::isTreatment)
            .filter(drug -> Character.isLowerCase(graph.token(drug.first).text().codePointAt(0)))
            .isPresent();
  }

  private boolean isRoute(Dose dose, Graph.Node detail) {
    String words = ConceptCoder.plain(graph.words(detail));
    return dose.route().filter(route -> route.text().equalsIgnoreCase(words)).isPresent();
  }

  // "The drug was stopped": the one of the sentence before; "this regimen": all of them.
  private void ofEarlier(Graph.Sentence sentence, Graph.Node anaphor) {
    boolean stated =
        anaphor.has(Property.Value.STOPPED)
            || anaphor.has(Property.Value.COMPLETED)
            || anaphor.has(Property.Value.HELD)
            || anaphor.has(Property.Value.ACTIVE)
            || anaphor.has(Property.Value.RESTARTED);
    boolean means =
        ANAPHOR.end(graph, sentence, anaphor.first) > 0
            || anaphor.first > sentence.first
                && ANAPHOR.end(graph, sentence, anaphor.first - 1) > 0;
    Timeline.Timing timing = facts.timeline().timing(anaphor);
    // "She was on this treatment for 10 days."
    boolean lasted =
        timing.duration().isPresent()
            && anaphor.first > sentence.first + 1
            && TAKEN_UP.end(graph, sentence, anaphor.first - 2) == anaphor.end;
    if (!lasted && (!stated || !means) || uses.isEmpty()) {
      return;
    }
    int index = uses.get(uses.size() - 1).draft().head.sentence;
    List<Use> earlier =
        uses.stream().filter(use -> use.draft().head.sentence == index && use.isTaken()).toList();
    boolean one = TokenPattern.wordClass("one-drug").contains(graph.token(anaphor.end - 1).lower());
    boolean near = index < sentence.index && sentence.index - index <= ANAPHOR_SIGHT;
    if (!near || one && earlier.size() > 1) {
      return;
    }
    for (Use use : earlier) {
      FactDraft draft = use.draft();
      if (lasted) {
        draft.duration = draft.duration.or(timing::duration);
      } else {
        draft.medicationStatus = status(anaphor, Occurrence.DONE, List.of(), timing);
        if (anaphor.has(Property.Value.RESTARTED)) {
          draft.termination = Optional.empty();
        }
      }
      draft.evidence.add(graph.evidence(anaphor.first, anaphor.end));
      draft.parts.add(anaphor);
      if (use.isEnded() && !lasted) {
        draft.abatement = draft.abatement.or(timing::time);
      }
    }
  }

  // What only the vocabulary calls a drug may be a nutrient or an analyte, and what only the tagger
  // calls one may be anything: words must say that it was given, in what dose, or that it was not.
  private static boolean isGiven(Graph.Sentence sentence, Graph.Node node, boolean coded) {
    boolean tagged = node.origin.equals("tagger");
    boolean given =
        node.proposal(Property.REALITY)
            .filter(proposal -> tagged || proposal.rank() >= STRONG)
            .isPresent();
    boolean stated =
        node.details(Graph.Relation.DOSE).findAny().isPresent()
            || node.details(Graph.Relation.ROUTE).findAny().isPresent()
            || node.details(Graph.Relation.FREQUENCY).findAny().isPresent()
            || given
            || !node.has(Property.Value.UNKNOWN)
            || tagged && node.has(Property.Value.ABSENT);
    boolean listed =
        sentence.coordination(node).stream()
            .flatMap(list -> list.members().stream())
            .anyMatch(
                other ->
                    other != node
                        && other.type == MentionType.MEDICATION
                        && other.origin.equals("tagger"));
    return coded && tagged || stated || listed || node.trail.contains(VACCINE_TARGET);
  }

  private String key(Concept concept) {
    return concept.codes().stream()
        .findFirst()
        .map(code -> code.system() + "|" + code.code())
        .orElseGet(() -> coder.key(concept.text()));
  }

  /** The name of a drug with its codes; nothing for words that name none. */
  private Optional<ConceptCoder.Coded> coded(Graph.Sentence sentence, Graph.Node node) {
    String words = ConceptCoder.plain(graph.words(node));
    if (node.trail.contains(VACCINE_TARGET)) {
      boolean whole = VACCINATED.contains(graph.token(node.end - 1).lower());
      String target = graph.words(node.first, whole ? node.end - 1 : node.end);
      return Optional.of(
          coder.code(List.of(target + " vaccine"), List.of(Domain.MEDICATION), sentence));
    }
    if (!dosages.isNamed(node)) {
      return Optional.empty();
    }
    List<String> ways = new ArrayList<>(List.of(words));
    int first = node.first;
    int end = node.end;
    while (end > first + 1 && forms.contains(graph.token(end - 1).lower())) {
      end--;
    }
    ways.add(graph.words(first, end));
    while (first < end - 1 && isDosageWord(first)) {
      first++;
    }
    ways.add(graph.words(first, end));
    if (end > first + 1
        && (MedicationCourses.isClass(graph.token(end - 1).lower())
            || coder.knows(Domain.BODY_SITE, graph.token(end - 1).lower(), sentence))) {
      // "warfarin anticoagulation", "ciprofloxacin ear drops": the drug.
      ways.add(graph.words(first, end - 1));
    }
    // "enzyme replacement therapy" names more than its first word.
    boolean whole = false;
    for (int i = end; i < node.end; i++) {
      whole |= !GENERIC.contains(graph.token(i).lower());
    }
    int last = whole ? node.end : end;
    ConceptCoder.Coded coded = coder.code(ways, List.of(Domain.MEDICATION), sentence);
    if (coded.concept().isCoded()) {
      boolean drug = node.type == MentionType.MEDICATION;
      return drug || !coder.knows(Domain.PROCEDURE, words, sentence)
          ? Optional.of(coded)
          : Optional.empty();
    }
    boolean other =
        node.type != MentionType.MEDICATION
            || dosages.isDosage(words)
            || node.length() == 1 && HOUSEHOLD.contains(graph.lower(node))
            || coder.knows(Domain.CONDITION, words, sentence)
            || coder.knows(Domain.FINDING, words, sentence)
            || coder.knows(Domain.PROCEDURE, words, sentence)
            || coder.knows(Domain.TEST, words, sentence)
            || isProcedure(node)
            || coder.isOrganism(words);
    return other
        ? Optional.empty()
        : Optional.of(ConceptCoder.uncoded(graph.words(first, last), Domain.MEDICATION));
  }

  private boolean isDosageWord(int token) {
    return GENERIC.contains(graph.token(token).lower()) || graph.token(token).isNumber();
  }

  // "phlebotomies", "NAVA" where the text calls it a ventilatory assist.
  private boolean isProcedure(Graph.Node node) {
    String words = ConceptCoder.plain(graph.words(node));
    String name = coder.abbreviations().expand(words).orElse(words).toLowerCase(Locale.ROOT);
    String last = name.substring(name.lastIndexOf(' ') + 1);
    return terms.isProcedureName(name)
        || !name.equals(words.toLowerCase(Locale.ROOT))
            && TokenPattern.wordClass("procedure-noun").contains(last);
  }

  // "cortisol secretion", "growth hormone (GH) and IGF-1 production": what the body makes.
  private boolean isMade(Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    if (graph.lower(sentence, at).equals("(") && graph.lower(sentence, at + 2).equals(")")) {
      at += 3;
    }
    boolean listed =
        graph.last(node).lower().equals("hormone")
            && TokenPattern.wordClass("joiner").contains(graph.lower(sentence, at));
    int last = listed ? at + LONGEST_SUBSTANCE : at;
    for (int i = at; i <= last && i < sentence.end; i++) {
      if (MADE.contains(graph.lower(sentence, i))) {
        return true;
      }
      // "took growth hormone and had milk production"
      if (FINITE.contains(graph.lower(sentence, i))) {
        return false;
      }
    }
    return false;
  }

  // "sensitive to X", "X level", "allergic to X": it was not given.
  private boolean isNoUse(Graph.Sentence sentence, Graph.Node node) {
    if (noUse.contains(graph.lower(sentence, node.end))
        || graph.lower(sentence, node.end).equals("-")
            && noUse.contains(graph.lower(sentence, node.end + 1))
        || isMade(sentence, node)) {
      return true;
    }
    if (isSubject(sentence, node)) {
      return false;
    }
    int from = Math.max(sentence.first, node.first - SUSCEPTIBLE_SIGHT);
    boolean to = false;
    for (int i = node.first - 1; i >= from; i--) {
      String word = graph.token(i).lower();
      to |= word.equals("to") || word.equals("of") || word.equals("against");
      if (to && susceptible.contains(word)) {
        return !graph.lower(sentence, i - 1).equals("treatment");
      }
      if (clauseEnds.contains(word)
          || consequences.contains(word)
          || TokenPattern.wordClass("be").contains(word)) {
        return false;
      }
    }
    return false;
  }

  // "resistant to A, and B was started": B has a verb of its own.
  private boolean isSubject(Graph.Sentence sentence, Graph.Node node) {
    String joint = graph.lower(sentence, node.first - 1);
    Set<String> passive = TokenPattern.wordClass("passive");
    int verb = Math.max(node.end, dosages.read(node).end());
    return TokenPattern.wordClass("joiner").contains(joint)
        && passive.contains(graph.lower(sentence, verb))
        && TokenPattern.wordClass("do-participle").contains(graph.lower(sentence, verb + 1));
  }

  // "A for 3 days, followed by B", "A plus B, followed by C": what was followed was over then.
  private boolean isFollowed(Graph.Sentence sentence, Graph.Node node, int from) {
    int at = behindMarks(sentence, from, true);
    for (int member = 1;
        member < MOST_OF_REGIMEN && FOLLOWED.end(graph, sentence, at) <= at;
        member++) {
      Optional<Graph.Node> other = joinedDrug(sentence, at);
      if (other.isEmpty()) {
        return false;
      }
      int end = Math.max(other.get().end, dosages.read(other.get()).end());
      // "A, and B was followed by C" is a clause about B.
      at = behindMarks(sentence, end, false);
    }
    int end = FOLLOWED.end(graph, sentence, at);
    for (int i = end; end > at && i < Math.min(sentence.end, end + NAME_SIGHT); i++) {
      Optional<Graph.Node> next = graph.nodeAt(i).filter(Graph.Node::isTreatment);
      if (next.isPresent()) {
        return dosages.isNamed(next.get())
            && !coder.key(graph.words(next.get())).equals(coder.key(graph.words(node)));
      }
    }
    return false;
  }

  private int behindMarks(Graph.Sentence sentence, int from, boolean orVerb) {
    Set<String> passive = TokenPattern.wordClass("passive");
    int at = from;
    while (at < from + 2
        && (isMark(graph.lower(sentence, at))
            || orVerb && passive.contains(graph.lower(sentence, at)))) {
      at++;
    }
    return at;
  }

  // The drug behind "plus".
  private Optional<Graph.Node> joinedDrug(Graph.Sentence sentence, int from) {
    int at = from;
    while (at < from + 2 && REGIMEN_JOINERS.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at > from && at < sentence.end
        ? graph
            .nodeAt(at)
            .filter(next -> next.type == MentionType.MEDICATION && dosages.isNamed(next))
        : Optional.empty();
  }

  private static boolean isMark(String word) {
    return word.equals(",") || word.equals(")");
  }

  private boolean isSoFar(Graph.Node node) {
    Graph.Sentence sentence = graph.sentenceOf(node);
    for (int i = Math.max(sentence.first, node.first - SO_FAR_SIGHT); i < node.first; i++) {
      if (SO_FAR.end(graph, sentence, i) > i) {
        return true;
      }
    }
    return false;
  }

  private MedicationStatus status(
      Graph.Node node, Occurrence occurrence, List<Dose> doses, Timeline.Timing timing) {
    if (occurrence == Occurrence.NOT_DONE) {
      return MedicationStatus.NOT_TAKEN;
    }
    if (occurrence == Occurrence.PLANNED) {
      return MedicationStatus.INTENDED;
    }
    // How long it has been taken does not say that it ended.
    boolean lasted = timing.duration().isPresent() && !isSoFar(node);
    boolean limited =
        doses.isEmpty() || doses.size() == 1
            ? lasted || doses.stream().anyMatch(dose -> dose.duration().isPresent())
            : doses.get(doses.size() - 1).duration().isPresent();
    // What follows in words alone, "reduced by 5 mg every week", may have ended.
    boolean open =
        doses.size() > 1
            && doses.get(doses.size() - 1).sequence().isPresent()
            && DosageReader.isStructured(doses.get(doses.size() - 1))
            && doses.get(doses.size() - 1).infusionTime().isEmpty()
            && !limited;
    return switch (node.get(Property.COURSE)) {
      case ACTIVE -> MedicationStatus.ACTIVE;
      case RESTARTED -> limited ? MedicationStatus.COMPLETED : MedicationStatus.ACTIVE;
      case STOPPED -> MedicationStatus.STOPPED;
      case COMPLETED -> MedicationStatus.COMPLETED;
      case HELD -> MedicationStatus.ON_HOLD;
      default ->
          limited
              ? MedicationStatus.COMPLETED
              : open ? MedicationStatus.ACTIVE : MedicationStatus.UNKNOWN;
    };
  }

  // A time is that of the beginning, or of the end where the words say that it was stopped then.
  // The weeks of a cycle are not how long a drug was taken, nor the days for which it was held.
  private Timeline.Timing timing(Graph.Node node) {
    Timeline.Timing timing = facts.timeline().timing(node);
    boolean cyclic =
        node.details(Graph.Relation.DURATION)
            .anyMatch(
                span ->
                    dosages.isIntermittent(graph.sentenceOf(span), span.end)
                        || isOfPause(node, span));
    return cyclic
        ? new Timeline.Timing(
            timing.visit(), timing.time(), timing.onset(), Optional.empty(), timing.end())
        : timing;
  }

  // "was held [for three days] and resumed", "was held [for three days]"
  private boolean isOfPause(Graph.Node drug, Graph.Node span) {
    Optional<Graph.Proposal> course = drug.proposal(Property.COURSE);
    return span.sentence == drug.sentence
        && course
            .filter(
                said ->
                    drug.has(Property.Value.RESTARTED)
                            && span.first >= said.first()
                            && span.end <= said.end()
                        || drug.has(Property.Value.HELD) && span.first >= said.end())
            .isPresent();
  }

  private void addTimes(FactDraft draft, Timeline.Timing timing) {
    boolean ended =
        draft.medicationStatus == MedicationStatus.STOPPED
            || draft.medicationStatus == MedicationStatus.ON_HOLD;
    // "off warfarin since March": since then it is not taken.
    boolean off =
        ended
            && draft
                .head
                .proposal(Property.COURSE)
                .filter(stop -> stop.end() <= draft.head.first && hasWord(stop, OFF))
                .isPresent();
    Optional<When> since = timing.onset().filter(when -> !off);
    // "has not been on A since May": not taken from then on, and never begun.
    boolean untaken =
        draft
            .head
            .proposal(Property.REALITY)
            .filter(cue -> NOT_ON.end(graph, graph.sentenceOf(cue.first()), cue.first()) > 0)
            .isPresent();
    draft.onset =
        untaken ? Optional.empty() : since.or(() -> ended ? Optional.empty() : timing.time());
    draft.abatement =
        timing
            .end()
            .or(() -> off ? timing.onset() : Optional.empty())
            .or(() -> ended ? timing.time() : Optional.empty());
    if (draft.abatement.isPresent() && draft.medicationStatus == MedicationStatus.UNKNOWN) {
      // "He took A until 2014"
      draft.medicationStatus = MedicationStatus.COMPLETED;
    }
    // In a taper each dose has a duration of its own.
    boolean each =
        draft.doses.size() > 1
            && draft.doses.stream().anyMatch(dose -> dose.duration().isPresent());
    draft.duration = each ? Optional.empty() : timing.duration();
    draft.time = Optional.empty();
  }

  // "A was started because of X"; behind a drug that was stopped or changed it is why that was
  // done.
  private Optional<FactDraft> cause(Graph.Sentence sentence, int from) {
    for (int i = from; i < Math.min(sentence.end, from + REASON_SIGHT); i++) {
      String word = graph.token(i).lower();
      boolean changed = TokenPattern.wordClass("dose-change").contains(word);
      Optional<Graph.Node> other = graph.nodeAt(i).filter(this::isUse);
      boolean instead = other.isPresent() && INSTEAD.contains(graph.lower(sentence, i - 1));
      if (changed || clauseEnds.contains(word) || other.isPresent() && !instead) {
        return Optional.empty();
      }
      if (instead) {
        // "A was switched to B because of X"
        i = other.get().end - 1;
        continue;
      }
      Optional<Graph.Node> problem = problemAt(sentence, CAUSE.end(graph, sentence, i));
      if (problem.isPresent()) {
        return facts.about(problem.get());
      }
    }
    return Optional.empty();
  }

  // "A was stopped and B begun because of nausea": it is not what B is for.
  private static boolean isInstead(Graph.Sentence sentence, Graph.Node drug) {
    return sentence.nodes.stream()
        .anyMatch(
            other ->
                other.isTreatment()
                    && other.end <= drug.first
                    && other.has(Property.Value.STOPPED));
  }

  private boolean hasWord(Graph.Proposal cue, Set<String> words) {
    return IntStream.range(cue.first(), cue.end())
        .anyMatch(i -> words.contains(graph.token(i).lower()));
  }

  // "a suicide attempt with amlodipine": it was no therapy.
  private Optional<FactDraft> selfHarm(Graph.Sentence sentence, Graph.Node drug) {
    boolean said =
        drug.proposal(Property.COURSE).filter(cue -> hasWord(cue, SELF_HARM)).isPresent();
    return said
        ? sentence.nodes.stream()
            .filter(Graph.Node::isProblem)
            .filter(
                node ->
                    IntStream.range(node.first, node.end)
                        .anyMatch(i -> SELF_HARM.contains(graph.token(i).lower())))
            .flatMap(node -> facts.about(node).stream())
            .findFirst()
        : Optional.empty();
  }

  private static boolean isWithdrawn(FactDraft draft) {
    return draft.medicationStatus == MedicationStatus.STOPPED
        || draft.medicationStatus == MedicationStatus.ON_HOLD
        || draft.head.has(Property.Value.STOPPED);
  }

  private boolean isUse(Graph.Node node) {
    return node.isTreatment() && dosages.isNamed(node);
  }

  // The problem that begins behind an article or adjectives.
  private Optional<Graph.Node> problemAt(Graph.Sentence sentence, int from) {
    for (int i = from; from >= 0 && i < Math.min(sentence.end, from + NAME_SIGHT); i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.filter(Graph.Node::isClinical).isPresent()) {
        return node.filter(Graph.Node::isProblem);
      }
    }
    return Optional.empty();
  }

  // "For X, the patient received A", "the treatment of X was A", "X was treated with A".
  private Optional<FactDraft> reasonBefore(Graph.Sentence sentence, Graph.Node drug) {
    Optional<Graph.Node> last =
        sentence.nodes.stream()
            .filter(node -> node.isProblem() && node.end <= drug.first)
            .reduce((one, next) -> next);
    if (last.isEmpty() || drug.first - last.get().end > REASON_SIGHT) {
      return Optional.empty();
    }
    Graph.Node problem = last.get();
    boolean treated = false;
    for (int i = problem.end; i < drug.first; i++) {
      if (clauseEnds.contains(graph.token(i).lower())) {
        return Optional.empty();
      }
      treated |= i < problem.end + NAME_SIGHT && TREATED.end(graph, sentence, i) > i;
    }
    int first = problem.first;
    while (first > sentence.first
        && problem.first - first < NAME_SIGHT
        && graph.nodeAt(first - 1).filter(Graph.Node::isClinical).isEmpty()
        && !isMark(graph.lower(sentence, first - 1))) {
      first--;
    }
    boolean subject =
        first == problem.first || DETERMINER.end(graph, sentence, first) == problem.first;
    boolean opens = LEAD.end(graph, sentence, first) > first;
    boolean reason =
        treated && subject && !opens
            || opens && graph.lower(sentence, problem.end).equals(",")
            || isTreatmentOf(sentence, first)
                && CONSISTED.end(graph, sentence, problem.end) > problem.end;
    return reason && isOpening(sentence, first) ? facts.about(problem) : Optional.empty();
  }

  private boolean isTreatmentOf(Graph.Sentence sentence, int first) {
    int noun = Math.max(first, DETERMINER.end(graph, sentence, first));
    return TREATMENT.end(graph, sentence, noun) > noun;
  }

  private boolean isDrugBefore(int from, int to) {
    return graph.nodesOver(from, to).anyMatch(node -> node.type == MentionType.MEDICATION);
  }

  private boolean isOpening(Graph.Sentence sentence, int token) {
    return token == sentence.first || isMark(graph.lower(sentence, token - 1));
  }

  // "for X", "to treat X", "in the treatment of X", behind a drug and its dose.
  private Optional<FactDraft> reason(Graph.Sentence sentence, Graph.Node drug, int from) {
    for (int i = from; i < Math.min(sentence.end, from + REASON_SIGHT); i++) {
      if (clauseEnds.contains(graph.token(i).lower())) {
        return Optional.empty();
      }
      Optional<Graph.Node> node = graph.nodeAt(i).filter(Graph.Node::isProblem);
      if (node.isPresent() && node.get().first == i) {
        boolean purpose = false;
        for (int k = Math.max(from, i - PURPOSE_SIGHT); k < i; k++) {
          boolean leads =
              purposes.contains(graph.token(k).lower())
                  && !DurationAttachment.isLength(graph, sentence, k + 1);
          if (leads && needed.contains(graph.lower(sentence, k - 1)) && isDrugBefore(from, k)) {
            // "A 40 mg daily, and B when required for pain": of the last drug alone.
            return Optional.empty();
          }
          // "adjusted for renal insufficiency": the dose was.
          purpose |= leads && !ADJUSTED.contains(graph.lower(sentence, k - 1));
        }
        return purpose ? facts.about(node.get()) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}

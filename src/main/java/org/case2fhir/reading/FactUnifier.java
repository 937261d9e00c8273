package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;

/**
 * Makes one fact of a fact that is stated twice, with the evidence of both.
 *
 * <p>Two drafts are one fact if they have the same concept and assertion, no different sites,
 * visits, times or values, and neither says more than that of the other. A disease stays the same
 * over visits; a suspicion that was confirmed later is the confirmed disease; what a finding and a
 * diagnosis name alike is the diagnosis.
 */
final class FactUnifier {
  private static final int REPEAT_SIGHT = 3;
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> TIME_UNITS = TokenPattern.wordClass("time-unit");
  private static final Set<String> EXTENTS = TokenPattern.wordClass("operation-extent");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> ATTRIBUTED = TokenPattern.wordClass("attributed-word");
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> RESUMING = TokenPattern.wordClass("resuming");
  private static final Pattern NO_WORD = Pattern.compile("\\W+");
  private static final Set<String> GROWTHS = TokenPattern.wordClass("growth-noun");
  private static final Set<String> LUMPS = TokenPattern.wordClass("growth-name");
  private static final Pattern LUMP_PLURAL = Pattern.compile("s$");
  private static final Set<String> SIGNS = TokenPattern.wordClass("sign-noun");
  private static final Set<String> WORSENED = TokenPattern.wordClass("worse-verb");
  private static final Set<String> SPREAD = TokenPattern.wordClass("spread-or-return");
  private static final Set<String> PRIOR = TokenPattern.wordClass("prior");
  private static final Set<String> FIRST = TokenPattern.wordClass("first-of-several");

  private final FactBuilder facts;
  private final Map<String, Alike> byConcept = new HashMap<>();
  private final Map<FactDraft, FactDraft> unified = new HashMap<>();
  private final List<FactDraft> kept = new ArrayList<>();

  private final Map<FactDraft, Alike> homes = new HashMap<>();

  /** Where each draft stands among those that are kept. */
  private final Map<FactDraft, Integer> places = new HashMap<>();

  /** Problems by the words that their names end with, or that stand before "of" in them. */
  private final Map<String, List<FactDraft>> byEnding = new HashMap<>();

  private final Map<FactDraft, Set<Dose>> doses = new HashMap<>();
  private final Map<FactDraft, Repetition> repetitions = new HashMap<>();

  private FactUnifier(FactBuilder facts) {
    this.facts = facts;
  }

  /** Unifies the drafts. */
  static void unify(FactBuilder facts) {
    FactUnifier unifier = new FactUnifier(facts);
    facts.drafts().forEach(unifier::add);
    unifier.kept.forEach(unifier::relink);
    unifier.kept.forEach(draft -> draft.placed.ifPresent(name -> draft.concept = name));
    facts.drafts().clear();
    facts.drafts().addAll(unifier.kept);
  }

  private void add(FactDraft draft) {
    if (draft.course == FactDraft.Course.RESOLVED && resolved(draft)) {
      return;
    }
    signs(draft).ifPresent(concept -> draft.concept = concept);
    Alike alike = byConcept.computeIfAbsent(key(draft), key -> new Alike());
    Optional<FactDraft> same =
        alike
            .first(draft, isResumed(draft), other -> isSame(other, draft))
            .or(() -> fuller(draft))
            .or(() -> placedStudy(draft));
    Optional<FactDraft> growth = same.isEmpty() ? growth(draft) : Optional.empty();
    if (growth.isPresent()) {
      // Nothing but its evidence is new.
      growth.get().evidence.addAll(draft.evidence);
      growth.get().parts.addAll(draft.parts);
      unified.put(draft, growth.get());
      return;
    }
    if (same.isEmpty()) {
      alike.add(draft);
      homes.put(draft, alike);
      places.put(draft, kept.size());
      kept.add(draft);
      fileEndings(draft);
      return;
    }
    FactDraft first = same.get();
    // A fuller name keeps its place: the shorter one says less.
    boolean replaces =
        first.kind == FactKind.FINDING && draft.kind == FactKind.DIAGNOSIS && alike.contains(first);
    FactDraft into = replaces ? draft : first;
    FactDraft other = replaces ? first : draft;
    merge(into, other);
    // "A biopsy … the first biopsy": it is counted from here on.
    repetitions.put(into, repetition(first).with(repetition(draft)));
    unified.put(other, into);
    if (replaces) {
      int place = places.remove(first);
      places.put(draft, place);
      kept.set(place, draft);
      fileEndings(draft);
      alike.replace(first, draft);
      homes.put(draft, alike);
    }
    homes.get(into).refile(into);
  }

  // "no signs of heart failure" of a patient who has it: the signs are absent.
  private Optional<Concept> signs(FactDraft draft) {
    Graph.Node head = draft.head;
    Graph graph = facts.graph();
    Graph.Sentence sentence = graph.sentenceOf(head);
    boolean signs =
        draft.kind == FactKind.FINDING
            && draft.assertion == Assertion.ABSENT
            && graph.lower(sentence, head.first - 1).equals("of")
            && SIGNS.contains(graph.lower(sentence, head.first - 2));
    boolean known =
        signs
            && alike(draft)
                .anyMatch(
                    other ->
                        other.kind == FactKind.DIAGNOSIS && other.assertion == Assertion.PRESENT);
    return known
        ? Optional.of(Concept.ofText(graph.words(head.first - 2, head.end)))
        : Optional.empty();
  }

  // "resolution of the rash" ends the rash that was stated before; of one that was not it says that
  // it is there no more.
  private boolean resolved(FactDraft draft) {
    if (draft.assertion != Assertion.PRESENT) {
      return false;
    }
    List<FactDraft> earlier =
        Stream.concat(
                alike(draft)
                    .filter(other -> isProblem(other) && other.assertion == Assertion.PRESENT)
                    .filter(other -> sitesFit(other, draft)),
                fuller(draft).stream())
            .filter(other -> other.head.first < draft.head.first)
            .toList();
    boolean lasted =
        draft.onset.isPresent()
            || draft.duration.isPresent()
            // "a nodule (2 cm) disappeared": what was measured was there.
            || draft.value.isPresent()
            || isTold(draft);
    boolean absent = earlier.isEmpty() && draft.kind == FactKind.FINDING && !lasted;
    if (!absent && draft.time.isPresent() && draft.time.equals(draft.abatement)) {
      // The time is that of its end.
      draft.time = Optional.empty();
      draft.visit = Optional.empty();
    }
    if (earlier.isEmpty()) {
      if (absent) {
        draft.assertion = Assertion.ABSENT;
        draft.abatement = Optional.empty();
      }
      return false;
    }
    FactDraft last = earlier.get(earlier.size() - 1);
    Optional<When> end = draft.abatement;
    draft.abatement = Optional.empty();
    merge(last, draft);
    homes.get(last).refile(last);
    last.abatement = last.abatement.or(() -> end);
    unified.put(draft, last);
    return true;
  }

  // "A fever that resolved after 3 days" was there.
  private boolean isTold(FactDraft draft) {
    Graph graph = facts.graph();
    return graph.lower(graph.sentenceOf(draft.head), draft.head.end).equals("that");
  }

  // "the hydrocephalus" behind "obstructive hydrocephalus": the noun takes up the whole name.
  private Optional<FactDraft> fuller(FactDraft draft) {
    boolean resumes = draft.assertion == Assertion.PRESENT && isResumed(draft);
    if (!isProblem(draft) || !resumes && !isSuspectedCause(draft)) {
      return Optional.empty();
    }
    String name = draft.concept.text().toLowerCase(Locale.ROOT);
    return byEnding.getOrDefault(name, List.of()).stream()
        .filter(other -> places.containsKey(other) && other.assertion == Assertion.PRESENT)
        .filter(other -> sitesFit(other, draft))
        .max(Comparator.comparing(places::get));
  }

  // "edema thought to be due to heart failure": what is known is no suspicion, though of what it
  // is the cause is one.
  private boolean isSuspectedCause(FactDraft draft) {
    Graph graph = facts.graph();
    Graph.Sentence sentence = graph.sentenceOf(draft.head);
    int at = draft.head.first - 1;
    while (ARTICLES.contains(graph.lower(sentence, at))) {
      at--;
    }
    return draft.assertion == Assertion.POSSIBLE
        && graph.lower(sentence, at).equals("to")
        && ATTRIBUTED.contains(graph.lower(sentence, at - 1));
  }

  // "The MRI" behind "MRI of the spine": the last study of that name.
  private Optional<FactDraft> placedStudy(FactDraft draft) {
    if (draft.kind != FactKind.REPORT || !draft.sites.isEmpty() || !isResumed(draft)) {
      return Optional.empty();
    }
    String name = draft.concept.text().toLowerCase(Locale.ROOT);
    Predicate<FactDraft> named =
        other -> {
          String full = other.concept.text().toLowerCase(Locale.ROOT);
          return full.startsWith(name + " of ") || full.endsWith(" " + name);
        };
    List<FactDraft> studies =
        kept.stream()
            .filter(other -> other.kind == FactKind.REPORT && named.test(other))
            .filter(other -> other.assertion == draft.assertion && !isOtherEvent(other, draft))
            .toList();
    int last = studies.size() - 1;
    // "MRI of the brain and MRI of the spine": either of them.
    boolean unclear =
        last > 0 && studies.get(last).head.sentence == studies.get(last - 1).head.sentence;
    return last < 0 || unclear ? Optional.empty() : Optional.of(studies.get(last));
  }

  // "the tumor was excised" behind "a 3 cm mass" or "a melanoma": the growth that was named last.
  private Optional<FactDraft> growth(FactDraft draft) {
    boolean unnamed =
        isProblem(draft)
            && draft.assertion != Assertion.ABSENT
            && draft.value.isEmpty()
            && draft.notes.isEmpty()
            && draft.sites.isEmpty()
            && draft.stage.isEmpty()
            && draft.course == FactDraft.Course.NONE
            && draft.onset.isEmpty()
            && GROWTHS.contains(draft.concept.text().toLowerCase(Locale.ROOT))
            && isResumed(draft);
    if (!unnamed) {
      return Optional.empty();
    }
    Optional<FactDraft> last = Optional.empty();
    for (int i = kept.size() - 1; i >= 0 && last.isEmpty(); i--) {
      FactDraft other = kept.get(i);
      boolean grown =
          isProblem(other) && other.assertion == Assertion.PRESENT && isGrowth(other.concept);
      last = grown && fits(draft.time, other.time) ? Optional.of(other) : Optional.empty();
    }
    return last;
  }

  private boolean isGrowth(Concept concept) {
    String[] words = NO_WORD.split(concept.text().toLowerCase(Locale.ROOT));
    return words.length > 0
        && (LUMPS.contains(words[words.length - 1]) || words[words.length - 1].endsWith("oma"));
  }

  private void fileEndings(FactDraft draft) {
    String name = draft.concept.text().toLowerCase(Locale.ROOT);
    for (int i = name.indexOf(' '); isProblem(draft) && i >= 0; i = name.indexOf(' ', i + 1)) {
      byEnding.computeIfAbsent(name.substring(i + 1), key -> new ArrayList<>()).add(draft);
    }
    // "the lesions" behind "lesions of the skin"
    int of = name.indexOf(" of ");
    if (isProblem(draft) && of > 0) {
      byEnding.computeIfAbsent(name.substring(0, of), key -> new ArrayList<>()).add(draft);
    }
  }

  private Stream<FactDraft> alike(FactDraft draft) {
    Alike alike = byConcept.get(key(draft));
    return alike == null ? Stream.of() : alike.drafts.stream();
  }

  private static boolean isProblem(FactDraft draft) {
    return draft.kind == FactKind.DIAGNOSIS || draft.kind == FactKind.FINDING;
  }

  private String key(FactDraft draft) {
    boolean problem = draft.kind == FactKind.DIAGNOSIS || draft.kind == FactKind.FINDING;
    String name =
        draft.concept.codes().stream()
            .findFirst()
            .map(code -> code.system() + "|" + code.code())
            .orElseGet(() -> facts.coder().key(draft.concept.text()));
    return (problem ? "PROBLEM" : draft.kind) + " " + name;
  }

  private boolean isSame(FactDraft a, FactDraft b) {
    if (noun(a.head) == noun(b.head) && a.head != b.head) {
      // "renal and splenic infarction" are two.
      return false;
    }
    if (isOtherEvent(a, b)) {
      return false;
    }
    if (a.kind == FactKind.SPECIMEN && a.head.first == b.head.first) {
      // "two specimens measuring 4 x 3 cm and 5 x 4 cm" are two.
      return false;
    }
    if (a.kind == FactKind.MEDICATION && b.kind == FactKind.MEDICATION) {
      // "A for 2 months ... A for 6 months" are two courses.
      return fitsStatus(a, b)
          && !MedicationCourses.isOtherForm(a, b)
          && (fits(a.duration, b.duration) || MedicationCourses.isStepwise(a, b));
    }
    if ((differ(a.time, b.time) || differ(a.visit, b.visit)) && isSpread(b) && !isSpread(a)) {
      return false;
    }
    if (a.kind == FactKind.REPORT && a.time.isEmpty() && b.time.isPresent() && isRepeat(b)) {
      // "CT showed a cyst. Follow-up CT at 6 months was normal.": the first has not its date.
      return false;
    }
    if ((a.kind == FactKind.REPORT || a.kind == FactKind.PROCEDURE && a.head.isTest())
        && a.kind == b.kind
        && a.time.isEmpty()
        && b.time.isPresent()
        && a.head.sentence < b.head.sentence
        && !isResumed(b)
        && facts.timeline().statesTime(b.head.sentence)) {
      // "CT showed a cyst. Three months later, CT was normal.": nor has it here.
      return false;
    }
    if (ProcedureFacts.isDoneLater(facts, a, b)) {
      return false;
    }
    boolean disease = a.kind == FactKind.DIAGNOSIS || b.kind == FactKind.DIAGNOSIS;
    if (isProblem(a)
        && !disease
        && a.severity.isPresent()
        && b.severity.isPresent()
        && !a.severity.equals(b.severity)
        && a.head.sentence != b.head.sentence
        && (differ(a.time, b.time) || differ(a.visit, b.visit))) {
      // "moderate inflammation ... a week later, slight inflammation"
      return false;
    }
    if (disease
        && Stream.of(a, b)
            .flatMap(fact -> fact.value.stream())
            .anyMatch(
                value -> ProblemValues.isLength(value) || value instanceof Value.BloodPressure)) {
      // A Condition has no value: "an effusion of 12 mm" would lose its size, and "hypertensive
      // (170/105)" its pressure.
      return false;
    }
    if (isOneOf(a, b) || isOtherExtent(a, b)) {
      return false;
    }
    boolean background = a.kind == FactKind.FAMILY_HISTORY || a.kind == FactKind.ALLERGY;
    // "the hematoma was evacuated": the definite article takes up what was mentioned before.
    boolean resumed =
        (isResumed(b) || b.course == FactDraft.Course.CHANGED)
            // "At 34 months … the pathology report": of another study than that of the visit.
            && !(b.kind == FactKind.REPORT
                && isElsewhere(a, b)
                && !isTimeMark(facts.graph().sentenceOf(b.head), b));
    if (!resumed && !disease && isProblem(b) && a.time.isEmpty() && isElsewhere(a, b)) {
      // "came with chest pain … four months later he presented with chest pain"
      return false;
    }
    // The cheap questions first: thousands of results of one test are compared with each other.
    return (a.assertion == b.assertion || disease && isConfirmed(a, b) || isExcluded(a, b))
        && (a.kind == FactKind.MEASUREMENT
            ? a.value.equals(b.value) || isJudged(a, b)
            : fits(a.value, b.value))
        && sitesFit(a, b)
        && (disease || background || resumed || fits(a.visit, b.visit))
        && (disease || resumed || fits(a.time, b.time) && isOneDate(a, b))
        && fits(a.interpretation, b.interpretation)
        && a.illnesses.equals(b.illnesses)
        && fits(a.specimen, b.specimen)
        && fits(a.radiation, b.radiation)
        && fitsStatus(a, b)
        && fits(a.conclusion, b.conclusion);
  }

  // "subtotal gastrectomy … completion gastrectomy": one code, and two operations.
  private static boolean isOtherExtent(FactDraft a, FactDraft b) {
    if (a.kind != FactKind.PROCEDURE || b.kind != FactKind.PROCEDURE) {
      return false;
    }
    Set<String> own = extents(a);
    Set<String> other = extents(b);
    return !own.containsAll(other) && !other.containsAll(own);
  }

  private static Set<String> extents(FactDraft draft) {
    return NO_WORD
        .splitAsStream(draft.concept.text().toLowerCase(Locale.ROOT))
        .filter(EXTENTS::contains)
        .collect(Collectors.toSet());
  }

  // "a second stroke", "CT was repeated": not the one that was there before.
  private boolean isOtherEvent(FactDraft a, FactDraft b) {
    boolean event =
        isProblem(b)
            || b.kind == FactKind.PROCEDURE
            || b.kind == FactKind.REPORT
            || b.kind == FactKind.SPECIMEN;
    if (!event || a.assertion == Assertion.ABSENT || b.assertion == Assertion.ABSENT) {
      return false;
    }
    Repetition later = repetition(b);
    // "Another episode in 2012. A third episode in 2014"
    boolean otherTime = later.isAnother() && !later.definite() && differ(a.time, b.time);
    return otherTime
        || (later.number() > 0 || later.again()) && later.differsFrom(repetition(a), place(a));
  }

  // The later one has a time of its own, which is not that of the earlier.
  private boolean isElsewhere(FactDraft a, FactDraft b) {
    return a.head.sentence != b.head.sentence
        && (a.time.isPresent() || a.visit.isPresent())
        && (b.time.isPresent() && !a.time.equals(b.time)
            || b.visit.isPresent() && !a.visit.equals(b.visit))
        && (b.visit.isEmpty() || !a.visit.equals(b.visit))
        && facts.timeline().statesTime(b.head.sentence);
  }

  private Repetition repetition(FactDraft draft) {
    return repetitions.computeIfAbsent(draft, d -> Repetition.of(facts.graph(), d.head));
  }

  // Which of the events of its name it is.
  private int place(FactDraft draft) {
    return (int)
            alike(draft)
                .filter(other -> other.kind == draft.kind && other.assertion == draft.assertion)
                .takeWhile(other -> other != draft)
                .count()
        + 1;
  }

  // "nodules in the liver ... a [nodule] of 3 cm in the prostate": one with a place or size of its
  // own is not the many that were seen before.
  private boolean isOneOf(FactDraft many, FactDraft one) {
    boolean placed = one.value.isPresent() || !one.sites.isEmpty() && !one.sites.equals(many.sites);
    boolean other = one.value.isPresent() && !one.sites.isEmpty() && many.sites.isEmpty();
    return placed
        && isProblem(many)
        && isProblem(one)
        && isPlural(many)
        && (!isPlural(one) || other)
        && LUMPS.contains(LUMP_PLURAL.matcher(noun(one)).replaceFirst(""));
  }

  private String noun(FactDraft draft) {
    return facts.graph().token(draft.head.end - 1).lower();
  }

  private boolean isPlural(FactDraft draft) {
    String noun = noun(draft);
    return noun.endsWith("s") && !noun.endsWith("is") && !noun.endsWith("ss");
  }

  // "metastatic breast cancer" of a later time is not the breast cancer that was there before.
  private boolean isSpread(FactDraft draft) {
    return isProblem(draft)
            && Stream.concat(draft.notes.stream(), Stream.of(draft.concept.text()))
                .flatMap(words -> Stream.of(NO_WORD.split(words.toLowerCase(Locale.ROOT))))
                .anyMatch(SPREAD::contains)
        || draft.clinicalStatus.filter(ClinicalStatus.RECURRENCE::equals).isPresent();
  }

  private static <T> boolean differ(Optional<T> a, Optional<T> b) {
    return b.isPresent() && !a.equals(b);
  }

  private static Graph.Node noun(Graph.Node head) {
    return head.sharedNoun().orElse(head);
  }

  // A time may contradict a visit: what was seen in 2007 is not what a visit of 2008 found.
  private boolean isOneDate(FactDraft a, FactDraft b) {
    Optional<PartialDate> one = facts.timeline().date(a.visit, a.time);
    Optional<PartialDate> other = facts.timeline().date(b.visit, b.time);
    return a.visit.equals(b.visit)
        || one.isEmpty()
        || other.isEmpty()
        || one.get().mayEqual(other.get());
  }

  // "a follow-up [CT]", "a repeat brain [MRI]", "a [CT] at 2 years"
  private boolean isRepeat(FactDraft report) {
    Graph graph = facts.graph();
    Graph.Sentence sentence = graph.sentenceOf(report.head);
    if (INDEFINITE.contains(graph.lower(sentence, report.head.first - 1))) {
      return true;
    }
    if (repetition(report).isAnother()) {
      return true;
    }
    for (int i = Math.max(sentence.first, report.head.first - REPEAT_SIGHT);
        i < report.head.end;
        i++) {
      String word = graph.token(i).lower();
      boolean followUp =
          word.equals("up") && graph.lower(sentence, i - 2).equals("follow")
              || word.equals("follow-up");
      if (followUp) {
        return true;
      }
    }
    return false;
  }

  private boolean isResumed(FactDraft draft) {
    if (draft.kind == FactKind.MEASUREMENT || draft.value.isPresent()) {
      return false;
    }
    Graph graph = facts.graph();
    Graph.Sentence sentence = graph.sentenceOf(draft.head);
    int at = draft.head.first - 1;
    while (at > sentence.first
        && (PRIOR.contains(graph.lower(sentence, at))
            || FIRST.contains(graph.lower(sentence, at)))) {
      at--;
    }
    return RESUMING.contains(graph.lower(sentence, at)) || isTimeMark(sentence, draft);
  }

  // "a week after [angiography]": what a time is counted from was there before.
  private boolean isTimeMark(Graph.Sentence sentence, FactDraft draft) {
    int first = draft.head.first;
    return (draft.kind == FactKind.REPORT || draft.kind == FactKind.PROCEDURE)
        && AFTER.contains(facts.graph().lower(sentence, first - 1))
        && TIME_UNITS.contains(facts.graph().lower(sentence, first - 2));
  }

  // "CRP was elevated … CRP 120 mg/L": the judgement is that of the number.
  private static boolean isJudged(FactDraft a, FactDraft b) {
    return fits(a.value, b.value)
        && a.interpretation.filter(i -> i != Interpretation.NORMAL).isPresent()
        && a.head.sentence == b.head.sentence;
  }

  private boolean fitsStatus(FactDraft a, FactDraft b) {
    if (a.kind != FactKind.MEDICATION) {
      return a.kind != FactKind.PROCEDURE
          || a.interventionStatus == b.interventionStatus
          // "bronchoscopy with biopsy … the biopsy showed": so it was done.
          || a.interventionStatus == InterventionStatus.UNKNOWN
              && b.interventionStatus == InterventionStatus.COMPLETED
              && isResumed(b)
          // "dialysis was begun … he remains on dialysis"
          || a.interventionStatus == InterventionStatus.COMPLETED
              && a.abatement.isEmpty()
              && b.interventionStatus == InterventionStatus.IN_PROGRESS
          || isTimeMark(facts.graph().sentenceOf(b.head), b);
    }
    boolean given =
        a.medicationStatus != MedicationStatus.NOT_TAKEN
            && b.medicationStatus != MedicationStatus.NOT_TAKEN
            && a.medicationStatus != MedicationStatus.INTENDED
            && b.medicationStatus != MedicationStatus.INTENDED;
    return (a.medicationStatus == b.medicationStatus || given)
        && !MedicationCourses.isAgain(facts.graph(), a, b);
  }

  // What was suspected and a test then excluded.
  private static boolean isExcluded(FactDraft a, FactDraft b) {
    boolean shown = b.findingCategory != FindingCategory.HISTORY;
    return isProblem(a)
        && a.assertion == Assertion.POSSIBLE
        && b.assertion == Assertion.ABSENT
        && (b.head.has(Property.Value.REFUTED) || shown && fits(a.visit, b.visit));
  }

  private static boolean isConfirmed(FactDraft a, FactDraft b) {
    return a.assertion == Assertion.POSSIBLE && b.assertion == Assertion.PRESENT
        // "hypertension … the possibility of venous hypertension": another one is not confirmed.
        || a.assertion == Assertion.PRESENT
            && b.assertion == Assertion.POSSIBLE
            && (b.sites.isEmpty() || a.sites.equals(b.sites));
  }

  private static <T> boolean fits(Optional<T> a, Optional<T> b) {
    return a.isEmpty() || b.isEmpty() || a.equals(b);
  }

  // A draft that names no site may mean any; one side is not both.
  private static boolean sitesFit(FactDraft a, FactDraft b) {
    return a.sites.isEmpty() || b.sites.isEmpty() || a.sites.equals(b.sites);
  }

  private void merge(FactDraft into, FactDraft other) {
    if (into.assertion == Assertion.POSSIBLE) {
      into.assertion = other.assertion;
    }
    into.evidence.addAll(other.evidence);
    into.parts.addAll(other.parts);
    into.sites.addAll(other.sites);
    into.notes.addAll(other.notes);
    into.stage.addAll(other.stage);
    into.comorbidity |= other.comorbidity;
    into.confidence = Math.max(into.confidence, other.confidence);
    if (into.interventionStatus == InterventionStatus.UNKNOWN
        || other.interventionStatus == InterventionStatus.IN_PROGRESS) {
      into.interventionStatus = other.interventionStatus;
    }
    // Visit and time are of one statement, the first that has them.
    boolean behind = other.head.first < into.head.first;
    if (behind && (other.visit.isPresent() || other.time.isPresent())) {
      into.visit = other.visit;
      into.time = other.time;
    } else if (into.visit.isEmpty() && into.time.isEmpty() && !isTakenUpLater(into, other)) {
      into.visit = other.visit;
      into.time = other.time;
    }
    into.severity = into.severity.or(() -> other.severity);
    into.value = into.value.or(() -> other.value);
    into.interpretation = into.interpretation.or(() -> other.interpretation);
    into.reference = into.reference.or(() -> other.reference);
    // "Pain for 3 weeks. Three days ago the pain became severe": it did not begin then.
    boolean lasted = isProblem(into) && into.duration.isPresent() && worsened(other);
    into.onset =
        lasted || isBegunBefore(into, other) ? into.onset : other.onset.or(() -> into.onset);
    into.duration =
        MedicationCourses.isStepwise(into, other)
            ? Optional.empty()
            : into.duration.or(() -> other.duration);
    into.abatement = into.abatement.or(() -> other.abatement);
    into.clinicalStatus = into.clinicalStatus.or(() -> other.clinicalStatus);
    into.response = into.response.or(() -> other.response);
    into.outcome = into.outcome.or(() -> other.outcome);
    into.radiation = into.radiation.or(() -> other.radiation);
    into.conclusion = into.conclusion.or(() -> other.conclusion);
    into.procedure = into.procedure.or(() -> other.procedure);
    into.report = into.report.or(() -> other.report);
    into.placed = into.placed.or(() -> other.placed);
    into.reasons.addAll(other.reasons);
    into.termination = into.termination.or(() -> other.termination);
    into.responseTo.addAll(other.responseTo);
    into.processing.addAll(other.processing);
    into.reactions.addAll(other.reactions);
    if (into.findingCategory == FindingCategory.NONE
        || into.findingCategory == FindingCategory.SYMPTOM
            && other.findingCategory != FindingCategory.NONE) {
      into.findingCategory = other.findingCategory;
    }
    // One drug has several doses in the order of the text, and the status that is stated last.
    Set<Dose> known = doses.computeIfAbsent(into, draft -> new HashSet<>(draft.doses));
    other.doses.stream().filter(known::add).forEach(into.doses::add);
    if (other.medicationStatus != MedicationStatus.UNKNOWN) {
      into.medicationStatus = other.medicationStatus;
    }
  }

  // "He received A in May. A had been begun in March": the earlier date is the beginning.
  private boolean isBegunBefore(FactDraft into, FactDraft other) {
    if (into.onset.isEmpty() || other.onset.isEmpty()) {
      return into.onset.isPresent();
    }
    Optional<PartialDate> one = facts.timeline().date(Optional.empty(), into.onset);
    Optional<PartialDate> two = facts.timeline().date(Optional.empty(), other.onset);
    boolean earlier = one.isPresent() && two.isPresent() && two.get().isBefore(one.get());
    // "He had received A in 2005": a course of its own, years before.
    boolean oneCourse =
        earlier && (other.head.has(Property.Value.STARTED) || one.get().year() == two.get().year());
    return into.kind != FactKind.MEDICATION || !oneCourse;
  }

  private boolean worsened(FactDraft draft) {
    Graph.Sentence sentence = facts.graph().sentenceOf(draft.head);
    for (int i = draft.head.end; i < sentence.end; i++) {
      if (WORSENED.contains(facts.graph().token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "A fracture … Four months later … the fracture had not healed": that is not when it came.
  private boolean isTakenUpLater(FactDraft first, FactDraft other) {
    boolean later =
        other.time.isPresent()
            || other.visit.isPresent()
                && !other.visit.get().equals(facts.timeline().visits().get(0).id());
    return later
        && isProblem(other)
        && first.head.first < other.head.first
        && isResumed(other)
        && !facts.timeline().statesTime(other.head.sentence);
  }

  private void relink(FactDraft draft) {
    draft.procedure = draft.procedure.map(this::target);
    draft.report = draft.report.map(this::target);
    draft.specimen = draft.specimen.map(this::target);
    relink(draft.reasons);
    relink(draft.responseTo);
    relink(draft.supports);
    relink(draft.specimens);
    relink(draft.operations);
  }

  private void relink(Set<FactDraft> links) {
    Set<FactDraft> targets = new LinkedHashSet<>();
    links.stream().map(this::target).forEach(targets::add);
    links.clear();
    links.addAll(targets);
  }

  private FactDraft target(FactDraft draft) {
    FactDraft target = unified.get(draft);
    return target == null ? draft : target(target);
  }

  /**
   * Drafts of one concept in the order of the text, filed by what one that says the same must
   * share: thousands of results of one test are not compared with each other.
   */
  private static final class Alike {
    private final List<FactDraft> drafts = new ArrayList<>();
    private final Map<FactDraft, Integer> numbers = new HashMap<>();
    private final Map<Shared, NavigableSet<Integer>> files = new HashMap<>();

    /** A value of a test, a sentence, a time or a kind. */
    private record Shared(String aspect, Object of) {}

    void add(FactDraft draft) {
      numbers.put(draft, drafts.size());
      drafts.add(draft);
      refile(draft);
    }

    boolean contains(FactDraft draft) {
      return numbers.containsKey(draft);
    }

    void replace(FactDraft old, FactDraft by) {
      int number = numbers.remove(old);
      numbers.put(by, number);
      drafts.set(number, by);
    }

    /** Files a draft by what it says now; where it was filed before it stays. */
    void refile(FactDraft draft) {
      List<Shared> aspects =
          draft.kind == FactKind.MEASUREMENT
              ? List.of(value(draft), sentence(draft))
              : List.of(time(draft.time), kind(draft.kind));
      for (Shared aspect : aspects) {
        files.computeIfAbsent(aspect, key -> new TreeSet<>()).add(numbers.get(draft));
      }
    }

    /**
     * The first that is the same fact.
     *
     * @param resumed whether the article takes up what was mentioned at another time
     */
    Optional<FactDraft> first(FactDraft draft, boolean resumed, Predicate<FactDraft> isSame) {
      boolean timed =
          draft.kind != FactKind.MEDICATION
              && draft.kind != FactKind.DIAGNOSIS
              && draft.course != FactDraft.Course.CHANGED
              && !resumed
              && draft.time.isPresent();
      if (draft.kind == FactKind.MEASUREMENT) {
        return first(isSame, value(draft), sentence(draft));
      }
      return timed
          ? first(isSame, time(draft.time), time(Optional.empty()), kind(FactKind.DIAGNOSIS))
          // "this CT" is the last one.
          : resumed && !isProblem(draft)
              ? drafts.stream().filter(isSame).reduce((a, b) -> b)
              : drafts.stream().filter(isSame).findFirst();
    }

    private Optional<FactDraft> first(Predicate<FactDraft> isSame, Shared... aspects) {
      return Stream.of(aspects)
          .flatMap(
              aspect ->
                  files.getOrDefault(aspect, Collections.emptyNavigableSet()).stream()
                      .filter(number -> isSame.test(drafts.get(number)))
                      .findFirst()
                      .stream())
          .min(Comparator.naturalOrder())
          .map(drafts::get);
    }

    private static Shared kind(FactKind kind) {
      return new Shared("kind", kind);
    }

    private static Shared value(FactDraft draft) {
      return new Shared("value", draft.value);
    }

    private static Shared sentence(FactDraft draft) {
      return new Shared("sentence", draft.head.sentence);
    }

    private static Shared time(Optional<When> time) {
      return new Shared("time", time);
    }
  }
}

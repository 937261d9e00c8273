package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.document.SectionKind;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Diseases, symptoms and signs: a disease that is there, may be there or was excluded is a {@link
 * Diagnosis}; one that is merely denied, and every symptom and sign, is a finding.
 */
final class ProblemFacts {
  private static final int LONGEST_STUDY = 3;
  private static final int TAKING_SIGHT = 6;
  private static final Set<String> OBTAINED = TokenPattern.wordClass("specimen-obtained");
  private static final Set<String> LEADS = TokenPattern.wordClass("study-lead");
  private static final Set<String> SHOWING = TokenPattern.wordClass("shown-or-had");
  private static final Set<String> DENIED = TokenPattern.wordClass("not-word");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> PATIENTS = TokenPattern.wordClass("case-noun");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Pattern PLURAL = Pattern.compile("\\p{L}{2,30}[^sui\\d]s");
  private static final Set<String> TISSUES = TokenPattern.wordClass("histology-subject");
  private static final int TISSUE_SIGHT = 5;
  private static final int MICROSCOPY = 4;
  private static final Pattern COUNT = Pattern.compile("[2-9]|[1-9]\\d");
  private static final Set<String> COUNT_LEADS = TokenPattern.wordClass("count-lead");
  private static final Set<String> LABORATORY_STATES =
      TokenPattern.wordClass("laboratory-state-ending");
  private static final Set<String> DISORDERS = TokenPattern.wordClass("disorder-name");
  private static final Set<String> EXTENTS = TokenPattern.wordClass("extent");
  private static final List<Domain> DISEASE_FIRST = List.of(Domain.CONDITION, Domain.FINDING);
  private static final List<Domain> FINDING_FIRST = List.of(Domain.FINDING, Domain.CONDITION);
  private static final CuePhrases DIAGNOSIS_CUES = CuePhrases.builtIn("diagnosis-cues.tsv");
  private static final int LONGEST_NAME = 12;
  private static final int CONTROL_SIGHT = 5;
  private static final int COURSE_SIGHT = 6;
  private static final TokenPattern EXCEPTION = TokenPattern.of("<exception-phrase>");
  private static final Set<String> TOLD_DENIED = TokenPattern.wordClass("noun-told-denied");
  private static final Set<String> PAPERS = TokenPattern.wordClass("administrative-noun");
  private static final Set<String> TITLES = TokenPattern.wordClass("person-title");
  private static final Set<String> SHADOWS = TokenPattern.wordClass("unspecific-lesion");
  private static final Set<String> RESUMING = TokenPattern.wordClass("resuming");
  private static final Set<String> ANESTHETIC_EFFECTS = TokenPattern.wordClass("anesthetic-effect");
  private static final TokenPattern BROUGHT_ABOUT =
      TokenPattern.of("<be> <brought-about> <treated-by>");
  private static final TokenPattern COURSE = TokenPattern.of("<course-noun> (of|in) ..3");
  private static final Set<String> LEADS_ON = TokenPattern.wordClass("leads-to-disease");
  private static final Set<String> OCCURRENCES = TokenPattern.wordClass("occurrence-adjective");
  private static final Set<String> COMPLAINTS = TokenPattern.wordClass("complaint-act");
  private static final Set<String> STAFF = TokenPattern.wordClass("staff");
  private static final Set<String> CLINICIANS = TokenPattern.wordClass("clinician-ending");
  private static final Set<String> TRIGGERS = TokenPattern.wordClass("trigger-word");
  private static final Set<String> TRIGGER_JOINTS = TokenPattern.wordClass("trigger-joint");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> DISEASE_HEADS = TokenPattern.wordClass("disease-head");
  private static final Set<String> TISSUE_DISEASES = TokenPattern.wordClass("tissue-disease");
  private static final int HAPPENING_SIGHT = 6;
  private static final Set<String> HAPPENING = TokenPattern.wordClass("verb-of-beginning");
  private static final Set<String> ARISING = TokenPattern.wordClass("arising");
  private static final Set<String> PEOPLE = TokenPattern.wordClass("offspring");
  private static final Set<String> FRAGMENTS = TokenPattern.wordClass("fragment-of-injury");
  private static final Set<String> MOVEMENTS = TokenPattern.wordClass("movement-noun");
  private static final Set<String> SYSTEMS = TokenPattern.wordClass("system-word");
  private static final Set<String> BARE_DENIALS = TokenPattern.wordClass("leading-denial");
  private static final Set<String> COMPLAINT_NOUNS = TokenPattern.wordClass("complaint-noun");
  private static final Pattern INITIALS = Pattern.compile("[A-Z]\\.(?:[A-Z]\\.?){1,3}");
  private static final Pattern CAPITALS = Pattern.compile("[A-Z]{2,4}");
  private static final Set<String> FRAGMENT_PARTICLES = TokenPattern.wordClass("fragment-particle");
  private static final Set<String> RETURNS = TokenPattern.wordClass("return-noun");
  private static final Set<String> RETURNED = TokenPattern.wordClass("return-verb");
  private static final int FARTHEST_STUDY = 80;

  private final FactBuilder facts;
  private final Graph graph;
  private final ConceptCoder coder;
  private final GenericTerms generic;
  private final BackgroundFacts.StatementRules statements;
  private final ResultReader results;
  private final BodySites sites;
  private final Vocabulary vocabulary;

  private ProblemFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.sites = new BodySites(facts.graph(), vocabulary);
    this.facts = facts;
    this.graph = facts.graph();
    this.coder = facts.coder();
    this.generic = GenericTerms.builtIn();
    this.statements = BackgroundFacts.StatementRules.builtIn();
    this.results = new ResultReader(units, vocabulary);
    this.vocabulary = vocabulary;
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    ProblemFacts problems = new ProblemFacts(facts, vocabulary, units);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      Set<Graph.Node> made = DIAGNOSIS_CUES.reached(facts.graph(), sentence);
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (node.isProblem() && facts.about(node).isEmpty() && !facts.timeline().isOnlyTime(node)) {
          problems.read(sentence, node, made.contains(node));
        }
      }
    }
    facts.drafts().forEach(problems::asDevice);
  }

  // "She had a pacemaker": a device, not a finding. Of one that is denied FHIR knows only findings.
  private void asDevice(FactDraft draft) {
    boolean problem = draft.kind == FactKind.FINDING || draft.kind == FactKind.DIAGNOSIS;
    if (!problem
        || draft.concept.isCoded()
        || draft.assertion != Assertion.PRESENT
        || draft.value.isPresent()) {
      return;
    }
    ConceptCoder.Coded device =
        coder.code(
            List.of(draft.concept.text()),
            List.of(Domain.DEVICE),
            facts.graph().sentenceOf(draft.head));
    if (device.concept().isCoded()) {
      draft.kind = FactKind.DEVICE;
      draft.concept = device.concept();
    }
  }

  // "changes", and "features [consistent]", whose disease is a name of its own.
  private boolean isNameless(String name) {
    int last = name.lastIndexOf(' ');
    boolean leadsOn =
        last > 0 && LEADS_ON.contains(name.substring(last + 1).toLowerCase(Locale.ROOT));
    return generic.isGeneric(leadsOn ? name.substring(0, last) : name);
  }

  private void read(Graph.Sentence sentence, Graph.Node node, boolean named) {
    // "CT confirmed the mass": what was seen before is no diagnosis now.
    boolean seen =
        node.length() == 1
            && SHADOWS.contains(graph.lower(node))
            && RESUMING.contains(graph.lower(sentence, node.first - 1));
    boolean diagnosed = named && !seen;
    if (node.trail.contains(MentionFinder.EMPTY_HISTORY)
        || node.has(Property.Value.HYPOTHETICAL)
        || node.has(Property.Value.PLANNED)
        || !node.has(Property.Value.PATIENT)
        || facts.timeline().statesDeath(node)) {
      return;
    }
    boolean legend = sentence.section() == SectionKind.FIGURE_LEGEND;
    boolean disease = !legend && (node.type == MentionType.DISEASE_DISORDER || diagnosed);
    List<String> names = names(sentence, node);
    List<Domain> domains = disease ? DISEASE_FIRST : FINDING_FIRST;
    ConceptCoder.Coded coded =
        withoutRange(sentence, node, coder.code(names, domains, sentence), domains);
    boolean narrower =
        node.has(Property.Value.ABSENT)
            && coded.match().stream()
                .flatMap(match -> match.qualifiers().stream())
                .anyMatch(qualifier -> qualifier.kind() == QualifierKind.SEVERITY);
    if (narrower) {
      // "no severe pain" does not deny all pain: no code says that.
      coded = ConceptCoder.uncoded(coded.concept().text(), coded.domain());
    }
    boolean whole =
        isNarrowed(node)
            && !TokenPattern.wordClass("abnormality").contains(graph.token(node.end - 1).lower());
    // "without complications" says something, "with complications" does not say which.
    boolean denied =
        node.has(Property.Value.ABSENT)
            && TOLD_DENIED.contains(graph.last(node).lower())
            && EXCEPTION.end(graph, sentence, node.end) < 0;
    if (!whole
        && !denied
        && !isOfSystem(node)
        && !coded.concept().isCoded()
        && isNameless(coded.concept().text())) {
      nothingFound(sentence, node);
      return;
    }
    boolean part =
        !coded.concept().isCoded()
            && !node.origin.equals(MentionCandidates.NORMAL_STATE)
            && !node.origin.equals(MentionCandidates.SIZED)
            // "metastases to the lung and [spleen]"
            && MentionCandidates.injury(graph, node).isEmpty()
            && !vocabulary.find(Domain.BODY_SITE, ConceptCoder.plain(graph.words(node))).isEmpty();
    if (part) {
      return;
    }
    // "two healthy children", "both twins": people are no finding; "presentation of twins" is.
    if (!coded.concept().isCoded()
        && PEOPLE.contains(graph.token(node.end - 1).lower())
        && !graph.words(node).contains(" of ")) {
      return;
    }
    // "other causes of hypercalcemia were excluded" does not deny it.
    int of = node.first - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, of))) {
      of--;
    }
    boolean indirect =
        (node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED))
            && graph.lower(sentence, of).equals("of")
            && TokenPattern.wordClass("indirect-noun").contains(graph.lower(sentence, of - 1));
    if (indirect || isOriginOfAbsent(sentence, node)) {
      return;
    }
    if (!coded.concept().isCoded()
            && (isClinician(node)
                || PAPERS.contains(graph.last(node).lower())
                || isTrigger(sentence, node))
        || isOrganism(node)
        || isSecondName(node)
        || SoughtResults.isSoughtFor(graph, sentence, node)
        || node.type == MentionType.DISEASE_DISORDER
            && SoughtResults.isSought(graph, sentence, node)) {
      return;
    }
    boolean alone = node.length() == 1 && node.sharedNoun().isEmpty();
    boolean word = alone && !coded.concept().isCoded();
    boolean described =
        node.details(Graph.Relation.SITE).findAny().isPresent()
            || node.details(Graph.Relation.DESCRIPTION).findAny().isPresent();
    if (isFragment(node, coded)
        || isMovement(node, coded)
        || isBroughtAbout(sentence, node)
        || isTestByName(node, coded)
        || isLengthOfHistory(node)
        || word
            && !diagnosed
            && !described
            && !generic.isDiseaseName(graph.words(node))
            && isInflected(graph.lower(node))) {
      return;
    }
    boolean variant =
        TokenPattern.wordClass("gene-word").contains(graph.lower(node))
            && facts.drafts().stream()
                .anyMatch(d -> d.rule.equals("genomic") && d.head.sentence == node.sentence);
    if (variant || alone && isActOn(sentence, node)) {
      // "a hemizygous c.1684C>T mutation": told with the variant.
      return;
    }
    Optional<StudyKind> study = study(sentence, node);
    boolean stated = node.has(Property.Value.PAST) || control(sentence, node).isPresent();
    Optional<Graph.Node> judge = judge(sentence, node);
    Optional<Interpretation> judged =
        node.origin.equals(MentionCandidates.NORMAL_STATE)
            ? Optional.of(Interpretation.NORMAL)
            : judge.flatMap(detail -> judgement(sentence, detail));
    boolean negative = judged.filter(j -> j == Interpretation.NEGATIVE).isPresent();
    Optional<ResultReader.Result> result = number(sentence, node);
    Optional<Value> number = result.map(ResultReader.Result::value);
    boolean valued = statements.value(graph, node).isPresent();
    if (valued && node.has(Property.Value.ABSENT) && isMeasuredList(sentence, node)) {
      // "no fever, weight loss of 10 kg and night sweats": one reading denies what was measured.
      facts.report(
          new Remark(
              Severity.WARNING,
              "denied-with-value",
              "it is in a list that is denied, and has a value",
              "it is left out; add it to the case as present or absent"),
          node.first,
          node.end);
      return;
    }
    boolean measured =
        number
                .filter(value -> !isLength(value) && !(value instanceof Value.BloodPressure))
                .isPresent()
            && !diagnosed;
    Timeline.Timing timing = facts.timeline().timing(node);
    // A sign that is a disease by name; one of a moment or of the laboratory is told each time.
    boolean condition =
        timing.time().isEmpty()
            && FindingHeads.category(coded.concept().text()) == FindingCategory.NONE
            && LABORATORY_STATES.stream().noneMatch(graph.last(node).lower()::endsWith)
            && coder.knows(Domain.CONDITION, coded.concept().text(), sentence);
    // "The wound was unremarkable" is what was seen of it.
    boolean normal = judged.filter(j -> j == Interpretation.NORMAL).isPresent();
    boolean diagnosis =
        !normal
                && isDiagnosis(
                    node,
                    coded,
                    disease,
                    diagnosed,
                    study.isPresent() || number.filter(ProblemFacts::isLength).isPresent(),
                    condition,
                    number.isEmpty()
                        && isTissueDisease(graph.words(node))
                        && study.filter(s -> s.category() == FindingCategory.PATHOLOGY).isPresent())
                && (!measured || node.has(Property.Value.PAST))
                && !negative
            || stated
                && !node.has(Property.Value.ABSENT)
                && coded.concept().isCoded()
                && !isSymptom(coded.concept())
                && coder.knows(Domain.CONDITION, coded.concept().text(), sentence);
    FactKind kind = diagnosis ? FactKind.DIAGNOSIS : FactKind.FINDING;
    FactDraft draft = facts.draft(kind, coded.concept(), node, diagnosed ? "diagnosis" : "problem");
    draft.onset = timing.onset();
    draft.duration = timing.duration();
    boolean past = node.has(Property.Value.PAST);
    draft.comorbidity = diagnosis && past;
    draft.findingCategory =
        study
            .map(StudyKind::category)
            .orElse(
                legend
                    ? FindingCategory.IMAGING
                    : past ? FindingCategory.HISTORY : unshown(sentence, node, draft));
    draft.course = course(sentence, node);
    if (draft.course == FactDraft.Course.RESOLVED) {
      draft.abatement =
          timing
              .end()
              .or(() -> facts.timeline().resolution(node))
              .or(timing::time)
              .or(() -> node.proposal(Property.TEMPORALITY).map(this::words));
      draft.clinicalStatus =
          node.proposal(Property.TEMPORALITY)
              .filter(this::isRemission)
              .map(proposal -> ClinicalStatus.REMISSION);
      if (happened(sentence, node)) {
        // "A seizure occurred on day 2 and stopped": not the day on which it ended.
        draft.abatement =
            timing
                .end()
                .or(() -> facts.timeline().resolution(node))
                .or(() -> node.proposal(Property.TEMPORALITY).map(this::words));
        draft.course = FactDraft.Course.NONE;
      } else if (arose(sentence, node)) {
        draft.course = FactDraft.Course.NONE;
      }
    } else {
      draft.abatement = timing.end();
    }
    if (diagnosis && node.has(Property.Value.PRESENT) && isReturn(sentence, node)) {
      draft.clinicalStatus = draft.clinicalStatus.or(() -> Optional.of(ClinicalStatus.RECURRENCE));
    }
    Optional<MentionCandidates.Injury> injury = MentionCandidates.injury(graph, node);
    draft.sites.addAll(
        injury.isPresent() ? List.of(sites.named(injury.get().part())) : sites.of(node, coded));
    if (draft.sites.isEmpty() && draft.findingCategory == FindingCategory.PATHOLOGY) {
      sampled(sentence, node).map(sites::site).ifPresent(draft.sites::add);
    }
    details(sentence, draft, coded);
    result.ifPresent(amount -> number(draft, amount));
    statements.value(graph, node).ifPresent(value -> draft.value = Optional.of(value));
    judged.ifPresent(meaning -> judge(draft, meaning, normal()));
    judge.ifPresent(draft.parts::add);
    control(sentence, node).ifPresent(draft.notes::add);
  }

  // Whether another of the list stands between a problem and the words that deny it.
  private boolean isMeasuredList(Graph.Sentence sentence, Graph.Node node) {
    int cue = node.proposal(Property.HOLDS).map(Graph.Proposal::end).orElse(node.first);
    return sentence.nodes.stream()
        .anyMatch(other -> other.isProblem() && other.first >= cue && other.end <= node.first);
  }

  // "attended by a practising [orthopaedist]"
  private boolean isClinician(Graph.Node node) {
    String last = graph.last(node).lower();
    return STAFF.contains(last) || CLINICIANS.stream().anyMatch(last::endsWith);
  }

  // "triggered by [fumes] and [cold air]", "exposure to [pollen]": no finding of the patient.
  private boolean isTrigger(Graph.Sentence sentence, Graph.Node node) {
    int first =
        sentence
            .coordination(node)
            .map(list -> list.members().get(0).first)
            .filter(start -> start <= node.first)
            .orElse(node.first);
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, first - 1))) {
      first--;
    }
    return TRIGGER_JOINTS.contains(graph.lower(sentence, first - 1))
        && TRIGGERS.contains(graph.lower(sentence, first - 2));
  }

  // "knee flexion", "head rotation": what was tested, and no finding without its result.
  private boolean isMovement(Graph.Node node, ConceptCoder.Coded coded) {
    return !coded.concept().isCoded()
        && MOVEMENTS.contains(graph.token(node.end - 1).lower())
        && (node.length() == 2
            || node.length() == 1
                && node.details(Graph.Relation.SITE).anyMatch(site -> site.end == node.first))
        && !graph.lower(graph.sentenceOf(node), node.end).equals("of")
        && node.details(Graph.Relation.DESCRIPTION).findAny().isEmpty()
        && node.details(Graph.Relation.SEVERITY).findAny().isEmpty()
        && node.details(Graph.Relation.VALUE).findAny().isEmpty();
  }

  // "his [MoCA] had risen": a test by its name, and no finding without its result.
  private boolean isTestByName(Graph.Node node, ConceptCoder.Coded coded) {
    return !coded.concept().isCoded()
        && node.has(Property.Value.PRESENT)
        && node.details(Graph.Relation.VALUE).findAny().isEmpty()
        && !vocabulary.find(Domain.TEST, graph.words(node)).isEmpty();
  }

  // "a [10-year history] of gout": how long, and nothing by itself.
  private boolean isLengthOfHistory(Graph.Node node) {
    return graph.last(node).lower().equals("history")
        && (graph.token(node.first).isNumber()
            || AgePhrase.number(graph.token(node.first).lower()).isPresent());
  }

  // "[paralysis] was obtained with cisatracurium": what a drug was given for in anaesthesia.
  private boolean isBroughtAbout(Graph.Sentence sentence, Graph.Node node) {
    // "Remission was achieved with rituximab", "the rash was induced by amoxicillin" are findings.
    return ANESTHETIC_EFFECTS.contains(graph.last(node).lower())
        && BROUGHT_ABOUT.end(graph, sentence, node.end) > node.end;
  }

  // "no [cardiac] symptoms" denies more than nothing, also where the noun is shared; "without
  // symptoms" denies all of them.
  private boolean isOfSystem(Graph.Node node) {
    String[] words = graph.words(node).toLowerCase(Locale.ROOT).split(" ");
    boolean all =
        words.length == 1
            && BARE_DENIALS.contains(graph.lower(graph.sentenceOf(node), node.first - 1));
    return node.has(Property.Value.ABSENT)
        && COMPLAINT_NOUNS.contains(words[words.length - 1])
        && (all || SYSTEMS.contains(words[0]));
  }

  // "A.B.", the initials of a person; "AFP", which is a test by its name and no disease.
  private boolean isLetters(Graph.Node node) {
    String word = graph.words(node);
    return INITIALS.matcher(word).matches()
        || CAPITALS.matcher(word).matches()
            && !vocabulary.find(Domain.TEST, word).isEmpty()
            && coder.abbreviations().longForm(word).isEmpty();
  }

  // "broken", "broke down" without a part of the body that was injured
  private boolean isFragment(Graph.Node node, ConceptCoder.Coded coded) {
    boolean alone = node.length() == 1 && node.sharedNoun().isEmpty();
    boolean verb =
        node.length() == 2 && FRAGMENT_PARTICLES.contains(graph.token(node.end - 1).lower());
    String opening = graph.token(node.first).text();
    boolean title =
        TITLES.contains(graph.token(node.first).lower())
            && Character.isLowerCase(opening.charAt(opening.length() - 1));
    return title
        || (alone || verb)
            && !coded.concept().isCoded()
            && (FRAGMENTS.contains(graph.token(node.first).lower()) || isLetters(node))
            && MentionCandidates.injury(graph, node).isEmpty();
  }

  // What no study shows: told by the patient, or known by what it is.
  private FindingCategory unshown(Graph.Sentence sentence, Graph.Node node, FactDraft draft) {
    for (int at = node.first - 1; at >= sentence.first; at--) {
      String word = graph.lower(sentence, at);
      if (COMPLAINTS.contains(word) && !STAFF.contains(graph.lower(sentence, at - 1))) {
        return FindingCategory.SYMPTOM;
      }
      if (VERBS.contains(word)) {
        break;
      }
    }
    return FindingHeads.category(draft.concept.text());
  }

  private FactDraft.Course course(Graph.Sentence sentence, Graph.Node node) {
    // "in remission": not the remission has ended.
    boolean other =
        node.proposal(Property.TEMPORALITY)
            .filter(proposal -> node.overlaps(proposal.first(), proposal.end()))
            .isEmpty();
    if (node.has(Property.Value.RESOLVED) && other) {
      return FactDraft.Course.RESOLVED;
    }
    for (int i = Math.max(sentence.first, node.first - COURSE_SIGHT); i < node.first; i++) {
      if (COURSE.end(graph, sentence, i) == node.first) {
        return FactDraft.Course.CHANGED;
      }
    }
    return FactDraft.Course.NONE;
  }

  private boolean happened(Graph.Sentence sentence, Graph.Node node) {
    int ended =
        node.proposal(Property.TEMPORALITY).map(Graph.Proposal::first).orElse(sentence.first);
    for (int i = node.end; i < Math.min(ended, node.end + HAPPENING_SIGHT); i++) {
      if (HAPPENING.contains(graph.token(i).lower())) {
        return true;
      }
      if (graph.nodeAt(i).filter(Graph.Node::isClinical).isPresent()) {
        return false;
      }
    }
    return false;
  }

  // "She developed hypoglycemia that was corrected": it was there.
  private boolean arose(Graph.Sentence sentence, Graph.Node node) {
    int at = node.first - 1;
    while (at > sentence.first
        && node.first - at <= COURSE_SIGHT
        && !ARISING.contains(graph.token(at).lower())) {
      boolean described =
          TokenPattern.wordClass("article").contains(graph.token(at).lower())
              || graph.nodeAt(at).filter(n -> !n.isClinical()).isPresent();
      if (!described) {
        return false;
      }
      at--;
    }
    return ARISING.contains(graph.lower(sentence, at));
  }

  // "no growth disturbance from injury": what did not come of it says nothing of the injury.
  private boolean isOriginOfAbsent(Graph.Sentence sentence, Graph.Node node) {
    int from = node.first - 1;
    return node.has(Property.Value.ABSENT)
        && graph.lower(sentence, from).equals("from")
        && sentence.nodes.stream()
            .anyMatch(
                other ->
                    other.isProblem() && other.end == from && other.has(Property.Value.ABSENT));
  }

  // "a recurrence of the lymphoma", "breast cancer recurred"
  private boolean isReturn(Graph.Sentence sentence, Graph.Node node) {
    int at = node.first - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at--;
    }
    boolean of =
        graph.lower(sentence, at).equals("of") && RETURNS.contains(graph.lower(sentence, at - 1));
    return of || RETURNED.contains(graph.lower(sentence, node.end));
  }

  // "Her epilepsy was well controlled".
  private Optional<String> control(Graph.Sentence sentence, Graph.Node node) {
    for (int i = node.end; i < Math.min(sentence.end, node.end + CONTROL_SIGHT); i++) {
      if (TokenPattern.wordClass("control").contains(graph.lower(sentence, i))
          && TokenPattern.wordClass("control-degree").contains(graph.lower(sentence, i - 1))) {
        return Optional.of(graph.words(i - 1, i + 1));
      }
    }
    return Optional.empty();
  }

  // "multidrug-resistant Pseudomonas aeruginosa" too.
  private boolean isOrganism(Graph.Node node) {
    boolean described = node.length() > 2 && coder.isOrganism(graph.words(node.end - 2, node.end));
    boolean abbreviated =
        node.length() == 3
            && Gazetteer.isAbbreviated(
                graph.token(node.first).text(),
                graph.token(node.first + 1).text(),
                graph.token(node.first + 2).text());
    return described || abbreviated || coder.isOrganism(graph.words(node));
  }

  // The abbreviation in brackets behind a name.
  private static boolean isSecondName(Graph.Node node) {
    return node.heads(Graph.Relation.SAME).findAny().isPresent();
  }

  // A single verb or adverb that no vocabulary knows is a fragment: "coughed", "symmetrically".
  private static boolean isInflected(String lower) {
    return lower.endsWith("ed") || lower.endsWith("ing") || lower.endsWith("ly");
  }

  // "compressing the optic chiasm": what another finding does to a part.
  private boolean isActOn(Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at++;
    }
    int behind = at;
    return graph.lower(node).endsWith("ing")
        && behind < sentence.end
        && graph
            .nodeAt(behind)
            .filter(part -> part.type == MentionType.BIOLOGICAL_STRUCTURE && part.first == behind)
            .isPresent();
  }

  private boolean isRemission(Graph.Proposal proposal) {
    boolean remission = false;
    for (int i = proposal.first(); i < proposal.end(); i++) {
      remission |= TokenPattern.wordClass("remission").contains(graph.token(i).lower());
    }
    return remission;
  }

  private When words(Graph.Proposal proposal) {
    // "disappearance of" the rash
    int end = proposal.end();
    while (end > proposal.first() + 1 && PREPOSITIONS.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return new When.InWords(graph.words(proposal.first(), end));
  }

  // The codes decide between disease and symptom; the tagger does where they are unknown.
  private static boolean isDiagnosis(
      Graph.Node node,
      ConceptCoder.Coded coded,
      boolean disease,
      boolean diagnosed,
      boolean shownByStudy,
      boolean condition,
      boolean shownInTissue) {
    if (node.has(Property.Value.ABSENT)) {
      return false;
    }
    if (node.has(Property.Value.REFUTED) || diagnosed) {
      return true;
    }
    // "biopsy showed invasive ductal carcinoma": tissue names the disease; "necrosis" is what is
    // seen in it.
    if (shownInTissue) {
      return true;
    }
    // "fractures of three ribs": a disease, whatever the tagger and the codes call it.
    String name = coded.concept().text().toLowerCase(Locale.ROOT);
    if (!shownByStudy
        && node.has(Property.Value.PRESENT)
        && DISEASE_HEADS.stream().anyMatch(name::endsWith)) {
      return true;
    }
    if (coded.concept().isCoded()) {
      boolean disorder =
          condition
              || coded.concept().codes().stream()
                  .map(Code::display)
                  .anyMatch(ProblemFacts::isDisorder);
      return (coded.domain() == Domain.CONDITION || disorder && !shownByStudy)
          && !isSymptom(coded.concept())
          && (disease || !shownByStudy);
    }
    return disease;
  }

  private static boolean isTissueDisease(String words) {
    String name = words.toLowerCase(Locale.ROOT);
    String one = name.endsWith("omas") ? name.substring(0, name.length() - 1) : name;
    return TISSUE_DISEASES.stream().anyMatch(one::endsWith);
  }

  // A fully specified name says that it is one; preferred terms are listed.
  private static boolean isDisorder(String display) {
    return display.endsWith("(disorder)") || DISORDERS.contains(display.toLowerCase(Locale.ROOT));
  }

  // ICD-10 keeps symptoms and signs in a chapter of their own.
  private static boolean isSymptom(Concept concept) {
    return concept.codes().stream()
        .anyMatch(code -> code.system().contains("icd-10") && code.code().startsWith("R"));
  }

  /** Ways to name a problem: with all that describes it, the fullest first. */
  private List<String> names(Graph.Sentence sentence, Graph.Node node) {
    int first = node.first;
    Optional<String> stated =
        statements.of(node).flatMap(BackgroundFacts.StatementRules.Rule::concept);
    if (stated.isPresent()) {
      return List.of(stated.get());
    }
    String lettered = MentionFinder.name(graph, node);
    if (node.sharedNoun().isPresent()) {
      // "cerebellar and brainstem lesions": lesions, each with its site.
      return sites.ofSharedNoun(node).isPresent()
          ? List.of(graph.words(node), graph.sharedWords(node))
          : List.of(graph.words(node));
    }
    if (!lettered.equals(graph.words(node))) {
      return List.of(lettered);
    }
    if (node.origin.equals(MentionCandidates.NORMAL_STATE)) {
      int verb = first;
      while (verb < node.end
          && !TokenPattern.wordClass("link-verb").contains(graph.token(verb).lower())) {
        verb++;
      }
      return List.of(graph.words(first, verb));
    }
    // "[did not drink alcohol]": what is denied is behind the words that deny it.
    Optional<Graph.Proposal> denial =
        node.has(Property.Value.ABSENT) ? node.proposal(Property.HOLDS) : Optional.empty();
    boolean own = denial.filter(d -> d.first() == node.first && d.end() < node.end).isPresent();
    if (own) {
      return List.of(graph.words(denial.get().end(), node.end));
    }
    // "[pain-free]"
    boolean behind = denial.filter(d -> d.first() > node.first && d.end() == node.end).isPresent();
    if (behind) {
      return List.of(graph.words(node.first, denial.get().first()));
    }
    while (first > sentence.first
        && node.end - first < LONGEST_NAME
        && isPremodifier(sentence, first - 1, node)
        && !isDenial(node, first - 1)) {
      first--;
    }
    while (first < node.first
        && (!graph.token(first).isWord() || OCCURRENCES.contains(graph.token(first).lower()))) {
      first++;
    }
    // "a mass in the chest wall, dull percussion note": a site before a comma is of what stands
    // there.
    for (int i = first + 1; i < node.first; i++) {
      int mark = i;
      if (graph.token(i).lower().equals(",")
          && sentence
              .nodes(MentionType.BIOLOGICAL_STRUCTURE)
              .anyMatch(site -> site.end == mark && site.first < site.end)) {
        first = i + 1;
      }
    }
    Set<String> names = new LinkedHashSet<>();
    // "no recurrence of lymphoma": the recurrence is denied, not the lymphoma.
    int of = first - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, of))) {
      of--;
    }
    if (node.has(Property.Value.ABSENT)
        && of > sentence.first
        && graph.lower(sentence, of).equals("of")
        && TokenPattern.wordClass("of-which").contains(graph.lower(sentence, of - 1))) {
      return List.of(graph.words(of - 1, node.end));
    }
    int end = withSite(sentence, node);
    if (first < node.first && isNarrowed(node)) {
      return List.of(graph.words(first, end));
    }
    List<Graph.Node> sites = node.details(Graph.Relation.SITE).toList();
    names.add(graph.words(first, end));
    names.add(graph.words(first, node.end));
    for (int from = first + 1; from < node.first; from++) {
      // "gall bladder mass" is no "bladder mass": a mention is not cut.
      int start = from;
      boolean whole = graph.nodeAt(from).filter(part -> part.first < start).isEmpty();
      if (whole && graph.token(from).isWord() && graph.token(from - 1).isWord()) {
        names.add(graph.words(from, node.end));
      }
    }
    names.add(graph.words(node.first, end));
    String bare = graph.words(node);
    sites.forEach(site -> names.add(graph.words(site) + " " + bare));
    names.add(bare);
    return new ArrayList<>(names);
  }

  // "no Janeway lesions" denies no other lesions: a denied name is not shortened.
  private boolean isNarrowed(Graph.Node node) {
    return node.has(Property.Value.ABSENT)
        && node.details(Graph.Relation.DESCRIPTION)
            .filter(detail -> detail.end <= node.first && node.first - detail.end <= 1)
            .anyMatch(detail -> !generic.isModifier(graph.lower(detail)));
  }

  // "thinning of the bowel wall": the site is a part of the name.
  private int withSite(Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    if (!graph.lower(sentence, at).equals("of")) {
      return node.end;
    }
    at++;
    if (TokenPattern.wordClass("article").contains(graph.lower(sentence, at))) {
      at++;
    }
    if (at >= sentence.end) {
      return node.end;
    }
    Optional<Graph.Node> site = graph.nodeAt(at);
    return site.filter(s -> s.type == MentionType.BIOLOGICAL_STRUCTURE)
        .map(s -> s.end)
        .orElse(node.end);
  }

  // What denies a problem describes it no more, whatever a tagger takes it for; "no other
  // pathogen" keeps its "other".
  private boolean isDenial(Graph.Node node, int token) {
    return node.has(Property.Value.ABSENT)
        && graph.nodeAt(token).isPresent()
        && node.proposal(Property.HOLDS)
            .filter(denial -> denial.first() <= token && denial.end() > token)
            .isPresent();
  }

  // "small glands without calcification": what stands before the denial is of what is there.
  private static boolean isBeforeDenial(Graph.Node node, Graph.Node detail) {
    return node.has(Property.Value.ABSENT)
        && node.proposal(Property.HOLDS)
            .filter(denial -> denial.end() <= node.first && detail.end <= denial.first())
            .isPresent();
  }

  private boolean isPremodifier(Graph.Sentence sentence, int token, Graph.Node head) {
    Optional<Graph.Node> node = graph.nodeAt(token);
    String word = graph.token(token).lower();
    if (node.isEmpty()) {
      boolean joins = word.equals("-") || word.equals(",") && token > sentence.first;
      return joins
              && token > sentence.first
              && graph.nodeAt(token - 1).filter(this::describes).isPresent()
          || generic.isModifier(word)
              && !TokenPattern.wordClass("article").contains(word)
              && !TokenPattern.wordClass("leading-denial").contains(word)
              && !TokenPattern.wordClass("history-word").contains(word)
              && !word.equals("and")
              && !word.equals("or")
              && !word.equals("with")
              && !word.equals("of");
    }
    return describes(node.get()) && node.get() != head;
  }

  private boolean describes(Graph.Node node) {
    return node.is(
        MentionType.DETAILED_DESCRIPTION,
        MentionType.SEVERITY,
        MentionType.BIOLOGICAL_STRUCTURE,
        MentionType.COLOR,
        MentionType.SHAPE,
        MentionType.TEXTURE,
        MentionType.QUALITATIVE_CONCEPT);
  }

  /** The study that shows a problem: the nearest before it in its sentence. */
  private Optional<StudyKind> study(Graph.Sentence sentence, Graph.Node node) {
    Optional<StudyKind> found = Optional.empty();
    int last = -1;
    int from = Math.max(sentence.first, node.first - FARTHEST_STUDY);
    for (int i = from; i < node.first; i++) {
      boolean past = graph.lower(sentence, i + 1).equals("history");
      Optional<StudyKind> kind = past ? Optional.empty() : StudyKind.at(graph, sentence, i);
      // "microscopic examination", "ultrasonography screening examination": the first word says
      // what kind of examination.
      boolean general =
          kind.filter(StudyKind::isGeneral).isPresent()
              && (last == i - 1 || last == i - 2 && graph.nodeAt(last).equals(graph.nodeAt(i)));
      if (kind.isPresent()
          && !(general && found.isPresent())
          && !(found.isPresent() && isOfTaking(sentence, i))
          && !isOfOther(sentence, i, node.first)
          && !isBeforehand(sentence, i, node.first)) {
        found = kind;
        last = i;
      }
    }
    OptionalInt behind = StudyKind.behind(graph, sentence, node);
    if (behind.isPresent()) {
      return StudyKind.at(graph, sentence, behind.getAsInt());
    }
    if (StudyKind.isReason(graph, sentence, last, node.first)) {
      return Optional.empty();
    }
    return found.or(() -> microscopy(sentence));
  }

  // "Histology showed ulcers. The lamina propria was fibrous": still under the microscope.
  private Optional<StudyKind> microscopy(Graph.Sentence sentence) {
    for (int i = sentence.index; i > Math.max(0, sentence.index - MICROSCOPY); i--) {
      if (!isOfTissue(graph.sentences().get(i))) {
        return Optional.empty();
      }
      Optional<StudyKind> before = lastStudy(graph.sentences().get(i - 1));
      if (before.isPresent()) {
        return before.filter(kind -> kind.category() == FindingCategory.PATHOLOGY);
      }
    }
    return Optional.empty();
  }

  private boolean isOfTissue(Graph.Sentence sentence) {
    int end = Math.min(sentence.end, sentence.first + TISSUE_SIGHT);
    for (int i = sentence.first; i < end; i++) {
      if (TISSUES.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private Optional<StudyKind> lastStudy(Graph.Sentence sentence) {
    for (int i = sentence.end - 1; i >= sentence.first; i--) {
      Optional<StudyKind> kind = StudyKind.at(graph, sentence, i);
      if (kind.isPresent()) {
        return kind;
      }
    }
    return Optional.empty();
  }

  // "Histology of samples that were obtained during [laparotomy] showed granulomas"
  private boolean isOfTaking(Graph.Sentence sentence, int study) {
    int from = Math.max(sentence.first, study - TAKING_SIGHT);
    return IntStream.range(from, study)
        .anyMatch(
            i ->
                OBTAINED.contains(graph.token(i).lower())
                    && LEADS.contains(graph.lower(sentence, i + 1)));
  }

  // "After CT angiography, the patient had fever": the study did not show it. "After MRI, he was
  // found to have a tumor": it did.
  private boolean isBeforehand(Graph.Sentence sentence, int study, int problem) {
    int after = study;
    while (after > sentence.first
        && !AFTER.contains(graph.token(after).lower())
        && !FINITE.contains(graph.token(after).lower())) {
      after--;
    }
    return AFTER.contains(graph.token(after).lower())
        && IntStream.range(study + 1, problem).anyMatch(i -> isPatient(graph.token(i).lower()))
        && IntStream.range(study + 1, problem)
            .noneMatch(i -> FOUND.contains(graph.token(i).lower()));
  }

  private static boolean isPatient(String word) {
    return PATIENTS.contains(word) || TokenPattern.wordClass("patient-pronoun").contains(word);
  }

  // "a mass on CT and a rash": the study showed the mass.
  private boolean isOfOther(Graph.Sentence sentence, int study, int problem) {
    boolean joined = false;
    for (int i = study + 1; i < problem; i++) {
      String word = graph.token(i).lower();
      if (SHOWING.contains(word) || FINITE.contains(word)) {
        return false;
      }
      joined |= JOINERS.contains(word);
    }
    return joined
        && sentence.nodes.stream()
            .filter(other -> other.isProblem() && other.end <= study)
            .anyMatch(
                other -> {
                  OptionalInt beside = StudyKind.beside(graph, sentence, other);
                  // "computed tomography scan" names a study three times.
                  return beside.isPresent()
                      && beside.getAsInt() <= study
                      && study - beside.getAsInt() < LONGEST_STUDY;
                });
  }

  // "A bone marrow biopsy revealed foam cells": they are where the specimen is from.
  private Optional<Graph.Node> sampled(Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Node> study =
        sentence.nodes.stream()
            .filter(other -> other.isTest() && other.first < node.first)
            .filter(
                other ->
                    StudyKind.of(graph, other)
                        .filter(kind -> kind.category() == FindingCategory.PATHOLOGY)
                        .isPresent())
            .reduce((one, next) -> next);
    if (study.isEmpty()) {
      return Optional.empty();
    }
    Graph.Node sampling = study.get();
    List<Graph.Node> parts =
        sentence.nodes.stream()
            .filter(other -> other.type == MentionType.BIOLOGICAL_STRUCTURE)
            .filter(other -> other.end <= node.first && !BodySites.isSpecimen(graph, other))
            .filter(
                other ->
                    other.overlaps(sampling.first, sampling.end)
                        || other.heads(Graph.Relation.SITE).anyMatch(head -> head == sampling)
                        || other.end == sampling.first)
            .toList();
    return parts.size() == 1 ? Optional.of(parts.get(0)) : Optional.empty();
  }

  // "The tumor had enlarged slightly": an adverb apart says nothing of the noun before it.
  private boolean isOfVerb(Graph.Node node, Graph.Node detail) {
    return detail.first > node.end && graph.last(detail).lower().endsWith("ly");
  }

  // "a large nodule", "partial obstruction": how much of it there is, and not how severe it is.
  private boolean isExtent(Graph.Node severity) {
    return isGrade(graph.words(severity))
        || IntStream.range(severity.first, severity.end)
            .anyMatch(i -> EXTENTS.contains(graph.token(i).lower()));
  }

  // "high-grade", "end-stage": how far it has come, and not how severe it is.
  private static boolean isGrade(String words) {
    return Stream.of(words.toLowerCase(Locale.ROOT).split("[\\s-]"))
        .anyMatch(TokenPattern.wordClass("grade-noun")::contains);
  }

  // "mild to moderate": from the first word of severity up to the last.
  private int severityEnd(Graph.Node severity) {
    Set<String> degrees = TokenPattern.wordClass("severity-degree");
    Set<String> joints = TokenPattern.wordClass("severity-joint");
    Graph.Sentence sentence = graph.sentenceOf(severity);
    int end = severity.end;
    if (!degrees.contains(graph.token(end - 1).lower())) {
      return end;
    }
    int at = end;
    while (at < end + 3 && joints.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at > end && degrees.contains(graph.lower(sentence, at)) ? at + 1 : end;
  }

  // "from mild to severe" is a course: what it came to.
  private int severityStart(Graph.Sentence sentence, Graph.Node severity) {
    int end = severityEnd(severity);
    boolean course = end > severity.end && graph.lower(sentence, severity.first - 1).equals("from");
    return course ? end - 1 : severity.first;
  }

  // "[mild] to [moderate regurgitation]": the end of the range is no part of the name.
  private ConceptCoder.Coded withoutRange(
      Graph.Sentence sentence, Graph.Node node, ConceptCoder.Coded coded, List<Domain> domains) {
    String last =
        node.details(Graph.Relation.SEVERITY)
            .filter(detail -> severityEnd(detail) > detail.end && !node.has(Property.Value.ABSENT))
            .map(detail -> graph.lower(sentence, severityEnd(detail) - 1))
            .findFirst()
            .orElse("");
    String text = coded.concept().text();
    boolean led =
        !last.isEmpty()
            && text.length() > last.length() + 1
            && text.toLowerCase(Locale.ROOT).startsWith(last + " ");
    return led ? coder.code(List.of(text.substring(last.length() + 1)), domains, sentence) : coded;
  }

  private void details(Graph.Sentence sentence, FactDraft draft, ConceptCoder.Coded coded) {
    Graph.Node node = draft.head;
    draft.severity =
        node.details(Graph.Relation.SEVERITY)
            .filter(detail -> !isOfVerb(node, detail) && !isExtent(detail))
            .filter(detail -> !isBeforeDenial(node, detail))
            .map(detail -> graph.words(severityStart(sentence, detail), severityEnd(detail)))
            .findFirst()
            .or(
                () ->
                    coded.match().stream()
                        .flatMap(match -> match.qualifiers().stream())
                        .filter(q -> q.kind() == QualifierKind.SEVERITY)
                        .map(q -> q.words())
                        .filter(words -> !isGrade(words))
                        .findFirst())
            .map(
                words -> coder.code(List.of(words), List.of(Domain.QUALIFIER), sentence).concept());
    List<int[]> shares =
        node.details(Graph.Relation.SITE).flatMap(site -> share(sentence, site).stream()).toList();
    shares.forEach(share -> draft.notes.add(graph.words(share[0], share[1])));
    Stream.concat(
            node.details(Graph.Relation.DESCRIPTION),
            node.details(Graph.Relation.SEVERITY).filter(this::isExtent))
        .filter(detail -> !isDenial(node, detail.first) && !isBeforeDenial(node, detail))
        .filter(detail -> !isOfCourse(node, detail))
        .filter(detail -> shares.stream().noneMatch(share -> detail.overlaps(share[0], share[1])))
        .filter(detail -> !PREPOSITIONS.contains(graph.last(detail).lower()))
        .map(detail -> note(sentence, detail))
        .filter(words -> !draft.concept.text().contains(words))
        .forEach(draft.notes::add);
    count(sentence, node).ifPresent(draft.notes::add);
    // "seizures five times a day"
    List<Graph.Node> frequencies =
        node.details(Graph.Relation.FREQUENCY)
            .filter(detail -> detail.sentence == node.sentence)
            .toList();
    frequencies.forEach(detail -> draft.notes.add(ConceptCoder.plain(graph.words(detail))));
    draft.parts.addAll(frequencies);
  }

  // "ulcers that were [not] merging": said of it with its denial.
  private String note(Graph.Sentence sentence, Graph.Node detail) {
    boolean denied = DENIED.contains(graph.lower(sentence, detail.first - 1));
    int first = denied ? detail.first - 1 : detail.first;
    return ConceptCoder.plain(graph.words(first, detail.end));
  }

  // "in [four of 56 lymph nodes]": how many of the parts are affected; first token and end.
  private Optional<int[]> share(Graph.Sentence sentence, Graph.Node site) {
    int slash = graph.lower(sentence, site.first).equals("/") ? 1 : 0;
    int first = site.first + slash;
    int all = BodySites.isCount(graph.lower(sentence, first)) ? first : first - 1;
    int of = all - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, of))) {
      of--;
    }
    return BodySites.isCount(graph.lower(sentence, all))
            && TokenPattern.wordClass("share-joint").contains(graph.lower(sentence, of))
            && BodySites.isCount(graph.lower(sentence, of - 1))
        ? Optional.of(new int[] {of - 1, site.end})
        : Optional.empty();
  }

  // "the fracture [healed]": that it ended, and not how it was.
  private static boolean isOfCourse(Graph.Node node, Graph.Node detail) {
    return node.proposal(Property.TEMPORALITY)
        .filter(proposal -> proposal.first() <= detail.first && proposal.end() >= detail.end)
        .isPresent();
  }

  // "3 perforations", "five polyps": how many of them there are.
  private Optional<String> count(Graph.Sentence sentence, Graph.Node node) {
    String noun = graph.last(node).lower();
    boolean plural = PLURAL.matcher(noun).matches();
    int at = node.first - 1;
    String word = graph.lower(sentence, at);
    boolean number = COUNT.matcher(word).matches() || AgePhrase.number(word).isPresent();
    String before = graph.lower(sentence, at - 1);
    boolean opens = at == sentence.first || COUNT_LEADS.contains(before);
    return plural && number && opens ? Optional.of(graph.token(at).text()) : Optional.empty();
  }

  /** The number or size that the text gives of a problem: "hypertensive at 160/95 mmHg". */
  private Optional<ResultReader.Result> number(Graph.Sentence sentence, Graph.Node node) {
    return node.edges.stream()
        .filter(e -> e.head() == node)
        .filter(e -> e.relation() == Graph.Relation.SIZE || e.relation() == Graph.Relation.VALUE)
        .filter(e -> e.detail().sentence == node.sentence)
        .filter(e -> !isOfNext(sentence, e.detail()))
        .flatMap(e -> results.read(graph, sentence, node, e.detail()).stream())
        // "3+ proteinuria"
        .filter(result -> result.isNumber() || ResultReader.isGrade(result.words()))
        .filter(result -> !(result.value() instanceof Value.Measured m) || !isBare(m))
        .findFirst();
  }

  // "facial weakness, 2/5 strength in the arm": the number is of the noun behind it.
  private boolean isOfNext(Graph.Sentence sentence, Graph.Node detail) {
    String next = graph.lower(sentence, detail.end);
    return TokenPattern.wordClass("measured-noun").contains(next);
  }

  // A number without a unit may be of anything: "had fallen approximately 8 feet".
  private static boolean isBare(Value.Measured measured) {
    return measured.amount().unit().equals(Unit.UNTOLD);
  }

  /** Whether a value is a size. */
  static boolean isLength(Value value) {
    return value instanceof Value.Dimensions
        || value instanceof Value.Measured measured && Units.isLength(measured.amount().unit())
        || value instanceof Value.Interval interval && Units.isLength(interval.unit());
  }

  // A Condition has no value: the size of a disease is an observation of its own, and any other
  // number stays beside its name in the words of the text.
  private void number(FactDraft draft, ResultReader.Result result) {
    Value value = result.value();
    draft.parts.add(result.detail());
    if (draft.assertion == Assertion.ABSENT && (isBound(value) || isLength(value))) {
      // "no fever above 38 °C", "no mass larger than 5 cm": the number says what is denied.
      draft.notes.add(quoted(result));
    } else if (draft.kind == FactKind.FINDING) {
      draft.value = Optional.of(value);
      if (draft.assertion == Assertion.ABSENT) {
        // "without deficit, slightly polypneic at 24/min": what was measured is not denied.
        draft.assertion = Assertion.PRESENT;
      }
    } else if (value instanceof Value.BloodPressure) {
      measurement(draft, "blood pressure", value);
    } else if (isLength(value) && draft.assertion == Assertion.PRESENT) {
      measurement(draft, draft.concept.text() + " size", value);
    } else {
      draft.notes.add(quoted(result));
    }
  }

  private String quoted(ResultReader.Result result) {
    return ConceptCoder.plain(graph.words(result.detail()));
  }

  private static boolean isBound(Value value) {
    return value instanceof Value.Measured measured && measured.amount().comparator().isPresent();
  }

  private void measurement(FactDraft problem, String name, Value value) {
    Graph.Sentence sentence = graph.sentenceOf(problem.head);
    Graph.Node detail =
        problem
            .head
            .details(isLength(value) ? Graph.Relation.SIZE : Graph.Relation.VALUE)
            .findFirst()
            .orElse(problem.head);
    FactDraft measurement =
        facts.draft(
            FactKind.MEASUREMENT,
            coder.test(name, Optional.of(value), sentence).concept(),
            detail,
            "value-of-disease");
    facts.quote(measurement, List.of(problem.head));
    measurement.visit = problem.visit;
    measurement.time = problem.time;
    measurement.sites.addAll(problem.sites);
    measurement.measurementCategory =
        vocabulary.testCategory(name).orElse(MeasurementCategory.EXAM);
    measurement.value = Optional.of(value);
  }

  // "a negative Romberg sign", "syphilis negative" deny; "normal gait" is a result.
  private static void judge(FactDraft draft, Interpretation meaning, Value normal) {
    if (draft.kind != FactKind.FINDING || draft.value.isPresent()) {
      return;
    }
    switch (meaning) {
      case NEGATIVE -> draft.assertion = Assertion.ABSENT;
      case NORMAL -> draft.value = Optional.of(normal);
      case POSITIVE, ABNORMAL, HIGH, LOW, CRITICALLY_HIGH, CRITICALLY_LOW -> {}
    }
  }

  private Optional<Graph.Node> judge(Graph.Sentence sentence, Graph.Node node) {
    return node.details(Graph.Relation.VALUE)
        .filter(detail -> isPredicate(sentence, node, detail))
        .filter(detail -> judgement(sentence, detail).isPresent())
        .findFirst();
  }

  private Optional<Interpretation> judgement(Graph.Sentence sentence, Graph.Node detail) {
    return results.judgements().judgement(graph, sentence, detail.first, detail.end);
  }

  private Value normal() {
    String word = "normal";
    return new Value.Coded(new Concept(word, vocabulary.find(Domain.QUALIFIER, word)));
  }

  // Directly before its noun, or behind a verb that links them.
  private boolean isPredicate(Graph.Sentence sentence, Graph.Node node, Graph.Node detail) {
    if (detail.end <= node.first) {
      return node.first - detail.end <= 1;
    }
    for (int i = node.end; i < detail.first; i++) {
      String word = graph.lower(sentence, i);
      if (!TokenPattern.wordClass("link-verb").contains(word)
          && !TokenPattern.wordClass("state-adverb").contains(word)) {
        return false;
      }
    }
    return true;
  }

  // "ultrasound did not show any abnormalities": the study was normal.
  private void nothingFound(Graph.Sentence sentence, Graph.Node node) {
    if (!node.has(Property.Value.ABSENT)
        || !TokenPattern.wordClass("abnormality").contains(graph.token(node.end - 1).lower())) {
      return;
    }
    Optional<Graph.Node> study =
        sentence.nodes.stream()
            .filter(other -> other.isTest() && other.end <= node.first)
            .filter(other -> StudyKind.of(graph, other).isPresent())
            .filter(other -> facts.about(other).isEmpty())
            .reduce((one, next) -> next);
    if (study.isEmpty() || !isShownBy(sentence, study.get(), node)) {
      return;
    }
    FactDraft draft =
        facts.draft(
            FactKind.MEASUREMENT,
            coder.test(graph.words(study.get()), Optional.empty(), sentence).concept(),
            study.get(),
            "nothing-abnormal");
    facts.quote(draft, List.of(node));
    draft.value = Optional.of(new Value.Words(ConceptCoder.plain(denial(node))));
    draft.interpretation = Optional.of(Interpretation.NORMAL);
    draft.measurementCategory = TestFacts.category(StudyKind.of(graph, study.get()).get());
    draft.sites.addAll(
        sites.of(study.get(), ConceptCoder.uncoded(graph.words(study.get()), Domain.TEST)));
  }

  private String denial(Graph.Node node) {
    return "no " + graph.words(node);
  }

  // No other mention that could be what was shown or who showed it stands between.
  private boolean isShownBy(Graph.Sentence sentence, Graph.Node study, Graph.Node node) {
    return sentence.nodes.stream()
        .filter(other -> other.first >= study.end && other.end <= node.first)
        .noneMatch(other -> other.isProblem() || other.isTreatment());
  }
}

package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Diseases, symptoms and signs: a disease that is there, may be there or was excluded is a {@link
 * Diagnosis}; one that is merely denied, and every symptom and sign, is a finding.
 */
final class ProblemFacts {
  private static final Set<String> LABORATORY_STATES =
      TokenPattern.wordClass("laboratory-state-ending");
  private static final Set<String> DISORDERS = TokenPattern.wordClass("disorder-name");
  private static final List<Domain> DISEASE_FIRST = List.of(Domain.CONDITION, Domain.FINDING);
  private static final List<Domain> FINDING_FIRST = List.of(Domain.FINDING, Domain.CONDITION);
  private static final CuePhrases DIAGNOSIS_CUES = CuePhrases.builtIn("diagnosis-cues.tsv");
  private static final TokenPattern EXCEPTION = TokenPattern.of("<exception-phrase>");
  private static final Set<String> TOLD_DENIED = TokenPattern.wordClass("noun-told-denied");
  private static final Set<String> PAPERS = TokenPattern.wordClass("administrative-noun");
  private static final Set<String> STATES_OF_HEALTH = TokenPattern.wordClass("state-of-outcome");
  private static final Set<String> SHADOWS = TokenPattern.wordClass("unspecific-lesion");
  private static final Set<String> RESUMING = TokenPattern.wordClass("resuming");
  private static final Set<String> LEADS_ON = TokenPattern.wordClass("leads-to-disease");
  private static final Set<String> COMPLAINTS = TokenPattern.wordClass("complaint-act");
  private static final Set<String> STAFF = TokenPattern.wordClass("staff");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> DISEASE_HEADS = TokenPattern.wordClass("disease-head");
  private static final Set<String> NO_DISEASES = TokenPattern.wordClass("no-disease-head");
  private static final Set<String> TISSUE_DISEASES = TokenPattern.wordClass("tissue-disease");
  private static final Set<String> PEOPLE = TokenPattern.wordClass("offspring");
  private static final Set<String> SYSTEMS = TokenPattern.wordClass("system-word");
  private static final Set<String> BARE_DENIALS = TokenPattern.wordClass("leading-denial");
  private static final Set<String> COMPLAINT_NOUNS = TokenPattern.wordClass("complaint-noun");

  private final FactBuilder facts;
  private final Graph graph;
  private final ConceptCoder coder;
  private final GenericTerms generic;
  private final BackgroundFacts.StatementRules statements;
  private final BodySites sites;
  private final Vocabulary vocabulary;
  private final StudyEvidence evidence;
  private final ProblemNames problemNames;
  private final ProblemDetails problemDetails;
  private final ProblemValues problemValues;
  private final SpuriousProblems spurious;
  private final ProblemCourse problemCourse;

  private ProblemFacts(FactBuilder facts, Vocabulary vocabulary, UnitTable units) {
    this.sites = new BodySites(facts.graph(), vocabulary);
    this.facts = facts;
    this.graph = facts.graph();
    this.coder = facts.coder();
    this.generic = GenericTerms.builtIn();
    this.statements = BackgroundFacts.StatementRules.builtIn();
    this.vocabulary = vocabulary;
    this.evidence = new StudyEvidence(graph);
    this.problemNames = new ProblemNames(graph, sites);
    this.problemDetails = new ProblemDetails(graph, coder, problemNames);
    this.problemValues = new ProblemValues(facts, vocabulary, units);
    this.spurious = new SpuriousProblems(graph, coder, vocabulary);
    this.problemCourse = new ProblemCourse(graph);
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
    // "We report the case of a previously healthy man"
    boolean well = STATES_OF_HEALTH.contains(graph.last(node).lower());
    boolean diagnosed = named && !seen && !well;
    if (node.trail.contains(HistoryMentions.EMPTY_HISTORY)
        || node.has(Property.Value.HYPOTHETICAL)
        || node.has(Property.Value.PLANNED)
        || !node.has(Property.Value.PATIENT)
        || facts.timeline().statesDeath(node)) {
      return;
    }
    boolean legend = sentence.section() == SectionKind.FIGURE_LEGEND;
    boolean disease = !legend && (node.type == MentionType.DISEASE_DISORDER || diagnosed);
    List<String> names = problemNames.names(sentence, node);
    List<Domain> domains = disease ? DISEASE_FIRST : FINDING_FIRST;
    ConceptCoder.Coded coded =
        problemDetails.withoutRange(sentence, node, coder.code(names, domains, sentence), domains);
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
        problemNames.isNarrowed(node)
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
    if (indirect || spurious.isOriginOfAbsent(sentence, node)) {
      return;
    }
    if (!coded.concept().isCoded()
            && (spurious.isPerson(node)
                || PAPERS.contains(graph.last(node).lower())
                || spurious.isTrigger(sentence, node))
        || spurious.isOrganism(node)
        || SpuriousProblems.isSecondName(node)
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
    if (spurious.isFragment(node, coded)
        || spurious.isVessel(node)
        || spurious.isImaging(node, coded)
        || spurious.isMovement(node, coded)
        || spurious.isBroughtAbout(sentence, node)
        || spurious.isTestByName(node, coded)
        || spurious.isMaker(sentence, node, coded)
        || spurious.isLengthOfHistory(node)
        || spurious.isCause(node, coded)
        || word
            && !diagnosed
            && !described
            && !generic.isDiseaseName(graph.words(node))
            && SpuriousProblems.isInflected(graph.lower(node))) {
      return;
    }
    boolean variant =
        TokenPattern.wordClass("gene-word").contains(graph.lower(node))
            && facts.drafts().stream()
                .anyMatch(d -> d.rule.equals("genomic") && d.head.sentence == node.sentence);
    if (variant || alone && spurious.isActOn(sentence, node)) {
      // "a hemizygous c.1684C>T mutation": told with the variant.
      return;
    }
    Optional<StudyKind> study = evidence.study(sentence, node);
    boolean stated =
        node.has(Property.Value.PAST) || problemCourse.control(sentence, node).isPresent();
    Optional<Graph.Node> judge = problemValues.judge(sentence, node);
    Optional<Interpretation> judged =
        node.origin.equals(MentionCandidates.NORMAL_STATE)
            ? Optional.of(Interpretation.NORMAL)
            : judge.flatMap(detail -> problemValues.judgement(sentence, detail));
    boolean negative = judged.filter(j -> j == Interpretation.NEGATIVE).isPresent();
    Optional<ResultReader.Result> result = problemValues.number(sentence, node);
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
                .filter(
                    value ->
                        !ProblemValues.isLength(value) && !(value instanceof Value.BloodPressure))
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
                    study.isPresent() || number.filter(ProblemValues::isLength).isPresent(),
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
    draft.course = problemCourse.course(sentence, node);
    if (draft.course == FactDraft.Course.RESOLVED) {
      draft.abatement =
          timing
              .end()
              .or(() -> facts.timeline().resolution(node))
              .or(timing::time)
              .or(() -> node.proposal(Property.TEMPORALITY).map(problemCourse::words));
      draft.clinicalStatus =
          node.proposal(Property.TEMPORALITY)
              .filter(problemCourse::isRemission)
              .map(proposal -> ClinicalStatus.REMISSION);
      if (problemCourse.happened(sentence, node)) {
        // "A seizure occurred on day 2 and stopped": not the day on which it ended.
        draft.abatement =
            timing
                .end()
                .or(() -> facts.timeline().resolution(node))
                .or(() -> node.proposal(Property.TEMPORALITY).map(problemCourse::words));
        draft.course = FactDraft.Course.NONE;
      } else if (problemCourse.arose(sentence, node)) {
        draft.course = FactDraft.Course.NONE;
      }
    } else {
      draft.abatement = timing.end();
    }
    if (diagnosis && node.has(Property.Value.PRESENT) && problemCourse.isReturn(sentence, node)) {
      draft.clinicalStatus = draft.clinicalStatus.or(() -> Optional.of(ClinicalStatus.RECURRENCE));
    }
    Optional<MentionCandidates.Injury> injury = MentionCandidates.injury(graph, node);
    draft.sites.addAll(
        injury.isPresent() ? List.of(sites.named(injury.get().part())) : sites.of(node, coded));
    if (draft.sites.isEmpty() && draft.findingCategory == FindingCategory.PATHOLOGY) {
      evidence.sampled(sentence, node).map(sites::site).ifPresent(draft.sites::add);
    }
    problemDetails.details(sentence, draft, coded);
    result.ifPresent(amount -> problemValues.number(draft, amount));
    statements.value(graph, node).ifPresent(value -> draft.value = Optional.of(value));
    judged.ifPresent(meaning -> problemValues.judge(draft, meaning, problemValues.normal()));
    judge.ifPresent(draft.parts::add);
    problemCourse.control(sentence, node).ifPresent(draft.notes::add);
  }

  // Whether another of the list stands between a problem and the words that deny it.
  private boolean isMeasuredList(Graph.Sentence sentence, Graph.Node node) {
    int cue = node.proposal(Property.HOLDS).map(Graph.Proposal::end).orElse(node.first);
    return sentence.nodes.stream()
        .anyMatch(other -> other.isProblem() && other.first >= cue && other.end <= node.first);
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

  // The codes decide between disease and symptom; the tagger does where they are unknown.
  private boolean isDiagnosis(
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
    // "previously healthy", "a hyaline stroma"
    if (!coded.concept().isCoded() && NO_DISEASES.contains(graph.last(node).lower())) {
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

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.reading.Property.Occurrence;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Operations, therapies and studies: done, planned or not done. What only a verb states is found by
 * {@link ProcedureVerbs}. An image is a report; a biopsy or an endoscopy is a procedure, and a
 * report where findings are stated of it.
 */
final class ProcedureFacts {
  // The rules of cues.tsv that say how the patient was born.
  private static final Pattern LETTERS = Pattern.compile("[A-Z]{3,7}");
  private static final String OWN_BIRTH = "other-born";
  private static final int NEAR = 3;
  // Rank of cues that speak of anything that is before, after or on something.
  private static final int WEAK = 5;
  private static final int SHORTEST_MEMBER = 8;
  private static final int REASON_SIGHT = 12;
  private static final int PURPOSE_SIGHT = 4;
  private static final int LONGEST_NAME = 8;

  private static final int VERB_STEM = 5;
  private static final Set<String> NAMED = TokenPattern.wordClass("procedure-of-plain-words");
  private static final Set<String> GENERIC = GenericTerms.treatments("generic-procedure");

  private final FactBuilder facts;
  private final Graph graph;
  private final ConceptCoder coder;
  private final BodySites sites;
  private static final Set<String> BORN = TokenPattern.wordClass("birth");
  private static final Set<String> BIRTHS = TokenPattern.wordClass("birth-noun");
  private static final Set<String> TERMS = TokenPattern.wordClass("term-of-birth");
  private static final Set<String> TIME_LEADS = TokenPattern.wordClass("preposition");
  private static final Set<String> RESUMING = TokenPattern.wordClass("resuming");
  private static final Set<String> PRESENT = TokenPattern.wordClass("present-state");
  private final Set<String> dateLeads = TokenPattern.wordClass("date-lead");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> clauseEnds = TokenPattern.wordClass("clause-end");
  private final Set<String> purposes = TokenPattern.wordClass("purpose");
  private final GenericTerms terms = GenericTerms.builtIn();
  private final Map<FactDraft, FactDraft> doneLater = new LinkedHashMap<>();

  private ProcedureFacts(FactBuilder facts, Vocabulary vocabulary) {
    this.facts = facts;
    this.graph = facts.graph();
    this.coder = facts.coder();
    this.sites = new BodySites(graph, vocabulary);
  }

  /** Adds the facts of all sentences; findings that a study showed are joined to its report. */
  static void read(FactBuilder facts, Vocabulary vocabulary) {
    ProcedureFacts procedures = new ProcedureFacts(facts, vocabulary);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.section() == SectionKind.FIGURE_LEGEND) {
        continue;
      }
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        if (facts.about(node).isPresent()) {
          continue;
        }
        boolean treatment =
            node.type == MentionType.THERAPEUTIC_PROCEDURE
                || node.type == MentionType.MEDICATION && procedures.isKnown(sentence, node);
        if (treatment) {
          procedures.treatment(sentence, node);
        } else if (node.isTest()) {
          procedures.study(sentence, node);
        }
      }
    }
    procedures.absorbGeneral();
    procedures.absorbRepeated();
    procedures.completeDelayed();
    procedures.joinReports();
    procedures.sites.completeLumps(facts.drafts());
  }

  private boolean isKnown(Graph.Sentence sentence, Graph.Node node) {
    String words = graph.words(node);
    return coder.knows(Domain.PROCEDURE, words, sentence) || terms.isProcedureName(words);
  }

  private void treatment(Graph.Sentence sentence, Graph.Node node) {
    if (isOwnBirth(node) || isOfWhoIsBorn(sentence, node)) {
      // The operation is the mother's; how the patient was born is the patient's.
      String how = ConceptCoder.plain(graph.words(node));
      String birth = (TERMS.contains(graph.lower(node)) ? "born " : "born by ") + how;
      FactDraft draft = facts.draft(FactKind.FINDING, Concept.ofText(birth), node, "own-birth");
      draft.findingCategory = FindingCategory.HISTORY;
      return;
    }
    Occurrence occurrence = Occurrence.of(graph, node);
    if (occurrence == Occurrence.NONE
        || isSecondName(node)
        || isNoUse(sentence, node)
        || isService(sentence, node)) {
      return;
    }
    Optional<StudyKind> study = StudyKind.of(graph, node);
    if (study.filter(kind -> kind.category() == FindingCategory.IMAGING).isPresent()) {
      study(sentence, node);
      return;
    }
    if (occurrence == Occurrence.MENTIONED) {
      // "was placed on 3 March": what stands behind the verb takes nothing back.
      boolean placed = isPlaced(sentence, node) && sentence.statement().isPast();
      occurrence =
          placed || isDoneWith(sentence, node) ? Occurrence.DONE : withOther(sentence, node);
    }
    if (occurrence == Occurrence.NONE
        || occurrence == Occurrence.MENTIONED && isPlaceOfProblem(sentence, node)) {
      return;
    }
    RuleTable.Row verb = ProcedureVerbs.verb(graph, node);
    if (verb == null) {
      named(sentence, node, occurrence);
      return;
    }
    if (occurrence == Occurrence.MENTIONED) {
      occurrence = Occurrence.DONE;
    }
    String noun = verb.get("noun");
    List<Graph.Node> objects =
        ProcedureVerbs.isSurgical(verb) ? ProcedureVerbs.objects(graph, sentence, node) : List.of();
    if (objects.isEmpty()) {
      ConceptCoder.Coded coded = coder.code(List.of(noun), List.of(Domain.PROCEDURE), sentence);
      // "He was operated on" states one, "the operated knee" does not.
      boolean operated =
          verb.get("kind").equals("general")
              && occurrence == Occurrence.DONE
              && ProcedureVerbs.isPassive(graph, sentence, node.first);
      if (verb.get("kind").equals("care") || operated || !sites.of(node, coded).isEmpty()) {
        draft(sentence, node, coded, occurrence, "verb");
      }
      return;
    }
    for (Graph.Node object : objects) {
      if (isSide(object)) {
        // "a nodule on the left was excised": the side is where, and not what.
        FactDraft draft =
            draft(
                sentence,
                node,
                coder.code(List.of(noun), List.of(Domain.PROCEDURE), sentence),
                occurrence,
                "verb");
        draft.sites.clear();
        draft.sites.add(sites.site(object));
        continue;
      }
      String name = noun + " of " + ConceptCoder.plain(graph.words(object));
      ConceptCoder.Coded coded = coder.code(List.of(name), List.of(Domain.PROCEDURE), sentence);
      FactDraft draft = draft(sentence, node, coded, occurrence, "verb");
      draft.sites.clear();
      draft.parts.add(object);
      Optional<FactDraft> finding = facts.about(object);
      finding.ifPresent(found -> draft.sites.addAll(found.sites));
      facts.quote(draft, List.of(object));
    }
  }

  // "underwent hysterectomy with bilateral oophorectomy": done together.
  private boolean isDoneWith(Graph.Sentence sentence, Graph.Node node) {
    if (!node.isTest()
        && !terms.isProcedureName(ConceptCoder.plain(graph.words(node)))
        && !isNoun(node)) {
      // "fixation with wires": what it was done with.
      return false;
    }
    boolean joined = false;
    int words = 0;
    for (int i = node.first - 1; i > sentence.first && words < LONGEST_NAME; i--) {
      Optional<Graph.Node> other = graph.nodeAt(i);
      boolean date = other.filter(n -> n.type == MentionType.DATE).isPresent();
      if (date) {
        // "an appendectomy in 2005, a cholecystectomy in 2010"
        int before = other.get().first - 1;
        i = dateLeads.contains(graph.lower(sentence, before)) ? before : before + 1;
        continue;
      }
      words++;
      boolean act =
          other.filter(n -> n.type == MentionType.THERAPEUTIC_PROCEDURE || n.isTest()).isPresent();
      if (act) {
        boolean done = joined && other.get().has(Property.Value.DONE);
        if (done) {
          // So is what is listed behind it.
          node.propose(other.get().proposal(Property.REALITY).orElseThrow());
        }
        return done;
      }
      boolean joint = TokenPattern.wordClass("together").contains(graph.token(i).lower());
      joined |= joint;
      if (!joint && !articles.contains(graph.token(i).lower()) && !isPremodifier(sentence, i)) {
        return false;
      }
    }
    return false;
  }

  // "hepatectomy with venoplasty was performed", "bronchoscopy with biopsy was considered": what
  // became of both stands behind the second.
  private Occurrence withOther(Graph.Sentence sentence, Graph.Node node) {
    if (!graph.lower(sentence, node.end).equals("with")) {
      return Occurrence.MENTIONED;
    }
    int at = node.end + 1;
    while (at < sentence.end
        && at - node.end <= LONGEST_NAME
        && (articles.contains(graph.token(at).lower()) || isPremodifier(sentence, at))) {
      at++;
    }
    return at >= sentence.end
        ? Occurrence.MENTIONED
        : graph
            .nodeAt(at)
            .filter(other -> other.type == node.type)
            .map(other -> Occurrence.of(graph, other))
            .orElse(Occurrence.MENTIONED);
  }

  private static boolean isOwnBirth(Graph.Node node) {
    return node.proposal(Property.EXPERIENCER)
        .filter(proposal -> proposal.rule().startsWith(OWN_BIRTH))
        .isPresent();
  }

  // "[Born] at 37 weeks by [cesarean section]": the patient, who is not named again.
  private boolean isOfWhoIsBorn(Graph.Sentence sentence, Graph.Node node) {
    return BORN.contains(graph.token(sentence.first).lower())
        && BIRTHS.contains(graph.last(node).lower());
  }

  private boolean isSide(Graph.Node node) {
    return node.length() == 1
        && TokenPattern.wordClass("side").contains(graph.token(node.first).lower());
  }

  // "ventilation / perfusion defects", "the surgery ward": a part of another name.
  private boolean isNoUse(Graph.Sentence sentence, Graph.Node node) {
    Set<String> others = TokenPattern.wordClass("procedure-no-use");
    // "dysfunction of the pulmonary ventilation": what the body does.
    boolean of = false;
    for (int i = node.first - 1; i >= Math.max(sentence.first, node.first - NEAR - 1); i--) {
      of |= graph.token(i).lower().equals("of");
      if (of && TokenPattern.wordClass("function-lead").contains(graph.token(i).lower())) {
        return true;
      }
    }
    String next = graph.lower(sentence, node.end);
    boolean joined = next.equals("/") || next.equals("-") || next.equals("and");
    return others.contains(next) || joined && others.contains(graph.lower(sentence, node.end + 1));
  }

  // "was referred to cardiac surgery", "(Department of Urology)", "plastic surgery was consulted":
  // who cares, and not what is done.
  private boolean isService(Graph.Sentence sentence, Graph.Node node) {
    int start = node.first;
    while (start > sentence.first
        && node.first - start < LONGEST_NAME
        && isWordOf("medical-specialty", sentence, start - 1)) {
      start--;
    }
    int lead = start - 1;
    if (isWordOf("service-unit", sentence, lead - 1) && isWordOf("unit-link", sentence, lead)) {
      return true;
    }
    boolean specialty = true;
    for (int i = start; i < node.end; i++) {
      specialty &= isWordOf("medical-specialty", sentence, i) || isField(sentence, i);
    }
    if (!specialty || !isField(sentence, node.end - 1)) {
      return false;
    }
    String next = graph.lower(sentence, node.end);
    boolean asked =
        TokenPattern.wordClass("passive").contains(next)
            && isWordOf("asked-service", sentence, node.end + 1);
    boolean alone =
        start + 1 < node.end && graph.lower(sentence, lead).equals("(") && next.equals(")");
    while (articles.contains(graph.lower(sentence, lead))
        || isWordOf("owner", sentence, lead)
        || isWordOf("our-word", sentence, lead)) {
      lead--;
    }
    boolean consulted = isWordOf("consulting-word", sentence, lead);
    boolean sent =
        isWordOf("service-link", sentence, lead)
            && !isSequence(sentence, lead)
            && (isWordOf("care-contact", sentence, lead - 1)
                || isWordOf("care-contact", sentence, lead - 2));
    return asked || alone || consulted || sent;
  }

  // "resection, followed by radiotherapy", "surgery was followed by radiotherapy": one treatment
  // behind another that was done; "planned for chemotherapy followed by surgery" does neither, and
  // "he was followed by radiotherapy" says who cared for him.
  private boolean isSequence(Graph.Sentence sentence, int by) {
    if (!graph.lower(sentence, by - 1).equals("followed")) {
      return false;
    }
    boolean passive = TokenPattern.wordClass("passive").contains(graph.lower(sentence, by - 2));
    int subject = passive ? by - 3 : by - 2;
    Optional<Graph.Node> first =
        sentence.nodes.stream()
            .filter(n -> (n.isTreatment() || n.isTest()) && n.end <= by - 1)
            .reduce((one, other) -> other);
    return first.filter(n -> n.has(Property.Value.DONE)).isPresent()
        && (!passive || first.get().end > subject);
  }

  private boolean isField(Graph.Sentence sentence, int i) {
    return isWordOf("specialty-field", sentence, i);
  }

  private boolean isWordOf(String wordClass, Graph.Sentence sentence, int i) {
    return TokenPattern.wordClass(wordClass).contains(graph.lower(sentence, i));
  }

  private boolean isSecondName(Graph.Node node) {
    return node.heads(Graph.Relation.SAME).anyMatch(Graph.Node::isClinical);
  }

  private void named(Graph.Sentence sentence, Graph.Node node, Occurrence occurrence) {
    String words = ConceptCoder.plain(graph.words(node));
    ConceptCoder.Coded coded =
        coder.code(names(sentence, node), List.of(Domain.PROCEDURE), sentence);
    boolean unknown = !coded.concept().isCoded();
    boolean problem =
        unknown
            && (coder.knows(Domain.CONDITION, words, sentence)
                || coder.knows(Domain.FINDING, words, sentence)
                || coder.knows(Domain.BODY_SITE, words, sentence));
    boolean object = withObject(sentence, node) > node.end;
    boolean refused = occurrence == Occurrence.NOT_DONE && isStrong(node) && isTherapy(node);
    if (problem
        || occurrence != Occurrence.NOT_DONE && isClassOfDrug(node)
        || isGeneric(node) && !isGeneralOperation(node) && !refused && !(object && isNoun(node))
        || unknown && !isNamed(sentence, node, words, occurrence)) {
      return;
    }
    draft(sentence, node, placed(sentence, node, coded), occurrence, "procedure");
  }

  // "a pacemaker was implanted" is named as its procedure: "implantation of pacemaker".
  private ConceptCoder.Coded placed(
      Graph.Sentence sentence, Graph.Node node, ConceptCoder.Coded coded) {
    List<String> names = names(sentence, node);
    String verb = placingVerb(sentence, node);
    boolean byVerb =
        coded.concept().isCoded()
            && TokenPattern.wordClass("placing-noun").stream()
                .filter(noun -> coded.concept().text().toLowerCase(Locale.ROOT).contains(noun))
                // "implanted": its implantation.
                .anyMatch(noun -> !verb.startsWith(noun.substring(0, VERB_STEM)))
            && ownNames(sentence, node).stream().noneMatch(coded.concept().text()::equals);
    if (!byVerb) {
      return coded;
    }
    // "Two stents were placed": the number is no part of the name.
    String full = ConceptCoder.plain(names.get(0));
    int space = full.indexOf(' ');
    String count = full.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
    boolean counted = TimeExpression.Lexicon.builtIn().numbers.containsKey(count);
    String name = counted ? full.substring(space + 1) : full;
    Concept named = new Concept("placement of " + name, coded.concept().codes());
    return new ConceptCoder.Coded(named, coded.domain(), coded.match());
  }

  private boolean isGeneric(Graph.Node node) {
    if (NAMED.contains(graph.lower(node))) {
      return false;
    }
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      if (graph.token(i).isWord() && word.length() > 1 && !GENERIC.contains(word)) {
        return false;
      }
    }
    return true;
  }

  // "anticoagulation" of a case that states enoxaparin is that drug.
  private boolean isClassOfDrug(Graph.Node node) {
    List<String> atc = MedicationCourses.drugClass(graph.lower(node));
    return facts.drafts().stream()
        .filter(draft -> draft.kind == FactKind.MEDICATION)
        .filter(draft -> draft.assertion == Assertion.PRESENT)
        .anyMatch(draft -> MedicationCourses.isMember(draft.concept, atc));
  }

  private static boolean isStrong(Graph.Node node) {
    return Stream.of(Property.REALITY, Property.HOLDS)
        .flatMap(property -> node.proposal(property).stream())
        .anyMatch(proposal -> proposal.rank() > WEAK);
  }

  // "did not undergo any additional therapy"
  private boolean isTherapy(Graph.Node node) {
    return node.length() > 1
        && TokenPattern.wordClass("any-therapy").contains(graph.last(node).lower());
  }

  private boolean isNoun(Graph.Node node) {
    return TokenPattern.wordClass("procedure-noun").contains(graph.last(node).lower());
  }

  // What no vocabulary knows ends like a procedure, or is said to have been done or not.
  private boolean isNamed(
      Graph.Sentence sentence, Graph.Node node, String words, Occurrence occurrence) {
    String name = coder.abbreviations().expand(words).orElse(words);
    String last = graph.last(node).lower();
    boolean noun = TokenPattern.wordClass("procedure-noun").contains(last);
    // "EVAR was performed": letters are a noun, too.
    boolean letters = node.length() == 1 && LETTERS.matcher(graph.words(node)).matches();
    boolean strong =
        node.origin.equals("tagger")
            && node.proposal(Property.REALITY)
                .filter(p -> p.rank() > WEAK || (noun || letters) && p.first() == node.end)
                .isPresent();
    boolean several = names(sentence, node).get(0).contains(" ") || name.contains(" ");
    boolean stated =
        occurrence != Occurrence.MENTIONED
            && (several || strong)
            && (noun || !GENERIC.contains(last));
    return noun && (several || stated)
        || !terms.isDiseaseName(name)
            && (terms.isProcedureName(name)
                || stated
                || TokenPattern.wordClass("device").contains(last)
                    && (several || node.origin.equals(ProcedureVerbs.DEVICE_PLACED)));
  }

  private boolean isGeneralOperation(Graph.Node node) {
    return TokenPattern.wordClass("general-operation").contains(graph.last(node).lower());
  }

  /**
   * Ways to name a procedure: with what describes it and what it was done to, the fullest first.
   */
  private List<String> names(Graph.Sentence sentence, Graph.Node node) {
    Set<String> names = new LinkedHashSet<>(ownNames(sentence, node));
    if (node.sharedNoun().isEmpty() && isPlaced(sentence, node)) {
      int first = nameStart(sentence, node);
      for (String device : List.of(graph.words(first, node.end), graph.words(node))) {
        TokenPattern.wordClass("placing-noun").forEach(noun -> names.add(noun + " of " + device));
        TokenPattern.wordClass("placing-noun").forEach(noun -> names.add(device + " " + noun));
      }
    }
    return new ArrayList<>(names);
  }

  // Those of its own words.
  private Set<String> ownNames(Graph.Sentence sentence, Graph.Node node) {
    if (node.sharedNoun().isPresent()) {
      return Set.of(graph.words(node));
    }
    int first = nameStart(sentence, node);
    Set<String> names = new LinkedHashSet<>();
    studyOfFindings(node).ifPresent(names::add);
    int end = withObject(sentence, node);
    names.add(graph.words(first, end));
    // "primary [percutaneous coronary intervention]"
    for (int i = first; i < node.first; i++) {
      // "abdomino-[pelvic]" is one word.
      if (!graph.lower(sentence, i - 1).equals("-") && !graph.token(i).text().equals("-")) {
        names.add(graph.words(i, node.end));
      }
    }
    names.add(graph.words(node.first, end));
    names.add(graph.words(node));
    return names;
  }

  private int nameStart(Graph.Sentence sentence, Graph.Node node) {
    int first = node.first;
    while (first > sentence.first
        && node.end - first < LONGEST_NAME
        && isPremodifier(sentence, first - 1)
        // "repeat biopsy", "the first biopsy": which of them is no part of the name.
        && !Repetition.isCount(graph, node, first - 1)) {
      first--;
    }
    return first;
  }

  // "bronchoscopic findings" are those of a bronchoscopy.
  private Optional<String> studyOfFindings(Graph.Node node) {
    String study = graph.token(Math.max(node.first, node.end - 2)).lower();
    boolean adjective =
        node.length() > 1
            && TokenPattern.wordClass("study-outcome").contains(graph.last(node).lower())
            && TokenPattern.wordClass("study-adjective-ending").stream().anyMatch(study::endsWith);
    if (!adjective) {
      // "immunohistochemistry findings"
      return node.length() > 1
              && TokenPattern.wordClass("outcome-of-study").contains(graph.last(node).lower())
          ? Optional.of(graph.words(node.first, node.end - 1))
          : Optional.empty();
    }
    String noun = study.substring(0, study.length() - 2) + "y";
    return Optional.of(
        node.length() == 2 ? noun : graph.words(node.first, node.end - 2) + " " + noun);
  }

  // "a pacemaker was implanted", whoever found the device.
  private boolean isPlaced(Graph.Sentence sentence, Graph.Node node) {
    if (node.origin.equals(ProcedureVerbs.DEVICE_PLACED)) {
      return true;
    }
    if (!TokenPattern.wordClass("device").contains(graph.last(node).lower())) {
      return false;
    }
    return TokenPattern.wordClass("placing-verb").contains(placingVerb(sentence, node));
  }

  private String placingVerb(Graph.Sentence sentence, Graph.Node node) {
    int verb = graph.behindBrackets(sentence, node.end);
    while (TokenPattern.wordClass("passive").contains(graph.lower(sentence, verb))
        || TokenPattern.wordClass("adverb-of-course").contains(graph.lower(sentence, verb))) {
      verb++;
    }
    return graph.lower(sentence, verb);
  }

  private boolean isPremodifier(Graph.Sentence sentence, int token) {
    if (TokenPattern.wordClass("occurrence-word").contains(graph.token(token).lower())) {
      // "the planned hysterectomy": what became of it is no part of its name.
      return false;
    }
    Optional<Graph.Node> node = graph.nodeAt(token);
    return node.isPresent()
        ? node.get()
            .is(
                MentionType.BIOLOGICAL_STRUCTURE,
                MentionType.DETAILED_DESCRIPTION,
                MentionType.QUALITATIVE_CONCEPT)
        : graph.token(token).lower().equals("-")
            && token > sentence.first
            && graph.nodeAt(token - 1).isPresent();
  }

  // "resection of the tumor", "drainage of the abscess".
  private int withObject(Graph.Sentence sentence, Graph.Node node) {
    if (!graph.lower(sentence, node.end).equals("of")) {
      return node.end;
    }
    int at = node.end + 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at++;
    }
    if (at >= sentence.end) {
      return node.end;
    }
    return graph
        .nodeAt(at)
        .filter(
            object ->
                object.isProblem()
                    || object.type == MentionType.BIOLOGICAL_STRUCTURE
                    || TokenPattern.wordClass("device").contains(graph.last(object).lower()))
        .map(object -> problemOf(sentence, object))
        .orElse(node.end);
  }

  // "brain [abscess]": what is done is done to the abscess.
  private int problemOf(Graph.Sentence sentence, Graph.Node object) {
    boolean site = object.type == MentionType.BIOLOGICAL_STRUCTURE && object.end < sentence.end;
    return site
        ? graph
            .nodeAt(object.end)
            .filter(problem -> problem.isProblem() && problem.first == object.end)
            .map(problem -> problem.end)
            .orElse(object.end)
        : object.end;
  }

  private FactDraft draft(
      Graph.Sentence sentence,
      Graph.Node node,
      ConceptCoder.Coded coded,
      Occurrence occurrence,
      String rule) {
    FactDraft draft = facts.draft(FactKind.PROCEDURE, coded.concept(), node, rule);
    if (occurrence == Occurrence.NOT_DONE) {
      // What was not done has no time at which it was done.
      draft.time = Optional.empty();
    } else if (draft.time.isEmpty()) {
      // "Radiotherapy from January to March 2013", "on dialysis since 2007": when it began.
      draft.time = facts.timeline().timing(node).onset();
    }
    if (occurrence == Occurrence.DONE || occurrence == Occurrence.ABORTED) {
      draft.abatement = facts.timeline().timing(node).end();
    }
    draft.interventionStatus =
        switch (occurrence) {
          case DONE ->
              goesOn(node) && draft.abatement.isEmpty()
                  ? InterventionStatus.IN_PROGRESS
                  : InterventionStatus.COMPLETED;
          case NOT_DONE -> InterventionStatus.NOT_DONE;
          case PLANNED -> InterventionStatus.PREPARATION;
          case ABORTED -> InterventionStatus.STOPPED;
          case MENTIONED, NONE -> InterventionStatus.UNKNOWN;
        };
    draft.assertion = occurrence == Occurrence.NOT_DONE ? Assertion.ABSENT : Assertion.PRESENT;
    draft.sites.addAll(sites.of(node, coded));
    reason(sentence, node).ifPresent(draft.reasons::add);
    return draft;
  }

  // "is on dialysis", "remains on": in the present tense; "was continued" came to an end since.
  private boolean goesOn(Graph.Node node) {
    return node.has(Property.Value.ACTIVE)
        && node.proposal(Property.COURSE)
            .filter(
                course ->
                    IntStream.range(course.first(), course.end())
                        .anyMatch(i -> PRESENT.contains(graph.token(i).lower())))
            .isPresent();
  }

  // "occlusion of the [vein graft]": where it is, and nothing that was done now.
  private boolean isPlaceOfProblem(Graph.Sentence sentence, Graph.Node node) {
    return TokenPattern.wordClass("device").contains(graph.last(node).lower())
        && graph.lower(sentence, node.first - 1).equals("the")
        && graph.lower(sentence, node.first - 2).equals("of")
        && graph
            .nodeAt(node.first - 3)
            .filter(problem -> problem.sentence == node.sentence && problem.isProblem())
            .isPresent();
  }

  private boolean isNextAct(int token) {
    return graph.nodeAt(token).filter(n -> n.type == MentionType.THERAPEUTIC_PROCEDURE).isPresent();
  }

  private Optional<FactDraft> reason(Graph.Sentence sentence, Graph.Node node) {
    boolean dated = false;
    for (int i = node.end; i < Math.min(sentence.end, node.end + REASON_SIGHT); i++) {
      // "cholecystectomy in 2005 and hysterectomy for fibroids": each has a time or reason of its
      // own.
      if (clauseEnds.contains(graph.token(i).lower()) || dated && isNextAct(i)) {
        return Optional.empty();
      }
      dated |= graph.nodeAt(i).filter(n -> n.is(MentionType.DATE, MentionType.TIME)).isPresent();
      Optional<Graph.Node> problem = graph.nodeAt(i).filter(Graph.Node::isProblem);
      if (problem.isPresent() && problem.get().first == i) {
        boolean purpose = false;
        for (int k = Math.max(node.end, i - PURPOSE_SIGHT); k < i; k++) {
          purpose |=
              purposes.contains(graph.token(k).lower())
                  && !DurationAttachment.isLength(graph, sentence, k + 1);
        }
        return purpose ? facts.about(problem.get()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void study(Graph.Sentence sentence, Graph.Node node) {
    Optional<StudyKind> kind = StudyKind.of(graph, node);
    Occurrence occurrence = Occurrence.of(graph, node);
    if (occurrence == Occurrence.MENTIONED) {
      occurrence = isDoneWith(sentence, node) ? Occurrence.DONE : withOther(sentence, node);
    }
    boolean shares = node.sharedNoun().isPresent();
    boolean adjective = !shares && ProcedureVerbs.isActive(graph, sentence, node);
    if (kind.isEmpty() || occurrence == Occurrence.NONE || isSecondName(node) || adjective) {
      return;
    }
    FindingCategory category = kind.get().category();
    if (category == FindingCategory.EXAM
        || category == FindingCategory.LABORATORY
        || !shares && isNoStudy(node)) {
      return;
    }
    boolean undone =
        occurrence == Occurrence.NOT_DONE
            || occurrence == Occurrence.PLANNED
            || occurrence == Occurrence.ABORTED;
    boolean act = category == FindingCategory.PATHOLOGY || category == FindingCategory.PROCEDURE;
    boolean specimen = category == FindingCategory.PATHOLOGY && !isTaking(node);
    Optional<FactDraft> procedure = Optional.empty();
    if (act && !specimen || undone) {
      ConceptCoder.Coded coded =
          coder.code(names(sentence, node), List.of(Domain.PROCEDURE), sentence);
      procedure = Optional.of(draft(sentence, node, coded, occurrence, "study"));
    }
    if (!undone && kind.get().report() != ReportCategory.OTHER) {
      ConceptCoder.Coded coded =
          coder.code(names(sentence, node), List.of(Domain.REPORT), sentence);
      boolean bare = coded.concept().text().equals(ConceptCoder.plain(graph.words(node)));
      FactDraft report = facts.draft(FactKind.REPORT, coded.concept(), node, "study");
      report.placed = bare ? placed(sentence, node) : Optional.empty();
      report.assertion = Assertion.PRESENT;
      report.reportCategory = kind.get().report();
      report.procedure = procedure;
      report.sites.addAll(sites.of(node, coded));
    }
  }

  // "computed tomography (CT) of the [chest]" has the code of one of the chest.
  private Optional<Concept> placed(Graph.Sentence sentence, Graph.Node study) {
    List<Graph.Node> parts = study.details(Graph.Relation.SITE).toList();
    if (parts.size() != 1 || parts.get(0).overlaps(study.first, study.end)) {
      return Optional.empty();
    }
    String name = graph.words(parts.get(0)) + " " + graph.words(study);
    List<Code> codes =
        coder.code(List.of(name), List.of(Domain.REPORT), sentence).concept().codes();
    return codes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Concept(ConceptCoder.plain(graph.words(study)), codes));
  }

  private boolean isNoStudy(Graph.Node node) {
    if (TokenPattern.wordClass("specimen-noun").contains(graph.last(node).lower())) {
      return true;
    }
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      boolean named =
          graph.token(i).isWord()
              && !TokenPattern.wordClass("no-study").contains(word)
              && !terms.isModifier(word);
      if (named) {
        return false;
      }
    }
    return true;
  }

  // A biopsy or autopsy is done to the patient; histology is a look at what was taken.
  private boolean isTaking(Graph.Node node) {
    return coder.knows(Domain.PROCEDURE, graph.words(node), graph.sentenceOf(node))
        || TokenPattern.wordClass("taking-study").contains(graph.last(node).lower());
  }

  // "She was operated on", said once more in detail right behind: one operation.
  private void absorbGeneral() {
    List<FactDraft> done =
        facts.drafts().stream()
            .filter(draft -> draft.kind == FactKind.PROCEDURE)
            .filter(draft -> draft.assertion == Assertion.PRESENT)
            .toList();
    Set<FactDraft> absorbed = new HashSet<>();
    for (FactDraft general : done) {
      if (general.rule.equals("study") || !isGeneric(general.head) && !isOperated(general)) {
        continue;
      }
      Optional<FactDraft> exact =
          done.stream()
              .filter(other -> other != general)
              .filter(other -> !other.rule.equals("study"))
              .filter(other -> !isOtherOperation(general, other) && !isListedWith(general, other))
              .filter(other -> Math.abs(other.head.sentence - general.head.sentence) <= NEAR)
              .filter(
                  other ->
                      !isGeneric(other.head) && isRemoval(other) || isOneOperation(general, other))
              .findFirst();
      boolean stated = general.interventionStatus == InterventionStatus.COMPLETED;
      exact.ifPresent(
          other -> {
            other.evidence.addAll(general.evidence);
            other.reasons.addAll(general.reasons);
            other.parts.addAll(general.parts);
            if (stated && other.interventionStatus == InterventionStatus.UNKNOWN) {
              doneLater.put(other, general);
            }
          });
      if (exact.isPresent() || !stated) {
        absorbed.add(general);
      }
    }
    facts.drafts().removeAll(absorbed);
  }

  // "sequestrectomy and extraction of tooth 45": two, each with its own name.
  private boolean isListedWith(FactDraft general, FactDraft other) {
    Graph.Sentence sentence = graph.sentenceOf(general.head);
    return other.head.sentence == general.head.sentence
        && other.head.end + 1 == general.head.first
        && graph.lower(sentence, other.head.end).equals("and")
        && withObject(sentence, general.head) > general.head.end;
  }

  // "Mesh removal was delayed. Months later the mesh was removed."
  private void completeDelayed() {
    doneLater.forEach(
        (delayed, done) -> {
          delayed.interventionStatus = InterventionStatus.COMPLETED;
          delayed.time = done.time;
          delayed.visit = done.visit;
        });
  }

  // "An appendectomy in 2005 and a second operation in 2010"
  private boolean isOtherOperation(FactDraft general, FactDraft named) {
    Repetition counted = Repetition.of(graph, general.head);
    boolean otherTime =
        general.time.isPresent() && named.time.isPresent() && !general.time.equals(named.time);
    return counted.isAnother()
        && !counted.definite()
        && (otherTime || named.head.end <= general.head.first);
  }

  // "She was operated on": of another day it is not the operation that has a name.
  private boolean isOneOperation(FactDraft general, FactDraft named) {
    boolean sameTime =
        general.time.isEmpty() || named.time.isEmpty() || general.time.equals(named.time);
    RuleTable.Row act = ProcedureVerbs.verb(graph, named.head);
    boolean surgical = ProcedureVerbs.isSurgical(act);
    return isOperated(general)
        && sameTime
        && (surgical || !isGeneric(named.head) && TimeAttachment.isOperation(graph, named.head))
        && !isAgain(general.head);
  }

  private boolean isOperated(FactDraft draft) {
    RuleTable.Row verb = ProcedureVerbs.verb(graph, draft.head);
    return verb != null && verb.get("kind").equals("general");
  }

  // "dialysis was started … after dialysis": mentioned again, not done again.
  private void absorbRepeated() {
    List<FactDraft> kept = new ArrayList<>();
    Map<FactDraft, FactDraft> absorbed = new HashMap<>();
    for (FactDraft draft : facts.drafts()) {
      if (draft.kind != FactKind.PROCEDURE || draft.assertion != Assertion.PRESENT) {
        continue;
      }
      // "this resection" is the last one.
      Optional<FactDraft> first =
          kept.stream().filter(other -> isSameAgain(other, draft)).reduce((a, b) -> b);
      if (first.isPresent()) {
        first.get().evidence.addAll(draft.evidence);
        first.get().parts.addAll(draft.parts);
        first.get().reasons.addAll(draft.reasons);
        absorbed.put(draft, first.get());
      } else {
        kept.add(draft);
      }
    }
    facts.drafts().removeAll(absorbed.keySet());
    // The report on it stays, and is on the one that is left unless it is of another time.
    for (FactDraft draft : facts.drafts()) {
      draft
          .procedure
          .map(absorbed::get)
          .filter(left -> draft.time.isEmpty() || draft.time.equals(left.time))
          .ifPresent(left -> draft.procedure = Optional.of(left));
    }
  }

  /**
   * Whether a procedure was done once more: "angioplasty was performed. Three days later,
   * angioplasty was done". Behind "the", "his" or "after" it is the one of before.
   */
  static boolean isDoneLater(FactBuilder facts, FactDraft first, FactDraft later) {
    String lead = facts.graph().lower(facts.graph().sentenceOf(later.head), later.head.first - 1);
    return first.kind == FactKind.PROCEDURE
        && later.kind == FactKind.PROCEDURE
        && first.head.sentence < later.head.sentence
        && first.interventionStatus == InterventionStatus.COMPLETED
        && later.interventionStatus == InterventionStatus.COMPLETED
        && first.head.has(Property.Value.DONE)
        && later.head.has(Property.Value.DONE)
        && later.abatement.isEmpty()
        && !RESUMING.contains(lead)
        && !TIME_LEADS.contains(lead)
        && facts.timeline().isLater(later.head);
  }

  private boolean isSameAgain(FactDraft first, FactDraft later) {
    if (isDoneLater(facts, first, later)) {
      return false;
    }
    String full = first.concept.text();
    String name = later.concept.text();
    boolean part = isPartOfName(full, name);
    // "radical resection" and "partial resection of the duodenum" are two, though of one code.
    boolean several = isGeneralOperation(first.head) && isGeneralOperation(later.head);
    boolean same = !several || part || isPartOfName(name, full) || name.equalsIgnoreCase(full);
    boolean alike = key(first).equals(key(later)) && same || part;
    boolean sameSites =
        first.sites.isEmpty() || later.sites.isEmpty() || first.sites.equals(later.sites);
    boolean sameStatus =
        first.interventionStatus == later.interventionStatus
            || later.interventionStatus == InterventionStatus.UNKNOWN;
    boolean sameTime =
        first.time.isEmpty() || later.time.isEmpty() || first.time.equals(later.time);
    return alike && sameSites && sameStatus && sameTime && !isAgain(later.head);
  }

  private String key(FactDraft draft) {
    return draft.concept.codes().stream()
        .findFirst()
        .map(code -> code.system() + "|" + code.code())
        .orElseGet(() -> coder.key(draft.concept.text()));
  }

  // "partial duodenal resection … the resection".
  private static boolean isPartOfName(String full, String words) {
    List<String> of = List.of(full.toLowerCase(Locale.ROOT).split("\\P{L}+"));
    List<String> part = List.of(words.toLowerCase(Locale.ROOT).split("\\P{L}+"));
    // "hemodialysis … the dialysis": a compound, and its last member.
    String last = of.get(of.size() - 1);
    boolean member =
        part.size() == 1
            && part.get(0).length() >= SHORTEST_MEMBER
            && last.length() > part.get(0).length()
            && last.endsWith(part.get(0));
    return member || of.size() > part.size() && of.containsAll(part);
  }

  private boolean isAgain(Graph.Node node) {
    return Repetition.of(graph, node).isAnother();
  }

  /** Whether it took something out of the body. */
  static boolean isRemoval(FactDraft draft) {
    String name = draft.concept.text().toLowerCase(Locale.ROOT);
    return TokenPattern.wordClass("removal-ending").stream().anyMatch(name::contains);
  }

  // A finding belongs to the report on the study that showed it: the last one before it.
  private void joinReports() {
    Map<Integer, List<FactDraft>> reports = new HashMap<>();
    facts.drafts().stream()
        .filter(draft -> draft.kind == FactKind.REPORT)
        .forEach(
            draft ->
                reports.computeIfAbsent(draft.head.sentence, s -> new ArrayList<>()).add(draft));
    for (FactDraft draft : facts.drafts()) {
      boolean shown =
          draft.kind == FactKind.FINDING
              && (draft.findingCategory == FindingCategory.IMAGING
                  || draft.findingCategory == FindingCategory.PATHOLOGY);
      if (shown && draft.report.isEmpty()) {
        Graph.Sentence sentence = graph.sentenceOf(draft.head);
        OptionalInt behind = StudyKind.behind(graph, sentence, draft.head);
        if (behind.isPresent()) {
          int study = behind.getAsInt();
          reports.getOrDefault(draft.head.sentence, List.of()).stream()
              .filter(report -> report.head.overlaps(study, study + 1))
              .findFirst()
              .ifPresent(report -> draft.report = Optional.of(report));
          continue;
        }
        reports.getOrDefault(draft.head.sentence, List.of()).stream()
            .filter(report -> report.head.end <= draft.head.first)
            .reduce((first, second) -> second)
            .ifPresent(report -> draft.report = Optional.of(report));
      }
    }
  }
}

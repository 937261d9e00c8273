package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Corrects the types and ends of mentions by the vocabulary and by the words around them: a drug
 * that was measured is a test, a treatment that was shown is a finding, "the drug was withdrawn" is
 * no finding, and a dose is no part of a drug's name.
 */
final class MentionTypeRepair {
  private static final int NEAR = 4;
  private static final int ANALYTE_SIGHT = 10;
  private static final int ATTRIBUTE_SIGHT = 12;
  private static final TokenPattern IN_PLACE = TokenPattern.of("<in-place>");
  private static final Set<String> TISSUE_DISEASES = TokenPattern.wordClass("tissue-disease");
  private static final Set<String> ATTRIBUTE_ENDINGS = TokenPattern.wordClass("attribute-ending");
  private static final Set<String> ANALYTE_LEADS = TokenPattern.wordClass("analyte-lead");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> PASSIVES_OF_DRUGS = TokenPattern.wordClass("be");
  private static final Set<String> GIVEN = TokenPattern.wordClass("given-participle");
  private static final Set<String> DRUG_SCREENS = TokenPattern.wordClass("drug-screen-word");
  private static final Set<String> SCREEN_RESULTS = TokenPattern.wordClass("drug-screen-result");
  private static final Set<String> LIST_JOINTS = TokenPattern.wordClass("joint-of-screened");
  private static final Set<String> ANALYTE_NOUNS = TokenPattern.wordClass("analyte-noun");
  private static final Set<String> ANALYTE_STATES = TokenPattern.wordClass("analyte-state");
  private static final Set<String> DEGREES = TokenPattern.wordClass("analyte-degree");
  private static final Set<String> GIVING = TokenPattern.wordClass("drug-giving");
  private static final Set<String> DENOMINATORS =
      TokenPattern.wordClass("concentration-denominator");
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen-lead");
  private static final Set<String> SHOW_VERBS = TokenPattern.wordClass("show");
  private static final Set<String> CAUSING = TokenPattern.wordClass("drug-causing");
  private static final Set<String> RECESSES = TokenPattern.wordClass("body-recess");
  private static final TokenPattern DRAINED =
      TokenPattern.of("<drainage-noun> of <article>? <drained>");
  private static final Set<String> CULTURES = TokenPattern.wordClass("culture");
  private static final Set<String> UNEVENTFUL = TokenPattern.wordClass("uneventful");
  private static final Set<String> FELT = TokenPattern.wordClass("felt");
  private static final Set<String> MOVED = TokenPattern.wordClass("change");
  private static final Set<String> CHANGE_LEADS = TokenPattern.wordClass("change-lead");
  private static final Set<String> SHOWN = TokenPattern.wordClass("shown-or-had");
  private static final Set<String> HAD = TokenPattern.wordClass("have");
  private static final Set<String> STOPPED = TokenPattern.wordClass("stop-word");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> PERSONS = TokenPattern.wordClass("person");
  private static final Set<String> UNITS = TokenPattern.wordClass("dose-unit");
  private static final Set<String> DOSE_CHANGES = TokenPattern.wordClass("dose-change");
  private static final Set<String> ASSAY_RESULTS = TokenPattern.wordClass("assay-result");
  private static final Set<String> ASSAY_FOUND = TokenPattern.wordClass("assay-found");
  private static final Set<String> CONCENTRATIONS = TokenPattern.wordClass("drug-level-unit");
  private static final Set<String> COURSE_LEADS = TokenPattern.wordClass("course-lead");
  private static final Set<String> CHALLENGES = TokenPattern.wordClass("challenge-lead");
  private static final Set<String> DRUG_VERBS = TokenPattern.wordClass("drug-course-verb");
  private static final Set<String> VOLUMES = TokenPattern.wordClass("volume-unit");
  private static final Set<String> ROUTES = TokenPattern.wordClass("route-adverb");
  private static final Set<String> MEASURED = TokenPattern.wordClass("measured-participle");
  private static final Set<String> GUIDED = TokenPattern.wordClass("guided-word");
  private static final Set<String> METHODS = TokenPattern.wordClass("assay-method");
  private static final Set<String> METHOD_LEADS = TokenPattern.wordClass("assay-lead");
  private static final Set<String> CHANGED_TO = TokenPattern.wordClass("changed-to");
  private static final Set<String> CHANGED = TokenPattern.wordClass("dose-titration");
  private static final Set<String> REGIMENS = TokenPattern.wordClass("chemotherapy-regimen");
  private static final Set<String> DOSE_LEADS = TokenPattern.wordClass("dose-of-lead");
  private static final Set<String> COUNTED_FORMS = TokenPattern.wordClass("counted-form");
  private static final Set<String> NUMERALS = TokenPattern.wordClass("dose-numeral");
  private static final Set<String> MEASURES = TokenPattern.wordClass("measure-noun");
  private static final Set<String> GLUE = TokenPattern.wordClass("value-glue");
  private static final Set<String> WEEKDAYS = TokenPattern.wordClass("weekday");
  private static final Set<String> COUNTED = TokenPattern.wordClass("counted-in-thousands");
  private static final int INJURY_SIGHT = 9;
  private static final Set<String> INJURY_ACTS = TokenPattern.wordClass("injury-or-act");
  private static final Set<String> TRAUMATIC = TokenPattern.wordClass("traumatic");
  private static final Set<String> INJURY_EXTENTS = TokenPattern.wordClass("injury-extent");
  private static final Set<String> INJURIES = TokenPattern.wordClass("injury-noun");
  private static final Set<String> INFECTIONS = TokenPattern.wordClass("infection-noun");
  private static final Set<String> SUBSPECIES = TokenPattern.wordClass("subspecies");
  private static final Pattern COUNT = Pattern.compile("\\d{4,7}|\\d{1,3}(?:,\\d{3}){1,2}");
  private static final Set<String> JOINTS = TokenPattern.wordClass("adjective-joint");
  private static final Set<String> RANGES = TokenPattern.wordClass("range-mark");
  private static final Set<String> GENERA = TokenPattern.wordClass("genus");
  private static final Set<String> BLOOD_LETTERS = TokenPattern.wordClass("blood-letter");
  private static final Set<String> BLOOD_NOUNS = TokenPattern.wordClass("blood-group-noun");
  private static final Set<String> BLOOD_LEADS = TokenPattern.wordClass("blood-group-lead");
  private static final Set<String> BLOOD_GLUE = TokenPattern.wordClass("blood-group-glue");
  private static final Set<String> BLOOD_FILLERS = TokenPattern.wordClass("blood-group-filler");
  private static final Set<String> RHESUS = TokenPattern.wordClass("rhesus");
  private static final Set<String> RHESUS_SIGNS = TokenPattern.wordClass("rhesus-judgement");
  private static final Set<FindingCategory> STUDIES =
      EnumSet.of(FindingCategory.IMAGING, FindingCategory.EXAM);
  private static final int REFERENCE_SIGHT = 8;
  private static final int MOST_MEMBERS = 6;
  private static final Set<String> RAISED = TokenPattern.wordClass("raised-degree");
  private static final Set<String> REFERENCE_LEADS = TokenPattern.wordClass("reference-lead-word");
  private static final Set<String> LIKENESS = TokenPattern.wordClass("likeness");
  private static final Set<String> SCALES = TokenPattern.wordClass("dose-scale");
  private static final Set<String> SCALE_LINKS = TokenPattern.wordClass("dose-scale-link");
  private static final Set<String> DISSECTIONS = TokenPattern.wordClass("dissection-noun");
  private static final Set<String> EXTENTS = TokenPattern.wordClass("dissection-extent");
  private static final Set<String> APPROACHES = TokenPattern.wordClass("study-approach");
  private static final Set<String> OCCUPATIONS = TokenPattern.wordClass("occupation");
  private static final Set<String> OCCUPATION_ARTICLE_LEADS =
      TokenPattern.wordClass("occupation-article-lead");
  private static final Set<String> OCCUPATION_LEADS = TokenPattern.wordClass("occupation-lead");
  private static final Set<String> TREATED = TokenPattern.wordClass("treated-verb");
  private static final Set<String> RESECTIONS = TokenPattern.wordClass("resection-noun");
  private static final Set<String> TRACERS = TokenPattern.wordClass("tracer-name");
  private static final Set<String> HAVE = TokenPattern.wordClass("finite-have");
  private static final Set<String> CORRECTED = TokenPattern.wordClass("corrected-participle");
  private static final Set<String> TREATED_BY = TokenPattern.wordClass("treated-by");
  private static final Set<String> DECIDED = TokenPattern.wordClass("decided-participle");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");

  private final Gazetteer names;
  private final Map<String, List<TokenPattern>> otherSenses = new HashMap<>();

  /** ER, HER2, CD20, p53, S100. */
  private static final Pattern MARKER =
      Pattern.compile("(?!AB|Rh)(?:[A-Z]{2,5}\\d{0,3}[a-z]?|[A-Za-z]{1,4}\\d{1,3}[A-Za-z]?)");

  private static final double MARKED = 0.9;

  /** Origin of a value that is a blood group with its Rhesus factor. */
  static final String BLOOD_GROUP = "blood-group";

  private final GenericTerms generic = GenericTerms.builtIn();
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> levels = TokenPattern.wordClass("level-noun");
  private final Set<String> judging = TokenPattern.wordClass("judging");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> performing = TokenPattern.wordClass("testing-participle");
  private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
  private final Set<String> care = TokenPattern.wordClass("care-noun");
  private final Set<String> operations = TokenPattern.wordClass("operation-noun");
  private final Set<String> operationEndings = TokenPattern.wordClass("operation-ending");
  private final Set<String> devices = TokenPattern.wordClass("device");
  private final Set<String> germAnalytes = TokenPattern.wordClass("germ-analyte");
  private final Set<String> growths = TokenPattern.wordClass("foreign-growth");
  private final Set<String> placing = TokenPattern.wordClass("placing-verb");

  MentionTypeRepair(Gazetteer names) {
    this.names = names;
    for (RuleTable.Row row : RuleTable.builtIn("other-senses.tsv").rows()) {
      otherSenses
          .computeIfAbsent(row.get("word"), word -> new ArrayList<>())
          .add(TokenPattern.of(row.get("pattern")));
    }
  }

  /** The vocabulary knows better what a name is that it knows as one kind of thing only. */
  void retypeByName(Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (Graph.Node node : sentence.nodes) {
      if (!node.isClinical()) {
        continue;
      }
      String words = graph.words(node);
      Optional<Graph.Node> named = longFormBefore(graph, sentence, node, abbreviations);
      if (named.isPresent()) {
        if (named.get().type != node.type) {
          graph.retype(node, named.get().type, "abbreviation-behind");
        }
        continue;
      }
      Optional<Domain> domain =
          abbreviations
              .expand(words)
              .flatMap(names::domain)
              .or(() -> names.domain(graph, node.first, node.end));
      if (domain.isEmpty()
          && !node.isProblem()
          && abbreviations.longForm(words).filter(generic::isDiseaseName).isPresent()) {
        graph.retype(node, MentionType.DISEASE_DISORDER, "long-form");
      }
      if (domain.isEmpty()
          && node.isProblem()
          && abbreviations.longForm(words).filter(generic::isProcedureName).isPresent()) {
        // "enzyme replacement therapy ([ERT])"
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "long-form");
      }
      // "a dilated CBD"
      if (domain.isEmpty()
          && node.isProblem()
          && Vocabulary.Term.isInitialism(words)
          && abbreviations.longForm(words).isEmpty()
          && names.isPart(words)
          && (articles.contains(graph.lower(sentence, node.first - 1))
              || articles.contains(graph.lower(sentence, node.first - 2)))) {
        graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "known-part");
      }
      if (domain.isEmpty()) {
        continue;
      }
      MentionType type = Gazetteer.type(domain.get());
      boolean act =
          type == MentionType.DIAGNOSTIC_PROCEDURE || type == MentionType.THERAPEUTIC_PROCEDURE;
      if (act && node.isProblem() && abbreviations.longForm(words).isPresent()) {
        graph.retype(node, type, "long-form");
      }
      boolean drug = node.type == MentionType.MEDICATION || type == MentionType.MEDICATION;
      boolean problem = node.isProblem();
      boolean known = type == MentionType.DISEASE_DISORDER || type == MentionType.SIGN_SYMPTOM;
      if (problem != known
          && (drug || problem && type == MentionType.MEDICATION || !problem && known)) {
        graph.retype(node, type, "known-type");
      } else if (!problem
          && !known
          && drug
          && node.type != type
          && type != MentionType.THERAPEUTIC_PROCEDURE) {
        graph.retype(node, type, "known-type");
      }
    }
  }

  // "human chorionic gonadotropin ([HCG])": of the kind that its long form has.
  private static Optional<Graph.Node> longFormBefore(
      Graph graph, Graph.Sentence sentence, Graph.Node node, DefinedAbbreviations abbreviations) {
    int open = node.first - 1;
    boolean aside =
        open > sentence.first
            && graph.lower(sentence, open).equals("(")
            && graph.lower(sentence, node.end).equals(")");
    return aside
        ? abbreviations
            .longForm(graph.words(node))
            .flatMap(form -> graph.nodeAt(open - 1))
            .filter(Graph.Node::isClinical)
        : Optional.empty();
  }

  /** Corrects the mentions of a sentence by the words around them. */
  void repair(Graph graph, Graph.Sentence sentence) {
    nameGermTests(graph, sentence);
    dropMeasured(graph, sentence);
    retypeMeasures(graph, sentence);
    retypeListed(graph, sentence);
    nameBloodGroups(graph, sentence);
    nameOccupations(graph, sentence);
    addMarkers(graph, sentence);
    retypeMarkers(graph, sentence);
    retypeByUse(graph, sentence);
    extendNames(graph, sentence);
    splitScales(graph, sentence);
    splitDoses(graph, sentence);
    retypeForms(graph, sentence);
    retypeChangedDoses(graph, sentence);
    retypeMethods(graph, sentence);
    joinGuides(graph, sentence);
    splitRegimens(graph, sentence);
    retypeAnalytes(graph, sentence);
    retypeShown(graph, sentence);
    dropCourses(graph, sentence);
    dropLikeness(graph, sentence);
  }

  // "[multiple yellowish] and verrucous [nodules]", "[nodular], enhancing [lesion]": adjectives
  // before a finding describe it and are none. Before a person or a part they may be one.
  void retypeAttributes(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isProblem() || node.sharedNoun().isPresent() || !isAdjectives(graph, node)) {
        continue;
      }
      boolean described =
          IntStream.range(node.first, node.end)
              .filter(i -> graph.token(i).isWord() && !joiners.contains(graph.token(i).lower()))
              .allMatch(i -> graph.nodeAt(i).filter(MentionTypeRepair::describes).isPresent());
      boolean known = names.domain(graph, node.first, node.end).isPresent();
      if (known && !described || !isBeforeProblem(graph, sentence, node)) {
        continue;
      }
      if (described) {
        graph.remove(node);
      } else {
        graph.retype(node, MentionType.DETAILED_DESCRIPTION, "attribute");
      }
    }
  }

  private boolean isAdjectives(Graph graph, Graph.Node node) {
    String last = graph.token(node.end - 1).lower();
    if (!isAdjective(last)) {
      return false;
    }
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      boolean joins = !graph.token(i).isWord() || joiners.contains(word);
      // "intra-operative"
      boolean prefix = i + 1 < node.end && graph.token(i + 1).lower().equals("-");
      joins |= prefix;
      if (!joins && !isAdjective(word) && !generic.isModifier(word) && !word.endsWith("ly")) {
        return false;
      }
    }
    return true;
  }

  // "[carboplatin] [AUC 5]": the area under the curve is how the dose is counted, and no drug.
  private static void splitScales(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int scale = node.end - 1;
      int number = node.end;
      while (SCALE_LINKS.contains(graph.lower(sentence, number))) {
        number++;
      }
      if (node.type != MentionType.MEDICATION
          || !SCALES.contains(graph.token(scale).lower())
          || number >= sentence.end
          || !graph.token(number).isNumber()) {
        continue;
      }
      int at = number;
      int end =
          graph
              .nodeAt(number)
              .filter(dose -> dose.type == MentionType.DOSAGE && dose.first == at)
              .map(dose -> dose.end)
              .orElse(number + 1);
      sentence.nodes.stream()
          .filter(other -> other != node && other.overlaps(scale, end))
          .toList()
          .forEach(graph::remove);
      if (node.length() > 1) {
        graph.resize(node, node.first, scale, "dose-scale");
      } else {
        graph.remove(node);
      }
      graph.add(MentionType.DOSAGE, scale, end, node.confidence, "dose-scale");
    }
  }

  /** Whether a mention says how something is. */
  static boolean describes(Graph.Node node) {
    return node.is(
        MentionType.DETAILED_DESCRIPTION,
        MentionType.SEVERITY,
        MentionType.COLOR,
        MentionType.SHAPE,
        MentionType.TEXTURE);
  }

  private boolean isAdjective(String word) {
    return ATTRIBUTE_ENDINGS.stream()
        .anyMatch(ending -> word.length() > ending.length() + 2 && word.endsWith(ending));
  }

  // Up to a problem stand adjectives and parts of the body only.
  private boolean isBeforeProblem(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean noun = false;
    for (int i = node.end; i < Math.min(sentence.end, node.end + ATTRIBUTE_SIGHT); i++) {
      Optional<Graph.Node> next = graph.nodeAt(i);
      if (next.filter(other -> other != node && other.isProblem()).isPresent()) {
        // "edematous, inflamed eyelids": both are said of the part, and are findings.
        boolean ofPart =
            graph
                .nodeAt(next.get().end - 1)
                .filter(last -> last.type == MentionType.BIOLOGICAL_STRUCTURE)
                .isPresent();
        return !ofPart && !isAdjectives(graph, next.get());
      }
      String word = graph.token(i).lower();
      boolean part =
          next.filter(n -> describes(n) || n.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
      boolean joins = word.equals("-") || JOINTS.contains(word);
      // "enlarged pelvic lymph nodes, and ascites": behind the part begins something else.
      if (!part && !joins && !isAdjective(word) || noun && joins) {
        return false;
      }
      noun = part && !isAdjective(word) && !word.endsWith("ly");
    }
    return false;
  }

  // "[Adenovirus] [PCR]", "Parvovirus B19 [DNA]": what is looked for and how are one test.
  private void nameGermTests(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int analyte = node.first;
      while (analyte < node.end && !germAnalytes.contains(graph.token(analyte).lower())) {
        analyte++;
      }
      boolean test = node.isTest() && analyte == node.first;
      // "did not detect [adenovirus antigen]" has no other result.
      boolean problem =
          node.isProblem()
              && analyte > node.first
              && analyte == node.end - 1
              && linkVerbs.contains(graph.lower(sentence, node.end));
      if (!test && !problem) {
        continue;
      }
      int first = Math.max(sentence.first, analyte - Gazetteer.LONGEST);
      while (first < analyte && !names.isGerm(graph.words(first, analyte))) {
        first++;
      }
      if (first < analyte && (test || first <= node.first)) {
        int from = first;
        List.copyOf(sentence.nodes).stream()
            .filter(other -> other != node && other.overlaps(from, node.first))
            .forEach(graph::remove);
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "germ-test");
        graph.resize(node, first, node.end, "germ-test");
      }
    }
  }

  // "Child-Pugh B, MELD 17" as one finding: tests with their numbers, which others read.
  private void dropMeasured(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean number = false;
      boolean test = false;
      for (int i = node.first; node.isProblem() && i < node.end; i++) {
        boolean next = i + 1 < node.end && graph.token(i + 1).isNumber();
        String word = graph.token(i).lower();
        test |= next && (names.isTest(word) || names.isTest(word + " score"));
        number |= next;
      }
      if (number && test && names.domain(graph, node.first, node.end).isEmpty()) {
        graph.remove(node);
      }
    }
  }

  // "viral load 310,000 copies/mL": a description with a number of its own is a test.
  private static void retypeMeasures(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : sentence.nodes(MentionType.DETAILED_DESCRIPTION).toList()) {
      boolean measure = node.length() > 1 && MEASURES.contains(graph.token(node.end - 1).lower());
      int at = node.end;
      while (measure && at < sentence.end && GLUE.contains(graph.token(at).lower())) {
        at++;
      }
      if (measure && at < sentence.end && graph.token(at).isNumber()) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "measure-beside-number");
      }
    }
  }

  // "after three injections of [bevacizumab], her visual acuity": given, not measured.
  private static boolean isDose(Graph graph, Graph.Sentence sentence, Graph.Node drug) {
    int before = drug.first - 1;
    before -= graph.lower(sentence, before).equals("of") ? 1 : 0;
    return before >= sentence.first
        && graph
            .nodeAt(before)
            .filter(n -> n.is(MentionType.ADMINISTRATION, MentionType.DOSAGE))
            .isPresent();
  }

  // "Natremia, phosphoremia and thyroid tests were normal": what is listed with a test and judged
  // with it is a test, unless the vocabulary knows it as a problem.
  private void retypeListed(Graph graph, Graph.Sentence sentence) {
    List<Graph.Node> nodes = sentence.nodes.stream().filter(node -> node.isClinical()).toList();
    for (int i = nodes.size() - 2; i >= 0; i--) {
      Graph.Node node = nodes.get(i);
      Graph.Node next = nodes.get(i + 1);
      boolean joined = next.isTest() && isJoined(graph, node.end, next.first);
      boolean unknown = node.isProblem() && names.domain(graph, node.first, node.end).isEmpty();
      // "Calcium, phosphate and urea were normal": what is given as a drug is measured here.
      boolean analyte = node.type == MentionType.MEDICATION && !isDose(graph, sentence, node);
      if (joined && (unknown || analyte) && isJudged(graph, sentence, nodes, i + 1)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-tests");
      }
      // "Blood tests, imaging and thrombophilia were performed": what is looked for, not found.
      boolean sought =
          next.isProblem()
              && node.isTest()
              && isJoined(graph, node.end, next.first)
              && linkVerbs.contains(graph.lower(sentence, next.end))
              && performing.contains(graph.lower(sentence, next.end + 1));
      if (sought) {
        graph.retype(next, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-tests");
      }
    }
  }

  // "blood group AB positive", "blood type was O, Rh negative": the letters and the sign are one
  // value, and no result of a test.
  private static void nameBloodGroups(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      String text = graph.token(i).text();
      if (!BLOOD_LETTERS.contains(graph.token(i).lower())
          || !Character.isUpperCase(text.charAt(0))) {
        if (RHESUS.contains(graph.token(i).lower())) {
          nameRhesus(graph, sentence, i);
        }
        continue;
      }
      int noun = i - 1;
      while (BLOOD_GLUE.contains(graph.lower(sentence, noun))) {
        noun--;
      }
      boolean group =
          BLOOD_NOUNS.contains(graph.lower(sentence, noun))
              && BLOOD_LEADS.contains(graph.lower(sentence, noun - 1));
      if (group) {
        int end = signEnd(graph, sentence, i + 1);
        i = addBloodGroup(graph, sentence, noun, i, end) - 1;
      }
    }
  }

  // Behind the sign of the Rhesus factor; the same token where there is none.
  private static int signEnd(Graph graph, Graph.Sentence sentence, int from) {
    int at = from;
    while (BLOOD_FILLERS.contains(graph.lower(sentence, at))) {
      at++;
    }
    return RHESUS_SIGNS.contains(graph.lower(sentence, at)) ? at + 1 : from;
  }

  private static int addBloodGroup(
      Graph graph, Graph.Sentence sentence, int noun, int first, int end) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.overlaps(first, end) && node.first <= noun && (node.isTest() || node.isProblem())) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, BLOOD_GROUP);
        graph.resize(node, node.first, noun + 1, BLOOD_GROUP);
      } else if (node.overlaps(first, end) && node.first >= noun && node.end <= end) {
        graph.remove(node);
      }
    }
    graph.add(MentionType.LAB_VALUE, first, end, MARKED, BLOOD_GROUP);
    boolean test = graph.nodesOver(noun, noun + 1).anyMatch(Graph.Node::isTest);
    if (!test && graph.nodesOver(noun - 1, noun + 1).noneMatch(node -> node.isClinical())) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, noun - 1, noun + 1, MARKED, BLOOD_GROUP);
    }
    return end;
  }

  // "she was Rh negative"; "Rh-negative blood" is not the patient's.
  private static void nameRhesus(Graph graph, Graph.Sentence sentence, int token) {
    int end = signEnd(graph, sentence, token + 1);
    String next = graph.lower(sentence, end);
    if (end == token + 1 || end < sentence.end && graph.token(end).isWord() && !isEnd(next)) {
      return;
    }
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.first >= token && node.end <= end)
        .forEach(graph::remove);
    if (graph.nodesOver(token, end).findAny().isEmpty()) {
      graph.add(MentionType.DIAGNOSTIC_PROCEDURE, token, token + 1, MARKED, "rhesus");
      graph.add(MentionType.LAB_VALUE, end - 1, end, MARKED, "rhesus");
    }
  }

  private static boolean isEnd(String word) {
    return TokenPattern.wordClass("joiner").contains(word)
        || TokenPattern.wordClass("preposition").contains(word);
  }

  // "a 60-year-old [coal] miner", "worked as a welder": what somebody does for a living; "the nurse
  // noticed" is somebody else.
  private static void nameOccupations(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first + 1; i < sentence.end; i++) {
      if (!OCCUPATIONS.contains(graph.token(i).lower())) {
        continue;
      }
      int first = i;
      boolean kind =
          !OCCUPATION_LEADS.contains(graph.lower(sentence, i - 1))
              && OCCUPATION_LEADS.contains(graph.lower(sentence, i - 2))
              && graph.token(i - 1).isWord();
      first -= kind ? 1 : 0;
      boolean led = OCCUPATION_LEADS.contains(graph.lower(sentence, first - 1));
      // "by a nurse", "he saw a nurse": somebody else.
      boolean other =
          TokenPattern.wordClass("indefinite-article").contains(graph.lower(sentence, first - 1))
              && !OCCUPATION_ARTICLE_LEADS.contains(graph.lower(sentence, first - 2));
      int end = i + 1;
      // "[retired welder]" marked as one.
      int lead = first - 1;
      boolean whole =
          led
              && graph
                  .nodeAt(lead)
                  .filter(node -> node.first == lead && node.end == end)
                  .isPresent();
      first -= whole ? 1 : 0;
      int from = first;
      boolean larger =
          sentence.nodes.stream()
              .anyMatch(
                  node ->
                      node.isClinical()
                          && node.overlaps(from, end)
                          && (node.first < from || node.end > end));
      if (!led || other || larger) {
        continue;
      }
      List.copyOf(sentence.nodes).stream()
          .filter(node -> node.first >= from && node.end <= end)
          .forEach(graph::remove);
      if (graph.nodesOver(from, end).findAny().isEmpty()) {
        graph.add(MentionType.OCCUPATION, from, end, MARKED, "occupation");
      }
    }
  }

  // "ER positive, HER2-negative", "negative for HER2": markers by their form, which no vocabulary
  // has; "a HER2-negative tumor" is described so.
  private void addMarkers(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (!MARKER.matcher(graph.token(i).text()).matches()) {
        continue;
      }
      int judgement = graph.lower(sentence, i + 1).equals("-") ? i + 2 : i + 1;
      boolean judged =
          judging.contains(graph.lower(sentence, judgement))
              && (judgement + 1 == sentence.end
                  || !graph.token(judgement + 1).isWord()
                  || joiners.contains(graph.token(judgement + 1).lower())
                  || prepositions.contains(graph.token(judgement + 1).lower()));
      boolean asked =
          graph.lower(sentence, i - 1).equals("for")
              && judging.contains(graph.lower(sentence, i - 2));
      if (judged) {
        dropValueTwin(graph, sentence, i);
      }
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (asked && isOfStudy(graph, sentence, i - 2)) {
        // "MRI was negative for MS": a disease, which no test is named after.
        if (node.filter(Graph.Node::isTest).isPresent()) {
          graph.retype(node.get(), MentionType.DISEASE_DISORDER, "sought-by-study");
        } else if (node.isEmpty()) {
          graph.add(MentionType.DISEASE_DISORDER, i, i + 1, MARKED, "sought-by-study");
        }
      } else if (asked
          && node.filter(n -> n.type == MentionType.LAB_VALUE && n.length() == 1).isPresent()) {
        graph.retype(node.get(), MentionType.DIAGNOSTIC_PROCEDURE, "marker");
      } else if (asked && node.isEmpty()) {
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, i, i + 1, MARKED, "marker");
      } else if (judged && node.isEmpty()) {
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, i, i + 1, MARKED, "marker");
        addJudgement(graph, judgement);
      } else if (judged && isOnly(node.get(), i, judgement + 1)) {
        graph.resize(node.get(), i, i + 1, "marker");
        graph.retype(node.get(), MentionType.DIAGNOSTIC_PROCEDURE, "marker");
        addJudgement(graph, judgement);
      }
    }
  }

  // "MRI was negative for": the study before the judgement shows or examines, and measures nothing.
  private boolean isOfStudy(Graph graph, Graph.Sentence sentence, int judgement) {
    Optional<StudyKind> study = Optional.empty();
    for (int i = judgement - 1; i >= sentence.first && study.isEmpty(); i--) {
      study = StudyKind.at(graph, sentence, i);
      boolean other =
          joiners.contains(graph.token(i).lower())
              || graph.nodeAt(i).filter(Graph.Node::isTest).isPresent();
      if (other) {
        break;
      }
    }
    return study.filter(kind -> STUDIES.contains(kind.category())).isPresent();
  }

  // Taken both for a test and for the value of another.
  private static void dropValueTwin(Graph graph, Graph.Sentence sentence, int token) {
    List<Graph.Node> only =
        sentence.nodes.stream().filter(n -> n.first == token && n.end == token + 1).toList();
    if (only.stream().anyMatch(Graph.Node::isTest)) {
      only.stream().filter(n -> n.type == MentionType.LAB_VALUE).forEach(graph::remove);
    }
  }

  private static void addJudgement(Graph graph, int token) {
    if (graph.nodeAt(token).isEmpty()) {
      graph.add(MentionType.LAB_VALUE, token, token + 1, MARKED, "marker");
    }
  }

  // A mention of the marker, or of it and its judgement, that is no name of something else.
  private static boolean isOnly(Graph.Node node, int first, int end) {
    return node.first == first
        && (node.length() == 1 && node.is(MentionType.DETAILED_DESCRIPTION, MentionType.LAB_VALUE)
            || node.end == end && node.is(MentionType.DIAGNOSTIC_PROCEDURE, MentionType.LAB_VALUE));
  }

  // "positive for CD20, PAX5 and B-cell lymphoma 2": what is listed with markers is one.
  private void retypeMarkers(Graph graph, Graph.Sentence sentence) {
    Graph.Node last = null;
    boolean judged = false;
    for (Graph.Node node : sentence.nodes) {
      if (!node.isClinical()) {
        continue;
      }
      boolean opens =
          node.isTest()
              && graph.lower(sentence, node.first - 1).equals("for")
              && judging.contains(graph.lower(sentence, node.first - 2));
      boolean goesOn = judged && last != null && isListed(graph, last.end, node.first);
      judged = opens || goesOn && (node.isTest() || node.isProblem());
      if (judged && node.isProblem()) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "listed-with-markers");
      }
      last = node;
    }
  }

  // A device that was placed, and what is named like an operation, are procedures.
  private void retypeByUse(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      // "peritoneal implants" are what grows there, and no device
      boolean growth =
          node.isTreatment()
              && DeviceNames.singular(graph.last(node).lower()).equals("implant")
              && growths.contains(graph.lower(sentence, node.end - 2));
      if (growth) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "growth");
        continue;
      }
      if (node.isTreatment() && isInjury(graph, sentence, node)) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "injury");
        continue;
      }
      // "sacro-iliitis" as a part of the body
      if (node.is(MentionType.BIOLOGICAL_STRUCTURE)
          && IntStream.range(node.first, node.end)
              .noneMatch(i -> prepositions.contains(graph.token(i).lower()))
          && generic.isDiseaseName(graph.words(node))) {
        graph.retype(node, MentionType.DISEASE_DISORDER, "named-like-disease");
        continue;
      }
      boolean mistaken = node.isProblem() || node.is(MentionType.MEDICATION);
      if (!mistaken || names.domain(graph, node.first, node.end).isPresent()) {
        continue;
      }
      String last = graph.token(node.end - 1).lower();
      // "pleurodesis" that no vocabulary knows
      boolean ending = operationEndings.stream().anyMatch(last::endsWith);
      boolean placed =
          devices.contains(last)
              && linkVerbs.contains(graph.lower(sentence, node.end))
              && placing.contains(graph.lower(sentence, node.end + 1));
      boolean named =
          placed || care.contains(last) || operations.contains(last) && node.length() > 1;
      if (node.isProblem() && isCapitals(graph, node)) {
        retypeCapitals(graph, sentence, node);
      }
      if (ending || node.isProblem() && named) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "named-like-operation");
      }
    }
  }

  // "a traumatic amputation", "a wound of the thumb with partial amputation": what happened, and
  // nothing that was done.
  private static boolean isInjury(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (!INJURY_ACTS.contains(graph.last(node).lower())) {
      return false;
    }
    int back = node.end - 2;
    while (back >= sentence.first
        && !TRAUMATIC.contains(graph.token(back).lower())
        && (back >= node.first || INJURY_EXTENTS.contains(graph.token(back).lower()))) {
      back--;
    }
    int lead = back;
    if (TRAUMATIC.contains(graph.lower(sentence, lead))) {
      return true;
    }
    return graph.lower(sentence, lead).equals("with")
        && sentence.nodes.stream()
            .filter(n -> n.isProblem() && n.end <= lead && lead - n.first <= INJURY_SIGHT)
            .anyMatch(n -> INJURIES.contains(graph.last(n).lower()));
  }

  // "PNL was indicated and performed", "repeat MDCT": letters that no vocabulary knows are what was
  // done with them, and no disease.
  private void retypeCapitals(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    if (linkVerbs.contains(graph.lower(sentence, at))) {
      at++;
      while (joiners.contains(graph.lower(sentence, at))
          || DECIDED.contains(graph.lower(sentence, at))) {
        at++;
      }
      if (performing.contains(graph.lower(sentence, at))) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "letters-performed");
        return;
      }
    }
    // "MR" is mitral regurgitation, too.
    if (graph.words(node).length() > 3 && StudyKind.of(graph, node).isPresent()) {
      graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "letters-of-study");
    }
  }

  private static boolean isCapitals(Graph graph, Graph.Node node) {
    String word = graph.words(node);
    return node.length() == 1
        && word.length() > 1
        && word.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
  }

  // Behind the last test of the list stands a verb that links it with what is said of all.
  private boolean isJudged(
      Graph graph, Graph.Sentence sentence, List<Graph.Node> nodes, int index) {
    int last = index;
    while (last + 1 < nodes.size()
        && nodes.get(last + 1).isTest()
        && isJoined(graph, nodes.get(last).end, nodes.get(last + 1).first)) {
      last++;
    }
    int end = nodes.get(last).end;
    while (levels.contains(graph.lower(sentence, end))) {
      end++;
    }
    return linkVerbs.contains(graph.lower(sentence, end));
  }

  // A list goes on behind references and figures in brackets.
  private boolean isListed(Graph graph, int from, int to) {
    int depth = 0;
    boolean joined = false;
    for (int i = from; i < to; i++) {
      String word = graph.token(i).lower();
      depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
      joined |= depth == 0 && joiners.contains(word);
      if (depth == 0 && !word.equals(")") && !joiners.contains(word)) {
        return false;
      }
    }
    return joined;
  }

  // "ceftriaxone 2 g", "40 mg prednisone" in one mention: a drug and its dose.
  private void splitDoses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.MEDICATION) {
        continue;
      }
      int first = node.first;
      int end = node.end;
      for (int i = first; i + 1 < end; i++) {
        boolean dose = graph.token(i).isNumber() && UNITS.contains(graph.token(i + 1).lower());
        if (dose && i == first && end > i + 2) {
          graph.resize(node, i + 2, end, "dose-in-name");
          graph.add(MentionType.DOSAGE, i, i + 2, node.confidence, "dose-in-name");
          break;
        }
        if (dose && i > first) {
          // "codeine 1-2 tablets": the dose begins with the lower end of a range.
          boolean range =
              i > first + 2
                  && RANGES.contains(graph.token(i - 1).lower())
                  && graph.token(i - 2).isNumber();
          int start = range ? i - 2 : i;
          graph.resize(node, first, start, "dose-in-name");
          graph.add(MentionType.DOSAGE, start, end, node.confidence, "dose-in-name");
          break;
        }
      }
    }
  }

  // "S. dysgalactiae subsp. equisimilis [bacteremia]": where the germ of an infection begins.
  private static int germBefore(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (!node.isProblem() || !INFECTIONS.contains(graph.last(node).lower())) {
      return node.first;
    }
    // The tagger may have taken the last word of the germ's name.
    int end = node.length() > 1 ? node.end - 1 : node.first;
    int at = end;
    boolean kind =
        SUBSPECIES.contains(graph.lower(sentence, at - 3))
            && graph.lower(sentence, at - 2).equals(".");
    at = kind ? at - 3 : at;
    boolean abbreviated =
        at - 3 >= sentence.first
            && Gazetteer.isAbbreviated(
                graph.token(at - 3).text(), graph.token(at - 2).text(), graph.token(at - 1).text());
    boolean whole = at - 2 >= sentence.first && Gazetteer.isBinomial(graph.words(at - 2, at));
    return abbreviated ? at - 3 : whole ? at - 2 : node.first;
  }

  // "interferon beta-1a": a name goes on to the end of its last word.
  private static void extendNames(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (IN_PLACE.end(graph, sentence, node.end) == node.end + 2
          && node.isProblem()
          && TISSUE_DISEASES.stream().anyMatch(graph.last(node).lower()::endsWith)) {
        // "ductal carcinoma in situ" is not a ductal carcinoma.
        int end = node.end + 2;
        sentence.nodes.stream()
            .filter(other -> other.first >= node.end && other.end <= end)
            .toList()
            .forEach(graph::remove);
        if (graph.nodeAt(node.end).isEmpty() && graph.nodeAt(end - 1).isEmpty()) {
          graph.resize(node, node.first, end, "whole-name");
        }
        continue;
      }
      // "[D2] lymph node dissection": how far it went, and not where.
      if (node.isTreatment()
          && DISSECTIONS.contains(graph.last(node).lower())
          && EXTENTS.contains(graph.lower(sentence, node.first - 1))) {
        int first = node.first - 1;
        sentence.nodes.stream()
            .filter(other -> other != node && other.overlaps(first, first + 1))
            .toList()
            .forEach(graph::remove);
        graph.resize(node, first, node.end, "whole-name");
        continue;
      }
      // "[fluorescein] angiography": what makes the picture is no treatment.
      Optional<Graph.Node> agent =
          node.first > sentence.first
                  && StudyKind.of(graph, node)
                      .filter(kind -> kind.category() == FindingCategory.IMAGING)
                      .isPresent()
              ? graph
                  .nodeAt(node.first - 1)
                  .filter(drug -> drug.type == MentionType.MEDICATION && drug.end == node.first)
              : Optional.empty();
      if (node.isTest() && agent.isPresent()) {
        graph.remove(agent.get());
        graph.resize(node, agent.get().first, node.end, "whole-name");
        continue;
      }
      // "[transthoracic] echocardiography" is another study than a transesophageal one.
      Optional<Graph.Node> approach =
          node.isTest() && APPROACHES.contains(graph.lower(sentence, node.first - 1))
              ? graph.nodeAt(node.first - 1).filter(way -> way.length() == 1)
              : Optional.empty();
      if (approach.isPresent()) {
        graph.remove(approach.get());
        graph.resize(node, node.first - 1, node.end, "whole-name");
        continue;
      }
      // "[coal] miner"
      if (node.is(MentionType.PERSONAL_BACKGROUND, MentionType.OCCUPATION)
          && OCCUPATIONS.contains(graph.lower(sentence, node.end))
          && graph.nodeAt(node.end).isEmpty()) {
        graph.resize(node, node.first, node.end + 1, "whole-name");
        graph.retype(node, MentionType.OCCUPATION, "whole-name");
        continue;
      }
      int germ = germBefore(graph, sentence, node);
      if (germ < node.first) {
        List<Graph.Node> parts =
            sentence.nodes.stream()
                .filter(n -> n != node && n.overlaps(germ, node.first) && !n.isClinical())
                .toList();
        parts.forEach(graph::remove);
        graph.resize(node, germ, node.end, "whole-name");
        continue;
      }
      if (node.type != MentionType.MEDICATION
          || node.end >= sentence.end
          || !graph.token(node.end - 1).isNumber()
          || graph.nodeAt(node.end).isPresent()) {
        continue;
      }
      Graph.Token next = graph.token(node.end);
      boolean joined = graph.token(node.end - 1).span().end() == next.span().start();
      if (joined && next.isWord() && next.lower().length() == 1) {
        graph.resize(node, node.first, node.end + 1, "whole-name");
      }
    }
  }

  // "serum calcium", "raised glutamine and alanine", "parathyroid hormone was high": what is both a
  // drug and a test, is a test where words say that it was measured.
  private void retypeAnalytes(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.MEDICATION) {
        continue;
      }
      // "elevated norepinephrine"
      boolean test =
          names.isTest(graph.lower(node))
              || RAISED.contains(graph.lower(sentence, node.first - 1))
              || isGradedBeside(graph, sentence, node);
      boolean measured = test && isMeasured(graph, sentence, node);
      boolean graded =
          test
              && (isGraded(graph, sentence, node)
                  || isMoved(graph, sentence, node)
                  || isHeld(graph, sentence, node)
                  || isNumbered(graph, sentence, node));
      boolean dosed = isDosed(graph, sentence, node);
      boolean assayed =
          isInSpecimen(graph, sentence, node)
              || isAssayed(graph, sentence, node)
              || hasReference(graph, sentence, node);
      if ((measured || graded) && !dosed || assayed && !isChallenge(graph, sentence, node)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte");
        addGrade(graph, sentence, node);
      }
    }
    retypeScreened(graph, sentence);
    // A list of tests has one kind of member, from either end.
    List<Graph.Node> nodes = List.copyOf(sentence.nodes);
    nodes.forEach(node -> retypeListedAnalyte(graph, sentence, node));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      retypeListedAnalyte(graph, sentence, nodes.get(i));
    }
  }

  // "paracetamol was undetectable", "ethanol was not detected", "digoxin was 3.2 ng/mL", "cocaine
  // was found in the urine": what was looked for.
  private boolean isAssayed(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean taken =
        isGiven(graph, sentence, node)
            || IntStream.range(node.end, sentence.end)
                .anyMatch(
                    i ->
                        DRUG_VERBS.contains(graph.token(i).lower())
                            || GIVING.contains(graph.token(i).lower()));
    if (taken || !linkVerbs.contains(graph.lower(sentence, node.end))) {
      return false;
    }
    int at = node.end + 1;
    boolean not = graph.lower(sentence, at).equals("not");
    at += not ? 1 : 0;
    if (at < sentence.end && graph.token(at).isNumber()) {
      return isDivided(graph, sentence, at + 2)
          && CONCENTRATIONS.contains(graph.lower(sentence, at + 1))
          && VOLUMES.contains(graph.lower(sentence, at + 3));
    }
    String word = graph.lower(sentence, at);
    boolean found = ASSAY_FOUND.contains(word) && (not || hasSpecimen(graph, sentence, at + 1));
    if (!ASSAY_RESULTS.contains(word) && !found) {
      return false;
    }
    int first = node.end + 1;
    boolean free = IntStream.rangeClosed(first, at).allMatch(i -> graph.nodeAt(i).isEmpty());
    if (free) {
      graph.add(MentionType.LAB_VALUE, first, at + 1, node.confidence, "assay");
    }
    return true;
  }

  private boolean hasSpecimen(Graph graph, Graph.Sentence sentence, int from) {
    return IntStream.range(from, Math.min(sentence.end, from + NEAR))
        .anyMatch(i -> ANALYTE_LEADS.contains(graph.token(i).lower()));
  }

  // "normal epinephrine and elevated norepinephrine"
  private boolean isGradedBeside(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return DEGREES.contains(graph.lower(sentence, node.first - 1))
        && sentence.nodes.stream()
            .filter(other -> RAISED.contains(graph.lower(sentence, other.first - 1)))
            .anyMatch(
                other ->
                    isJoined(graph, node.end, other.first - 1)
                        || isJoined(graph, other.end, node.first - 1));
  }

  // "raised cortisol", "peak growth hormone", "281 x10^3 platelets per microliter", unless words
  // say
  // that it was given.
  private boolean isGraded(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String next = graph.lower(sentence, node.end);
    boolean counted =
        (next.equals("per") || next.equals("/"))
            && DENOMINATORS.contains(graph.lower(sentence, node.end + 1));
    boolean graded =
        DEGREES.contains(graph.lower(sentence, node.first - 1))
            || node.first - 2 >= sentence.first
                && ResultReader.isGrade(graph.words(node.first - 2, node.first));
    return (counted || graded || isCellCount(graph, node)) && !isGiven(graph, sentence, node);
  }

  // "six cycles of CHOP": the regimen is what was given, and no part of how often.
  private static void splitRegimens(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean named =
          node.type == MentionType.DOSAGE
              && node.length() > 2
              && REGIMENS.contains(graph.token(node.end - 1).lower())
              && graph.token(node.end - 2).lower().equals("of");
      if (named) {
        int end = node.end;
        graph.resize(node, node.first, end - 2, "regimen");
        graph.add(MentionType.MEDICATION, end - 1, end, node.confidence, "regimen");
      }
    }
  }

  // "the dose of lithium was reduced"
  private static boolean isDosed(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return isChallenge(graph, sentence, node)
        || graph.lower(sentence, node.first - 1).equals("of")
            && DOSE_LEADS.contains(graph.lower(sentence, node.first - 2));
  }

  // "cortisol after [1 mg] dexamethasone was 412": what was given before the test.
  private static boolean isChallenge(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int number = node.first - 2;
    return number > sentence.first
        && graph.token(number).isNumber()
        && UNITS.contains(graph.lower(sentence, number + 1))
        && CHALLENGES.contains(graph.lower(sentence, number - 1));
  }

  // "two ampoules of calcium gluconate": the form that a drug comes in is no drug.
  private static void retypeForms(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean form =
          node.type == MentionType.MEDICATION
              && node.length() == 1
              && COUNTED_FORMS.contains(graph.lower(node))
              && graph.lower(sentence, node.end).equals("of")
              && graph
                  .nodeAt(node.end + 1)
                  .filter(drug -> drug.type == MentionType.MEDICATION)
                  .isPresent();
      if (!form) {
        continue;
      }
      int first = node.first - 1;
      boolean counted =
          first >= sentence.first
              && (graph.token(first).isNumber() || NUMERALS.contains(graph.lower(sentence, first)));
      if (counted) {
        graph
            .nodeAt(first)
            .filter(number -> number.first == first && number.end == node.first)
            .ifPresent(graph::remove);
      }
      boolean free = counted && graph.nodeAt(first).isEmpty();
      graph.retype(node, MentionType.DOSAGE, "form");
      if (free) {
        graph.resize(node, first, node.end, "form");
      }
    }
  }

  // "prednisone was reduced to 5 mg" with the words of a value: a dose.
  private static void retypeChangedDoses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int changed = node.first - 1;
      while (CHANGED_TO.contains(graph.lower(sentence, changed))) {
        changed--;
      }
      boolean dose =
          node.type == MentionType.LAB_VALUE
              && changed < node.first - 1
              && UNITS.contains(graph.lower(sentence, node.end - 1))
              && DOSE_CHANGES.contains(graph.lower(sentence, changed));
      int verb = changed;
      Optional<Graph.Node> subject =
          sentence.nodes.stream()
              .filter(n -> n.end <= verb && (n.isTest() || n.type == MentionType.MEDICATION))
              .reduce((a, b) -> b.end >= a.end ? b : a);
      if (dose && subject.filter(n -> n.type == MentionType.MEDICATION).isPresent()) {
        graph.retype(node, MentionType.DOSAGE, "changed-dose");
        graph
            .nodeAt(changed)
            .filter(n -> n.type == MentionType.LAB_VALUE && n.length() == 1)
            .ifPresent(graph::remove);
      }
    }
  }

  // "measured by [LC-MS/MS]", "LC-MS[/MS]": how a value was measured has no value itself.
  private static void retypeMethods(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type == MentionType.LAB_VALUE
          && graph.words(node).startsWith("/")
          && !ResultReader.hasNumber(graph, node)) {
        graph.remove(node);
      } else if (node.isClinical() && node.length() == 1 && ROUTES.contains(graph.lower(node))) {
        // "given [intrathecally]" as a procedure
        graph.retype(node, MentionType.ADMINISTRATION, "method");
      } else if ((node.isTest() || node.isProblem())
          && METHOD_LEADS.contains(graph.lower(sentence, node.first - 1))
          && IntStream.range(node.first, node.end)
              .anyMatch(i -> METHODS.contains(graph.lower(sentence, i)))) {
        graph.retype(node, MentionType.DETAILED_DESCRIPTION, "method");
      }
    }
  }

  // "[ultrasound]-[guided biopsy]": one name.
  private static void joinGuides(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node guide : List.copyOf(sentence.nodes)) {
      int guided = guide.end + 1;
      boolean leads =
          guide.isTest()
              && graph.lower(sentence, guide.end).equals("-")
              && GUIDED.contains(graph.lower(sentence, guided));
      Optional<Graph.Node> act =
          leads
              ? sentence.nodes.stream()
                  .filter(node -> node.isTest() || node.isTreatment())
                  .filter(node -> node.first == guided || node.first == guided + 1)
                  .findFirst()
              : Optional.empty();
      if (act.isPresent()) {
        int end = act.get().end;
        graph.remove(guide);
        graph.resize(act.get(), guide.first, end, "guided");
      }
    }
  }

  // "351000 platelets": so many are counted and never given.
  private static boolean isCellCount(Graph graph, Graph.Node node) {
    int number = node.first - 1;
    return node.length() == 1
        && COUNTED.contains(graph.lower(node))
        && number >= 0
        && graph.token(number).isNumber()
        && COUNT.matcher(graph.token(number).lower()).matches();
  }

  // "1+ glucose": the grade may be marked as nothing.
  private static void addGrade(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    int first = test.first - 2;
    boolean grade =
        first >= sentence.first
            && ResultReader.isGrade(graph.words(first, test.first))
            && graph.nodeAt(first).isEmpty()
            && graph.nodeAt(first + 1).isEmpty();
    if (grade) {
      graph.add(MentionType.LAB_VALUE, first, test.first, test.confidence, "analyte");
    }
  }

  // "platelets were stable", "creatinine is rising": how high it is, not whether it is given.
  private boolean isHeld(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return linkVerbs.contains(graph.lower(sentence, node.end))
        && graph
            .nodeAt(node.end + 1)
            .filter(value -> value.type == MentionType.LAB_VALUE)
            .isPresent()
        && !isGiven(graph, sentence, node);
  }

  // "platelets dropped to 20": what moves by itself is measured.
  private boolean isMoved(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int verb = node.end;
    // "platelets had since risen to 120"
    while (verb < node.end + NEAR && COURSE_LEADS.contains(graph.lower(sentence, verb))) {
      verb++;
    }
    return MOVED.contains(graph.lower(sentence, verb))
        && graph.lower(sentence, verb + 1).equals("to")
        && verb + 2 < sentence.end
        && graph.token(verb + 2).isNumber()
        && !isGiven(graph, sentence, node);
  }

  // "creatinine = 102, urea = 8": a bare number among those of tests; "lipase was 300".
  private boolean isNumbered(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    boolean stated = PASSIVE.contains(graph.lower(sentence, at));
    if (stated || graph.lower(sentence, at).equals("=") || graph.lower(sentence, at).equals(":")) {
      at++;
    }
    return at < sentence.end
        && graph.token(at).isNumber()
        && (stated || sentence.nodes.stream().anyMatch(Graph.Node::isTest))
        && !isGiven(graph, sentence, node);
  }

  private boolean isGiven(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - NEAR);
        i < Math.min(sentence.end, node.end + NEAR);
        i++) {
      boolean dose =
          graph.token(i).isNumber()
              && UNITS.contains(graph.lower(sentence, i + 1))
              && !isDivided(graph, sentence, i + 2);
      if (dose || GIVING.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "urinary norepinephrine 69 ug/24 h and epinephrine 20 ug/24 h": amounts in a specimen.
  private boolean isInSpecimen(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int end = Math.min(sentence.end, node.end + ANALYTE_SIGHT);
    int at = node.end;
    while (at < end && !graph.token(at).isNumber()) {
      if (graph.nodeAt(at).filter(other -> !other.is(MentionType.LAB_VALUE)).isPresent()) {
        return false;
      }
      at++;
    }
    boolean concentration = at < end && isConcentration(graph, sentence, at);
    for (int i = node.first - 1;
        concentration && i >= Math.max(sentence.first, node.first - ANALYTE_SIGHT);
        i--) {
      if (GIVING.contains(graph.token(i).lower())) {
        return false;
      }
      if (SPECIMENS.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "insulin and glucagon levels": not drugs that were given.
  private boolean isOfLevels(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    for (int members = 0;
        members < MOST_MEMBERS && joiners.contains(graph.lower(sentence, at));
        members++) {
      Optional<Graph.Node> next =
          at + 1 < sentence.end
              ? graph.nodeAt(at + 1).filter(n -> n.isTreatment() || n.isTest())
              : Optional.empty();
      if (next.isEmpty()) {
        return false;
      }
      at = next.get().end;
    }
    return levels.contains(graph.lower(sentence, at));
  }

  // "Urine toxicology was negative for cocaine and opiates but positive for cannabis": nobody was
  // given them.
  private static void retypeScreened(Graph graph, Graph.Sentence sentence) {
    boolean screened = false;
    for (int i = sentence.first; i + 1 < sentence.end; i++) {
      screened |= DRUG_SCREENS.contains(graph.token(i).lower());
      if (!screened
          || !SCREEN_RESULTS.contains(graph.token(i).lower())
          || !graph.token(i + 1).lower().equals("for")) {
        continue;
      }
      int at = i + 2;
      while (at < sentence.end) {
        Optional<Graph.Node> node = graph.nodeAt(at).filter(n -> n.isTest() || n.isTreatment());
        if (node.isEmpty() && !LIST_JOINTS.contains(graph.token(at).lower())) {
          break;
        }
        // "and haloperidol was given"
        node.filter(n -> n.type == MentionType.MEDICATION)
            .filter(n -> !FINITE.contains(graph.lower(sentence, n.end)))
            .ifPresent(n -> graph.retype(n, MentionType.DIAGNOSTIC_PROCEDURE, "screened"));
        at = node.map(n -> n.end).orElse(at + 1);
      }
    }
  }

  // "norepinephrine 468 ug (normal range: 23-105)": no dose has a normal range.
  private static boolean hasReference(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    while (at < Math.min(sentence.end, node.end + REFERENCE_SIGHT)
        && !graph.token(at).lower().equals("(")) {
      at++;
    }
    return graph.lower(sentence, at).equals("(")
        && at > node.end
        && REFERENCE_LEADS.contains(graph.lower(sentence, at + 1))
        && IntStream.range(node.end, at).anyMatch(i -> graph.token(i).isNumber())
        && IntStream.range(at, Math.min(sentence.end, at + REFERENCE_SIGHT))
            .anyMatch(i -> graph.token(i).isNumber())
        && IntStream.range(Math.max(sentence.first, node.first - NEAR), node.first)
            .noneMatch(i -> GIVING.contains(graph.token(i).lower()))
        && IntStream.range(node.end, at)
            .noneMatch(i -> graph.nodeAt(i).filter(Graph.Node::isClinical).isPresent());
  }

  // "hemangiopericytoma-like pattern", "tumor-mimicking": it only looks like it.
  private static void dropLikeness(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int like = graph.lower(sentence, node.end).equals("-") ? node.end + 1 : node.end;
      if (node.isProblem()
          && LIKENESS.contains(graph.lower(sentence, like))
          && (like > node.end || graph.lower(sentence, like).endsWith("like"))) {
        int end = like + 1;
        if (graph.nodesOver(node.first, end).anyMatch(other -> other != node)) {
          graph.remove(node);
        } else {
          graph.resize(node, node.first, end, "likeness");
          graph.retype(node, MentionType.DETAILED_DESCRIPTION, "likeness");
        }
      }
    }
  }

  private void retypeListedAnalyte(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    // "Cultures grew Escherichia coli, and ciprofloxacin was begun"
    boolean given =
        PASSIVES_OF_DRUGS.contains(graph.lower(sentence, node.end))
            && GIVEN.contains(graph.lower(sentence, node.end + 1));
    boolean drug = node.type == MentionType.MEDICATION && !given;
    boolean listed =
        drug
            && (names.isTest(graph.lower(node))
                || isOfAnalytes(graph, sentence, node)
                || isMeasuredBehind(graph, sentence, node))
            && sentence.nodes.stream()
                .filter(Graph.Node::isTest)
                .anyMatch(test -> isNext(graph, test, node) || isNext(graph, node, test));
    if (listed || drug && isOfLevels(graph, sentence, node)) {
      graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "analyte-in-list");
    }
  }

  // "Immunoglobulins and lymphocyte subsets, measured to exclude", "... were within"
  private boolean isMeasuredBehind(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Node> next =
        sentence.nodes.stream()
            .filter(other -> other.isTest() && isJoined(graph, node.end, other.first))
            .findFirst();
    int at = next.map(test -> test.end).orElse(sentence.end);
    at += graph.lower(sentence, at).equals(",") ? 1 : 0;
    return next.isPresent()
        && (MEASURED.contains(graph.lower(sentence, at))
            || PASSIVE.contains(graph.lower(sentence, at))
                && MEASURED.contains(graph.lower(sentence, at + 1)));
  }

  private boolean isMeasured(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String before = graph.lower(sentence, node.first - 1);
    boolean of = before.equals("of") || before.equals("for") || before.equals("in");
    if (ANALYTE_LEADS.contains(before)
        || of && ANALYTE_NOUNS.contains(graph.lower(sentence, node.first - 2))) {
      return true;
    }
    // "glucose in the cerebrospinal fluid"
    int specimen = node.end + (articles.contains(graph.lower(sentence, node.end + 1)) ? 2 : 1);
    if (graph.lower(sentence, node.end).equals("in")
        && SPECIMENS.contains(graph.lower(sentence, specimen))) {
      return true;
    }
    int at = node.end;
    if (graph.lower(sentence, at).equals("(") && graph.lower(sentence, at + 2).equals(")")) {
      at += 3;
    }
    String next = graph.lower(sentence, at);
    boolean be = PASSIVE.contains(next) || next.equals("is");
    return ANALYTE_NOUNS.contains(next)
        || be
            && (ANALYTE_STATES.contains(graph.lower(sentence, at + 1))
                || isConcentration(graph, sentence, at + 1));
  }

  // "90 mg/dL", "90 milligrams per deciliter"
  private static boolean isConcentration(Graph graph, Graph.Sentence sentence, int number) {
    return number < sentence.end
        && graph.token(number).isNumber()
        && isDivided(graph, sentence, number + 2)
        && DENOMINATORS.contains(graph.lower(sentence, number + 3));
  }

  private static boolean isDivided(Graph graph, Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return word.equals("/") || word.equals("per");
  }

  private boolean isOfAnalytes(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - ANALYTE_SIGHT); i < node.first; i++) {
      String word = graph.token(i).lower();
      if (ANALYTE_LEADS.contains(word) || ANALYTE_NOUNS.contains(word)) {
        return true;
      }
    }
    // "vitamin D, zinc and ferritin levels": behind the list.
    for (int i = node.end; i < Math.min(sentence.end, node.end + ANALYTE_SIGHT); i++) {
      String word = graph.token(i).lower();
      boolean listed = joiners.contains(word) || graph.nodeAt(i).isPresent();
      if (ANALYTE_NOUNS.contains(word) || !listed) {
        return ANALYTE_NOUNS.contains(word);
      }
    }
    return false;
  }

  private boolean isJoined(Graph graph, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!joiners.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return to > from;
  }

  private boolean isNext(Graph graph, Graph.Node first, Graph.Node second) {
    return second.first - first.end <= 2 && isJoined(graph, first.end, second.first);
  }

  // "CT revealed an anastomosis", "he had asynchrony": what is shown or had is a finding, unless
  // the
  // vocabulary knows it as something that is done.
  private void retypeShown(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.THERAPEUTIC_PROCEDURE || !node.origin.equals("tagger")) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && node.first - at <= NEAR && isDescription(graph, at)) {
        at--;
      }
      String verb = graph.lower(sentence, at);
      boolean known = names.domain(graph.words(node)).isPresent();
      boolean named = generic.isProcedureName(graph.lower(node));
      boolean shown = SHOWN.contains(verb);
      if (shown && !known && !named && (!HAD.contains(verb) || node.length() == 1)) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "shown");
      }
    }
  }

  private boolean isDescription(Graph graph, int token) {
    return articles.contains(graph.token(token).lower())
        || graph
            .nodeAt(token)
            .filter(n -> n.is(MentionType.DETAILED_DESCRIPTION, MentionType.SEVERITY))
            .isPresent();
  }

  // "radiation" of a murmur, "reconstruction" of images: words that name something else here.
  private boolean isOtherSense(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int word = node.end - 1;
    // "Department of [Vascular Surgery]": what makes the last word another begins before the name.
    int last = node.length() > 1 ? node.first - 1 : word;
    for (TokenPattern pattern : otherSenses.getOrDefault(graph.token(word).lower(), List.of())) {
      for (int i = Math.max(sentence.first, node.first - NEAR); i <= last; i++) {
        if (pattern.end(graph, sentence, i) > word) {
          return true;
        }
      }
    }
    return false;
  }

  // "heparin-induced": what a drug did is no drug that is taken, and no disease that is like it.
  private boolean isCause(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean within = node.length() > 1 && graph.token(node.end - 1).lower().equals("-");
    int hyphen = within ? node.end - 1 : node.end;
    boolean drug =
        node.type == MentionType.MEDICATION
            || node.isProblem()
                && names
                    .domain(graph, node.first, hyphen)
                    .filter(Domain.MEDICATION::equals)
                    .isPresent();
    return drug
        && graph.lower(sentence, hyphen).equals("-")
        && CAUSING.contains(graph.lower(sentence, hyphen + 1));
  }

  // "on Fridays": days on which something is given, and nothing that is given or had.
  private static boolean isWeekdays(Graph graph, Graph.Node node) {
    boolean days = node.is(MentionType.MEDICATION) || node.isProblem() || node.isTest();
    for (int i = node.first; days && i < node.end; i++) {
      days = WEEKDAYS.contains(graph.token(i).lower());
    }
    return days;
  }

  // "the scan then evoked a goiter": a verb that shows something is nothing that is done.
  private static boolean isShowVerb(Graph graph, Graph.Node node) {
    return node.type == MentionType.THERAPEUTIC_PROCEDURE
        && node.length() == 1
        && SHOW_VERBS.contains(graph.lower(node));
  }

  // "a mass was palpated in the left breast": how it was found.
  private static boolean isFound(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return (node.isProblem() || node.isTest())
        && node.length() == 1
        && FELT.contains(graph.lower(node))
        && PASSIVE.contains(graph.lower(sentence, node.first - 1));
  }

  // "creatinine fell from 798 to 200": nobody fell.
  private static boolean isChange(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.isProblem()
        && node.length() == 1
        && MOVED.contains(graph.lower(node))
        && CHANGE_LEADS.contains(graph.lower(sentence, node.end))
        && node.end + 1 < sentence.end
        && graph.token(node.end + 1).isNumber();
  }

  // "CSF showed pleocytosis": where something was found is nothing that the patient has.
  private static boolean isSpecimen(Graph graph, Graph.Node node) {
    return node.isProblem() && node.length() == 1 && SPECIMENS.contains(graph.lower(node));
  }

  // "upon Mycobacterium confirmation": a germ that no vocabulary knows as a drug is none.
  private boolean isGenus(Graph graph, Graph.Node node) {
    return node.type == MentionType.MEDICATION
        && node.length() == 1
        && GENERA.contains(graph.lower(node))
        && names.domain(graph, node.first, node.end).isEmpty();
  }

  // "[radiological] [biopsy]", "[pacemaker] [lead cultures]": one study, and no two.
  private void joinStudies(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String word = graph.lower(node);
      boolean adjective = word.endsWith("al") || word.endsWith("ic") || devices.contains(word);
      Optional<Graph.Node> next =
          node.end < sentence.end && node.length() == 1 && node.isTest() && adjective
              ? graph.nodeAt(node.end).filter(other -> other.first == node.end)
              : Optional.empty();
      next.filter(Graph.Node::isTest)
          .filter(
              other ->
                  StudyKind.of(graph, other).isPresent()
                      || CULTURES.contains(graph.last(other).lower()))
          .filter(other -> names.domain(graph, node.first, node.end).isEmpty())
          .ifPresent(
              other -> {
                graph.remove(node);
                graph.resize(other, node.first, other.end, "whole-study");
              });
    }
  }

  // "an [uneventful clipping]", "the [drainage] of ascites" is an operation, and no finding.
  private void retypeUneventful(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String last = graph.last(node).lower();
      boolean operation =
          operations.contains(last) || operationEndings.stream().anyMatch(last::endsWith);
      boolean drained = DRAINED.end(graph, sentence, node.first) > 0;
      // "a stroke treated with [thrombolysis]"
      boolean treats =
          TREATED_BY.contains(graph.lower(sentence, node.first - 1))
              && TREATED.contains(graph.lower(sentence, node.first - 2));
      if (node.isProblem() && treats && !isKnownProblem(graph, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "treated-with");
        continue;
      }
      if (!node.isProblem() || !operation && !drained) {
        continue;
      }
      if (node.length() > 1 && UNEVENTFUL.contains(graph.token(node.first).lower())) {
        graph.resize(node, node.first + 1, node.end, "uneventful");
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "uneventful");
      } else if (UNEVENTFUL.contains(graph.lower(sentence, node.first - 1)) || drained) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "uneventful");
      }
    }
  }

  // "[Best-corrected] [visual acuity]" is one test.
  private static void joinCorrected(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      Optional<Graph.Node> next =
          sentence.nodes.stream()
              .filter(other -> other.isTest() && other.first == node.end)
              .findFirst();
      if (node.isTest() && next.isPresent() && CORRECTED.contains(graph.last(node).lower())) {
        graph.remove(node);
        graph.resize(next.get(), node.first, next.get().end, "whole-test");
      }
    }
  }

  // "there was [3] + proteinuria": the sign belongs to the grade.
  private static void completeValues(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean signed =
          node.type == MentionType.LAB_VALUE
              && node.length() == 1
              && graph.token(node.first).isNumber()
              && graph.lower(sentence, node.end).equals("+")
              && graph.nodeAt(node.end).isEmpty()
              && node.end + 1 < sentence.end
              && graph.nodeAt(node.end + 1).filter(n -> n.isProblem() || n.isTest()).isPresent();
      if (signed) {
        graph.resize(node, node.first, node.end + 1, "grade");
      }
      // "the tracing was [non] - reassuring"
      boolean denied =
          node.type == MentionType.LAB_VALUE
              && node.length() == 1
              && graph.token(node.first).lower().equals("non")
              && graph.lower(sentence, node.end).equals("-")
              && node.end + 1 < sentence.end
              && graph.token(node.end + 1).isWord()
              && graph.nodeAt(node.end + 1).isEmpty();
      if (denied) {
        graph.resize(node, node.first, node.end + 2, "whole-word");
      }
    }
  }

  // "[DMSA] has confirmed a small kidney": the scan that is named by its tracer.
  private static void retypeTracers(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int verb = HAVE.contains(graph.lower(sentence, node.end)) ? node.end + 1 : node.end;
      if ((node.isTreatment() || node.isProblem())
          && TRACERS.contains(graph.last(node).lower())
          && SHOW_VERBS.contains(graph.lower(sentence, verb))) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "tracer");
      }
    }
  }

  // "CT showed complete [tumor] resection": what was taken out is not seen any more.
  private void joinShownResection(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.end >= sentence.end) {
        continue;
      }
      Optional<Graph.Node> act =
          graph
              .nodeAt(node.end)
              .filter(next -> next.type == MentionType.THERAPEUTIC_PROCEDURE)
              .filter(next -> next.sentence == node.sentence && next.first == node.end);
      if (!node.isProblem()
          || act.isEmpty()
          || !RESECTIONS.contains(graph.last(act.get()).lower())) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && isDescription(graph, at)) {
        at--;
      }
      if (SHOW_VERBS.contains(graph.lower(sentence, at))
          && !HAD.contains(graph.lower(sentence, at))) {
        int first = at + 1;
        while (first < node.first && articles.contains(graph.token(first).lower())) {
          first++;
        }
        int from = first;
        Graph.Node seen = act.get();
        List.copyOf(sentence.nodes).stream()
            .filter(other -> other != seen && other.overlaps(from, seen.end))
            .forEach(graph::remove);
        graph.resize(seen, from, seen.end, "shown-resection");
        graph.retype(seen, MentionType.SIGN_SYMPTOM, "shown-resection");
      }
    }
  }

  private boolean isKnownProblem(Graph graph, Graph.Node node) {
    return names
        .domain(graph, node.first, node.end)
        .map(Gazetteer::type)
        .filter(type -> type == MentionType.DISEASE_DISORDER || type == MentionType.SIGN_SYMPTOM)
        .isPresent();
  }

  // "drainage of the [pacemaker pocket]": where, and nothing that is done.
  private static void retypeRecesses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type == MentionType.THERAPEUTIC_PROCEDURE
          && node.length() > 1
          && RECESSES.contains(graph.last(node).lower())) {
        graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "recess");
      }
    }
  }

  // "The drug was withdrawn" is no finding; "she was withdrawn" is. "Two puffs" and "titrated" are
  // of a dose.
  private void dropCourses(Graph graph, Graph.Sentence sentence) {
    joinStudies(graph, sentence);
    retypeRecesses(graph, sentence);
    retypeUneventful(graph, sentence);
    joinShownResection(graph, sentence);
    retypeTracers(graph, sentence);
    completeValues(graph, sentence);
    joinCorrected(graph, sentence);
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean ofDose =
          node.length() == 1
              && (node.isProblem() || node.isTest())
              && (UNITS.contains(graph.lower(node)) || CHANGED.contains(graph.lower(node)));
      if (ofDose
          || isShowVerb(graph, node)
          || isFound(graph, sentence, node)
          || isOtherSense(graph, sentence, node)
          || isCause(graph, sentence, node)
          || isWeekdays(graph, node)
          || isChange(graph, sentence, node)
          || isSpecimen(graph, node)
          || isGenus(graph, node)) {
        graph.remove(node);
        continue;
      }
      if (!node.isProblem() || node.length() > 1 || !STOPPED.contains(graph.lower(node))) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && ADVERBS.contains(graph.lower(sentence, at))) {
        at--;
      }
      boolean passive = PASSIVE.contains(graph.lower(sentence, at));
      boolean person = PERSONS.contains(graph.lower(sentence, at - 1));
      if (passive && !person) {
        graph.remove(node);
      }
    }
  }
}

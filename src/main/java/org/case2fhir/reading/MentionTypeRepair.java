package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Corrects the types and ends of mentions by the vocabulary and by the words around them, in a
 * fixed order: a drug that was measured is a test, a treatment that was shown is a finding, "the
 * drug was withdrawn" is no finding, and a dose is no part of a drug's name.
 */
final class MentionTypeRepair {
  private static final double CONFIDENCE = 0.9;
  private static final Set<String> ROUTES = TokenPattern.wordClass("route-adverb");
  private static final Set<String> METHODS = TokenPattern.wordClass("assay-method");
  private static final Set<String> METHOD_LEADS = TokenPattern.wordClass("assay-lead");
  private static final Set<String> MEASURES = TokenPattern.wordClass("measure-noun");
  private static final Set<String> GLUE = TokenPattern.wordClass("value-glue");
  private static final Set<String> OCCUPATIONS = TokenPattern.wordClass("occupation");
  private static final Set<String> OCCUPATION_ARTICLE_LEADS =
      TokenPattern.wordClass("occupation-article-lead");
  private static final Set<String> OCCUPATION_LEADS = TokenPattern.wordClass("occupation-lead");
  private static final Set<String> PART_NOUNS = TokenPattern.wordClass("part-noun-of-name");
  private static final Set<String> SIDES = TokenPattern.wordClass("side-of-part");
  private static final Set<String> SIDED = TokenPattern.wordClass("sided");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final int BIRTH_SIGHT = 10;
  private static final Set<String> BIRTHS = TokenPattern.wordClass("birth-noun");
  private static final Set<String> BORN = TokenPattern.wordClass("born-word");
  private static final Set<String> SUBJECTS = TokenPattern.wordClass("person-pronoun");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");

  private static final Set<String> ECG_INTERVALS = TokenPattern.wordClass("ecg-interval");
  private static final Set<String> NUMBER_LEADS = TokenPattern.wordClass("number-lead");

  private final Gazetteer names;
  private final GenericTerms generic = GenericTerms.builtIn();
  private final MentionBoundaries boundaries;
  private final AnalyteMentions analytes;
  private final TestLists tests;
  private final ProcedureMentions procedures;
  private final SpuriousMentions spurious;

  MentionTypeRepair(Gazetteer names) {
    this.names = names;
    this.boundaries = new MentionBoundaries(names);
    this.analytes = new AnalyteMentions(names);
    this.tests = new TestLists(names);
    this.procedures = new ProcedureMentions(names);
    this.spurious = new SpuriousMentions(names);
  }

  // "He was born by [vaginal delivery]": how, and no finding of his.
  private static boolean isOwnBirth(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (!BIRTHS.contains(graph.last(node).lower())) {
      return false;
    }
    for (int i = node.first - 1; i >= Math.max(sentence.first + 2, node.first - BIRTH_SIGHT); i--) {
      if (BORN.contains(graph.token(i).lower())) {
        return SUBJECTS.contains(graph.token(i - 2).lower())
            || graph.lower(sentence, i - 3).equals("old");
      }
    }
    return false;
  }

  /** The vocabulary knows better what a name is that it knows as one kind of thing only. */
  void retypeByName(Graph graph, Graph.Sentence sentence, DefinedAbbreviations abbreviations) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String words = graph.words(node);
      if (node.type == MentionType.BIOLOGICAL_STRUCTURE
          && !graph.lower(sentence, node.first - 1).equals("(")
          && abbreviations.longForm(words).filter(this::isProblemName).isPresent()) {
        // "aneurysms of the arteries (CAAs)": no part, though they are named by one
        boolean found = graph.nodesOver(node.first, node.end).anyMatch(other -> other.isProblem());
        if (found) {
          graph.remove(node);
          continue;
        }
        graph.retype(node, MentionType.DISEASE_DISORDER, "long-form");
      }
      if (!node.isClinical()) {
        continue;
      }
      if (names.domain(words).isEmpty()
          && abbreviations
              .longForm(words)
              .filter(form -> names.domain(form).isEmpty())
              .filter(SpuriousMentions::isOrganization)
              .isPresent()) {
        graph.remove(node);
        continue;
      }
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
      if (domain.isEmpty()
          && node.isProblem()
          && abbreviations.longForm(words).filter(MentionTypeRepair::isPartName).isPresent()) {
        // "the right anterior duct (RAD)": a part and no disease
        graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "long-form");
      }
      if (domain.isEmpty()
          && node.isProblem()
          && Vocabulary.Term.isInitialism(words)
          && abbreviations.longForm(words).isEmpty()) {
        retypeLetters(graph, sentence, node);
      }
      // "a [QTc] of 480 ms"
      boolean test =
          domain.filter(Domain.TEST::equals).isPresent()
              || ECG_INTERVALS.contains(words.toLowerCase(Locale.ROOT));
      if (test && node.isProblem() && isMeasured(graph, sentence, node)) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "test-beside-quantity");
        continue;
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
      if (known && isOwnBirth(graph, sentence, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "own-birth");
        continue;
      }
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

  // Letters that no vocabulary and no long form explains: a part, "a dilated [CBD]", "the left PCA
  // and right-sided [MCA]", or what somebody takes, "She is on [ASA]".
  private void retypeLetters(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int sided = sidedPartStart(graph, sentence, node);
    String before = graph.lower(sentence, node.first - 1);
    String second = graph.lower(sentence, node.first - 2);
    if (sided >= 0) {
      List.copyOf(sentence.nodes).stream()
          .filter(other -> other != node && other.overlaps(sided, node.first))
          .forEach(graph::remove);
      graph.resize(node, sided, node.end, "known-part");
      graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "known-part");
    } else if ((ARTICLES.contains(before) || ARTICLES.contains(second))
        && names.isPart(graph.words(node))) {
      graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "known-part");
    } else if (before.equals("on") && BE.contains(second)) {
      graph.retype(node, MentionType.MEDICATION, "taken-letters");
    }
  }

  // "the left PCA and right-sided MCA": where the side of letters begins that are listed behind a
  // part; else -1.
  private int sidedPartStart(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int side = node.first - 1;
    while (side > sentence.first && SIDED.contains(graph.lower(sentence, side))) {
      side--;
    }
    int joint = side - 1;
    boolean part =
        SIDES.contains(graph.lower(sentence, side))
            && JOINERS.contains(graph.lower(sentence, joint))
            && joint > sentence.first
            && !names.isShortIllness(graph.words(node))
            && graph
                .nodeAt(joint - 1)
                .filter(other -> other.type == MentionType.BIOLOGICAL_STRUCTURE)
                .isPresent();
    return part ? side : -1;
  }

  private boolean isProblemName(String longForm) {
    String last = longForm.substring(longForm.lastIndexOf(' ') + 1);
    return generic.isDiseaseName(longForm)
        || names.domain(longForm).filter(domain -> domain == Domain.CONDITION).isPresent()
        || names.domain(last).filter(domain -> domain == Domain.CONDITION).isPresent();
  }

  private static boolean isPartName(String longForm) {
    String last = longForm.substring(longForm.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
    return PART_NOUNS.contains(last);
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

  private static boolean isMeasured(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    while (NUMBER_LEADS.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at < sentence.end && graph.token(at).isNumber();
  }

  /** Corrects the mentions of a sentence by the words around them. */
  void repair(Graph graph, Graph.Sentence sentence) {
    boundaries.nameGermTests(graph, sentence);
    spurious.dropMeasured(graph, sentence);
    retypeMeasures(graph, sentence);
    tests.retypeAntibodyTargets(graph, sentence);
    tests.retypeListed(graph, sentence);
    BloodGroupMentions.mark(graph, sentence);
    nameOccupations(graph, sentence);
    MarkerMentions.mark(graph, sentence);
    procedures.retypeByUse(graph, sentence);
    MentionBoundaries.extendNames(graph, sentence);
    MentionBoundaries.nameExtents(graph, sentence);
    MentionBoundaries.nameLessenings(graph, sentence);
    MentionBoundaries.nameOrganParts(graph, sentence);
    MentionBoundaries.nameTeeth(graph, sentence);
    DoseMentions.split(graph, sentence);
    retypeMethods(graph, sentence);
    MentionBoundaries.joinGuides(graph, sentence);
    DoseMentions.splitRegimens(graph, sentence);
    analytes.retype(graph, sentence);
    tests.retypeAnalytes(graph, sentence);
    procedures.retypeShown(graph, sentence);
    boundaries.joinStudies(graph, sentence);
    boundaries.joinGerms(graph, sentence);
    ProcedureMentions.retypeRecesses(graph, sentence);
    procedures.retypeUneventful(graph, sentence);
    ProcedureMentions.joinShownResection(graph, sentence);
    ProcedureMentions.retypeTracers(graph, sentence);
    MentionBoundaries.completeValues(graph, sentence);
    MentionBoundaries.joinCorrected(graph, sentence);
    tests.divide(graph, sentence);
    spurious.drop(graph, sentence);
    SpuriousMentions.dropCounts(graph, sentence);
    SpuriousMentions.dropLikeness(graph, sentence);
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
        graph.add(MentionType.OCCUPATION, from, end, CONFIDENCE, "occupation");
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
}

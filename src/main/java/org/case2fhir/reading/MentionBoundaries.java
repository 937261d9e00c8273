package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;

/**
 * Corrects where a mention begins and ends: it takes in the words that belong to the name,
 * "carcinoma in situ", "transthoracic echocardiography", and joins two mentions that are one name.
 */
final class MentionBoundaries {
  private static final TokenPattern IN_PLACE = TokenPattern.of("<in-place>");
  private static final Set<String> EXTENT_LEADS = TokenPattern.wordClass("extent-lead");
  private static final Set<String> JUDGING = TokenPattern.wordClass("judging");
  private static final Set<String> PLAIN_JUDGEMENTS = TokenPattern.wordClass("plain-judgement");
  private static final Set<String> TISSUE_DISEASES = TokenPattern.wordClass("tissue-disease");
  private static final Set<String> CULTURES = TokenPattern.wordClass("culture");
  private static final Set<String> GUIDED = TokenPattern.wordClass("guided-word");
  private static final Set<String> GERM_INFECTIONS = TokenPattern.wordClass("germ-infection");
  private static final int LONGEST_GERM = 5;
  private static final Set<String> GERM_TARGETS = TokenPattern.wordClass("germ-target-lead");
  private static final Set<String> WAVES = TokenPattern.wordClass("wave-noun");
  private static final Set<String> WAVE_SHAPES = TokenPattern.wordClass("wave-shape");
  private static final Set<String> GERM_LEADS = TokenPattern.wordClass("by-or-with");
  private static final Set<String> VIRUSES = TokenPattern.wordClass("virus-word");
  private static final Set<String> INFECTIONS = TokenPattern.wordClass("infection-noun");
  private static final Set<String> SUBSPECIES = TokenPattern.wordClass("subspecies");
  private static final Set<String> DISSECTIONS = TokenPattern.wordClass("dissection-noun");
  private static final Set<String> EXTENTS = TokenPattern.wordClass("dissection-extent");
  private static final Set<String> APPROACHES = TokenPattern.wordClass("study-approach");
  private static final Set<String> OCCUPATIONS = TokenPattern.wordClass("occupation");
  private static final Set<String> CORRECTED = TokenPattern.wordClass("corrected-participle");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> GERM_ANALYTES = TokenPattern.wordClass("germ-analyte");
  private static final Set<String> OPERATION_EXTENTS = TokenPattern.wordClass("operation-extent");
  private static final Set<String> OPERATION_ENDINGS = TokenPattern.wordClass("operation-ending");
  private static final Set<String> ORGAN_PARTS = TokenPattern.wordClass("organ-part");
  private static final TokenPattern TOOTH = TokenPattern.of("<tooth-noun> NUM");
  private static final TokenPattern TEETH = TokenPattern.of("<tooth-noun> NUM <tooth-range> NUM");
  private static final Set<String> CARRIERS = TokenPattern.wordClass("carrier-noun");
  private static final Set<String> GOOD_STATES = TokenPattern.wordClass("good-state");
  private static final Set<String> LESSENING = TokenPattern.wordClass("lessening");
  private static final Set<String> HOLLOWS = TokenPattern.wordClass("hollow");
  private static final Set<String> FORMS = TokenPattern.wordClass("form-of-hollow");
  private static final TokenPattern IN_PART =
      TokenPattern.of("(in|of|on|at) <det>? ..2 <hollowed-part>");
  private static final Set<String> LOST = TokenPattern.wordClass("lost-function");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final TokenPattern LOSS_OF = TokenPattern.of("loss of <det>?");
  private static final Set<String> TIME_UNITS = TokenPattern.wordClass("time-unit");
  private static final Set<String> LIVING = TokenPattern.wordClass("living-verb");
  private static final Set<String> BED_KINDS = TokenPattern.wordClass("bed-kind");
  private static final Set<String> NO_ORGAN_PARTS = TokenPattern.wordClass("no-organ-part-lead");
  private static final TokenPattern PART_OF = TokenPattern.of("of <det>?");

  private final Gazetteer names;

  MentionBoundaries(Gazetteer names) {
    this.names = names;
  }

  // "[Adenovirus] [PCR]", "Parvovirus B19 [DNA]": what is looked for and how are one test.
  void nameGermTests(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int analyte = node.first;
      while (analyte < node.end && !GERM_ANALYTES.contains(graph.token(analyte).lower())) {
        analyte++;
      }
      boolean test = node.isTest() && analyte == node.first;
      // "did not detect [adenovirus antigen]" has no other result.
      boolean problem =
          node.isProblem()
              && analyte > node.first
              && analyte == node.end - 1
              && LINK_VERBS.contains(graph.lower(sentence, node.end));
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

  // "interferon beta-1a": a name goes on to the end of its last word.
  static void extendNames(Graph graph, Graph.Sentence sentence) {
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
      // "[negative] [T waves]" deny nothing.
      Optional<Graph.Node> shape =
          graph
              .nodeAt(node.first - 1)
              .filter(before -> before.sentence == node.sentence && !before.isClinical())
              .filter(before -> WAVE_SHAPES.contains(graph.last(before).lower()));
      if (node.isProblem() && WAVES.contains(graph.last(node).lower()) && shape.isPresent()) {
        int first = node.first - 1;
        graph.remove(shape.get());
        graph.resize(node, first, node.end, "wave-shape");
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
      int origin = originBefore(graph, sentence, node);
      if (origin < node.first) {
        takeIn(graph, sentence, node, origin, node.end);
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

  // "laparoscopic subtotal [colectomy]": how much is taken out, and how, makes another operation.
  static void nameExtents(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String last = graph.last(node).lower();
      if (node.type != MentionType.THERAPEUTIC_PROCEDURE
          || OPERATION_ENDINGS.stream().noneMatch(last::endsWith)) {
        continue;
      }
      int first = node.first;
      for (int at = first - 1; at >= sentence.first; at--) {
        String word = graph.token(at).lower();
        boolean joint = word.equals("-") && at > sentence.first && first == at + 1;
        if (OPERATION_EXTENTS.contains(word)) {
          first = at;
        } else if (!joint || !OPERATION_EXTENTS.contains(graph.token(at - 1).lower())) {
          break;
        }
      }
      takeIn(graph, sentence, node, first, node.end);
    }
  }

  // "the body of the [pancreas]", "the operative bed of the [left hip]": the part is the site.
  static void nameOrganParts(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.BIOLOGICAL_STRUCTURE) {
        continue;
      }
      for (int part = node.first - 3; part <= node.first - 2; part++) {
        String before = graph.lower(sentence, part - 1);
        if (ORGAN_PARTS.contains(graph.lower(sentence, part))
            && PART_OF.end(graph, sentence, part + 1) == node.first
            && !NO_ORGAN_PARTS.contains(before)) {
          takeIn(graph, sentence, node, BED_KINDS.contains(before) ? part - 1 : part, node.end);
        }
      }
    }
  }

  // "extraction of [tooth 45]", "[teeth 45 to 47]": a tooth has a number, and is a site.
  static void nameTeeth(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      int range = TEETH.end(graph, sentence, i);
      int end = range < 0 ? TOOTH.end(graph, sentence, i) : range;
      // "lost a tooth 2 weeks ago"
      if (end < 0 || TIME_UNITS.contains(graph.lower(sentence, end))) {
        continue;
      }
      int first = i;
      List<Graph.Node> parts = sentence.nodes.stream().filter(n -> n.overlaps(first, end)).toList();
      if (parts.stream().allMatch(n -> n.first >= first && n.end <= end && !n.isProblem())) {
        parts.forEach(graph::remove);
        graph.add(MentionType.BIOLOGICAL_STRUCTURE, first, end, 1, "tooth");
      }
    }
  }

  // "thalassemia [trait]", "[less] active", "[loss of] the forehead creases": without the word the
  // name says more than the text, or the opposite.
  static void nameLessenings(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isProblem()) {
        continue;
      }
      if (CARRIERS.contains(graph.lower(sentence, node.end))) {
        takeIn(graph, sentence, node, node.first, node.end + 1);
      } else if (GOOD_STATES.contains(graph.last(node).lower())
          && LESSENING.contains(graph.lower(sentence, node.first - 1))) {
        takeIn(graph, sentence, node, node.first - 1, node.end);
      } else if (HOLLOWS.contains(graph.lower(node))) {
        nameHollow(graph, sentence, node);
      }
      int loss = lossBefore(graph, sentence, node);
      Optional<Graph.Node> lost = loss < 0 ? Optional.empty() : graph.nodeAt(loss);
      if (loss >= 0 && LOSS_OF.end(graph, sentence, loss) < node.first && lost.isPresent()) {
        // The loss is told with the part that it is of.
        graph.remove(node);
        continue;
      }
      if (loss >= 0 && lost.filter(n -> n.isClinical() && n.length() > 1).isEmpty()) {
        lost.ifPresent(graph::remove);
        takeIn(graph, sentence, node, loss, node.end);
      }
      boolean alone = node.length() == 1 && LOST.contains(graph.lower(node));
      if (alone
          && JOINERS.contains(graph.lower(sentence, node.first - 1))
          && graph
              .nodeAt(node.first - 2)
              .filter(first -> LOSS_OF.end(graph, sentence, first.first) > first.first)
              .isPresent()) {
        // "loss of smell and [taste]": the taste is what was lost.
        graph.remove(node);
      }
    }
  }

  // "a central irregular [depression] in the stomach": a form, and no state of the mind.
  private static void nameHollow(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int first = node.first;
    while (FORMS.contains(graph.lower(sentence, first - 1))) {
      first--;
    }
    if (first < node.first) {
      takeIn(graph, sentence, node, first, node.end);
    } else if (IN_PART.end(graph, sentence, node.end) > node.end) {
      graph.remove(node);
    }
  }

  // Where the "loss of" begins that stands before a name; -1 where none does.
  private static int lossBefore(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int name = node.first;
    Optional<Graph.Node> described = Optional.of(node);
    while (described.isPresent()) {
      name = described.get().first;
      described =
          name > sentence.first
              ? graph
                  .nodeAt(name - 1)
                  .filter(
                      part ->
                          AttributiveAdjectives.describes(part)
                              || part.is(MentionType.BIOLOGICAL_STRUCTURE))
              : Optional.empty();
    }
    for (int first = name - 2; first >= name - 3; first--) {
      if (first >= sentence.first && LOSS_OF.end(graph, sentence, first) == name) {
        return first;
      }
    }
    return -1;
  }

  // Parts of the name that were found as mentions of their own are none, if all of each lies in it.
  private static void takeIn(
      Graph graph, Graph.Sentence sentence, Graph.Node node, int first, int end) {
    List<Graph.Node> parts =
        sentence.nodes.stream().filter(n -> n != node && n.overlaps(first, end)).toList();
    boolean within =
        parts.stream().allMatch(n -> n.first >= first && n.end <= end && !n.isClinical());
    if (within && (first < node.first || end > node.end)) {
      parts.forEach(graph::remove);
      graph.resize(node, first, end, "whole-name");
    }
  }

  // "from [San Francisco]", "lives in [Chicago]": a place alone tells nothing of a person.
  private static int originBefore(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (node.type != MentionType.PERSONAL_BACKGROUND
        || !graph.token(node.end - 1).isWord()
        || !Character.isUpperCase(graph.token(node.end - 1).text().charAt(0))) {
      return node.first;
    }
    boolean led = graph.token(node.first).lower().equals("in");
    int before = led ? node.first : node.first - 1;
    boolean lives =
        graph.lower(sentence, before).equals("in")
            && LIVING.contains(graph.lower(sentence, before - 1));
    boolean from = graph.lower(sentence, before).equals("from");
    return lives ? before - 1 : from ? before : node.first;
  }

  // "acute [infection] with Epstein-Barr virus": one disease, and the germ is none.
  void joinGerms(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node infection : List.copyOf(sentence.nodes)) {
      int end = germBehind(graph, sentence, infection);
      if (end > infection.end) {
        List.copyOf(sentence.nodes).stream()
            .filter(other -> other != infection && other.overlaps(infection.end, end))
            .forEach(graph::remove);
        graph.resize(infection, infection.first, end, "infection-with-germ");
      }
    }
  }

  // Where the germ ends that caused an infection; else where the infection does.
  private int germBehind(Graph graph, Graph.Sentence sentence, Graph.Node infection) {
    int first = infection.end + 1;
    boolean named =
        infection.isProblem()
            && GERM_INFECTIONS.contains(graph.last(infection).lower())
            && GERM_LEADS.contains(graph.lower(sentence, infection.end))
            // "vaccinated against infection with"
            && !GERM_TARGETS.contains(graph.lower(sentence, infection.first - 1));
    if (!named || first >= sentence.end) {
      return infection.end;
    }
    for (int end = Math.min(sentence.end, first + LONGEST_GERM); end > first; end--) {
      int last = end;
      boolean cut = graph.nodesOver(first, end).anyMatch(n -> n.first < first || n.end > last);
      if (!cut && names.isGerm(graph.words(first, end))) {
        return end;
      }
    }
    return sentence.nodes.stream()
        .filter(germ -> germ.isProblem() && germ.first == first)
        .filter(germ -> VIRUSES.contains(graph.last(germ).lower()))
        .mapToInt(germ -> germ.end)
        .max()
        .orElse(infection.end);
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

  // "[ultrasound]-[guided biopsy]": one name.
  static void joinGuides(Graph graph, Graph.Sentence sentence) {
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

  // "[radiological] [biopsy]", "[pacemaker] [lead cultures]": one study, and no two.
  void joinStudies(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String word = graph.lower(node);
      boolean adjective = word.endsWith("al") || word.endsWith("ic") || DEVICES.contains(word);
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

  // "there was [3] + proteinuria": the sign belongs to the grade.
  static void completeValues(Graph graph, Graph.Sentence sentence) {
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
      // "[reduced] [below T8]": one result, with where it begins
      boolean from =
          node.type == MentionType.LAB_VALUE
              && node.length() > 1
              && EXTENT_LEADS.contains(graph.token(node.first).lower())
              && !graph.token(node.first + 1).isNumber();
      Optional<Graph.Node> result =
          from
              ? sentence
                  .nodes(MentionType.LAB_VALUE)
                  .filter(other -> other.end == node.first)
                  .findFirst()
              : Optional.empty();
      if (result.isPresent()) {
        graph.remove(node);
        graph.resize(result.get(), result.get().first, node.end, "whole-result");
        continue;
      }
      // "[diffusely] [decreased]": one result with its degree
      Optional<Graph.Node> next =
          node.type == MentionType.LAB_VALUE
                  && node.length() == 1
                  && graph.token(node.first).lower().endsWith("ly")
              ? sentence
                  .nodes(MentionType.LAB_VALUE)
                  .filter(other -> other.first == node.end)
                  .findFirst()
              : Optional.empty();
      if (next.isPresent()) {
        int end = next.get().end;
        if (JUDGING.contains(graph.token(end - 1).lower())) {
          continue;
        }
        if (PLAIN_JUDGEMENTS.contains(graph.token(end - 1).lower())) {
          // "[qualitatively] [normal]" may be said of several tests.
          graph.remove(node);
          continue;
        }
        graph.remove(next.get());
        graph.resize(node, node.first, end, "whole-result");
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

  // "[Best-corrected] [visual acuity]" is one test.
  static void joinCorrected(Graph graph, Graph.Sentence sentence) {
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
}

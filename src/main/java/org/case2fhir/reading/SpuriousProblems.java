package org.case2fhir.reading;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Mentions that a tagger takes for problems and that are none by what they mean: a person, a
 * movement that was tested, what a drug was given for in anesthesia, a cause that only explains, a
 * fragment of another statement.
 *
 * @see SpuriousMentions which drops what names nothing before facts are read
 */
final class SpuriousProblems {
  private static final Set<String> TITLES = TokenPattern.wordClass("person-title");
  private static final Set<String> ANESTHETIC_EFFECTS = TokenPattern.wordClass("anesthetic-effect");
  private static final TokenPattern BROUGHT_ABOUT =
      TokenPattern.of("<be> <brought-about> <treated-by>");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-person");
  private static final Set<String> STAFF = TokenPattern.wordClass("staff");
  private static final Set<String> CLINICIANS = TokenPattern.wordClass("clinician-ending");
  private static final Set<String> TRIGGERS = TokenPattern.wordClass("trigger-word");
  private static final Set<String> TRIGGER_JOINTS = TokenPattern.wordClass("trigger-joint");
  private static final Set<String> FRAGMENTS = TokenPattern.wordClass("fragment-of-injury");
  private static final Set<String> CAUSES = TokenPattern.wordClass("cause-noun");
  private static final Set<String> TRADE_MARKS = Set.of("\u00ae", "\u2122");
  private static final Set<String> MOVEMENTS = TokenPattern.wordClass("movement-noun");
  private static final Set<String> GERM_INFECTIONS = TokenPattern.wordClass("germ-infection");
  private static final Set<String> VESSELS = TokenPattern.wordClass("vessel-letters");
  private static final Pattern INITIALS = Pattern.compile("[A-Z]\\.(?:[A-Z]\\.?){1,3}");
  private static final Pattern CAPITALS = Pattern.compile("[A-Z]{2,4}");
  private static final Set<String> FRAGMENT_PARTICLES = TokenPattern.wordClass("fragment-particle");

  private final Graph graph;
  private final ConceptCoder coder;
  private final Vocabulary vocabulary;

  SpuriousProblems(Graph graph, ConceptCoder coder, Vocabulary vocabulary) {
    this.graph = graph;
    this.coder = coder;
    this.vocabulary = vocabulary;
  }

  // "attended by a practising [orthopaedist]", "lived with [classmates]"
  boolean isPerson(Graph.Node node) {
    String last = graph.last(node).lower();
    return STAFF.contains(last)
        || OTHERS.contains(last)
        || CLINICIANS.stream().anyMatch(last::endsWith);
  }

  // "triggered by [fumes] and [cold air]", "exposure to [pollen]": no finding of the patient.
  boolean isTrigger(Graph.Sentence sentence, Graph.Node node) {
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

  // "botulinum toxin (Dysport, [Ipsen])": who makes a drug, behind its brand.
  boolean isMaker(Graph.Sentence sentence, Graph.Node node, ConceptCoder.Coded coded) {
    String mark = graph.lower(sentence, node.first - 1);
    int brand = node.first - 2;
    if (node.length() == 1 && (mark.equals(",") || mark.equals(";"))) {
      while (TRADE_MARKS.contains(graph.lower(sentence, brand))) {
        brand--;
      }
      return !coded.concept().isCoded()
          && Character.isUpperCase(graph.token(node.first).text().codePointAt(0))
          && graph.lower(sentence, brand - 1).equals("(")
          && Character.isUpperCase(graph.token(brand).text().codePointAt(0))
          && graph.nodeAt(brand - 2).filter(Graph.Node::isTreatment).isPresent();
    }
    return false;
  }

  // "knee flexion", "head rotation": what was tested, and no finding without its result.
  boolean isMovement(Graph.Node node, ConceptCoder.Coded coded) {
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
  boolean isTestByName(Graph.Node node, ConceptCoder.Coded coded) {
    return !coded.concept().isCoded()
        && node.has(Property.Value.PRESENT)
        && node.details(Graph.Relation.VALUE).findAny().isEmpty()
        && !vocabulary.find(Domain.TEST, graph.words(node)).isEmpty();
  }

  // "[Endocrine causes] were not considered": none is stated. "No cardiac cause" denies one.
  boolean isCause(Graph.Node node, ConceptCoder.Coded coded) {
    return !coded.concept().isCoded()
        && node.has(Property.Value.PRESENT)
        && CAUSES.contains(graph.last(node).lower());
  }

  // "a [10-year history] of gout": how long, and nothing by itself.
  boolean isLengthOfHistory(Graph.Node node) {
    return graph.last(node).lower().equals("history")
        && (graph.token(node.first).isNumber()
            || AgePhrase.number(graph.token(node.first).lower()).isPresent());
  }

  // "[paralysis] was obtained with cisatracurium": what a drug was given for in anaesthesia.
  boolean isBroughtAbout(Graph.Sentence sentence, Graph.Node node) {
    // "Remission was achieved with rituximab", "the rash was induced by amoxicillin" are findings.
    return ANESTHETIC_EFFECTS.contains(graph.last(node).lower())
        && BROUGHT_ABOUT.end(graph, sentence, node.end) > node.end;
  }

  // "A.B.", the initials of a person; "AFP", a test by its name; "OD", an eye: no disease.
  private boolean isLetters(Graph.Node node) {
    String word = graph.words(node);
    return INITIALS.matcher(word).matches()
        || CAPITALS.matcher(word).matches()
            && (AcuityMentions.namesEye(graph, word)
                || !vocabulary.find(Domain.TEST, word).isEmpty())
            && coder.abbreviations().longForm(word).isEmpty();
  }

  // "confirmed by [enteroclysis]"
  boolean isImaging(Graph.Node node, ConceptCoder.Coded coded) {
    return node.length() == 1
        && !coded.concept().isCoded()
        && StudyKind.of(graph, node)
            .filter(kind -> kind.category() == FindingCategory.IMAGING)
            .isPresent();
  }

  // "close to the RHV": letters for a vessel.
  boolean isVessel(Graph.Node node) {
    return node.length() == 1
        && VESSELS.contains(graph.lower(node))
        && coder.abbreviations().longForm(graph.words(node)).isEmpty();
  }

  // "broken", "broke down" without a part of the body that was injured
  boolean isFragment(Graph.Node node, ConceptCoder.Coded coded) {
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

  // "no growth disturbance from injury": what did not come of it says nothing of the injury.
  boolean isOriginOfAbsent(Graph.Sentence sentence, Graph.Node node) {
    int from = node.first - 1;
    return node.has(Property.Value.ABSENT)
        && graph.lower(sentence, from).equals("from")
        && sentence.nodes.stream()
            .anyMatch(
                other ->
                    other.isProblem() && other.end == from && other.has(Property.Value.ABSENT));
  }

  // "multidrug-resistant Pseudomonas aeruginosa" too.
  boolean isOrganism(Graph.Node node) {
    // "an infection by Staphylococcus aureus" is a disease.
    if (IntStream.range(node.first, node.end)
        .anyMatch(i -> GERM_INFECTIONS.contains(graph.token(i).lower()))) {
      return false;
    }
    boolean described = node.length() > 2 && coder.isOrganism(graph.words(node.end - 2, node.end));
    boolean abbreviated =
        node.length() >= 3
            && Gazetteer.isAbbreviated(
                graph.token(node.end - 3).text(),
                graph.token(node.end - 2).text(),
                graph.token(node.end - 1).text());
    return described || abbreviated || coder.isOrganism(graph.words(node));
  }

  // The abbreviation in brackets behind a name.
  static boolean isSecondName(Graph.Node node) {
    return node.heads(Graph.Relation.SAME).findAny().isPresent();
  }

  // A single verb or adverb that no vocabulary knows is a fragment: "coughed", "symmetrically".
  static boolean isInflected(String lower) {
    return lower.endsWith("ed") || lower.endsWith("ing") || lower.endsWith("ly");
  }

  // "compressing the optic chiasm": what another finding does to a part.
  boolean isActOn(Graph.Sentence sentence, Graph.Node node) {
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
}

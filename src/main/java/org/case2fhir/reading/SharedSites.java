package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Finds the site that a sentence states once for several findings: behind the last of a list
 * ("pain, swelling and redness of the knee"), behind the features of a lesion ("a mass with smooth
 * margins in the liver") and at its beginning ("In both eyes, detachment was found").
 */
final class SharedSites {
  private static final int ARTICLE_REACH = 3;
  private static final int FOUND_REACH = 4;
  private static final int FEATURE_REACH = 24;
  private static final int OPENING_REACH = 30;
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> LOCAL_SIGNS = TokenPattern.wordClass("local-sign");
  private static final Set<String> LIMB_SIGNS = TokenPattern.wordClass("limb-sign");
  private static final Set<String> GENERAL_SIGNS = TokenPattern.wordClass("general-sign");
  private static final Set<String> GENERAL = TokenPattern.wordClass("everywhere");
  private static final Set<String> CHIEFLY = TokenPattern.wordClass("chiefly");
  private static final Set<String> LUMPS = TokenPattern.wordClass("lump");
  private static final Set<String> FEATURES = TokenPattern.wordClass("lesion-feature");
  private static final Set<String> FEATURE_LEADS = TokenPattern.wordClass("lesion-feature-lead");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("place-preposition");
  private static final Set<String> ORGAN_ADJECTIVES = TokenPattern.wordClass("organ-adjective");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> SIDES = TokenPattern.wordClass("side");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> CLAUSE_LINKS = TokenPattern.wordClass("clause-link");
  private static final Set<String> PRONOUNS = TokenPattern.wordClass("person-pronoun");

  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> WITH = Set.of("with", "without");
  private static final Set<String> OUTCOME_LINKS = TokenPattern.wordClass("end-of-opening-site");

  private final Graph graph;

  SharedSites(Graph graph) {
    this.graph = graph;
  }

  /** The parts that a sentence states for a problem of which it states none; most often none. */
  List<Graph.Node> of(Graph.Sentence sentence, Graph.Node head) {
    boolean present = head.has(Property.Value.PRESENT);
    List<Graph.Node> parts = present ? ofNoun(head) : List.of();
    if (parts.isEmpty() && present) {
      parts = behindList(sentence, head);
    }
    if (parts.isEmpty() && present) {
      parts = behindFeatures(sentence, head);
    }
    return parts.isEmpty() ? atOpening(sentence, head) : parts;
  }

  // "arterial and venous thrombosis of the legs": of both thromboses.
  private static List<Graph.Node> ofNoun(Graph.Node head) {
    return head.sharedNoun().stream()
        .flatMap(noun -> noun.details(Graph.Relation.SITE).filter(site -> site.first >= noun.end))
        .toList();
  }

  // "weakness and numbness of both legs", but "weakness and pain in the leg"
  private boolean isLocal(Graph.Node member, boolean limb) {
    String noun = graph.last(member).lower();
    boolean general =
        member
            .details(Graph.Relation.DESCRIPTION)
            .anyMatch(word -> GENERAL.contains(graph.lower(word)));
    return LOCAL_SIGNS.contains(noun)
        || isLimbSign(member)
        || limb && noun.equals("weakness") && !general;
  }

  private boolean isLimbSign(Graph.Node member) {
    boolean loss =
        graph.last(member).lower().equals("loss")
            && member.length() > 1
            && graph.token(member.end - 2).lower().equals("sensory");
    return loss || LIMB_SIGNS.contains(graph.last(member).lower());
  }

  // "a mass with smooth margins in the liver", "a cyst with bleeding was found in the omentum"
  private List<Graph.Node> behindFeatures(Graph.Sentence sentence, Graph.Node head) {
    if (!LUMPS.contains(graph.last(head).lower())
        || !FEATURE_LEADS.contains(graph.lower(sentence, head.end))) {
      return List.of();
    }
    int limit = Math.min(sentence.end, head.end + FEATURE_REACH);
    for (int i = head.end + 1; i < limit; i++) {
      Optional<Graph.Node> part = partLedAt(sentence, i);
      if (part.isPresent()) {
        return List.of(part.get());
      }
      String word = graph.token(i).lower();
      boolean ends =
          word.equals(";")
              || CLAUSE_LINKS.contains(word)
              || BE.contains(word) && !FOUND.contains(graph.lower(sentence, i + 1))
              || word.equals("and") && ARTICLES.contains(graph.lower(sentence, i + 1));
      if (ends || graph.nodeAt(i).filter(node -> !isFeature(node)).isPresent()) {
        return List.of();
      }
    }
    return List.of();
  }

  private boolean isFeature(Graph.Node node) {
    boolean named = FEATURES.contains(graph.last(node).lower());
    return node.isProblem() ? named : node.type != MentionType.BIOLOGICAL_STRUCTURE;
  }

  // "In both eyes, detachment was found, as well as thickening"
  private List<Graph.Node> atOpening(Graph.Sentence sentence, Graph.Node head) {
    Optional<Graph.Node> part = partLedAt(sentence, sentence.first);
    if (part.isEmpty()
        || !graph.lower(sentence, part.get().end).equals(",")
        || head.first > sentence.first + OPENING_REACH
        || GENERAL_SIGNS.contains(graph.last(head).lower())
        || hasOwnPlace(head)) {
      return List.of();
    }
    boolean said = false;
    for (int i = part.get().end + 1; i < head.first; i++) {
      String word = graph.token(i).lower();
      boolean other =
          graph
              .nodeAt(i)
              .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE || node.isTreatment())
              .isPresent();
      boolean ends =
          word.equals(";")
              || OUTCOME_LINKS.contains(word)
              || said && word.equals(",") && WITH.contains(graph.lower(sentence, i + 1))
              || word.equals("as")
                  && !graph.lower(sentence, i + 1).equals("well")
                  && !graph.lower(sentence, i - 1).equals("well")
              || !word.equals("as") && CLAUSE_LINKS.contains(word)
              || PRONOUNS.contains(word);
      if (other || ends) {
        return List.of();
      }
      said |= FINITE.contains(word);
    }
    return said && hasOwnVerb(sentence, head) ? List.of() : List.of(part.get());
  }

  // "In the lung, a nodule was found, and headache was reported": a clause of its own.
  private boolean hasOwnVerb(Graph.Sentence sentence, Graph.Node head) {
    for (int i = head.end; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      if (word.equals(";") || word.equals(",") || CLAUSE_LINKS.contains(word)) {
        return false;
      }
      if (FINITE.contains(word)) {
        return true;
      }
    }
    return false;
  }

  // Stones of the kidney and an enlarged heart are where they are.
  private boolean hasOwnPlace(Graph.Node finding) {
    String name = graph.last(finding).lower();
    return TokenPattern.wordClass("placed-finding").contains(name)
        || TokenPattern.wordClass("placed-ending").stream().anyMatch(name::endsWith);
  }

  // The part to which a preposition at a token leads.
  private Optional<Graph.Node> partLedAt(Graph.Sentence sentence, int token) {
    if (!PREPOSITIONS.contains(graph.lower(sentence, token))) {
      return Optional.empty();
    }
    int at = token + 1;
    while (ARTICLES.contains(graph.lower(sentence, at))
        || SIDES.contains(graph.lower(sentence, at)) && partFrom(sentence, at).isEmpty()) {
      at++;
    }
    return partFrom(sentence, at);
  }

  /** The part of the body whose words begin at a token. */
  static Optional<Graph.Node> partFrom(Graph.Sentence sentence, int token) {
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .filter(part -> part.first == token)
        .findFirst();
  }

  // A site behind the last of several findings that a study showed is the site of each.
  private List<Graph.Node> behindList(Graph.Sentence sentence, Graph.Node head) {
    Optional<Graph.Coordination> list = sentence.coordination(head);
    if (list.isEmpty()) {
      return List.of();
    }
    Graph.Node last = list.get().members().get(list.get().members().size() - 1);
    List<Graph.Node> behind =
        last == head
            ? List.of()
            : last.details(Graph.Relation.SITE).filter(site -> site.first >= last.end).toList();
    List<Graph.Node> rest =
        list.get().members().stream().filter(member -> member.first >= head.first).toList();
    boolean limb = rest.stream().anyMatch(this::isLimbSign);
    boolean local = rest.stream().allMatch(member -> isLocal(member, limb));
    boolean chiefly = !behind.isEmpty() && isChiefly(sentence, last.end, behind.get(0).first);
    boolean shown = isShown(sentence, list.get()) && isAlike(sentence, head, last);
    return behind.isEmpty() || chiefly || !local && !shown ? List.of() : behind;
  }

  // "gallstones and a mass in the liver": the article sets the last apart, and stones of the gall,
  // a large heart and a renal cyst are where they are.
  private boolean isAlike(Graph.Sentence sentence, Graph.Node head, Graph.Node last) {
    boolean placed =
        IntStream.range(head.first, head.end - 1)
            .anyMatch(i -> ORGAN_ADJECTIVES.contains(graph.token(i).lower()));
    return !placed
        && !hasOwnPlace(head)
        && (hasArticle(sentence, head) || !hasArticle(sentence, last));
  }

  private boolean hasArticle(Graph.Sentence sentence, Graph.Node finding) {
    for (int i = finding.first; i >= Math.max(sentence.first, finding.first - ARTICLE_REACH); i--) {
      String word = graph.token(i).lower();
      if (word.equals("a") || word.equals("an")) {
        return true;
      }
      if (i < finding.first && (word.equals(",") || word.equals("and") || word.equals("or"))) {
        return false;
      }
    }
    return false;
  }

  // "cardiomegaly and nodules predominantly in the lower lobes": where most of the nodules are.
  private boolean isChiefly(Graph.Sentence sentence, int from, int site) {
    for (int i = from; i < site; i++) {
      if (CHIEFLY.contains(graph.lower(sentence, i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isShown(Graph.Sentence sentence, Graph.Coordination list) {
    for (int i = sentence.first; i < list.first(); i++) {
      if (StudyKind.of(graph.token(i).lower()).isPresent()) {
        return true;
      }
    }
    for (int i = list.end(); i < Math.min(sentence.end, list.end() + FOUND_REACH); i++) {
      if (FOUND.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }
}

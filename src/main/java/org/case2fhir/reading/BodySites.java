package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.Vocabulary;

/** Reads where on the body a finding is or a procedure was done, with its side. */
final class BodySites {
  // "thalami", "costae", "feet"
  private static final Pattern COUNT = Pattern.compile("\\d{1,3}");
  private static final Set<String> PLURAL_ENDINGS = TokenPattern.wordClass("plural-ending");
  private static final String EYE = "eye";
  private static final int SIDE_LEAD = 4;
  private static final int ORIGIN_SIGHT = 6;
  private static final int SIDE_SIGHT = 16;
  private static final int LONGEST_NAME = 3;
  private static final int LUMP_REACH = 2;
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> LENGTHS = Set.of("cm", "mm");

  private static final Set<String> TOUCHING = TokenPattern.wordClass("touching-verb");
  private static final Set<String> RADIATING = TokenPattern.wordClass("radiating-verb");
  private static final int RADIATION_SIGHT = 8;

  private final Graph graph;
  private final Vocabulary vocabulary;
  private final SharedSites shared;
  private final Set<String> sides = TokenPattern.wordClass("side");
  private final Set<String> sideNouns = TokenPattern.wordClass("side-noun");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> qualities = TokenPattern.wordClass("site-quality");
  private final Set<String> projections = TokenPattern.wordClass("projection");
  private final Set<String> leads = TokenPattern.wordClass("site-lead");
  private static final Set<String> ORIGINS = TokenPattern.wordClass("spread-origin");
  private static final Set<String> SPREADING = TokenPattern.wordClass("spread-or-return");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> SIDED_SIGNS = TokenPattern.wordClass("sign-of-side");
  private static final Set<String> ORDINAL_ENDINGS = TokenPattern.wordClass("ordinal-suffix");
  private static final Set<String> NO_SITES = TokenPattern.wordClass("no-site");
  private static final Set<String> VESSEL_KINDS = TokenPattern.wordClass("kind-of-vessel");
  private static final Set<String> EACH = TokenPattern.wordClass("each-side");
  private static final Set<String> APART = TokenPattern.wordClass("apart-from");
  private static final Set<String> OF_HEART = TokenPattern.wordClass("side-of-heart");
  private static final Set<String> OTHER_SIDE = TokenPattern.wordClass("other-side");
  private static final Set<String> SAME_SIDE = TokenPattern.wordClass("same-side");
  private static final int SIDE_MEMORY = 60;

  private final Set<String> lumps = TokenPattern.wordClass("lump");
  private static final Set<String> SHARES = TokenPattern.wordClass("share-joint");
  private static final Set<String> FROM_THERE = TokenPattern.wordClass("from-there");
  private static final Set<String> MATERIALS = TokenPattern.wordClass("site-material");
  private static final Set<String> PLACES = TokenPattern.wordClass("place-noun");
  private static final Set<String> TAKEN = TokenPattern.wordClass("specimen-taken");

  BodySites(Graph graph, Vocabulary vocabulary) {
    this.graph = graph;
    this.vocabulary = vocabulary;
    this.shared = new SharedSites(graph);
  }

  /**
   * The sites of a mention. A side that is stated of it without a site goes to the site that its
   * name holds; else it stands alone.
   *
   * @param coded its name and codes
   */
  List<BodySite> of(Graph.Node head, ConceptCoder.Coded coded) {
    Graph.Sentence sentence = graph.sentenceOf(head);
    List<Graph.Node> stated = head.details(Graph.Relation.SITE).toList();
    // "a left-sided heart sound and crackles in both lungs": what has a side is somewhere else.
    boolean sided = sideBefore(sentence, head.first).or(() -> described(head)).isPresent();
    if (stated.isEmpty() && !sided && head.isProblem()) {
      stated = shared.of(sentence, head);
    }
    Set<BodySite> sites = new LinkedHashSet<>();
    ofSharedNoun(head).ifPresent(sites::add);
    for (Graph.Node site : stated) {
      if (isMeasuredFrom(sentence, site)
          || isInjured(sentence, site)
          || radiation(graph, head, site) >= 0
          || isTouched(sentence, head, site)
          || isSpecimen(graph, site)
          || site.length() == 1
              && (NO_SITES.contains(graph.lower(site)) || isCount(graph.lower(site)))) {
        continue;
      }
      if (stated.size() == 1 || !isInName(site, head, coded)) {
        withCoordinated(sentence, site, head).stream()
            .filter(each -> each == site || radiation(graph, head, each) < 0)
            .filter(each -> !SiteAttachment.isOfNextClause(graph, sentence, each, head))
            .filter(each -> each == site || !SiteAttachment.isExcluded(graph, sentence, each))
            .forEach(each -> site(each, head, sites));
      }
    }
    Optional<Laterality> named =
        coded.match().stream()
            .flatMap(match -> match.qualifiers().stream())
            .filter(qualifier -> qualifier.kind() == QualifierKind.LATERALITY)
            .flatMap(qualifier -> Sides.side(qualifier.words()).stream())
            .findFirst();
    if (named.isPresent()
        && sites.size() > 1
        && sites.stream().anyMatch(site -> site.laterality().equals(named))) {
      // "fractures of the left clavicle, the fourth rib": the side is the clavicle's.
      return List.copyOf(sites);
    }
    Optional<Laterality> side =
        named
            .or(() -> sideBefore(sentence, head.first))
            .or(() -> described(head))
            .or(() -> sites.isEmpty() ? sideBehind(sentence, head) : Optional.empty())
            .or(() -> sites.isEmpty() ? sideOfList(sentence, head) : Optional.empty());
    if (side.isEmpty()) {
      return List.copyOf(sites);
    }
    if (sites.isEmpty()) {
      return List.of(
          inName(coded.concept().text(), side.get())
              .orElseGet(() -> new BodySite(Concept.ofText(BodySite.SIDE_ALONE), side)));
    }
    return sites.stream().map(site -> sided(site, side.get())).distinct().toList();
  }

  // "both" of "both [knees]": the side of the part right behind it.
  private boolean isSideOf(Graph.Node site) {
    return site.length() == 1
        && sides.contains(graph.lower(site))
        && graph
            .nodeAt(site.end)
            .filter(part -> part.sentence == site.sentence)
            .filter(part -> part.type == MentionType.BIOLOGICAL_STRUCTURE)
            .isPresent();
  }

  /**
   * Whether the words for a part name what was taken of it, or the place of something else:
   * "resected specimen", "site of the former hematoma".
   */
  static boolean isSpecimen(Graph graph, Graph.Node part) {
    return MATERIALS.contains(graph.last(part).lower())
        || PLACES.contains(graph.token(part.first).lower())
        || IntStream.range(part.first, part.end)
            .anyMatch(i -> TAKEN.contains(graph.token(i).lower()));
  }

  // "fell and fractured her [hip]": the part is the fracture's; "metastatic from the [colon]":
  // where it came from.
  private boolean isInjured(Graph.Sentence sentence, Graph.Node site) {
    for (int at = site.first - 1; at > site.first - ORIGIN_SIGHT; at--) {
      if (joiners.contains(graph.lower(sentence, at))) {
        break;
      }
      if (ORIGINS.contains(graph.lower(sentence, at))
          && SPREADING.contains(graph.lower(sentence, at - 1))) {
        return true;
      }
    }
    return sentence.nodes.stream()
        .filter(node -> node.first <= site.first && node.end >= site.end)
        .anyMatch(node -> MentionCandidates.injury(graph, node).isPresent());
  }

  // "17 cm from the anal verge": how far it is from there.
  private boolean isMeasuredFrom(Graph.Sentence sentence, Graph.Node site) {
    int at = site.first - 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at--;
    }
    // "unrelated to the ulnar nerve", "distant [from the kidney]": it is somewhere else.
    int lead = leads.contains(graph.token(site.first).lower()) ? site.first : at;
    if (APART.contains(graph.lower(sentence, lead - 1))
        && (leads.contains(graph.lower(sentence, lead)))) {
      return true;
    }
    // "proximal to the carina"
    int way = FROM_THERE.contains(graph.lower(sentence, at - 1)) ? at - 1 : at;
    at = way;
    return FROM_THERE.contains(graph.lower(sentence, at))
        && LENGTHS.contains(graph.lower(sentence, at - 1))
        && at - 2 >= sentence.first
        && graph.token(at - 2).isNumber();
  }

  /** "Oral" in "oral and genital ulcers" is where they are. */
  Optional<BodySite> ofSharedNoun(Graph.Node head) {
    String own = ConceptCoder.plain(graph.words(head.first, head.end));
    String lower = own.toLowerCase(Locale.ROOT);
    boolean part =
        head.sharedNoun().isPresent()
            && !Coordinations.SharedNouns.isContrast(lower)
            && !sides.contains(lower)
            && !NO_SITES.contains(lower)
            && !VESSEL_KINDS.contains(lower)
            && !Coordinations.SharedNouns.isGerm(lower)
            && (head.trail.contains(Coordinations.SharedNouns.RULE)
                || !vocabulary.find(Domain.BODY_SITE, own).isEmpty());
    return part ? Optional.of(named(own)) : Optional.empty();
  }

  /** A site with the side that its own words or those right before it state. */
  BodySite site(Graph.Node node) {
    if (node.length() == 1 && sides.contains(graph.token(node.first).lower())) {
      return new BodySite(
          Concept.ofText(BodySite.SIDE_ALONE), Sides.side(graph.token(node.first).lower()));
    }
    Graph.Sentence sentence = graph.sentenceOf(node);
    int first = node.first;
    while (first < node.end - 1 && articles.contains(graph.token(first).lower())) {
      first++;
    }
    first = behindShare(sentence, first, node);
    if (ORDINAL_ENDINGS.contains(graph.token(first).lower())
        && first > sentence.first
        && graph.token(first - 1).isNumber()) {
      // "the 4 [th and 5 th ribs]"
      first--;
    }
    Optional<Laterality> eye = AcuityMentions.eye(graph, node);
    if (eye.isPresent()) {
      String part = eye.get() == Laterality.BILATERAL ? EYE + "s" : EYE;
      return sided(named(part), eye.get());
    }
    Optional<BodySite> paired = paired(sentence, first, node);
    Optional<BodySite> opposite = opposite(first, node);
    if (paired.isPresent() || opposite.isPresent()) {
      return paired.or(() -> opposite).get();
    }
    BodySite site = named(ofSide(sentence, first, node));
    return sideBefore(sentence, first).map(side -> sided(site, side)).orElse(site);
  }

  // "each eye", "either side of the neck" are both; of "either knee or hip" no side is known.
  private Optional<BodySite> paired(Graph.Sentence sentence, int first, Graph.Node node) {
    String word = graph.token(first).lower();
    if (!EACH.contains(word) || first + 1 >= node.end) {
      return Optional.empty();
    }
    int at = first + 1;
    while (at < node.end - 1 && sideNouns.contains(graph.token(at).lower())) {
      at++;
    }
    at = at > first + 1 ? skipOf(sentence, at) : at;
    if (at >= node.end || sides.contains(graph.token(at).lower())) {
      return Optional.empty();
    }
    boolean one =
        graph.lowerWords(at, node.end).contains("or")
            || graph.lower(sentence, node.end).equals("or");
    BodySite site = named(graph.words(at, node.end));
    return Optional.of(one ? site : sided(site, Laterality.BILATERAL));
  }

  // "the contralateral kidney", where just one side was named before it.
  private Optional<BodySite> opposite(int first, Graph.Node node) {
    String word = graph.token(first).lower();
    boolean other = OTHER_SIDE.contains(word);
    if (!other && !SAME_SIDE.contains(word) || first + 1 >= node.end) {
      return Optional.empty();
    }
    Set<Laterality> named = EnumSet.noneOf(Laterality.class);
    for (int i = Math.max(0, first - SIDE_MEMORY); i < first; i++) {
      String side = graph.token(i).lower();
      boolean mentioned =
          graph.nodeAt(i).isPresent() || i + 1 < first && graph.nodeAt(i + 1).isPresent();
      boolean ofHeart = OF_HEART.contains(graph.token(i + 1).lower());
      if (sides.contains(side) && mentioned && !ofHeart) {
        Sides.side(side).ifPresent(named::add);
      }
    }
    if (named.size() != 1 || named.contains(Laterality.BILATERAL)) {
      return Optional.empty();
    }
    boolean left = named.contains(Laterality.LEFT) != other;
    return Optional.of(
        sided(named(graph.words(first + 1, node.end)), left ? Laterality.LEFT : Laterality.RIGHT));
  }

  // "four of 56 [lymph nodes]", "/14 [lymph nodes]", "32 [lymph nodes]": how many is no part of it.
  private int behindShare(Graph.Sentence sentence, int first, Graph.Node node) {
    int at = first;
    int counts = 0;
    while (at < node.end - 1
        && (isCount(graph.token(at).lower())
            || SHARES.contains(graph.token(at).lower())
            || articles.contains(graph.token(at).lower()))) {
      counts += isCount(graph.token(at).lower()) ? 1 : 0;
      at++;
    }
    boolean share =
        counts > 1
            || counts == 1
                && (SHARES.contains(graph.token(first).lower())
                    || SHARES.contains(graph.lower(sentence, first - 1))
                    || articles.contains(graph.lower(sentence, first - 1)));
    boolean part = graph.token(at).text().equals(graph.token(at).lower());
    return share && part && graph.last(node).lower().endsWith("s") ? at : first;
  }

  /** Whether a word in lower case counts: "32", "four". */
  static boolean isCount(String word) {
    return COUNT.matcher(word).matches() || AgePhrase.number(word).isPresent();
  }

  /** A site by its name, which may state its side. */
  BodySite named(String words) {
    return Sides.split(ConceptCoder.plain(words), vocabulary);
  }

  // "Both sides of the neck", "both (sides) of the [neck]": a side with the part behind it.
  private String ofSide(Graph.Sentence sentence, int first, Graph.Node node) {
    int at = first;
    if (!sides.contains(graph.token(at).lower())) {
      return graph.words(first, node.end);
    }
    String side = graph.token(at).text();
    at++;
    while (at < node.end && sideNouns.contains(graph.token(at).lower())) {
      at++;
    }
    if (at > first + 1 && at < node.end) {
      return side + " " + graph.words(skipOf(sentence, at), node.end);
    }
    if (at == node.end && leads.contains(graph.lower(sentence, at))) {
      int part = skipOf(sentence, at);
      Optional<Graph.Node> behind =
          part < sentence.end && part > at
              ? graph.nodeAt(part).filter(other -> other.type == MentionType.BIOLOGICAL_STRUCTURE)
              : Optional.empty();
      if (behind.isPresent()) {
        return side + " " + graph.words(part, behind.get().end);
      }
    }
    return graph.words(first, node.end);
  }

  private int skipOf(Graph.Sentence sentence, int from) {
    int at = from;
    while (at < sentence.end - 1
        && (leads.contains(graph.token(at).lower())
            || articles.contains(graph.token(at).lower()))) {
      at++;
    }
    return at;
  }

  // "Skin contractions of both hands": the first word belongs to the name, the last say where.
  private boolean isInName(Graph.Node site, Graph.Node head, ConceptCoder.Coded coded) {
    return site.end <= head.end
        && head.first - site.end <= 1
        && coded.concept().text().contains(ConceptCoder.plain(graph.words(site)));
  }

  // "In the dermis and the subcutaneous fat": a site with those that a list behind it adds.
  private List<Graph.Node> withCoordinated(
      Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    List<Graph.Node> sites = new ArrayList<>(List.of(site));
    if (site.first < head.end) {
      return sites;
    }
    Graph.Node last = site;
    for (Graph.Node next : sentence.nodes) {
      if (next.first < last.end) {
        continue;
      }
      // "a fracture of the femur and hip pain": the last part is the pain's.
      boolean ofNext =
          next.edges.stream()
              .anyMatch(
                  edge ->
                      edge.detail() == next
                          && edge.head() != head
                          && edge.head().first == next.end);
      if (!isJoined(sentence, last.end, next.first)
          || !isSite(next)
          || ofNext
          || isSubject(sentence, next)) {
        break;
      }
      sites.add(next);
      last = next;
    }
    return sites;
  }

  // "a hernia of the bladder, the [uterus] was displaced"
  private boolean isSubject(Graph.Sentence sentence, Graph.Node part) {
    return articles.contains(graph.lower(sentence, part.first - 1))
        && graph.lower(sentence, part.first - 2).equals(",")
        && VERBS.contains(graph.lower(sentence, part.end));
  }

  private boolean isJoined(Graph.Sentence sentence, int from, int to) {
    boolean joined = false;
    for (int i = from; i < to; i++) {
      String word = graph.lower(sentence, i);
      joined |= joiners.contains(word);
      boolean ends = word.equals(";");
      if (ends || !joiners.contains(word) && !articles.contains(word) && !leads.contains(word)) {
        return false;
      }
    }
    return joined;
  }

  private boolean isSite(Graph.Node node) {
    if (node.type == MentionType.BIOLOGICAL_STRUCTURE) {
      return true;
    }
    boolean tissue =
        TokenPattern.wordClass("tissue").contains(graph.token(node.end - 1).lower())
            && node.length() > 1;
    return node.type == MentionType.DETAILED_DESCRIPTION
        && (tissue
            || !vocabulary.find(Domain.BODY_SITE, ConceptCoder.plain(graph.words(node))).isEmpty());
  }

  // Qualities are no sites, and how a picture was taken is not where.
  private void site(Graph.Node site, Graph.Node head, Set<BodySite> into) {
    String words = ConceptCoder.plain(graph.lower(site));
    boolean problem =
        !vocabulary.find(Domain.CONDITION, words).isEmpty()
            && vocabulary.find(Domain.BODY_SITE, words).isEmpty();
    if (qualities.contains(words) || problem || isSideOf(site)) {
      return;
    }
    String bare =
        head.isTest()
            ? Stream.of(words.split(" "))
                .filter(word -> !projections.contains(word))
                .collect(Collectors.joining(" "))
            : words;
    if (!bare.isEmpty()) {
      into.add(bare.equals(words) ? site(site) : named(bare));
    }
  }

  /**
   * Where "radiating to the back" begins that says where a pain goes, and not where it is; or -1.
   */
  static int radiation(Graph graph, Graph.Node head, Graph.Node site) {
    Graph.Sentence sentence = graph.sentenceOf(site);
    int from = site.first - RADIATION_SIGHT;
    int at = site.first - 1;
    while (at >= (site.first >= head.end ? Math.max(head.end, from) : from)) {
      if (RADIATING.contains(graph.lower(sentence, at))) {
        return at;
      }
      if (graph.nodeAt(at).filter(Graph.Node::isProblem).isPresent()) {
        return -1;
      }
      at--;
    }
    return -1;
  }

  // "The tumor abutted the aorta": what it touches is beside it.
  private boolean isTouched(Graph.Sentence sentence, Graph.Node head, Graph.Node site) {
    int at = site.first - 1;
    while (articles.contains(graph.lower(sentence, at))) {
      at--;
    }
    return at >= head.end && TOUCHING.contains(graph.lower(sentence, at));
  }

  private static BodySite sided(BodySite site, Laterality side) {
    return site.laterality().isPresent() ? site : new BodySite(site.site(), Optional.of(side));
  }

  private Optional<Laterality> described(Graph.Node head) {
    return head.details(Graph.Relation.DESCRIPTION)
        // "dysphagia for [both solids] and liquids": two things, not two sides.
        .filter(
            detail ->
                !graph.token(detail.first).lower().equals("both")
                    || sideNouns.contains(graph.last(detail).lower()))
        .flatMap(detail -> Sides.side(graph.words(detail)).stream())
        .findFirst();
  }

  // "left-sided", "both sides of the", "bilateral": right before a mention.
  private Optional<Laterality> sideBefore(Graph.Sentence sentence, int first) {
    for (int i = first - 1; i >= Math.max(sentence.first, first - SIDE_LEAD - 1); i--) {
      String word = graph.token(i).lower();
      boolean beside =
          i + 1 == first || i + 2 == first && articles.contains(graph.lower(sentence, i + 1));
      if (word.equals("both") && beside && isOneOfTwo(sentence, first)) {
        return Optional.empty();
      }
      if (sides.contains(word)) {
        boolean joins = i + 1 == first || !leads.contains(graph.token(i + 1).lower());
        boolean of = i + 1 < first && graph.token(i + 1).lower().equals("of");
        boolean alone = i + 1 < first && articles.contains(graph.token(i + 1).lower());
        boolean pair =
            joiners.contains(graph.lower(sentence, i - 1))
                && sides.contains(graph.lower(sentence, i - 2));
        return (joins || of) && (!alone || word.equals("both"))
            ? pair ? Optional.of(Laterality.BILATERAL) : Sides.side(word)
            : Optional.empty();
      }
      if (!sideNouns.contains(word) && !articles.contains(word) && !word.equals("of")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  // "both CT and MRI": two things, not two sides; but "both kidneys and the bladder".
  private boolean isOneOfTwo(Graph.Sentence sentence, int first) {
    Optional<Graph.Node> named = graph.nodeAt(first);
    Optional<Boolean> problem = isOneProblemOfTwo(named);
    if (problem.isPresent()) {
      return problem.get();
    }
    int last = named.map(node -> node.end).orElse(first + 1) - 1;
    boolean part = named.filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
    String noun = graph.token(last).lower();
    boolean plural =
        noun.endsWith("s") && !noun.endsWith("ss")
            || part && PLURAL_ENDINGS.stream().anyMatch(noun::endsWith);
    return !plural && graph.lower(sentence, last + 1).equals("and");
  }

  // "both membranous [nephropathy] with deposits and", "both pulmonary [infiltrates] and a mass"
  private Optional<Boolean> isOneProblemOfTwo(Optional<Graph.Node> named) {
    Optional<Graph.Node> head = named;
    boolean part = false;
    for (int i = 0; i < SIDE_LEAD && head.isPresent() && !head.get().isProblem(); i++) {
      Graph.Node modifier = head.get();
      part |= modifier.type == MentionType.BIOLOGICAL_STRUCTURE;
      head = graph.nodeAt(modifier.end).filter(next -> next.sentence == modifier.sentence);
    }
    if (head.filter(Graph.Node::isProblem).isEmpty()) {
      return Optional.empty();
    }
    Graph.Sentence sentence = graph.sentenceOf(head.get());
    boolean plural = graph.last(head.get()).lower().endsWith("s");
    return Optional.of(graph.lower(sentence, head.get().end).equals("and") || !plural && !part);
  }

  // "A mass of 3 cm on the left and one of 4 cm on the right": up to the next problem.
  private Optional<Laterality> sideBehind(Graph.Sentence sentence, Graph.Node head) {
    int limit = Math.min(sentence.end, head.end + SIDE_SIGHT);
    for (int i = head.end; i < limit; i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      if (node.filter(other -> other.isProblem() || other.isTest() || other.isTreatment())
          .isPresent()) {
        return Optional.empty();
      }
      boolean side = sides.contains(graph.token(i).lower()) && i - 2 >= head.end - 1;
      if (side
          && articles.contains(graph.lower(sentence, i - 1))
          && leads.contains(graph.lower(sentence, i - 2))) {
        int end = sideNouns.contains(graph.lower(sentence, i + 1)) ? i + 2 : i + 1;
        String next = graph.lower(sentence, end);
        boolean alone = end >= sentence.end || !Character.isLetter(next.codePointAt(0));
        return alone || joiners.contains(next) || TokenPattern.wordClass("be").contains(next)
            ? Sides.side(graph.token(i).lower())
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  // "left-sided weakness and [numbness]": signs of one side; "left-sided weakness and confusion".
  private Optional<Laterality> sideOfList(Graph.Sentence sentence, Graph.Node head) {
    List<Graph.Node> members =
        sentence.coordination(head).map(Graph.Coordination::members).orElse(List.of());
    int index = members.indexOf(head);
    boolean signs =
        index > 0
            && joiners.contains(graph.lower(sentence, head.first - 1))
            && members.subList(0, index + 1).stream()
                .allMatch(member -> SIDED_SIGNS.contains(graph.last(member).lower()));
    if (!signs) {
      return Optional.empty();
    }
    for (int i = head.first - 1; i >= members.get(0).first - 1; i--) {
      if (graph.lower(sentence, i).equals("sided")
          && graph.lower(sentence, i - 1).equals("-")
          && sides.contains(graph.lower(sentence, i - 2))) {
        return Sides.side(graph.lower(sentence, i - 2));
      }
    }
    return Optional.empty();
  }

  // "Bilateral shoulder pain" is at both shoulders.
  private Optional<BodySite> inName(String name, Laterality side) {
    List<String> words =
        Stream.of(name.split("[\\s-]+"))
            .filter(word -> !sides.contains(word.toLowerCase(Locale.ROOT)))
            .toList();
    for (int length = Math.min(LONGEST_NAME, words.size()); length > 0; length--) {
      for (int i = 0; i + length <= words.size(); i++) {
        String part = String.join(" ", words.subList(i, i + length));
        if (!part.isBlank() && !vocabulary.find(Domain.BODY_SITE, part).isEmpty()) {
          Concept site = new Concept(part, vocabulary.find(Domain.BODY_SITE, part));
          return Optional.of(new BodySite(site, Optional.of(side)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Completes lumps of which only the side is stated, and what was done to them: "cysts in both
   * breasts; a cyst of 3 cm on the left was excised". The site is that of the lumps mentioned last
   * before, where that is one.
   */
  void completeLumps(List<FactDraft> drafts) {
    for (FactDraft draft : drafts) {
      boolean alone =
          draft.sites.size() == 1
              && draft.sites.iterator().next().site().text().equals(BodySite.SIDE_ALONE);
      boolean lump =
          draft.kind == FactKind.FINDING && isLump(draft.head)
              || draft.kind == FactKind.PROCEDURE
                  && graph.sentenceOf(draft.head).nodes.stream().anyMatch(this::isLump);
      if (alone && lump) {
        lastSite(draft).ifPresent(site -> complete(draft, site));
      }
    }
  }

  // "cysts in both breasts; a cyst of 3 cm on the left": the same noun. "A mass in the neck. He had
  // left-sided swelling": another thing that may be anywhere.
  private boolean isTakenUp(FactDraft draft, Graph.Node earlier) {
    if (!isLump(draft.head)) {
      return true;
    }
    Graph.Sentence sentence = graph.sentenceOf(draft.head);
    String noun = graph.token(draft.head.end - 1).lower();
    String other = graph.token(earlier.end - 1).lower();
    return stem(noun).equals(stem(other))
        || articles.contains(graph.lower(sentence, draft.head.first - 1))
            && !INDEFINITE.contains(graph.lower(sentence, draft.head.first - 1));
  }

  private static String stem(String noun) {
    return noun.endsWith("es") && noun.startsWith("mass")
        ? noun.substring(0, noun.length() - 2)
        : noun.endsWith("s") && !noun.endsWith("ss") ? noun.substring(0, noun.length() - 1) : noun;
  }

  private boolean isLump(Graph.Node node) {
    return (node.isProblem() || node.is(MentionType.COREFERENCE))
        && lumps.contains(graph.token(node.end - 1).lower());
  }

  private Optional<Concept> lastSite(FactDraft draft) {
    int index = draft.head.sentence;
    for (int i = index; i >= Math.max(0, index - LUMP_REACH); i--) {
      Graph.Sentence sentence = graph.sentences().get(i);
      List<Graph.Node> before =
          sentence.nodes.stream()
              .filter(node -> isLump(node) && node.end <= draft.head.first)
              .filter(node -> node.sentence == index || isTakenUp(draft, node))
              .toList();
      Set<Concept> sites =
          before.stream()
              .flatMap(node -> node.details(Graph.Relation.SITE))
              .map(node -> one(site(node).site()))
              .filter(site -> !site.text().equals(BodySite.SIDE_ALONE))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (sites.isEmpty() && !before.isEmpty() && i < index) {
        List<Graph.Node> parts = sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).toList();
        parts.stream().limit(2).forEach(part -> sites.add(one(site(part).site())));
      }
      if (!sites.isEmpty()) {
        return sites.size() == 1 ? sites.stream().findFirst() : Optional.empty();
      }
    }
    return Optional.empty();
  }

  // Of "both gluteal regions" one side is a gluteal region.
  private Concept one(Concept site) {
    String words = site.text();
    if (words.endsWith("ss") || !words.endsWith("s")) {
      return site;
    }
    Concept singular = named(words.substring(0, words.length() - 1)).site();
    return singular.isCoded() || !site.isCoded() ? singular : site;
  }

  private static void complete(FactDraft draft, Concept site) {
    BodySite side = draft.sites.iterator().next();
    draft.sites.clear();
    draft.sites.add(new BodySite(site, side.laterality()));
  }
}

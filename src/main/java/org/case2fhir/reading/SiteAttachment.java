package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Whether a part of the body that a sentence names can be the site of a finding in it. It is not
 * where another finding or another clause has it as its own place, where it is spared or only
 * compared with, nor where a disease has spread to it from elsewhere.
 */
final class SiteAttachment {
  private static final Set<String> CLAUSE_LINKS = TokenPattern.wordClass("clause-link");
  private static final TokenPattern FREE_OF_DISEASE =
      TokenPattern.of("<be> (not|never) ..1 <involved-part>");
  private static final Set<String> BLOOD_STATES = TokenPattern.wordClass("blood-state-ending");
  private static final Set<String> LOCAL_BLOOD_STATES = TokenPattern.wordClass("local-blood-state");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> SPREAD_LEADS = TokenPattern.wordClass("spread-lead");
  private static final Set<String> SPREAD_NOUNS = TokenPattern.wordClass("disease-spread");
  private static final Set<String> SPREAD = TokenPattern.wordClass("spread-or-return");
  private static final Set<String> SPARING = TokenPattern.wordClass("sparing");
  private static final Set<String> SEPARATE = TokenPattern.wordClass("separate");
  private static final Set<String> COMPARING = TokenPattern.wordClass("comparing");
  private static final Set<String> BESIDES = TokenPattern.wordClass("beside-site-lead");
  private static final Set<String> OWN_JOINTS = TokenPattern.wordClass("own-noun-joint");
  private static final Set<String> PLACE_PREPOSITIONS = TokenPattern.wordClass("site-preposition");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> SIDES = TokenPattern.wordClass("side");
  private static final Set<String> WHOLES = TokenPattern.wordClass("whole-of");
  private static final Set<String> FINITE_VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");

  private static final Set<String> CHANGING = TokenPattern.wordClass("verb-of-change");

  private SiteAttachment() {}

  // "tooth 45 was tender, and [tooth 47] was missing", "a mass; the [left side] was normal": what
  // the next clause is about.
  static boolean isOfNextClause(
      Graph graph, Graph.Sentence sentence, Graph.Node detail, Graph.Node head) {
    int verb = detail.first - 1;
    // "tooth 45 was tender, and tooth 47 was [missing]"
    boolean ofOther =
        LINK_VERBS.contains(graph.lower(sentence, verb))
            && sentence.nodes.stream()
                .anyMatch(
                    part ->
                        part.is(MentionType.BIOLOGICAL_STRUCTURE)
                            && part.end == verb
                            && part.first > head.end);
    if (ofOther) {
      return true;
    }
    if (isSubjectBehind(graph, sentence, detail, head)) {
      return true;
    }
    int at = detail.first - 1;
    at -= ARTICLES.contains(graph.lower(sentence, at)) ? 1 : 0;
    boolean but = graph.lower(sentence, at).equals("but");
    boolean and = but || graph.lower(sentence, at).equals("and");
    String mark = graph.lower(sentence, and ? at - 1 : at);
    // "CT of the head, neck, and [chest] were normal" is one list.
    boolean list =
        IntStream.range(head.end, Math.max(head.end, at - 1))
            .anyMatch(i -> graph.token(i).text().equals(","));
    boolean stated =
        IntStream.range(head.end, Math.max(head.end, at - 1))
            .anyMatch(i -> LINK_VERBS.contains(graph.token(i).lower()));
    return head.end <= at
        && (mark.equals(";") || but || and && mark.equals(",") && (stated || !list))
        && LINK_VERBS.contains(graph.lower(sentence, detail.end));
  }

  // "the fever resolved and the [liver] and spleen shrank": parts with a verb of their own, behind
  // the verb of the finding; not in "a mass was seen in the liver and [spleen] and grew".
  private static boolean isSubjectBehind(
      Graph graph, Graph.Sentence sentence, Graph.Node part, Graph.Node head) {
    int end = part.end;
    while (end < sentence.end && (isListed(graph, end) || isPartAt(graph, end))) {
      end++;
    }
    int first = part.first - 1;
    while (first > head.end && (isListed(graph, first) || isPartAt(graph, first))) {
      first--;
    }
    boolean joined = JOINERS.contains(graph.lower(sentence, first + 1));
    boolean verb =
        (FINITE_VERBS.contains(graph.lower(sentence, end))
                || CHANGING.contains(graph.lower(sentence, end)))
            && !JOINERS.contains(graph.lower(sentence, end - 1));
    return verb
        && joined
        && IntStream.rangeClosed(head.end, first)
            .anyMatch(i -> FINITE_VERBS.contains(graph.token(i).lower()));
  }

  private static boolean isListed(Graph graph, int token) {
    String word = graph.token(token).lower();
    return JOINERS.contains(word) || ARTICLES.contains(word);
  }

  private static boolean isPartAt(Graph graph, int token) {
    return graph
        .nodeAt(token)
        .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
        .isPresent();
  }

  // "hypokalemia and swelling of both legs": what the blood has or lacks is in no part.
  private static boolean isOfBlood(Graph graph, Graph.Node head) {
    String noun = graph.last(head).lower();
    return BLOOD_STATES.stream().anyMatch(noun::endsWith)
        && LOCAL_BLOOD_STATES.stream().noneMatch(noun::endsWith);
  }

  /**
   * "an opacity in the left lung and a nodule in the liver": the nodule is not in the lung; nor is
   * a finding where only what stands behind a semicolon is.
   */
  static boolean isElsewhere(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    if (isListedWith(graph, site, head) || head.end <= site.first && isOfBlood(graph, head)) {
      return true;
    }
    int from = Math.min(site.end, head.end);
    int to = Math.max(site.first, head.first);
    for (int i = from; i < to; i++) {
      if (graph.token(i).text().equals(";")) {
        return true;
      }
    }
    if (isOfNextClause(graph, sentence, site, head)) {
      return true;
    }
    // "a cystic mass, [pelvic] right kidney": a word of the next part's name.
    boolean ofNext =
        graph.lower(sentence, site.first - 1).equals(",")
            && sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .anyMatch(node -> node.first == site.end);
    if (site.first >= head.end && (ofNext || isBesideItsSite(graph, sentence, site, head))) {
      return true;
    }
    if (site.end <= head.first && isPlacedAnew(graph, sentence, site, head)
        || head.end <= site.first && isNounOfItsOwn(graph, sentence, site, head.end)) {
      return true;
    }
    return site.end <= head.first
        && isPlacedBehind(graph, sentence, head)
        && sentence.nodes.stream()
            .filter(node -> node.isProblem() || node.type == MentionType.LAB_VALUE)
            .filter(node -> node.end <= site.first)
            .anyMatch(node -> isLedFrom(graph, sentence, node, site));
  }

  // "heart, lungs and [abdomen were normal]": the parts before are others.
  private static boolean isListedWith(Graph graph, Graph.Node part, Graph.Node state) {
    boolean ofPart =
        state.origin.equals(MentionCandidates.NORMAL_STATE)
            || state.origin.equals(MentionCandidates.STATE);
    for (int i = part.end; ofPart && i < state.first; i++) {
      ofPart =
          JOINERS.contains(graph.token(i).lower())
              || ARTICLES.contains(graph.token(i).lower())
              || graph
                  .nodeAt(i)
                  .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
                  .isPresent();
    }
    if (ofPart && part.end < state.first) {
      return true;
    }
    // "The [liver] and the spleen were normal"
    boolean next = part.first > state.end && state.origin.equals(MentionCandidates.NORMAL_STATE);
    for (int i = state.end; next && i < part.first; i++) {
      next = JOINERS.contains(graph.token(i).lower()) || ARTICLES.contains(graph.token(i).lower());
    }
    return next;
  }

  // "absence of the left kidney with the right [kidney]", "a cyst of the omentum, displacing all
  // [viscera], not adherent to the [colon]", "a hernia of the bladder, the [uterus] was displaced",
  // "abdominal mass or anomalies of the [genitalia]": the finding has another place.
  private static boolean isBesideItsSite(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    List<Graph.Node> own =
        sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .filter(node -> node.end <= site.first && node != site)
            .filter(node -> node.first >= head.first || node.end == head.first)
            .toList();
    if (own.isEmpty()) {
      return false;
    }
    int lead = site.first - 1;
    boolean article = false;
    boolean more = true;
    while (more) {
      int end = lead + 1;
      Optional<Graph.Node> part =
          own.stream().filter(node -> node.end == end && node.end > head.end).findFirst();
      String word = graph.lower(sentence, lead);
      article |= ARTICLES.contains(word);
      more =
          part.isPresent()
              || ARTICLES.contains(word)
              || SIDES.contains(word)
              || WHOLES.contains(word);
      lead = part.map(node -> node.first).orElse(lead) - (more ? 1 : 0);
    }
    String word = graph.lower(sentence, lead);
    boolean subject =
        article && word.equals(",") && FINITE_VERBS.contains(graph.lower(sentence, site.end));
    if (subject || BESIDES.contains(word)) {
      return true;
    }
    int joint = lead;
    Optional<Graph.Node> before =
        own.stream()
            .filter(node -> node.end > head.end)
            .filter(
                node ->
                    node.end == joint && JOINERS.contains(word)
                        || isLedFrom(graph, sentence, node, site))
            .findFirst();
    if (before.filter(part -> isBesideItsSite(graph, sentence, part, head)).isPresent()) {
      return true;
    }
    Graph.Node nearest = own.get(own.size() - 1);
    int from = Math.max(head.end, nearest.end);
    for (int i = from; i < site.first; i++) {
      if (graph.token(i).lower().equals("not") && graph.nodeAt(i).isEmpty()) {
        return true;
      }
    }
    return nearest.end == head.first
        && sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isProblem()
                        && node.first >= head.end
                        && node.end <= site.first
                        && (graph.lower(sentence, node.end).equals("of")
                            || isLedFrom(graph, sentence, node, site)));
  }

  // "the bladder was normal, but a [prostate] nodule was seen": the nodule has a place of its own
  // in another clause.
  private static boolean isPlacedAnew(
      Graph graph, Graph.Sentence sentence, Graph.Node site, Graph.Node head) {
    int clause = head.first;
    while (clause > site.end && !CLAUSE_ENDS.contains(graph.token(clause - 1).lower())) {
      clause--;
    }
    int from = clause;
    return from > site.end
        && (isPlacedBehind(graph, sentence, head)
            || sentence
                .nodes(MentionType.BIOLOGICAL_STRUCTURE)
                .anyMatch(own -> own.first >= from && own.end == head.first));
  }

  // "fasciculations and a bell-shaped [chest]", "no fever and the [heart] was normal": the part is
  // named for itself; but "pain in the neck and the [arm]" has both places.
  private static boolean isNounOfItsOwn(
      Graph graph, Graph.Sentence sentence, Graph.Node site, int from) {
    int article = site.first - 1;
    while (article > from
        && !ARTICLES.contains(graph.token(article).lower())
        && !PREPOSITIONS.contains(graph.token(article).lower())
        && !OWN_JOINTS.contains(graph.token(article).lower())) {
      article--;
    }
    int joint = article - 1;
    if (joint < from
        || !ARTICLES.contains(graph.token(article).lower())
        || !OWN_JOINTS.contains(graph.token(joint).lower())) {
      return false;
    }
    int end = OWN_JOINTS.contains(graph.lower(sentence, joint - 1)) ? joint - 1 : joint;
    if (graph.lower(sentence, end - 1).equals(")")) {
      // "the portal vein (PV) and the [splenic vein]"
      while (end > from && !graph.token(end).lower().equals("(")) {
        end--;
      }
    }
    int before = end;
    return sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).noneMatch(part -> part.end == before);
  }

  // "a nodule [in the liver]"
  private static boolean isPlacedBehind(Graph graph, Graph.Sentence sentence, Graph.Node head) {
    return sentence
        .nodes(MentionType.BIOLOGICAL_STRUCTURE)
        .filter(site -> site.first > head.end)
        .findFirst()
        .filter(site -> isLedFrom(graph, sentence, head, site))
        .isPresent();
  }

  // Only a preposition of place and an article stand between.
  private static boolean isLedFrom(
      Graph graph, Graph.Sentence sentence, Graph.Node head, Graph.Node site) {
    int at = site.first - 1;
    while (at > head.end && (ARTICLES.contains(graph.lower(sentence, at)) || isSide(graph, at))) {
      at--;
    }
    return at == head.end && PLACE_PREPOSITIONS.contains(graph.lower(sentence, at));
  }

  private static boolean isSide(Graph graph, int token) {
    return SIDES.contains(graph.token(token).lower());
  }

  /** Whether a part is named as one where no finding is: spared, or only compared with. */
  static boolean isExcluded(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    return isSpared(graph, sentence, site)
        || isFree(graph, sentence, site)
        || isCompared(graph, sentence, site);
  }

  // "papules on the wrists, sparing the face", "a rash that spared the palms and soles", "separate
  // from the kidney": not there.
  private static boolean isSpared(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    for (int i = site.first - 1; i >= sentence.first; i--) {
      String word = graph.token(i).lower();
      boolean apart = word.equals("from") && SEPARATE.contains(graph.lower(sentence, i - 1));
      if (SPARING.contains(word) || apart) {
        return true;
      }
      boolean listed =
          ARTICLES.contains(word)
              || JOINERS.contains(word)
              || word.equals("of")
              || graph
                  .nodeAt(i)
                  .filter(n -> n.type == MentionType.BIOLOGICAL_STRUCTURE)
                  .isPresent();
      if (!listed) {
        return false;
      }
    }
    return false;
  }

  // "a rash on the arms; the palms and soles were not affected": subjects of what spares them.
  private static boolean isFree(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int first = site.first;
    while (first > sentence.first
        && !ARTICLES.contains(graph.token(first).lower())
        && isOfPartList(graph, first - 1)) {
      first--;
    }
    boolean article = ARTICLES.contains(graph.token(first).lower());
    boolean subject =
        first == sentence.first
            || article && JOINERS.contains(graph.lower(sentence, first - 1))
            || CLAUSE_LINKS.contains(graph.lower(sentence, first - 1))
            || graph.lower(sentence, first - 1).equals(";");
    int end = site.end;
    while (subject && end < sentence.end && isOfPartList(graph, end)) {
      if (ARTICLES.contains(graph.token(end).lower()) && !article) {
        return false;
      }
      end++;
    }
    return subject && FREE_OF_DISEASE.end(graph, sentence, end) > end;
  }

  private static boolean isOfPartList(Graph graph, int token) {
    String word = graph.token(token).lower();
    return ARTICLES.contains(word)
        || JOINERS.contains(word)
        || graph.nodeAt(token).filter(n -> n.type == MentionType.BIOLOGICAL_STRUCTURE).isPresent();
  }

  // "larger than the right ovary", "weak compared with the left arm": not where it is.
  private static boolean isCompared(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    int at = site.first - 1;
    while (ARTICLES.contains(graph.lower(sentence, at))) {
      at--;
    }
    String word = graph.lower(sentence, at);
    boolean link = word.equals("with") || word.equals("to");
    return word.equals("than") || link && COMPARING.contains(graph.lower(sentence, at - 1));
  }

  /**
   * "metastasis of the carcinoma to the [gallbladder]", "cancer metastatic to the [bone]": the part
   * is that of the metastasis, to which it is joined, and not of the carcinoma.
   */
  static boolean isSpread(Graph graph, Graph.Sentence sentence, Graph.Node site) {
    boolean named =
        sentence.nodes.stream()
            .anyMatch(
                node ->
                    node.isProblem()
                        && node.first < site.first - 1
                        && node.end == site.end
                        && SPREAD.contains(graph.token(node.first).lower()));
    int lead = beforeList(graph, sentence, site.first - 1);
    Optional<Graph.Node> disease =
        SPREAD_LEADS.contains(graph.lower(sentence, lead))
            ? graph.nodeAt(lead - 1).filter(node -> node.isProblem() && node.end == lead)
            : Optional.empty();
    int of =
        disease.map(node -> beforeArticles(graph, sentence, node.first - 1)).orElse(sentence.first);
    String noun = graph.lower(sentence, of - 1);
    boolean spread =
        graph.lower(sentence, of).equals("of")
            && (SPREAD.contains(noun) || SPREAD_NOUNS.contains(noun));
    if (spread) {
      graph
          .nodeAt(of - 1)
          .filter(node -> node.isProblem() && node.end == of)
          .ifPresent(node -> graph.join(Graph.Relation.SITE, node, site, "spread-of-disease"));
    }
    return named || spread;
  }

  // "to the liver and the [spine]"
  private static int beforeList(Graph graph, Graph.Sentence sentence, int token) {
    int at = beforeArticles(graph, sentence, token);
    while (at > sentence.first && JOINERS.contains(graph.lower(sentence, at))) {
      int part = at - 1;
      Optional<Graph.Node> other =
          sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).filter(n -> n.end == part + 1).findAny();
      if (other.isEmpty()) {
        return at;
      }
      at = beforeArticles(graph, sentence, other.get().first - 1);
    }
    return at;
  }

  private static int beforeArticles(Graph graph, Graph.Sentence sentence, int token) {
    int at = token;
    while (at > sentence.first && ARTICLES.contains(graph.lower(sentence, at))) {
      at--;
    }
    return at;
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Lists of one sentence that belong together item by item: as many values as tests, as many doses
 * as drugs. "C3 and C4 were low (0.2 and 0.05)", "AST and ALT were 45 and 67 U/L, respectively".
 */
final class ListAlignment {
  private static final Set<String> SEQUENCE = TokenPattern.wordClass("sequence-word");
  private static final int LONGEST_GLUE = 6;
  private static final int FARTHEST = 14;

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final boolean respectively;
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> breakers = TokenPattern.wordClass("item-breaker");
  private final List<Items> lists = new ArrayList<>();
  private final Map<Graph.Node, Place> places = new HashMap<>();

  /** Where the details end that the heads before them have so far, by the last head. */
  private final Map<Graph.Node, Integer> ends = new HashMap<>();

  /**
   * Mentions of one kind in a row; a second name in brackets is one item with the first.
   *
   * @param kind what they are to one another: heads, values, doses
   */
  record Items(Kind kind, List<List<Graph.Node>> members) {
    Graph.Node first() {
      return members.get(0).get(0);
    }

    Graph.Node last() {
      List<Graph.Node> last = members.get(members.size() - 1);
      return last.get(last.size() - 1);
    }
  }

  private record Place(Items items, int position) {}

  /** What the items of a list are. */
  enum Kind {
    HEADS,
    VALUES,
    DOSES
  }

  ListAlignment(Graph graph, Graph.Sentence sentence) {
    this(graph, sentence, node -> false);
  }

  /**
   * The lists of a sentence.
   *
   * @param aside what stands beside an item and is none itself: the normal range of a value
   */
  ListAlignment(Graph graph, Graph.Sentence sentence, Predicate<Graph.Node> aside) {
    this.graph = graph;
    this.sentence = sentence;
    boolean stated = false;
    for (int i = sentence.first; i < sentence.end && !stated; i++) {
      stated = graph.token(i).lower().equals("respectively");
    }
    respectively = stated;
    // A word such as "elevated" judges the whole list, unless the sentence pairs words, too.
    find(
        Kind.VALUES,
        node ->
            node.type == MentionType.LAB_VALUE
                && !aside.test(node)
                && (respectively || ResultReader.hasNumber(graph, node)));
    find(Kind.DOSES, node -> node.type == MentionType.DOSAGE);
    find(
        Kind.HEADS,
        node -> node.isTest() || node.isTreatment() || node.type == MentionType.SIGN_SYMPTOM);
  }

  private void find(Kind kind, Predicate<Graph.Node> isItem) {
    Items items = null;
    Graph.Node last = null;
    for (Graph.Node node : sentence.nodes) {
      if (!isItem.test(node) || last != null && node.first < last.end) {
        continue;
      }
      boolean goesOn =
          last != null
              && items != null
              && last.isTreatment() == node.isTreatment()
              && joined(last, node)
              && !(kind == Kind.VALUES && isDated(last, node))
              && !isParted(kind, last, node);
      if (!goesOn) {
        items = new Items(kind, new ArrayList<>());
        lists.add(items);
      }
      boolean again = goesOn && isBracketed(node) && !isBracketed(last);
      if (again) {
        items.members().get(items.members().size() - 1).add(node);
      } else {
        items.members().add(new ArrayList<>(List.of(node)));
      }
      places.put(node, new Place(items, items.members().size() - 1));
      last = node;
    }
  }

  // "PaO2 63 mmHg, lung function (…": a value between two tests is that of the first.
  private boolean isParted(Kind kind, Graph.Node one, Graph.Node other) {
    return sentence.nodes.stream()
        .filter(node -> node.first >= one.end && node.end <= other.first)
        .anyMatch(
            node ->
                kind == Kind.HEADS
                    ? node.is(MentionType.LAB_VALUE, MentionType.DOSAGE)
                        && ResultReader.hasNumber(graph, node)
                    : node.isTest() || node.isTreatment());
  }

  // "were 450 and 300 on day 2 and 45 and 30 on day 9": two lists.
  private boolean isDated(Graph.Node one, Graph.Node other) {
    return sentence.nodes.stream()
        .anyMatch(
            node ->
                node.is(MentionType.DATE, MentionType.TIME)
                    && node.first >= one.end
                    && node.end <= other.first);
  }

  private boolean isBracketed(Graph.Node node) {
    return graph.lower(sentence, node.first - 1).equals("(");
  }

  private boolean joined(Graph.Node one, Graph.Node other) {
    // "472 (normal 3-17) and 343 (normal 0-5), respectively": what is in brackets belongs to the
    // value before them.
    int behind = respectively ? graph.behindBrackets(sentence, one.end) : one.end;
    int from = behind <= other.first ? behind : one.end;
    if (other.first - from > LONGEST_GLUE) {
      return false;
    }
    boolean joins = isBracketed(other) && other.first - one.end == 1;
    for (int i = from; i < other.first; i++) {
      String word = graph.token(i).lower();
      if (breakers.contains(word)) {
        return false;
      }
      joins |= joiners.contains(word);
    }
    return joins;
  }

  /** How a head and a detail stand in their lists where the sentence says "respectively". */
  String of(Graph.Node head, Graph.Node detail) {
    Place one = places.get(head);
    Place other = places.get(detail);
    if (one == null || other == null || !respectively) {
      return "none";
    }
    boolean alike = one.items().members().size() == other.items().members().size();
    if (!alike || one.items().members().size() < 2) {
      return "unlike";
    }
    return one.position() == other.position() ? "aligned" : "crossed";
  }

  /**
   * The head of each detail that lists of one length pair: the details stand behind the heads, with
   * nothing of their kind between.
   */
  Map<Graph.Node, List<Graph.Node>> pairs() {
    Map<Graph.Node, List<Graph.Node>> pairs = new HashMap<>();
    for (Items details : lists) {
      if (details.kind() != Kind.HEADS && details.members().size() > 1 && !isSequence(details)) {
        heads(details)
            .ifPresent(
                heads -> {
                  for (int i = 0; i < details.members().size(); i++) {
                    List<Graph.Node> head = heads.members().get(i);
                    details.members().get(i).forEach(detail -> pairs.put(detail, head));
                  }
                });
      }
    }
    return pairs;
  }

  // "A and B (4 g, then 1 g)": both are of B.
  private boolean isSequence(Items details) {
    return !respectively
        && IntStream.range(details.first().end, details.last().first)
            .anyMatch(i -> SEQUENCE.contains(graph.token(i).lower()));
  }

  private Optional<Items> heads(Items details) {
    Items nearest = null;
    for (Items heads : lists) {
      boolean before = heads.last().end <= details.first().first;
      if (heads.kind() == Kind.HEADS && before && isOf(heads, details)) {
        nearest = heads;
      }
    }
    nearest = withoutStudy(nearest, details);
    // "were 45 and 30 on day 2 and 40 and 25 on day 9": the second behind the first.
    int from = nearest == null ? 0 : ends.getOrDefault(nearest.last(), nearest.last().end);
    boolean near =
        nearest != null
            && nearest.members().size() == details.members().size()
            && (respectively || details.first().first - from <= FARTHEST)
            && !isInterrupted(from, details.first().first, details.kind());
    if (!near) {
      return Optional.empty();
    }
    ends.put(nearest.last(), details.last().end);
    return Optional.of(nearest);
  }

  // "In the blood gas analysis checked in air, pH and PaO2 were 7.5 and 67, respectively": the
  // study has no value of its own.
  private Items withoutStudy(Items heads, Items details) {
    if (heads == null
        || !respectively
        || heads.members().size() != details.members().size() + 1
        || details.members().size() < 2) {
      return heads;
    }
    Graph.Node study = heads.first();
    int next = heads.members().get(1).get(0).first;
    boolean apart =
        IntStream.range(study.end, next)
            .anyMatch(i -> graph.token(i).isWord() && !joiners.contains(graph.token(i).lower()));
    return apart
        ? new Items(heads.kind(), heads.members().subList(1, heads.members().size()))
        : heads;
  }

  private boolean isOf(Items heads, Items details) {
    boolean doses = details.kind() == Kind.DOSES;
    return heads.members().stream()
        .flatMap(List::stream)
        .allMatch(
            head -> doses ? head.isTreatment() : head.isTest() || respectively && head.isProblem());
  }

  // Another number between belongs to the last of the heads.
  private boolean isInterrupted(int from, int to, Kind kind) {
    MentionType type = kind == Kind.DOSES ? MentionType.DOSAGE : MentionType.LAB_VALUE;
    return sentence.nodes.stream()
        .anyMatch(
            node ->
                node.type == type
                    && node.first >= from
                    && node.end <= to
                    && graph.token(node.first).isNumber());
  }
}

package org.case2fhir.reading;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Logistic weights of the features of a pair of mentions: {@code relation-weights.tsv}, learned
 * from annotated reports by {@link RelationTrainer}. Features name function words only, never a
 * stretch of a text.
 *
 * <p>Weights are found by the hash of a feature's name, which is put together from the hashes of
 * its parts (a bar stands between them in the table), so that no name is built while a text is
 * read.
 */
final class RelationModel {
  private final long[] keys;
  private final double[] weights;
  private final int mask;

  RelationModel(Map<String, Double> named) {
    int size = Integer.highestOneBit(Math.max(16, named.size() * 4)) * 2;
    mask = size - 1;
    keys = new long[size];
    weights = new double[size];
    named.forEach(
        (name, weight) -> {
          long hash = 0;
          for (String part : name.split("\\|", -1)) {
            hash = mixed(hash, part);
          }
          int slot = slot(hash);
          keys[slot] = hash;
          weights[slot] = weight;
        });
  }

  /** The weights that come with the program. */
  static RelationModel builtIn() {
    return of(RuleTable.builtIn("relation-weights.tsv"));
  }

  /** The weights of a table: feature, weight. */
  static RelationModel of(RuleTable table) {
    Map<String, Double> weights = new HashMap<>(8192);
    for (RuleTable.Row row : table.rows()) {
      weights.put(row.get("feature"), Double.valueOf(row.get("weight")));
    }
    return new RelationModel(weights);
  }

  private static long mixed(long hash, String part) {
    long mixed = (hash + part.hashCode()) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  // The slot of a hash, or the free one where it would be; zero weights mark free slots.
  private int slot(long hash) {
    int slot = (int) hash & mask;
    while (weights[slot] != 0 && keys[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** How likely a detail belongs to a head, between 0 and 1. */
  double probability(
      PairFeatures features, Graph.Relation relation, Graph.Node head, Graph.Node detail) {
    Sum sum = new Sum(mixed(0, relation.name()));
    features.of(relation, head, detail, sum);
    return 1 / (1 + Math.exp(-sum.total));
  }

  /** Adds up the weights of features. */
  private final class Sum implements PairFeatures.Sink {
    private final long relation;
    private double total;

    Sum(long relation) {
      this.relation = relation;
    }

    @Override
    public void add(String... parts) {
      long all = 0;
      long own = relation;
      for (String part : parts) {
        all = mixed(all, part);
        own = mixed(own, part);
      }
      total += weights[slot(all)] + weights[slot(own)];
    }
  }

  /**
   * What speaks for or against a detail belonging to a head: their order, the words and mentions
   * between them, brackets, and their places in lists. Each feature counts once for the kind of
   * relation and once for all kinds.
   */
  static final class PairFeatures {
    private static final int[] EDGES = {-1, 0, 1, 2, 3, 5, 8, 12, 20};
    private static final List<String> BUCKETS =
        List.of("b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9");
    private static final List<String> DEPTHS = List.of("-2", "-1", "0", "1", "2");
    private static final String DIGITS = "01234";
    private static final int LONGEST_TEXT = 4;
    private static final int SIGHT = 12;
    private static final int FARTHEST = 30;
    private static final int LONGEST_SECOND_NAME = 4;

    private final Graph graph;
    private final Graph.Sentence sentence;
    private final ListAlignment alignment;
    // The only words that features name.
    private final Set<String> named;

    PairFeatures(Graph graph, Graph.Sentence sentence) {
      this.graph = graph;
      this.sentence = sentence;
      this.alignment = new ListAlignment(graph, sentence);
      this.named = TokenPattern.wordClass("relation-word");
    }

    /** Takes features one by one, each in the parts that its name consists of. */
    interface Sink {
      void add(String... parts);
    }

    /** The features of a detail and a head of the sentence. */
    void of(Graph.Relation relation, Graph.Node head, Graph.Node detail, Sink own) {
      boolean before = head.first < detail.first;
      String order = before ? "<" : ">";
      Graph.Node one = before ? head : detail;
      Graph.Node other = before ? detail : head;
      String type = head.type.name();
      String nature = nature(detail);
      int heads = headsBetween(one, other, relation);
      int details = between(one, other, detail.type);
      String list = alignment.of(head, detail);
      own.add("bias");
      own.add("type", order, type);
      own.add("heads", order, number(heads, 4));
      own.add("details", order, number(details, 3));
      own.add("both", order, number(heads, 2), number(details, 2));
      own.add("gap", order, bucket(other.first - one.end));
      own.add("nature", order, nature, type);
      own.add("near", order, nature, number(heads, 2), number(details, 1));
      own.add("list", list);
      own.add("list", list, number(heads, 1));
      own.add("head", graph.lower(sentence, head.first - 1).equals("(") ? "true" : "false");
      own.add("depth", order, depth(one, other));
      own.add("text", order, text(one, other));
      own.add("first", order, word(behindSecondName(one.end)));
      own.add("last", order, word(other.first - 1));
      own.add("rival", order, rival(head, detail, relation));
      words(order, one, other, own);
    }

    private static String number(int count, int most) {
      return DIGITS.substring(Math.min(count, most), Math.min(count, most) + 1);
    }

    private String nature(Graph.Node detail) {
      if (detail.type != MentionType.LAB_VALUE) {
        return detail.type.name();
      }
      for (int i = detail.first; i < detail.end; i++) {
        if (graph.token(i).isNumber()) {
          return "number";
        }
      }
      return "word";
    }

    private int headsBetween(Graph.Node one, Graph.Node other, Graph.Relation relation) {
      int count = 0;
      for (Graph.Node node : sentence.nodes) {
        boolean between = node.first > one.first && node.first < other.first;
        count += between && RelationFinder.isHead(relation, node) && !isSecondName(node) ? 1 : 0;
      }
      return count;
    }

    // An abbreviation in brackets stands between nothing.
    private boolean isSecondName(Graph.Node node) {
      return graph.lower(sentence, node.first - 1).equals("(")
          && graph.lower(sentence, node.end).equals(")");
    }

    private int between(Graph.Node one, Graph.Node other, MentionType type) {
      int count = 0;
      for (Graph.Node node : sentence.nodes) {
        count += node.first > one.first && node.first < other.first && node.type == type ? 1 : 0;
      }
      return count;
    }

    // How far the nearest head on the other side of the detail is.
    private String rival(Graph.Node head, Graph.Node detail, Graph.Relation relation) {
      int at = sentence.nodes.indexOf(detail);
      int step = head.first < detail.first ? 1 : -1;
      for (int i = at + step;
          i >= 0 && i < sentence.nodes.size() && Math.abs(i - at) <= SIGHT;
          i += step) {
        Graph.Node other = sentence.nodes.get(i);
        if (RelationFinder.isHead(relation, other)) {
          return bucket(step > 0 ? other.first - detail.end : detail.first - other.end);
        }
      }
      return "none";
    }

    private static String bucket(int gap) {
      int b = 0;
      while (b < EDGES.length && gap > EDGES[b]) {
        b++;
      }
      return BUCKETS.get(b);
    }

    // How many brackets open or close between the two.
    private String depth(Graph.Node one, Graph.Node other) {
      int depth = 0;
      for (int i = one.end; i < Math.min(one.end + FARTHEST, other.first); i++) {
        String word = graph.lower(sentence, i);
        if (word.equals("(") || word.equals("[")) {
          depth++;
        } else if (word.equals(")") || word.equals("]")) {
          depth--;
        }
      }
      return DEPTHS.get(2 + Math.max(-2, Math.min(2, depth)));
    }

    private String text(Graph.Node one, Graph.Node other) {
      int from = behindSecondName(one.end);
      if (other.first - from > LONGEST_TEXT) {
        return "long";
      }
      StringBuilder text = new StringBuilder();
      for (int i = from; i < other.first; i++) {
        text.append('_').append(word(i));
      }
      return text.toString();
    }

    // Steps over a short bracket: the second name in "hemoglobin (Hb): 10.9 g/dL".
    private int behindSecondName(int from) {
      if (graph.lower(sentence, from).equals("(")) {
        for (int i = from + 1; i <= from + LONGEST_SECOND_NAME; i++) {
          if (graph.lower(sentence, i).equals(")")) {
            return i + 1;
          }
        }
      }
      return from;
    }

    private String word(int index) {
      String word = graph.lower(sentence, index);
      return named.contains(word) ? word : "x";
    }

    private void words(String order, Graph.Node one, Graph.Node other, Sink features) {
      Set<String> seen = new HashSet<>();
      for (int i = one.end; i < Math.min(one.end + FARTHEST, other.first); i++) {
        String word = graph.lower(sentence, i);
        if (named.contains(word) && seen.add(word)) {
          features.add("has", order, word);
        }
      }
    }
  }
}

package org.case2fhir.reading;

import java.util.HashMap;
import java.util.Map;

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
}

package org.case2fhir.extraction.context;

import java.util.HashMap;
import java.util.Map;
import org.case2fhir.extraction.context.Relation.Kind;

/**
 * Logistic weights of the features of a pair: {@code relation-weights.tsv} beside this class,
 * learned from the annotated reports. Features name function words only, never a stretch of a text.
 *
 * <p>Weights are found by the hash of a feature's name, which is put together from the hashes of
 * its parts (a bar stands between them in the table), so that no name is built while a text is
 * read.
 */
final class RelationWeights {
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final RelationWeights BUILT_IN = load();

  private final long[] keys;
  private final double[] weights;
  private final int mask;

  RelationWeights(Map<String, Double> named) {
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

  static RelationWeights builtIn() {
    return BUILT_IN;
  }

  private static RelationWeights load() {
    Map<String, Double> weights = new HashMap<>(8192);
    for (String[] row : TriggerTable.rows("relation-weights.tsv", 2)) {
      weights.put(row[0], Double.valueOf(row[1]));
    }
    return new RelationWeights(weights);
  }

  private static long mixed(long hash, String part) {
    long mixed = (hash + part.hashCode()) * MIX;
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

  /** How likely a pair belongs together, between 0 and 1. */
  double probability(PairFeatures features, Kind kind, int head, int detail) {
    Sum sum = new Sum(mixed(0, kind.name()));
    features.of(kind, head, detail, sum);
    return 1 / (1 + Math.exp(-sum.total));
  }

  /** Adds up the weights of features. */
  private final class Sum implements PairFeatures.Sink {
    private final long kind;
    private double total;

    Sum(long kind) {
      this.kind = kind;
    }

    @Override
    public void add(String... parts) {
      long all = 0;
      long own = kind;
      for (String part : parts) {
        all = mixed(all, part);
        own = mixed(own, part);
      }
      total += weights[slot(all)] + weights[slot(own)];
    }
  }
}

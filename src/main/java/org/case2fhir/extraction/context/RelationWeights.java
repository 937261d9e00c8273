package org.case2fhir.extraction.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Logistic weights of the features of a pair: {@code relation-weights.tsv} beside this class,
 * learned from the annotated reports. Features name function words only, never a stretch of a text.
 */
final class RelationWeights {
  private static final RelationWeights BUILT_IN = load();

  private final Map<String, Double> weights;

  RelationWeights(Map<String, Double> weights) {
    this.weights = weights;
  }

  static RelationWeights builtIn() {
    return BUILT_IN;
  }

  private static RelationWeights load() {
    Map<String, Double> weights = new HashMap<>(4096);
    for (String[] row : TriggerTable.rows("relation-weights.tsv", 2)) {
      weights.put(row[0], Double.valueOf(row[1]));
    }
    return new RelationWeights(weights);
  }

  /** How likely the pair belongs together, between 0 and 1. */
  double probability(List<String> features) {
    double sum = 0;
    for (String feature : features) {
      sum += weights.getOrDefault(feature, 0.0);
    }
    return 1 / (1 + Math.exp(-sum));
  }
}

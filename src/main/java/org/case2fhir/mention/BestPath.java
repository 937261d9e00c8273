package org.case2fhir.mention;

/** The labelling of highest score, by the Viterbi algorithm. */
public final class BestPath {
  private BestPath() {}

  /**
   * Finds it; of equally good labels the first is taken.
   *
   * @param scores of each label at each place, place by place; may be longer than needed
   * @param length number of places
   * @param weights of each allowed transition
   */
  public static int[] find(Transitions transitions, double[] scores, int length, double[] weights) {
    int labels = transitions.labels();
    double[] best = new double[length * labels];
    int[] from = new int[length * labels];
    for (int y = 0; y < labels && length > 0; y++) {
      best[y] = transitions.startsWith(y) ? scores[y] : Double.NEGATIVE_INFINITY;
    }
    for (int row = labels; row < length * labels; row += labels) {
      for (int y = 0; y < labels; y++) {
        int pair = bestPair(transitions, y, best, row - labels, weights);
        from[row + y] = transitions.from(pair);
        best[row + y] =
            best[row - labels + transitions.from(pair)] + weights[pair] + scores[row + y];
      }
    }
    return trace(best, from, length, labels);
  }

  private static int bestPair(
      Transitions transitions, int label, double[] best, int before, double[] weights) {
    int found = transitions.begin(label);
    double most = best[before + transitions.from(found)] + weights[found];
    for (int k = found + 1; k < transitions.begin(label + 1); k++) {
      double score = best[before + transitions.from(k)] + weights[k];
      if (score > most) {
        most = score;
        found = k;
      }
    }
    return found;
  }

  private static int[] trace(double[] best, int[] from, int length, int labels) {
    int[] path = new int[length];
    for (int t = length - 1; t >= 0; t--) {
      int row = t * labels;
      if (t < length - 1) {
        path[t] = from[row + labels + path[t + 1]];
        continue;
      }
      for (int y = 1; y < labels; y++) {
        path[t] = best[row + y] > best[row + path[t]] ? y : path[t];
      }
    }
    return path;
  }
}

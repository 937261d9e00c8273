package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.case2fhir.mention.CrfTrainer.Sequence;

/** Small random chains whose every labelling can be looked at. */
final class Chains {
  /** Three labels; the third may come only after the second or itself, as in B and I. */
  static final Transitions THREE =
      Transitions.of(3, (first, second) -> second != 2 || first == 1 || first == 2);

  private Chains() {}

  static double[] random(Random random, int size) {
    return random.doubles(size, -2, 2).toArray();
  }

  /** All labellings that the transitions allow. */
  static List<int[]> paths(Transitions transitions, int length) {
    List<int[]> paths = new ArrayList<>();
    extend(transitions, new int[length], 0, paths);
    return paths;
  }

  private static void extend(Transitions transitions, int[] path, int at, List<int[]> paths) {
    if (at == path.length) {
      paths.add(path.clone());
      return;
    }
    for (int label = 0; label < transitions.labels(); label++) {
      boolean allowed =
          at == 0 ? transitions.startsWith(label) : transitions.find(path[at - 1], label) >= 0;
      if (allowed) {
        path[at] = label;
        extend(transitions, path, at + 1, paths);
      }
    }
  }

  static double score(Transitions transitions, double[] scores, double[] weights, int[] path) {
    double sum = 0;
    for (int t = 0; t < path.length; t++) {
      sum += scores[t * transitions.labels() + path[t]];
      sum += t == 0 ? 0 : weights[transitions.find(path[t - 1], path[t])];
    }
    return sum;
  }

  /** The best of all labellings that the transitions allow. */
  static int[] best(Transitions transitions, double[] scores, double[] weights, int length) {
    List<int[]> paths = paths(transitions, length);
    int[] best = paths.get(0);
    for (int[] path : paths) {
      boolean better =
          score(transitions, scores, weights, path) > score(transitions, scores, weights, best);
      best = better ? path : best;
    }
    return best;
  }

  /** The most probable label of each place. */
  static int[] labels(CrfModel model, long[][] features) {
    Lattice lattice = model.lattice(features);
    int[] labels = new int[features.length];
    for (int t = 0; t < labels.length; t++) {
      for (int y = 1; y < model.transitions().labels(); y++) {
        labels[t] = lattice.probability(t, y) > lattice.probability(t, labels[t]) ? y : labels[t];
      }
    }
    return labels;
  }

  /** Sequences of made-up features that depend on their labels. */
  static List<Sequence> sequences(int count, long seed) {
    Random random = new Random(seed);
    List<Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(6);
      int[] labels = new int[length];
      long[][] features = new long[length][];
      for (int t = 0; t < length; t++) {
        labels[t] = t > 0 && labels[t - 1] > 0 ? random.nextInt(3) : random.nextInt(2);
        long told = random.nextInt(5) == 0 ? random.nextInt(3) : labels[t];
        features[t] = new long[] {0, 10 + told, 20 + random.nextInt(4)};
      }
      sequences.add(new Sequence(features, labels));
    }
    return sequences;
  }
}

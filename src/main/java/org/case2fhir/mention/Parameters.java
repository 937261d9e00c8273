package org.case2fhir.mention;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The layout of the weights to learn: for each feature one weight for each label that it was seen
 * with, then one for each allowed transition.
 */
final class Parameters {
  final FeatureIndex features;
  final int[] begin;
  final int[] labels;
  final int transitionOffset;
  final int size;

  private Parameters(FeatureIndex features, BitSet seen, int labelCount, int transitionCount) {
    this.features = features;
    begin = new int[features.size() + 1];
    labels = new int[seen.cardinality()];
    int next = 0;
    for (int feature = 0; feature < features.size(); feature++) {
      begin[feature] = next;
      int row = feature * labelCount;
      int end = row + labelCount;
      for (int at = seen.nextSetBit(row); at >= 0 && at < end; at = seen.nextSetBit(at + 1)) {
        labels[next++] = at - row;
      }
    }
    begin[features.size()] = next;
    transitionOffset = next;
    size = next + transitionCount;
  }

  static Parameters of(List<Sequence> sequences, Transitions transitions, int minCount) {
    FeatureIndex all = new FeatureIndex(1 << 18);
    int[] counts = new int[1 << 18];
    for (Sequence sequence : sequences) {
      for (long[] place : sequence.features()) {
        for (long key : place) {
          int id = all.add(key);
          counts = id < counts.length ? counts : Arrays.copyOf(counts, id * 2);
          counts[id]++;
        }
      }
    }
    FeatureIndex kept = new FeatureIndex(all.size());
    for (int id = 0; id < all.size(); id++) {
      if (counts[id] >= minCount) {
        kept.add(all.key(id));
      }
    }
    BitSet seen = seen(sequences, kept, transitions.labels(), minCount);
    return new Parameters(kept, seen, transitions.labels(), transitions.size());
  }

  /** Those whose weight is not 0; a weight that is 0 after some steps seldom comes back. */
  Parameters without(double[] zeros, Transitions transitions) {
    BitSet kept = new BitSet();
    for (int feature = 0; feature < features.size(); feature++) {
      for (int k = begin[feature]; k < begin[feature + 1]; k++) {
        kept.set(feature * transitions.labels() + labels[k], zeros[k] != 0);
      }
    }
    return new Parameters(features, kept, transitions.labels(), transitions.size());
  }

  /** The weights that {@link #without} keeps. */
  double[] shortened(double[] weights) {
    double[] kept = new double[weights.length];
    int size = 0;
    for (int k = 0; k < weights.length; k++) {
      if (k >= transitionOffset || weights[k] != 0) {
        kept[size++] = weights[k];
      }
    }
    return Arrays.copyOf(kept, size);
  }

  /** The pairs of a feature and a label that are seen together often enough. */
  private static BitSet seen(
      List<Sequence> sequences, FeatureIndex kept, int labelCount, int minCount) {
    byte[] counts = new byte[kept.size() * labelCount];
    BitSet seen = new BitSet(counts.length);
    for (Sequence sequence : sequences) {
      for (int t = 0; t < sequence.length(); t++) {
        for (long key : sequence.features()[t]) {
          int id = kept.find(key);
          int pair = id * labelCount + sequence.labels()[t];
          if (id >= 0 && !seen.get(pair)) {
            counts[pair]++;
            seen.set(pair, counts[pair] >= minCount);
          }
        }
      }
    }
    return seen;
  }

  /** The numbers of the kept features of each place. */
  int[][] numbers(Sequence sequence) {
    int[][] numbers = new int[sequence.length()][];
    for (int t = 0; t < numbers.length; t++) {
      int[] ids = new int[sequence.features()[t].length];
      int count = 0;
      for (long key : sequence.features()[t]) {
        int id = features.find(key);
        if (id >= 0 && begin[id] < begin[id + 1]) {
          ids[count++] = id;
        }
      }
      numbers[t] = Arrays.copyOf(ids, count);
    }
    return numbers;
  }
}

package org.case2fhir.crf;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The layout of the weights to learn: for each feature one weight for each label that it was seen
 * with, then one for each allowed transition.
 */
final class Parameters {
  final LongIndex features;
  final int[] begin;
  final int[] labels;
  final int transitionOffset;
  final int size;

  private Parameters(LongIndex features, BitSet seen, int labelCount, int transitionCount) {
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
    LongIndex all = new LongIndex(1 << 18);
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
    LongIndex kept = new LongIndex(all.size());
    for (int id = 0; id < all.size(); id++) {
      if (counts[id] >= minCount) {
        kept.add(all.key(id));
      }
    }
    return new Parameters(
        kept, seen(sequences, kept, transitions.labels()), transitions.labels(), transitions.size());
  }

  private static BitSet seen(List<Sequence> sequences, LongIndex kept, int labelCount) {
    BitSet seen = new BitSet(kept.size() * labelCount);
    for (Sequence sequence : sequences) {
      for (int t = 0; t < sequence.length(); t++) {
        for (long key : sequence.features()[t]) {
          int id = kept.find(key);
          if (id >= 0) {
            seen.set(id * labelCount + sequence.labels()[t]);
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
        if (id >= 0) {
          ids[count++] = id;
        }
      }
      numbers[t] = Arrays.copyOf(ids, count);
    }
    return numbers;
  }
}

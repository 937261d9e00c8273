package org.case2fhir.mention;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/** Features with their labels and weights in whole grains, while a model is made or read. */
final class WeightTable {
  /** So many bits of a number hold the grains of a weight; the label takes the other 8. */
  private static final int GRAIN_BITS = 24;

  final FeatureIndex features;
  private int[] begin = new int[1024];
  private byte[] labels = new byte[1024];
  private int[] grains = new int[1024];
  private int size;

  private WeightTable(int expected) {
    features = new FeatureIndex(expected);
  }

  /** The features that have a weight, in the order of their keys. */
  static WeightTable of(Parameters parameters, int[] grains) {
    long[] keys = new long[parameters.features.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = parameters.features.key(i);
    }
    Arrays.sort(keys);
    WeightTable table = new WeightTable(keys.length / 4);
    for (long key : keys) {
      int feature = parameters.features.find(key);
      boolean opened = false;
      for (int k = parameters.begin[feature]; k < parameters.begin[feature + 1]; k++) {
        if (grains[k] != 0) {
          if (!opened) {
            table.open(key);
            opened = true;
          }
          table.add(parameters.labels[k], grains[k]);
        }
      }
    }
    return table;
  }

  static WeightTable read(DataInput in, int labelCount) throws IOException {
    int count = CrfFormat.readSize(in);
    WeightTable table = new WeightTable(count);
    for (int i = 0; i < count; i++) {
      table.open(CrfFormat.readKey(in));
    }
    if (table.features.size() != count) {
      throw new IOException("a feature twice");
    }
    int total = 0;
    for (int i = 0; i < count; i++) {
      table.begin[i] = total;
      total += in.readUnsignedByte();
    }
    table.labels = new byte[total];
    in.readFully(table.labels);
    for (byte label : table.labels) {
      if ((label & 0xFF) >= labelCount) {
        throw new IOException("no such label");
      }
    }
    table.grains = CrfFormat.readNumbers(total, in);
    for (int grains : table.grains) {
      if (grains != grains(grains)) {
        throw new IOException("not a weight");
      }
    }
    table.size = total;
    return table;
  }

  private void open(long key) {
    int feature = features.add(key);
    if (feature + 1 > begin.length) {
      begin = Arrays.copyOf(begin, begin.length * 2);
    }
    begin[feature] = size;
  }

  private void add(int label, int grain) {
    if (size == grains.length) {
      grains = Arrays.copyOf(grains, size * 2);
      labels = Arrays.copyOf(labels, size * 2);
    }
    labels[size] = (byte) label;
    grains[size++] = grain;
  }

  int[] begin() {
    int[] ends = Arrays.copyOf(begin, features.size() + 1);
    ends[features.size()] = size;
    return ends;
  }

  /** The weights, each as one number with its label. */
  int[] weights() {
    int[] weights = new int[size];
    for (int i = 0; i < size; i++) {
      weights[i] = labels[i] << GRAIN_BITS | grains[i] & (1 << GRAIN_BITS) - 1;
    }
    return weights;
  }

  /** The label of a weight. */
  static int label(int weight) {
    return weight >>> GRAIN_BITS;
  }

  /** The grains of a weight. */
  static int grains(int weight) {
    return weight << Integer.SIZE - GRAIN_BITS >> Integer.SIZE - GRAIN_BITS;
  }
}

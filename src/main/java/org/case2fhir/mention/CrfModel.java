package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A linear-chain conditional random field: weights of features with labels and of labels with
 * labels. Carries no text. Immutable.
 */
public final class CrfModel {
  /** Weights are multiples of one part in this many. */
  private static final double GRAIN = 128;

  private final Transitions transitions;
  private final double[] transitionWeights;
  private final Transitions.Factors factors;
  private final FeatureIndex features;
  private final int[] begin;

  /** Weights in grains in the lower bits, above them their labels. */
  private final int[] weights;

  private final FullRows fullRows;

  private CrfModel(Transitions transitions, int[] transitionGrains, WeightTable table) {
    this.transitions = transitions;
    this.transitionWeights = Arrays.stream(transitionGrains).mapToDouble(g -> g / GRAIN).toArray();
    this.factors = new Transitions.Factors(transitions, transitionWeights, 0);
    this.features = table.features;
    this.begin = table.begin();
    this.weights = table.weights();
    this.fullRows = new FullRows(transitions.labels(), begin, weights);
  }

  static CrfModel of(CrfTrainer.Parameters parameters, Transitions transitions, double[] learned) {
    int[] grains = new int[learned.length];
    for (int i = 0; i < grains.length; i++) {
      grains[i] = (int) Math.round(learned[i] * GRAIN);
    }
    int[] ofTransitions = Arrays.copyOfRange(grains, parameters.transitionOffset, grains.length);
    return new CrfModel(transitions, ofTransitions, WeightTable.of(parameters, grains));
  }

  /** Which labels may follow which. */
  public Transitions transitions() {
    return transitions;
  }

  /** How many features have a weight. */
  public int size() {
    return features.size();
  }

  /**
   * Scores every label at every place.
   *
   * @param features keys of what is seen at each place
   * @return row by row, {@code features.length} rows of one score for each label
   */
  public double[] scores(long[][] features) {
    int count = transitions.labels();
    double[] scores = new double[features.length * count];
    int[] row = new int[count];
    int[] known = new int[0];
    for (int t = 0; t < features.length; t++) {
      known = known.length < features[t].length ? new int[features[t].length] : known;
      Arrays.fill(row, 0);
      add(known, find(features[t], known), row);
      for (int y = 0; y < count; y++) {
        scores[t * count + y] = row[y] / GRAIN;
      }
    }
    return scores;
  }

  /** The numbers of the keys that have weights; how many they are. */
  private int find(long[] keys, int[] known) {
    int found = 0;
    for (long key : keys) {
      int feature = features.find(key);
      if (feature >= 0) {
        known[found++] = feature;
      }
    }
    return found;
  }

  /** Adds the weights of some features, which are left in another order. */
  private void add(int[] known, int count, int[] row) {
    int full = 0;
    for (int i = 0; i < count; i++) {
      int feature = known[i];
      if (fullRows.has(feature)) {
        known[full++] = feature;
      } else {
        addFew(feature, row);
      }
    }
    fullRows.addTo(row, known, full);
  }

  private void addFew(int feature, int[] row) {
    int end = begin[feature + 1];
    for (int k = begin[feature]; k < end; k++) {
      row[WeightTable.label(weights[k])] += WeightTable.grains(weights[k]);
    }
  }

  /** The probabilities of the labels of a sequence of at least one place. */
  public Lattice lattice(long[][] features) {
    Lattice lattice = new Lattice(transitions);
    lattice.compute(scores(features), features.length, factors);
    return lattice;
  }

  /** Writes the model, the same bytes for the same model. */
  public void write(DataOutput out) throws IOException {
    transitions.write(out);
    for (double weight : transitionWeights) {
      writeNumber((int) Math.round(weight * GRAIN), out);
    }
    features.write(out);
    for (int i = 0; i < features.size(); i++) {
      out.writeByte(begin[i + 1] - begin[i]);
    }
    for (int weight : weights) {
      out.writeByte(WeightTable.label(weight));
    }
    for (int weight : weights) {
      writeNumber(WeightTable.grains(weight), out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if this is not a model
   */
  public static CrfModel read(DataInput in) throws IOException {
    Transitions transitions = Transitions.read(in);
    int[] ofTransitions = readNumbers(transitions.size(), in);
    return new CrfModel(transitions, ofTransitions, WeightTable.read(in, transitions.labels()));
  }

  /** Writes a number; one near 0 takes one byte. */
  private static void writeNumber(int number, DataOutput out) throws IOException {
    int rest = number << 1 ^ number >> 31;
    while (rest >>> 7 != 0) {
      out.writeByte(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static int[] readNumbers(int count, DataInput in) throws IOException {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int zigzag = 0;
      int shift = 0;
      int next = in.readUnsignedByte();
      for (; next > 0x7F && shift < 28; shift += 7) {
        zigzag |= (next & 0x7F) << shift;
        next = in.readUnsignedByte();
      }
      zigzag |= next << shift;
      numbers[i] = zigzag >>> 1 ^ -(zigzag & 1);
    }
    return numbers;
  }

  /**
   * The weights of the features that have one for many labels, with zeros for the others: a whole
   * row is added faster than its weights one by one.
   */
  private static final class FullRows {
    private static final int NONE = -1;

    private final int labels;
    private final int[] starts;
    private final int[] weights;

    /**
     * Fills rows up.
     *
     * @param begin for each feature, where its weights begin; the last entry is their number
     * @param packed weights as {@link WeightTable#weights} gives them
     */
    FullRows(int labels, int[] begin, int[] packed) {
      this.labels = labels;
      starts = new int[begin.length - 1];
      Arrays.fill(starts, NONE);
      int size = 0;
      for (int feature = 0; feature < starts.length; feature++) {
        if ((begin[feature + 1] - begin[feature]) * 4 >= labels) {
          starts[feature] = size;
          size += labels;
        }
      }
      weights = new int[size];
      for (int feature = 0; feature < starts.length; feature++) {
        for (int k = begin[feature]; starts[feature] >= 0 && k < begin[feature + 1]; k++) {
          weights[starts[feature] + WeightTable.label(packed[k])] = WeightTable.grains(packed[k]);
        }
      }
    }

    boolean has(int feature) {
      return starts[feature] >= 0;
    }

    /**
     * Adds the rows of some features.
     *
     * @param features that have a row
     * @param count how many of them, from the first
     */
    void addTo(int[] sums, int[] features, int count) {
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        addFour(sums, features, i);
      }
      for (; i < count; i++) {
        int start = starts[features[i]];
        for (int y = 0; y < labels; y++) {
          sums[y] += weights[start + y];
        }
      }
    }

    /** Four rows at once touch the sums a fourth as often. */
    private void addFour(int[] sums, int[] features, int i) {
      int first = starts[features[i]];
      int second = starts[features[i + 1]];
      int third = starts[features[i + 2]];
      int fourth = starts[features[i + 3]];
      for (int y = 0; y < labels; y++) {
        sums[y] +=
            weights[first + y] + weights[second + y] + (weights[third + y] + weights[fourth + y]);
      }
    }
  }

  /** Features with their labels and weights in whole grains, while a model is made or read. */
  private static final class WeightTable {
    /** So many bits of a number hold the grains of a weight; the label takes the other 8. */
    private static final int GRAIN_BITS = 24;

    final FeatureIndex features;
    private int[] begin = new int[1024];
    private byte[] labels = new byte[1024];
    private int[] grains = new int[1024];
    private int size;

    private WeightTable(FeatureIndex features) {
      this.features = features;
    }

    /** The features that have a weight, in the order of their keys. */
    static WeightTable of(CrfTrainer.Parameters parameters, int[] grains) {
      long[] keys = new long[parameters.features.size()];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = parameters.features.key(i);
      }
      Arrays.sort(keys);
      WeightTable table = new WeightTable(new FeatureIndex(keys.length / 4));
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
      WeightTable table = new WeightTable(FeatureIndex.read(in));
      int count = table.features.size();
      table.begin = new int[count + 1];
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
      table.grains = readNumbers(total, in);
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
}

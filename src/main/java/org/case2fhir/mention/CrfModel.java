package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What was learned: weights of features with labels and of labels with labels. Carries no text.
 * Immutable.
 */
public final class CrfModel {
  /** Weights are multiples of one part in this many. */
  private static final double GRAIN = 128;

  private final Transitions transitions;
  private final double[] transitionWeights;
  private final TransitionFactors factors;
  private final FeatureIndex features;
  private final int[] begin;

  /** Weights in grains in the lower bits, above them their labels. */
  private final int[] weights;

  private final FullRows fullRows;

  CrfModel(Transitions transitions, int[] transitionGrains, WeightTable table) {
    this.transitions = transitions;
    this.transitionWeights = Arrays.stream(transitionGrains).mapToDouble(g -> g / GRAIN).toArray();
    this.factors = new TransitionFactors(transitions, transitionWeights, 0);
    this.features = table.features;
    this.begin = table.begin();
    this.weights = table.weights();
    this.fullRows = new FullRows(transitions.labels(), begin, weights);
  }

  static CrfModel of(Parameters parameters, Transitions transitions, double[] learned) {
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

  /** The most probable labelling of a sequence. */
  public int[] label(long[][] features) {
    return BestPath.find(transitions, scores(features), features.length, transitionWeights);
  }

  /** Writes the model, the same bytes for the same model. */
  public void write(DataOutput out) throws IOException {
    CrfFormat.writeTransitions(transitions, out);
    for (double weight : transitionWeights) {
      CrfFormat.writeNumber((int) Math.round(weight * GRAIN), out);
    }
    out.writeInt(features.size());
    for (int i = 0; i < features.size(); i++) {
      CrfFormat.writeKey(features.key(i), out);
    }
    for (int i = 0; i < features.size(); i++) {
      out.writeByte(begin[i + 1] - begin[i]);
    }
    for (int weight : weights) {
      out.writeByte(WeightTable.label(weight));
    }
    for (int weight : weights) {
      CrfFormat.writeNumber(WeightTable.grains(weight), out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if this is no model
   */
  public static CrfModel read(DataInput in) throws IOException {
    Transitions transitions = CrfFormat.readTransitions(in);
    int[] ofTransitions = CrfFormat.readNumbers(transitions.size(), in);
    return new CrfModel(transitions, ofTransitions, WeightTable.read(in, transitions.labels()));
  }
}

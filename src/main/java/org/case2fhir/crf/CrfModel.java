package org.case2fhir.crf;

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
  private final LongIndex features;
  private final int[] begin;
  private final byte[] labels;
  private final float[] weights;
  private final FullRows fullRows;

  CrfModel(Transitions transitions, int[] transitionGrains, WeightTable table) {
    this.transitions = transitions;
    this.transitionWeights = Arrays.stream(transitionGrains).mapToDouble(g -> g / GRAIN).toArray();
    this.factors = new TransitionFactors(transitions, transitionWeights, 0);
    this.features = table.features;
    this.begin = table.begin();
    this.labels = table.labels();
    this.weights = table.weights((float) GRAIN);
    this.fullRows = new FullRows(transitions.labels(), begin, labels, weights);
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
    float[] row = new float[count];
    for (int t = 0; t < features.length; t++) {
      Arrays.fill(row, 0);
      for (long key : features[t]) {
        int feature = this.features.find(key);
        if (feature >= 0) {
          add(feature, row);
        }
      }
      for (int y = 0; y < count; y++) {
        scores[t * count + y] = row[y];
      }
    }
    return scores;
  }

  private void add(int feature, float[] row) {
    if (fullRows.has(feature)) {
      fullRows.addTo(row, feature);
      return;
    }
    int end = begin[feature + 1];
    for (int k = begin[feature]; k < end; k++) {
      row[labels[k] & 0xFF] += weights[k];
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
    out.write(labels);
    for (float weight : weights) {
      CrfFormat.writeNumber(Math.round(weight * (float) GRAIN), out);
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

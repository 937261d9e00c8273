package org.case2fhir.crf;

import java.util.Arrays;

/**
 * The probabilities of all ways to label one sequence, by the forward-backward algorithm with
 * scaling. An instance is reused for one sequence after another, by one thread.
 */
public final class Lattice {
  private final Transitions transitions;
  private final int labels;
  private double[] potential = new double[0];
  private double[] alpha = new double[0];
  private double[] beta = new double[0];
  private double[] scale = new double[0];
  private final double[] carried;
  private int length;
  private double logZ;

  /** A lattice for sequences under these transitions. */
  public Lattice(Transitions transitions) {
    this.transitions = transitions;
    this.labels = transitions.labels();
    this.carried = new double[labels];
  }

  /**
   * Computes the probabilities of a sequence.
   *
   * @param scores of each label at each place, place by place; may be longer than needed
   * @param length number of places, at least 1
   * @param factors e to the weight of each allowed transition
   */
  public void compute(double[] scores, int length, double[] factors) {
    this.length = length;
    reserve(length * labels);
    logZ = 0;
    for (int t = 0; t < length; t++) {
      exponentiate(scores, t * labels);
    }
    forward(factors);
    backward(factors);
  }

  private void reserve(int size) {
    if (alpha.length < size) {
      potential = new double[size];
      alpha = new double[size];
      beta = new double[size];
      scale = new double[size / labels];
    }
  }

  private void exponentiate(double[] scores, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < labels; y++) {
      max = Math.max(max, scores[row + y]);
    }
    for (int y = 0; y < labels; y++) {
      potential[row + y] = Math.exp(scores[row + y] - max);
    }
    logZ += max;
  }

  private void forward(double[] factors) {
    for (int y = 0; y < labels; y++) {
      alpha[y] = transitions.startsWith(y) ? potential[y] : 0;
    }
    normalise(0);
    for (int t = 1; t < length; t++) {
      int row = t * labels;
      int before = row - labels;
      for (int y = 0; y < labels; y++) {
        double sum = 0;
        int end = transitions.begin(y + 1);
        for (int k = transitions.begin(y); k < end; k++) {
          sum += alpha[before + transitions.from(k)] * factors[k];
        }
        alpha[row + y] = sum * potential[row + y];
      }
      normalise(t);
    }
  }

  private void normalise(int t) {
    int row = t * labels;
    double sum = 0;
    for (int y = 0; y < labels; y++) {
      sum += alpha[row + y];
    }
    double factor = 1 / sum;
    for (int y = 0; y < labels; y++) {
      alpha[row + y] *= factor;
    }
    scale[t] = factor;
    logZ += Math.log(sum);
  }

  private void backward(double[] factors) {
    int last = (length - 1) * labels;
    Arrays.fill(beta, last, last + labels, 1);
    for (int t = length - 2; t >= 0; t--) {
      int row = t * labels;
      carry(t + 1);
      Arrays.fill(beta, row, row + labels, 0);
      for (int y = 0; y < labels; y++) {
        int end = transitions.begin(y + 1);
        for (int k = transitions.begin(y); k < end; k++) {
          beta[row + transitions.from(k)] += carried[y] * factors[k];
        }
      }
    }
  }

  /** What each label at a place passes back to the place before. */
  private void carry(int t) {
    int row = t * labels;
    for (int y = 0; y < labels; y++) {
      carried[y] = potential[row + y] * beta[row + y] * scale[t];
    }
  }

  /** Logarithm of the sum over all labellings of e to their score. */
  public double logZ() {
    return logZ;
  }

  /** The probability of a label at a place. */
  public double probability(int place, int label) {
    return alpha[place * labels + label] * beta[place * labels + label];
  }

  /** Adds the expected number of uses of each allowed transition in the sequence. */
  void addTransitions(double[] factors, double[] sums, int offset) {
    for (int t = 1; t < length; t++) {
      int before = (t - 1) * labels;
      carry(t);
      for (int y = 0; y < labels; y++) {
        int end = transitions.begin(y + 1);
        for (int k = transitions.begin(y); k < end; k++) {
          sums[offset + k] += alpha[before + transitions.from(k)] * factors[k] * carried[y];
        }
      }
    }
  }
}

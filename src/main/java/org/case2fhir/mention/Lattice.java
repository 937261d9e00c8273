package org.case2fhir.mention;

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
  private final double[] sums;
  private int length;
  private double logZ;

  /** A lattice for sequences under these transitions. */
  public Lattice(Transitions transitions) {
    this.transitions = transitions;
    this.labels = transitions.labels();
    this.carried = new double[labels];
    this.sums = new double[labels];
  }

  /**
   * Computes the probabilities of a sequence.
   *
   * @param scores of each label at each place, place by place; may be longer than needed
   * @param length number of places, at least 1
   */
  void compute(double[] scores, int length, Transitions.Factors factors) {
    this.length = length;
    reserve(length * labels);
    double[] room = new double[factors.room()];
    logZ = 0;
    for (int t = 0; t < length; t++) {
      exponentiate(scores, t * labels);
    }
    forward(factors, room);
    backward(factors, room);
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

  private void forward(Transitions.Factors factors, double[] room) {
    for (int y = 0; y < labels; y++) {
      alpha[y] = transitions.startsWith(y) ? potential[y] : 0;
    }
    normalise(0);
    for (int t = 1; t < length; t++) {
      int row = t * labels;
      factors.forward(alpha, row - labels, room, sums);
      for (int y = 0; y < labels; y++) {
        alpha[row + y] = sums[y] * potential[row + y];
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

  private void backward(Transitions.Factors factors, double[] room) {
    int last = (length - 1) * labels;
    Arrays.fill(beta, last, last + labels, 1);
    for (int t = length - 2; t >= 0; t--) {
      carry(t + 1);
      factors.backward(carried, room, sums);
      System.arraycopy(sums, 0, beta, t * labels, labels);
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

  /**
   * Adds for each pair of labels, row by row of the first, the expected number of its uses in the
   * sequence, divided by its factor.
   */
  void addPairs(double[] pairs) {
    for (int t = 1; t < length; t++) {
      carry(t);
      for (int y = 0; y < labels; y++) {
        double before = alpha[(t - 1) * labels + y];
        Transitions.Factors.add(before, carried, 0, pairs, y * labels, labels);
      }
    }
  }
}

package org.case2fhir.crf;

/**
 * E to the weight of each pair of labels, 0 where the second may not follow the first: as a square,
 * so that a whole row is added at once.
 */
final class TransitionFactors {
  private final int labels;
  private final double[] byFirst;
  private final double[] bySecond;

  /** The factors of allowed pairs, from their weights. */
  TransitionFactors(Transitions transitions, double[] weights, int offset) {
    labels = transitions.labels();
    byFirst = new double[labels * labels];
    bySecond = new double[labels * labels];
    for (int pair = 0; pair < transitions.size(); pair++) {
      double factor = Math.exp(weights[offset + pair]);
      byFirst[transitions.from(pair) * labels + transitions.to(pair)] = factor;
      bySecond[transitions.to(pair) * labels + transitions.from(pair)] = factor;
    }
  }

  double get(int first, int second) {
    return byFirst[first * labels + second];
  }

  /** Adds to every second label what a first one passes on. */
  void addForward(int first, double times, double[] to) {
    add(byFirst, first * labels, times, to, 0, labels);
  }

  /** Adds to every first label what a second one passes back. */
  void addBackward(int second, double times, double[] to) {
    add(bySecond, second * labels, times, to, 0, labels);
  }

  /** Adds a row a number of times to another; the two must not overlap. */
  static void add(double[] what, int from, double times, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += times * what[from + i];
    }
  }
}

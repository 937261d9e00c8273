package org.case2fhir.mention;

import java.util.Arrays;

/**
 * E to the weight of each allowed pair of labels. Labels that may follow every other are kept as
 * full rows, whose sums take a few passes over memory; the pairs of the others one by one.
 * Immutable.
 */
final class TransitionFactors {
  private final Transitions transitions;
  private final int labels;

  /** Of each allowed pair. */
  private final double[] factors;

  /** The labels that may follow all others. */
  private final int[] open;

  /** The pairs whose second label is not open. */
  private final int[] narrow;

  private final double[] openByFirst;
  private final double[] firstByOpen;

  /** The factors of allowed pairs, from their weights. */
  TransitionFactors(Transitions transitions, double[] weights, int offset) {
    this.transitions = transitions;
    labels = transitions.labels();
    factors = new double[transitions.size()];
    Arrays.setAll(factors, pair -> Math.exp(weights[offset + pair]));
    open = transitions.open();
    narrow = transitions.narrow();
    openByFirst = new double[labels * open.length];
    firstByOpen = new double[labels * open.length];
    for (int o = 0; o < open.length; o++) {
      for (int first = 0; first < labels; first++) {
        double factor = factors[transitions.begin(open[o]) + first];
        openByFirst[first * open.length + o] = factor;
        firstByOpen[o * labels + first] = factor;
      }
    }
  }

  /** Of a pair by its number. */
  double get(int pair) {
    return factors[pair];
  }

  /** How many numbers {@link #forward} and {@link #backward} need to work with. */
  int room() {
    return open.length;
  }

  /**
   * Sums for every second label what the first ones pass on.
   *
   * @param from an array of which {@code labels} numbers from {@code at} are read
   * @param room of {@link #room} numbers, overwritten
   * @param to one sum for each label, overwritten
   */
  void forward(double[] from, int at, double[] room, double[] to) {
    Arrays.fill(room, 0);
    Arrays.fill(to, 0);
    addRows(openByFirst, from, at, labels, room);
    for (int o = 0; o < open.length; o++) {
      to[open[o]] = room[o];
    }
    for (int pair : narrow) {
      to[transitions.to(pair)] += from[at + transitions.from(pair)] * factors[pair];
    }
  }

  /**
   * Sums for every first label what the second ones pass back.
   *
   * @param from one number for each label
   * @param room of {@link #room} numbers, overwritten
   * @param to one sum for each label, overwritten
   */
  void backward(double[] from, double[] room, double[] to) {
    for (int o = 0; o < open.length; o++) {
      room[o] = from[open[o]];
    }
    Arrays.fill(to, 0);
    addRows(firstByOpen, room, 0, open.length, to);
    for (int pair : narrow) {
      to[transitions.from(pair)] += from[transitions.to(pair)] * factors[pair];
    }
  }

  /** Adds each row as often as the number for it says: four at once touch the sums less often. */
  private static void addRows(double[] rows, double[] times, int at, int count, double[] to) {
    int width = to.length;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      double first = times[at + i];
      double second = times[at + i + 1];
      double third = times[at + i + 2];
      double fourth = times[at + i + 3];
      int row = i * width;
      for (int y = 0; y < width; y++) {
        to[y] +=
            first * rows[row + y]
                + second * rows[row + width + y]
                + (third * rows[row + 2 * width + y] + fourth * rows[row + 3 * width + y]);
      }
    }
    for (; i < count; i++) {
      add(times[at + i], rows, i * width, to, 0, width);
    }
  }

  /** Adds a row a number of times to another; the two must not overlap. */
  static void add(double times, double[] what, int from, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += times * what[from + i];
    }
  }
}

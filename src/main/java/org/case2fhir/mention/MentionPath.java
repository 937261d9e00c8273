package org.case2fhir.mention;

/**
 * The labelling of a sentence whose sum of scores is highest, where a mention goes on only where it
 * began and nothing else speaks for or against a label after another. Of equal ones the lower label
 * is taken.
 */
final class MentionPath {
  private final double[] scores;
  private final int length;
  private final int labels;
  private final double[] best;
  private final int[] from;

  private MentionPath(double[] scores, int length, int labels) {
    this.scores = scores;
    this.length = length;
    this.labels = labels;
    this.best = new double[length * labels];
    this.from = new int[length * labels];
  }

  /**
   * Finds it.
   *
   * @param scores place by place: outside, then for each kind of mention its first token and its
   *     others
   */
  static int[] find(double[] scores, int length, int labels) {
    MentionPath path = new MentionPath(scores, length, labels);
    for (int place = 0; place < length; place++) {
      path.step(place * labels);
    }
    return path.trace();
  }

  private void step(int row) {
    int before = row - labels;
    int any = row == 0 ? -1 : highest(before);
    double most = row == 0 ? 0 : best[before + any];
    best[row] = most + scores[row];
    from[row] = any;
    for (int first = 1; first < labels; first += 2) {
      best[row + first] = most + scores[row + first];
      from[row + first] = any;
      int other = first + 1;
      if (row == 0) {
        best[other] = Double.NEGATIVE_INFINITY;
        continue;
      }
      int own = best[before + other] > best[before + first] ? other : first;
      best[row + other] = best[before + own] + scores[row + other];
      from[row + other] = own;
    }
  }

  private int highest(int row) {
    int found = 0;
    for (int label = 1; label < labels; label++) {
      found = best[row + label] > best[row + found] ? label : found;
    }
    return found;
  }

  private int[] trace() {
    int[] path = new int[length];
    for (int place = length - 1; place >= 0; place--) {
      int row = place * labels;
      path[place] = place == length - 1 ? highest(row) : from[row + labels + path[place + 1]];
    }
    return path;
  }
}

package org.case2fhir.mention;

/**
 * How a CRF is trained.
 *
 * @param minMentions types that are annotated less often are not learned
 * @param l1 weight of the sum of the absolute weights in the objective: makes models small
 * @param l2 weight of the sum of the squared weights: keeps models from overfitting
 * @param iterations at most this many steps
 * @param minCount features seen less often are left out, also with a label they are seen with less
 *     often; at most 100
 * @param threads how many threads to use; does not change the result
 */
public record TrainingOptions(
    int minMentions, double l1, double l2, int iterations, int minCount, int threads) {
  /** Settings that worked well on case reports. */
  public static final TrainingOptions DEFAULT = new TrainingOptions(15, 0.1, 0.6, 60, 2, 2);

  public TrainingOptions {
    if (!(l1 >= 0)
        || !(l2 >= 0)
        || iterations < 1
        || minCount < 1
        || minCount > 100
        || threads < 1) {
      throw new IllegalArgumentException("not usable for training");
    }
  }
}

package org.case2fhir.mention;

/**
 * How to learn to find mentions.
 *
 * @param minMentions types marked less often are not learned
 * @param crf how to learn weights
 */
public record LearningOptions(int minMentions, TrainingOptions crf) {
  /** Settings that worked well on case reports. */
  public static final LearningOptions DEFAULT = new LearningOptions(15, TrainingOptions.DEFAULT);
}

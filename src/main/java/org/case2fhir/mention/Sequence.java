package org.case2fhir.mention;

/**
 * A labelled sequence to learn from.
 *
 * @param features keys of what is seen at each place
 * @param labels the label of each place
 */
public record Sequence(long[][] features, int[] labels) {
  public Sequence {
    if (features.length != labels.length) {
      throw new IllegalArgumentException(features.length + " places, " + labels.length + " labels");
    }
  }

  int length() {
    return labels.length;
  }
}

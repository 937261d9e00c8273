package org.case2fhir.mention;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Puts vectors into groups by their nearest centre (spherical k-means from a fixed start). */
final class Clustering {
  private static final int ROUNDS = 10;

  private final float[][] vectors;
  private final float[][] centres;
  private final int[] groups;

  private Clustering(float[][] vectors, int count) {
    this.vectors = vectors;
    this.centres = new float[count][];
    this.groups = new int[vectors.length];
  }

  /**
   * The group of each vector, from 0.
   *
   * @param vectors of length 1 or 0
   * @param count how many groups; fewer when there are fewer vectors
   */
  static Clustering of(float[][] vectors, int count) {
    Clustering clustering = new Clustering(vectors, Math.min(count, vectors.length));
    Random random = new Random(29);
    for (int c = 0; c < clustering.centres.length; c++) {
      clustering.centres[c] = vectors[random.nextInt(vectors.length)].clone();
    }
    for (int round = 0; round < ROUNDS; round++) {
      clustering.assign();
      clustering.move(random);
    }
    clustering.assign();
    return clustering;
  }

  int group(int vector) {
    return groups[vector];
  }

  float[][] centres() {
    return centres;
  }

  private void assign() {
    IntStream.range(0, vectors.length).parallel().forEach(i -> groups[i] = nearest(vectors[i]));
  }

  private int nearest(float[] vector) {
    int best = 0;
    float most = -2;
    for (int c = 0; c < centres.length; c++) {
      float dot = 0;
      float[] centre = centres[c];
      for (int d = 0; d < vector.length; d++) {
        dot += vector[d] * centre[d];
      }
      if (dot > most) {
        most = dot;
        best = c;
      }
    }
    return best;
  }

  private void move(Random random) {
    for (float[] centre : centres) {
      Arrays.fill(centre, 0);
    }
    for (int i = 0; i < vectors.length; i++) {
      float[] centre = centres[groups[i]];
      for (int d = 0; d < centre.length; d++) {
        centre[d] += vectors[i][d];
      }
    }
    for (int c = 0; c < centres.length; c++) {
      double norm = 0;
      for (float x : centres[c]) {
        norm += x * x;
      }
      if (norm == 0) {
        centres[c] = vectors[random.nextInt(vectors.length)].clone();
        continue;
      }
      for (int d = 0; d < centres[c].length; d++) {
        centres[c][d] /= (float) Math.sqrt(norm);
      }
    }
  }
}

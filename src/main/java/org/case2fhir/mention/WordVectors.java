package org.case2fhir.mention;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Short vectors for the rows of a large sparse matrix: its projection on its strongest directions,
 * found by subspace iteration from a fixed start, each vector of length 1.
 */
final class WordVectors {
  private static final int ROUNDS = 4;

  private final WordUse.Matrix matrix;
  private final int dimensions;

  private WordVectors(WordUse.Matrix matrix, int dimensions) {
    this.matrix = matrix;
    this.dimensions = dimensions;
  }

  static float[][] of(WordUse.Matrix matrix, int dimensions) {
    return new WordVectors(matrix, dimensions).compute();
  }

  private float[][] compute() {
    Random random = new Random(17);
    double[][] basis = new double[matrix.columns()][dimensions];
    for (double[] row : basis) {
      for (int d = 0; d < dimensions; d++) {
        row[d] = random.nextGaussian();
      }
    }
    orthonormalise(basis);
    for (int round = 0; round < ROUNDS; round++) {
      basis = backward(forward(basis));
      orthonormalise(basis);
    }
    return normalised(forward(basis));
  }

  private double[][] forward(double[][] basis) {
    double[][] out = new double[matrix.words().size()][dimensions];
    IntStream.range(0, out.length)
        .parallel()
        .forEach(
            row -> {
              for (int k = 0; k < matrix.column()[row].length; k++) {
                addTimes(out[row], basis[matrix.column()[row][k]], matrix.value()[row][k]);
              }
            });
    return out;
  }

  private double[][] backward(double[][] rows) {
    double[][] out = new double[matrix.columns()][dimensions];
    for (int row = 0; row < rows.length; row++) {
      for (int k = 0; k < matrix.column()[row].length; k++) {
        addTimes(out[matrix.column()[row][k]], rows[row], matrix.value()[row][k]);
      }
    }
    return out;
  }

  private static void addTimes(double[] to, double[] what, double times) {
    for (int d = 0; d < to.length; d++) {
      to[d] += what[d] * times;
    }
  }

  /** Gram-Schmidt over the columns. */
  private void orthonormalise(double[][] basis) {
    for (int d = 0; d < dimensions; d++) {
      for (int e = 0; e < d; e++) {
        double dot = 0;
        for (double[] row : basis) {
          dot += row[d] * row[e];
        }
        for (double[] row : basis) {
          row[d] -= dot * row[e];
        }
      }
      double norm = 0;
      for (double[] row : basis) {
        norm += row[d] * row[d];
      }
      double factor = norm > 1e-18 ? 1 / Math.sqrt(norm) : 0;
      for (double[] row : basis) {
        row[d] *= factor;
      }
    }
  }

  private float[][] normalised(double[][] rows) {
    float[][] out = new float[rows.length][dimensions];
    for (int row = 0; row < rows.length; row++) {
      double norm = 0;
      for (double x : rows[row]) {
        norm += x * x;
      }
      for (int d = 0; d < dimensions && norm > 0; d++) {
        out[row][d] = (float) (rows[row][d] / Math.sqrt(norm));
      }
    }
    return out;
  }
}

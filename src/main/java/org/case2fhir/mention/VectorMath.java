package org.case2fhir.mention;

import java.util.Arrays;

/**
 * Arithmetic on rows of numbers, one column for each word piece.
 *
 * <p>Only additions, multiplications, divisions and square roots, which IEEE 754 defines to the
 * last bit, and sums in a fixed order: every machine gets the same numbers. The loops are as short
 * as they are because the compiler turns only short ones into vector instructions.
 */
final class VectorMath {
  /** e^x is taken as e^(x/32) to the power of 32; below -20 it is nothing beside 1. */
  private static final float LEAST_EXPONENT = -20;

  private static final float EXPONENT_CENTRE = 10;

  /** Beyond, the normal distribution is 0 or 1 in 32 bits. */
  private static final float MOST_DEVIATION = 5.5f;

  private static final float NORM_EPSILON = 1e-12f;

  /** So many rows are multiplied by all weights before the next, to stay in the cache. */
  private static final int BLOCK = 256;

  private VectorMath() {}

  /**
   * Rows of a product: out = weights * in + bias.
   *
   * @param weights one row for each row of out, a multiple of three; the length of a row is even
   */
  static void multiply(float[][] weights, float[] bias, float[][] in, float[][] out) {
    int columns = in[0].length;
    for (int row = 0; row < weights.length; row++) {
      Arrays.fill(out[row], bias[row]);
    }
    int depth = weights[0].length;
    for (int start = 0; start < depth; start += BLOCK) {
      int end = Math.min(depth, start + BLOCK);
      for (int row = 0; row < weights.length; row += 3) {
        float[] w0 = weights[row];
        float[] w1 = weights[row + 1];
        float[] w2 = weights[row + 2];
        float[] out0 = out[row];
        float[] out1 = out[row + 1];
        float[] out2 = out[row + 2];
        for (int k = start; k < end; k += 2) {
          addThreeRows(w0, w1, w2, k, in[k], in[k + 1], out0, out1, out2, columns);
        }
      }
    }
  }

  private static void addThreeRows(
      float[] w0,
      float[] w1,
      float[] w2,
      int k,
      float[] in0,
      float[] in1,
      float[] out0,
      float[] out1,
      float[] out2,
      int columns) {
    float w00 = w0[k];
    float w01 = w0[k + 1];
    float w10 = w1[k];
    float w11 = w1[k + 1];
    float w20 = w2[k];
    float w21 = w2[k + 1];
    for (int i = 0; i < columns; i++) {
      float a = in0[i];
      float b = in1[i];
      out0[i] = out0[i] + w00 * a + w01 * b;
      out1[i] = out1[i] + w10 * a + w11 * b;
      out2[i] = out2[i] + w20 * a + w21 * b;
    }
  }

  /**
   * Some rows of a product without bias. Row by row out is weights * in.
   *
   * @param firstRow the first row of weights and of out that counts
   * @param rows how many, an even number
   * @param firstIn the first row of in that counts
   * @param depth how many, an even number
   */
  static void multiplyPart(
      float[][] weights,
      int firstRow,
      int rows,
      float[][] in,
      int firstIn,
      int depth,
      float[][] out) {
    int columns = in[0].length;
    for (int row = firstRow; row < firstRow + rows; row += 2) {
      float[] w0 = weights[row];
      float[] w1 = weights[row + 1];
      float[] out0 = out[row];
      float[] out1 = out[row + 1];
      Arrays.fill(out0, 0);
      Arrays.fill(out1, 0);
      for (int k = 0; k < depth; k += 2) {
        addTwoRows(w0, w1, k, in[firstIn + k], in[firstIn + k + 1], out0, out1, columns);
      }
    }
  }

  private static void addTwoRows(
      float[] w0,
      float[] w1,
      int k,
      float[] in0,
      float[] in1,
      float[] out0,
      float[] out1,
      int columns) {
    float w00 = w0[k];
    float w01 = w0[k + 1];
    float w10 = w1[k];
    float w11 = w1[k + 1];
    for (int i = 0; i < columns; i++) {
      float a = in0[i];
      float b = in1[i];
      out0[i] = out0[i] + w00 * a + w01 * b;
      out1[i] = out1[i] + w10 * a + w11 * b;
    }
  }

  /** Adds a row to another. */
  static void add(float[] row, float[] to) {
    for (int i = 0; i < row.length; i++) {
      to[i] += row[i];
    }
  }

  /** Divides a row by another. */
  static void divide(float[] row, float[] by) {
    for (int i = 0; i < row.length; i++) {
      row[i] /= by[i];
    }
  }

  /**
   * Makes every column a distribution up to a factor: e^x of its numbers.
   *
   * @param sums set to the sum of each column
   */
  static void exponentiate(float[][] rows, int count, float[] sums) {
    float[] most = rows[0].clone();
    for (int j = 1; j < count; j++) {
      maximum(rows[j], most);
    }
    Arrays.fill(sums, 0);
    float[] scratch = new float[sums.length];
    for (int j = 0; j < count; j++) {
      float[] row = rows[j];
      fraction(row, most, scratch);
      exponential(scratch, row);
      power(row);
      add(row, sums);
    }
  }

  private static void maximum(float[] row, float[] most) {
    for (int i = 0; i < row.length; i++) {
      most[i] = Math.max(most[i], row[i]);
    }
  }

  private static void fraction(float[] row, float[] most, float[] to) {
    for (int i = 0; i < row.length; i++) {
      to[i] = (Math.max(row[i] - most[i], LEAST_EXPONENT) + EXPONENT_CENTRE) * (1 / 32f);
    }
  }

  /** Taylor's series of e^x for |x| up to 10/32. */
  private static void exponential(float[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      float x = from[i];
      to[i] =
          1
              + x
                  * (1
                      + x
                          * (1 / 2f
                              + x * (1 / 6f + x * (1 / 24f + x * (1 / 120f + x * (1 / 720f))))));
    }
  }

  private static void power(float[] row) {
    for (int i = 0; i < row.length; i++) {
      float x2 = row[i] * row[i];
      float x4 = x2 * x2;
      float x8 = x4 * x4;
      float x16 = x8 * x8;
      row[i] = x16 * x16;
    }
  }

  /**
   * The activation x F(x) with the distribution F of the standard normal.
   *
   * <p>F(x) is 1/2 + x P(x^2) / Q(x^2) for |x| up to 5.5, by least squares in the points of
   * Chebyshev, weighted anew until the greatest error was least: 2e-8 before rounding.
   */
  static void activate(float[][] rows) {
    int columns = rows[0].length;
    float[] bounded = new float[columns];
    float[] above = new float[columns];
    float[] below = new float[columns];
    for (float[] row : rows) {
      bound(row, bounded);
      numerator(bounded, above);
      denominator(bounded, below);
      weigh(above, below, row);
    }
  }

  private static void bound(float[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = Math.max(-MOST_DEVIATION, Math.min(MOST_DEVIATION, from[i]));
    }
  }

  private static void numerator(float[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      float x = from[i];
      float y = x * x;
      to[i] =
          x
              * (0.398941994f
                  + y
                      * (0.0351423547f
                          + y
                              * (0.00476161856f
                                  + y
                                      * (0.000182858537f
                                          + y * (6.53075131e-06f + y * 2.22159677e-08f)))));
    }
  }

  private static void denominator(float[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      float y = from[i] * from[i];
      to[i] =
          1
              + y
                  * (0.254752398f
                      + y
                          * (0.0293987114f
                              + y
                                  * (0.00196243636f
                                      + y * (7.86104356e-05f + y * 1.19539993e-06f))));
    }
  }

  private static void weigh(float[] above, float[] below, float[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= 0.5f + above[i] / below[i];
    }
  }

  /** Gives every column mean 0 and variance 1, then each row its factor and its summand. */
  static void normalize(float[][] rows, float[] factors, float[] summands) {
    int columns = rows[0].length;
    float[] mean = new float[columns];
    for (float[] row : rows) {
      add(row, mean);
    }
    scale(mean, 1f / rows.length);
    float[] deviation = new float[columns];
    for (float[] row : rows) {
      subtract(mean, row);
      addSquares(row, deviation);
    }
    scale(deviation, 1f / rows.length);
    for (int i = 0; i < columns; i++) {
      deviation[i] = (float) Math.sqrt(deviation[i] + NORM_EPSILON);
    }
    for (int k = 0; k < rows.length; k++) {
      divide(rows[k], deviation);
      move(rows[k], factors[k], summands[k]);
    }
  }

  private static void scale(float[] row, float factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= factor;
    }
  }

  private static void subtract(float[] row, float[] from) {
    for (int i = 0; i < row.length; i++) {
      from[i] -= row[i];
    }
  }

  private static void addSquares(float[] row, float[] to) {
    for (int i = 0; i < row.length; i++) {
      to[i] += row[i] * row[i];
    }
  }

  private static void move(float[] row, float factor, float summand) {
    for (int i = 0; i < row.length; i++) {
      row[i] = row[i] * factor + summand;
    }
  }
}

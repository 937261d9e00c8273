package org.case2fhir.mention;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A small transformer that gives every label a score at each word piece: the forward pass of BERT
 * with a linear layer on top.
 *
 * <p>Numbers are kept by rows, one row for each dimension and in it one column for each word piece.
 * Immutable and safe for use by several threads; the same pieces give the same bits on every
 * machine.
 */
final class TransformerEncoder {
  private static final int MAGIC = 0x43325452;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 40;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MOST_BYTES = 64 << 20;
  private static final int VECTOR = 16;

  private final int hidden;
  private final int heads;
  private final int margin;
  private final List<String> vocabulary;
  private final List<String> labels;
  private final Rows pieces;
  private final float[][] places;
  private final Norm norm;
  private final List<Layer> layers;
  private final Linear head;

  /** Whether a file begins as weights files do. */
  static boolean isModel(byte[] file) {
    return file.length >= Integer.BYTES && ByteBuffer.wrap(file).getInt() == MAGIC;
  }

  private TransformerEncoder(Reader in) {
    this.hidden = in.hidden;
    this.heads = in.heads;
    this.margin = in.margin;
    this.vocabulary = in.words(in.pieces);
    this.labels = in.words(in.labels);
    this.pieces = in.rows(in.pieces, hidden);
    this.places = in.rows(in.positions, hidden).toFloats();
    this.norm = in.norm();
    this.layers = new ArrayList<>();
    for (int i = 0; i < in.layers; i++) {
      layers.add(new Layer(in));
    }
    this.head = in.linear(in.labels, hidden);
  }

  /** The word pieces, each by its number. */
  List<String> vocabulary() {
    return vocabulary;
  }

  /** The labels that are scored. */
  List<String> labels() {
    return labels;
  }

  /** How many word pieces can be read at once. */
  int positions() {
    return places.length;
  }

  /** How many word pieces of context the model was measured with on either side of a window. */
  int margin() {
    return margin;
  }

  /**
   * Scores of the labels.
   *
   * @param sequence numbers of word pieces, at most as many as there are positions
   * @param wanted the positions whose scores are asked for
   * @return for each wanted position a row
   */
  float[][] scores(int[] sequence, int[] wanted) {
    int length = sequence.length;
    float[][] state = embed(sequence, padded(length));
    for (int i = 0; i + 1 < layers.size(); i++) {
      state = layers.get(i).apply(state, state, length);
    }
    float[][] asked = layers.get(layers.size() - 1).apply(state, select(state, wanted), length);
    float[][] out = head.apply(asked);
    float[][] scores = new float[wanted.length][labels.size()];
    for (int i = 0; i < wanted.length; i++) {
      for (int label = 0; label < labels.size(); label++) {
        scores[i][label] = out[label][i];
      }
    }
    return scores;
  }

  /** Whole vectors are faster; the columns to spare are computed but not read. */
  private static int padded(int columns) {
    return (columns + VECTOR - 1) / VECTOR * VECTOR;
  }

  private float[][] embed(int[] sequence, int columns) {
    float[][] state = new float[hidden][columns];
    for (int i = 0; i < sequence.length; i++) {
      int at = sequence[i] * hidden;
      float scale = pieces.scales[sequence[i]];
      for (int k = 0; k < hidden; k++) {
        state[k][i] = pieces.values[at + k] * scale + places[i][k];
      }
    }
    norm.apply(state);
    return state;
  }

  private static float[][] select(float[][] rows, int[] columns) {
    float[][] selected = new float[rows.length][padded(columns.length)];
    for (int k = 0; k < rows.length; k++) {
      for (int i = 0; i < columns.length; i++) {
        selected[k][i] = rows[k][columns[i]];
      }
    }
    return selected;
  }

  /**
   * Reads a weights file.
   *
   * @throws IOException if it cannot be read, or is not a weights file of this version, or damaged
   */
  static TransformerEncoder read(InputStream file) throws IOException {
    byte[] bytes = file.readNBytes(MOST_BYTES);
    if (bytes.length < HEADER_BYTES + CHECKSUM_BYTES) {
      throw new IOException("a weights file that ends early");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM_BYTES);
    if (in.getInt() != MAGIC || in.getInt() != VERSION) {
      throw new IOException("not a weights file of this version");
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, bytes.length - CHECKSUM_BYTES);
    int stored = ByteBuffer.wrap(bytes).getInt(bytes.length - CHECKSUM_BYTES);
    Reader reader = new Reader(in);
    if ((int) checksum.getValue() != stored || !reader.isPlausible()) {
      throw new IOException("a damaged weights file");
    }
    return new TransformerEncoder(reader);
  }

  /** Numbers in 8 bits, row by row, with a factor for each row. */
  private record Rows(byte[] values, float[] scales) {
    float[][] toFloats() {
      int width = values.length / scales.length;
      float[][] rows = new float[scales.length][width];
      for (int row = 0; row < rows.length; row++) {
        for (int k = 0; k < width; k++) {
          rows[row][k] = values[row * width + k] * scales[row];
        }
      }
      return rows;
    }
  }

  private record Norm(float[] factors, float[] summands) {
    void apply(float[][] rows) {
      VectorMath.normalize(rows, factors, summands);
    }
  }

  private record Linear(float[][] weights, float[] bias) {
    float[][] apply(float[][] in) {
      float[][] out = new float[weights.length][in[0].length];
      VectorMath.multiply(weights, bias, in, out);
      return out;
    }
  }

  /** Attention and feed-forward part, each added to what it reads and normalised. */
  private final class Layer {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear mix;
    private final Linear up;
    private final Linear down;
    private final Norm mixNorm;
    private final Norm downNorm;

    Layer(Reader in) {
      this.query = in.linear(hidden, hidden);
      this.key = in.linear(hidden, hidden);
      this.value = in.linear(hidden, hidden);
      this.mix = in.linear(hidden, hidden);
      this.up = in.linear(in.inner, hidden);
      this.down = in.linear(hidden, in.inner);
      this.mixNorm = in.norm();
      this.downNorm = in.norm();
    }

    /**
     * The next state of some word pieces.
     *
     * @param all the state of all pieces, which is read
     * @param some the state of the pieces that are asked for
     * @param length how many columns of all are pieces
     */
    float[][] apply(float[][] all, float[][] some, int length) {
      float[][] out =
          mix.apply(attend(query.apply(some), key.apply(all), value.apply(all), length));
      addAll(some, out);
      mixNorm.apply(out);
      float[][] inner = up.apply(out);
      VectorMath.activate(inner);
      float[][] next = down.apply(inner);
      addAll(out, next);
      downNorm.apply(next);
      return next;
    }

    private float[][] attend(float[][] queries, float[][] keys, float[][] values, int length) {
      int columns = queries[0].length;
      int width = hidden / heads;
      float scale = (float) (1 / Math.sqrt(width));
      // Rows are multiplied two by two: with an odd length the last counts for nothing.
      int even = length + length % 2;
      float[][] keyColumns = new float[even][width];
      float[][] weights = new float[even][columns];
      float[][] out = new float[hidden][columns];
      float[] sums = new float[columns];
      for (int first = 0; first < hidden; first += width) {
        for (int k = 0; k < width; k++) {
          float[] row = keys[first + k];
          for (int j = 0; j < length; j++) {
            keyColumns[j][k] = row[j] * scale;
          }
        }
        VectorMath.multiplyPart(keyColumns, 0, even, queries, first, width, weights);
        VectorMath.exponentiate(weights, length, sums);
        Arrays.fill(weights[even - 1], length < even ? 0 : columns, columns, 0);
        VectorMath.multiplyPart(values, first, width, weights, 0, even, out);
        for (int k = 0; k < width; k++) {
          VectorMath.divide(out[first + k], sums);
        }
      }
      return out;
    }

    private static void addAll(float[][] rows, float[][] to) {
      for (int k = 0; k < rows.length; k++) {
        VectorMath.add(rows[k], to[k]);
      }
    }
  }

  /** Reads a weights file whose size was found to be right. */
  private static final class Reader {
    private final ByteBuffer in;
    private final int hidden;
    private final int heads;
    private final int inner;
    private final int layers;
    private final int positions;
    private final int margin;
    private final int pieces;
    private final int labels;

    Reader(ByteBuffer in) {
      this.in = in;
      this.hidden = in.getInt();
      this.heads = in.getInt();
      this.inner = in.getInt();
      this.layers = in.getInt();
      this.positions = in.getInt();
      this.margin = in.getInt();
      this.pieces = in.getInt();
      this.labels = in.getInt();
    }

    /** Whether the numbers of the header fit each other and the size of the file. */
    boolean isPlausible() {
      for (int number : new int[] {hidden, heads, inner, layers, positions, pieces, labels}) {
        if (number < 1 || number > 1 << 18) {
          return false;
        }
      }
      boolean shaped =
          hidden % 6 == 0 && inner % 6 == 0 && hidden % heads == 0 && hidden / heads % 2 == 0;
      boolean roomy = margin >= 0 && positions >= 16 + 4L * margin;
      return shaped && roomy && in.remaining() - wordBytes() == weightBytes();
    }

    private long wordBytes() {
      int at = in.position();
      for (long i = 0; i < (long) pieces + labels && at < in.limit(); i++) {
        at += 1 + (in.get(at) & 0xff);
      }
      return at - in.position();
    }

    private long weightBytes() {
      long matrices = matrixBytes(pieces, hidden) + matrixBytes(positions, hidden);
      long perLayer =
          4 * linearBytes(hidden, hidden)
              + linearBytes(inner, hidden)
              + linearBytes(hidden, inner)
              + 4L * Float.BYTES * hidden;
      long norm = 2L * Float.BYTES * hidden;
      return matrices + norm + layers * perLayer + linearBytes(labels, hidden);
    }

    private static long linearBytes(long rows, long width) {
      return matrixBytes(rows, width) + rows * Float.BYTES;
    }

    private static long matrixBytes(long rows, long width) {
      return rows * (width + Float.BYTES);
    }

    List<String> words(int count) {
      List<String> words = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[in.get() & 0xff];
        in.get(bytes);
        words.add(new String(bytes, StandardCharsets.UTF_8));
      }
      return List.copyOf(words);
    }

    float[] floats(int count) {
      float[] floats = new float[count];
      in.asFloatBuffer().get(floats);
      in.position(in.position() + count * Float.BYTES);
      return floats;
    }

    Rows rows(int count, int width) {
      float[] scales = floats(count);
      byte[] values = new byte[count * width];
      in.get(values);
      return new Rows(values, scales);
    }

    Norm norm() {
      return new Norm(floats(hidden), floats(hidden));
    }

    /** A matrix and its summands, with empty rows up to a multiple of three. */
    Linear linear(int rows, int width) {
      float[][] weights = rows(rows, width).toFloats();
      float[] bias = floats(rows);
      int padded = (rows + 2) / 3 * 3;
      float[][] all = new float[padded][];
      for (int row = 0; row < padded; row++) {
        all[row] = row < rows ? weights[row] : new float[width];
      }
      return new Linear(all, Arrays.copyOf(bias, padded));
    }
  }
}

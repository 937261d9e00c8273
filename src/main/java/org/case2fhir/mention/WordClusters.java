package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.case2fhir.mention.WordVectors.RawText;

/**
 * Classes of words that are used alike, at several granularities, by the key of the word; learned
 * from text without annotation. Immutable.
 */
public final class WordClusters {
  /** Coarse, middle and fine classes. */
  public static final int LEVELS = 3;

  /** No classes at all. */
  public static final WordClusters NONE = of(new TreeMap<>());

  private static final int DIMENSIONS = 64;
  private static final int[] SIZES = {48, 200, 800};

  private final FeatureIndex.Values classes;

  private WordClusters(FeatureIndex.Values classes) {
    this.classes = classes;
  }

  /**
   * Writes classes down.
   *
   * @param classes by the key of the word, from 1, one for each level
   */
  public static WordClusters of(SortedMap<Long, int[]> classes) {
    return new WordClusters(FeatureIndex.Values.of(LEVELS, classes));
  }

  /** Learns clusters from text without annotation; the same text gives the same clusters. */
  public static WordClusters learn(RawText text) {
    WordVectors.WordUse.Matrix matrix = WordVectors.WordUse.count(text);
    SortedMap<Long, int[]> classes = new TreeMap<>();
    if (matrix.words().isEmpty()) {
      return NONE;
    }
    float[][] vectors = WordVectors.of(matrix, DIMENSIONS);
    Clustering fine = Clustering.of(vectors, SIZES[2]);
    Clustering middle = Clustering.of(fine.centres(), SIZES[1]);
    Clustering coarse = Clustering.of(fine.centres(), SIZES[0]);
    for (int i = 0; i < vectors.length; i++) {
      int group = fine.group(i);
      int[] levels = {coarse.group(group) + 1, middle.group(group) + 1, group + 1};
      classes.put(FeatureIndex.key(matrix.words().get(i)), levels);
    }
    return of(classes);
  }

  /** The classes of a word at every level; 0 when it has none. */
  int[] find(TokenForms word) {
    int[] found = new int[LEVELS];
    int row = classes.find(word.folded);
    for (int level = 0; level < LEVELS && row >= 0; level++) {
      found[level] = classes.get(row, level);
    }
    return found;
  }

  /** How many words have classes. */
  public int size() {
    return classes.size();
  }

  void write(DataOutput out) throws IOException {
    classes.write(out);
  }

  static WordClusters read(DataInput in) throws IOException {
    return new WordClusters(FeatureIndex.Values.read(LEVELS, in));
  }

  /** Puts vectors into groups by their nearest centre (spherical k-means from a fixed start). */
  private static final class Clustering {
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
}

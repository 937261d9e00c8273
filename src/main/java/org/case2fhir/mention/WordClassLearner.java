package org.case2fhir.mention;

import java.util.SortedMap;
import java.util.TreeMap;

/** Learns classes of words that are used alike from text without annotation. */
public final class WordClassLearner {
  private static final int DIMENSIONS = 64;
  private static final int[] SIZES = {48, 200, 800};

  private WordClassLearner() {}

  /** Learns; the same text gives the same classes. */
  public static WordClusters learn(RawText text) {
    WordUse.Matrix matrix = WordUse.count(text);
    SortedMap<Long, int[]> classes = new TreeMap<>();
    if (matrix.words().isEmpty()) {
      return WordClusters.NONE;
    }
    float[][] vectors = WordVectors.of(matrix, DIMENSIONS);
    Clustering fine = Clustering.of(vectors, SIZES[2]);
    Clustering middle = Clustering.of(fine.centres(), SIZES[1]);
    Clustering coarse = Clustering.of(fine.centres(), SIZES[0]);
    for (int i = 0; i < vectors.length; i++) {
      int group = fine.group(i);
      int[] levels = {coarse.group(group) + 1, middle.group(group) + 1, group + 1};
      classes.put(FeatureHash.of(matrix.words().get(i)), levels);
    }
    return WordClusters.of(classes);
  }
}

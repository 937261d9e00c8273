package org.case2fhir.mention;

/**
 * Turns what is seen at a place of a sequence into the key of a feature. Keys stand for features
 * everywhere, so that a model carries no text.
 */
public final class FeatureHash {
  /** A key has this many bits: few enough to store, too many for two features to share one. */
  static final int BITS = 48;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private FeatureHash() {}

  /** The key of a stretch of text. */
  public static long of(CharSequence text, int start, int end) {
    long hash = 0xCBF29CE484222325L;
    for (int i = start; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return finish(hash);
  }

  /** The key of a text. */
  public static long of(CharSequence text) {
    return of(text, 0, text.length());
  }

  /** The key of one thing seen in a certain role. */
  public static long mix(long role, long seen) {
    return finish((role + 1) * MULTIPLIER ^ Long.rotateLeft(seen * 0xC2B2AE3D27D4EB4FL, 31));
  }

  /** The key of two things seen together in a certain role. */
  public static long mix(long role, long first, long second) {
    return mix(mix(role, first), second);
  }

  private static long finish(long hash) {
    long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (mixed ^ mixed >>> 31) >>> 64 - BITS;
  }
}

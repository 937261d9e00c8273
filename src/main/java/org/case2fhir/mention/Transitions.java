package org.case2fhir.mention;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which label may follow which, and which may come first. Allowed pairs are numbered from 0 by
 * their second label, then by their first.
 */
public final class Transitions {
  private final int labels;
  private final int[] from;
  private final int[] to;
  private final int[] begin;
  private final BitSet starts;

  private Transitions(int labels, BitSet allowed, BitSet starts) {
    this.labels = labels;
    this.starts = starts;
    int count = allowed.cardinality();
    from = new int[count];
    to = new int[count];
    begin = new int[labels + 1];
    int next = 0;
    for (int second = 0; second < labels; second++) {
      begin[second] = next;
      for (int first = 0; first < labels; first++) {
        if (allowed.get(second * labels + first)) {
          from[next] = first;
          to[next++] = second;
        }
      }
    }
    begin[labels] = next;
  }

  /** Whether one label may follow another. */
  @FunctionalInterface
  public interface Rule {
    /** Tells for two labels; the first is -1 for the start of a sequence. */
    boolean allows(int first, int second);
  }

  /**
   * Writes a rule down.
   *
   * @throws IllegalArgumentException if a label cannot follow any other, or none can come first
   */
  public static Transitions of(int labels, Rule rule) {
    BitSet allowed = new BitSet();
    BitSet starts = new BitSet();
    for (int second = 0; second < labels; second++) {
      starts.set(second, rule.allows(-1, second));
      for (int first = 0; first < labels; first++) {
        allowed.set(second * labels + first, rule.allows(first, second));
      }
      if (allowed.get(second * labels, (second + 1) * labels).isEmpty()) {
        throw new IllegalArgumentException("label " + second + " cannot be reached");
      }
    }
    if (starts.isEmpty()) {
      throw new IllegalArgumentException("no label can come first");
    }
    return new Transitions(labels, allowed, starts);
  }

  /** How many labels there are. */
  public int labels() {
    return labels;
  }

  /** How many pairs are allowed. */
  public int size() {
    return from.length;
  }

  /** The number of the first pair whose second label this is; the pairs of a label are in a row. */
  int begin(int second) {
    return begin[second];
  }

  int from(int pair) {
    return from[pair];
  }

  int to(int pair) {
    return to[pair];
  }

  /** Whether a sequence may begin with the label. */
  public boolean startsWith(int label) {
    return starts.get(label);
  }

  /** The labels that may follow every label. */
  int[] open() {
    return IntStream.range(0, labels).filter(this::isOpen).toArray();
  }

  private boolean isOpen(int second) {
    return begin[second + 1] - begin[second] == labels;
  }

  /** The pairs whose second label may not follow every label. */
  int[] narrow() {
    return IntStream.range(0, size()).filter(pair -> !isOpen(to[pair])).toArray();
  }

  /** The number of a pair, or -1 when it is not allowed. */
  public int find(int first, int second) {
    int at = Arrays.binarySearch(from, begin[second], begin[second + 1], first);
    return Math.max(-1, at);
  }
}

package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which label may follow which, and which may come first. Allowed pairs are numbered from 0 by
 * their second label, then by their first.
 */
public final class Transitions {
  private static final int MAX_LABELS = 256;

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
    /** Decides for two labels; the first is -1 for the start of a sequence. */
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

  /** Writes down which pairs are allowed. */
  void write(DataOutput out) throws IOException {
    out.writeInt(labels);
    for (int first = -1; first < labels; first++) {
      for (int second = 0; second < labels; second++) {
        out.writeBoolean(first < 0 ? startsWith(second) : find(first, second) >= 0);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if these are not transitions
   */
  static Transitions read(DataInput in) throws IOException {
    int labels = in.readInt();
    if (labels < 1 || labels > MAX_LABELS) {
      throw new IOException("not a number of labels");
    }
    BitSet allowed = new BitSet();
    for (int at = 0; at < labels * (labels + 1); at++) {
      allowed.set(at, in.readBoolean());
    }
    try {
      return of(labels, (first, second) -> allowed.get((first + 1) * labels + second));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a set of transitions", e);
    }
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

  /**
   * E to the weight of each allowed pair of labels. Labels that may follow every other are kept as
   * full rows, whose sums take a few passes over memory; the pairs of the others one by one.
   * Immutable.
   */
  static final class Factors {
    private final Transitions transitions;
    private final int labels;

    /** Of each allowed pair. */
    private final double[] factors;

    /** The labels that may follow all others. */
    private final int[] open;

    /** The pairs whose second label is not open. */
    private final int[] narrow;

    private final double[] openByFirst;
    private final double[] firstByOpen;

    /** The factors of allowed pairs, from their weights. */
    Factors(Transitions transitions, double[] weights, int offset) {
      this.transitions = transitions;
      labels = transitions.labels();
      factors = new double[transitions.size()];
      Arrays.setAll(factors, pair -> Math.exp(weights[offset + pair]));
      open = transitions.open();
      narrow = transitions.narrow();
      openByFirst = new double[labels * open.length];
      firstByOpen = new double[labels * open.length];
      for (int o = 0; o < open.length; o++) {
        for (int first = 0; first < labels; first++) {
          double factor = factors[transitions.begin(open[o]) + first];
          openByFirst[first * open.length + o] = factor;
          firstByOpen[o * labels + first] = factor;
        }
      }
    }

    /** Of a pair by its number. */
    double get(int pair) {
      return factors[pair];
    }

    /** How many numbers {@link #forward} and {@link #backward} need to work with. */
    int room() {
      return open.length;
    }

    /**
     * Sums for every second label what the first ones pass on.
     *
     * @param from an array of which {@code labels} numbers from {@code at} are read
     * @param room of {@link #room} numbers, overwritten
     * @param to one sum for each label, overwritten
     */
    void forward(double[] from, int at, double[] room, double[] to) {
      Arrays.fill(room, 0);
      Arrays.fill(to, 0);
      addRows(openByFirst, from, at, labels, room);
      for (int o = 0; o < open.length; o++) {
        to[open[o]] = room[o];
      }
      for (int pair : narrow) {
        to[transitions.to(pair)] += from[at + transitions.from(pair)] * factors[pair];
      }
    }

    /**
     * Sums for every first label what the second ones pass back.
     *
     * @param from one number for each label
     * @param room of {@link #room} numbers, overwritten
     * @param to one sum for each label, overwritten
     */
    void backward(double[] from, double[] room, double[] to) {
      for (int o = 0; o < open.length; o++) {
        room[o] = from[open[o]];
      }
      Arrays.fill(to, 0);
      addRows(firstByOpen, room, 0, open.length, to);
      for (int pair : narrow) {
        to[transitions.from(pair)] += from[transitions.to(pair)] * factors[pair];
      }
    }

    /** Adds each row as often as the number for it says: four at once touch the sums less often. */
    private static void addRows(double[] rows, double[] times, int at, int count, double[] to) {
      int width = to.length;
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        double first = times[at + i];
        double second = times[at + i + 1];
        double third = times[at + i + 2];
        double fourth = times[at + i + 3];
        int row = i * width;
        for (int y = 0; y < width; y++) {
          to[y] +=
              first * rows[row + y]
                  + second * rows[row + width + y]
                  + (third * rows[row + 2 * width + y] + fourth * rows[row + 3 * width + y]);
        }
      }
      for (; i < count; i++) {
        add(times[at + i], rows, i * width, to, 0, width);
      }
    }

    /** Adds a row a number of times to another; the two must not overlap. */
    static void add(double times, double[] what, int from, double[] to, int at, int count) {
      for (int i = 0; i < count; i++) {
        to[at + i] += times * what[from + i];
      }
    }
  }
}

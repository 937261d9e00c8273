package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;

/** Learns a model from labelled sequences; the same input gives the same model. */
public final class CrfTrainer {
  private static final int STEPS_BETWEEN_CUTS = 20;

  private final Transitions transitions;
  private final TrainingOptions options;

  /** A trainer for models under these transitions. */
  public CrfTrainer(Transitions transitions, TrainingOptions options) {
    this.transitions = transitions;
    this.options = options;
  }

  /**
   * Learns.
   *
   * @param progress is given the number of each step
   * @throws IllegalArgumentException if a sequence goes from one label to another that may not
   *     follow it
   */
  public CrfModel train(List<Sequence> sequences, IntConsumer progress) {
    sequences.forEach(this::check);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            options.threads(),
            work -> {
              Thread thread = new Thread(work, "crf-training");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return train(sequences, threads, progress);
    } finally {
      threads.shutdownNow();
    }
  }

  private CrfModel train(List<Sequence> sequences, ExecutorService threads, IntConsumer progress) {
    Parameters parameters = Parameters.of(sequences, transitions, options.minCount());
    double[] weights = new double[parameters.size];
    for (int done = 0; done < options.iterations(); done += STEPS_BETWEEN_CUTS) {
      int before = done;
      int steps = Math.min(STEPS_BETWEEN_CUTS, options.iterations() - done);
      boolean cut = done > 0 && options.l1() > 0;
      Parameters used = cut ? parameters.without(weights, transitions) : parameters;
      weights = cut ? parameters.shortened(weights) : weights;
      parameters = used;
      Likelihood likelihood = new Likelihood(sequences, parameters, transitions, threads);
      new OwlQn(likelihood, options.l1(), options.l2())
          .minimise(weights, steps, step -> progress.accept(before + step));
    }
    return CrfModel.of(parameters, transitions, weights);
  }

  private void check(Sequence sequence) {
    int[] labels = sequence.labels();
    for (int t = 0; t < labels.length; t++) {
      boolean allowed =
          t == 0
              ? transitions.startsWith(labels[0])
              : transitions.find(labels[t - 1], labels[t]) >= 0;
      if (!allowed) {
        throw new IllegalArgumentException("label " + labels[t] + " may not stand at place " + t);
      }
    }
  }

  /**
   * A labelled sequence to learn from.
   *
   * @param features keys of what is seen at each place
   * @param labels the label of each place
   */
  public record Sequence(long[][] features, int[] labels) {
    public Sequence {
      if (features.length != labels.length) {
        throw new IllegalArgumentException(
            features.length + " places, " + labels.length + " labels");
      }
    }

    int length() {
      return labels.length;
    }
  }

  /**
   * The layout of the weights to learn: for each feature one weight for each label that it was seen
   * with, then one for each allowed transition.
   */
  static final class Parameters {
    final FeatureIndex features;
    final int[] begin;
    final int[] labels;
    final int transitionOffset;
    final int size;

    private Parameters(FeatureIndex features, BitSet seen, int labelCount, int transitionCount) {
      this.features = features;
      begin = new int[features.size() + 1];
      labels = new int[seen.cardinality()];
      int next = 0;
      for (int feature = 0; feature < features.size(); feature++) {
        begin[feature] = next;
        int row = feature * labelCount;
        int end = row + labelCount;
        for (int at = seen.nextSetBit(row); at >= 0 && at < end; at = seen.nextSetBit(at + 1)) {
          labels[next++] = at - row;
        }
      }
      begin[features.size()] = next;
      transitionOffset = next;
      size = next + transitionCount;
    }

    static Parameters of(List<Sequence> sequences, Transitions transitions, int minCount) {
      FeatureIndex all = new FeatureIndex(1 << 18);
      int[] counts = new int[1 << 18];
      for (Sequence sequence : sequences) {
        for (long[] place : sequence.features()) {
          for (long key : place) {
            int id = all.add(key);
            counts = id < counts.length ? counts : Arrays.copyOf(counts, id * 2);
            counts[id]++;
          }
        }
      }
      FeatureIndex kept = new FeatureIndex(all.size());
      for (int id = 0; id < all.size(); id++) {
        if (counts[id] >= minCount) {
          kept.add(all.key(id));
        }
      }
      BitSet seen = seen(sequences, kept, transitions.labels(), minCount);
      return new Parameters(kept, seen, transitions.labels(), transitions.size());
    }

    /** Those whose weight is not 0; a weight that is 0 after some steps seldom comes back. */
    Parameters without(double[] zeros, Transitions transitions) {
      BitSet kept = new BitSet();
      for (int feature = 0; feature < features.size(); feature++) {
        for (int k = begin[feature]; k < begin[feature + 1]; k++) {
          kept.set(feature * transitions.labels() + labels[k], zeros[k] != 0);
        }
      }
      return new Parameters(features, kept, transitions.labels(), transitions.size());
    }

    /** The weights that {@link #without} keeps. */
    double[] shortened(double[] weights) {
      double[] kept = new double[weights.length];
      int size = 0;
      for (int k = 0; k < weights.length; k++) {
        if (k >= transitionOffset || weights[k] != 0) {
          kept[size++] = weights[k];
        }
      }
      return Arrays.copyOf(kept, size);
    }

    /** The pairs of a feature and a label that are seen together often enough. */
    private static BitSet seen(
        List<Sequence> sequences, FeatureIndex kept, int labelCount, int minCount) {
      byte[] counts = new byte[kept.size() * labelCount];
      BitSet seen = new BitSet(counts.length);
      for (Sequence sequence : sequences) {
        for (int t = 0; t < sequence.length(); t++) {
          for (long key : sequence.features()[t]) {
            int id = kept.find(key);
            int pair = id * labelCount + sequence.labels()[t];
            if (id >= 0 && !seen.get(pair)) {
              counts[pair]++;
              seen.set(pair, counts[pair] >= minCount);
            }
          }
        }
      }
      return seen;
    }

    /** The numbers of the kept features of each place. */
    int[][] numbers(Sequence sequence) {
      int[][] numbers = new int[sequence.length()][];
      for (int t = 0; t < numbers.length; t++) {
        int[] ids = new int[sequence.features()[t].length];
        int count = 0;
        for (long key : sequence.features()[t]) {
          int id = features.find(key);
          if (id >= 0 && begin[id] < begin[id + 1]) {
            ids[count++] = id;
          }
        }
        numbers[t] = Arrays.copyOf(ids, count);
      }
      return numbers;
    }
  }

  /**
   * The negative logarithm of the likelihood of the training data, and its gradient.
   *
   * <p>The data is cut into a fixed number of parts whose sums are added in a fixed order: the
   * result does not depend on the number of threads.
   */
  static final class Likelihood implements OwlQn.Objective {
    private static final int PARTS = 4;

    private final Parameters parameters;
    private final Transitions transitions;
    private final ExecutorService threads;
    private final List<Part> parts = new ArrayList<>();

    Likelihood(
        List<Sequence> sequences,
        Parameters parameters,
        Transitions transitions,
        ExecutorService threads) {
      this.parameters = parameters;
      this.transitions = transitions;
      this.threads = threads;
      for (int i = 0; i < PARTS; i++) {
        parts.add(new Part());
      }
      for (int i = 0; i < sequences.size(); i++) {
        parts.get(i % PARTS).add(sequences.get(i));
      }
    }

    @Override
    public double evaluate(double[] weights, double[] gradient) {
      var factors = new Transitions.Factors(transitions, weights, parameters.transitionOffset);
      List<Future<?>> runs = new ArrayList<>();
      parts.forEach(part -> runs.add(threads.submit(() -> part.run(weights, factors))));
      runs.forEach(Likelihood::await);
      double sum = 0;
      for (Part part : parts) {
        sum += part.value;
      }
      for (int i = 0; i < gradient.length; i++) {
        double slope = 0;
        for (Part part : parts) {
          slope += part.gradient[i];
        }
        gradient[i] = slope;
      }
      return sum;
    }

    private static void await(Future<?> run) {
      try {
        run.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("training was interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("training failed", e.getCause());
      }
    }

    /** Some of the sequences. */
    private final class Part {
      private final List<int[][]> features = new ArrayList<>();
      private final List<int[]> labels = new ArrayList<>();
      private final Lattice lattice = new Lattice(transitions);
      private final double[] gradient = new double[parameters.size];
      private final double[] pairs = new double[transitions.labels() * transitions.labels()];
      private double[] scores = new double[0];
      private double value;

      void add(Sequence sequence) {
        if (sequence.length() > 0) {
          features.add(parameters.numbers(sequence));
          labels.add(sequence.labels());
        }
      }

      void run(double[] weights, Transitions.Factors factors) {
        Arrays.fill(gradient, 0);
        Arrays.fill(pairs, 0);
        value = 0;
        for (int i = 0; i < features.size(); i++) {
          score(features.get(i), weights);
          lattice.compute(scores, features.get(i).length, factors);
          value += lattice.logZ() - pathScore(labels.get(i), weights);
          addExpected(features.get(i));
          addObserved(features.get(i), labels.get(i));
        }
        addExpected(factors);
      }

      private void score(int[][] places, double[] weights) {
        int count = transitions.labels();
        if (scores.length < places.length * count) {
          scores = new double[places.length * count];
        }
        Arrays.fill(scores, 0, places.length * count, 0);
        for (int t = 0; t < places.length; t++) {
          for (int feature : places[t]) {
            int end = parameters.begin[feature + 1];
            for (int k = parameters.begin[feature]; k < end; k++) {
              scores[t * count + parameters.labels[k]] += weights[k];
            }
          }
        }
      }

      private double pathScore(int[] path, double[] weights) {
        double score = 0;
        for (int t = 0; t < path.length; t++) {
          score += scores[t * transitions.labels() + path[t]];
          if (t > 0) {
            score += weights[parameters.transitionOffset + transitions.find(path[t - 1], path[t])];
          }
        }
        return score;
      }

      private void addExpected(int[][] places) {
        double[] marginals = new double[transitions.labels()];
        for (int t = 0; t < places.length; t++) {
          for (int y = 0; y < marginals.length; y++) {
            marginals[y] = lattice.probability(t, y);
          }
          for (int feature : places[t]) {
            int end = parameters.begin[feature + 1];
            for (int k = parameters.begin[feature]; k < end; k++) {
              gradient[k] += marginals[parameters.labels[k]];
            }
          }
        }
        lattice.addPairs(pairs);
      }

      private void addExpected(Transitions.Factors factors) {
        for (int k = 0; k < transitions.size(); k++) {
          int first = transitions.from(k);
          int second = transitions.to(k);
          gradient[parameters.transitionOffset + k] +=
              pairs[first * transitions.labels() + second] * factors.get(k);
        }
      }

      private void addObserved(int[][] places, int[] path) {
        for (int t = 0; t < places.length; t++) {
          for (int feature : places[t]) {
            int end = parameters.begin[feature + 1];
            for (int k = parameters.begin[feature]; k < end; k++) {
              if (parameters.labels[k] == path[t]) {
                gradient[k] -= 1;
              }
            }
          }
          if (t > 0) {
            gradient[parameters.transitionOffset + transitions.find(path[t - 1], path[t])] -= 1;
          }
        }
      }
    }
  }
}

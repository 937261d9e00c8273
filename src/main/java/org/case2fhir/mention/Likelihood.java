package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The negative logarithm of the likelihood of the training data, and its gradient.
 *
 * <p>The data is cut into a fixed number of parts whose sums are added in a fixed order: the result
 * does not depend on the number of threads.
 */
final class Likelihood implements OwlQn.Objective {
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
    var factors = new TransitionFactors(transitions, weights, parameters.transitionOffset);
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

    void run(double[] weights, TransitionFactors factors) {
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

    private void addExpected(TransitionFactors factors) {
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

package org.case2fhir.mention;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

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
   * @param progress told the number of each step
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
}

package org.case2fhir.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Works on many inputs in parallel and hands the results on in the order of the inputs.
 *
 * <p>Each input reserves room by its size before it is worked on, so that large ones wait for each
 * other; one that is larger than all room works alone. Few results wait for those before them.
 *
 * @param jobs how many at a time
 * @param room how much there is for all that are worked on
 */
record OrderedJobs(int jobs, long room) {
  private static final int WAITING_PER_JOB = 4;
  private static final long UNIT = 1 << 10;

  /**
   * Works on all inputs.
   *
   * @param size of an input, in the unit of the room
   */
  <T, R> void run(
      List<T> inputs, ToLongFunction<T> size, Function<T, R> work, Consumer<R> results) {
    if (jobs == 1 || inputs.size() == 1) {
      inputs.forEach(input -> results.accept(work.apply(input)));
      return;
    }
    int units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, room / UNIT));
    Semaphore free = new Semaphore(units, /* fair= */ true);
    ExecutorService workers = Executors.newFixedThreadPool(jobs);
    try {
      Deque<Future<R>> waiting = new ArrayDeque<>();
      for (T input : inputs) {
        if (waiting.size() == jobs * WAITING_PER_JOB) {
          results.accept(result(waiting.pop()));
        }
        int needed = (int) Math.max(1, Math.min(units, size.applyAsLong(input) / UNIT));
        waiting.add(workers.submit(() -> reserved(free, needed, () -> work.apply(input))));
      }
      waiting.forEach(future -> results.accept(result(future)));
    } finally {
      workers.shutdownNow();
    }
  }

  private static <R> R reserved(Semaphore free, int needed, Supplier<R> work)
      throws InterruptedException {
    free.acquire(needed);
    try {
      return work.get();
    } finally {
      free.release(needed);
    }
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (e.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw new IllegalStateException("work failed", e.getCause());
    }
  }
}

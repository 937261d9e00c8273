package org.case2fhir.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.case2fhir.cli.ExitCode.CommandFailure;

/**
 * Works on many inputs in parallel and hands the results on, on the calling thread, in the order of
 * the inputs.
 *
 * <p>Each input reserves room by its size before it is worked on, so that large ones wait for each
 * other; one that is larger than all room works alone. Few results wait for those before them, so
 * that memory does not grow with the number of inputs. An input that ends with an {@link
 * OutOfMemoryError} may have met another's need: it is worked on once more, alone.
 */
final class OrderedJobs<T, R> implements AutoCloseable {
  private static final int WAITING_PER_JOB = 4;
  private static final long UNIT = 1 << 10;

  private final int jobs;
  private final int units;
  private final ToLongFunction<T> size;
  private final Function<T, R> work;
  private final Function<T, R> exhausted;
  private final Consumer<R> results;
  private final Semaphore free;
  private final ExecutorService workers;
  private final Deque<Future<Supplier<R>>> waiting = new ArrayDeque<>();

  /**
   * @param jobs how many at a time; with one, all work is done on the calling thread
   * @param room how much there is for all that are worked on
   * @param size of an input, in the unit of the room
   * @param exhausted the result of an input that needs more memory than there is
   */
  OrderedJobs(
      int jobs,
      long room,
      ToLongFunction<T> size,
      Function<T, R> work,
      Function<T, R> exhausted,
      Consumer<R> results) {
    this.jobs = jobs;
    this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, room / UNIT));
    this.size = size;
    this.work = work;
    this.exhausted = exhausted;
    this.results = results;
    this.free = new Semaphore(units, /* fair= */ true);
    this.workers = Executors.newFixedThreadPool(jobs); // starts no thread before its first task
  }

  /** Adds an input; waits, and hands results on, if many are waiting already. */
  void add(T input) {
    if (jobs == 1) {
      results.accept(bounded(input));
      return;
    }
    if (waiting.size() == jobs * WAITING_PER_JOB) {
      next();
    }
    int needed = (int) Math.max(1, Math.min(units, size.applyAsLong(input) / UNIT));
    waiting.add(workers.submit(() -> reserved(needed, input)));
  }

  /** Adds a result that needs no work. */
  void addResult(R result) {
    if (jobs == 1) {
      results.accept(result);
      return;
    }
    waiting.add(workers.submit(() -> () -> result));
  }

  /** Waits for all that were added. */
  void finish() {
    while (!waiting.isEmpty()) {
      next();
    }
  }

  private void next() {
    results.accept(result(waiting.pop()).get());
  }

  private Supplier<R> reserved(int needed, T input) throws InterruptedException {
    free.acquire(needed);
    try {
      R result = work.apply(input);
      return () -> result;
    } catch (OutOfMemoryError e) {
      return () -> alone(input);
    } finally {
      free.release(needed);
    }
  }

  private R alone(T input) {
    waiting.forEach(OrderedJobs::result);
    return bounded(input);
  }

  private R bounded(T input) {
    try {
      return work.apply(input);
    } catch (OutOfMemoryError e) {
      return exhausted.apply(input);
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

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

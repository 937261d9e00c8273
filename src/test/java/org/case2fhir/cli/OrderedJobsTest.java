package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.case2fhir.cli.CorpusRun.OrderedJobs;
import org.junit.jupiter.api.Test;

class OrderedJobsTest {
  private static final List<Integer> INPUTS = IntStream.range(0, 200).boxed().toList();

  private static void run(
      int jobs,
      long room,
      ToLongFunction<Integer> size,
      Function<Integer, Integer> work,
      Consumer<Integer> results) {
    try (OrderedJobs<Integer, Integer> all =
        new OrderedJobs<>(jobs, room, size, work, input -> -input, results)) {
      INPUTS.forEach(all::add);
      all.finish();
    }
  }

  @Test
  void results_come_in_the_order_of_the_inputs() {
    for (int jobs : new int[] {1, 2, 7}) {
      List<Integer> results = new ArrayList<>();
      run(jobs, 1 << 20, i -> 1, i -> slowly(i % 5, i), results::add);
      assertThat(results).isEqualTo(INPUTS);
    }
  }

  @Test
  void no_more_is_worked_on_than_there_is_room_for() {
    AtomicLong used = new AtomicLong();
    AtomicLong most = new AtomicLong();
    long size = 40 << 10;
    run(
        8,
        100 << 10,
        i -> i == 3 ? size * 100 : size, // one is larger than all room, and works alone
        i -> {
          most.accumulateAndGet(used.addAndGet(size), Math::max);
          slowly(1, i);
          used.addAndGet(-size);
          return i;
        },
        r -> {});

    assertThat(most.get()).isLessThanOrEqualTo(2 * size);
  }

  @Test
  void few_results_wait_for_those_before_them() {
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    run(
        4,
        1 << 20,
        i -> 1,
        i -> {
          slowly(i == 0 ? 200 : 0, i);
          most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
          return i;
        },
        r -> waiting.decrementAndGet());

    assertThat(most.get()).isLessThanOrEqualTo(20);
  }

  @Test
  void an_input_that_needs_more_memory_than_others_leave_is_tried_alone() {
    for (int jobs : new int[] {1, 2}) {
      AtomicInteger atWork = new AtomicInteger();
      List<Integer> results = new ArrayList<>();
      run(
          jobs,
          1 << 20,
          i -> 1,
          i -> {
            boolean alone = atWork.incrementAndGet() == 1;
            slowly(1, i);
            boolean fails = i == 20 || i == 10 && !(alone && atWork.get() == 1);
            atWork.decrementAndGet();
            if (fails) {
              throw new OutOfMemoryError("of the test");
            }
            return i;
          },
          results::add);
      assertThat(results).isEqualTo(INPUTS.stream().map(i -> i == 20 ? -20 : i).toList());
    }
  }

  @Test
  void a_failure_is_told() {
    assertThatThrownBy(() -> run(2, 1 << 20, i -> 1, OrderedJobsTest::fail, r -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Integer fail(Integer input) {
    if (input == 50) {
      throw new IllegalArgumentException("no");
    }
    return input;
  }

  private static Integer slowly(int millis, Integer input) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return input;
  }
}

package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.case2fhir.cli.ValidateCommand.OrderedJobs;
import org.junit.jupiter.api.Test;

class OrderedJobsTest {
  private static final List<Integer> INPUTS = IntStream.range(0, 200).boxed().toList();

  @Test
  void results_come_in_the_order_of_the_inputs() {
    for (int jobs : new int[] {1, 2, 7}) {
      List<Integer> results = new ArrayList<>();
      new OrderedJobs(jobs, 1 << 20).run(INPUTS, i -> 1, i -> slowly(i % 5, i), results::add);
      assertThat(results).isEqualTo(INPUTS);
    }
  }

  @Test
  void no_more_is_worked_on_than_there_is_room_for() {
    AtomicLong used = new AtomicLong();
    AtomicLong most = new AtomicLong();
    long size = 40 << 10;
    new OrderedJobs(8, 100 << 10)
        .run(
            INPUTS,
            i -> i == 3 ? size * 100 : size, // one is larger than all room, and works alone
            i -> {
              most.accumulateAndGet(used.addAndGet(size), Math::max);
              slowly(1, i);
              return used.addAndGet(-size);
            },
            r -> {});

    assertThat(most.get()).isLessThanOrEqualTo(2 * size);
  }

  @Test
  void a_failure_is_told() {
    assertThatThrownBy(
            () -> new OrderedJobs(2, 1 << 20).run(INPUTS, i -> 1, OrderedJobsTest::fail, r -> {}))
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

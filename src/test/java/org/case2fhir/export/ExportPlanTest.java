package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.junit.jupiter.api.Test;

class ExportPlanTest {

  private static int[][] random(long seed, int size, boolean circles) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] targets = new int[size][];
    for (int i = 0; i < size; i++) {
      int bound = circles ? size : i;
      targets[i] =
          bound == 0 ? new int[0] : random.ints(random.nextInt(3), 0, bound).distinct().toArray();
    }
    return targets;
  }

  private static Set<Integer> reachable(int[][] targets, int from) {
    Set<Integer> seen = new HashSet<>();
    visit(targets, from, seen);
    return seen;
  }

  private static void visit(int[][] targets, int from, Set<Integer> seen) {
    for (int target : targets[from]) {
      if (seen.add(target)) {
        visit(targets, target, seen);
      }
    }
  }

  @Property(tries = 300)
  void groupsAreTheCirclesAndComeAfterWhatTheyReferTo(
      @ForAll long seed, @ForAll @IntRange(max = 25) int size, @ForAll boolean circles) {
    int[][] targets = random(seed, size, circles);
    List<List<Integer>> groups = ReferenceGraph.groups(targets);
    Map<Integer, Integer> group = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      for (int member : groups.get(i)) {
        assertThat(group.put(member, i)).isNull();
      }
    }
    assertThat(group).hasSize(size);
    for (int a = 0; a < size; a++) {
      for (int target : targets[a]) {
        assertThat(group.get(target)).isLessThanOrEqualTo(group.get(a));
      }
      for (int b : reachable(targets, a)) {
        boolean circle = reachable(targets, b).contains(a);
        assertThat(group.get(a).equals(group.get(b))).isEqualTo(circle || a == b);
      }
    }
  }

  @Test
  void aChainOfManyIsNoProblem() {
    int[][] chain = new int[200_000][];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = i + 1 < chain.length ? new int[] {i + 1} : new int[0];
    }
    List<List<Integer>> groups = ReferenceGraph.groups(chain);
    assertThat(groups).hasSize(chain.length);
    assertThat(groups.get(0)).containsExactly(chain.length - 1);
  }

  @Test
  void everythingIsSentOnceInPartsOfTheSizeAllowed() {
    List<Write> writes =
        BundleReader.read("b", Bundles.usual().of("transaction")).value().orElseThrow();
    for (ExportMode mode : ExportMode.values()) {
      for (int most = 1; most <= 6; most++) {
        List<List<Write>> parts = ExportPlan.divide(writes, mode, most);
        int limit = most;
        assertThat(parts).allMatch(part -> part.size() <= limit);
        assertThat(parts.stream().flatMap(List::stream))
            .containsExactlyInAnyOrderElementsOf(writes);
      }
    }
    assertThat(ExportPlan.divide(writes, ExportMode.BATCH, 50)).hasSize(3);
    assertThat(ExportPlan.divide(writes, ExportMode.TRANSACTION, 5)).containsExactly(writes);
  }
}

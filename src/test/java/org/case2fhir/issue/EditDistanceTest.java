package org.case2fhir.issue;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distance of two words within a limit. */
class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "azathioprine,azothioprine,1",
    "tunnel,tunel,1",
    "ileum,ilium,1",
    "fever,feevr,1",
    "abc,ca,3",
    "same,same,0",
    "'',ab,2"
  })
  void countsLettersChangedAddedDroppedAndSwapped(String a, String b, int distance) {
    assertThat(EditDistance.between(a, b, 5)).isEqualTo(distance);
    assertThat(EditDistance.between(b, a, 5)).isEqualTo(distance);
  }

  @Property(tries = 5000)
  void isThatOfTheWholeMatrixWithinTheLimit(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 9) String a,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 9) String b,
      @ForAll @IntRange(max = 4) int limit) {
    int whole = whole(a, b);
    int found = EditDistance.between(a, b, limit);
    if (whole <= limit) {
      assertThat(found).isEqualTo(whole);
    } else {
      assertThat(found).isGreaterThan(limit);
    }
  }

  private static int whole(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : least(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int least(String a, String b, int i, int j, int[][] cost) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}

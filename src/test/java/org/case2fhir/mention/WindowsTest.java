package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.case2fhir.mention.TransformerTagger.Windows;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final int ROOM = 60;
  private static final int MARGIN = 10;

  @Property(tries = 200)
  void everyTokenCountsOnceAndNoWindowIsTooLong(
      @ForAll @Size(max = 400) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 399) Integer> starts) {
    int[] own = sizes.stream().mapToInt(Integer::intValue).toArray();
    BitSet sentences = new BitSet();
    starts.forEach(sentences::set);
    int at = 0;
    for (Windows.Window window : Windows.of(own, sentences, ROOM, MARGIN)) {
      assertThat(window.start()).isEqualTo(at);
      assertThat(window.end()).isGreaterThan(at);
      assertThat(window.low()).isBetween(0, window.start());
      assertThat(window.high()).isBetween(window.end(), own.length);
      assertThat(Arrays.stream(own, window.low(), window.high()).sum()).isLessThanOrEqualTo(ROOM);
      at = window.end();
    }
    assertThat(at).isEqualTo(own.length);
  }

  @Test
  void windowsMeetBetweenSentencesWithContextOnBothSides() {
    int[] sizes = new int[90];
    Arrays.fill(sizes, 1);
    BitSet starts = new BitSet();
    starts.set(0);
    starts.set(41);
    starts.set(70);
    assertThat(Windows.of(sizes, starts, ROOM, MARGIN))
        .containsExactly(new Windows.Window(0, 51, 0, 41), new Windows.Window(31, 90, 41, 90));
  }

  @Test
  void textThatFitsIsOneWindow() {
    int[] sizes = new int[ROOM];
    Arrays.fill(sizes, 1);
    assertThat(Windows.of(sizes, new BitSet(), ROOM, MARGIN))
        .containsExactly(new Windows.Window(0, ROOM, 0, ROOM));
    assertThat(Windows.of(new int[0], new BitSet(), ROOM, MARGIN)).isEmpty();
  }
}

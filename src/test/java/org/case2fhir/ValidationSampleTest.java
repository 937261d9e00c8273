package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationSampleTest {
  private static Input input(String name, int content) {
    return new Input(name, ("input " + content).getBytes(StandardCharsets.UTF_8));
  }

  private static long taken(String sample) {
    ValidationSample parsed = ValidationSample.parse(sample);
    return IntStream.range(0, 10_000).filter(i -> parsed.takes(input("a", i))).count();
  }

  @Test
  void itIsAboutAsLargeAsItSays() {
    assertThat(taken("sample:1%")).isBetween(70L, 130L);
    assertThat(taken("sample:25%")).isBetween(2300L, 2700L);
    assertThat(taken("sample:100%")).isEqualTo(10_000);
    assertThat(taken("all")).isEqualTo(10_000);
    assertThat(taken("none")).isZero();
  }

  @Test
  void anInputIsInItByItsContentAndALargerOneHoldsASmallerOne() {
    ValidationSample small = ValidationSample.parse("sample:5%");
    ValidationSample large = ValidationSample.parse("sample:30%");
    for (int i = 0; i < 1000; i++) {
      assertThat(small.takes(input("a", i))).isEqualTo(small.takes(input("b", i)));
      assertThat(small.takes(input("a", i)) && !large.takes(input("a", i))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "none", "sample:1%", "sample:0.5%"})
  void itIsWrittenAsItIsRead(String text) {
    assertThat(ValidationSample.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "some", "sample:0%", "sample:101%", "sample:1", "sample:-1%"})
  void whatIsNoSampleIsRefused(String text) {
    assertThatThrownBy(() -> ValidationSample.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

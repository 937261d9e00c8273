package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.notation.Reading.Remark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpansTest {

  @ParameterizedTest
  @CsvSource({
    "44 months, 44 months",
    "2 h, 2 hours",
    "5 d, 5 days",
    "1.5 years, 1.5 years",
    "20 yrs, 20 years",
    "six weeks, 6 weeks",
    "a year, 1 year",
    "47-year-old, 47 years",
    "47 years old, 47 years",
    "90 min, 90 minutes",
    "3 mo, 3 months",
    "12yr, 12 years"
  })
  void readsLengthsOfTime(String text, String expected) {
    boolean hyphened = text.endsWith("-old");
    String given = hyphened ? text.replace("-old", " old") : text;
    assertThat(TimeSpans.parse(given).value().orElseThrow()).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "long", "5", "days", "5 parsecs", "-5 days", "1:2 h", "5 days ago"})
  void refusesAllElse(String text) {
    Reading<TimeSpan> reading = TimeSpans.parse(text);
    assertThat(reading.value()).isEmpty();
    assertThat(reading.remarks()).extracting(Remark::code).containsExactly("bad-duration");
  }

  @Property
  void readsItsOwnNotation(
      @ForAll @BigRange(min = "0", max = "9999") @Scale(3) BigDecimal amount,
      @ForAll TimeUnit unit) {
    TimeSpan span = new TimeSpan(amount, unit);
    assertThat(TimeSpans.parse(span.toString()).value()).contains(span);
  }

  @Property
  void neverThrows(@ForAll String text) {
    assertThat(TimeSpans.parse(text)).isNotNull();
  }
}

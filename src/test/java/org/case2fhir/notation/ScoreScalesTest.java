package org.case2fhir.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScoreScalesTest {

  @ParameterizedTest
  @CsvSource({
    "Glasgow coma scale, 9, 15",
    "GCS score, 9, 15",
    "Apgar score at 5 minutes, 8, 10",
    "Apgar 1 min, 4, 10",
    "NIHSS at admission, 17, 42",
    "ECOG performance status, 2, 5",
    "PHQ-9, 0, 27",
  })
  void aNumberIsOutOfAMaximumThatIsBeyondDoubt(String test, BigDecimal number, BigDecimal maximum) {
    assertThat(ScoreScales.complete(test, bare(number)))
        .isEqualTo(new Value.Score(number, maximum));
  }

  // Scales of several lengths, a part of a score, what cannot be out of it, and other tests.
  @ParameterizedTest
  @CsvSource({
    "pain, 7",
    "Barthel index, 15",
    "muscle strength, 4",
    "GCS motor response, 5",
    "change in GCS, 3",
    "Glasgow coma scale, 16",
    "sodium, 9",
  })
  void anyOtherNumberStaysOne(String test, BigDecimal number) {
    assertThat(ScoreScales.complete(test, bare(number))).isEqualTo(bare(number));
  }

  @Test
  void aBoundOrAUnitIsKept() {
    Value below =
        new Value.Measured(new Amount(BigDecimal.TEN, Optional.of(Comparator.LESS), Unit.UNTOLD));
    Value points =
        new Value.Measured(
            new Amount(BigDecimal.TEN, Optional.empty(), Unit.of("points", "{points}")));

    assertThat(ScoreScales.complete("GCS", below)).isEqualTo(below);
    assertThat(ScoreScales.complete("GCS", points)).isEqualTo(points);
  }

  private static Value bare(BigDecimal number) {
    return new Value.Measured(new Amount(number, Optional.empty(), Unit.UNTOLD));
  }
}

package org.case2fhir.model;

import java.math.BigDecimal;
import java.util.Optional;
import org.case2fhir.model.Value.Comparator;

/**
 * A number with its unit, as {@code Quantity} in FHIR.
 *
 * @param number keeps the digits of the case: 7.0 is not 7
 * @param comparator present when the number is a bound
 */
public record Amount(BigDecimal number, Optional<Comparator> comparator, Unit unit) {
  public static Amount of(String number, Unit unit) {
    return new Amount(new BigDecimal(number), Optional.empty(), unit);
  }
}

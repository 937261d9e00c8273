package org.case2fhir.server.search;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.math.BigDecimal;
import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;

/**
 * Numbers and quantities: {@code gt5.4|http://unitsofmeasure.org|mg}. A number stands for what
 * would be rounded to it: {@code 5.4} finds 5.35 up to 5.45.
 */
final class NumberMatch {
  private final String prefix;
  private final BigDecimal number;
  private final String system;
  private final String unit;

  NumberMatch(String text) {
    List<String> parts = Criterion.split(text, '|');
    Prefixed first = Prefixed.of(parts.get(0));
    prefix = first.prefix();
    try {
      number = new BigDecimal(first.value());
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("not a number in a search: " + first.value());
    }
    system = parts.size() > 1 ? parts.get(1) : "";
    unit = parts.size() > 2 ? parts.get(2) : "";
  }

  boolean finds(Base element) {
    if (element instanceof Quantity quantity) {
      return quantity.hasValue() && hasUnit(quantity) && compares(quantity.getValue());
    }
    if (element instanceof DecimalType decimal) {
      return decimal.hasValue() && compares(decimal.getValue());
    }
    return element instanceof IntegerType integer
        && integer.hasValue()
        && compares(BigDecimal.valueOf(integer.getValue()));
  }

  private boolean hasUnit(Quantity quantity) {
    if (!system.isEmpty() && !system.equals(quantity.getSystem())) {
      return false;
    }
    return unit.isEmpty()
        || unit.equals(quantity.getCode())
        || system.isEmpty() && unit.equals(quantity.getUnit());
  }

  private boolean compares(BigDecimal value) {
    BigDecimal half = BigDecimal.valueOf(5, Math.max(number.scale(), 0) + 1);
    boolean same =
        value.compareTo(number.subtract(half)) >= 0 && value.compareTo(number.add(half)) < 0;
    int order = value.compareTo(number);
    return switch (prefix) {
      case "eq" -> same;
      case "ne" -> !same;
      case "gt", "sa" -> order > 0;
      case "lt", "eb" -> order < 0;
      case "ge" -> order >= 0;
      case "le" -> order <= 0;
      case "ap" ->
          value.subtract(number).abs().compareTo(number.abs().multiply(new BigDecimal("0.1"))) <= 0;
      default -> throw new InvalidRequestException("unknown prefix in a search: " + prefix);
    };
  }
}

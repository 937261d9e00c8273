package org.case2fhir.model;

/**
 * How a measured number relates to the true value when it is only a bound, as FHIR's
 * quantity-comparator.
 */
public enum Comparator {
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER_OR_EQUAL(">="),
  GREATER(">");

  private final String symbol;

  Comparator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}

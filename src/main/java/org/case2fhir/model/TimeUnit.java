package org.case2fhir.model;

/** Units in which cases count time, with their UCUM codes. */
public enum TimeUnit {
  MINUTE("min"),
  HOUR("h"),
  DAY("d"),
  WEEK("wk"),
  MONTH("mo"),
  YEAR("a");

  private final String ucum;

  TimeUnit(String ucum) {
    this.ucum = ucum;
  }

  /** The UCUM code, {@code a} for a year. */
  public String ucum() {
    return ucum;
  }

  /** English word in the singular. */
  public String word() {
    return switch (this) {
      case MINUTE -> "minute";
      case HOUR -> "hour";
      case DAY -> "day";
      case WEEK -> "week";
      case MONTH -> "month";
      case YEAR -> "year";
    };
  }
}

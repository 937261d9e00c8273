package org.case2fhir.exchange;

/** Something that is shown to one server and to nobody else. */
final class Secret {
  private final String value;

  Secret(String value) {
    this.value = value;
  }

  String reveal() {
    return value;
  }

  /** Whether a header can carry it: visible ASCII without spaces. */
  boolean fitsHeader() {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}

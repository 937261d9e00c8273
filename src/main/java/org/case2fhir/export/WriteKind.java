package org.case2fhir.export;

/** How a server is asked to store a resource. */
public enum WriteKind {
  /** {@code PUT Type?condition}: what matches is updated, else it is created. */
  UPDATE_IF("conditional update"),
  /** {@code PUT Type/id}. */
  UPDATE("update by id"),
  /** {@code POST Type} with a condition: what matches stays as it is. */
  CREATE_IF("conditional create"),
  /** {@code POST Type}: each time another one. */
  CREATE("create");

  private final String words;

  WriteKind(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether doing it twice leaves one resource. */
  public boolean isRepeatable() {
    return this != CREATE;
  }
}

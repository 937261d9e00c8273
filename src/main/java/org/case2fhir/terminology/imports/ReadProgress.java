package org.case2fhir.terminology.imports;

/** Watches how much of a release has been read. */
@FunctionalInterface
public interface ReadProgress {
  /** Nobody watches. */
  ReadProgress NONE = bytes -> {};

  /** There will be about so many bytes to read, passes over one file counted each. */
  default void expect(long bytes) {}

  /** So many more bytes were read, after decompression. */
  void read(long bytes);
}

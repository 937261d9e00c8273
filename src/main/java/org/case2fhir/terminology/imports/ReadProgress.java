package org.case2fhir.terminology.imports;

/** Watches how much of a release has been read. */
@FunctionalInterface
public interface ReadProgress {
  /** Nobody watches. */
  ReadProgress NONE = bytes -> {};

  /** So many more bytes were read, after decompression. */
  void read(long bytes);
}

package org.case2fhir.casefile;

/** How large an input may be; far above any real case, and far below what exhausts a machine. */
public final class Limits {
  /** Bytes of one file. */
  public static final int BYTES = 20 * 1024 * 1024;

  /** Characters of one line of YAML: SnakeYAML's time grows with the square of this. */
  public static final int LINE = 100_000;

  /** Lists and mappings within each other. */
  public static final int DEPTH = 64;

  /** Values, lists and mappings in one file. */
  public static final int NODES = 250_000;

  /** Facts of one case: as many as can be mapped in half a gigabyte. */
  public static final int FACTS = 25_000;

  private Limits() {}
}

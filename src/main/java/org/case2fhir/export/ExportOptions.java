package org.case2fhir.export;

import java.util.Optional;

/**
 * What a user may choose about an export.
 *
 * @param mode absent to take the first that the server can do: transaction, batch, resources
 * @param maxEntries most entries of one request
 */
public record ExportOptions(Optional<ExportMode> mode, int maxEntries) {
  /** Whatever works, in as few requests as possible. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(Optional.empty(), Integer.MAX_VALUE);

  public ExportOptions {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("a request has at least one entry");
    }
  }
}

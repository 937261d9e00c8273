package org.case2fhir.export;

import java.util.Locale;
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

  /** In which requests a Bundle is sent. */
  public enum ExportMode {
    /** All or nothing; the server resolves the references between the entries. */
    TRANSACTION,
    /** Many in one request, each for itself; what is referred to is sent in an earlier batch. */
    BATCH,
    /** One request for each resource, those first that others refer to. */
    RESOURCES;

    /** As on the command line. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

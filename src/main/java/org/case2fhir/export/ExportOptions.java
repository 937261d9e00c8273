package org.case2fhir.export;

import java.util.Locale;
import java.util.Optional;

/**
 * What a user may choose about an export.
 *
 * @param mode absent to take the first that the server can do: transaction, batch, resources
 * @param maxEntries most entries of one request
 * @param gone what is done with what an earlier push wrote and the case no longer holds
 */
public record ExportOptions(Optional<ExportMode> mode, int maxEntries, GonePolicy gone) {
  /** Whatever works, in as few requests as possible; nothing is removed. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(Optional.empty(), Integer.MAX_VALUE, GonePolicy.KEEP);

  /** The same mode and size of requests, with nothing removed. */
  public ExportOptions(Optional<ExportMode> mode, int maxEntries) {
    this(mode, maxEntries, GonePolicy.KEEP);
  }

  public ExportOptions {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("a request has at least one entry");
    }
  }

  /** What becomes of resources on the server that a case no longer holds. */
  public enum GonePolicy {
    /** They stay, and each is named. */
    KEEP,
    /** They stay, marked as entered in error. */
    ENTERED_IN_ERROR,
    /** They are deleted; marked where the server does not delete. */
    DELETE
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

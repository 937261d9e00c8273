package org.case2fhir.export;

import java.util.Locale;

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

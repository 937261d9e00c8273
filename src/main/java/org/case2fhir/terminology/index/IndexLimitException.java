package org.case2fhir.terminology.index;

import java.io.IOException;

/** A release does not fit into an index; the message says why and holds nothing of its content. */
public final class IndexLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for users. */
  public IndexLimitException(String message) {
    super(message);
  }
}

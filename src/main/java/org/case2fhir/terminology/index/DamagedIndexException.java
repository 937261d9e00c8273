package org.case2fhir.terminology.index;

import java.io.IOException;

/** A file is no index of this version, or is not whole; the message names the file and a remedy. */
public final class DamagedIndexException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for users. */
  public DamagedIndexException(String message) {
    super(message);
  }
}

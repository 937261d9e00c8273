package org.case2fhir.terminology.imports;

import java.io.IOException;

/** Reads one format. */
interface ReleaseReader {
  /**
   * Hands every concept to the scope's sink.
   *
   * @throws RefusedReleaseException if the release is not what it seems to be
   * @throws IOException if it cannot be read, or from the sink
   */
  ReleaseInfo read(ImportScope scope) throws IOException;
}

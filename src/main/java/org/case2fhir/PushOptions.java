package org.case2fhir;

import java.nio.file.Path;
import java.util.Optional;
import org.case2fhir.export.ExportOptions;

/**
 * How Bundles are written to a server.
 *
 * @param export mode and size of the requests
 * @param dryRun whether it stops before anything is sent
 * @param ledger file where each result is written down
 * @param resume whether the ledger tells of an earlier run that is to be continued
 */
public record PushOptions(
    ExportOptions export, boolean dryRun, Optional<Path> ledger, boolean resume) {
  /** Whatever mode works, without a ledger. */
  public static final PushOptions DEFAULT =
      new PushOptions(ExportOptions.DEFAULT, false, Optional.empty(), false);

  public PushOptions {
    if (resume && ledger.isEmpty()) {
      throw new IllegalArgumentException("an earlier run is known by its ledger");
    }
  }
}

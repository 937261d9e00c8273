package org.case2fhir.cli;

import java.nio.file.Path;
import org.case2fhir.TerminologyOptions;
import picocli.CommandLine.Option;

/** Where terminologies are installed. */
final class IndexArgument {
  @Option(
      names = "--index",
      paramLabel = "DIR",
      description =
          "Folder of the installed terminologies (default: $CASE2FHIR_INDEX, or case2fhir/terminologies in"
              + " $XDG_DATA_HOME or ~/.local/share).")
  private Path index;

  Path folder() {
    return index == null ? TerminologyOptions.defaultIndex() : index;
  }
}

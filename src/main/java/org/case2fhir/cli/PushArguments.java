package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.case2fhir.PushOptions;
import org.case2fhir.export.ExportOptions;
import org.case2fhir.export.ExportOptions.ExportMode;
import picocli.CommandLine.Option;

/** How Bundles are written to a server, as options of a command. */
final class PushArguments {
  @Option(
      names = "--mode",
      paramLabel = "transaction|batch|resources",
      description =
          "One transaction, batches, or one request for each resource"
              + " (default: the first of these that the server offers).")
  private ExportMode mode;

  @Option(
      names = "--dry-run",
      description = "Ask the server what it can do, tell what would be sent, and stop.")
  private boolean dryRun;

  @Option(
      names = "--max-entries",
      paramLabel = "N",
      description = "Split what has more entries, so that references still resolve.")
  private Integer maxEntries;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Write down what became of each resource, as one JSON object a line.")
  private Path ledger;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Continue what this ledger tells of, and write it on.")
  private Path resume;

  PushOptions options() {
    if (maxEntries != null && maxEntries < 1) {
      throw new UsageProblem("--max-entries is a number from 1");
    }
    if (resume != null && ledger != null && !resume.equals(ledger)) {
      throw new UsageProblem("--resume writes its ledger on; leave --ledger out");
    }
    if (resume != null && !Files.exists(resume)) {
      throw new UsageProblem("No such file: " + resume);
    }
    if (resume == null && ledger != null && Files.exists(ledger)) {
      throw new UsageProblem(ledger + " exists: continue it with --resume, or name another file");
    }
    ExportOptions export =
        new ExportOptions(
            Optional.ofNullable(mode), maxEntries == null ? Integer.MAX_VALUE : maxEntries);
    Path file = resume != null ? resume : ledger;
    return new PushOptions(export, dryRun, Optional.ofNullable(file), resume != null);
  }
}

package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.reading.ReadingOptions;
import picocli.CommandLine.Option;

/** How prose is read, as options of a command. */
final class ReadingArguments {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "Rows of your own for the table of cues, which say what holds, is denied, planned, past"
              + " or another person's (tab-separated: id, cue, reach, gives, to, limit, rank,"
              + " matches, differs). A row with the id of a known one replaces it; the examples of"
              + " each row are run. May be given several times: the last wins.")
  private List<Path> rules = List.of();

  /** The options; without a value, and with an issue for each bad row, if rules cannot be used. */
  Result<ReadingOptions> options() {
    for (Path file : rules) {
      if (!Files.isRegularFile(file)) {
        throw new UsageProblem("No such file: " + file);
      }
    }
    return ReadingOptions.open(rules, false, 0);
  }
}

package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.reading.ReadingOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How prose is read, as options of a command. */
final class ReadingArguments {
  @Mixin private Rules rules;

  @Option(
      names = "--confidence",
      description =
          "Say of each fact of an article how likely it is that the text states it: `confidence` in"
              + " a case file, the extension cqf-certainty in a Bundle.")
  private boolean confidence;

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Leave out the facts of an article that are less likely than this, from 0 to 1, and name"
              + " them (default: 0, all are kept).")
  private double minConfidence;

  /** The options; without a value, and with an issue for each bad row, if rules cannot be used. */
  Result<ReadingOptions> options() {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new UsageProblem("--min-confidence is from 0 to 1");
    }
    return ReadingOptions.open(rules.files(), confidence, minConfidence);
  }

  /** Rules of the user's own, as an option of a command. */
  static final class Rules {
    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description =
            "Rows of your own for the table of cues, which say what holds, is denied, planned, past"
                + " or another person's (tab-separated: id, cue, reach, gives, to, limit, rank,"
                + " matches, differs). A row with the id of a known one replaces it; the examples"
                + " of each row are run. May be given several times: the last wins.")
    private List<Path> files = List.of();

    /** The files, which are there. */
    List<Path> files() {
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw new UsageProblem("No such file: " + file);
        }
      }
      return files;
    }

    /** Options with these rules and nothing else chosen. */
    Result<ReadingOptions> options() {
      return ReadingOptions.open(files(), false, 0);
    }
  }
}

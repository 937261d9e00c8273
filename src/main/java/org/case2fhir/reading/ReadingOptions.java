package org.case2fhir.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Result;

/**
 * Everything that a user may choose about how prose is read.
 *
 * @param cues instead of the table that comes with the program
 * @param confidence whether facts carry how likely it is that the text states them
 * @param minConfidence facts below it are left out, and an issue names each; 0 keeps all
 */
public record ReadingOptions(Optional<CueTable> cues, boolean confidence, double minConfidence) {
  /** The program's own rules; every fact, without its confidence. */
  public static final ReadingOptions DEFAULT = new ReadingOptions(Optional.empty(), false, 0);

  public ReadingOptions {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException("a confidence is from 0 to 1");
    }
  }

  /**
   * With rows of the user's own beside the program's.
   *
   * @param rules files of rows; the last wins
   * @return without a value if a row cannot be used; each has an issue with its line and a remedy
   */
  public static Result<ReadingOptions> open(
      List<Path> rules, boolean confidence, double minConfidence) {
    if (rules.isEmpty()) {
      return Result.of(new ReadingOptions(Optional.empty(), confidence, minConfidence), List.of());
    }
    Result<CueTable> cues = CueTable.with(rules);
    return new Result<>(
        cues.value()
            .map(table -> new ReadingOptions(Optional.of(table), confidence, minConfidence)),
        cues.issues());
  }
}

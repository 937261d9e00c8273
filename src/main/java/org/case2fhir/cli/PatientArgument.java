package org.case2fhir.cli;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which patient of an article is meant, as an option of a command. */
final class PatientArgument {
  @Option(
      names = "--patient",
      paramLabel = "N",
      description = "Only the Nth patient of an article that tells of several.")
  private Integer patient;

  /**
   * The number of the patient, from 1; empty for all of them.
   *
   * @throws UsageProblem if it is no such number
   */
  OptionalInt number() {
    if (patient == null) {
      return OptionalInt.empty();
    }
    if (patient < 1) {
      throw new UsageProblem("--patient is a number from 1");
    }
    return OptionalInt.of(patient);
  }
}

package org.case2fhir.cli;

import java.util.List;
import java.util.Optional;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import picocli.CommandLine.Option;

/** What resources are checked against, as options of a command. */
final class ValidationArguments {
  @Option(
      names = "--ig",
      paramLabel = "FILE.tgz|DIR|hl7.terminology",
      description =
          "Also check against this implementation guide: a FHIR package (R4), packed or not, or a"
              + " folder of packages. What it depends on is looked for beside it and in"
              + " ~/.fhir/packages. hl7.terminology comes with the program (5.1.0). May be given"
              + " several times.")
  private List<String> guides = List.of();

  @Option(
      names = "--profile",
      paramLabel = "[TYPE=]URL",
      description =
          "Every resource of this profile's type must meet it, in a Bundle too, besides the"
              + " profiles that resources claim in meta.profile. A --server is asked about these"
              + " too. May be given several times.")
  private List<String> profiles = List.of();

  ValidationOptions options(Optional<TerminologyServer> terminologyServer) {
    return new ValidationOptions(guides, profiles, terminologyServer);
  }

  /**
   * Packages and profiles are read as R4.
   *
   * @throws UsageProblem if there are any for another version
   */
  void requireNoneFor(FhirVersion version) {
    if (version != FhirVersion.R4 && isGiven()) {
      throw new UsageProblem("--ig and --profile are for FHIR R4, not for " + version);
    }
  }

  /** Whether anything is asked for that may turn out to be wrong. */
  boolean isGiven() {
    return !guides.isEmpty() || !profiles.isEmpty();
  }
}

package org.case2fhir.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about terminologies. */
@Command(
    name = "terminology",
    description =
        "Installs terminology releases that you are licensed for, and shows what words are coded as.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImportTerminologyCommand.class,
      FindTermCommand.class,
      ListTerminologiesCommand.class,
      CheckTableCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir terminology import hp.json",
      "  case2fhir terminology find \"seizures\"",
      "  case2fhir terminology list",
      "  case2fhir terminology check our-words.tsv",
      "",
      "What is installed is used by every later convert. Nothing is sent anywhere.",
      "Exit codes: 0 done, 1 the data has errors, 2 wrong usage."
    })
final class TerminologyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}

package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.cli.ExitCode.CommandFailure;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of the case file. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema (draft 2020-12) of the case file.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    footerHeading = "%nExample:%n",
    footer = {
      "  case2fhir schema > case.schema.json",
      "  and as the first line of a case file, for editors:",
      "  # yaml-language-server: @|bold $schema|@=case.schema.json"
    })
final class SchemaCommand implements Callable<Integer> {
  private final Terminal terminal;

  SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String schema = CaseConverter.caseFileSchema().stripTrailing() + "\n";
    try {
      terminal.out().write(schema.getBytes(StandardCharsets.UTF_8));
      terminal.out().flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure("the schema cannot be written", e);
    }
  }
}

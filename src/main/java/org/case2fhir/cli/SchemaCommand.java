package org.case2fhir.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.cli.Main.VersionProvider;
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
    PrintWriter out = terminal.outWriter();
    out.print(schema);
    out.flush();
    return ExitCode.OK;
  }
}

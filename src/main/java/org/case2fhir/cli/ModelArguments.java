package org.case2fhir.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.case2fhir.mention.TaggerOptions;
import picocli.CommandLine.Option;

/** Which model finds mentions, as an option of a command. */
final class ModelArguments {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Find mentions with a model of your own, made by `case2fhir train`.")
  private Optional<Path> model = Optional.empty();

  TaggerOptions options() {
    return new TaggerOptions(model);
  }
}

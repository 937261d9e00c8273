package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.case2fhir.MentionModels;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.Main.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns a model that finds mentions. */
@Command(
    name = "train",
    description =
        "Learns a fast model that finds mentions in case reports from annotated texts: folders of"
            + " NAME.txt with NAME.ann (BRAT standoff; labels as in MACCROBAT2020, Age, Sex,"
            + " Disease_disorder, Sign_symptom, Medication, …, or as `extract --format brat`"
            + " writes them).",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir train annotated/ -o my.model",
      "  case2fhir train annotated/ -o my.model --text articles.txt terms.tsv --l1 0.3",
      "  case2fhir train annotated/ more/ --silver tagged/ --repeat 2 -o my.model",
      "",
      "The same input gives the same model. A model carries weights and no text.",
      "Progress goes to standard error. Exit codes: 0 done, 1 nothing to learn from, 2 wrong usage."
    })
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "BRAT_DIR", arity = "1..*", description = "Folders of annotated texts.")
  private List<Path> folders;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      required = true,
      description = "File for the model.")
  private Path output;

  @Option(
      names = "--relations",
      description =
          "Learn which details belong to which mentions (MODIFY relations) instead, as a table of"
              + " weights.")
  private boolean relations;

  @Mixin private LearningArguments learning;

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (relations) {
      return trainRelations();
    }
    var options = learning.options();
    Optional<MentionModels> models = learning.read(folders, terminal).value();
    if (models.isEmpty()) {
      return ExitCode.DATA;
    }
    byte[] model;
    try {
      model = models.get().train(options);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("no type is marked often enough to be learned", e);
    }
    write(model);
    return ExitCode.OK;
  }

  private int trainRelations() {
    Optional<String> weights;
    try {
      weights = MentionModels.trainRelations(folders);
    } catch (IOException e) {
      throw new CommandFailure("the relations cannot be learned from " + folders, e);
    }
    if (weights.isEmpty()) {
      terminal.err().println("case2fhir: error: no relation is annotated in " + folders);
      return ExitCode.DATA;
    }
    write(weights.get().getBytes(StandardCharsets.UTF_8));
    return ExitCode.OK;
  }

  private void write(byte[] content) {
    try {
      WholeFile.write(output, content);
    } catch (IOException e) {
      throw new CommandFailure("the model cannot be written to " + output + WholeFile.reason(e), e);
    }
    terminal.err().println(output + ": " + content.length + " bytes");
  }
}

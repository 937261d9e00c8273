package org.case2fhir.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.case2fhir.MentionModels;
import org.case2fhir.ModelQuality;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.mention.TrainingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how well mentions are found. */
@Command(
    name = "evaluate",
    description =
        "Measures how well mentions are found in annotated texts (BRAT standoff): by"
            + " cross-validation, where each text is tagged by a model learned without it, or with"
            + " a given model.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir evaluate annotated/",
      "  case2fhir evaluate annotated/ --folds 10 --seed 7 --text articles.txt",
      "  case2fhir evaluate unseen/ --model my.model",
      "",
      "P, R and F1 count spans that overlap, one to one; exact counts equal spans. The table goes"
          + " to standard output.",
      "Exit codes: 0 done, 1 nothing to measure on, 2 wrong usage."
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "BRAT_DIR", description = "Folder of annotated texts.")
  private Path folder;

  @Option(
      names = "--folds",
      paramLabel = "K",
      defaultValue = "5",
      description = "Number of folds (default: 5).")
  private int folds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides which text goes into which fold (default: 1).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Measure this model instead; it should not have seen these texts.")
  private Optional<Path> model = Optional.empty();

  @Mixin private LearningArguments learning;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TrainingOptions options = learning.options();
    Optional<MentionModels> models = learning.read(folder, terminal).value();
    if (models.isEmpty()) {
      return ExitCode.DATA;
    }
    Optional<ModelQuality> quality =
        model.isPresent()
            ? measure(models.get(), new TaggerOptions(model))
            : Optional.of(crossValidate(models.get(), options));
    quality.ifPresent(this::print);
    return quality.isPresent() ? ExitCode.OK : ExitCode.DATA;
  }

  private void print(ModelQuality quality) {
    PrintWriter out = terminal.outWriter();
    out.print(LearningArguments.table(quality));
    out.flush();
  }

  private Optional<ModelQuality> measure(MentionModels models, TaggerOptions tagger) {
    Result<ModelQuality> quality = models.evaluate(tagger);
    quality.issues().forEach(issue -> terminal.err().println(Printable.of(issue.toString())));
    return quality.value();
  }

  private ModelQuality crossValidate(MentionModels models, TrainingOptions options) {
    if (folds < 2 || folds > models.size()) {
      throw new UsageProblem("The number of folds is from 2 to the number of texts");
    }
    try {
      return models.crossValidate(options, folds, seed);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("no type is marked often enough to be learned", e);
    }
  }
}

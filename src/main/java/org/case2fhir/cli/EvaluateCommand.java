package org.case2fhir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.case2fhir.FactQuality;
import org.case2fhir.MentionModels;
import org.case2fhir.MentionModels.ModelQuality;
import org.case2fhir.Terminologies;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.ReadingArguments.TaggerArguments;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how well mentions are found, how reliable confidence is, and what rules are worth. */
@Command(
    name = "evaluate",
    description =
        "Measures how well mentions are found in annotated texts (BRAT standoff): by"
            + " cross-validation, where each text is tagged by a fast model learned without it, or"
            + " with a given tagger. With --confidence, how reliable the confidence of facts is;"
            + " with --ablate, what each rule is worth.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir evaluate annotated/",
      "  case2fhir evaluate annotated/ --folds 10 --seed 7 --text articles.txt",
      "  case2fhir evaluate unseen/ --tagger my.model",
      "  case2fhir evaluate unseen/ --tagger accurate",
      "  case2fhir evaluate unseen/ --confidence --tagger my.model",
      "  case2fhir evaluate annotated/ --confidence --fold-models folds/ --calibrate table.tsv",
      "  case2fhir evaluate texts/ --ablate --rules our-cues.tsv > worth.tsv",
      "",
      "P, R and F1 count spans that overlap, one to one; exact counts equal spans. The table goes"
          + " to standard output.",
      "Exit codes: 0 done, 1 nothing to measure on, 2 wrong usage."
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final int DEFAULT_FOLDS = 5;

  private final Terminal terminal;

  @Parameters(paramLabel = "BRAT_DIR", arity = "1..*", description = "Folders of annotated texts.")
  private List<Path> folders;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate the fast tagger with this number of folds (default: 5, unless --tagger"
              + " is given). Only the fast tagger is trained here.")
  private Optional<Integer> folds = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides which text goes into which fold (default: 1).")
  private long seed;

  @Option(
      names = "--tagger",
      paramLabel = "fast|accurate|FILE",
      description = "Measure this tagger; its model should not have seen these texts.")
  private Optional<String> tagger = Optional.empty();

  @Option(
      names = "--confidence",
      description =
          "Read the texts and compare the confidence of their facts with how often they are right"
              + " by NAME.facts.tsv, or by the mentions of NAME.ann where there are no facts: a row"
              + " for each tenth, and the expected calibration error, each text calibrated by those"
              + " of other folds.")
  private boolean confidence;

  @Option(
      names = "--fold-models",
      paramLabel = "DIR",
      description =
          "For --confidence: tag each text with the model of its fold, fold-K.model, which has not"
              + " seen it; folds.tsv there has a line for each text, its name and K. Texts without"
              + " a line were seen by no model.")
  private Optional<Path> foldModels = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "FILE",
      description = "For --confidence: write the table of calibration learned from all texts.")
  private Optional<Path> calibrate = Optional.empty();

  @Option(
      names = "--ablate",
      description =
          "Read the texts again without each row of the table of cues, and print what changes: a"
              + " table of rule, texts that it stands in, facts that change, and by how many facts"
              + " right, wrong and missing (by NAME.facts.tsv or NAME.ann) are more with the rule.")
  private boolean ablate;

  @Mixin private ReadingArguments.Rules rules;

  /** What {@code --tagger FILE} was called once. */
  @Option(names = "--model", paramLabel = "MODEL", hidden = true)
  private Optional<Path> model = Optional.empty();

  @Mixin private LearningArguments learning;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TrainingOptions options = learning.options();
    Optional<TaggerOptions> chosen =
        model.map(TaggerOptions::model).or(() -> tagger.map(TaggerArguments::of));
    if (!confidence && (foldModels.isPresent() || calibrate.isPresent())) {
      throw new UsageProblem("--fold-models and --calibrate are for --confidence");
    }
    if (confidence && ablate || foldModels.isPresent() && chosen.isPresent()) {
      throw new UsageProblem(
          confidence && ablate
              ? "--confidence and --ablate exclude each other"
              : "--tagger and --fold-models exclude each other");
    }
    if (confidence || ablate) {
      return facts(chosen.orElse(ablate ? TaggerOptions.FAST : TaggerOptions.DEFAULT));
    }
    boolean trained = chosen.isEmpty() || folds.isPresent();
    if (trained && chosen.isPresent() && !chosen.get().equals(TaggerOptions.FAST)) {
      throw new UsageProblem("--folds is for --tagger fast; other taggers are not trained here");
    }
    Optional<MentionModels> models = learning.read(folders, terminal).value();
    if (models.isEmpty()) {
      return ExitCode.DATA;
    }
    Optional<ModelQuality> quality =
        trained
            ? Optional.of(crossValidate(models.get(), options))
            : measure(models.get(), chosen.get());
    quality.ifPresent(this::print);
    return quality.isPresent() ? ExitCode.OK : ExitCode.DATA;
  }

  private int facts(TaggerOptions chosen) {
    Optional<FactQuality> quality =
        reported(rules.options())
            .flatMap(
                reading -> reported(FactQuality.read(folders, Terminologies.builtIn(), reading)));
    if (quality.isEmpty()) {
      return ExitCode.DATA;
    }
    terminal.err().println(quality.get().size() + " texts");
    Optional<String> table =
        ablate
            ? reported(quality.get().ablate(chosen))
            : reported(
                    foldModels.isPresent()
                        ? quality.get().reliability(foldModels.get())
                        : quality.get().reliability(chosen, seed))
                .map(this::written);
    PrintWriter out = terminal.outWriter();
    table.ifPresent(out::print);
    out.flush();
    return table.isPresent() ? ExitCode.OK : ExitCode.DATA;
  }

  private <T> Optional<T> reported(Result<T> result) {
    result.issues().forEach(issue -> terminal.err().println(issue.toString()));
    return result.value();
  }

  private String written(FactQuality.Reliability reliability) {
    calibrate.ifPresent(
        file -> {
          try {
            WholeFile.write(file, reliability.calibration().getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new CommandFailure(
                "the table cannot be written to " + file + WholeFile.reason(e), e);
          }
        });
    return reliability.text();
  }

  private void print(ModelQuality quality) {
    PrintWriter out = terminal.outWriter();
    out.print(LearningArguments.table(quality));
    out.flush();
  }

  private Optional<ModelQuality> measure(MentionModels models, TaggerOptions options) {
    Result<ModelQuality> quality = models.evaluate(options);
    quality.issues().forEach(issue -> terminal.err().println(issue.toString()));
    return quality.value();
  }

  private ModelQuality crossValidate(MentionModels models, TrainingOptions options) {
    int count = folds.orElse(DEFAULT_FOLDS);
    if (count < 2 || count > models.size()) {
      throw new UsageProblem("The number of folds is from 2 to the number of texts");
    }
    try {
      return models.crossValidate(options, count, seed);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("no type is marked often enough to be learned", e);
    }
  }
}

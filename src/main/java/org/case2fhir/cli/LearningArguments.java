package org.case2fhir.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.case2fhir.MentionModels;
import org.case2fhir.MentionModels.ModelQuality;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;
import picocli.CommandLine.Option;

/** What to learn from and how, as options of a command. */
final class LearningArguments {
  @Option(
      names = "--text",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Texts without annotation to learn from how words are used: prose, or tables (.tsv) of"
              + " names with a column `display`.")
  private List<Path> rawText = new ArrayList<>();

  @Option(
      names = "--silver",
      paramLabel = "BRAT_DIR",
      description =
          "Folder of texts that a model annotated, to learn from beside those that people"
              + " annotated; it is never measured on.")
  private List<Path> silver = new ArrayList<>();

  @Option(
      names = "--max-silver",
      paramLabel = "N",
      description = "Use the first N of the --silver texts (default: all).")
  private int maxSilver = Integer.MAX_VALUE;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Count each text that people annotated N times (default: ${DEFAULT-VALUE}); 2 is good"
              + " with --silver.")
  private int repeats = 1;

  @Option(
      names = "--l1",
      paramLabel = "NUMBER",
      description = "L1 regularisation: more makes smaller models (default: ${DEFAULT-VALUE}).")
  private double l1 = TrainingOptions.DEFAULT.l1();

  @Option(
      names = "--l2",
      paramLabel = "NUMBER",
      description = "L2 regularisation (default: ${DEFAULT-VALUE}).")
  private double l2 = TrainingOptions.DEFAULT.l2();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Most steps of training (default: ${DEFAULT-VALUE}).")
  private int iterations = TrainingOptions.DEFAULT.iterations();

  @Option(
      names = "--min-count",
      paramLabel = "N",
      description = "Leave out what is seen less often (default: ${DEFAULT-VALUE}).")
  private int minCount = TrainingOptions.DEFAULT.minCount();

  @Option(
      names = "--min-mentions",
      paramLabel = "N",
      description = "Leave out types that are marked less often (default: ${DEFAULT-VALUE}).")
  private int minMentions = TrainingOptions.DEFAULT.minMentions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to use; the result is the same (default: ${DEFAULT-VALUE}).")
  private int threads = TrainingOptions.DEFAULT.threads();

  TrainingOptions options() {
    if (!(l1 >= 0) || !(l2 >= 0) || Math.min(iterations, Math.min(minCount, threads)) < 1) {
      throw new UsageProblem("Regularisation is 0 or more, counts are 1 or more");
    }
    return new TrainingOptions(minMentions, l1, l2, iterations, minCount, threads);
  }

  /** Reads the material, with issues and progress on standard error. */
  Result<MentionModels> read(List<Path> folders, Terminal terminal) {
    if (Math.min(maxSilver, repeats) < 1) {
      throw new UsageProblem("Counts are 1 or more");
    }
    Result<MentionModels> models =
        MentionModels.read(
            new MentionModels.Material(folders, silver, maxSilver, repeats, rawText),
            words -> terminal.err().println(words + " …"));
    models.issues().forEach(issue -> terminal.err().println(issue.toString()));
    models.value().ifPresent(read -> terminal.err().println(read.size() + " annotated texts"));
    return models;
  }

  /** The quality of a model as a table. */
  static String table(ModelQuality quality) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%-24s%7s%7s |%8s%8s%8s |%8s%n",
            "group",
            "gold",
            "found",
            "P",
            "R",
            "F1",
            "exact"));
    quality.groups().forEach(row -> out.append(line(row)));
    out.append(
        String.format(
            Locale.ROOT,
            "%-38s |%24.3f |%8.3f%n%n",
            "mean",
            quality.meanF1(),
            quality.meanExactF1()));
    quality.types().stream()
        .filter(row -> row.gold() + row.found() > 0)
        .forEach(row -> out.append(line(row)));
    return out.toString();
  }

  private static String line(ModelQuality.Row row) {
    return String.format(
        Locale.ROOT,
        "%-24s%7d%7d |%8.3f%8.3f%8.3f |%8.3f%n",
        row.name(),
        row.gold(),
        row.found(),
        row.precision(),
        row.recall(),
        row.f1(),
        row.exactF1());
  }
}

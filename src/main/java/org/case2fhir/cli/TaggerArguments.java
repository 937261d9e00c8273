package org.case2fhir.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.mention.TaggerOptions;
import picocli.CommandLine.Option;

/** Where mentions come from, as options of a command. */
final class TaggerArguments {
  @Option(
      names = "--tagger",
      paramLabel = "fast|accurate|FILE",
      description =
          "What finds mentions: the fast or the accurate model that comes with the program, or the"
              + " file of a model of your own (default: accurate).")
  private Optional<String> tagger = Optional.empty();

  /** What {@code --tagger FILE} was called once. */
  @Option(names = "--model", paramLabel = "MODEL", hidden = true)
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--mentions",
      paramLabel = "BRAT_DIR",
      description =
          "Find no mentions but take those of a folder: NAME.ann (BRAT standoff) for the input"
              + " NAME.txt, with labels as `extract --format brat` writes them or as in MACCROBAT.")
  private Optional<Path> mentions = Optional.empty();

  TaggerOptions options() {
    return chosen().orElse(TaggerOptions.DEFAULT);
  }

  /** What the user chose. */
  Optional<TaggerOptions> chosen() {
    int choices = (int) Stream.of(tagger, model, mentions).filter(Optional::isPresent).count();
    if (choices > 1) {
      throw new UsageProblem("--tagger and --mentions exclude each other");
    }
    return mentions
        .map(TaggerOptions::standoff)
        .or(() -> model.map(TaggerOptions::model))
        .or(() -> tagger.map(TaggerArguments::of));
  }

  /** The tagger that a word or a file name stands for. */
  static TaggerOptions of(String tagger) {
    return switch (tagger) {
      case "fast" -> TaggerOptions.FAST;
      case "accurate" -> TaggerOptions.ACCURATE;
      default -> TaggerOptions.model(Path.of(tagger));
    };
  }
}

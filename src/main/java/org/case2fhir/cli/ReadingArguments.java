package org.case2fhir.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.case2fhir.TerminologyOptions;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How prose is read, as options of a command. */
final class ReadingArguments {
  @Mixin private Rules rules;

  @Option(
      names = "--confidence",
      description =
          "Say of each fact of an article how likely it is that the text states it: `confidence` in"
              + " a case file, the extension cqf-certainty in a Bundle.")
  private boolean confidence;

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Leave out the facts of an article that are less likely than this, from 0 to 1, and name"
              + " them (default: 0, all are kept).")
  private double minConfidence;

  /** The options; without a value, and with an issue for each bad row, if rules cannot be used. */
  Result<ReadingOptions> options() {
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new UsageProblem("--min-confidence is from 0 to 1");
    }
    return ReadingOptions.open(rules.files(), confidence, minConfidence);
  }

  /** Rules of the user's own, as an option of a command. */
  static final class Rules {
    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description =
            "Rows of your own for the table of cues, which say what holds, is denied, planned, past"
                + " or another person's (tab-separated: id, cue, reach, gives, to, limit, rank,"
                + " matches, differs). A row with the id of a known one replaces it; the examples"
                + " of each row are run. May be given several times: the last wins.")
    private List<Path> files = List.of();

    /** The files, which are there. */
    List<Path> files() {
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw new UsageProblem("No such file: " + file);
        }
      }
      return files;
    }

    /** Options with these rules and nothing else chosen. */
    Result<ReadingOptions> options() {
      return ReadingOptions.open(files(), false, 0);
    }
  }

  /** All that says how articles are read, as options of a command. */
  static final class ArticleArguments {
    @Mixin private TerminologyArguments terminology;

    @Mixin private TaggerArguments tagger;

    @Mixin private ReadingArguments reading;

    TerminologyOptions terminology() {
      return terminology.options();
    }

    TaggerOptions tagger() {
      return tagger.options();
    }

    /** How prose is read; without a value if rules cannot be used. */
    Result<ReadingOptions> reading() {
      return reading.options();
    }
  }

  /** Which patient of an article is meant, as an option of a command. */
  static final class PatientArgument {
    @Option(
        names = "--patient",
        paramLabel = "N",
        description = "Only the Nth patient of an article that describes several.")
    private Integer patient;

    /**
     * The number of the patient, from 1; empty for all of them.
     *
     * @throws UsageProblem if it is no such number
     */
    OptionalInt number() {
      if (patient == null) {
        return OptionalInt.empty();
      }
      if (patient < 1) {
        throw new UsageProblem("--patient is a number from 1");
      }
      return OptionalInt.of(patient);
    }
  }

  /** Where mentions come from, as options of a command. */
  static final class TaggerArguments {
    @Option(
        names = "--tagger",
        paramLabel = "fast|accurate|FILE",
        description =
            "What finds mentions: the fast or the accurate model that comes with the program, or"
                + " the file of a model of your own (default: accurate).")
    private Optional<String> tagger = Optional.empty();

    /** What {@code --tagger FILE} was called once. */
    @Option(names = "--model", paramLabel = "MODEL", hidden = true)
    private Optional<Path> model = Optional.empty();

    @Option(
        names = "--mentions",
        paramLabel = "BRAT_DIR",
        description =
            "Find no mentions but take those of a folder: NAME.ann (BRAT standoff) for the input"
                + " NAME.txt, with labels as `extract --format brat` writes them or as in"
                + " MACCROBAT.")
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
}

package org.case2fhir.mention;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.MentionTagger.MentionSource;

/**
 * Which tagger finds the mentions.
 *
 * @param kind of tagger
 * @param path the model file of {@link Kind#MODEL}, the folder of {@link Kind#STANDOFF}; else empty
 */
public record TaggerOptions(Kind kind, Optional<Path> path) {
  /** The small and fast model that comes with the program, a conditional random field. */
  public static final TaggerOptions FAST = new TaggerOptions(Kind.FAST, Optional.empty());

  /** The most accurate model that comes with the program. */
  public static final TaggerOptions ACCURATE = new TaggerOptions(Kind.ACCURATE, Optional.empty());

  /** What is used when nothing is chosen. */
  public static final TaggerOptions DEFAULT = ACCURATE;

  private static final int MAX_MODEL_BYTES = 1 << 28;

  /** The kinds of taggers. */
  public enum Kind {
    FAST,
    ACCURATE,
    /** A model of the user's own. */
    MODEL,
    /** Mentions of the user's own, as standoff annotation. */
    STANDOFF
  }

  public TaggerOptions {
    boolean needed = kind == Kind.MODEL || kind == Kind.STANDOFF;
    if (needed != path.isPresent()) {
      throw new IllegalArgumentException("a path goes with a model and with annotations only");
    }
  }

  /** A model of the user's own: of a conditional random field, or of a transformer. */
  public static TaggerOptions model(Path file) {
    return new TaggerOptions(Kind.MODEL, Optional.of(file));
  }

  /** Mentions of the user's own: a folder with {@code NAME.ann} for each {@code NAME.txt}. */
  public static TaggerOptions standoff(Path folder) {
    return new TaggerOptions(Kind.STANDOFF, Optional.of(folder));
  }

  /** Where mentions come from; without a value, and with an error, if it cannot be used. */
  public Result<MentionSource> open() {
    return switch (kind) {
      case FAST, ACCURATE, MODEL -> {
        Result<MentionTagger> tagger = openTagger();
        yield new Result<>(tagger.value().map(MentionSource::of), tagger.issues());
      }
      case STANDOFF -> StandoffTagger.folder(path.orElseThrow());
    };
  }

  /**
   * The tagger with its model; without a value, and with an error, if its file cannot be used.
   *
   * @throws IllegalStateException for {@link Kind#STANDOFF}, which needs a document
   */
  public Result<MentionTagger> openTagger() {
    return switch (kind) {
      case FAST -> Result.of(CrfTagger.builtIn(), List.of());
      case ACCURATE -> Result.of(TransformerTagger.builtIn(), List.of());
      case MODEL -> read(path.orElseThrow());
      case STANDOFF -> throw new IllegalStateException("annotations are of one document each");
    };
  }

  private static Result<MentionTagger> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_MODEL_BYTES);
      InputStream content = new ByteArrayInputStream(bytes);
      MentionTagger tagger =
          TransformerTagger.isModel(bytes)
              ? TransformerTagger.read(content)
              : CrfTagger.read(content);
      return Result.of(tagger, List.of());
    } catch (NoSuchFileException e) {
      return failed(file, "there is no such model", "check its name");
    } catch (IOException e) {
      return failed(
          file,
          "this is not a model of this version, or it is damaged",
          "make it anew with `case2fhir train`");
    }
  }

  private static Result<MentionTagger> failed(Path file, String message, String solution) {
    return Result.failed(
        Issue.error("unusable-model", message, Location.of(file.toString()), solution));
  }
}

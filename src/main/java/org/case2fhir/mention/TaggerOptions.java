package org.case2fhir.mention;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;

/**
 * Which model finds the mentions.
 *
 * @param model file of a model of the user's own; absent for the one that comes with the program
 */
public record TaggerOptions(Optional<Path> model) {
  /** The model that comes with the program. */
  public static final TaggerOptions BUILT_IN = new TaggerOptions(Optional.empty());

  /** The tagger with the model; without a value, and with an error, if its file cannot be used. */
  public Result<CrfTagger> open() {
    return model.isEmpty() ? Result.of(CrfTagger.builtIn(), List.of()) : open(model.get());
  }

  private static Result<CrfTagger> open(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Result.of(CrfTagger.read(in), List.of());
    } catch (NoSuchFileException e) {
      return failed(file, "there is no such model", "check its name");
    } catch (IOException e) {
      return failed(
          file,
          "this is no model of this version, or it is damaged",
          "make it anew with `case2fhir train`");
    }
  }

  private static Result<CrfTagger> failed(Path file, String message, String solution) {
    return Result.failed(
        Issue.error("unusable-model", message, Location.of(file.toString()), solution));
  }
}

package org.case2fhir.mention;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
  public Result<MentionTagger> open() {
    return model.isEmpty() ? Result.of(CrfTagger.builtIn(), List.of()) : open(model.get());
  }

  private static Result<MentionTagger> open(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return Result.of(read(bytes), List.of());
    } catch (NoSuchFileException e) {
      return failed(file, "there is no such model", "check its name");
    } catch (IOException e) {
      return failed(
          file,
          "this is no model of this version, or it is damaged",
          "make it anew with `case2fhir train`");
    }
  }

  private static MentionTagger read(byte[] bytes) throws IOException {
    try {
      return TransformerTagger.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      return CrfTagger.read(new ByteArrayInputStream(bytes));
    }
  }

  private static Result<MentionTagger> failed(Path file, String message, String solution) {
    return Result.failed(
        Issue.error("unusable-model", message, Location.of(file.toString()), solution));
  }
}

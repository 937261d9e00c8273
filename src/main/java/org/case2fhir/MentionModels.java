package org.case2fhir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.mention.AnnotatedCorpus;
import org.case2fhir.mention.AnnotatedText;
import org.case2fhir.mention.Evaluation;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.RawText;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.mention.TaggerTraining;
import org.case2fhir.mention.TrainingOptions;

/**
 * Learns models that find mentions, and measures them, on a folder of annotated texts (BRAT
 * standoff: {@code NAME.txt} with {@code NAME.ann}). The same input gives the same model.
 */
public final class MentionModels {
  private final List<AnnotatedText> texts;
  private final RawText rawText;
  private final Consumer<String> progress;

  private MentionModels(List<AnnotatedText> texts, RawText rawText, Consumer<String> progress) {
    this.texts = texts;
    this.rawText = rawText;
    this.progress = progress;
  }

  /**
   * Reads the material to learn from.
   *
   * @param folder of annotated texts
   * @param rawText files of text without annotation: prose, or tables (.tsv) of names in a column
   *     {@code display}
   * @param progress told what is going on, a few words at a time
   * @return without a value when there is nothing to learn from
   */
  public static Result<MentionModels> read(
      Path folder, List<Path> rawText, Consumer<String> progress) {
    try {
      Result<List<AnnotatedText>> texts = AnnotatedCorpus.read(folder);
      List<Issue> issues = new ArrayList<>(texts.issues());
      RawText raw = RawText.NONE;
      for (Path file : rawText) {
        Optional<RawText> read = readRaw(file, issues);
        raw = read.isPresent() ? raw.plus(read.get()) : raw;
      }
      if (texts.value().isEmpty()) {
        return Result.failed(issues);
      }
      return Result.of(new MentionModels(texts.value().get(), raw, progress), issues);
    } catch (IOException e) {
      return Result.failed(unreadable(folder, "this folder cannot be read"));
    }
  }

  private static Optional<RawText> readRaw(Path file, List<Issue> issues) {
    try {
      return Optional.of(RawText.read(file));
    } catch (IOException e) {
      issues.add(unreadable(file, "this text cannot be read, or is not UTF-8"));
      return Optional.empty();
    }
  }

  private static Issue unreadable(Path path, String message) {
    return Issue.error(
        "unreadable-file", message, Location.of(path.toString()), "check its name and contents");
  }

  /** How many annotated texts there are. */
  public int size() {
    return texts.size();
  }

  /**
   * Learns a model from all texts.
   *
   * @return the content of a model file
   * @throws IllegalArgumentException if no type is marked often enough
   */
  public byte[] train(TrainingOptions options) {
    return trainer(options).train(texts, rawText).toBytes();
  }

  /**
   * Measures models by cross-validation: each text is tagged by a model that was learned from the
   * texts of the other folds.
   *
   * @param folds from 2 to the number of texts
   * @param seed decides which text goes into which fold
   */
  public ModelQuality crossValidate(TrainingOptions options, int folds, long seed) {
    TaggerTraining trainer = trainer(options);
    return ModelQuality.of(
        Evaluation.crossValidate(texts, folds, seed, others -> trainer.train(others, rawText)));
  }

  /** Measures a model on all texts; it should not have been learned from them. */
  public Result<ModelQuality> evaluate(TaggerOptions model) {
    Result<MentionTagger> tagger = model.open();
    return tagger.value().isEmpty()
        ? Result.failed(tagger.issues())
        : Result.of(ModelQuality.of(Evaluation.of(tagger.value().get(), texts)), tagger.issues());
  }

  private TaggerTraining trainer(TrainingOptions options) {
    return new TaggerTraining(options, progress);
  }
}

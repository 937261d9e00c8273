package org.case2fhir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.AnnotatedCorpus;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.mention.MentionEvaluation;
import org.case2fhir.mention.MentionEvaluation.Score;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.mention.TaggerTrainer;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;
import org.case2fhir.mention.WordVectors.RawText;
import org.case2fhir.reading.RelationTrainer;

/**
 * Learns models that find mentions, and measures them, on folders of annotated texts (BRAT
 * standoff: {@code NAME.txt} with {@code NAME.ann}; labels of MACCROBAT2020, or those that an
 * extraction writes). The same input gives the same model.
 */
public final class MentionModels {
  private final List<AnnotatedText> texts;
  private final List<AnnotatedText> silver;
  private final int repeats;
  private final RawText rawText;
  private final Consumer<String> progress;

  private MentionModels(
      List<AnnotatedText> texts,
      List<AnnotatedText> silver,
      int repeats,
      RawText rawText,
      Consumer<String> progress) {
    this.texts = texts;
    this.silver = silver;
    this.repeats = repeats;
    this.rawText = rawText;
    this.progress = progress;
  }

  /**
   * What to learn from.
   *
   * @param folders of texts that people annotated
   * @param silver folders of texts that a model annotated; learned from, never measured on
   * @param maxSilver how many of the silver texts to use, the first by name
   * @param repeats how often each text that people annotated counts
   * @param rawText files of text without annotation: prose, or tables (.tsv) of names in a column
   *     {@code display}
   */
  public record Material(
      List<Path> folders, List<Path> silver, int maxSilver, int repeats, List<Path> rawText) {
    public Material {
      folders = List.copyOf(folders);
      silver = List.copyOf(silver);
      rawText = List.copyOf(rawText);
      if (maxSilver < 1 || repeats < 1) {
        throw new IllegalArgumentException("counts are 1 or more");
      }
    }

    /** One folder, and nothing else. */
    public static Material of(Path folder) {
      return new Material(List.of(folder), List.of(), Integer.MAX_VALUE, 1, List.of());
    }
  }

  /**
   * Reads the material to learn from.
   *
   * @param progress is given what is going on, a few words at a time
   * @return without a value when a folder has nothing to learn from
   */
  public static Result<MentionModels> read(Material material, Consumer<String> progress) {
    List<Issue> issues = new ArrayList<>();
    Optional<List<AnnotatedText>> texts = readAll(material.folders(), issues);
    Optional<List<AnnotatedText>> silver = readAll(material.silver(), issues);
    RawText raw = RawText.NONE;
    for (Path file : material.rawText()) {
      Optional<RawText> read = readRaw(file, issues);
      raw = read.isPresent() ? raw.plus(read.get()) : raw;
    }
    if (texts.isEmpty() || silver.isEmpty()) {
      return Result.failed(issues);
    }
    List<AnnotatedText> some =
        silver.get().subList(0, Math.min(material.maxSilver(), silver.get().size()));
    return Result.of(
        new MentionModels(texts.get(), some, material.repeats(), raw, progress), issues);
  }

  private static Optional<List<AnnotatedText>> readAll(List<Path> folders, List<Issue> issues) {
    List<AnnotatedText> texts = new ArrayList<>();
    boolean all = true;
    for (Path folder : folders) {
      try {
        Result<List<AnnotatedText>> read = AnnotatedCorpus.read(folder);
        issues.addAll(read.issues());
        read.value().ifPresent(texts::addAll);
        all &= read.value().isPresent();
      } catch (IOException e) {
        issues.add(unreadable(folder, "this folder cannot be read"));
        all = false;
      }
    }
    return all ? Optional.of(texts) : Optional.empty();
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

  /** How many texts there are that people annotated. */
  public int size() {
    return texts.size();
  }

  /**
   * Learns a model from all texts.
   *
   * @return the content of a model file
   * @throws IllegalArgumentException if no type is annotated often enough
   */
  public byte[] train(TrainingOptions options) {
    return learn(options, texts).toBytes();
  }

  /**
   * Measures models by cross-validation: each text is tagged by a model that was learned from the
   * texts of the other folds.
   *
   * @param folds from 2 to the number of texts
   * @param seed decides which text goes into which fold
   */
  public ModelQuality crossValidate(TrainingOptions options, int folds, long seed) {
    return ModelQuality.of(
        MentionEvaluation.crossValidate(texts, folds, seed, others -> learn(options, others)));
  }

  /** Measures a tagger on all texts; its model should not have been learned from them. */
  public Result<ModelQuality> evaluate(TaggerOptions options) {
    Result<MentionTagger> tagger = options.openTagger();
    return tagger.value().isEmpty()
        ? Result.failed(tagger.issues())
        : Result.of(
            ModelQuality.of(MentionEvaluation.of(tagger.value().get(), texts)), tagger.issues());
  }

  private CrfTagger learn(TrainingOptions options, List<AnnotatedText> annotated) {
    List<AnnotatedText> all = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      all.addAll(annotated);
    }
    all.addAll(silver);
    return new TaggerTrainer(options, progress).train(all, rawText);
  }

  /**
   * Learns which mentions say something of which others.
   *
   * @param folders of annotated texts
   * @return the content of a table of weights; empty when there is nothing to learn from
   * @throws IOException if a folder cannot be read
   */
  public static Optional<String> trainRelations(List<Path> folders) throws IOException {
    RelationTrainer trainer = new RelationTrainer();
    int reports = 0;
    for (Path folder : folders) {
      reports += trainer.add(folder);
    }
    return reports == 0 ? Optional.empty() : Optional.of(trainer.train());
  }

  /**
   * How well a model finds mentions: overlapping spans count in precision, recall and F1, equal
   * ones in exact F1.
   *
   * @param groups what a case is made of
   * @param types each type of mention
   * @param meanF1 of the groups
   * @param meanExactF1 of the groups
   */
  public record ModelQuality(List<Row> groups, List<Row> types, double meanF1, double meanExactF1) {
    public ModelQuality {
      groups = List.copyOf(groups);
      types = List.copyOf(types);
    }

    /**
     * One line of the table.
     *
     * @param name of the group or type
     * @param gold mentions that people marked
     * @param found mentions that the model found
     */
    public record Row(
        String name,
        int gold,
        int found,
        double precision,
        double recall,
        double f1,
        double exactF1) {
      private static Row of(String name, Score score) {
        return new Row(
            name,
            score.gold(),
            score.found(),
            score.precision(),
            score.recall(),
            score.f1(),
            score.exactF1());
      }
    }

    static ModelQuality of(MentionEvaluation evaluation) {
      List<Row> groups = new ArrayList<>();
      evaluation.groups().forEach((group, score) -> groups.add(Row.of(group.name(), score)));
      List<Row> types = new ArrayList<>();
      evaluation.types().forEach((type, score) -> types.add(Row.of(type.label(), score)));
      return new ModelQuality(groups, types, evaluation.meanF1(), evaluation.meanExactF1());
    }
  }
}

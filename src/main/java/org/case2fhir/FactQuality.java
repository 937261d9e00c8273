package org.case2fhir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.reading.FactEvaluation;

/**
 * Measures what is read from texts in which people found facts or marked mentions: how reliable the
 * confidence of facts is, and what each rule is worth.
 */
public final class FactQuality {
  private static final int FOLDS = 5;

  private final FactEvaluation evaluation;

  private FactQuality(FactEvaluation evaluation) {
    this.evaluation = evaluation;
  }

  /**
   * Reads the texts.
   *
   * @param folders of {@code NAME.txt} with {@code NAME.facts.tsv} or {@code NAME.ann}
   */
  public static Result<FactQuality> read(
      List<Path> folders, Terminologies terminologies, ReadingOptions options) {
    Result<FactEvaluation> evaluation =
        FactEvaluation.of(folders, terminologies.vocabulary(), terminologies.units(), options);
    return new Result<>(evaluation.value().map(FactQuality::new), evaluation.issues());
  }

  /** How many texts there are. */
  public int size() {
    return evaluation.size();
  }

  /**
   * How reliable confidence is.
   *
   * @param text for people: facts by tenths of their confidence, and the error
   * @param error the expected calibration error
   * @param calibration the table learned from all texts, as a file
   */
  public record Reliability(String text, double error, String calibration) {
    private static Reliability of(FactEvaluation.Reliability found) {
      StringBuilder out =
          new StringBuilder(
              String.format(Locale.ROOT, "%8s%12s%8s%n", "facts", "confidence", "right"));
      for (FactEvaluation.Reliability.Step step : found.bins()) {
        out.append(
            String.format(
                Locale.ROOT, "%8d%12.3f%8.3f%n", step.facts(), step.confidence(), step.right()));
      }
      out.append(
          String.format(
              Locale.ROOT,
              "%nof %d facts %.3f are right; expected calibration error %.3f, before calibration"
                  + " %.3f%n",
              found.facts(),
              found.facts() == 0 ? 0 : (double) found.right() / found.facts(),
              found.error(),
              found.rawError()));
      return new Reliability(out.toString(), found.error(), found.table());
    }
  }

  /**
   * What each rule is worth, as a table in the order of the rules: texts that it stands in, facts
   * that change without it, and how many more facts are right, wrong and missing with it.
   */
  public Result<String> ablate(TaggerOptions options) {
    Result<MentionTagger> tagger = options.openTagger();
    return new Result<>(
        tagger.value().map(known -> table(evaluation.ablate(known))), tagger.issues());
  }

  private static String table(List<FactEvaluation.RuleEffect> effects) {
    StringBuilder out = new StringBuilder("rule\ttexts\tchanged\tright\twrong\tmissing\n");
    for (FactEvaluation.RuleEffect effect : effects) {
      out.append(
          String.format(
              Locale.ROOT,
              "%s\t%d\t%d\t%+d\t%+d\t%+d%n",
              effect.rule(),
              effect.texts(),
              effect.changed(),
              effect.with().right() - effect.without().right(),
              effect.with().wrong() - effect.without().wrong(),
              effect.with().missing() - effect.without().missing()));
    }
    return out.toString();
  }

  /**
   * How reliable the confidence of facts is: calibrated in folds, each by the texts of the others.
   *
   * @param options of the tagger, whose model should not have seen these texts
   * @param seed decides which text goes into which fold
   */
  public Result<Reliability> reliability(TaggerOptions options, long seed) {
    List<String> names = new ArrayList<>(evaluation.names());
    Collections.shuffle(names, new Random(seed));
    Map<String, Integer> folds = new HashMap<>();
    names.forEach(name -> folds.putIfAbsent(name, folds.size() % FOLDS));
    Result<MentionTagger> tagger = options.openTagger();
    return new Result<>(
        tagger.value().map(known -> Reliability.of(evaluation.reliability(folds, fold -> known))),
        tagger.issues());
  }

  /**
   * The same with a tagger for each fold that has not seen its texts.
   *
   * @param models folder of {@code fold-K.model} and {@code folds.tsv}, a line for each text: its
   *     name and K
   */
  public Result<Reliability> reliability(Path models) {
    Map<String, Integer> folds = new HashMap<>();
    Path table = models.resolve("folds.tsv");
    try {
      for (String line : Files.readAllLines(table)) {
        String[] cells = line.split("\t");
        if (cells.length == 2 && cells[1].matches("\\d{1,4}")) {
          folds.put(cells[0], Integer.valueOf(cells[1]));
        }
      }
    } catch (IOException e) {
      return Result.failed(
          Issue.error(
              "unreadable-file",
              "the folds cannot be read",
              Location.of(table.toString()),
              "it holds a line for each text: its name, a tab, the number of its fold"));
    }
    Map<Integer, MentionTagger> taggers = new TreeMap<>();
    for (int fold : Set.copyOf(folds.values())) {
      Result<MentionTagger> tagger =
          TaggerOptions.model(models.resolve("fold-" + fold + ".model")).openTagger();
      if (tagger.value().isEmpty()) {
        return Result.failed(tagger.issues());
      }
      taggers.put(fold, tagger.value().get());
    }
    return taggers.isEmpty()
        ? Result.failed(
            Issue.error(
                "no-fold", "no text has a fold", Location.of(table.toString()), "name them there"))
        : Result.of(Reliability.of(evaluation.reliability(folds, taggers::get)), List.of());
  }
}

package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.WordVectors.RawText;
import org.case2fhir.terminology.Vocabulary;

/** Learns a tagger from annotated texts; the same texts give the same tagger. */
public final class TaggerTrainer {
  private static final int STEPS_BETWEEN_REPORTS = 20;

  private final TrainingOptions options;
  private final Consumer<String> progress;

  /**
   * A trainer.
   *
   * @param progress is given what is going on, a few words at a time
   */
  public TaggerTrainer(TrainingOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Learns; a text that is given twice counts twice.
   *
   * @param rawText text without annotation, beside the annotated texts, to learn word classes from
   * @throws IllegalArgumentException if no type is annotated often enough
   */
  public CrfTagger train(List<AnnotatedText> texts, RawText rawText) {
    progress.accept("learning word classes");
    RawText own =
        new RawText(texts.stream().map(AnnotatedText::text).distinct().toList(), List.of());
    return train(texts, WordClusters.learn(rawText.plus(own)));
  }

  /** Learns, with classes of words that are known already. */
  CrfTagger train(List<AnnotatedText> texts, WordClusters classes) {
    TokenFeatures features = TokenFeatures.of(Vocabulary.builtIn(), classes);
    BioLabels labels = new BioLabels(types(texts));
    List<CrfTrainer.Sequence> sequences = new ArrayList<>();
    for (AnnotatedText text : texts) {
      addSequences(text, labels, features, sequences);
    }
    CrfModel model = new CrfTrainer(labels.transitions(), options).train(sequences, this::report);
    return new CrfTagger(features, labels, model);
  }

  private void report(int step) {
    if (step % STEPS_BETWEEN_REPORTS == 0) {
      progress.accept("learning weights: step " + step);
    }
  }

  private List<MentionType> types(List<AnnotatedText> texts) {
    Map<MentionType, Integer> counts = new EnumMap<>(MentionType.class);
    for (AnnotatedText text : texts) {
      text.mentions().forEach(mention -> counts.merge(mention.type(), 1, Integer::sum));
    }
    List<MentionType> types =
        Arrays.stream(MentionType.values())
            .filter(type -> counts.getOrDefault(type, 0) >= options.minMentions())
            .toList();
    if (types.isEmpty()) {
      throw new IllegalArgumentException("no type is annotated often enough");
    }
    return types;
  }

  private static void addSequences(
      AnnotatedText text,
      BioLabels labels,
      TokenFeatures features,
      List<CrfTrainer.Sequence> sequences) {
    List<Mention> mentions = text.withoutOverlaps();
    List<Sentence> sentences = SentenceSplitter.of(text.text());
    for (int i = 0; i < sentences.size(); i++) {
      long[][] keys = features.keys(text.text(), sentences, i);
      sequences.add(new CrfTrainer.Sequence(keys, labels.encode(sentences.get(i), mentions)));
    }
  }

  /**
   * How a CRF is trained.
   *
   * @param minMentions types that are annotated less often are not learned
   * @param l1 weight of the sum of the absolute weights in the objective: makes models small
   * @param l2 weight of the sum of the squared weights: keeps models from overfitting
   * @param iterations at most this many steps
   * @param minCount features seen less often are left out, also with a label they are seen with
   *     less often; at most 100
   * @param threads how many threads to use; does not change the result
   */
  public record TrainingOptions(
      int minMentions, double l1, double l2, int iterations, int minCount, int threads) {
    /** Settings that worked well on case reports. */
    public static final TrainingOptions DEFAULT = new TrainingOptions(15, 0.1, 0.6, 60, 2, 2);

    public TrainingOptions {
      if (!(l1 >= 0)
          || !(l2 >= 0)
          || iterations < 1
          || minCount < 1
          || minCount > 100
          || threads < 1) {
        throw new IllegalArgumentException("not usable for training");
      }
    }
  }
}

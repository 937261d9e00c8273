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
public final class TaggerTraining {
  private static final int STEPS_BETWEEN_REPORTS = 20;

  private final TrainingOptions options;
  private final Consumer<String> progress;

  /**
   * A trainer.
   *
   * @param progress is given what is going on, a few words at a time
   */
  public TaggerTraining(TrainingOptions options, Consumer<String> progress) {
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
}

package org.case2fhir.extraction.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.case2fhir.crf.CrfModel;
import org.case2fhir.crf.CrfTrainer;
import org.case2fhir.crf.Sequence;
import org.case2fhir.extraction.tagging.FeatureSource;
import org.case2fhir.extraction.tagging.Mention;
import org.case2fhir.extraction.tagging.MentionLabels;
import org.case2fhir.extraction.tagging.MentionType;
import org.case2fhir.extraction.tagging.Sentence;
import org.case2fhir.extraction.tagging.Sentences;
import org.case2fhir.extraction.tagging.Tagger;

/** Learns a tagger from annotated texts; the same texts give the same tagger. */
public final class TaggerTrainer {
  private final LearningOptions options;
  private final FeatureSource features;

  /** A trainer of taggers that see these features. */
  public TaggerTrainer(LearningOptions options, FeatureSource features) {
    this.options = options;
    this.features = features;
  }

  /**
   * Learns.
   *
   * @param progress told the number of each step
   * @throws IllegalArgumentException if no type is marked often enough
   */
  public Tagger train(List<AnnotatedText> texts, IntConsumer progress) {
    MentionLabels labels = new MentionLabels(types(texts));
    List<Sequence> sequences = new ArrayList<>();
    for (AnnotatedText text : texts) {
      addSequences(text, labels, sequences);
    }
    CrfModel model =
        new CrfTrainer(labels.transitions(), options.crf()).train(sequences, progress);
    return new Tagger(features, labels, model);
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
      throw new IllegalArgumentException("no type is marked often enough");
    }
    return types;
  }

  private void addSequences(AnnotatedText text, MentionLabels labels, List<Sequence> sequences) {
    List<Mention> mentions = text.withoutOverlaps();
    List<Sentence> sentences = Sentences.of(text.text());
    for (int i = 0; i < sentences.size(); i++) {
      long[][] keys = features.keys(text.text(), sentences, i);
      sequences.add(new Sequence(keys, labels.encode(sentences.get(i), mentions)));
    }
  }
}

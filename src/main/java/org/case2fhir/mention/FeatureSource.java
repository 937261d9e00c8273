package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.case2fhir.terminology.Vocabulary;

/** Sees features in sentences, with the phrases and word classes of a model. Immutable. */
public final class FeatureSource {
  private final PhraseLexicon lexicon;
  private final WordClusters classes;

  private FeatureSource(PhraseLexicon lexicon, WordClusters classes) {
    this.lexicon = lexicon;
    this.classes = classes;
  }

  /** A source that knows the phrases of a vocabulary and classes of words. */
  public static FeatureSource of(Vocabulary vocabulary, WordClusters classes) {
    return new FeatureSource(PhraseLexicon.of(vocabulary), classes);
  }

  /** The same with other classes of words. */
  public FeatureSource with(WordClusters others) {
    return new FeatureSource(lexicon, others);
  }

  /** The keys of the features of every token of one sentence of a text. */
  public long[][] keys(String text, List<Sentence> sentences, int index) {
    int place = index < 2 ? index : index == sentences.size() - 1 ? 3 : 2;
    return new TokenFeatures(text, sentences.get(index), place, lexicon, classes).keys();
  }

  void write(DataOutput out) throws IOException {
    lexicon.write(out);
    classes.write(out);
  }

  static FeatureSource read(DataInput in) throws IOException {
    return new FeatureSource(PhraseLexicon.read(in), WordClusters.read(in));
  }
}

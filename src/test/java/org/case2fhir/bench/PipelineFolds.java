package org.case2fhir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.case2fhir.Folds;
import org.case2fhir.mention.AnnotatedCorpus;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.mention.TaggerTrainer;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;
import org.case2fhir.mention.WordVectors.RawText;

/**
 * Cross-validation of the whole pipeline, as {@code extract --format brat} would run it: each text
 * is read with a tagger that was trained without it. Writes standoff annotation to be scored.
 *
 * <p>Arguments: folder of annotated texts, folder to write to, folds, seed, files of raw text; with
 * 1 fold the tagger is trained on all texts and its model is written beside them.
 */
public final class PipelineFolds {
  private PipelineFolds() {}

  public static void main(String[] args) throws IOException {
    Path corpus = Path.of(args[0]);
    Path out = Files.createDirectories(Path.of(args[1]));
    int folds = Integer.parseInt(args[2]);
    List<AnnotatedText> texts = new ArrayList<>(AnnotatedCorpus.read(corpus).value().orElseThrow());
    Collections.shuffle(texts, new Random(Long.parseLong(args[3])));
    RawText raw = RawText.NONE;
    for (int i = 4; i < args.length; i++) {
      raw = raw.plus(RawText.read(Path.of(args[i])));
    }
    TaggerTrainer trainer = new TaggerTrainer(TrainingOptions.DEFAULT, step -> {});
    for (int fold = 0; fold < folds; fold++) {
      List<AnnotatedText> own = new ArrayList<>();
      List<AnnotatedText> others = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        (i % folds == fold ? own : others).add(texts.get(i));
      }
      CrfTagger tagger = trainer.train(folds == 1 ? own : others, raw);
      Files.write(out.resolve("fold-" + fold + ".model"), tagger.toBytes());
      for (AnnotatedText text : own) {
        Folds.annotate(corpus.resolve(text.name() + ".txt"), tagger, out);
      }
    }
  }
}

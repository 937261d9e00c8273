package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.case2fhir.model.Span;

/**
 * How well mentions are found in annotated texts.
 *
 * @param groups the score of each group of types
 * @param types the score of each type
 */
public record Evaluation(Map<MentionGroup, Score> groups, Map<MentionType, Score> types) {

  /** Compares what a tagger finds with what people marked. */
  public static Evaluation of(CrfTagger tagger, List<AnnotatedText> texts) {
    Map<MentionGroup, Score> groups = new LinkedHashMap<>();
    Map<MentionType, Score> types = new LinkedHashMap<>();
    for (AnnotatedText text : texts) {
      List<Mention> found = tagger.tag(text.text(), SentenceSplitter.of(text.text()));
      for (MentionGroup group : MentionGroup.FACTS) {
        groups.merge(group, score(group, text, found), Score::plus);
      }
      for (MentionType type : MentionType.values()) {
        types.merge(type, score(MentionGroup.of(type), text, found), Score::plus);
      }
    }
    return new Evaluation(groups, types);
  }

  /**
   * Cross-validation: each text is tagged by a tagger that was trained without it.
   *
   * @param folds how many parts the texts are dealt into, at least 2
   * @param seed decides which text goes into which part
   * @param training makes a tagger of texts
   */
  public static Evaluation crossValidate(
      List<AnnotatedText> texts,
      int folds,
      long seed,
      Function<List<AnnotatedText>, CrfTagger> training) {
    List<AnnotatedText> dealt = new ArrayList<>(texts);
    Collections.shuffle(dealt, new Random(seed));
    Evaluation sum = new Evaluation(Map.of(), Map.of());
    for (int fold = 0; fold < folds; fold++) {
      List<AnnotatedText> own = new ArrayList<>();
      List<AnnotatedText> others = new ArrayList<>();
      for (int i = 0; i < dealt.size(); i++) {
        (i % folds == fold ? own : others).add(dealt.get(i));
      }
      sum = sum.plus(of(training.apply(others), own));
    }
    return sum;
  }

  private static Score score(MentionGroup group, AnnotatedText text, List<Mention> found) {
    return Score.of(spans(group, text.mentions()), spans(group, found));
  }

  private static List<Span> spans(MentionGroup group, List<Mention> mentions) {
    return mentions.stream()
        .filter(mention -> group.types().contains(mention.type()))
        .map(Mention::span)
        .toList();
  }

  private Evaluation plus(Evaluation other) {
    Map<MentionGroup, Score> bothGroups = new LinkedHashMap<>(groups);
    other.groups.forEach((group, score) -> bothGroups.merge(group, score, Score::plus));
    Map<MentionType, Score> bothTypes = new LinkedHashMap<>(types);
    other.types.forEach((type, score) -> bothTypes.merge(type, score, Score::plus));
    return new Evaluation(bothGroups, bothTypes);
  }

  /** Mean F1 of the groups, relaxed. */
  public double meanF1() {
    return groups.values().stream().mapToDouble(Score::f1).average().orElse(0);
  }

  /** Mean F1 of the groups for the same spans. */
  public double meanExactF1() {
    return groups.values().stream().mapToDouble(Score::exactF1).average().orElse(0);
  }
}

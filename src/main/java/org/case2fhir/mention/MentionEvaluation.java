package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.model.Span;

/**
 * How well mentions are found in annotated texts.
 *
 * @param groups the score of each group of types
 * @param types the score of each type
 */
public record MentionEvaluation(Map<MentionGroup, Score> groups, Map<MentionType, Score> types) {

  /** Compares what a tagger finds with what people marked. */
  public static MentionEvaluation of(MentionTagger tagger, List<AnnotatedText> texts) {
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
    return new MentionEvaluation(groups, types);
  }

  /**
   * Cross-validation: each text is tagged by a tagger that was trained without it.
   *
   * @param folds how many parts the texts are dealt into, at least 2
   * @param seed decides which text goes into which part
   * @param training makes a tagger of texts
   */
  public static MentionEvaluation crossValidate(
      List<AnnotatedText> texts,
      int folds,
      long seed,
      Function<List<AnnotatedText>, MentionTagger> training) {
    List<AnnotatedText> dealt = new ArrayList<>(texts);
    Collections.shuffle(dealt, new Random(seed));
    MentionEvaluation sum = new MentionEvaluation(Map.of(), Map.of());
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

  private MentionEvaluation plus(MentionEvaluation other) {
    Map<MentionGroup, Score> bothGroups = new LinkedHashMap<>(groups);
    other.groups.forEach((group, score) -> bothGroups.merge(group, score, Score::plus));
    Map<MentionType, Score> bothTypes = new LinkedHashMap<>(types);
    other.types.forEach((type, score) -> bothTypes.merge(type, score, Score::plus));
    return new MentionEvaluation(bothGroups, bothTypes);
  }

  /** Mean F1 of the groups, relaxed. */
  public double meanF1() {
    return groups.values().stream().mapToDouble(Score::f1).average().orElse(0);
  }

  /** Mean F1 of the groups for the same spans. */
  public double meanExactF1() {
    return groups.values().stream().mapToDouble(Score::exactF1).average().orElse(0);
  }

  /**
   * How many mentions were found.
   *
   * @param gold mentions that people marked
   * @param found mentions that the tagger marked
   * @param relaxed pairs of the two that overlap, one to one, greatest overlap first
   * @param exact pairs of the same span
   */
  public record Score(int gold, int found, int relaxed, int exact) {
    static final Score NOTHING = new Score(0, 0, 0, 0);

    private record Pair(int overlap, int gold, int found) {}

    /** Compares the mentions of one group in one text; equal spans count once. */
    static Score of(List<Span> gold, List<Span> found) {
      List<Span> golds = distinct(gold);
      List<Span> founds = distinct(found);
      Set<Span> same = new HashSet<>(golds);
      same.retainAll(new HashSet<>(founds));
      return new Score(golds.size(), founds.size(), overlapping(golds, founds), same.size());
    }

    private static List<Span> distinct(List<Span> spans) {
      return spans.stream()
          .distinct()
          .sorted(Comparator.comparingInt(Span::start).thenComparingInt(Span::end))
          .toList();
    }

    private static int overlapping(List<Span> golds, List<Span> founds) {
      List<Pair> pairs = new ArrayList<>();
      for (int g = 0; g < golds.size(); g++) {
        for (int f = 0; f < founds.size(); f++) {
          int end = Math.min(golds.get(g).end(), founds.get(f).end());
          int overlap = end - Math.max(golds.get(g).start(), founds.get(f).start());
          if (overlap > 0) {
            pairs.add(new Pair(overlap, g, f));
          }
        }
      }
      // A stable sort: of equal overlaps the first in the text.
      pairs.sort(Comparator.comparingInt(pair -> -pair.overlap));
      Set<Integer> usedGold = new HashSet<>();
      Set<Integer> usedFound = new HashSet<>();
      for (Pair pair : pairs) {
        if (!usedGold.contains(pair.gold) && !usedFound.contains(pair.found)) {
          usedGold.add(pair.gold);
          usedFound.add(pair.found);
        }
      }
      return usedGold.size();
    }

    Score plus(Score other) {
      return new Score(
          gold + other.gold, found + other.found, relaxed + other.relaxed, exact + other.exact);
    }

    /** Share of what was found that is right, relaxed. */
    public double precision() {
      return found == 0 ? 0 : (double) relaxed / found;
    }

    /** Share of what was to be found that was found, relaxed. */
    public double recall() {
      return gold == 0 ? 0 : (double) relaxed / gold;
    }

    /** Harmonic mean of precision and recall, relaxed. */
    public double f1() {
      return gold + found == 0 ? 0 : 2.0 * relaxed / (gold + found);
    }

    /** The same for pairs of the same span. */
    public double exactF1() {
      return gold + found == 0 ? 0 : 2.0 * exact / (gold + found);
    }
  }

  /**
   * Types that count as one when mentions are compared.
   *
   * @param name as printed
   * @param types whose mentions belong to it
   */
  public record MentionGroup(String name, Set<MentionType> types) {
    /** The groups that the quality of a model is stated in. */
    public static final List<MentionGroup> FACTS =
        List.of(
            of("age", MentionType.AGE),
            of("sex", MentionType.SEX),
            of("problem", MentionType.DISEASE_DISORDER, MentionType.SIGN_SYMPTOM),
            of("medication", MentionType.MEDICATION),
            of("procedure", MentionType.THERAPEUTIC_PROCEDURE, MentionType.DIAGNOSTIC_PROCEDURE),
            of("value", MentionType.LAB_VALUE));

    public MentionGroup {
      types = Set.copyOf(types);
    }

    private static MentionGroup of(String name, MentionType first, MentionType... others) {
      return new MentionGroup(name, EnumSet.of(first, others));
    }

    /** The group of one type, named like it. */
    static MentionGroup of(MentionType type) {
      return of(type.label().toLowerCase(Locale.ROOT), type);
    }
  }
}

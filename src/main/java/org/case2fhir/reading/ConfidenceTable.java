package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.case2fhir.model.FactRef.FactKind;

/**
 * How likely facts are in truth that a tagger or a rule is sure of to some degree: {@code
 * confidence.tsv}, learned from annotated texts by isotonic regression (<a
 * href="https://doi.org/10.1145/775047.775151">Zadrozny and Elkan 2002</a>).
 *
 * <p>Columns: tagger, the kind of its model; source, {@code tagger} or {@code rule}, which found
 * the mention; kind of fact, {@code *} for those too rare to learn by themselves; from, the least
 * confidence of the step; probability.
 */
final class ConfidenceTable {
  /** Every confidence as it is. */
  static final ConfidenceTable NONE = new ConfidenceTable(Map.of());

  private static final String ANY = "*";
  private static final int FEWEST = 80;
  private static final int STEP = 25;
  private static final int BINS = 10;

  private final Map<String, NavigableMap<Double, Double>> steps;

  private ConfidenceTable(Map<String, NavigableMap<Double, Double>> steps) {
    this.steps = steps;
  }

  /**
   * A fact that was read from an annotated text.
   *
   * @param text its name
   * @param tagger the kind of its model
   * @param source what found its mention
   * @param confidence before calibration
   * @param byFacts whether people found the facts of the text, and did not only mark its mentions
   * @param right whether the annotation has it
   */
  record Sample(
      String tagger,
      String source,
      FactKind kind,
      double confidence,
      boolean byFacts,
      boolean right) {
    static Sample of(String tagger, FactDraft draft, boolean byFacts, boolean right) {
      String source = ConfidenceTable.source(draft);
      return new Sample(tagger, source, draft.kind, draft.confidence, byFacts, right);
    }
  }

  /** The table that comes with the program. */
  static ConfidenceTable builtIn() {
    Map<String, NavigableMap<Double, Double>> steps = new TreeMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("confidence.tsv").rows()) {
      steps
          .computeIfAbsent(
              key(row.get("tagger"), row.get("source"), row.get("kind")), k -> new TreeMap<>())
          .put(Double.valueOf(row.get("from")), Double.valueOf(row.get("probability")));
    }
    return new ConfidenceTable(steps);
  }

  /**
   * Learns a table. Where there are samples of both kinds, mentions teach which facts are likelier
   * than which, and facts how likely: people leave out mentions that are true.
   */
  static ConfidenceTable learn(List<Sample> samples) {
    List<Sample> byFacts = samples.stream().filter(Sample::byFacts).toList();
    List<Sample> byMentions = samples.stream().filter(sample -> !sample.byFacts()).toList();
    if (byFacts.isEmpty() || byMentions.isEmpty()) {
      return learnAlike(samples);
    }
    ConfidenceTable order = learnAlike(byMentions);
    NavigableMap<Double, Double> levels =
        isotonic(
            byFacts.stream()
                .map(sample -> new Judged(order.calibrated(sample), sample.right()))
                .toList());
    Map<String, NavigableMap<Double, Double>> steps = new TreeMap<>();
    order.steps.forEach(
        (key, group) -> {
          NavigableMap<Double, Double> levelled = new TreeMap<>();
          group.forEach(
              (from, likely) -> {
                double level = levels.floorEntry(likely).getValue();
                if (levelled.isEmpty() || levelled.lastEntry().getValue() != level) {
                  levelled.put(from, level);
                }
              });
          steps.put(key, levelled);
        });
    return new ConfidenceTable(steps);
  }

  private static ConfidenceTable learnAlike(List<Sample> samples) {
    Map<String, List<Sample>> groups = new TreeMap<>();
    for (Sample sample : samples) {
      group(groups, sample, sample.kind().name()).add(sample);
      group(groups, sample, ANY).add(sample);
    }
    Map<String, NavigableMap<Double, Double>> steps = new TreeMap<>();
    groups.forEach(
        (key, group) -> {
          if (group.size() >= FEWEST || key.endsWith(ANY)) {
            steps.put(
                key,
                isotonic(
                    group.stream()
                        .map(sample -> new Judged(sample.confidence(), sample.right()))
                        .toList()));
          }
        });
    return new ConfidenceTable(steps);
  }

  private static List<Sample> group(Map<String, List<Sample>> groups, Sample sample, String kind) {
    return groups.computeIfAbsent(
        key(sample.tagger(), sample.source(), kind), k -> new ArrayList<>());
  }

  private static String key(String tagger, String source, String kind) {
    return tagger + '\t' + source + '\t' + kind.toLowerCase(Locale.ROOT);
  }

  /** Neighbours in confidence of which the higher is less often right. */
  private record Block(double from, int right, int size) {
    // As if it held one right and one wrong sample more: nothing is certain.
    double rate() {
      return (right + 1.0) / (size + 2.0);
    }

    Block with(Block next) {
      return new Block(from, right + next.right, size + next.size);
    }
  }

  /** A confidence, and whether it came true. */
  private record Judged(double confidence, boolean right) {}

  private static NavigableMap<Double, Double> isotonic(List<Judged> group) {
    List<Judged> sorted =
        group.stream().sorted(Comparator.comparingDouble(Judged::confidence)).toList();
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (at < sorted.size()) {
      int end = Math.min(sorted.size(), at + STEP);
      // Equal ones are not torn apart, and no rest is smaller than a step.
      while (end < sorted.size()
          && (sorted.get(end).confidence() == sorted.get(end - 1).confidence()
              || sorted.size() - end < STEP)) {
        end++;
      }
      List<Judged> step = sorted.subList(at, end);
      int right = (int) step.stream().filter(Judged::right).count();
      Block block = new Block(at == 0 ? 0 : step.get(0).confidence(), right, step.size());
      while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).rate() >= block.rate()) {
        block = blocks.remove(blocks.size() - 1).with(block);
      }
      blocks.add(block);
      at = end;
    }
    NavigableMap<Double, Double> steps = new TreeMap<>();
    blocks.forEach(block -> steps.put(rounded(block.from()), rounded(block.rate())));
    return steps;
  }

  private static double rounded(double number) {
    return Math.round(number * 1e4) / 1e4;
  }

  /** How likely a draft is a fact, given the kind of model that tagged its text. */
  double calibrated(String tagger, FactDraft draft) {
    return calibrated(tagger, source(draft), draft.kind, draft.confidence);
  }

  /** The same of a sample. */
  double calibrated(Sample sample) {
    return calibrated(sample.tagger(), sample.source(), sample.kind(), sample.confidence());
  }

  private double calibrated(String tagger, String source, FactKind kind, double confidence) {
    return Optional.ofNullable(steps.get(key(tagger, source, kind.name())))
        .or(() -> Optional.ofNullable(steps.get(key(tagger, source, ANY))))
        .map(group -> group.floorEntry(rounded(confidence)).getValue())
        .orElse(confidence);
  }

  private static String source(FactDraft draft) {
    return draft.head.origin.equals(MentionFinder.TAGGER) ? "tagger" : "rule";
  }

  /** The table as a file. */
  String text() {
    StringBuilder out = new StringBuilder("tagger\tsource\tkind\tfrom\tprobability\n");
    steps.forEach(
        (key, group) ->
            group.forEach(
                (from, probability) ->
                    out.append(key)
                        .append(String.format(Locale.ROOT, "\t%.4f\t%.4f%n", from, probability))));
    return out.toString();
  }

  /**
   * What facts of about the same confidence come to.
   *
   * @param facts how many
   * @param confidence their mean
   * @param right the share of them that is right
   */
  record Bin(int facts, double confidence, double right) {}

  /** Facts by tenths of their confidence, tenths without a fact left out. */
  static List<Bin> bins(List<Double> confidences, List<Boolean> right) {
    int[] facts = new int[BINS];
    double[] sums = new double[BINS];
    int[] rights = new int[BINS];
    for (int i = 0; i < confidences.size(); i++) {
      int bin = Math.min(BINS - 1, (int) (confidences.get(i) * BINS));
      facts[bin]++;
      sums[bin] += confidences.get(i);
      rights[bin] += right.get(i) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      if (facts[i] > 0) {
        bins.add(new Bin(facts[i], sums[i] / facts[i], (double) rights[i] / facts[i]));
      }
    }
    return bins;
  }

  /**
   * The expected calibration error (<a href="https://arxiv.org/abs/1706.04599">Guo et al.
   * 2017</a>): how far confidence and truth lie apart in a bin, in the mean of all facts.
   */
  static double error(List<Bin> bins) {
    int all = bins.stream().mapToInt(Bin::facts).sum();
    return bins.stream()
        .mapToDouble(bin -> bin.facts() * Math.abs(bin.confidence() - bin.right()) / all)
        .sum();
  }
}

package org.case2fhir.extraction.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.Mention;

/**
 * Learns the weights of relations from annotated reports by logistic regression (AdaGrad, L2), the
 * same from the same reports. Run its main method with the file to write.
 */
final class RelationTraining {
  private static final int ROUNDS = 25;
  private static final double RATE = 0.15;
  private static final double DECAY = 2e-4;
  private static final int FEWEST = 3;
  private static final double SMALLEST = 0.03;

  private RelationTraining() {}

  /** A pair of mentions of a report. */
  record Pair(List<String> features, boolean related) {}

  /** Writes the weights learned from all reports. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Double> weights = learn(pairs(GoldReport.all()));
    String rows =
        new TreeMap<>(weights)
            .entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s\t%.2f%n", e.getKey(), e.getValue()))
                .collect(Collectors.joining());
    Files.writeString(Path.of(arguments[0]), "feature\tweight\n" + rows);
  }

  static List<Pair> pairs(List<GoldReport> reports) {
    List<Pair> pairs = new ArrayList<>();
    for (GoldReport report : reports) {
      Set<List<Mention>> related = new HashSet<>();
      for (GoldReport.Link link : report.links()) {
        if (link.kind().equals("MODIFY")) {
          related.add(List.of(link.from(), link.to()));
          related.add(List.of(link.to(), link.from()));
        }
      }
      for (SentenceView sentence :
          SentenceViews.of(report.passage().text(), report.sentences(), report.given())) {
        add(sentence, related, pairs);
      }
    }
    return pairs;
  }

  private static void add(SentenceView sentence, Set<List<Mention>> related, List<Pair> pairs) {
    PairFeatures features = new PairFeatures(sentence);
    for (int detail = 0; detail < sentence.places().size(); detail++) {
      Mention mention = sentence.places().get(detail).mention();
      Kind kind = Details.kind(mention.type()).orElse(null);
      if (kind != null) {
        for (int head : RelationReader.heads(sentence, kind, detail)) {
          boolean is = related.contains(List.of(sentence.places().get(head).mention(), mention));
          pairs.add(new Pair(names(features, kind, head, detail), is));
        }
      }
    }
  }

  // Each feature once for all kinds of relations and once for its own.
  private static List<String> names(PairFeatures features, Kind kind, int head, int detail) {
    List<String> names = new ArrayList<>();
    features.of(
        kind,
        head,
        detail,
        parts -> {
          String name = String.join("|", parts);
          names.add(name);
          names.add(kind.name() + '|' + name);
        });
    return names;
  }

  static Map<String, Double> learn(List<Pair> pairs) {
    Map<String, Integer> counts = new HashMap<>();
    pairs.forEach(pair -> pair.features().forEach(f -> counts.merge(f, 1, Integer::sum)));
    Map<String, Integer> index = new HashMap<>();
    counts.forEach((feature, count) -> index.put(feature, count >= FEWEST ? 0 : -1));
    List<String> names =
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= FEWEST)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (int i = 0; i < names.size(); i++) {
      index.put(names.get(i), i);
    }
    double[] weights = new double[names.size()];
    double[] squares = new double[names.size()];
    List<int[]> rows =
        pairs.stream()
            .map(p -> p.features().stream().mapToInt(index::get).filter(i -> i >= 0).toArray())
            .toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      order.add(i);
    }
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      java.util.Collections.shuffle(order, random);
      for (int at : order) {
        step(rows.get(at), pairs.get(at).related(), weights, squares);
      }
    }
    Map<String, Double> learned = new HashMap<>();
    for (int i = 0; i < weights.length; i++) {
      if (Math.abs(weights[i]) >= SMALLEST) {
        learned.put(names.get(i), weights[i]);
      }
    }
    return learned;
  }

  private static void step(int[] row, boolean related, double[] weights, double[] squares) {
    double sum = 0;
    for (int f : row) {
      sum += weights[f];
    }
    double error = (related ? 1 : 0) - 1 / (1 + Math.exp(-sum));
    for (int f : row) {
      double gradient = error - DECAY * weights[f];
      squares[f] += gradient * gradient;
      weights[f] += RATE * gradient / Math.sqrt(squares[f] + 1e-8);
    }
  }
}

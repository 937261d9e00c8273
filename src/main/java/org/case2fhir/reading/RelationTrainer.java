package org.case2fhir.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.Annotations;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.mention.StandoffReader;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;
import org.case2fhir.reading.RelationModel.PairFeatures;

/**
 * Learns {@link RelationModel} from texts in which people marked mentions and which of them modify
 * which: logistic regression (AdaGrad, L2). The same texts give the same weights.
 */
public final class RelationTrainer {
  private static final int ROUNDS = 25;
  private static final double RATE = 0.15;
  private static final double DECAY = 2e-4;
  private static final int FEWEST = 3;
  private static final double SMALLEST = 0.03;
  // How annotated reports name the relation between a detail and its head.
  private static final String MODIFIES = "MODIFY";

  private final List<Pair> pairs = new ArrayList<>();

  /** A head and a detail of a text. */
  private record Pair(List<String> features, boolean related) {}

  /**
   * Adds the texts of a folder: {@code NAME.txt} with {@code NAME.ann}.
   *
   * @return how many
   * @throws IOException if the folder or a file cannot be read
   */
  public int add(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".ann")).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString().replaceFirst("\\.ann$", "");
      String text = Files.readString(file.resolveSibling(name + ".txt"));
      add(
          name,
          text,
          StandoffReader.read(name, Files.readString(file), text).value().orElseThrow());
    }
    return files.size();
  }

  /** Adds an annotated text. */
  void add(String name, String text, Annotations annotations) {
    SourceDocument document = new SourceDocument(name, text, Optional.empty(), List.of());
    Passage passage = Passage.of(document, List.of(new Span(0, text.length())));
    Graph graph =
        Graph.of(
            document,
            SentenceSplitter.of(passage.text()).stream()
                .map(sentence -> new PatientSentence(SectionKind.CASE, false, passage, sentence))
                .toList());
    Map<String, Graph.Node> nodes = nodes(graph, annotations);
    Set<List<Graph.Node>> related = new HashSet<>();
    for (Annotations.Relation relation : annotations.relations()) {
      Graph.Node one = nodes.get(relation.first());
      Graph.Node other = nodes.get(relation.second());
      if (relation.kind().equals(MODIFIES) && one != null && other != null) {
        related.add(List.of(one, other));
        related.add(List.of(other, one));
      }
    }
    graph.sentences().forEach(sentence -> add(graph, sentence, related));
  }

  static Map<String, Graph.Node> nodes(Graph graph, Annotations annotations) {
    Map<String, Graph.Node> nodes = new HashMap<>();
    Map<List<Object>, Graph.Node> known = new HashMap<>();
    for (TextBound stretch : annotations.stretches()) {
      Optional<MentionType> type = MentionType.find(stretch.label());
      int first = 0;
      while (first < graph.size()
          && graph.original(first, first + 1).end() <= stretch.cover().start()) {
        first++;
      }
      int end = first;
      while (end < graph.size()
          && graph.original(end, end + 1).start() < stretch.cover().end()
          && graph.token(end).sentence() == graph.token(first).sentence()) {
        end++;
      }
      if (type.isPresent() && first < end) {
        int from = first;
        int to = end;
        nodes.put(
            stretch.id(),
            known.computeIfAbsent(
                List.of(type.get(), from, to),
                key -> graph.add(type.get(), from, to, 1, "annotation")));
      }
    }
    return nodes;
  }

  private void add(Graph graph, Graph.Sentence sentence, Set<List<Graph.Node>> related) {
    PairFeatures features = new PairFeatures(graph, sentence);
    for (Graph.Node detail : sentence.nodes) {
      Optional<Graph.Relation> relation = RelationFinder.relation(detail);
      if (relation.isPresent()) {
        for (Graph.Node head : RelationFinder.heads(sentence, relation.get(), detail)) {
          pairs.add(
              new Pair(
                  names(features, relation.get(), head, detail),
                  related.contains(List.of(head, detail))));
        }
      }
    }
  }

  // Each feature once for all kinds of relations and once for its own.
  private static List<String> names(
      PairFeatures features, Graph.Relation relation, Graph.Node head, Graph.Node detail) {
    List<String> names = new ArrayList<>();
    features.of(
        relation,
        head,
        detail,
        parts -> {
          String name = String.join("|", parts);
          names.add(name);
          names.add(relation.name() + '|' + name);
        });
    return names;
  }

  /** The weights as a table: feature, weight. */
  public String train() {
    String rows =
        new TreeMap<>(learn())
            .entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s\t%.2f\n", e.getKey(), e.getValue()))
                .collect(Collectors.joining());
    return "feature\tweight\n" + rows;
  }

  private Map<String, Double> learn() {
    Map<String, Integer> counts = new HashMap<>();
    pairs.forEach(pair -> pair.features().forEach(f -> counts.merge(f, 1, Integer::sum)));
    List<String> names =
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= FEWEST)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    Map<String, Integer> index = new HashMap<>();
    names.forEach(name -> index.put(name, index.size()));
    double[] weights = new double[names.size()];
    double[] squares = new double[names.size()];
    List<int[]> rows =
        pairs.stream()
            .map(p -> p.features().stream().mapToInt(f -> index.getOrDefault(f, -1)))
            .map(row -> row.filter(i -> i >= 0).toArray())
            .toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      order.add(i);
    }
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
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

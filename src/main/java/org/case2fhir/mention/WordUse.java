package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.case2fhir.mention.RawText.Term;
import org.case2fhir.model.Span;

/**
 * Counts beside which words each word stands, and in the names of which kinds of things, as
 * positive pointwise mutual information.
 */
final class WordUse {
  private static final int LEAST_WORD = 3;
  private static final int LEAST_CONTEXT = 10;
  private static final int MOST_CONTEXTS = 4000;
  private static final double KIND_WEIGHT = 2;

  private final Map<String, Integer> words = new HashMap<>();
  private final Map<String, Map<String, Integer>> uses = new HashMap<>();

  /** The rows of a sparse matrix: for each word the columns and the values that are not 0. */
  record Matrix(List<String> words, int columns, int[][] column, float[][] value) {}

  static Matrix count(RawText text) {
    WordUse use = new WordUse();
    for (String prose : text.prose()) {
      for (Sentence sentence : SentenceSplitter.of(prose)) {
        use.add(folded(prose, sentence.tokens()), "");
      }
    }
    for (Term term : text.terms()) {
      for (Sentence sentence : SentenceSplitter.of(term.name())) {
        use.add(folded(term.name(), sentence.tokens()), term.kind());
      }
    }
    return use.matrix();
  }

  private static List<String> folded(String text, List<Span> tokens) {
    return tokens.stream()
        .map(token -> text.substring(token.start(), token.end()).toLowerCase(Locale.ROOT))
        .map(word -> word.replaceAll("\\p{Nd}", "0"))
        .toList();
  }

  private void add(List<String> tokens, String kind) {
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i);
      words.merge(word, 1, Integer::sum);
      Map<String, Integer> own = uses.computeIfAbsent(word, k -> new HashMap<>());
      for (int o = -2; o <= 2; o++) {
        if (o != 0 && i + o >= 0 && i + o < tokens.size()) {
          own.merge((o < 0 ? "<" : ">") + tokens.get(i + o), 1, Integer::sum);
        }
      }
      if (!kind.isEmpty()) {
        own.merge("in " + kind, 1, Integer::sum);
        if (i == tokens.size() - 1) {
          own.merge("ends " + kind, 1, Integer::sum);
        }
      }
    }
  }

  private Matrix matrix() {
    Map<String, Integer> contexts = new HashMap<>();
    Map<String, Integer> columns = columns(contexts);
    List<String> rows =
        words.entrySet().stream()
            .filter(entry -> entry.getValue() >= LEAST_WORD)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    double total = columns.keySet().stream().mapToDouble(contexts::get).sum();
    int[][] column = new int[rows.size()][];
    float[][] value = new float[rows.size()][];
    for (int row = 0; row < rows.size(); row++) {
      Map<String, Integer> own = uses.get(rows.get(row));
      List<String> kept = own.keySet().stream().filter(columns::containsKey).sorted().toList();
      double sum = kept.stream().mapToDouble(own::get).sum();
      column[row] = new int[kept.size()];
      value[row] = new float[kept.size()];
      for (int k = 0; k < kept.size(); k++) {
        String context = kept.get(k);
        // Contexts are smoothed, so that rare ones do not rule.
        double expected = sum * Math.pow(contexts.get(context) / total, 0.75);
        double information = Math.log(own.get(context) / expected);
        boolean ofKind = context.charAt(0) != '<' && context.charAt(0) != '>';
        column[row][k] = columns.get(context);
        value[row][k] = (float) (Math.max(0, information) * (ofKind ? KIND_WEIGHT : 1));
      }
    }
    return new Matrix(rows, columns.size(), column, value);
  }

  private Map<String, Integer> columns(Map<String, Integer> contexts) {
    uses.values()
        .forEach(own -> own.forEach((context, n) -> contexts.merge(context, n, Integer::sum)));
    List<String> ordered =
        new ArrayList<>(
            contexts.keySet().stream()
                .filter(context -> contexts.get(context) >= LEAST_CONTEXT)
                .toList());
    ordered.sort(
        Comparator.<String>comparingInt(context -> -contexts.get(context))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Integer> columns = new HashMap<>();
    for (String context : ordered.subList(0, Math.min(MOST_CONTEXTS, ordered.size()))) {
      columns.put(context, columns.size());
    }
    return columns;
  }
}

package org.case2fhir.mention;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.model.Span;

/**
 * Short vectors for the rows of a large sparse matrix: its projection on its strongest directions,
 * found by subspace iteration from a fixed start, each vector of length 1.
 */
public final class WordVectors {
  private static final int ROUNDS = 4;

  private final WordUse.Matrix matrix;
  private final int dimensions;

  private WordVectors(WordUse.Matrix matrix, int dimensions) {
    this.matrix = matrix;
    this.dimensions = dimensions;
  }

  static float[][] of(WordUse.Matrix matrix, int dimensions) {
    return new WordVectors(matrix, dimensions).compute();
  }

  private float[][] compute() {
    Random random = new Random(17);
    double[][] basis = new double[matrix.columns()][dimensions];
    for (double[] row : basis) {
      for (int d = 0; d < dimensions; d++) {
        row[d] = random.nextGaussian();
      }
    }
    orthonormalise(basis);
    for (int round = 0; round < ROUNDS; round++) {
      basis = backward(forward(basis));
      orthonormalise(basis);
    }
    return normalised(forward(basis));
  }

  private double[][] forward(double[][] basis) {
    double[][] out = new double[matrix.words().size()][dimensions];
    IntStream.range(0, out.length)
        .parallel()
        .forEach(
            row -> {
              for (int k = 0; k < matrix.column()[row].length; k++) {
                addTimes(out[row], basis[matrix.column()[row][k]], matrix.value()[row][k]);
              }
            });
    return out;
  }

  private double[][] backward(double[][] rows) {
    double[][] out = new double[matrix.columns()][dimensions];
    for (int row = 0; row < rows.length; row++) {
      for (int k = 0; k < matrix.column()[row].length; k++) {
        addTimes(out[matrix.column()[row][k]], rows[row], matrix.value()[row][k]);
      }
    }
    return out;
  }

  private static void addTimes(double[] to, double[] what, double times) {
    for (int d = 0; d < to.length; d++) {
      to[d] += what[d] * times;
    }
  }

  /** Gram-Schmidt over the columns. */
  private void orthonormalise(double[][] basis) {
    for (int d = 0; d < dimensions; d++) {
      for (int e = 0; e < d; e++) {
        double dot = 0;
        for (double[] row : basis) {
          dot += row[d] * row[e];
        }
        for (double[] row : basis) {
          row[d] -= dot * row[e];
        }
      }
      double norm = 0;
      for (double[] row : basis) {
        norm += row[d] * row[d];
      }
      double factor = norm > 1e-18 ? 1 / Math.sqrt(norm) : 0;
      for (double[] row : basis) {
        row[d] *= factor;
      }
    }
  }

  private float[][] normalised(double[][] rows) {
    float[][] out = new float[rows.length][dimensions];
    for (int row = 0; row < rows.length; row++) {
      double norm = 0;
      for (double x : rows[row]) {
        norm += x * x;
      }
      for (int d = 0; d < dimensions && norm > 0; d++) {
        out[row][d] = (float) (rows[row][d] / Math.sqrt(norm));
      }
    }
    return out;
  }

  /**
   * Counts beside which words each word stands, and in the names of which kinds of things, as
   * positive pointwise mutual information.
   */
  static final class WordUse {
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
      for (RawText.Term term : text.terms()) {
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

  /**
   * Text without annotation, to learn from how words are used.
   *
   * @param prose whole texts
   * @param terms names of things, each with what kind of thing it names
   */
  public record RawText(List<String> prose, List<RawText.Term> terms) {
    /** No text. */
    public static final RawText NONE = new RawText(List.of(), List.of());

    public RawText {
      prose = List.copyOf(prose);
      terms = List.copyOf(terms);
    }

    /** A name and its kind: "(disorder)" behind it, or the code system it is from. */
    record Term(String name, String kind) {}

    /**
     * Reads a file: of a table (.tsv) with a column {@code display}, each distinct display is a
     * term, as is each of its {@code synonyms}; of any other file all of it is prose.
     *
     * @throws IOException if it cannot be read, or is not UTF-8
     */
    public static RawText read(Path file) throws IOException {
      String text;
      try {
        text = Files.readString(file);
      } catch (MalformedInputException e) {
        throw new IOException("this text is not UTF-8", e);
      }
      if (!file.toString().endsWith(".tsv")) {
        return new RawText(List.of(text), List.of());
      }
      List<String> header = Arrays.asList(text.lines().findFirst().orElse("").split("\t", -1));
      int display = header.indexOf("display");
      if (display < 0) {
        return new RawText(text.lines().skip(1).toList(), List.of());
      }
      int synonyms = header.indexOf("synonyms");
      int system = header.indexOf("system");
      List<RawText.Term> terms =
          text.lines()
              .skip(1)
              .map(line -> line.split("\t", -1))
              .filter(cells -> cells.length > Math.max(display, Math.max(synonyms, system)))
              .flatMap(cells -> terms(cells, display, synonyms, system))
              .distinct()
              .toList();
      return new RawText(List.of(), terms);
    }

    private static Stream<RawText.Term> terms(
        String[] cells, int display, int synonyms, int system) {
      String name = cells[display];
      String kind = system < 0 ? "" : cells[system];
      int bracket = name.lastIndexOf(" (");
      if (bracket > 0 && name.endsWith(")")) {
        kind = name.substring(bracket + 2, name.length() - 1);
        name = name.substring(0, bracket);
      }
      String of = kind;
      Stream<String> others =
          synonyms < 0 ? Stream.empty() : Arrays.stream(cells[synonyms].split("\\|"));
      return Stream.concat(Stream.of(name), others)
          .filter(text -> !text.isBlank())
          .map(text -> new RawText.Term(text, of));
    }

    /** Both together. */
    public RawText plus(RawText other) {
      return new RawText(
          Stream.concat(prose.stream(), other.prose.stream()).toList(),
          Stream.concat(terms.stream(), other.terms.stream()).toList());
    }
  }
}

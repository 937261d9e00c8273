package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Mentions as labels of tokens in the <a href="https://aclanthology.org/W95-0107/">BIO scheme</a>:
 * 0 for outside; for each mention type one label for its first token and one for the others.
 */
public final class BioLabels {
  private final List<MentionType> types;
  private final Decoder decoder;

  /** How probable the labels of tokens are. */
  @FunctionalInterface
  interface Posterior {
    double probability(int token, int label);
  }

  /** Labels for mentions of these types. */
  public BioLabels(List<MentionType> types) {
    this.types = List.copyOf(types);
    this.decoder = new Decoder(this.types);
  }

  List<MentionType> types() {
    return types;
  }

  /** A mention goes on only where it began. */
  public Transitions transitions() {
    return Transitions.of(
        1 + 2 * types.size(),
        (first, second) ->
            second % 2 == 1 || second == 0 || first == second || first == second - 1);
  }

  /** The labels of a sentence's tokens; mentions must not overlap. */
  public int[] encode(Sentence sentence, List<Mention> mentions) {
    int[] labels = new int[sentence.tokens().size()];
    for (Mention mention : mentions) {
      int type = types.indexOf(mention.type());
      boolean begun = false;
      for (int i = 0; i < labels.length && type >= 0; i++) {
        Span token = sentence.tokens().get(i);
        if (token.start() < mention.span().end() && mention.span().start() < token.end()) {
          labels[i] = 1 + 2 * type + (begun ? 1 : 0);
          begun = true;
        }
      }
    }
    // Where a mention was cut by another, its rest begins anew.
    for (int i = 0; i < labels.length; i++) {
      boolean goesOn = labels[i] > 0 && labels[i] % 2 == 0;
      if (goesOn && (i == 0 || labels[i - 1] != labels[i] && labels[i - 1] != labels[i] - 1)) {
        labels[i]--;
      }
    }
    return labels;
  }

  /**
   * The mentions of tokens, in order, each with the mean over its tokens of the probability of its
   * labels.
   */
  List<Mention> decode(List<Span> tokens, Posterior posterior) {
    return decoder.decode(tokens, posterior);
  }

  /**
   * Chooses mentions by the probabilities of labels.
   *
   * <p>Types that mean nearly the same (disorder and sign; diagnostic and therapeutic procedure)
   * are taken together when it is decided whether there is a mention, and separated then: a mention
   * that may be one or the other is still a mention.
   */
  private static final class Decoder {
    private static final double FLOOR = 1e-6;

    private final List<MentionType> types;
    private final int[] families;
    private final int labels;

    Decoder(List<MentionType> types) {
      this.types = types;
      List<MentionType> heads = types.stream().map(Decoder::family).distinct().toList();
      families = types.stream().mapToInt(type -> heads.indexOf(family(type))).toArray();
      labels = 1 + 2 * heads.size();
    }

    private static MentionType family(MentionType type) {
      if (type == MentionType.SIGN_SYMPTOM) {
        return MentionType.DISEASE_DISORDER;
      }
      return type == MentionType.THERAPEUTIC_PROCEDURE ? MentionType.DIAGNOSTIC_PROCEDURE : type;
    }

    List<Mention> decode(List<Span> tokens, Posterior posterior) {
      int length = tokens.size();
      double[] probabilities = probabilities(length, posterior);
      double[] scores = new double[probabilities.length];
      Arrays.setAll(scores, i -> StrictMath.log(probabilities[i] + FLOOR));
      int[] path = Path.find(scores, length, labels);
      List<Mention> mentions = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        if (path[i] % 2 == 1) {
          int end = i + 1;
          while (end < length && path[end] == path[i] + 1) {
            end++;
          }
          Span span = new Span(tokens.get(i).start(), tokens.get(end - 1).end());
          double sum = 0;
          for (int t = i; t < end; t++) {
            sum += probabilities[t * labels + path[t]];
          }
          // Rounding may carry a sum of probabilities a little above 1.
          double confidence = Math.min(1, sum / (end - i));
          mentions.add(new Mention(type(path[i] / 2, i, end, posterior), span, confidence));
        }
      }
      return mentions;
    }

    /** The probabilities of the labels of families, token by token. */
    private double[] probabilities(int length, Posterior posterior) {
      double[] probabilities = new double[length * labels];
      for (int t = 0; t < length; t++) {
        int row = t * labels;
        probabilities[row] = posterior.probability(t, 0);
        for (int type = 0; type < families.length; type++) {
          probabilities[row + 1 + 2 * families[type]] += posterior.probability(t, 1 + 2 * type);
          probabilities[row + 2 + 2 * families[type]] += posterior.probability(t, 2 + 2 * type);
        }
      }
      return probabilities;
    }

    /** The type of a family that is the most probable one over a stretch of tokens. */
    private MentionType type(int family, int start, int end, Posterior posterior) {
      double[] sums = new double[types.size()];
      Arrays.fill(sums, -1);
      int best = -1;
      for (int type = 0; type < sums.length; type++) {
        if (families[type] == family) {
          for (int t = start; t < end; t++) {
            sums[type] +=
                posterior.probability(t, 1 + 2 * type) + posterior.probability(t, 2 + 2 * type);
          }
          best = best < 0 || sums[type] > sums[best] ? type : best;
        }
      }
      return types.get(best);
    }
  }

  /**
   * The labelling of a sentence whose sum of scores is highest, where a mention goes on only where
   * it began and nothing else speaks for or against a label after another. Of equal ones the lower
   * label is taken.
   */
  static final class Path {
    private final double[] scores;
    private final int length;
    private final int labels;
    private final double[] best;
    private final int[] from;

    private Path(double[] scores, int length, int labels) {
      this.scores = scores;
      this.length = length;
      this.labels = labels;
      this.best = new double[length * labels];
      this.from = new int[length * labels];
    }

    /**
     * Finds it.
     *
     * @param scores place by place: outside, then for each kind of mention its first token and its
     *     others
     */
    static int[] find(double[] scores, int length, int labels) {
      Path path = new Path(scores, length, labels);
      for (int place = 0; place < length; place++) {
        path.step(place * labels);
      }
      return path.trace();
    }

    private void step(int row) {
      int before = row - labels;
      int any = row == 0 ? -1 : highest(before);
      double most = row == 0 ? 0 : best[before + any];
      best[row] = most + scores[row];
      from[row] = any;
      for (int first = 1; first < labels; first += 2) {
        best[row + first] = most + scores[row + first];
        from[row + first] = any;
        int other = first + 1;
        if (row == 0) {
          best[other] = Double.NEGATIVE_INFINITY;
          continue;
        }
        int own = best[before + other] > best[before + first] ? other : first;
        best[row + other] = best[before + own] + scores[row + other];
        from[row + other] = own;
      }
    }

    private int highest(int row) {
      int found = 0;
      for (int label = 1; label < labels; label++) {
        found = best[row + label] > best[row + found] ? label : found;
      }
      return found;
    }

    private int[] trace() {
      int[] path = new int[length];
      for (int place = length - 1; place >= 0; place--) {
        int row = place * labels;
        path[place] = place == length - 1 ? highest(row) : from[row + labels + path[place + 1]];
      }
      return path;
    }
  }
}

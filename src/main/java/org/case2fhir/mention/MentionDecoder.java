package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Chooses mentions by the probabilities of labels.
 *
 * <p>Types that mean nearly the same (disorder and sign; diagnostic and therapeutic procedure) are
 * taken together when it is decided whether there is a mention, and told apart then: a mention that
 * may be one or the other is still a mention.
 */
final class MentionDecoder {
  private static final double FLOOR = 1e-6;

  private final List<MentionType> types;
  private final int[] families;
  private final int labels;

  MentionDecoder(List<MentionType> types) {
    this.types = types;
    List<MentionType> heads = types.stream().map(MentionDecoder::family).distinct().toList();
    families = types.stream().mapToInt(type -> heads.indexOf(family(type))).toArray();
    labels = 1 + 2 * heads.size();
  }

  private static MentionType family(MentionType type) {
    if (type == MentionType.SIGN_SYMPTOM) {
      return MentionType.DISEASE_DISORDER;
    }
    return type == MentionType.THERAPEUTIC_PROCEDURE ? MentionType.DIAGNOSTIC_PROCEDURE : type;
  }

  /** How probable the labels of tokens are. */
  @FunctionalInterface
  interface Posterior {
    double probability(int token, int label);
  }

  /** The mentions of tokens in order. */
  List<Mention> decode(List<Span> tokens, Posterior posterior) {
    int length = tokens.size();
    double[] scores = scores(length, posterior);
    int[] path = MentionPath.find(scores, length, labels);
    List<Mention> mentions = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      if (path[i] % 2 == 1) {
        int end = i + 1;
        while (end < length && path[end] == path[i] + 1) {
          end++;
        }
        Span span = new Span(tokens.get(i).start(), tokens.get(end - 1).end());
        double confidence = confidence(scores, path, i, end);
        mentions.add(new Mention(type(path[i] / 2, i, end, posterior), span, confidence));
      }
    }
    return mentions;
  }

  /** How probable the labels of a mention are on average. */
  private double confidence(double[] scores, int[] path, int start, int end) {
    double sum = 0;
    for (int t = start; t < end; t++) {
      sum += StrictMath.exp(scores[t * labels + path[t]]) - FLOOR;
    }
    return Math.max(0, Math.min(1, sum / (end - start)));
  }

  /** Logarithms of the probabilities of the labels of families. */
  private double[] scores(int length, Posterior posterior) {
    double[] scores = new double[length * labels];
    for (int t = 0; t < length; t++) {
      int row = t * labels;
      scores[row] = posterior.probability(t, 0);
      for (int type = 0; type < families.length; type++) {
        scores[row + 1 + 2 * families[type]] += posterior.probability(t, 1 + 2 * type);
        scores[row + 2 + 2 * families[type]] += posterior.probability(t, 2 + 2 * type);
      }
      for (int y = 0; y < labels; y++) {
        scores[row + y] = StrictMath.log(scores[row + y] + FLOOR);
      }
    }
    return scores;
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

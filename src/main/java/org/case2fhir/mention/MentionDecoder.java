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

  /** The mentions of a sentence, in order. */
  List<Mention> decode(Sentence sentence, Lattice lattice) {
    int length = sentence.tokens().size();
    int[] path = MentionPath.find(scores(length, lattice), length, labels);
    List<Mention> mentions = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      if (path[i] % 2 == 1) {
        int end = i + 1;
        while (end < length && path[end] == path[i] + 1) {
          end++;
        }
        Span span =
            new Span(sentence.tokens().get(i).start(), sentence.tokens().get(end - 1).end());
        mentions.add(new Mention(type(path[i] / 2, i, end, lattice), span));
      }
    }
    return mentions;
  }

  /** Logarithms of the probabilities of the labels of families. */
  private double[] scores(int length, Lattice lattice) {
    double[] scores = new double[length * labels];
    for (int t = 0; t < length; t++) {
      int row = t * labels;
      scores[row] = lattice.probability(t, 0);
      for (int type = 0; type < families.length; type++) {
        scores[row + 1 + 2 * families[type]] += lattice.probability(t, 1 + 2 * type);
        scores[row + 2 + 2 * families[type]] += lattice.probability(t, 2 + 2 * type);
      }
      for (int y = 0; y < labels; y++) {
        scores[row + y] = Math.log(scores[row + y] + FLOOR);
      }
    }
    return scores;
  }

  /** The type of a family that is the most probable one over a stretch of tokens. */
  private MentionType type(int family, int start, int end, Lattice lattice) {
    double[] sums = new double[types.size()];
    Arrays.fill(sums, -1);
    int best = -1;
    for (int type = 0; type < sums.length; type++) {
      if (families[type] == family) {
        for (int t = start; t < end; t++) {
          sums[type] += lattice.probability(t, 1 + 2 * type) + lattice.probability(t, 2 + 2 * type);
        }
        best = best < 0 || sums[type] > sums[best] ? type : best;
      }
    }
    return types.get(best);
  }
}

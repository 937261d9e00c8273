package org.case2fhir.mention;

import java.util.List;
import org.case2fhir.model.Span;

/**
 * Mentions as labels of tokens: 0 for outside; for each mention type one label for its first token
 * and one for the others.
 */
public final class BioLabels {
  private final List<MentionType> types;

  /** Labels for mentions of these types. */
  public BioLabels(List<MentionType> types) {
    this.types = List.copyOf(types);
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
}

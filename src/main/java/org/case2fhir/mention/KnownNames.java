package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/**
 * Puts together what the tagger took for two findings side by side and the vocabulary knows as one:
 * "morning" and "stiffness" are morning stiffness.
 */
public final class KnownNames {
  private static final Set<MentionType> PROBLEMS =
      EnumSet.of(MentionType.DISEASE_DISORDER, MentionType.SIGN_SYMPTOM);

  private final Vocabulary vocabulary;

  public KnownNames(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The mentions with such pairs joined; a joined one has the type of its last part, the head of
   * the name.
   *
   * @param mentions of the text, in its order and not overlapping
   */
  public List<Mention> join(String text, List<Mention> mentions) {
    List<Mention> joined = new ArrayList<>(mentions.size());
    for (Mention mention : mentions) {
      int last = joined.size() - 1;
      if (last >= 0 && isOneName(text, joined.get(last), mention)) {
        Span whole = new Span(joined.get(last).span().start(), mention.span().end());
        joined.set(last, new Mention(mention.type(), whole));
      } else {
        joined.add(mention);
      }
    }
    return joined;
  }

  private boolean isOneName(String text, Mention first, Mention second) {
    boolean adjacent =
        second.span().start() == first.span().end() + 1 && text.charAt(first.span().end()) == ' ';
    return adjacent
        && PROBLEMS.contains(first.type())
        && PROBLEMS.contains(second.type())
        && vocabulary
            .match(Domain.FINDING, text.substring(first.span().start(), second.span().end()))
            .filter(TermMatch::isWhole)
            .isPresent();
  }
}

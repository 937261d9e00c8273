package org.case2fhir.extraction.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.extraction.context.Category.Axis;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.extraction.context.TriggerTable.Found;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;

/**
 * Mentions whose first words deny them, "no fever", without those words: the name of the finding is
 * "fever", and its context tells that it is absent. Else it would be denied twice or not at all.
 */
final class DeniedNames {
  private final TriggerTable triggers;

  DeniedNames(TriggerTable triggers) {
    this.triggers = triggers;
  }

  /** The mentions of a sentence that begin so, with what they are without it. */
  Map<Mention, Mention> in(SentenceView sentence) {
    Map<Integer, Found> byFirst = new HashMap<>();
    for (Found found : triggers.find(sentence.words(), Axis.CERTAINTY)) {
      boolean denies =
          found.trigger().category() == Category.NEGATION
              && found.trigger().direction() == Trigger.Direction.FORWARD;
      if (denies) {
        byFirst.put(found.first(), found);
      }
    }
    return byFirst.isEmpty() ? Map.of() : bare(sentence, sentence.places(), byFirst);
  }

  private static Map<Mention, Mention> bare(
      SentenceView sentence, List<Place> places, Map<Integer, Found> byFirst) {
    Map<Mention, Mention> bare = new HashMap<>();
    for (Place place : places) {
      Found found = byFirst.get(place.first());
      boolean assertable = Applies.isAssertable(place.mention().type());
      if (found != null && assertable && found.last() < place.last()) {
        int start = sentence.words().get(found.last() + 1).start();
        Span rest = new Span(start, place.mention().span().end());
        bare.put(place.mention(), new Mention(place.mention().type(), rest));
      }
    }
    return bare;
  }
}

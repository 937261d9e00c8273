package org.case2fhir.extraction.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.extraction.context.Category.Axis;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.extraction.context.TriggerTable.Found;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * The context of each mention of a sentence, by triggers and their scopes.
 *
 * <p>Where several triggers speak of one mention, exclusion goes before a condition, a condition
 * before denial, and denial before doubt: "if there is no fever" tells nothing, "no sign of a
 * possible tumour" denies.
 */
final class ContextRules {
  private static final List<Category> STRENGTH =
      List.of(Category.REFUTED, Category.HYPOTHETICAL, Category.NEGATION, Category.POSSIBLE);

  private final TriggerTable triggers;

  ContextRules(TriggerTable triggers) {
    this.triggers = triggers;
  }

  /** The contexts of a sentence's mentions. */
  Map<Mention, Context> read(SentenceView sentence) {
    ScopeReader scopes = new ScopeReader(sentence, triggers);
    Found[] certainty = strongest(sentence, scopes, Axis.CERTAINTY);
    Found[] time = strongest(sentence, scopes, Axis.TEMPORALITY);
    Found[] person = strongest(sentence, scopes, Axis.EXPERIENCER);
    Map<Mention, Context> contexts = new HashMap<>();
    for (int i = 0; i < sentence.places().size(); i++) {
      Mention mention = sentence.places().get(i).mention();
      contexts.put(mention, context(sentence, mention, certainty[i], time[i], person[i]));
    }
    return contexts;
  }

  private Found[] strongest(SentenceView sentence, ScopeReader scopes, Axis axis) {
    Found[] best = new Found[sentence.places().size()];
    for (Found found : triggers.find(sentence.words(), axis)) {
      if (found.trigger().category().isScoped()) {
        for (int index : scopes.scope(found)) {
          if (best[index] == null || isStronger(found, best[index])) {
            best[index] = found;
          }
        }
      }
    }
    return best;
  }

  private static boolean isStronger(Found one, Found other) {
    return STRENGTH.indexOf(one.trigger().category())
        < STRENGTH.indexOf(other.trigger().category());
  }

  private static Context context(
      SentenceView sentence, Mention mention, Found certainty, Found time, Found person) {
    if (!Applies.isAssertable(mention.type())) {
      return Context.PLAIN;
    }
    Optional<Span> trigger =
        Optional.ofNullable(certainty)
            .or(() -> Optional.ofNullable(person))
            .or(() -> Optional.ofNullable(time))
            .map(found -> sentence.words().span(found.first(), found.last()));
    return new Context(
        certainty(mention.type(), certainty),
        temporality(mention.type(), time),
        experiencer(mention.type(), person),
        trigger);
  }

  private static Certainty certainty(MentionType type, Found found) {
    if (found == null) {
      return Certainty.PRESENT;
    }
    Certainty certainty = found.trigger().category().certainty().orElse(Certainty.PRESENT);
    boolean refutable = type == MentionType.DISEASE_DISORDER;
    return certainty == Certainty.REFUTED && !refutable ? Certainty.ABSENT : certainty;
  }

  private static Temporality temporality(MentionType type, Found found) {
    if (found != null && found.trigger().category() == Category.RESOLVED) {
      return Temporality.RESOLVED;
    }
    boolean historical = found != null || type == MentionType.HISTORY;
    return historical ? Temporality.HISTORICAL : Temporality.RECENT;
  }

  private static Experiencer experiencer(MentionType type, Found found) {
    if (type == MentionType.FAMILY_HISTORY) {
      return Experiencer.FAMILY;
    }
    if (found == null) {
      return Experiencer.PATIENT;
    }
    return found.trigger().category() == Category.FAMILY ? Experiencer.FAMILY : Experiencer.OTHER;
  }
}

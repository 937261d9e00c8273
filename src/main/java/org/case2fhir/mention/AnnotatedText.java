package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A text with the mentions that people marked in it.
 *
 * @param name of the text
 * @param text its words, lines joined
 * @param mentions in the order of the annotation; they may overlap
 */
public record AnnotatedText(String name, String text, List<Mention> mentions) {
  /** What a case is made of; where mentions overlap, these are learned and the others are not. */
  private static final Set<MentionType> FACTS =
      Set.of(
          MentionType.AGE,
          MentionType.SEX,
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.MEDICATION,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.LAB_VALUE);

  public AnnotatedText {
    mentions = List.copyOf(mentions);
  }

  /** Takes the stretches whose label is a mention type; line ends become spaces. */
  static AnnotatedText of(String name, String text, Annotations annotations) {
    return new AnnotatedText(name, text.replaceAll("[\\r\\n]", " "), annotations.mentions());
  }

  /** Mentions that do not overlap: facts before other details, longer before shorter ones. */
  List<Mention> withoutOverlaps() {
    return withoutOverlaps(mentions);
  }

  static List<Mention> withoutOverlaps(List<Mention> mentions) {
    List<Mention> ordered = new ArrayList<>(mentions);
    ordered.sort(
        Comparator.<Mention>comparingInt(mention -> FACTS.contains(mention.type()) ? 0 : 1)
            .thenComparingInt(mention -> -mention.span().length())
            .thenComparingInt(mention -> mention.span().start())
            .thenComparing(Mention::type));
    NavigableMap<Integer, Mention> kept = new TreeMap<>();
    for (Mention mention : ordered) {
      if (isFree(kept, mention)) {
        kept.put(mention.span().start(), mention);
      }
    }
    return List.copyOf(kept.values());
  }

  private static boolean isFree(NavigableMap<Integer, Mention> kept, Mention mention) {
    Map.Entry<Integer, Mention> before = kept.lowerEntry(mention.span().end());
    return before == null || overlap(before.getValue(), mention) == 0;
  }

  /** How many code units two mentions share. */
  static int overlap(Mention a, Mention b) {
    int start = Math.max(a.span().start(), b.span().start());
    return Math.max(0, Math.min(a.span().end(), b.span().end()) - start);
  }
}

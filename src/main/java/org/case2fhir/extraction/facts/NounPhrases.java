package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * The words around a head that belong to its name: "nodular" before "thickening", "gluteal" before
 * "mass".
 */
final class NounPhrases {
  private static final Set<MentionType> ATTRIBUTES =
      EnumSet.of(
          MentionType.DETAILED_DESCRIPTION,
          MentionType.BIOLOGICAL_STRUCTURE,
          MentionType.COLOR,
          MentionType.SHAPE,
          MentionType.TEXTURE);
  private static final Pattern EPONYM =
      Pattern.compile("\\p{Lu}\\p{Ll}{3,20}(?:[-\u2013 ]\\p{Lu}\\p{Ll}{2,20})?");
  private static final Pattern GLUE = Pattern.compile("[\\s,-]{0,2}");

  private NounPhrases() {}

  /** Ways to name a head: with all attributes right before it, with the nearest, alone. */
  static List<String> ways(PatientSentence sentence, Mention head) {
    List<Mention> before = attributes(sentence, head);
    List<String> ways = new ArrayList<>();
    for (Mention attribute : before) {
      ways.add(sentence.words(new Span(attribute.span().start(), head.span().end())));
    }
    ways.add(sentence.words(head));
    return ways;
  }

  // "Janeway lesions": a name that was taken for a result.
  static boolean isEponym(PatientSentence sentence, Mention mention, Mention head) {
    return mention.type() == MentionType.LAB_VALUE
        && head.type() != MentionType.DIAGNOSTIC_PROCEDURE
        && EPONYM.matcher(sentence.words(mention)).matches();
  }

  // Farthest first.
  private static List<Mention> attributes(PatientSentence sentence, Mention head) {
    List<Mention> mentions = sentence.mentions();
    List<Mention> found = new ArrayList<>();
    int start = head.span().start();
    for (int i = mentions.indexOf(head) - 1; i >= 0; i--) {
      Mention mention = mentions.get(i);
      boolean glued =
          mention.span().end() <= start
              && (ATTRIBUTES.contains(mention.type()) || isEponym(sentence, mention, head))
              && (mention.span().end() == start
                  || GLUE.matcher(sentence.words(new Span(mention.span().end(), start))).matches());
      if (!glued) {
        break;
      }
      found.add(0, mention);
      start = mention.span().start();
    }
    return found;
  }
}

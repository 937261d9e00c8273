package org.case2fhir.extraction.facts;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;

/**
 * Finds the noun of an adjective that was tagged as if it were a finding: in "hypercellular, firm
 * nodule" only the nodule is one.
 */
final class Adjectives {
  private static final Pattern ADJECTIVE =
      Pattern.compile(
          "(?i)[\\p{L}-]{3,20}(?:ular|ic|al|ous|oid|ed|ive|ary|ing)|numerous|multiple|several");
  private static final Pattern GLUE = Pattern.compile(",? |-");
  private static final Set<MentionType> QUALITIES =
      EnumSet.of(
          MentionType.SEVERITY,
          MentionType.DETAILED_DESCRIPTION,
          MentionType.SHAPE,
          MentionType.COLOR,
          MentionType.TEXTURE,
          MentionType.BIOLOGICAL_STRUCTURE);

  private Adjectives() {}

  /** The finding that an adjective describes; absent if it is no adjective or has no noun. */
  static Optional<Mention> noun(PatientSentence sentence, Mention adjective) {
    if (!isProblem(adjective) || !ADJECTIVE.matcher(sentence.words(adjective)).matches()) {
      return Optional.empty();
    }
    List<Mention> mentions = sentence.mentions();
    for (int i = mentions.indexOf(adjective) + 1; i > 0 && i < mentions.size(); i++) {
      Mention next = mentions.get(i);
      String between = Statements.between(sentence, mentions.get(i - 1), next);
      if (!GLUE.matcher(between).matches()) {
        return Optional.empty();
      }
      boolean noun = isProblem(next) && !ADJECTIVE.matcher(sentence.words(next)).matches();
      if (noun) {
        // A list of findings is no noun with its adjectives: "pain, nausea".
        boolean quality = i - mentions.indexOf(adjective) > 1 || !between.startsWith(",");
        return quality ? Optional.of(next) : Optional.empty();
      }
      if (!isQuality(next) && !isProblem(next)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether a mention tells what a finding is like, or where, and may stand before its noun. */
  static boolean isQuality(Mention mention) {
    return QUALITIES.contains(mention.type());
  }

  private static boolean isProblem(Mention mention) {
    return mention.type() == MentionType.SIGN_SYMPTOM
        || mention.type() == MentionType.DISEASE_DISORDER;
  }
}

package org.case2fhir.mention;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Types that count as one when mentions are compared.
 *
 * @param name as printed
 * @param types whose mentions belong to it
 */
public record MentionGroup(String name, Set<MentionType> types) {
  /** The groups that the quality of a model is told in. */
  public static final List<MentionGroup> FACTS =
      List.of(
          of("age", MentionType.AGE),
          of("sex", MentionType.SEX),
          of("problem", MentionType.DISEASE_DISORDER, MentionType.SIGN_SYMPTOM),
          of("medication", MentionType.MEDICATION),
          of("procedure", MentionType.THERAPEUTIC_PROCEDURE, MentionType.DIAGNOSTIC_PROCEDURE),
          of("value", MentionType.LAB_VALUE));

  public MentionGroup {
    types = Set.copyOf(types);
  }

  private static MentionGroup of(String name, MentionType first, MentionType... others) {
    return new MentionGroup(name, EnumSet.of(first, others));
  }

  /** The group of one type, named like it. */
  static MentionGroup of(MentionType type) {
    return of(type.label().toLowerCase(Locale.ROOT), type);
  }
}

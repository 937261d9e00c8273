package org.case2fhir.extraction.context;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/** The kinds of mentions that a trigger may speak of. */
enum Applies {
  /** Findings, disorders, and what else a patient may have or do. */
  PROBLEM(
      EnumSet.of(
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.HISTORY,
          MentionType.FAMILY_HISTORY,
          MentionType.PERSONAL_BACKGROUND,
          MentionType.ACTIVITY)),
  /** Drugs and treatments. */
  TREATMENT(EnumSet.of(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE)),
  /** Everything that is done: treatments, tests, stays. */
  ACTION(
      EnumSet.of(
          MentionType.MEDICATION,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.CLINICAL_EVENT)),
  ALL(EnumSet.noneOf(MentionType.class));

  private final Set<MentionType> types;

  Applies(Set<MentionType> types) {
    this.types = types;
  }

  static Applies of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  boolean to(MentionType type) {
    return this == ALL ? PROBLEM.types.contains(type) || ACTION.to(type) : types.contains(type);
  }

  /** Whether it is said of such a mention that it holds or not. */
  static boolean isAssertable(MentionType type) {
    return ALL.to(type);
  }
}

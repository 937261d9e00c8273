package org.case2fhir.extraction.context;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.MentionType;

/** Which types of mentions say what of which others. */
final class Details {
  private static final Set<MentionType> FINDINGS =
      EnumSet.of(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
  private static final Set<MentionType> TREATMENTS =
      EnumSet.of(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE);
  private static final Set<MentionType> RESULTS =
      EnumSet.of(
          MentionType.DIAGNOSTIC_PROCEDURE, MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
  private static final Set<MentionType> EVENTS = events();

  private static final Map<MentionType, Kind> KINDS = new EnumMap<>(MentionType.class);
  private static final Map<Kind, Set<MentionType>> HEADS = new EnumMap<>(Kind.class);

  static {
    KINDS.put(MentionType.LAB_VALUE, Kind.VALUE);
    KINDS.put(MentionType.DOSAGE, Kind.DOSE);
    KINDS.put(MentionType.FREQUENCY, Kind.FREQUENCY);
    KINDS.put(MentionType.ADMINISTRATION, Kind.ROUTE);
    KINDS.put(MentionType.BIOLOGICAL_STRUCTURE, Kind.SITE);
    KINDS.put(MentionType.SEVERITY, Kind.SEVERITY);
    for (MentionType size :
        EnumSet.of(MentionType.DISTANCE, MentionType.AREA, MentionType.VOLUME)) {
      KINDS.put(size, Kind.SIZE);
    }
    for (MentionType quality :
        EnumSet.of(
            MentionType.DETAILED_DESCRIPTION,
            MentionType.COLOR,
            MentionType.SHAPE,
            MentionType.TEXTURE,
            MentionType.QUALITATIVE_CONCEPT,
            MentionType.QUANTITATIVE_CONCEPT)) {
      KINDS.put(quality, Kind.DESCRIPTION);
    }
    HEADS.put(Kind.VALUE, RESULTS);
    HEADS.put(Kind.REFERENCE, RESULTS);
    HEADS.put(Kind.DOSE, TREATMENTS);
    HEADS.put(Kind.FREQUENCY, union(TREATMENTS, RESULTS));
    HEADS.put(Kind.ROUTE, TREATMENTS);
    HEADS.put(Kind.SITE, EVENTS);
    HEADS.put(Kind.SEVERITY, FINDINGS);
    HEADS.put(Kind.DESCRIPTION, EVENTS);
    HEADS.put(Kind.SIZE, EVENTS);
    HEADS.put(Kind.DURATION, union(TREATMENTS, FINDINGS));
    HEADS.put(Kind.DATE, EVENTS);
    HEADS.put(Kind.SAME, EVENTS);
  }

  private Details() {}

  private static Set<MentionType> events() {
    return union(RESULTS, TREATMENTS);
  }

  private static Set<MentionType> union(Set<MentionType> one, Set<MentionType> other) {
    Set<MentionType> all = EnumSet.copyOf(one);
    all.addAll(other);
    return all;
  }

  /**
   * What a mention of a type says of a head, where weights decide of which; durations and dates are
   * told by rules.
   */
  static Optional<Kind> kind(MentionType type) {
    return Optional.ofNullable(KINDS.get(type));
  }

  static boolean isHead(Kind kind, MentionType type) {
    return HEADS.get(kind).contains(type);
  }
}

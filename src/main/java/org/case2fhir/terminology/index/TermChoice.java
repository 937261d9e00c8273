package org.case2fhir.terminology.index;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.MatchKind;
import org.case2fhir.terminology.TermMatch;

/**
 * Chooses among the concepts that have a term: in each code system the one that it names most
 * closely, and none where two are equally close.
 */
public final class TermChoice {
  /** Letters in two meanings are too many: "PT" is a test, a therapy and a tumour stage. */
  private static final int SHORTEST = 3;

  private TermChoice() {}

  /** The codes of a term, at most one of each system. */
  public static Optional<TermMatch> choose(
      List<Hit> hits, Domain domain, String form, String text, String source) {
    if (form.length() < SHORTEST) {
      return Optional.empty();
    }
    Map<String, List<Hit>> bySystem =
        hits.stream()
            .filter(hit -> isExact(hit, text))
            .collect(
                Collectors.groupingBy(
                    hit -> hit.concept().system(), LinkedHashMap::new, Collectors.toList()));
    List<Hit> chosen = new ArrayList<>();
    bySystem.values().forEach(own -> one(own, domain).ifPresent(chosen::add));
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    List<Code> codes = chosen.stream().map(TermChoice::code).toList();
    Hit first = chosen.get(0);
    String term = first.concept().preferred();
    return Optional.of(TermMatch.of(term, codes, kind(first, text), text, source));
  }

  private static boolean isExact(Hit hit, String text) {
    boolean inCapitals = text.equals(text.toUpperCase(Locale.ROOT));
    return hit.kind().isExact() && (hit.kind() != TermKind.ABBREVIATION || inCapitals);
  }

  private static Optional<Hit> one(List<Hit> hits, Domain domain) {
    for (Set<Domain> tier : tiers(domain)) {
      List<Hit> fitting =
          hits.stream()
              .filter(hit -> hit.concept().domains().stream().anyMatch(tier::contains))
              .toList();
      if (!fitting.isEmpty()) {
        return closest(fitting);
      }
    }
    return Optional.empty();
  }

  private static Optional<Hit> closest(List<Hit> hits) {
    TermKind best = hits.stream().map(Hit::kind).min(TermKind::compareTo).orElse(TermKind.RELATED);
    List<Hit> closest = hits.stream().filter(hit -> hit.kind() == best).toList();
    long codes = closest.stream().map(hit -> hit.concept().code()).distinct().count();
    return codes == 1 ? Optional.of(closest.get(0)) : Optional.empty();
  }

  /**
   * Which domains serve a domain, those that are asked first first. Releases do not part findings
   * from conditions as the tables do: each serves the other.
   */
  static List<Set<Domain>> tiers(Domain domain) {
    List<Domain> own = domain.withIncluded();
    if (domain == Domain.FINDING) {
      return List.of(EnumSet.copyOf(own));
    }
    return domain == Domain.CONDITION
        ? List.of(EnumSet.of(domain), EnumSet.of(Domain.FINDING))
        : own.stream().<Set<Domain>>map(EnumSet::of).toList();
  }

  private static Code code(Hit hit) {
    IndexedConcept concept = hit.concept();
    return new Code(concept.system(), concept.code(), concept.display(), hit.version());
  }

  private static MatchKind kind(Hit hit, String text) {
    boolean asWritten = hit.concept().preferred().equalsIgnoreCase(text);
    return switch (hit.kind()) {
      case PREFERRED -> asWritten ? MatchKind.TERM : MatchKind.NORMAL_FORM;
      case ABBREVIATION -> MatchKind.ABBREVIATION;
      case SYNONYM, FORMER, RELATED, CODE, RETIRED_CODE -> MatchKind.SYNONYM;
    };
  }
}

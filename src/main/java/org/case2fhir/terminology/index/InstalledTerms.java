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
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermSource;
import org.case2fhir.terminology.TestTable;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;
import org.case2fhir.terminology.index.TermIndex.Hit;

/** All installed terminologies together: one term may get a code from each of their systems. */
public final class InstalledTerms implements TermSource {
  private final List<TermIndex> indexes;

  /**
   * @param indexes in the order in which their codes are given
   */
  public InstalledTerms(List<TermIndex> indexes) {
    this.indexes = List.copyOf(indexes);
  }

  @Override
  public String name() {
    return indexes.stream()
        .map(index -> (index.header().name() + " " + index.header().released()).strip())
        .collect(Collectors.joining(", "));
  }

  @Override
  public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
    List<Hit> hits = hits(normalForm);
    return hits.isEmpty()
        ? Optional.empty()
        : TermChoice.choose(hits, domain, normalForm, text, source(hits));
  }

  /** A code of LOINC must measure what the value is. */
  @Override
  public Optional<TermMatch> matchTest(String normalForm, String text, Optional<Value> value) {
    List<Hit> hits =
        hits(normalForm).stream()
            .filter(hit -> value.map(given -> fits(hit.concept(), given)).orElse(true))
            .toList();
    return hits.isEmpty()
        ? Optional.empty()
        : TermChoice.choose(hits, Domain.TEST, normalForm, text, source(hits));
  }

  private static boolean fits(IndexedConcept concept, Value value) {
    Code code = new Code(concept.system(), concept.code(), concept.display());
    return concept.property().isEmpty()
        || TestTable.fits(code, concept.property(), IndexHeader.list(concept.units()), value);
  }

  @Override
  public boolean supplements() {
    return true;
  }

  private static String source(List<Hit> hits) {
    return hits.stream().map(Hit::source).distinct().collect(Collectors.joining(", "));
  }

  private List<Hit> hits(String form) {
    List<Hit> hits = new ArrayList<>();
    for (TermIndex index : indexes) {
      hits.addAll(index.find(form));
    }
    return hits;
  }

  /** Every concept that has the words as a name or as its code, whether or not it is coded so. */
  public List<Hit> all(String text) {
    List<Hit> hits = hits(TextForm.of(text));
    for (TermIndex index : indexes) {
      index
          .header()
          .systems()
          .forEach(system -> index.code(system, text.strip()).ifPresent(hits::add));
    }
    return hits;
  }

  /** The concept of a code, in whichever terminology has it. */
  public Optional<Hit> code(String system, String code) {
    return indexes.stream().flatMap(index -> index.code(system, code).stream()).findFirst();
  }

  /**
   * Chooses among the concepts that have a term: in each code system the one that it names most
   * closely, and none where two are equally close.
   */
  private static final class TermChoice {
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
      TermKind best =
          hits.stream().map(Hit::kind).min(TermKind::compareTo).orElse(TermKind.RELATED);
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
}

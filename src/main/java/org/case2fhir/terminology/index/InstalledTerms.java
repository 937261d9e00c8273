package org.case2fhir.terminology.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.model.Code;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermSource;
import org.case2fhir.terminology.TestFit;
import org.case2fhir.terminology.TextForm;

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
            .filter(hit -> value.map(told -> fits(hit.concept(), told)).orElse(true))
            .toList();
    return hits.isEmpty()
        ? Optional.empty()
        : TermChoice.choose(hits, Domain.TEST, normalForm, text, source(hits));
  }

  private static boolean fits(IndexedConcept concept, Value value) {
    Code code = new Code(concept.system(), concept.code(), concept.display());
    return concept.property().isEmpty()
        || TestFit.fits(code, concept.property(), IndexHeader.list(concept.units()), value);
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
}

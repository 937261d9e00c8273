package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.node.Place;
import org.case2fhir.casefile.node.Problems;
import org.case2fhir.diagnostic.Sha256;
import org.case2fhir.model.Fact;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Visit;

/** Names a case whose author did not: after its publication, else after its content. */
final class CaseId {
  private static final int DIGITS = 16;

  private final Problems problems;
  private final Place place;

  CaseId(Problems problems, Place place) {
    this.problems = problems;
    this.place = place;
  }

  /** The name that a publication gives its case. */
  static Optional<String> of(SourceCitation source) {
    return source
        .doi()
        .map(doi -> "doi:" + doi)
        .or(() -> source.pmid().map(pmid -> "pmid:" + pmid));
  }

  String derive(
      Optional<SourceCitation> source, Subject subject, List<Visit> visits, List<Fact> facts) {
    return source
        .flatMap(CaseId::of)
        .orElseGet(
            () -> {
              problems.information(
                  "derived-case-id",
                  place,
                  "the case has no id; one is made from its content, and changes with it",
                  "add `id`, so that a corrected case replaces this one");
              String content = subject + "\n" + visits + "\n" + facts;
              return "case-" + Sha256.of(content).substring(0, DIGITS);
            });
  }
}

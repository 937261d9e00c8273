package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * Where the case was published; becomes a DocumentReference.
 *
 * @param doi without resolver: {@code 10.1000/182}
 * @param language BCP 47 tag of the text
 */
public record SourceCitation(
    Optional<String> title,
    List<String> authors,
    Optional<String> journal,
    Optional<Integer> year,
    Optional<String> volume,
    Optional<String> issue,
    Optional<String> pages,
    Optional<String> doi,
    Optional<String> pmid,
    Optional<String> pmcid,
    Optional<String> url,
    Optional<String> language,
    Optional<String> license) {
  public SourceCitation {
    authors = List.copyOf(authors);
  }

  /** The name that the publication gives to its case; none if nobody has registered it. */
  public Optional<String> caseId() {
    return doi.map(name -> "doi:" + name)
        .or(() -> pmid.map(number -> "pmid:" + number))
        .or(() -> pmcid.map(number -> "pmcid:" + number));
  }
}

package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.SourceCitation;

/** A publication as one line of reference, and as an address. */
final class Citations {
  private Citations() {}

  /** The DOI's resolver address, or else the given one. */
  static Optional<String> address(SourceCitation source) {
    return source.doi().map(doi -> "https://doi.org/" + doi).or(source::url);
  }

  /** "Authors. Title. Journal. 2011;57(Suppl 2):358-360. doi:… License: …", what is known of it. */
  static String text(SourceCitation source) {
    List<String> parts = new ArrayList<>();
    if (!source.authors().isEmpty()) {
      parts.add(String.join(", ", source.authors()));
    }
    source.title().ifPresent(parts::add);
    source.journal().ifPresent(parts::add);
    String issue = issue(source);
    if (!issue.isEmpty()) {
      parts.add(issue);
    }
    source.doi().ifPresent(doi -> parts.add("doi:" + doi));
    source.pmid().ifPresent(pmid -> parts.add("PMID: " + pmid));
    source.pmcid().ifPresent(pmcid -> parts.add("PMCID: " + pmcid));
    source.url().ifPresent(parts::add);
    source.license().ifPresent(license -> parts.add("License: " + license));
    return parts.isEmpty() ? "Published case report" : String.join(". ", parts);
  }

  private static String issue(SourceCitation source) {
    StringBuilder out = new StringBuilder();
    source.year().ifPresent(year -> out.append(year.intValue()));
    source.volume().ifPresent(volume -> out.append(out.isEmpty() ? "" : ";").append(volume));
    source.issue().ifPresent(issue -> out.append('(').append(issue).append(')'));
    source.pages().ifPresent(pages -> out.append(out.isEmpty() ? "" : ":").append(pages));
    return out.toString();
  }
}

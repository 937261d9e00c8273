package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.model.SourceCitation;

/** Reads where the case was published. */
final class SourceReader {
  private static final Pattern RESOLVER =
      Pattern.compile("^(?:https?://(?:dx\\.)?doi\\.org/|doi:\\s?)", Pattern.CASE_INSENSITIVE);

  private SourceReader() {}

  static SourceCitation read(Fields fields) {
    Optional<String> title = text(fields, "title");
    List<String> authors = fields.takeTexts("authors").stream().map(Node.Scalar::text).toList();
    Optional<String> journal = text(fields, "journal");
    Optional<Integer> year = Numbers.readCount(fields, "year");
    SourceCitation source =
        new SourceCitation(
            title,
            authors,
            journal,
            year,
            text(fields, "volume"),
            text(fields, "issue"),
            text(fields, "pages"),
            text(fields, "doi").map(doi -> RESOLVER.matcher(doi).replaceFirst("")),
            text(fields, "pmid"),
            text(fields, "pmcid"),
            text(fields, "url"),
            text(fields, "language"),
            text(fields, "license"));
    fields.finish();
    return source;
  }

  private static Optional<String> text(Fields fields, String key) {
    return fields.takeText(key).map(Node.Scalar::text);
  }
}

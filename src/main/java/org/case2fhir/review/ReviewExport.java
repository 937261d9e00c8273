package org.case2fhir.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.CaseReport;

/**
 * What was reviewed, taken out without a browser: what people changed, and annotations of the
 * articles as they are right now, from which {@code train} learns.
 *
 * @param name of the case file, without extension
 * @param corrections JSON lines, one for each fact that a person added, removed or changed
 * @param text of the article; empty if there is none beside the case
 * @param annotations standoff annotation of that text; empty without it
 */
public record ReviewExport(String name, String corrections, String text, String annotations) {

  /**
   * Of all case files that are there: an article that nobody opened yet has none.
   *
   * @param input an article, a case file, or a folder of them
   * @throws IOException if one cannot be read; the message names it
   */
  public static List<ReviewExport> of(Path input, ReviewTools tools) throws IOException {
    ReviewQueue queue = ReviewQueue.of(input, tools);
    List<ReviewExport> exports = new ArrayList<>();
    for (int i = 0; i < queue.size(); i++) {
      Path file = queue.entry(i).file();
      if (!Files.exists(file)) {
        continue;
      }
      try {
        exports.add(of(new ReviewedCase(file, tools), queue.document(i)));
      } catch (IOException e) {
        throw new IOException(file + ": " + ReviewQueue.reason(e), e);
      }
    }
    return exports;
  }

  private static ReviewExport of(ReviewedCase reviewed, Optional<SourceDocument> document)
      throws IOException {
    String name = reviewed.path().getFileName().toString();
    Optional<CaseReport> report = reviewed.conversion().report();
    String text = document.map(SourceDocument::text).orElse("");
    String annotations =
        text.isEmpty() || report.isEmpty() ? "" : ReviewedAnnotations.write(text, report.get());
    return new ReviewExport(
        name.replaceFirst("(?:\\.case)?\\.[A-Za-z]+$", ""),
        reviewed.corrections(),
        text,
        annotations);
  }
}

package org.case2fhir.document;

import java.util.List;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.format.DecodedText;
import org.case2fhir.document.format.Layout;
import org.case2fhir.document.format.PlainText;

/** Reads documents. */
public final class DocumentReader {
  private DocumentReader() {}

  public static Result<SourceDocument> read(String name, byte[] content) {
    DecodedText decoded = DecodedText.of(content);
    Layout layout = PlainText.read(decoded.text());
    String language = Languages.ENGLISH;
    return Result.of(
        new SourceDocument(
            name, layout.text(), layout.citation().citation(), Outline.of(layout, language)),
        List.of());
  }
}

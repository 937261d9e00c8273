package org.case2fhir.reading;

import org.case2fhir.diagnostic.Sha256;
import org.case2fhir.document.SourceDocument;

/** Names a case after its publication, else after the text it was read from. */
final class CaseNames {
  private static final int DIGITS = 16;

  private final String publication;

  CaseNames(SourceDocument document) {
    this.publication =
        document
            .citation()
            .flatMap(
                source ->
                    source
                        .doi()
                        .map(doi -> "doi:" + doi)
                        .or(() -> source.pmid().map(pmid -> "pmid:" + pmid)))
            .orElseGet(() -> "case-" + Sha256.of(document.text()).substring(0, DIGITS));
  }

  String of(int patient, int patients) {
    return patients == 1 ? publication : publication + "-patient-" + patient;
  }
}

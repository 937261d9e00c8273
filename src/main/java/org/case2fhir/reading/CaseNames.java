package org.case2fhir.reading;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            .orElseGet(() -> "case-" + digest(document.text()).substring(0, DIGITS));
  }

  String of(int patient, int patients) {
    return patients == 1 ? publication : publication + "-patient-" + patient;
  }

  static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}

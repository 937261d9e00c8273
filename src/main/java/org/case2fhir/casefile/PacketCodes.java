package org.case2fhir.casefile;

import java.util.Locale;
import org.case2fhir.model.Code;

/** Codes as CURIEs, as phenopackets write them. */
final class PacketCodes {
  private PacketCodes() {}

  /** The CURIE of a code: {@code HP:0001250}, {@code SNOMEDCT:73211009}. */
  static String curie(Code code) {
    return CodeSystems.ofUri(code.system())
        .map(
            system ->
                system.whole() && code.code().contains(":")
                    ? code.code()
                    : system.prefixes().get(0) + ":" + code.code())
        .orElseGet(
            () ->
                code.code().contains(":")
                    ? code.code()
                    : prefix(code.system()) + ":" + code.code());
  }

  /** Where PubMed has an article. */
  static String pubMed(String pmid) {
    return "https://pubmed.ncbi.nlm.nih.gov/" + pmid + "/";
  }

  /** What a CURIE begins with, without the colon. */
  static String prefixOf(String curie) {
    return curie.substring(0, curie.indexOf(':'));
  }

  // A system that has no prefix gets one from the last word of its URI.
  private static String prefix(String uri) {
    String word =
        uri.replaceAll("[/#]+$", "").replaceAll(".*[/:#]", "").replaceAll("[^A-Za-z0-9]", "");
    return word.isEmpty() ? "CODE" : word.toUpperCase(Locale.ROOT);
  }
}

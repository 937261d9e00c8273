package org.case2fhir;

import java.util.List;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;

/**
 * What some words would be coded as in one domain.
 *
 * @param text the words
 * @param preferred the preferred term of the concept
 * @param codings its codes
 * @param how how the words were recognised, in words
 * @param source who knows the concept
 * @param whole whether the codes say all that the words say
 */
public record FoundTerm(
    String text,
    Domain domain,
    String preferred,
    List<Coding> codings,
    String how,
    String source,
    boolean whole) {
  public FoundTerm {
    codings = List.copyOf(codings);
  }

  /** One code. */
  public record Coding(String system, String code, String display, String version) {
    static Coding of(Code code) {
      return new Coding(code.system(), code.code(), code.display(), code.version());
    }
  }
}

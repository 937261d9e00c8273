package org.case2fhir.terminology.imports;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.terminology.Domain;

/** Takes SNOMED CT's fully specified names apart: {@code Asthma (disorder)}. */
final class FullySpecified {
  private FullySpecified() {}

  /** The semantic tag in the last parentheses; empty where there is none. */
  static String tag(String name) {
    int open = name.lastIndexOf(" (");
    return open > 0 && name.endsWith(")") ? name.substring(open + 2, name.length() - 1) : "";
  }

  /** The name without a tag that SNOMED CT is known to use. */
  static String words(String name) {
    return domains(name).isPresent() ? name.substring(0, name.lastIndexOf(" (")) : name;
  }

  /** What the tag says that the concept may code; absent where the tag is not one of those used. */
  static Optional<Set<Domain>> domains(String name) {
    return DomainWords.SEMANTIC_TAGS.find(tag(name));
  }
}

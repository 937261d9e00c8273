package org.case2fhir.terminology.imports;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.terminology.Domain;

/** What the words that terminologies use for kinds of concepts mean in our domains. */
final class DomainWords {
  /** Semantic tags of SNOMED CT: {@code disorder}. */
  static final DomainWords SEMANTIC_TAGS = new DomainWords("semantic-tags");

  /** Domains and classes in tables: {@code Drug}, {@code Diagnosis}. */
  static final DomainWords COLUMN_WORDS = new DomainWords("domain-words");

  /** LOINC classes that are not plain tests: {@code RAD}. */
  static final DomainWords LOINC_CLASSES = new DomainWords("loinc-classes");

  private final Map<String, Set<Domain>> words = new HashMap<>();

  private DomainWords(String table) {
    for (String[] cells : BundledTable.rows(DomainWords.class, table)) {
      words.put(cells[0], domains(cells[1]));
    }
  }

  static Set<Domain> domains(String cell) {
    Set<Domain> domains = EnumSet.noneOf(Domain.class);
    for (String word : cell.split("\\|", -1)) {
      if (!word.isEmpty()) {
        domains.add(Domain.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    return domains;
  }

  /** The domains of a word, which may be none; absent when the word is not known. */
  Optional<Set<Domain>> find(String word) {
    return Optional.ofNullable(words.get(word.strip().toLowerCase(Locale.ROOT)));
  }

  /** Takes SNOMED CT's fully specified names apart: {@code Asthma (disorder)}. */
  static final class FullySpecified {
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

    /**
     * What the tag says that the concept may code; absent where the tag is not one of those used.
     */
    static Optional<Set<Domain>> domains(String name) {
      return DomainWords.SEMANTIC_TAGS.find(tag(name));
    }
  }
}

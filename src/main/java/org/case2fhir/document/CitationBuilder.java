package org.case2fhir.document;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.SourceCitation;

/** What is known of a publication so far; the first to state something is believed. */
final class CitationBuilder {
  /** One field of a citation. */
  enum Field {
    TITLE,
    JOURNAL,
    YEAR,
    VOLUME,
    ISSUE,
    PAGES,
    DOI,
    PMID,
    PMCID,
    URL,
    LANGUAGE,
    LICENSE
  }

  private final Map<Field, String> fields = new EnumMap<>(Field.class);
  private final List<String> authors = new ArrayList<>();

  /** Notes a field unless it is known or there is nothing to note. */
  CitationBuilder put(Field field, String value) {
    String clean = value.strip().replaceAll("\\s+", " ");
    if (!clean.isEmpty() && isSound(field, clean)) {
      fields.putIfAbsent(field, clean);
    }
    return this;
  }

  /** Adds an author as printed: {@code Given Family}. */
  CitationBuilder author(String name) {
    String clean = name.strip().replaceAll("\\s+", " ");
    if (!clean.isEmpty() && !authors.contains(clean)) {
      authors.add(clean);
    }
    return this;
  }

  boolean has(Field field) {
    return fields.containsKey(field);
  }

  boolean hasAuthors() {
    return !authors.isEmpty();
  }

  /** The citation; absent when nothing but the language is known. */
  Optional<SourceCitation> citation() {
    boolean nothing = fields.keySet().stream().allMatch(field -> field == Field.LANGUAGE);
    if (nothing && authors.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SourceCitation(
            get(Field.TITLE),
            authors,
            get(Field.JOURNAL),
            get(Field.YEAR).map(Integer::valueOf),
            get(Field.VOLUME),
            get(Field.ISSUE),
            get(Field.PAGES),
            get(Field.DOI),
            get(Field.PMID),
            get(Field.PMCID),
            get(Field.URL),
            get(Field.LANGUAGE),
            get(Field.LICENSE)));
  }

  private Optional<String> get(Field field) {
    return Optional.ofNullable(fields.get(field));
  }

  private static boolean isSound(Field field, String value) {
    return switch (field) {
      case YEAR -> value.matches("(1[89]|20)\\d\\d");
      case DOI -> value.matches("10\\.\\d{4,9}/\\S+");
      case PMID -> value.matches("\\d{1,8}");
      case PMCID -> value.matches("PMC\\d+");
      case LANGUAGE -> value.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*");
      case TITLE, JOURNAL, VOLUME, ISSUE, PAGES, URL, LICENSE -> value.length() <= 1000;
    };
  }
}

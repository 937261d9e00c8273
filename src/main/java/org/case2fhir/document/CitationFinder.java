package org.case2fhir.document;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.model.Span;

/**
 * Reads what a document prints about its own publication, and only where it is sure to speak of
 * itself: outside the references and the text, or right behind its abstract.
 */
final class CitationFinder {
  /** Up to here a paragraph holds one thing; in a longer one a name must stand twice to be sure. */
  private static final int LINE = 600;

  private static final Pattern DOI =
      Pattern.compile("(?i)(?:\\bdoi\\s?:?\\s?\\[?|doi\\.org/)(10\\.\\d{4,9}/[^\\s\\]\"<>|]+)");
  private static final Pattern PMID = Pattern.compile("\\bPMID:\\s{0,3}(\\d{5,8})\\b");
  private static final Pattern PMCID = Pattern.compile("\\b(PMC\\d{4,8})\\b");
  private static final Pattern LICENSE =
      Pattern.compile("\\b(CC[ -]BY(?:-(?:NC|ND|SA))*(?: \\d\\.\\d)?|CC0)\\b");
  // A word is taken whole: read letter by letter, a line in capitals has very many readings.
  private static final Pattern SOURCE =
      Pattern.compile(
          "(?<journal>(?:\\p{Lu}[\\p{L}&.]{0,40}+\\s?|of |and |the |in |& ){1,9})(?<=[ .])[ .]{0,3}"
              + "(?<year>(?:19|20)\\d\\d)(?: \\p{L}{3,9}\\.?)?(?: \\d{1,2})?\\s?[;,]\\s?"
              + "(?<volume>\\d{1,4})\\s?(?:\\((?<issue>[^)]{1,12})\\)|(?<suppl>Suppl\\.? ?\\d*))?"
              + "\\s?:\\s?(?<pages>[eE]?\\d{1,7}(?:\\s?[-–]\\s?\\d{1,6})?)");
  private static final Pattern AUTHOR =
      Pattern.compile(
          "(?:\\p{Lu}[\\p{L}.'’-]*(?: |$)){2,5}|(?:\\p{Lu}[\\p{L}.'’-]*"
              + " ){1,3}(?:de|van|von|da|del|al)[ -]\\p{Lu}\\p{L}+");

  private CitationFinder() {}

  /** Adds what the document prints to what its format states. */
  static void fill(CitationBuilder citation, String text, List<Section> sections) {
    boolean titled = citation.has(Field.TITLE);
    for (Section section : sections) {
      switch (section.kind()) {
        case TITLE -> citation.put(Field.TITLE, first(text, section));
        case FRONT_MATTER -> section.paragraphs().forEach(p -> front(citation, text, p, true));
        case ABSTRACT, KEYWORDS ->
            section.paragraphs().forEach(p -> front(citation, text, p, false));
        case INTRODUCTION, CASE, DISCUSSION, CONCLUSION, FIGURE_LEGEND, TABLE -> {}
        case BACK_MATTER, REFERENCES, OTHER_LANGUAGE, OTHER -> {}
      }
    }
    boolean page = !titled && !citation.has(Field.TITLE);
    if (page && !sections.isEmpty() && sections.get(0).kind() == SectionKind.FRONT_MATTER) {
      repeated(first(text, sections.get(0))).ifPresent(title -> citation.put(Field.TITLE, title));
    }
    if (!citation.hasAuthors()) {
      authors(citation, text, sections);
    }
  }

  private static void front(
      CitationBuilder citation, String text, List<Span> paragraph, boolean own) {
    String words = Passage.of(text, paragraph).text();
    if (own) {
      put(citation, Field.DOI, DOI, words);
      put(citation, Field.PMID, PMID, words);
      put(citation, Field.PMCID, PMCID, words);
      put(citation, Field.LICENSE, LICENSE, words);
    }
    Matcher source =
        SOURCE.matcher(own ? words : words.substring(Math.max(0, words.length() - 150)));
    boolean found = !citation.has(Field.YEAR) && source.find();
    if (found && (own || source.end() >= source.regionEnd() - 2)) {
      String journal = source.group("journal").strip();
      if (words.length() <= LINE || words.indexOf(journal) < source.start("journal")) {
        citation.put(Field.JOURNAL, journal);
      }
      citation.put(Field.YEAR, source.group("year"));
      citation.put(Field.VOLUME, source.group("volume"));
      Optional.ofNullable(source.group("issue"))
          .or(() -> Optional.ofNullable(source.group("suppl")))
          .ifPresent(issue -> citation.put(Field.ISSUE, issue));
      citation.put(Field.PAGES, source.group("pages").replace(" ", ""));
    }
  }

  private static void put(CitationBuilder citation, Field field, Pattern pattern, String words) {
    Matcher matcher = pattern.matcher(words);
    if (matcher.find()) {
      citation.put(field, matcher.group(1).replaceFirst("[.,;)]+$", ""));
    }
  }

  /** The title of a page: what it begins with and says again further down. */
  private static Optional<String> repeated(String page) {
    String head = page.substring(0, Math.min(page.length(), 20_000));
    int length = 0;
    for (int end = 30; end < Math.min(400, head.length()); end++) {
      if (head.indexOf(head.substring(0, end), end) < 0) {
        break;
      }
      length = end;
    }
    int word = length == 0 ? 0 : head.lastIndexOf(' ', length);
    String title = word <= 0 ? "" : head.substring(0, word).strip();
    return title.length() < 30 ? Optional.empty() : Optional.of(title);
  }

  /** The line below the title, if it is nothing but names. */
  private static void authors(CitationBuilder citation, String text, List<Section> sections) {
    boolean titled = false;
    for (Section section : sections) {
      if (section.kind() == SectionKind.TITLE) {
        titled = true;
      } else if (titled && section.kind() == SectionKind.FRONT_MATTER) {
        String line =
            first(text, section).replaceAll("[*†‡§¶\\d⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,[*\\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)*+", "");
        List<String> names =
            List.of(line.split("\\s*(?:,|;|\\band\\b|&)\\s*")).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        boolean allNames = names.stream().allMatch(name -> AUTHOR.matcher(name).matches());
        if (allNames && (names.size() > 1 || line.length() < 40)) {
          names.forEach(citation::author);
        }
        return;
      } else if (section.kind() != SectionKind.OTHER_LANGUAGE) {
        titled = false;
      }
    }
  }

  private static String first(String text, Section section) {
    return Passage.of(text, section.paragraphs().get(0)).text();
  }
}

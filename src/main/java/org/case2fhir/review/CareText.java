package org.case2fhir.review;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Span;
import org.case2fhir.model.Visit;
import org.case2fhir.review.CareReport.Place;

/**
 * The words in which the items of the CARE guideline are looked for: the paragraphs of an article
 * with their sections, or the words that a case quotes and notes.
 */
final class CareText {
  static final PhraseTable PHRASES = PhraseTable.of("care-phrases");
  private static final int LONGEST_QUOTE = 200;

  /** What is said about the patient. */
  static final Set<SectionKind> CASE =
      EnumSet.of(SectionKind.CASE, SectionKind.OTHER, SectionKind.FIGURE_LEGEND, SectionKind.TABLE);

  static final Set<SectionKind> DISCUSSION =
      EnumSet.of(SectionKind.DISCUSSION, SectionKind.CONCLUSION);

  private final Optional<SourceDocument> document;
  private final List<Paragraph> paragraphs;

  private CareText(Optional<SourceDocument> document, List<Paragraph> paragraphs) {
    this.document = document;
    this.paragraphs = List.copyOf(paragraphs);
  }

  /**
   * A paragraph.
   *
   * @param section its heading, or what its section is for
   * @param words what to look in
   * @param pointer the fact that it belongs to; empty in an article
   */
  record Paragraph(
      SectionKind kind,
      String section,
      PhraseTable.Words words,
      Optional<Passage> passage,
      String pointer) {
    String text() {
      return words.text();
    }

    Place place(String source, int start, int end) {
      if (passage.isEmpty()) {
        return new Place(section, 0, 0, shortened(text()), pointer);
      }
      Span span = passage.get().original(start, end);
      String quote = source.substring(span.start(), span.end());
      return new Place(section, span.start(), span.end(), quote, "");
    }
  }

  /** Words found. */
  record Hit(Paragraph paragraph, int start, int end) {
    String words() {
      return paragraph.text().substring(start, end);
    }

    /** The sentence in which they stand, as far as full stops divide sentences. */
    String sentence() {
      String text = paragraph.text();
      int from = Math.max(0, text.lastIndexOf(". ", start));
      int to = text.indexOf(". ", end);
      return text.substring(from, to < 0 ? text.length() : to);
    }
  }

  /** The paragraphs of an article. */
  static CareText of(SourceDocument document) {
    List<Paragraph> paragraphs = new ArrayList<>();
    for (Section section : document.sections()) {
      for (List<Span> stretches : section.paragraphs()) {
        Passage passage = Passage.of(document, stretches);
        if (!passage.text().isBlank()) {
          paragraphs.add(
              new Paragraph(
                  section.kind(),
                  name(section),
                  PhraseTable.Words.of(passage.text()),
                  Optional.of(passage),
                  ""));
        }
      }
    }
    return new CareText(Optional.of(document), paragraphs);
  }

  /** The words of a case that stands alone. */
  static CareText of(List<Fact> facts, List<Visit> visits) {
    List<Paragraph> paragraphs = new ArrayList<>();
    for (Fact fact : facts) {
      String pointer = pointer(FactRef.of(fact));
      fact.circumstances().evidence().forEach(e -> add(paragraphs, e.quote(), pointer));
      fact.circumstances().note().ifPresent(note -> add(paragraphs, note, pointer));
    }
    for (Visit visit : visits) {
      String pointer = pointer(FactRef.ofVisit(visit));
      visit.evidence().forEach(e -> add(paragraphs, e.quote(), pointer));
    }
    return new CareText(Optional.empty(), paragraphs);
  }

  private static void add(List<Paragraph> paragraphs, String words, String pointer) {
    paragraphs.add(
        new Paragraph(
            SectionKind.CASE, "case", PhraseTable.Words.of(words), Optional.empty(), pointer));
  }

  /** How places name a part of a case. */
  static String pointer(FactRef ref) {
    return ref.id().isEmpty() ? ref.kind() : ref.kind() + "/" + ref.id();
  }

  private static String name(Section section) {
    return section
        .heading()
        .orElseGet(() -> section.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  boolean isArticle() {
    return document.isPresent();
  }

  List<Section> sections() {
    return document.map(SourceDocument::sections).orElse(List.of());
  }

  /** The paragraphs of these parts. */
  List<Paragraph> in(Set<SectionKind> kinds) {
    return paragraphs.stream().filter(paragraph -> kinds.contains(paragraph.kind())).toList();
  }

  /**
   * What is said about the patient: the account of the case, else the abstract that stands alone.
   */
  List<Paragraph> account() {
    boolean hasCase = paragraphs.stream().anyMatch(p -> p.kind() == SectionKind.CASE);
    Set<SectionKind> kinds = EnumSet.copyOf(CASE);
    if (!hasCase) {
      kinds.add(SectionKind.ABSTRACT);
    }
    return in(kinds);
  }

  /** Where phrases stand that give this, but not within those that {@code gives-not} names. */
  List<Hit> find(String gives, List<Paragraph> where) {
    List<Hit> hits = new ArrayList<>();
    for (Paragraph paragraph : where) {
      List<PhraseTable.Match> excluded = PHRASES.find(gives + "-not", paragraph.words());
      int end = 0;
      for (PhraseTable.Match match : PHRASES.find(gives, paragraph.words())) {
        if (match.start() >= end && excluded.stream().noneMatch(match::overlaps)) {
          hits.add(new Hit(paragraph, match.start(), match.end()));
          end = match.end();
        }
      }
    }
    return hits;
  }

  Place place(Hit hit) {
    return place(hit.paragraph(), hit.start(), hit.end());
  }

  Place place(Paragraph paragraph, int start, int end) {
    String source = document.map(SourceDocument::text).orElse("");
    return paragraph.place(source, start, end);
  }

  /** The beginning of a paragraph. */
  Place place(Paragraph paragraph) {
    String words = paragraph.text();
    int cut = words.length() > LONGEST_QUOTE ? words.lastIndexOf(' ', LONGEST_QUOTE) : -1;
    return place(paragraph, 0, cut > 0 ? cut : Math.min(words.length(), LONGEST_QUOTE));
  }

  /** Where a part of a case was read from: its first words in the text, else in the case alone. */
  Place place(FactRef ref, List<Evidence> evidence, String words) {
    String pointer = pointer(ref);
    for (Evidence each : evidence) {
      if (each.span().isPresent() && stands(each)) {
        Span span = each.span().get();
        return new Place(section(span), span.start(), span.end(), each.quote(), pointer);
      }
    }
    String quote = evidence.isEmpty() ? words : evidence.get(0).quote();
    return new Place("case", 0, 0, shortened(quote), pointer);
  }

  private boolean stands(Evidence evidence) {
    return document
        .map(source -> source.text().startsWith(evidence.quote(), evidence.span().get().start()))
        .orElse(false);
  }

  private String section(Span span) {
    for (Section section : sections()) {
      for (List<Span> paragraph : section.paragraphs()) {
        for (Span stretch : paragraph) {
          if (stretch.start() <= span.start() && span.start() < stretch.end()) {
            return name(section);
          }
        }
      }
    }
    return "text";
  }

  private static String shortened(String words) {
    return words.length() <= LONGEST_QUOTE ? words : words.substring(0, LONGEST_QUOTE);
  }
}

package org.case2fhir.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Span;

/**
 * The parts of an article that tell of one patient each: what stands under "Case 1" and under "Case
 * 2", or in a paragraph that begins with "Patient B". What stands before the first such words
 * belongs to no single patient.
 */
public final class PatientParts {
  private PatientParts() {}

  /**
   * One patient's part.
   *
   * @param label the number or letter of the patient, as printed but in lower case; absent when the
   *     article does not number its patients
   * @param paragraphs in reading order
   */
  public record Part(Optional<String> label, List<List<Span>> paragraphs) {
    public Part {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /** The parts in the order of the article; a single one, of all case sections, for one patient. */
  public static List<Part> of(SourceDocument document) {
    Map<String, List<List<Span>>> parts = new LinkedHashMap<>();
    List<List<Span>> all = new ArrayList<>();
    String label = "";
    for (Section section : document.sections()) {
      if (section.kind() == SectionKind.CASE) {
        label = section.heading().flatMap(Headings::label).orElse(label);
        for (List<Span> paragraph : section.paragraphs()) {
          label = Headings.label(head(document, paragraph)).orElse(label);
          all.add(paragraph);
          parts.computeIfAbsent(label, key -> new ArrayList<>()).add(paragraph);
        }
      }
    }
    return split(parts, all);
  }

  private static List<Part> split(Map<String, List<List<Span>>> parts, List<List<Span>> all) {
    long labelled = parts.keySet().stream().filter(label -> !label.isEmpty()).count();
    if (labelled < 2) {
      return all.isEmpty() ? List.of() : List.of(new Part(Optional.empty(), all));
    }
    return parts.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .map(entry -> new Part(Optional.of(entry.getKey()), entry.getValue()))
        .toList();
  }

  private static String head(SourceDocument document, List<Span> paragraph) {
    Span first = paragraph.get(0);
    Span head = new Span(first.start(), Math.min(first.end(), first.start() + 60));
    return Passage.of(document, List.of(head)).text();
  }
}

package org.case2fhir.extraction.patient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.document.Headings;

/**
 * Tells the patients of a case series apart: by numbered headings ("Case 2"), and by paragraphs
 * that introduce a person anew.
 */
final class PatientSplitter {
  private static final int LONGEST_START = 200;
  private static final int LABEL = 60;
  private static final Pattern ANEW =
      Pattern.compile(
          "^\\W{0,3}(?:an?|the (?:second|third|fourth|fifth|other) (?:patient|case),? (?:was )?an?)"
              + " (?:[\\p{L}-]{2,20},? ){0,3}"
              + PatientReferences.AGE,
          Pattern.CASE_INSENSITIVE);

  // Whoever is called the second is not the first.
  private static final Pattern NEXT =
      Pattern.compile(
          "^\\W{0,3}(?:the|our) (?:second|third|fourth|fifth|other) (?:patient|case)\\b[^.;]{0,60}?\\b"
              + PatientReferences.AGE,
          Pattern.CASE_INSENSITIVE);

  private PatientSplitter() {}

  /** The paragraphs of each patient; one list if the document tells of one. */
  static List<List<Paragraph>> split(List<Paragraph> account) {
    Map<String, List<Paragraph>> patients = new LinkedHashMap<>();
    String current = "";
    boolean introduced = false;
    for (Paragraph paragraph : account) {
      String start = start(paragraph);
      Optional<String> number = paragraph.heading().flatMap(Headings::label);
      number = number.isPresent() ? number : Headings.label(head(start));
      boolean anew = ANEW.matcher(start).find();
      if (number.isPresent()) {
        current = number.get();
      } else if (NEXT.matcher(start).find() || anew && introduced) {
        current = "anew " + patients.size();
      }
      introduced = anew || (introduced && number.isEmpty());
      patients.computeIfAbsent(current, key -> new ArrayList<>()).add(paragraph);
    }
    return new ArrayList<>(patients.values());
  }

  private static String head(String start) {
    return start.substring(0, Math.min(start.length(), LABEL));
  }

  private static String start(Paragraph paragraph) {
    String text = paragraph.passage().text();
    return text.substring(0, Math.min(text.length(), LONGEST_START));
  }
}

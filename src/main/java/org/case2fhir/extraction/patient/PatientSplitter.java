package org.case2fhir.extraction.patient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the patients of a case series apart: by numbered headings ("Case 2"), and by paragraphs that
 * introduce a person anew.
 */
final class PatientSplitter {
  private static final int LONGEST_START = 200;
  private static final Pattern NUMBERED =
      Pattern.compile(
          "^\\W{0,5}(?:case|patient)(?: report| presentation| description)?[ #:.-]{0,3}"
              + "(?:no\\.? ?|number )?(\\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six)\\b"
              + "(?![- ]?(?:years?|yrs?|months?|weeks?|days?)\\b)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ANEW =
      Pattern.compile(
          "^\\W{0,3}(?:an?|the (?:second|third|fourth|fifth|other) (?:patient|case),? (?:was )?an?)"
              + " (?:[\\p{L}-]{2,20},? ){0,3}"
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
      Optional<String> number = paragraph.heading().flatMap(PatientSplitter::number);
      number = number.isPresent() ? number : number(start);
      boolean anew = ANEW.matcher(start).find();
      if (number.isPresent()) {
        current = number.get();
      } else if (anew && introduced) {
        current = "anew " + patients.size();
      }
      introduced = anew || (introduced && number.isEmpty());
      patients.computeIfAbsent(current, key -> new ArrayList<>()).add(paragraph);
    }
    return new ArrayList<>(patients.values());
  }

  private static String start(Paragraph paragraph) {
    String text = paragraph.passage().text();
    return text.substring(0, Math.min(text.length(), LONGEST_START));
  }

  private static Optional<String> number(String start) {
    Matcher matcher = NUMBERED.matcher(start);
    return matcher.find()
        ? Optional.of(digits(matcher.group(1).toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  private static String digits(String number) {
    return switch (number) {
      case "i", "one" -> "1";
      case "ii", "two" -> "2";
      case "iii", "three" -> "3";
      case "iv", "four" -> "4";
      case "v", "five" -> "5";
      case "vi", "six" -> "6";
      default -> number;
    };
  }
}

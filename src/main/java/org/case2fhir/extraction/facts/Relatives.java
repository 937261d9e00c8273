package org.case2fhir.extraction.facts;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** Words for relatives of the patient, and for the family. */
final class Relatives {
  /** Any of them; the group is a relative. */
  private final Pattern words;

  Relatives(Vocabulary vocabulary) {
    String relatives =
        vocabulary
            .terms(Domain.RELATIONSHIP)
            .filter(term -> term.length() > 2)
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.words =
        Pattern.compile(
            "\\b(" + relatives + ")(?:s|'s|\u2019s)?\\b|\\bfamil(?:y|ial) history\\b|\\bfamily\\b",
            Pattern.CASE_INSENSITIVE);
  }

  /** Whether a text speaks of relatives or of the family. */
  boolean areIn(String text) {
    return words.matcher(text).find();
  }

  /** Whether the first that a text speaks of is a certain relative. */
  boolean isNamedIn(String text) {
    Matcher matcher = words.matcher(text);
    return matcher.find() && matcher.group(1) != null;
  }

  /** Who had an illness: the last relative before it, else the first after it. */
  String of(PatientSentence sentence, Span illness) {
    int start = sentence.span().start();
    Matcher matcher = words.matcher(sentence.text());
    Optional<String> nearest = Optional.empty();
    while (matcher.find()) {
      boolean before = start + matcher.start() < illness.end();
      if (matcher.group(1) != null && (before || nearest.isEmpty())) {
        nearest = Optional.of(matcher.group(1));
      }
      if (!before) {
        break;
      }
    }
    return nearest.map(name -> name.toLowerCase(Locale.ROOT)).orElse("family member");
  }
}

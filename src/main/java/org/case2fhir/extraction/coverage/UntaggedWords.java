package org.case2fhir.extraction.coverage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Words that look clinical although no mention holds them: names that the vocabulary knows, words
 * that end like drugs, numbers with a unit. What nobody tagged would else be lost without a word.
 */
final class UntaggedWords {
  private static final int LONGEST_SENTENCE = 3_000;
  private static final int LONGEST_NAME = 3;
  private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}\\d'\u2019-]*");
  private static final Pattern QUANTITY =
      Pattern.compile(
          "(?<![\\p{L}\\d.,-])\\d{1,6}(?:[.,]\\d{1,3})?(?: ?(?:x|\u00d7)"
              + " ?\\d{1,4}(?:[.,]\\d{1,2})?){0,2}"
              + " ?(?:%|\u00b0C|\u00b0F|(?:[mkc\u00b5\u03bc]?g|mcg|[mdc\u00b5\u03bc]?[lL]|[cm\u00b5\u03bc]?m|[mn\u00b5\u03bcp]?mol|mEq"
              + "|I?U|mmHg|bpm|cells|Gy|mSv|kPa)(?:/[\\p{L}\\d\u00b2\u00b3\u00b5\u03bc]{1,6}){0,2})(?![\\p{L}\\d])");
  private static final List<Domain> DOMAINS =
      List.of(Domain.FINDING, Domain.MEDICATION, Domain.PROCEDURE, Domain.TEST);
  private static final Set<String> COMMON =
      WordTable.rows(UntaggedWords.class, "common-words.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());
  private static final Pattern DRUG =
      Pattern.compile(
          WordTable.rows(UntaggedWords.class, "drug-endings.tsv").stream()
              .map(row -> row[0])
              .collect(Collectors.joining("|", "[\\p{L}]{3,20}(?:", ")")),
          Pattern.CASE_INSENSITIVE);

  /** As many words as an article may have that differ are asked for once. */
  private static final int MOST_REMEMBERED = 50_000;

  private final Vocabulary vocabulary;
  private final Map<String, Boolean> known = new HashMap<>();

  UntaggedWords(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The stretches of a sentence's passage that no mention overlaps, in order. */
  List<Span> in(PatientSentence sentence) {
    String text = sentence.text();
    if (text.length() > LONGEST_SENTENCE) {
      return List.of();
    }
    int at = sentence.span().start();
    List<Span> found = new ArrayList<>();
    Matcher quantity = QUANTITY.matcher(text);
    while (quantity.find()) {
      Span span = new Span(at + quantity.start(), at + quantity.end());
      if (isFree(found, sentence, span)) {
        found.add(span);
      }
    }
    List<Span> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(new Span(at + word.start(), at + word.end()));
    }
    for (int i = 0; i < words.size(); i++) {
      i += names(sentence, words, i, found);
    }
    return found;
  }

  // The longest name that begins with a word; how many words it takes besides.
  private int names(PatientSentence sentence, List<Span> words, int first, List<Span> found) {
    for (int length = Math.min(LONGEST_NAME, words.size() - first); length > 0; length--) {
      Span span = new Span(words.get(first).start(), words.get(first + length - 1).end());
      if (isFree(found, sentence, span) && isClinical(sentence.words(span))) {
        found.add(span);
        return length - 1;
      }
    }
    return 0;
  }

  private boolean isClinical(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.length() < 4 || COMMON.contains(lower) || hasCommonEdge(lower)) {
      return false;
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(lower, this::isKnown);
  }

  private boolean isKnown(String lower) {
    return DRUG.matcher(lower).matches()
        || DOMAINS.stream().anyMatch(domain -> !vocabulary.find(domain, lower).isEmpty());
  }

  // "The treatment" is no name, "treatment" is too common to be told.
  private static boolean hasCommonEdge(String words) {
    int first = words.indexOf(' ');
    return first > 0
        && (COMMON.contains(words.substring(0, first))
            || COMMON.contains(words.substring(words.lastIndexOf(' ') + 1)));
  }

  private static boolean isFree(List<Span> found, PatientSentence sentence, Span span) {
    return sentence.mentions().stream().map(Mention::span).noneMatch(other -> overlaps(other, span))
        && found.stream().noneMatch(other -> overlaps(other, span));
  }

  static boolean overlaps(Span a, Span b) {
    return a.start() < b.end() && b.start() < a.end();
  }
}

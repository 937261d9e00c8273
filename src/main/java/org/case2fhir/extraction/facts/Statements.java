package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * Tells mentions that state nothing of the patient by the shape of their clause: general knowledge
 * ("… may result from trauma"), what a test was made for, what a complication would be of.
 */
final class Statements {
  private static final Pattern GENERAL =
      Pattern.compile(
          "\\b(?:may|can|might)(?: \\p{L}{2,12}ly| also| even)? (?:result|occur|be|cause|arise"
              + "|develop|lead|present|accompany|induce|mimic|take|appear|affect|manifest)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PERSONAL =
      Pattern.compile(
          "\\b(?:he|she|his|her|him|our|the patient|this patient|this case)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CLAUSE_END =
      Pattern.compile(
          ";|, (?:the|we|our|this|in our|she|he|but|although|however|on the other hand)\\b|,?"
              + " but\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PURPOSE =
      Pattern.compile(
          "^(?: tests?| stud(?:y|ies))? (?:for|to (?:rule out|exclude|detect|look for|confirm))"
              + "(?: the| any| possible)? $",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PURPOSE_IN_NAME =
      Pattern.compile(
          "([\\p{L}\\d][\\p{L}\\d -]{1,60}?) ((?:for|to (?:rule out|exclude|detect|look"
              + " for|confirm|assess)) (?:the |any |possible |suspected )?[\\p{L}][\\p{L}\\d'"
              + " -]{2,60})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OF_WHICH =
      Pattern.compile(
          "\\b((?:complications?|progression|worsening|exacerbation|deterioration|sequelae|recurrence|relapse)"
              + " of(?: the| her| his)? )$",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TESTED =
      Pattern.compile(
          "\\b(?:sensitive|susceptible|resistant|sensitivity|susceptibility|resistance) to"
              + "(?:(?!\\b(?:was|were|received|started|given|treated|therefore|so|therapy)\\b)[^.;]){0,110}$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MATERIAL_FOR =
      Pattern.compile(
          "\\b(?:samples?|specimens?|tissues?|sections?|biops(?:y|ies)|material) for (?:the"
              + " |further )?$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GENERIC =
      Pattern.compile(
          WordTable.rows(Statements.class, "generic-problems.tsv").stream()
              .map(row -> row[0])
              .collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DETERMINER =
      Pattern.compile(
          "\\b(?:this|these|those|that|the|such|her|his|its|of|all|both) $",
          Pattern.CASE_INSENSITIVE);

  private Statements() {}

  /** Whether a mention stands in a clause of general knowledge. */
  static boolean isGeneral(PatientSentence sentence, Mention mention) {
    String text = sentence.text();
    if (text.length() > 2_000) {
      return false;
    }
    int at = mention.span().start() - sentence.span().start();
    Matcher general = GENERAL.matcher(text);
    while (general.find()) {
      int start = Math.max(0, text.lastIndexOf(", ", general.start()));
      Matcher end = CLAUSE_END.matcher(text);
      int stop = end.find(general.end()) ? end.start() : text.length();
      boolean personal = PERSONAL.matcher(text.substring(start, stop)).find();
      if (!personal && at >= start && at < stop) {
        return true;
      }
    }
    return false;
  }

  /** The study that a problem was looked for by: "electromyography for carpal tunnel syndrome". */
  static Optional<Mention> soughtBy(PatientSentence sentence, Mention problem) {
    List<Mention> mentions = sentence.mentions();
    int index = mentions.indexOf(problem) - 1;
    // "To exclude": the verb may have been tagged.
    while (index > 0 && mentions.get(index).type() == MentionType.DETAILED_DESCRIPTION) {
      index--;
    }
    if (index < 0 || mentions.get(index).type() != MentionType.DIAGNOSTIC_PROCEDURE) {
      return Optional.empty();
    }
    Mention study = mentions.get(index);
    return PURPOSE.matcher(between(sentence, study, problem)).find()
        ? Optional.of(study)
        : Optional.empty();
  }

  /**
   * A study and what it was made for, where one mention holds both: "electromyography" and "for
   * carpal tunnel syndrome". Only of what the first part alone is a study.
   */
  static Optional<String[]> soughtInName(String words) {
    Matcher matcher = PURPOSE_IN_NAME.matcher(words);
    return matcher.matches() && StudyKind.of(matcher.group(1)).isPresent()
        ? Optional.of(new String[] {matcher.group(1), ConceptCoder.plain(matcher.group(2))})
        : Optional.empty();
  }

  /** Whether a study is only what material was taken for: "samples for histology were taken". */
  static boolean isPurpose(PatientSentence sentence, Mention study) {
    int from = Math.max(sentence.span().start(), study.span().start() - 40);
    return from < study.span().start()
        && MATERIAL_FOR.matcher(sentence.words(new Span(from, study.span().start()))).find();
  }

  /** Whether a mention is a word for any problem, such as "lesion". */
  static boolean isGeneric(String words) {
    return GENERIC.matcher(words).matches();
  }

  /**
   * What is denied of a disease where not the disease itself is: "no complication of gout" tells
   * that there was no complication.
   */
  static Optional<String> ofWhich(PatientSentence sentence, Mention mention) {
    int from = Math.max(sentence.span().start(), mention.span().start() - 40);
    if (from >= mention.span().start()) {
      return Optional.empty();
    }
    Matcher matcher = OF_WHICH.matcher(sentence.words(new Span(from, mention.span().start())));
    return matcher.find()
        ? Optional.of(
            matcher.group(1).replaceFirst(" (?:the|her|his) $", " ") + sentence.words(mention))
        : Optional.empty();
  }

  /**
   * Whether a mention only points back to what was told before: "these lesions", "the changes",
   * without a word on what they are.
   */
  static boolean refersBack(PatientSentence sentence, Mention mention) {
    boolean bare = GENERIC.matcher(sentence.words(mention)).matches();
    int from = Math.max(sentence.span().start(), mention.span().start() - 12);
    return bare
        && NounPhrases.ways(sentence, mention).size() == 1
        && (from >= mention.span().start()
            || DETERMINER.matcher(sentence.words(new Span(from, mention.span().start()))).find());
  }

  /** Whether a drug is only one that a germ was tested against: "sensitive to vancomycin". */
  static boolean isSusceptibility(PatientSentence sentence, Mention drug) {
    int from = Math.max(sentence.span().start(), drug.span().start() - 120);
    if (from >= drug.span().start()) {
      return false;
    }
    return TESTED.matcher(sentence.words(new Span(from, drug.span().start()))).find();
  }

  /** The words between two mentions. */
  static String between(PatientSentence sentence, Mention first, Mention second) {
    int from = first.span().end();
    int to = second.span().start();
    return from < to ? sentence.words(new Span(from, to)) : "";
  }
}

package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;

/**
 * The studies of a sentence, and which of them shows a finding: the last one before it, else one
 * after it that is named as where it was seen ("… was seen on CT").
 */
final class SentenceStudies {
  private static final Pattern SEEN_ON =
      Pattern.compile(
          "\\b(?:on|in|by|at|with|through|during|under|via)(?: (?:the|an?|her|his|repeat|plain))?"
              + "[^,;.]{0,40}$",
          Pattern.CASE_INSENSITIVE);

  /**
   * A study of the sentence.
   *
   * @param report the draft of its report, where it has one
   * @param procedure the draft of its procedure, where it is one
   */
  record Study(
      Mention mention, StudyKind kind, Optional<Draft> report, Optional<Draft> procedure) {}

  private static final Pattern OPENING =
      Pattern.compile(
          "^(?:on|in|at|under|by|upon) (?:the |his |her )?([\\p{L}][\\p{L} -]{3,40}?),",
          Pattern.CASE_INSENSITIVE);

  private final PatientSentence sentence;
  private final List<Study> studies = new ArrayList<>();

  SentenceStudies(PatientSentence sentence) {
    this.sentence = sentence;
    opening().ifPresent(studies::add);
  }

  // "On the cut surface, …": also where it was not tagged.
  private Optional<Study> opening() {
    Matcher matcher = OPENING.matcher(sentence.text());
    if (!matcher.find()) {
      return Optional.empty();
    }
    int at = sentence.span().start();
    Span words = new Span(at + matcher.start(1), at + matcher.end(1));
    Mention study = new Mention(MentionType.DIAGNOSTIC_PROCEDURE, words);
    return StudyKind.of(matcher.group(1))
        .map(kind -> new Study(study, kind, Optional.empty(), Optional.empty()));
  }

  void add(Study study) {
    studies.add(study);
  }

  /** The study that shows what a mention names. */
  Optional<Study> showing(Mention finding) {
    Optional<Study> before = Optional.empty();
    for (Study study : studies) {
      if (study.mention().span().end() <= finding.span().start()) {
        before = Optional.of(study);
      }
    }
    return before.isPresent() ? before : after(finding);
  }

  private Optional<Study> after(Mention finding) {
    for (Study study : studies) {
      int from = finding.span().end();
      int to = study.mention().span().start();
      if (from < to && SEEN_ON.matcher(sentence.words(new Span(from, to))).find()) {
        return Optional.of(study);
      }
    }
    return Optional.empty();
  }

  /** Category of a finding by the study that shows it. */
  Optional<FindingCategory> category(Mention finding) {
    return showing(finding).map(study -> study.kind().category());
  }

  /** Whether a mention may be a study at all. */
  static boolean isStudy(Mention mention) {
    return mention.type() == MentionType.DIAGNOSTIC_PROCEDURE;
  }
}

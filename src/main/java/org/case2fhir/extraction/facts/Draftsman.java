package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Severity;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.Lines;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.timeline.TimedSentence.PlacedTime;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.model.When;
import org.case2fhir.notation.Remark;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Qualifier;
import org.case2fhir.terminology.QualifierKind;
import org.case2fhir.terminology.Vocabulary;

/** Makes drafts with all that any fact may carry: site, severity, time, evidence. */
final class Draftsman {
  private static final Set<MentionType> EVENTS =
      EnumSet.of(
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.MEDICATION,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.DIAGNOSTIC_PROCEDURE);
  private static final Pattern NEW_VERB =
      Pattern.compile(
          "\\b(?:and|but|,) (?:(?:he|she|then|also|later)"
              + " ){0,2}(?:had|has|was|were|underwent|received|developed|took|started)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Quotes quotes;
  private final Lines lines;
  private final ConceptCoder coder;
  private final SiteReader sites;
  private final Evidences evidence;
  private final List<Issue> issues = new ArrayList<>();

  Draftsman(Quotes quotes, Vocabulary vocabulary) {
    this.quotes = quotes;
    this.lines = quotes.lines();
    this.coder = new ConceptCoder(vocabulary);
    this.sites = new SiteReader(vocabulary);
    this.evidence = new Evidences(quotes);
  }

  ConceptCoder coder() {
    return coder;
  }

  SiteReader sites() {
    return sites;
  }

  Quotes quotes() {
    return quotes;
  }

  List<Issue> issues() {
    return issues;
  }

  /** A draft about a mention, whose words have been coded. */
  Draft draft(FactKind kind, Coded coded, TimedSentence place, Mention head) {
    PatientSentence sentence = place.sentence();
    Draft draft = new Draft(kind, coded.concept(), place, head);
    draft.sites.addAll(sites.sites(sentence, head, coded));
    draft.severity = severity(sentence, head, coded);
    draft.time = time(place, head);
    coded.qualifiers().stream()
        .filter(qualifier -> isNoted(qualifier, coded))
        .map(Qualifier::words)
        .forEach(draft.notes::add);
    coded
        .respelling()
        .ifPresent(
            spelling ->
                remark(
                    new Remark(
                        Severity.INFORMATION,
                        "respelt",
                        Excerpt.of(spelling.written())
                            + " is read as "
                            + Excerpt.of(spelling.read()),
                        "check it"),
                    sentence,
                    head.span()));
    addEvidence(draft);
    return draft;
  }

  // The words of the concept keep what the case says; what has a field of its own goes there.
  private static boolean isNoted(Qualifier qualifier, Coded coded) {
    return switch (qualifier.kind()) {
      case LATERALITY, SEVERITY, SITE -> false;
      case COURSE, MANNER -> !coded.concept().text().contains(qualifier.words());
    };
  }

  private Optional<Concept> severity(PatientSentence sentence, Mention head, Coded coded) {
    return sentence
        .details(head, Relation.Kind.SEVERITY)
        .map(sentence::words)
        .filter(words -> !Degrees.isSize(words))
        .findFirst()
        .or(() -> Degrees.before(sentence, head))
        .or(
            () ->
                coded.qualifiers().stream()
                    .filter(qualifier -> qualifier.kind() == QualifierKind.SEVERITY)
                    .map(Qualifier::words)
                    .findFirst())
        .map(words -> coder.code(List.of(words), List.of(Domain.QUALIFIER), sentence).concept());
  }

  private static Optional<When> time(TimedSentence place, Mention head) {
    Optional<PlacedTime> told =
        place
            .sentence()
            .details(head, Relation.Kind.DATE)
            .flatMap(date -> place.at(date.span()).stream())
            .filter(time -> !time.ofVisit() && !isOfAnother(place.sentence(), head, time.span()))
            .findFirst();
    return told.or(place::leading).map(PlacedTime::when);
  }

  // "He had gout and underwent colectomy in 1998": the year is that of what was done in it.
  private static boolean isOfAnother(PatientSentence sentence, Mention head, Span time) {
    int from = head.span().end();
    if (from >= time.start()) {
      return false;
    }
    return sentence.mentions().stream()
            .anyMatch(
                other ->
                    EVENTS.contains(other.type())
                        && other.span().start() > from
                        && other.span().end() < time.start())
        && NEW_VERB.matcher(sentence.words(new Span(from, time.start()))).find();
  }

  private void addEvidence(Draft draft) {
    PatientSentence sentence = draft.sentence();
    Stream<Span> details =
        sentence.reading().relations().stream()
            .filter(relation -> relation.head().equals(draft.head))
            .map(relation -> relation.detail().span());
    Context context = sentence.context(draft.head);
    boolean decided =
        context.certainty() != Context.Certainty.PRESENT
            || context.temporality() != Context.Temporality.RECENT;
    Stream<Span> trigger = decided ? context.trigger().stream() : Stream.empty();
    evidence.add(draft, Stream.concat(trigger, details).toList());
  }

  /** Tells what was uncertain in some words, if it is worth telling. */
  void remark(Remark remark, PatientSentence sentence, Span words) {
    int at = sentence.original(words).start();
    issues.add(
        new Issue(
            // The words are kept, so that nothing is lost.
            remark.severity() == Severity.ERROR ? Severity.WARNING : remark.severity(),
            remark.code(),
            remark.message(),
            lines.at(at),
            remark.solution()));
  }
}

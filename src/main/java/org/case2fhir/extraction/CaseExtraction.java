package org.case2fhir.extraction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.facts.CaseFacts;
import org.case2fhir.extraction.facts.FactFinder;
import org.case2fhir.extraction.patient.PatientScope;
import org.case2fhir.extraction.patient.PatientText;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.patient.SubjectFinder;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.DeathFinder;
import org.case2fhir.extraction.timeline.TimelineReader;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Death;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.terminology.Vocabulary;

/**
 * Makes the cases that a document tells: its patients, their time, their facts.
 *
 * <p>The same document gives the same cases. Safe for use by several threads if its reader is.
 */
public final class CaseExtraction {
  private final Function<Passage, PassageReading> reader;
  private final Vocabulary vocabulary;

  /**
   * @param reader reads a passage: its sentences, mentions, contexts and relations
   */
  public CaseExtraction(Function<Passage, PassageReading> reader, Vocabulary vocabulary) {
    this.reader = reader;
    this.vocabulary = vocabulary;
  }

  /** The cases, one for each patient; without a patient, issues say why. */
  public Result<List<ExtractedCase>> read(SourceDocument document) {
    Result<List<PatientText>> scope = new PatientScope(reader).of(document);
    if (scope.value().isEmpty()) {
      return Result.failed(scope.issues());
    }
    List<PatientText> patients = scope.value().get();
    Quotes quotes = new Quotes(document);
    CaseNames names = new CaseNames(document);
    List<ExtractedCase> cases =
        patients.stream()
            .map(patient -> extract(quotes, patient, names.of(patient.number(), patients.size())))
            .toList();
    return Result.of(cases, scope.issues());
  }

  private ExtractedCase extract(Quotes quotes, PatientText patient, String name) {
    SourceDocument document = quotes.document();
    SubjectFinder.Found found = new SubjectFinder(quotes).find(patient);
    CaseTimeline timeline = TimelineReader.read(patient, quotes);
    CaseFacts facts = FactFinder.find(timeline, patient.tables(), quotes, vocabulary);
    List<Issue> issues = new ArrayList<>(found.issues());
    issues.addAll(timeline.issues());
    issues.addAll(facts.issues());
    CaseReport report =
        new CaseReport(
            name,
            title(document),
            document.citation(),
            subject(found, timeline, quotes),
            VisitReasons.add(timeline, facts),
            facts.facts());
    return new ExtractedCase(document, patient, facts, report, issues);
  }

  private static Subject subject(SubjectFinder.Found found, CaseTimeline timeline, Quotes quotes) {
    Optional<Subject.AgeAt> age =
        found
            .age()
            .map(
                years ->
                    new Subject.AgeAt(
                        years, timeline.sentences().get(found.ageSentence()).visit()));
    Optional<DeathFinder.Told> death = DeathFinder.find(timeline.sentences(), quotes);
    List<Evidence> evidence = new ArrayList<>(found.evidence());
    death.map(DeathFinder.Told::evidence).ifPresent(evidence::add);
    Optional<Death> deceased = death.map(DeathFinder.Told::death);
    return new Subject(found.sex(), age, Optional.empty(), Optional.empty(), deceased, evidence);
  }

  private static Optional<String> title(SourceDocument document) {
    return document
        .citation()
        .flatMap(SourceCitation::title)
        .or(
            () ->
                document.sections().stream()
                    .filter(section -> section.kind() == SectionKind.TITLE)
                    .flatMap(section -> words(document, section).stream())
                    .findFirst());
  }

  private static Optional<String> words(SourceDocument document, Section section) {
    return section.paragraphs().stream()
        .map(paragraph -> Passage.of(document, paragraph).text())
        .filter(text -> !text.isBlank())
        .findFirst();
  }
}

package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.patient.PatientScope;
import org.case2fhir.extraction.patient.PatientText;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.patient.SubjectFinder;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.Sentences;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the cases of a document: its patients, their time, their facts.
 *
 * <p>The same document gives the same cases. Safe for use by several threads if its tagger is.
 */
public final class CaseReader {
  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final MentionFinder mentions;
  private final PropertyResolver properties;
  private final RelationFinder relations;

  /**
   * @param tagger proposes mentions
   * @param vocabulary knows names and codes
   * @param units knows units of measure
   */
  public CaseReader(MentionTagger tagger, Vocabulary vocabulary, UnitTable units) {
    this.vocabulary = vocabulary;
    this.units = units;
    this.mentions = new MentionFinder(tagger, vocabulary);
    this.properties = new PropertyResolver(CueTable.builtIn());
    this.relations =
        new RelationFinder(
            RelationWeights.builtIn(),
            new ValueReader(units, vocabulary),
            new ResultReader(units, vocabulary));
  }

  /** The cases, one for each patient; without a patient, issues say why. */
  public Result<List<ReadCase>> read(SourceDocument document) {
    // TEMPORARY until PatientFinder and SubjectReader are merged.
    Result<List<PatientText>> scope =
        new PatientScope(
                passage ->
                    new PassageReading(
                        passage, Sentences.of(passage.text()), List.of(), Map.of(), List.of()))
            .of(document);
    if (scope.value().isEmpty()) {
      return Result.failed(scope.issues());
    }
    List<PatientText> patients = scope.value().get();
    CaseNames names = new CaseNames(document);
    List<ReadCase> cases = new ArrayList<>();
    for (PatientText patient : patients) {
      SubjectFinder.Found found = new SubjectFinder(new Quotes(document)).find(patient);
      Optional<Subject.AgeAt> age =
          found.age().map(years -> new Subject.AgeAt(years, Optional.empty()));
      Subject subject =
          new Subject(
              found.sex(),
              age,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              found.evidence());
      List<PatientSentence> sentences =
          patient.sentences().stream()
              .map(
                  s ->
                      new PatientSentence(
                          s.section(), s.opensParagraph(), s.reading().passage(), s.sentence()))
              .toList();
      cases.add(
          read(
              document,
              sentences,
              patient.number(),
              subject,
              names.of(patient.number(), patients.size())));
    }
    return Result.of(cases, scope.issues());
  }

  private ReadCase read(
      SourceDocument document,
      List<PatientSentence> sentences,
      int number,
      Subject subject,
      String name) {
    Graph graph = Graph.of(document, sentences);
    mentions.find(graph);
    Coordinations.find(graph);
    properties.resolve(graph);
    relations.join(graph);
    Timeline timeline = Timeline.read(graph);
    FactBuilder facts = new FactBuilder(graph, timeline, new ConceptCoder(graph, vocabulary));
    TestFacts.read(facts, vocabulary, units);
    TreatmentFacts.read(facts, vocabulary, units);
    ProblemFacts.read(facts, vocabulary, units);
    BackgroundFacts.read(facts, vocabulary);
    FactUnifier.unify(facts);
    Map<Fact, FactDraft> named = facts.facts(timeline.visits());
    CaseReport report =
        new CaseReport(
            name,
            title(document),
            document.citation(),
            subject,
            timeline.visits(),
            List.copyOf(named.keySet()));
    List<Issue> issues = new ArrayList<>(timeline.issues());
    issues.addAll(facts.issues());
    return new ReadCase(number, graph, List.copyOf(named.values()), report, issues);
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

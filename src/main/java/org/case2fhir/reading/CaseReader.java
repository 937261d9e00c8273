package org.case2fhir.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Sha256;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.TransformerTagger;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.notation.CaseChecks;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the cases of a document: its patients, their time, their facts.
 *
 * <p>The same document gives the same cases. Safe for use by several threads if its tagger is.
 */
public final class CaseReader {
  // More than any known case report has: four seconds of work.
  private static final int MOST_ACCURATE = 7_000;
  // No article is that long; the launcher knows by a file's size then that no transformer will run.
  private static final int MOST_ACCURATE_BYTES = 120_000;
  // As many as a case file can have, so that what is extracted can be converted.
  private static final int MOST_FACTS = 5_000;
  private static final int DIGITS = 16;
  // How the cues of plans are named.
  private static final List<String> PLANS = List.of("planned-", "considered-", "hypothetical-");
  private static final Set<String> WOMEN = TokenPattern.wordClass("grown-woman");
  private static final int GROWN = 12;

  private final ReadingOptions options;
  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final MentionSource source;
  private final Gazetteer names;
  private final MentionFinder mentions;
  private final CueTable cues;
  private final PropertyResolver properties;
  private final ConfidenceTable confidences;
  private final RelationModel relations;

  /**
   * @param source proposes mentions
   * @param vocabulary knows names and codes
   * @param units knows units of measure
   */
  public CaseReader(
      MentionSource source, Vocabulary vocabulary, UnitTable units, ReadingOptions options) {
    this.source = source;
    this.options = options;
    this.vocabulary = vocabulary;
    this.units = units;
    this.names = new Gazetteer(vocabulary);
    this.mentions = new MentionFinder(names);
    this.cues = options.cues().orElseGet(CueTable::builtIn);
    this.properties = new PropertyResolver(cues);
    this.confidences = ConfidenceTable.builtIn();
    this.relations = RelationModel.builtIn();
  }

  private CaseReader(
      CaseReader other, CueTable cues, ConfidenceTable confidences, ReadingOptions options) {
    this.options = options;
    this.vocabulary = other.vocabulary;
    this.units = other.units;
    this.source = other.source;
    this.names = other.names;
    this.mentions = other.mentions;
    this.relations = other.relations;
    this.cues = cues;
    this.properties = new PropertyResolver(cues);
    this.confidences = confidences;
  }

  /** The table of cues that it reads by. */
  CueTable cues() {
    return cues;
  }

  /** The same with other cues. */
  CaseReader with(CueTable other) {
    return new CaseReader(this, other, confidences, options);
  }

  /** The same with another calibration. */
  CaseReader with(ConfidenceTable other) {
    return new CaseReader(this, cues, other, options);
  }

  /** The same under other options: cheap, because names and models are shared. */
  public CaseReader with(ReadingOptions other) {
    return new CaseReader(this, other.cues().orElse(cues), confidences, other);
  }

  /** The cases, one for each patient; without a patient, issues say why. */
  public Result<List<ExtractedCase>> read(SourceDocument document) {
    return read(document, source);
  }

  /** The cases of a document whose mentions come from elsewhere; none if there is no patient. */
  List<ExtractedCase> reading(MentionSource mentions, SourceDocument document) {
    return read(document, mentions).value().orElse(List.of());
  }

  private Result<List<ExtractedCase>> read(SourceDocument document, MentionSource source) {
    Result<List<PatientText>> patients = new PatientFinder(names::isWord).find(document);
    if (patients.value().isEmpty()) {
      return Result.failed(patients.issues());
    }
    Result<Function<Passage, MentionTagger>> taggers = source.forDocument(document);
    List<Issue> issues = new ArrayList<>(patients.issues());
    issues.addAll(taggers.issues());
    if (taggers.value().isEmpty()) {
      return Result.failed(issues);
    }
    List<PatientText> texts = patients.value().get();
    Function<Passage, MentionTagger> tagger =
        isTooMuch(document, texts, taggers.value().get())
            ? fast(taggers.value().get())
            : taggers.value().get();
    if (tagger != taggers.value().get()) {
      issues.add(
          Issue.warning(
              "long-document",
              "it is longer than "
                  + MOST_ACCURATE_BYTES
                  + " bytes, or its account than "
                  + MOST_ACCURATE
                  + " parts of words, and is read by the fast tagger",
              Location.of(document.id()),
              "give one case report at a time"));
    }
    String publication = options.caseId().orElseGet(() -> publication(document));
    DefinedAbbreviations abbreviations = DefinedAbbreviations.in(document.text());
    Vocabulary remembering = vocabulary.remembering();
    List<ExtractedCase> cases =
        texts.stream()
            .map(
                text ->
                    read(
                        document,
                        text,
                        tagger,
                        abbreviations,
                        remembering,
                        texts.size() == 1
                            ? publication
                            : publication + "-patient-" + text.number()))
            .toList();
    return Result.of(cases, issues);
  }

  /** Whether a transformer would have more to read than it may; the fast tagger is not bounded. */
  private static boolean isTooMuch(
      SourceDocument document, List<PatientText> texts, Function<Passage, MentionTagger> taggers) {
    boolean isLong = document.text().getBytes(UTF_8).length > MOST_ACCURATE_BYTES;
    long pieces = 0;
    for (PatientText text : texts) {
      for (PatientText.PatientSentence own : text.sentences()) {
        if (taggers.apply(own.passage()) instanceof TransformerTagger accurate) {
          pieces += accurate.pieces(own.passage().text(), own.sentence().span());
          if (isLong || pieces > MOST_ACCURATE) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // The work of a transformer is bounded: what is longer than any case report is read without it.
  private static Function<Passage, MentionTagger> fast(Function<Passage, MentionTagger> taggers) {
    return passage -> {
      MentionTagger tagger = taggers.apply(passage);
      return tagger instanceof TransformerTagger ? CrfTagger.builtIn() : tagger;
    };
  }

  private ExtractedCase read(
      SourceDocument document,
      PatientText text,
      Function<Passage, MentionTagger> taggers,
      DefinedAbbreviations abbreviations,
      Vocabulary vocabulary,
      String name) {
    Graph graph = Graph.of(document, text.sentences());
    mentions.find(graph, taggers, abbreviations);
    ProcedureVerbs.mark(graph);
    DeviceFacts.mark(graph);
    MedicationFacts.mark(graph);
    GenomicFacts.mark(graph);
    ResultReader results = new ResultReader(units, vocabulary);
    new ValueReader(units, vocabulary).mark(graph);
    results.judgements().mark(graph);
    SoughtResults.mark(
        graph, results.judgements(), words -> CultureFacts.isGerm(vocabulary, words));
    Coordinations.find(graph);
    SubjectReader.Found person = new SubjectReader(document).read(text);
    boolean woman = isGrownWoman(person);
    properties.resolve(graph, woman, person.sex());
    new RelationFinder(relations, results).join(graph);
    Timeline timeline = Timeline.read(graph, woman);
    FactBuilder facts =
        new FactBuilder(graph, timeline, new ConceptCoder(graph, vocabulary, abbreviations));
    CultureFacts.read(facts, vocabulary);
    ClassificationFacts.read(facts, vocabulary);
    GenomicFacts.read(facts);
    TestFacts.read(facts, vocabulary, units);
    ResultTableFacts.read(facts, text.tables(), vocabulary, units);
    AllergyFacts.read(facts, person.sex());
    ProblemFacts.read(facts, vocabulary, units);
    MedicationFacts.read(facts, vocabulary, units);
    ProcedureFacts.read(facts, vocabulary);
    RadiationDoses.read(facts, units);
    SpecimenFacts.read(facts, vocabulary, units);
    BackgroundFacts.read(facts, vocabulary, units, woman);
    FactUnifier.unify(facts);
    TumourSites.complete(facts);
    DeviceFacts.read(facts);
    AdverseEventFacts.read(facts);
    facts.addOtherDates();
    facts.keepFirst(MOST_FACTS - timeline.visits().size());
    DiagnosticSupport.link(facts);
    weigh(facts, taggers);
    Map<Fact, FactDraft> named = facts.facts(timeline.visits());
    List<Evidence> evidence = new ArrayList<>(person.evidence());
    timeline.deathEvidence().ifPresent(evidence::add);
    Subject subject =
        new Subject(
            person.sex(),
            person.age().map(age -> new Subject.AgeAt(age, Optional.empty())),
            Optional.empty(),
            Optional.empty(),
            timeline.death(),
            evidence);
    CaseReport report = report(document, name, subject, timeline, named);
    if (facts.leaveOutWeaker(new CaseChecks(units).contradictions(report), named)) {
      named = facts.facts(timeline.visits());
      report = report(document, name, subject, timeline, named);
    }
    List<Issue> issues = new ArrayList<>(person.issues());
    issues.addAll(timeline.issues());
    issues.addAll(facts.issues());
    consideredOnly(facts).ifPresent(issues::add);
    return new ExtractedCase(text.number(), graph, List.copyOf(named.values()), report, issues);
  }

  // What is only planned or considered is no fact, and is not left out in silence.
  private static Optional<Issue> consideredOnly(FactBuilder facts) {
    Graph graph = facts.graph();
    Set<String> stated = new HashSet<>();
    for (FactDraft draft : facts.drafts()) {
      stated.add(draft.concept.text().toLowerCase(Locale.ROOT));
      stated.add(graph.lower(draft.head));
    }
    Set<String> considered = new LinkedHashSet<>();
    for (Graph.Sentence sentence : graph.sentences()) {
      sentence.nodes.stream()
          .filter(node -> sentence.inCase() && (node.isTreatment() || node.isTest()))
          .filter(node -> node.has(Property.Value.PATIENT) && facts.about(node).isEmpty())
          .filter(node -> node.has(Property.Value.PLANNED) || node.has(Property.Value.HYPOTHETICAL))
          .filter(node -> node.proposal(Property.REALITY).filter(CaseReader::isOfPlan).isPresent())
          .filter(node -> !stated.contains(graph.lower(node)))
          .forEach(node -> considered.add(graph.words(node)));
    }
    return considered.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Issue.information(
                "planned-only",
                "planned or considered and in no fact: " + String.join("; ", considered),
                Location.of(graph.document().id()),
                "add what was done to the case file"));
  }

  private static boolean isOfPlan(Graph.Proposal proposal) {
    return PLANS.stream().anyMatch(proposal.rule()::startsWith);
  }

  private static boolean isGrownWoman(SubjectReader.Found person) {
    // "a woman in her 30s"
    boolean unnumbered =
        person.age().isEmpty()
            && person.evidence().stream().anyMatch(words -> WOMEN.contains(words.quote()));
    return person.sex().filter(Sex.FEMALE::equals).isPresent()
        && (unnumbered
            || person
                .age()
                .filter(a -> a.unit() == TimeUnit.YEAR && a.amount().intValue() >= GROWN)
                .isPresent());
  }

  private static CaseReport report(
      SourceDocument document,
      String name,
      Subject subject,
      Timeline timeline,
      Map<Fact, FactDraft> named) {
    return new CaseReport(
        name,
        title(document),
        document.citation(),
        subject,
        timeline.visits(),
        List.copyOf(named.keySet()));
  }

  // How likely each fact is; those that are too unlikely for the user are left out.
  private void weigh(FactBuilder facts, Function<Passage, MentionTagger> taggers) {
    for (FactDraft draft : facts.drafts()) {
      Passage passage = facts.graph().sentenceOf(draft.head).source.passage();
      draft.confidence = confidences.calibrated(taggers.apply(passage).kind(), draft);
      draft.statedConfidence =
          options.confidence()
              ? Optional.of(BigDecimal.valueOf(draft.confidence).setScale(2, RoundingMode.HALF_UP))
              : Optional.empty();
    }
    facts.leaveOut(options.minConfidence());
  }

  // A case is named after its publication, else after the text it was read from.
  private static String publication(SourceDocument document) {
    return document
        .citation()
        .flatMap(SourceCitation::caseId)
        .orElseGet(() -> "case-" + Sha256.of(document.text()).substring(0, DIGITS));
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

  /**
   * Everything that a user may choose about how prose is read.
   *
   * @param cues instead of the table that comes with the program
   * @param confidence whether facts carry how likely it is that the text states them
   * @param minConfidence facts below it are left out, and an issue names each; 0 keeps all
   * @param caseId names the case, instead of its publication or its text
   */
  public record ReadingOptions(
      Optional<CueTable> cues, boolean confidence, double minConfidence, Optional<String> caseId) {
    /** The program's own rules; every fact, without its confidence. */
    public static final ReadingOptions DEFAULT = new ReadingOptions(Optional.empty(), false, 0);

    public ReadingOptions {
      if (!(minConfidence >= 0 && minConfidence <= 1)) {
        throw new IllegalArgumentException("a confidence is from 0 to 1");
      }
    }

    /** The same where cases are named after their publication, or else their text. */
    public ReadingOptions(Optional<CueTable> cues, boolean confidence, double minConfidence) {
      this(cues, confidence, minConfidence, Optional.empty());
    }

    /** The same for a case that has a name already. */
    public ReadingOptions withCaseId(String id) {
      return new ReadingOptions(cues, confidence, minConfidence, Optional.of(id));
    }

    /**
     * With rows of the user's own beside the program's.
     *
     * @param rules files of rows; the last wins
     * @return without a value if a row cannot be used; each has an issue with its line and a remedy
     */
    public static Result<ReadingOptions> open(
        List<Path> rules, boolean confidence, double minConfidence) {
      if (rules.isEmpty()) {
        return Result.of(
            new ReadingOptions(Optional.empty(), confidence, minConfidence), List.of());
      }
      Result<CueTable> cues = CueTable.with(rules);
      return new Result<>(
          cues.value()
              .map(table -> new ReadingOptions(Optional.of(table), confidence, minConfidence)),
          cues.issues());
    }
  }

  /**
   * Joins diagnoses to the findings that the text says they rest on: "with these results … was
   * diagnosed", "there was no …, therefore the diagnosis could not be …". Phrases are {@link
   * CuePhrases} in {@code support-cues.tsv}, whose reach is {@code results} of the sentences before
   * or the {@code clause} before.
   */
  private static final class DiagnosticSupport {
    private static final CuePhrases CUES = CuePhrases.builtIn("support-cues.tsv");

    private DiagnosticSupport() {}

    /** Links the drafts. */
    static void link(FactBuilder facts) {
      for (FactDraft diagnosis : facts.drafts()) {
        if (diagnosis.kind == FactKind.DIAGNOSIS) {
          link(facts, diagnosis);
        }
      }
    }

    private static void link(FactBuilder facts, FactDraft diagnosis) {
      Graph graph = facts.graph();
      for (CuePhrases.Found cue : CUES.find(graph, graph.sentenceOf(diagnosis.head))) {
        boolean results = cue.phrase().reach().equals("results");
        for (FactDraft draft : facts.drafts()) {
          boolean same = draft.head.sentence == diagnosis.head.sentence;
          boolean reason =
              results
                  ? draft.head.sentence < diagnosis.head.sentence && isConclusive(draft, diagnosis)
                  : same
                      && draft.kind == FactKind.FINDING
                      && draft.head.end <= diagnosis.head.first;
          if (reason) {
            draft.supports.add(diagnosis);
          }
        }
      }
    }

    private static boolean isConclusive(FactDraft draft, FactDraft diagnosis) {
      if (draft.assertion != Assertion.PRESENT) {
        return false;
      }
      boolean positive = draft.interpretation.filter(Interpretation.POSITIVE::equals).isPresent();
      boolean visit = draft.visit.equals(diagnosis.visit) || positive;
      if (draft.kind == FactKind.MEASUREMENT) {
        return visit
            && draft
                .interpretation
                .filter(i -> i != Interpretation.NORMAL && i != Interpretation.NEGATIVE)
                .isPresent();
      }
      return visit
          && draft.kind == FactKind.FINDING
          && (draft.findingCategory == FindingCategory.IMAGING
              || draft.findingCategory == FindingCategory.PATHOLOGY
              || draft.findingCategory == FindingCategory.LABORATORY);
    }
  }
}

package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.ResultReader.Result;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.facts.SentenceStudies.Study;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Remark;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Tests and studies: a test with a result is a measurement; an image, a histology or another study
 * is a report; a biopsy or an endoscopy is also a procedure.
 */
final class TestFacts {
  private static final Pattern UNDONE =
      Pattern.compile(
          "\\bnot (?:been )?(?:performed|done|carried"
              + " out|obtained|undertaken|possible|available)\\b|\\b(?:refused|declined)\\b|\\bwithout"
              + " (?:performing|doing)\\b",
          Pattern.CASE_INSENSITIVE);

  // "The test was stopped" names none.
  private static final Pattern NAMELESS =
      Pattern.compile(
          "(?:tests?|results?|rates?|levels?|values?|efforts?)", Pattern.CASE_INSENSITIVE);
  private static final Pattern KARYOTYPE =
      Pattern.compile("karyotyp|chromosom|cytogenetic", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHROMOSOMES =
      Pattern.compile("\\b\\d{2}, ?[XY]{1,4}(?:,[\\p{L}\\d();+.-]{2,30})?(?![\\p{L}])");
  private static final Pattern MATERIAL =
      Pattern.compile("(?i)(?:serum|csf|plasma|cerebrospinal fluid|sera|saliva)");
  private static final Pattern LENGTH =
      Pattern.compile("^(?:[cm\u00b5\u03bc]?m)\\b|^(?:milli|centi|micro)met");

  private final Draftsman draftsman;
  private final Vocabulary vocabulary;
  private final SharedResults sharedResults = new SharedResults();

  TestFacts(Draftsman draftsman, Vocabulary vocabulary) {
    this.draftsman = draftsman;
    this.vocabulary = vocabulary;
  }

  /** The facts that a mention of a test or study tells; the studies of its sentence learn of it. */
  List<Draft> read(TimedSentence place, Mention head, SentenceStudies studies) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    if (context.certainty() == Certainty.HYPOTHETICAL
        || context.experiencer() != Context.Experiencer.PATIENT
        || Statements.isGeneral(sentence, head)
        || Statements.isPurpose(sentence, head)
        || EllipticTests.isPart(sentence, head)
        || isMaterial(sentence, head)
        || NAMELESS.matcher(sentence.words(head)).matches()) {
      return List.of();
    }
    String words = sentence.words(head);
    Optional<StudyKind> study =
        StudyKind.of(Statements.soughtInName(words).map(parts -> parts[0]).orElse(words));
    boolean looking = study.filter(kind -> kind.category() == FindingCategory.EXAM).isPresent();
    List<Result> told =
        looking ? sharedResults.ofExamination(sentence, head) : sharedResults.of(sentence, head);
    if (study.isPresent() && study.get().report().isPresent() && !isKnownTest(words, sentence)) {
      return study(place, head, study.get(), told, studies);
    }
    List<Draft> drafts = new ArrayList<>();
    Optional<Draft> done = Optional.empty();
    if (told.isEmpty()) {
      done = withoutResult(place, head, study);
      done.ifPresent(drafts::add);
    }
    told.forEach(result -> drafts.add(measurement(place, head, Optional.of(result), study)));
    EllipticTests.first(sentence, head)
        .ifPresent(
            name ->
                told.stream()
                    .filter(result -> !result.value().map(TestFacts::isNumeric).orElse(false))
                    .map(result -> measurement(place, head, Optional.of(result), study))
                    .forEach(draft -> drafts.add(named(draft, name, sentence))));
    Optional<Draft> procedure = done.filter(draft -> draft.kind == FactKind.PROCEDURE);
    study.ifPresent(kind -> studies.add(new Study(head, kind, Optional.empty(), procedure)));
    return drafts;
  }

  // "Positive in serum and CSF": where it was measured is no test.
  private static boolean isMaterial(PatientSentence sentence, Mention head) {
    return MATERIAL.matcher(sentence.words(head)).matches();
  }

  private boolean isKnownTest(String words, PatientSentence sentence) {
    return draftsman.coder().knows(Domain.TEST, words, sentence);
  }

  private Optional<Draft> withoutResult(
      TimedSentence place, Mention head, Optional<StudyKind> study) {
    PatientSentence sentence = place.sentence();
    String words = sentence.words(head);
    boolean undone = isUndone(sentence, head);
    if (study.isEmpty() && isKnownTest(words, sentence) && !undone) {
      return Optional.of(measurement(place, head, Optional.empty(), study));
    }
    boolean procedure =
        study.map(StudyKind::isProcedure).orElse(false)
            || (study.isEmpty() && draftsman.coder().knows(Domain.PROCEDURE, words, sentence));
    return procedure ? Optional.of(procedure(place, head, undone)) : Optional.empty();
  }

  private static boolean isUndone(PatientSentence sentence, Mention head) {
    return sentence.context(head).certainty() == Certainty.ABSENT
        && UNDONE.matcher(sentence.text()).find();
  }

  private Draft procedure(TimedSentence place, Mention head, boolean undone) {
    PatientSentence sentence = place.sentence();
    Coded coded =
        draftsman
            .coder()
            .code(NounPhrases.ways(sentence, head), List.of(Domain.PROCEDURE), sentence);
    Draft draft = draftsman.draft(FactKind.PROCEDURE, coded, place, head);
    if (undone) {
      draft.assertion = Assertion.ABSENT;
      draft.interventionStatus = InterventionStatus.NOT_DONE;
    }
    return draft;
  }

  private List<Draft> study(
      TimedSentence place,
      Mention head,
      StudyKind kind,
      List<Result> told,
      SentenceStudies studies) {
    boolean undone = isUndone(place.sentence(), head);
    List<Draft> drafts = new ArrayList<>();
    Optional<Draft> procedure = Optional.empty();
    if (kind.isProcedure() || undone) {
      procedure = Optional.of(procedure(place, head, undone));
      drafts.add(procedure.get());
    }
    if (undone) {
      return drafts;
    }
    Draft report = report(place, head, kind);
    report.procedure = procedure;
    conclusion(place.sentence(), told).ifPresent(words -> report.conclusion = Optional.of(words));
    drafts.add(report);
    told.stream()
        .filter(result -> result.value().map(TestFacts::isNumeric).orElse(false))
        .filter(result -> result.value().filter(TestFacts::isLength).isEmpty())
        .map(result -> measurement(place, head, Optional.of(result), Optional.of(kind)))
        .forEach(draft -> drafts.add(under(draft, report)));
    studies.add(new Study(head, kind, Optional.of(report), procedure));
    return drafts;
  }

  private static Draft under(Draft draft, Draft report) {
    draft.report = Optional.of(report);
    return draft;
  }

  private Draft report(TimedSentence place, Mention head, StudyKind kind) {
    PatientSentence sentence = place.sentence();
    Optional<String[]> sought = Statements.soughtInName(sentence.words(head));
    List<String> ways =
        sought.map(parts -> List.of(parts[0])).orElseGet(() -> NounPhrases.ways(sentence, head));
    Coded coded = draftsman.coder().code(ways, List.of(Domain.REPORT), sentence);
    Draft report = draftsman.draft(FactKind.REPORT, coded, place, head);
    sought.ifPresent(parts -> report.notes.add(parts[1]));
    report.reportCategory = kind.report().orElseThrow();
    return report;
  }

  /** The pattern that a test's result showed. */
  Optional<Draft> pattern(TimedSentence place, Mention head) {
    PatientSentence sentence = place.sentence();
    return PatternResults.test(sentence, head)
        .map(
            test -> {
              String name = ConceptCoder.plain(sentence.words(test)) + " pattern";
              String words = PatternResults.value(sentence, head);
              Optional<Value> value = Optional.of(new Value.Words(words));
              Coded coded = draftsman.coder().test(name, value, sentence);
              Draft draft = draftsman.draft(FactKind.MEASUREMENT, coded, place, head);
              draft.value = value;
              return draft;
            });
  }

  private static Optional<String> conclusion(PatientSentence sentence, List<Result> told) {
    List<String> words =
        told.stream()
            .filter(result -> !result.value().map(TestFacts::isNumeric).orElse(false))
            .map(result -> ConceptCoder.plain(sentence.words(result.detail())))
            .toList();
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  private static boolean isNumeric(Value value) {
    return !(value instanceof Value.Words) && !(value instanceof Value.Coded);
  }

  private Draft measurement(
      TimedSentence place, Mention head, Optional<Result> result, Optional<StudyKind> study) {
    PatientSentence sentence = place.sentence();
    Optional<Value> value = karyotype(sentence, head).or(() -> result.flatMap(Result::value));
    String name = EllipticTests.lettered(sentence, head);
    Coded coded = draftsman.coder().test(name, value, sentence);
    Draft draft = draftsman.draft(FactKind.MEASUREMENT, coded, place, head);
    draft.value = value;
    draft.interpretation = result.flatMap(Result::interpretation);
    draft.reference = result.flatMap(Result::reference);
    if (value.isEmpty() && draft.interpretation.isPresent()) {
      draft.value =
          Optional.of(new Value.Words(ConceptCoder.plain(sentence.words(result.get().detail()))));
    }
    draft.measurementCategory =
        vocabulary
            .testCategory(coded.concept().text())
            .or(() -> study.map(kind -> category(kind.category())))
            .orElse(MeasurementCategory.LABORATORY);
    if (sentence.context(head).certainty() == Certainty.POSSIBLE) {
      draft.assertion = Assertion.POSSIBLE;
    }
    for (Remark remark : result.map(Result::remarks).orElse(List.of())) {
      draftsman.remark(remark, sentence, result.get().detail().span());
    }
    return draft;
  }

  // "46,XX" is one result, and no number.
  private static Optional<Value> karyotype(PatientSentence sentence, Mention head) {
    int from = head.span().end();
    if (!KARYOTYPE.matcher(sentence.words(head)).find() || from >= sentence.span().end()) {
      return Optional.empty();
    }
    Matcher matcher = CHROMOSOMES.matcher(sentence.words(new Span(from, sentence.span().end())));
    return matcher.find() ? Optional.of(new Value.Words(matcher.group())) : Optional.empty();
  }

  private Draft named(Draft draft, String name, PatientSentence sentence) {
    draft.concept = draftsman.coder().test(name, draft.value, sentence).concept();
    return draft;
  }

  // A picture or a slide has no size of its own: it is that of what it shows, or of the slide.
  private static boolean isLength(Value value) {
    return value instanceof Value.Dimensions
        || (value instanceof Value.Measured measured && isLength(measured.amount().unit()))
        || (value instanceof Value.Interval interval && isLength(interval.unit()));
  }

  private static boolean isLength(Unit unit) {
    return LENGTH.matcher(unit.text()).find();
  }

  private static MeasurementCategory category(FindingCategory category) {
    return switch (category) {
      case IMAGING -> MeasurementCategory.IMAGING;
      case EXAM -> MeasurementCategory.EXAM;
      case PROCEDURE -> MeasurementCategory.PROCEDURE;
      case SYMPTOM, LABORATORY, PATHOLOGY, HISTORY, SOCIAL, OUTCOME ->
          MeasurementCategory.LABORATORY;
    };
  }
}

package org.case2fhir.extraction.facts;

import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.document.SectionKind;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.context.ResultReader;
import org.case2fhir.extraction.facts.SentenceStudies.Study;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;

/**
 * What a sentence says of a problem that is known to be a fact: how it was found, its value or
 * size, its stage, and the qualities that remain as notes.
 */
final class ProblemDetails {
  private static final Pattern STAGE =
      Pattern.compile("^(?:stage|grade|class|type) ?[\\dIVX]", Pattern.CASE_INSENSITIVE);
  private static final Pattern MICROSCOPE =
      Pattern.compile(
          "\\b(?:micro|macro)scop|\\bhisto|\\bepiderm|\\bdermis\\b|\\bstain|\\bmagnification"
              + "|\\bspecimen|\\bcells?\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ANOTHER =
      Pattern.compile(
          "(?:,|\\band) an? (?:[\\p{L}-]{3,20} ){1,4}(?:of|measuring|with|sized|that)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GRADE =
      Pattern.compile(
          "\\d|\\b(?:grade|stage|class|positive|negative)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "\\b(?:complain(?:s|ed|ing)? of|complaints? of|presented with)(?: (?:an?|the))?"
              + "(?: [\\p{L}-]{3,15})? $",
          Pattern.CASE_INSENSITIVE);

  private final Draftsman draftsman;
  private final ResultReader results = ResultReader.builtIn();

  ProblemDetails(Draftsman draftsman) {
    this.draftsman = draftsman;
  }

  /** How the finding was found, and the value or size that it was found with. */
  void ofFinding(Draft draft, Context context, SentenceStudies studies) {
    Optional<Study> study = studies.showing(draft.head);
    draft.findingCategory =
        study
            .map(shown -> shown.kind().category())
            .orElse(
                draft.sentence().section() == SectionKind.FIGURE_LEGEND
                    ? legend(draft)
                    : context.temporality() == Temporality.HISTORICAL && !isComplaint(draft)
                        ? FindingCategory.HISTORY
                        : FindingCategory.SYMPTOM);
    draft.report = study.flatMap(Study::report);
    draft.procedure = study.flatMap(Study::procedure);
    PatientSentence sentence = draft.sentence();
    results.results(sentence.reading(), draft.head).stream()
        .flatMap(result -> SizeReader.withUnit(sentence, result).stream())
        .filter(value -> !isQuality(value))
        .findFirst()
        .or(() -> size(draft))
        .ifPresent(value -> draft.value = Optional.of(value));
  }

  // Words tell what a finding is like, or its name; a grade is a value.
  private static boolean isQuality(Value value) {
    return value instanceof Value.Words words && !GRADE.matcher(words.text()).find();
  }

  // What a patient comes with is no history, however long it has been there.
  private static boolean isComplaint(Draft draft) {
    PatientSentence sentence = draft.sentence();
    int from = Math.max(sentence.span().start(), draft.head.span().start() - 40);
    return from < draft.head.span().start()
        && COMPLAINT.matcher(sentence.words(new Span(from, draft.head.span().start()))).find();
  }

  private static FindingCategory legend(Draft draft) {
    // The sentences of one legend tell of one figure.
    return MICROSCOPE.matcher(draft.sentence().reading().passage().text()).find()
        ? FindingCategory.PATHOLOGY
        : FindingCategory.IMAGING;
  }

  private Optional<Value> size(Draft draft) {
    PatientSentence sentence = draft.sentence();
    return sentence
        .details(draft.head, Relation.Kind.SIZE)
        .filter(size -> !isOfAnother(sentence, draft.head, size))
        .flatMap(size -> SizeReader.read(sentence.words(size)).stream())
        .findFirst()
        .or(() -> SizeReader.after(sentence, draft.head));
  }

  // "Regurgitation and a vegetation of 6 mm": the size is that of the last thing named.
  private static boolean isOfAnother(PatientSentence sentence, Mention head, Mention size) {
    return ANOTHER.matcher(Statements.between(sentence, head, size)).find();
  }

  /** What else is said of a problem: its qualities, stage, control and frequency. */
  void add(Draft draft) {
    PatientSentence sentence = draft.sentence();
    sentence
        .details(draft.head, Relation.Kind.DESCRIPTION)
        .filter(detail -> !isNamed(draft, detail))
        .map(detail -> ConceptCoder.plain(sentence.words(detail)))
        .forEach(words -> describe(draft, words));
    sentence
        .details(draft.head, Relation.Kind.SEVERITY)
        .map(detail -> ConceptCoder.plain(sentence.words(detail)))
        .filter(words -> Degrees.isSize(words) && !draft.concept.text().contains(words))
        .forEach(draft.notes::add);
    sentence.mentions().stream()
        .filter(
            mention -> Adjectives.noun(sentence, mention).filter(draft.head::equals).isPresent())
        .map(mention -> ConceptCoder.plain(sentence.words(mention)))
        .forEach(draft.notes::add);
    if (draft.kind == FactKind.DIAGNOSIS) {
      Optional<String> control = ControlReader.note(sentence, draft.head);
      control.ifPresent(words -> draft.notes.removeIf(words::contains));
      control.ifPresent(draft.notes::add);
    }
    sentence
        .details(draft.head, Relation.Kind.FREQUENCY)
        .map(detail -> ConceptCoder.plain(sentence.words(detail)))
        .forEach(draft.notes::add);
  }

  private static boolean isNamed(Draft draft, Mention detail) {
    String words = ConceptCoder.plain(draft.sentence().words(detail));
    return draft.concept.text().contains(words)
        || words.matches("(?i)left|right|both|bilateral(?:ly)?");
  }

  private void describe(Draft draft, String words) {
    if (draft.kind == FactKind.DIAGNOSIS && STAGE.matcher(words).find()) {
      draft.stage.add(Concept.ofText(words));
    } else if (draft.sites.stream().anyMatch(site -> site.site().text().equals(words))) {
      return;
    } else if (ProblemNames.isSite(words) && draft.sites.isEmpty()) {
      draft.sites.add(draftsman.sites().named(words));
    } else {
      draft.notes.add(words);
    }
  }
}

package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.document.SectionKind;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;

/**
 * Diseases, symptoms and signs: a disease that is there, may be there or was excluded is a
 * diagnosis; one that is merely denied, and every symptom and sign, is a finding.
 */
final class ProblemFacts {
  private static final Pattern GERM =
      Pattern.compile("(?:\\p{Lu}\\p{Ll}{3,20}|\\p{Lu}\\.)(?: \\p{Ll}{3,20})?");
  private static final Pattern GROWN =
      Pattern.compile(
          "\\b(?:grew|grown|yielded|isolated|growth of|caused by|positive for|infection with)"
              + "(?: an?)? $",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LUMP = Pattern.compile("(?i)mass(?:es)?|nodules?|lumps?");
  private static final Pattern ABBREVIATION = Pattern.compile("\\p{Lu}{1,4}");

  private static final Pattern REPORTED =
      Pattern.compile(
          "\\b(?:report|describe|present)(?:ed)? (?:here |herein )?(?:an? |the |our |this"
              + " )?(?:[\\p{L}-]{3,15} )?(?:cases?|patient|man|woman|girl|boy|child)(?:"
              + " [\\p{L}-]{2,15}){0,3}?"
              + " (?:of|with)\\b(?:(?!\\b(?:no|without|who|that|which|but)\\b)[^.;:]){0,90}$",
          Pattern.CASE_INSENSITIVE);

  private final Draftsman draftsman;
  private final ProblemDetails details;

  ProblemFacts(Draftsman draftsman) {
    this.draftsman = draftsman;
    this.details = new ProblemDetails(draftsman);
  }

  /** The fact that a mention tells; nothing for hypothetical ones and other people's. */
  Optional<Draft> read(TimedSentence place, Mention head, SentenceStudies studies) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    if (context.certainty() == Certainty.HYPOTHETICAL
        || context.experiencer() != Context.Experiencer.PATIENT
        || isNoStatement(sentence, head)) {
      return Optional.empty();
    }
    boolean legend = sentence.section() == SectionKind.FIGURE_LEGEND;
    boolean disease = head.type() == MentionType.DISEASE_DISORDER && !legend;
    List<Domain> domains =
        disease
            ? List.of(Domain.CONDITION, Domain.FINDING)
            : List.of(Domain.FINDING, Domain.CONDITION);
    Optional<String> complication =
        context.certainty() == Certainty.ABSENT
            ? Statements.ofWhich(sentence, head)
            : Optional.empty();
    List<String> ways = complication.map(List::of).orElseGet(() -> ProblemNames.of(sentence, head));
    Coded coded =
        isDescribedOnly(sentence, head)
            ? draftsman.coder().whole(ProblemNames.described(sentence, head), domains, sentence)
            : draftsman.coder().code(ways, domains, sentence);
    boolean shown = legend || studies.showing(head).isPresent();
    boolean diagnosis =
        isDiagnosis(context, coded, disease, shown)
            || isPastDisease(context, coded, sentence)
            || isControlled(sentence, head, context)
            || isReported(sentence, head, context) && !isSymptom(coded);
    FactKind kind = diagnosis ? FactKind.DIAGNOSIS : FactKind.FINDING;
    Draft draft = draftsman.draft(kind, coded, place, head);
    draft.assertion = assertion(context.certainty());
    if (diagnosis) {
      DiagnosisTreatment.date(draft);
      draft.comorbidity = context.temporality() == Temporality.HISTORICAL;
    } else {
      details.ofFinding(draft, context, studies);
    }
    details.add(draft);
    ProblemNames.length(sentence, head).ifPresent(length -> OnsetReader.addLength(draft, length));
    OnsetReader.add(draft, place);
    return Optional.of(draft);
  }

  // "Lesions" alone has a code that says no more; with its qualities it is what they are.
  private static boolean isDescribedOnly(PatientSentence sentence, Mention head) {
    String words = sentence.words(head);
    boolean lump = sentence.section() == SectionKind.FIGURE_LEGEND && LUMP.matcher(words).matches();
    return (Statements.isGeneric(words) || lump)
        && ProblemNames.described(sentence, head).length() > words.length();
  }

  private boolean isNoStatement(PatientSentence sentence, Mention head) {
    return Statements.isGeneral(sentence, head)
        || Statements.soughtBy(sentence, head).isPresent()
        || ProblemNames.isNoProblem(sentence, head)
        || Adjectives.noun(sentence, head).isPresent()
        || Statements.refersBack(sentence, head)
        || isNothingInLegend(sentence, head)
        || isGerm(sentence, head)
        || ProblemNames.isPart(sentence.words(head))
            && !draftsman.coder().knows(Domain.FINDING, sentence.words(head), sentence);
  }

  // "LA, left atrium" explains a letter of the picture; "lesions" alone are what the case told of.
  private static boolean isNothingInLegend(PatientSentence sentence, Mention head) {
    String words = sentence.words(head);
    return sentence.section() == SectionKind.FIGURE_LEGEND
        && (ABBREVIATION.matcher(words).matches()
            || Statements.isGeneric(words) && ProblemNames.described(sentence, head).equals(words));
  }

  // A germ is no disease, though it may be named like one.
  private boolean isGerm(PatientSentence sentence, Mention head) {
    String words = sentence.words(head);
    int from = Math.max(sentence.span().start(), head.span().start() - 30);
    boolean grown =
        GERM.matcher(words).matches()
            && from < head.span().start()
            && GROWN.matcher(sentence.words(new Span(from, head.span().start()))).find();
    return grown || draftsman.coder().isOrganism(words);
  }

  // A disease that the patient brought along stays one if it was taken for a symptom.
  private boolean isPastDisease(Context context, Coded coded, PatientSentence sentence) {
    return context.temporality() == Temporality.HISTORICAL
        && context.certainty() != Certainty.ABSENT
        && coded.concept().isCoded()
        && draftsman.coder().knows(Domain.CONDITION, coded.concept().text(), sentence);
  }

  // "We report a case of X": the disease that the article is about, whatever the tagger took it
  // for.
  private static boolean isReported(PatientSentence sentence, Mention head, Context context) {
    int from = sentence.span().start();
    return context.certainty() == Certainty.PRESENT
        && !sentence.inCase()
        && sentence.section() != SectionKind.FIGURE_LEGEND
        && from < head.span().start()
        && REPORTED.matcher(sentence.words(new Span(from, head.span().start()))).find();
  }

  // What is well or poorly controlled is a disease, whatever the tagger took it for.
  private boolean isControlled(PatientSentence sentence, Mention head, Context context) {
    return context.certainty() == Certainty.PRESENT
        && ControlReader.note(sentence, head).isPresent()
        && draftsman.coder().knows(Domain.CONDITION, sentence.words(head), sentence);
  }

  // ICD-10 keeps symptoms and signs in a chapter of their own.
  private static boolean isSymptom(Coded coded) {
    return coded.concept().codes().stream()
        .anyMatch(code -> code.system().contains("icd-10") && code.code().startsWith("R"));
  }

  private static boolean isDiagnosis(
      Context context, Coded coded, boolean disease, boolean shownByStudy) {
    boolean told = context.certainty() != Certainty.ABSENT;
    boolean symptomWithDiseaseCode =
        !disease
            && coded.domain() == Domain.CONDITION
            && coded.concept().isCoded()
            && !shownByStudy;
    boolean findingCode = disease && coded.domain() == Domain.FINDING && coded.concept().isCoded();
    return told
        && ((disease && !findingCode)
            || symptomWithDiseaseCode
            || context.certainty() == Certainty.REFUTED);
  }

  static Assertion assertion(Certainty certainty) {
    return switch (certainty) {
      case PRESENT, HYPOTHETICAL -> Assertion.PRESENT;
      case POSSIBLE -> Assertion.POSSIBLE;
      case ABSENT, REFUTED -> Assertion.ABSENT;
    };
  }
}

package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.RegimenReader;
import org.case2fhir.extraction.context.RegimenReader.Regimen;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.terminology.Domain;

/** Drugs and procedures: given, stopped, planned or not given, as the words tell. */
final class TreatmentFacts {
  private static final Pattern STOPPED =
      Pattern.compile(
          "\\b(?:stop|discontinu|withdr[ae]w|withheld|ceas|interrupt|taper|complet|suspend)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BEGUN =
      Pattern.compile(
          "\\b(?:start|initiat|commenc|beg[au]n|administer|given|prescrib|receiv|institut|treated"
              + "|switch|chang|replac|introduc)",
          Pattern.CASE_INSENSITIVE);

  private final Draftsman draftsman;
  private final RegimenReader regimens = RegimenReader.builtIn();

  TreatmentFacts(Draftsman draftsman) {
    this.draftsman = draftsman;
  }

  /** A treatment, and the mention that it was given for. */
  record Treatment(Draft draft, Optional<Mention> reason) {}

  /** The use of a drug; nothing for hypothetical ones and other people's. */
  Optional<Treatment> medication(TimedSentence place, Mention head) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    if (isNobodys(context)
        || Statements.isGeneral(sentence, head)
        || Statements.isSusceptibility(sentence, head)) {
      return Optional.empty();
    }
    Coded coded =
        draftsman.coder().code(List.of(sentence.words(head)), List.of(Domain.MEDICATION), sentence);
    Draft draft = draftsman.draft(FactKind.MEDICATION, coded, place, head);
    Regimen regimen = regimens.regimen(sentence.reading(), head);
    boolean notGiven =
        context.certainty() == Certainty.ABSENT
            || context.certainty() == Certainty.REFUTED
            || regimen.status() == MedicationStatus.NOT_TAKEN;
    draft.medicationStatus = notGiven ? MedicationStatus.NOT_TAKEN : regimen.status();
    draft.assertion = notGiven ? Assertion.ABSENT : assertion(context);
    draft.doses.addAll(notGiven ? List.of() : regimen.doses());
    draft.duration = notGiven ? Optional.empty() : regimen.duration();
    draft.response =
        notGiven
            ? Optional.empty()
            : regimen.response().map(span -> ConceptCoder.plain(sentence.words(span)));
    addTime(draft, sentence);
    regimen.remarks().forEach(remark -> draftsman.remark(remark, sentence, head.span()));
    return Optional.of(new Treatment(draft, regimen.reason()));
  }

  // A time tells when the drug was begun or when it was stopped, as the verb nearest to it says.
  private static void addTime(Draft draft, PatientSentence sentence) {
    boolean ended =
        draft.medicationStatus == MedicationStatus.STOPPED
            && STOPPED.matcher(sentence.text()).find()
            && !BEGUN.matcher(sentence.text()).find();
    if (ended) {
      draft.abatement = draft.time;
    } else {
      draft.onset = draft.time;
    }
    draft.time = Optional.empty();
  }

  private static boolean isNobodys(Context context) {
    return context.certainty() == Certainty.HYPOTHETICAL
        || context.experiencer() != Context.Experiencer.PATIENT;
  }

  private static Assertion assertion(Context context) {
    return context.certainty() == Certainty.POSSIBLE ? Assertion.POSSIBLE : Assertion.PRESENT;
  }
}

package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.SectionKind;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.facts.ProcedureFacts.Done;
import org.case2fhir.extraction.facts.TreatmentFacts.Treatment;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.patient.ResultTable;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Vocabulary;

/** Makes the facts that the sentences of a patient tell, sentence by sentence, and joins them. */
public final class FactFinder {
  private final Draftsman draftsman;
  private final ProblemFacts problems;
  private final TestFacts tests;
  private final TreatmentFacts treatments;
  private final ProcedureFacts procedures;
  private final OutcomeFacts outcomes;
  private final AllergyFacts allergies;
  private final BackgroundFacts background;
  private final List<Draft> drafts = new ArrayList<>();

  private FactFinder(Quotes quotes, Vocabulary vocabulary) {
    this.draftsman = new Draftsman(quotes, vocabulary);
    this.problems = new ProblemFacts(draftsman);
    this.tests = new TestFacts(draftsman, vocabulary);
    this.treatments = new TreatmentFacts(draftsman);
    this.procedures = new ProcedureFacts(draftsman);
    this.outcomes = new OutcomeFacts(draftsman);
    Relatives relatives = new Relatives(vocabulary);
    this.allergies = new AllergyFacts(draftsman, relatives);
    this.background = new BackgroundFacts(draftsman, relatives);
  }

  /** The facts of a patient. */
  public static CaseFacts find(
      CaseTimeline timeline, List<ResultTable> tables, Quotes quotes, Vocabulary vocabulary) {
    FactFinder finder = new FactFinder(quotes, vocabulary);
    timeline.sentences().forEach(finder::read);
    List<Draft> told = finder.drafts;
    told.addAll(
        new TableFacts(finder.draftsman, vocabulary)
            .read(tables, timeline, timeline.sentences().size()));
    DiagnosisTreatment.link(told);
    SharedRegimens.share(told, timeline, quotes);
    SharedSites.share(told, finder.draftsman.sites());
    LumpSites.complete(told, timeline, finder.draftsman.sites());
    FigureFacts.place(timeline, told);
    told.addAll(new SpecimenFacts(finder.draftsman).read(timeline, told));
    GeneralProcedures.addReasons(told);
    List<Draft> joined = FactJoiner.join(GeneralProcedures.absorb(told));
    LaterOperations.place(joined, timeline);
    SupportReader.link(joined, timeline);
    ReportedDisease.place(joined);
    return FactNaming.name(joined, told, timeline, finder.draftsman.issues());
  }

  private void read(TimedSentence place) {
    PatientSentence sentence = place.sentence();
    SentenceStudies studies = new SentenceStudies(sentence);
    Map<Mention, Draft> told = new HashMap<>();
    Set<Mention> names = secondNames(sentence);
    List<Draft> own = new ArrayList<>();
    for (Mention mention : sentence.mentions()) {
      if (mention.type() == MentionType.DIAGNOSTIC_PROCEDURE && !names.contains(mention)) {
        own.addAll(tests.read(place, mention, studies));
      }
    }
    List<Treatment> given = new ArrayList<>();
    for (Mention mention : sentence.mentions()) {
      if (!names.contains(mention)) {
        read(place, mention, studies, given).ifPresent(draft -> told.put(mention, draft));
      }
    }
    sentence.mentions().stream().filter(told::containsKey).map(told::get).forEach(own::add);
    given.forEach(
        treatment -> treatment.reason().map(told::get).ifPresent(treatment.draft().reasons::add));
    if (sentence.section() != SectionKind.FIGURE_LEGEND) {
      own.addAll(procedures(place, names, told));
      own.addAll(outcomes.read(place, own, told));
    }
    own.addAll(background.history(place, names));
    own.addAll(allergies.read(place));
    own.forEach(draft -> addSecondNames(draft));
    drafts.addAll(own);
  }

  private List<Draft> procedures(
      TimedSentence place, Set<Mention> names, Map<Mention, Draft> told) {
    List<Draft> drafts = new ArrayList<>();
    for (Mention mention : place.sentence().mentions()) {
      if (procedures.isProcedure(place.sentence(), mention) && !names.contains(mention)) {
        for (Done done : procedures.read(place, mention)) {
          done.object().map(told::get).ifPresent(finding -> ProcedureFacts.join(done, finding));
          drafts.add(done.draft());
        }
      }
    }
    return drafts;
  }

  private Optional<Draft> read(
      TimedSentence place, Mention mention, SentenceStudies studies, List<Treatment> given) {
    // What a legend shows is there to be seen; treatments are told elsewhere.
    boolean legend = place.sentence().section() == SectionKind.FIGURE_LEGEND;
    boolean problem =
        mention.type() == MentionType.SIGN_SYMPTOM
            || mention.type() == MentionType.DISEASE_DISORDER;
    if (legend && !problem) {
      return Optional.empty();
    }
    return switch (mention.type()) {
      case DISEASE_DISORDER, SIGN_SYMPTOM ->
          tests
              .pattern(place, mention)
              .or(() -> problems.read(place, mention, studies))
              .or(() -> background.relative(place, mention));
      case FAMILY_HISTORY -> background.relative(place, mention);
      case MEDICATION -> {
        Optional<Treatment> treatment = treatments.medication(place, mention);
        treatment.ifPresent(given::add);
        yield treatment.map(Treatment::draft);
      }
      case THERAPEUTIC_PROCEDURE -> Optional.empty();
      case PERSONAL_BACKGROUND, OCCUPATION, OUTCOME -> background.remark(place, mention);
      // A stretch of history may tell of several things.
      case HISTORY,
          AGE,
          SEX,
          BIOLOGICAL_STRUCTURE,
          DETAILED_DESCRIPTION,
          SEVERITY,
          DIAGNOSTIC_PROCEDURE,
          LAB_VALUE,
          DOSAGE,
          FREQUENCY,
          ADMINISTRATION,
          CLINICAL_EVENT,
          NONBIOLOGICAL_LOCATION,
          DATE,
          TIME,
          DURATION,
          DISTANCE,
          VOLUME,
          AREA,
          SUBJECT,
          ACTIVITY,
          COREFERENCE,
          QUANTITATIVE_CONCEPT,
          QUALITATIVE_CONCEPT,
          COLOR,
          SHAPE,
          TEXTURE ->
          Optional.empty();
    };
  }

  private static Set<Mention> secondNames(PatientSentence sentence) {
    Set<Mention> names = new HashSet<>();
    for (Relation relation : sentence.reading().relations()) {
      if (relation.kind() == Relation.Kind.SAME) {
        names.add(relation.detail());
      }
    }
    return names;
  }

  private void addSecondNames(Draft draft) {
    draft
        .sentence()
        .details(draft.head, Relation.Kind.SAME)
        .forEach(name -> draft.evidence.add(draftsman.quotes().of(draft.sentence(), name.span())));
  }
}

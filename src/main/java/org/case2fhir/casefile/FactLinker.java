package org.case2fhir.casefile;

import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;

/** Makes a fact of a draft: with its id, and with the ids of the facts that it names. */
final class FactLinker {
  private final References references;

  FactLinker(References references) {
    this.references = references;
  }

  Fact link(Draft draft) {
    String id = draft.givenId().orElseThrow();
    Fact fact = draft.fact();
    if (fact instanceof Finding finding) {
      return finding(finding, id, draft);
    }
    if (fact instanceof Measurement measurement) {
      return measurement(measurement, id, draft);
    }
    if (fact instanceof MedicationUse use) {
      return medication(use, id, draft);
    }
    if (fact instanceof Intervention intervention) {
      return procedure(intervention, id, draft);
    }
    if (fact instanceof Sample s) {
      var procedure = references.resolve(s.procedure(), draft, FactKind.PROCEDURE);
      return new Sample(id, s.concept(), s.circumstances(), procedure, s.processing());
    }
    return fact instanceof StudyReport report ? report(report, id, draft) : named(fact, id);
  }

  // These name no other fact.
  private static Fact named(Fact fact, String id) {
    if (fact instanceof FamilyHistory h) {
      return new FamilyHistory(
          id, h.concept(), h.circumstances(), h.sex(), h.deceased(), h.illnesses());
    }
    if (fact instanceof Sensitivity s) {
      return new Sensitivity(
          id, s.concept(), s.circumstances(), s.category(), s.reactions(), s.onset());
    }
    Diagnosis d = (Diagnosis) fact;
    return new Diagnosis(
        id,
        d.concept(),
        d.circumstances(),
        d.comorbidity(),
        d.differential(),
        d.clinicalStatus(),
        d.onset(),
        d.abatement(),
        d.stage());
  }

  private Fact finding(Finding f, String id, Draft draft) {
    return new Finding(
        id,
        f.concept(),
        f.circumstances(),
        f.category(),
        f.value(),
        f.onset(),
        f.duration(),
        f.abatement(),
        links(f.links(), draft));
  }

  private Fact measurement(Measurement m, String id, Draft draft) {
    return new Measurement(
        id,
        m.concept(),
        m.circumstances(),
        m.category(),
        m.value(),
        m.interpretation(),
        m.reference(),
        m.method(),
        links(m.links(), draft));
  }

  private Fact medication(MedicationUse m, String id, Draft draft) {
    return new MedicationUse(
        id,
        m.concept(),
        m.circumstances(),
        m.status(),
        m.dosages(),
        m.start(),
        m.end(),
        m.duration(),
        references.resolve(m.treats(), draft, FactKind.DIAGNOSIS, FactKind.FINDING),
        m.response());
  }

  private Fact procedure(Intervention i, String id, Draft draft) {
    return new Intervention(
        id,
        i.concept(),
        i.circumstances(),
        i.status(),
        i.end(),
        references.resolve(i.reasons(), draft, FactKind.DIAGNOSIS, FactKind.FINDING),
        i.outcome(),
        i.complications());
  }

  private Fact report(StudyReport r, String id, Draft draft) {
    return new StudyReport(
        id,
        r.concept(),
        r.circumstances(),
        r.category(),
        references.resolve(r.procedures(), draft, FactKind.PROCEDURE),
        references.resolve(r.specimens(), draft, FactKind.SPECIMEN),
        r.conclusion());
  }

  private Links links(Links links, Draft draft) {
    return new Links(
        references.resolve(links.supports(), draft, FactKind.DIAGNOSIS),
        references.resolve(links.responseTo(), draft, FactKind.MEDICATION),
        references.resolve(links.procedure(), draft, FactKind.PROCEDURE),
        references.resolve(links.specimen(), draft, FactKind.SPECIMEN),
        references.resolve(links.report(), draft, FactKind.REPORT));
  }
}

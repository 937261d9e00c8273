package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;
import org.case2fhir.terminology.Domain;

/** Writes a fact: as its words alone where nothing else is told of it. */
final class FactWriter {
  private final ReadScope scope;
  private final PartWriter parts;

  FactWriter(ReadScope scope) {
    this.scope = scope;
    this.parts = new PartWriter(scope);
  }

  /** A text, or a map whose first key is the head. */
  Object write(Fact fact) {
    FactList list = FactList.of(fact.kind());
    Assertion assertion = fact.circumstances().assertion();
    boolean negative = isNegative(fact);
    Head usual = list.heads().get(0);
    Head head = negative || list.headsSuffice() ? list.head(assertion).orElse(usual) : usual;
    if (fact instanceof Sensitivity) {
      head = list.head(assertion).orElse(usual);
    }
    MappingBuilder keys = new MappingBuilder().put(head.key(), fact.concept().text());
    String derived = FactIds.derive(fact.concept(), fact.circumstances());
    keys.putIf(!fact.id().equals(derived), "id", fact.id());
    Assertion implied = negative ? Assertion.ABSENT : head.assertion();
    boolean plain =
        new HeadWords(list, scope.silent())
            .accept(fact.concept().text(), head, scope.issues().start());
    keys.putIf(assertion != implied || !plain, "assertion", Keywords.of(assertion));
    Recognition read = CodedFacts.recognised(fact, scope);
    boolean same =
        read.codes().equals(fact.concept().codes()) && read.told().equals(fact.circumstances());
    keys.put("codes", same ? Optional.empty() : parts.codes(fact.concept()));
    body(fact, head, keys);
    circumstances(fact.circumstances(), keys);
    return keys.hasOnly(usual.key()) ? fact.concept().text() : keys.map();
  }

  private static boolean isNegative(Fact fact) {
    return (fact instanceof MedicationUse use && use.status() == MedicationStatus.NOT_TAKEN)
        || (fact instanceof Intervention done && done.status() == InterventionStatus.NOT_DONE);
  }

  private void body(Fact fact, Head head, MappingBuilder keys) {
    ResultWriter results = new ResultWriter(scope);
    CareWriter care = new CareWriter(scope);
    if (fact instanceof Diagnosis diagnosis) {
      results.diagnosis(diagnosis, keys);
    } else if (fact instanceof Finding finding) {
      results.finding(finding, keys);
    } else if (fact instanceof Measurement measurement) {
      results.measurement(measurement, keys);
    } else if (fact instanceof MedicationUse use) {
      care.medication(use, head, keys);
    } else if (fact instanceof Intervention intervention) {
      care.procedure(intervention, head, keys);
    } else if (fact instanceof Sample sample) {
      keys.put("procedure", sample.procedure()).putAll("processing", sample.processing());
    } else if (fact instanceof StudyReport report) {
      care.report(report, keys);
    } else if (fact instanceof FamilyHistory history) {
      care.relative(history, keys);
    } else if (fact instanceof Sensitivity sensitivity) {
      care.allergy(sensitivity, keys);
    }
  }

  // The encounter is told by where the fact stands.
  private void circumstances(Circumstances told, MappingBuilder keys) {
    Optional<Object> severity =
        told.severity().map(concept -> parts.concept(concept, Domain.QUALIFIER));
    keys.put("date", parts.time(told.time()))
        .putAll("site", told.bodySites().stream().map(parts::site).toList())
        .put("severity", severity)
        .put("note", told.note())
        .putAll("evidence", parts.evidence(told.evidence()))
        .put("confidence", told.confidence());
  }
}

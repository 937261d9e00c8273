package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Finding;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;

/** Writes what is particular to diagnoses, findings and measurements. */
final class ResultWriter {
  private final ReadScope scope;
  private final PartWriter parts;
  private final ValueWriter values;

  ResultWriter(ReadScope scope) {
    this.scope = scope;
    this.parts = new PartWriter(scope);
    this.values = new ValueWriter(scope);
  }

  void diagnosis(Diagnosis diagnosis, MappingBuilder keys) {
    keys.putIf(diagnosis.comorbidity(), "comorbidity", true)
        .putIf(diagnosis.differential(), "differential", true)
        .put("status", diagnosis.clinicalStatus().map(Keywords::of))
        .put("onset", parts.time(diagnosis.onset()))
        .put("abatement", parts.time(diagnosis.abatement()))
        .putAll("stage", parts.concepts(diagnosis.stage(), Domain.QUALIFIER));
  }

  void finding(Finding finding, MappingBuilder keys) {
    boolean usual = finding.category() == FindingCategory.SYMPTOM;
    boolean size = finding.value().filter(Value.Dimensions.class::isInstance).isPresent();
    keys.putIf(!usual, "category", Keywords.of(finding.category()))
        .put(size ? "size" : "value", finding.value().map(values::ofFinding))
        .put("onset", parts.time(finding.onset()))
        .put("duration", finding.duration().map(TimeSpan::toString))
        .put("abatement", parts.time(finding.abatement()));
    links(finding.links(), keys);
  }

  void measurement(Measurement measurement, MappingBuilder keys) {
    String test = measurement.concept().text();
    MeasurementCategory usual =
        scope.vocabulary().testCategory(test).orElse(MeasurementCategory.LABORATORY);
    Optional<Interpretation> implied = measurement.value().flatMap(Judgements::implied);
    String judgement = measurement.interpretation().map(Keywords::of).orElse(Judgements.NONE);
    Unit bare = Measures.bareUnit(scope.vocabulary(), test);
    ValueWriter result = new ValueWriter(scope, bare);
    ValueWriter range = new ValueWriter(scope, Measures.inherited(measurement.value(), bare));
    keys.put("value", measurement.value().map(result::value))
        .putIf(!measurement.interpretation().equals(implied), "interpretation", judgement)
        .put("reference", measurement.reference().map(range::value))
        .put("method", measurement.method().map(m -> parts.concept(m, Domain.PROCEDURE)))
        .putIf(measurement.category() != usual, "category", Keywords.of(measurement.category()));
    links(measurement.links(), keys);
  }

  private static void links(Links links, MappingBuilder keys) {
    keys.putAll("supports", links.supports())
        .putAll("response-to", links.responseTo())
        .put("procedure", links.procedure())
        .put("specimen", links.specimen())
        .put("report", links.report());
  }
}

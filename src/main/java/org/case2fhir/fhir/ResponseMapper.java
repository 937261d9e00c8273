package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.MedicationUse;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;

/**
 * What a treatment did, in the case's words, as an Observation that is part of the
 * MedicationStatement. No verified code means "response to treatment" exactly, so it has none.
 */
final class ResponseMapper {
  private ResponseMapper() {}

  static Optional<Observation> map(MedicationUse use, CaseContext context) {
    return use.response().map(response -> map(use, response, context));
  }

  private static Observation map(MedicationUse use, String response, CaseContext context) {
    Circumstances circumstances = use.circumstances();
    FactRef ref = FactRef.of(use);
    Observation observation =
        Observations.begin(
            ref,
            "response",
            ObservationCategory.of(FindingCategory.OUTCOME),
            CodeableConcepts.ofText("Response to treatment"),
            context);
    observation.setValue(new StringType(response));
    Observations.addCause(observation, use.id(), context);
    context.encounter(circumstances).ifPresent(observation::setEncounter);
    DatedTime moment = context.visitMoment(circumstances);
    Observations.setEffective(observation, moment);
    EvidenceMapper.add(observation, circumstances, context);
    observation.setText(
        Observations.narrative(
                "Response to treatment with " + use.concept().text() + ": " + response,
                Circumstances.PLAIN,
                moment,
                context.visitLabel(circumstances))
            .build());
    return observation;
  }
}

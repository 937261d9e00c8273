package org.case2fhir.version;

import java.util.List;
import java.util.Map;
import org.case2fhir.version.VersionConverter.EntryNotes;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.AdverseEvent.AdverseEventActuality;
import org.hl7.fhir.r4.model.AdverseEvent.AdverseEventSuspectEntityComponent;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r5.model.AdverseEvent.AdverseEventStatus;
import org.hl7.fhir.r5.model.DataType;
import org.hl7.fhir.r5.model.Extension;

/**
 * AdverseEvent, which HL7's converter does not convert. In R5 the event is its {@code code}, the
 * date its {@code occurrence}, and a severity there is none (<a
 * href="https://hl7.org/fhir/R5/adverseevent.html">R5 AdverseEvent</a>).
 */
final class AdverseEventRule {
  private static final String SERIOUSNESS =
      "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness";

  /** The codes of R4 and those that the code system has today. */
  private static final Map<String, String> SERIOUS =
      Map.of("Serious", "serious", "Non-serious", "non-serious");

  private static final String SEVERITY = "AdverseEvent.severity";

  private AdverseEventRule() {}

  static org.hl7.fhir.r5.model.AdverseEvent toR5(AdverseEvent source, EntryNotes notes) {
    org.hl7.fhir.r5.model.AdverseEvent target = new org.hl7.fhir.r5.model.AdverseEvent();
    copyHead(source, target);
    if (source.hasIdentifier()) {
      target.addIdentifier((org.hl7.fhir.r5.model.Identifier) type(source.getIdentifier()));
    }
    // R5 demands one; whether the event is over is not known.
    target.setStatus(AdverseEventStatus.UNKNOWN);
    if (source.hasActuality()) {
      target.setActuality(
          org.hl7.fhir.r5.model.AdverseEvent.AdverseEventActuality.fromCode(
              source.getActuality().toCode()));
    }
    source.getCategory().forEach(c -> target.addCategory(ResourceRules.concept(c)));
    if (source.hasEvent()) {
      target.setCode(ResourceRules.concept(source.getEvent()));
    }
    if (source.hasSubject()) {
      target.setSubject((org.hl7.fhir.r5.model.Reference) type(source.getSubject()));
    }
    if (source.hasEncounter()) {
      target.setEncounter((org.hl7.fhir.r5.model.Reference) type(source.getEncounter()));
    }
    if (source.hasDateElement()) {
      target.setOccurrence(type(source.getDateElement()));
    }
    if (source.hasSeriousness()) {
      target.setSeriousness(ResourceRules.concept(inOtherCodes(source.getSeriousness(), SERIOUS)));
    }
    if (source.hasSeverity()) {
      target.addExtension(
          ResourceRules.element(SEVERITY, ResourceRules.concept(source.getSeverity())));
      notes.inExtension(SEVERITY, "R5 has no severity of an event");
    }
    if (source.hasOutcome()) {
      target.addOutcome(ResourceRules.concept(source.getOutcome()));
    }
    for (AdverseEventSuspectEntityComponent suspect : source.getSuspectEntity()) {
      target.addSuspectEntity().setInstance(type(suspect.getInstance()));
    }
    notes.moved("AdverseEvent", "its elements have other names in R5");
    return target;
  }

  static AdverseEvent toR4(org.hl7.fhir.r5.model.AdverseEvent source) {
    final List<Extension> severities = ResourceRules.taken(source, SEVERITY);
    AdverseEvent target = new AdverseEvent();
    copyHead(source, target);
    source.getIdentifier().stream()
        .findFirst()
        .ifPresent(first -> target.setIdentifier((Identifier) type(first)));
    if (source.hasActuality()) {
      target.setActuality(AdverseEventActuality.fromCode(source.getActuality().toCode()));
    }
    source.getCategory().forEach(c -> target.addCategory(ResourceRules.concept(c)));
    if (source.hasCode()) {
      target.setEvent(ResourceRules.concept(source.getCode()));
    }
    if (source.hasSubject()) {
      target.setSubject((Reference) type(source.getSubject()));
    }
    if (source.hasEncounter()) {
      target.setEncounter((Reference) type(source.getEncounter()));
    }
    if (source.hasOccurrenceDateTimeType()) {
      target.setDateElement((DateTimeType) type(source.getOccurrenceDateTimeType()));
    }
    if (source.hasSeriousness()) {
      CodeableConcept concept = ResourceRules.concept(source.getSeriousness());
      Map<String, String> back = Map.of("serious", "Serious", "non-serious", "Non-serious");
      target.setSeriousness(inOtherCodes(concept, back));
    }
    severities.stream()
        .map(Extension::getValueCodeableConcept)
        .forEach(severity -> target.setSeverity(ResourceRules.concept(severity)));
    source.getOutcome().stream()
        .findFirst()
        .ifPresent(first -> target.setOutcome(ResourceRules.concept(first)));
    source.getSuspectEntity().stream()
        .filter(suspect -> suspect.hasInstanceReference())
        .forEach(
            suspect ->
                target
                    .addSuspectEntity()
                    .setInstance((Reference) type(suspect.getInstanceReference())));
    return target;
  }

  private static CodeableConcept inOtherCodes(CodeableConcept concept, Map<String, String> codes) {
    CodeableConcept copy = concept.copy();
    for (Coding coding : copy.getCoding()) {
      if (SERIOUSNESS.equals(coding.getSystem())) {
        coding.setCode(codes.getOrDefault(coding.getCode(), coding.getCode()));
      }
    }
    return copy;
  }

  private static DataType type(Type value) {
    return VersionConvertorFactory_40_50.convertType(value);
  }

  private static Type type(DataType value) {
    return VersionConvertorFactory_40_50.convertType(value);
  }

  /** What all resources have: id, meta, narrative, extensions. */
  static void copyHead(DomainResource source, org.hl7.fhir.r5.model.DomainResource target) {
    Basic head = new Basic();
    source.copyValues((DomainResource) head);
    org.hl7.fhir.r5.model.DomainResource converted =
        (org.hl7.fhir.r5.model.DomainResource) VersionConvertorFactory_40_50.convertResource(head);
    converted.copyValues(target);
  }

  /** The same on the way back. */
  static void copyHead(org.hl7.fhir.r5.model.DomainResource source, DomainResource target) {
    org.hl7.fhir.r5.model.Basic head = new org.hl7.fhir.r5.model.Basic();
    source.copyValues((org.hl7.fhir.r5.model.DomainResource) head);
    DomainResource converted = (DomainResource) VersionConvertorFactory_40_50.convertResource(head);
    converted.copyValues(target);
  }
}

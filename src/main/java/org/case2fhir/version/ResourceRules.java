package org.case2fhir.version;

import java.util.List;
import java.util.Map;
import org.case2fhir.version.VersionConverter.EntryNotes;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Media;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.model.CodeType;
import org.hl7.fhir.r5.model.DataType;
import org.hl7.fhir.r5.model.Element;
import org.hl7.fhir.r5.model.Extension;

/**
 * One resource from R4 to R5 and back: HL7's converter, and after it a rule for each type of which
 * it drops or misplaces something.
 *
 * <p>What R5 has no element for is written as an extension that is named after the element of R4,
 * which keeps it without changing what the resource says. (HL7's own addresses for such extensions
 * are errors to validators that have not the definitions of R4, too.)
 */
final class ResourceRules {
  /** Before the path of an element of R4 in the address of the extension that keeps it. */
  static final String R4_ELEMENT = "urn:case2fhir:fhir-r4:";

  /** How HL7's converter marks a status; HAPI's validator takes such addresses for errors. */
  private static final String CONVERTERS_ELEMENT = "/extension-MedicationStatement.status";

  private static final String ADHERENCE =
      "http://hl7.org/fhir/CodeSystem/medication-statement-adherence";
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  private static final String UNKNOWN = "unknown";
  private static final String SNOMED_CT = "http://snomed.info/sct";

  /** Left, right, both. */
  private static final List<String> SIDES = List.of("7771000", "24028007", "51440002");

  /** What R5 calls adherence; what is completed or intended is neither taken nor not. */
  private static final Map<MedicationStatementStatus, String> ADHERENCES =
      Map.of(
          MedicationStatementStatus.ACTIVE, "taking",
          MedicationStatementStatus.NOTTAKEN, "not-taking",
          MedicationStatementStatus.ONHOLD, "on-hold",
          MedicationStatementStatus.STOPPED, "stopped",
          MedicationStatementStatus.UNKNOWN, UNKNOWN);

  private ResourceRules() {}

  /** A resource in R5; its references are as they were. */
  static org.hl7.fhir.r5.model.Resource toR5(Resource source, EntryNotes notes) {
    List<Resource> contained =
        source instanceof DomainResource domain ? List.copyOf(domain.getContained()) : List.of();
    if (source instanceof DomainResource domain) {
      domain.setContained(null);
    }
    org.hl7.fhir.r5.model.Resource target = converted(source, notes);
    for (int i = 0; i < contained.size(); i++) {
      EntryNotes within = notes.within(source.fhirType() + ".contained[" + i + "]");
      ((org.hl7.fhir.r5.model.DomainResource) target).addContained(toR5(contained.get(i), within));
    }
    if (source instanceof DomainResource domain) {
      domain.setContained(contained);
    }
    return target;
  }

  private static org.hl7.fhir.r5.model.Resource converted(Resource source, EntryNotes notes) {
    if (source instanceof AdverseEvent event) {
      return AdverseEventRule.toR5(event, notes);
    }
    if (source instanceof Media media) {
      return MediaRule.toR5(media, notes);
    }
    org.hl7.fhir.r5.model.Resource target = VersionConvertorFactory_40_50.convertResource(source);
    if (source instanceof MedicationStatement statement) {
      toR5(statement, (org.hl7.fhir.r5.model.MedicationStatement) target, notes);
    } else if (source instanceof Condition condition) {
      toR5(condition, (org.hl7.fhir.r5.model.Condition) target, notes);
    } else if (source instanceof Device device) {
      toR5(device, (org.hl7.fhir.r5.model.Device) target, notes);
    } else if (source instanceof DocumentReference document) {
      toR5(document, (org.hl7.fhir.r5.model.DocumentReference) target, notes);
    } else if (source instanceof BodyStructure structure) {
      toR5(structure, (org.hl7.fhir.r5.model.BodyStructure) target, notes);
    } else if (source instanceof DeviceUseStatement) {
      notes.moved("DeviceUseStatement", "called DeviceUsage in R5");
    }
    return target;
  }

  /** A resource in R4. What is written here by {@link #toR5} comes back as it was. */
  static Resource toR4(org.hl7.fhir.r5.model.Resource source) {
    List<org.hl7.fhir.r5.model.Resource> contained =
        source instanceof org.hl7.fhir.r5.model.DomainResource domain
            ? List.copyOf(domain.getContained())
            : List.of();
    if (source instanceof org.hl7.fhir.r5.model.DomainResource domain) {
      domain.setContained(null);
    }
    Resource target = returned(source);
    for (org.hl7.fhir.r5.model.Resource inner : contained) {
      ((DomainResource) target).addContained(toR4(inner));
    }
    return target;
  }

  private static Resource returned(org.hl7.fhir.r5.model.Resource source) {
    if (source instanceof org.hl7.fhir.r5.model.AdverseEvent event) {
      return AdverseEventRule.toR4(event);
    }
    if (source instanceof org.hl7.fhir.r5.model.DocumentReference document) {
      return MediaRule.isMedia(document) ? MediaRule.toR4(document) : toR4(document);
    }
    if (source instanceof org.hl7.fhir.r5.model.MedicationStatement statement) {
      return toR4(statement);
    }
    if (source instanceof org.hl7.fhir.r5.model.Device device) {
      return toR4(device);
    }
    Resource target = VersionConvertorFactory_40_50.convertResource(source);
    if (source instanceof org.hl7.fhir.r5.model.BodyStructure structure) {
      toR4(structure, (BodyStructure) target);
    } else if (target instanceof Condition condition) {
      // R4 has no such code; there the status may be missing.
      condition
          .getClinicalStatus()
          .getCoding()
          .removeIf(c -> CLINICAL.equals(c.getSystem()) && UNKNOWN.equals(c.getCode()));
      if (condition.getClinicalStatus().isEmpty()) {
        condition.setClinicalStatus(null);
      }
    }
    return target;
  }

  // MedicationStatement: R5 keeps apart whether the record is good and what the patient does.

  private static void toR5(
      MedicationStatement source,
      org.hl7.fhir.r5.model.MedicationStatement target,
      EntryNotes notes) {
    target.getExtension().removeIf(e -> e.getUrl().endsWith(CONVERTERS_ELEMENT));
    MedicationStatementStatus status = source.getStatus();
    String code = status == null ? null : ADHERENCES.get(status);
    if (code != null) {
      target
          .getAdherence()
          .setCode(
              new org.hl7.fhir.r5.model.CodeableConcept(
                  new org.hl7.fhir.r5.model.Coding().setSystem(ADHERENCE).setCode(code)));
      String message = "a drug that is `%s` in R4 is `recorded` in R5, its adherence `%s`";
      notes.moved("MedicationStatement.status", message.formatted(status.toCode(), code));
    } else if (status != null && status != MedicationStatementStatus.ENTEREDINERROR) {
      target.addExtension(element("MedicationStatement.status", new CodeType(status.toCode())));
      String message = "R5 has no drug that is `%s`: it is `recorded`, without an adherence";
      notes.inExtension("MedicationStatement.status", message.formatted(status.toCode()));
    }
    List<CodeableConcept> reasons = source.getStatusReason();
    if (code != null && reasons.size() == 1) {
      target.getAdherence().setReason(concept(reasons.get(0)));
      String message = "`adherence.reason` in R5";
      notes.moved("MedicationStatement.statusReason", message);
    } else {
      for (CodeableConcept reason : reasons) {
        target.addExtension(element("MedicationStatement.statusReason", concept(reason)));
        String message = "R5 has no room for the reason of this status";
        notes.inExtension("MedicationStatement.statusReason", message);
      }
    }
  }

  private static MedicationStatement toR4(org.hl7.fhir.r5.model.MedicationStatement source) {
    final List<Extension> statuses = taken(source, "MedicationStatement.status");
    final List<Extension> reasons = taken(source, "MedicationStatement.statusReason");
    final boolean marked =
        source.getExtension().stream().anyMatch(e -> e.getUrl().endsWith(CONVERTERS_ELEMENT));
    MedicationStatement target =
        (MedicationStatement) VersionConvertorFactory_40_50.convertResource(source);
    // The converter keeps the status of R5 in one.
    target.getExtension().removeIf(e -> e.getUrl().endsWith(CONVERTERS_ELEMENT));
    if (!statuses.isEmpty()) {
      String code = statuses.get(0).getValue().primitiveValue();
      target.setStatus(MedicationStatementStatus.fromCode(code));
    } else if (!marked && target.getStatus() != MedicationStatementStatus.ENTEREDINERROR) {
      target.setStatus(status(source.getAdherence().getCode()));
    }
    if (source.getAdherence().hasReason()) {
      target.addStatusReason(concept(source.getAdherence().getReason()));
    }
    reasons.forEach(r -> target.addStatusReason(concept(r.getValueCodeableConcept())));
    return target;
  }

  private static MedicationStatementStatus status(org.hl7.fhir.r5.model.CodeableConcept adherence) {
    String code = adherence.hasCoding() ? adherence.getCode(ADHERENCE) : null;
    return ADHERENCES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(code))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(MedicationStatementStatus.UNKNOWN);
  }

  // Condition: R5 demands a clinical status.

  private static void toR5(
      Condition source, org.hl7.fhir.r5.model.Condition target, EntryNotes notes) {
    if (!source.hasClinicalStatus()) {
      target.setClinicalStatus(
          new org.hl7.fhir.r5.model.CodeableConcept(
              new org.hl7.fhir.r5.model.Coding(CLINICAL, UNKNOWN, "Unknown")));
      notes.moved("Condition.clinicalStatus", "R5 demands one; it is written as unknown");
    }
  }

  // Device: R5 says in other resources whose device it is.

  private static void toR5(Device source, org.hl7.fhir.r5.model.Device target, EntryNotes notes) {
    if (source.hasPatient()) {
      target.addExtension(
          element(
              "Device.patient",
              new org.hl7.fhir.r5.model.Reference(source.getPatient().getReference())
                  .setDisplay(source.getPatient().getDisplay())));
      notes.inExtension("Device.patient", "a Device of R5 does not say whose it is");
    }
    for (int i = 0; i < source.getDeviceName().size(); i++) {
      DeviceNameType type = source.getDeviceName().get(i).getType();
      if (type != DeviceNameType.USERFRIENDLYNAME && type != DeviceNameType.PATIENTREPORTEDNAME) {
        target
            .getName()
            .get(i)
            .addExtension(element("Device.deviceName.type", new CodeType(type.toCode())));
        notes.inExtension(
            "Device.deviceName", "R5 has no name of the type `" + type.toCode() + "`");
      }
    }
  }

  private static Device toR4(org.hl7.fhir.r5.model.Device source) {
    List<Extension> patients = taken(source, "Device.patient");
    List<List<Extension>> types =
        source.getName().stream().map(n -> taken(n, "Device.deviceName.type")).toList();
    Device target = (Device) VersionConvertorFactory_40_50.convertResource(source);
    patients.stream()
        .map(Extension::getValueReference)
        .forEach(
            patient ->
                target
                    .getPatient()
                    .setReference(patient.getReference())
                    .setDisplay(patient.getDisplay()));
    for (int i = 0; i < types.size(); i++) {
      for (Extension type : types.get(i)) {
        target
            .getDeviceName()
            .get(i)
            .setType(DeviceNameType.fromCode(type.getValue().primitiveValue()));
      }
    }
    return target;
  }

  // DocumentReference: R5 makes no difference between its identifiers.

  private static void toR5(
      DocumentReference source, org.hl7.fhir.r5.model.DocumentReference target, EntryNotes notes) {
    if (source.hasMasterIdentifier()) {
      List<org.hl7.fhir.r5.model.Identifier> all = target.getIdentifier();
      // The converter puts it first; the other identifiers keep their places.
      org.hl7.fhir.r5.model.Identifier master = all.remove(0);
      all.add(master);
      target.addExtension(element("DocumentReference.masterIdentifier", master.copy()));
      String message = "the last of the identifiers in R5, and in an extension";
      notes.moved("DocumentReference.masterIdentifier", message);
      notes.moved("DocumentReference.identifier", "the last is the master identifier of R4");
    }
  }

  private static DocumentReference toR4(org.hl7.fhir.r5.model.DocumentReference source) {
    List<Extension> masters = taken(source, "DocumentReference.masterIdentifier");
    DocumentReference target =
        (DocumentReference) VersionConvertorFactory_40_50.convertResource(source);
    for (Extension master : masters) {
      Identifier identifier =
          new Identifier()
              .setSystem(master.getValueIdentifier().getSystem())
              .setValue(master.getValueIdentifier().getValue());
      target.getIdentifier().removeIf(identifier::equalsDeep);
      target.setMasterIdentifier(identifier);
    }
    return target;
  }

  // BodyStructure: R5 has a list of places, each with its side.

  private static void toR5(
      BodyStructure source, org.hl7.fhir.r5.model.BodyStructure target, EntryNotes notes) {
    if (!source.hasLocation() && !source.hasLocationQualifier()) {
      return;
    }
    target.setIncludedStructure(null);
    var included = target.addIncludedStructure();
    if (source.hasLocation()) {
      included.setStructure(concept(source.getLocation()));
    }
    for (CodeableConcept qualifier : source.getLocationQualifier()) {
      if (isSide(concept(qualifier)) && !included.hasLaterality() && !included.hasQualifier()) {
        included.setLaterality(concept(qualifier));
      } else {
        included.addQualifier(concept(qualifier));
      }
    }
    String place = "within `includedStructure` in R5";
    notes.moved("BodyStructure.location", place);
    notes.moved("BodyStructure.locationQualifier", place);
  }

  private static boolean isSide(org.hl7.fhir.r5.model.CodeableConcept qualifier) {
    return qualifier.getCoding().stream()
        .anyMatch(c -> SNOMED_CT.equals(c.getSystem()) && SIDES.contains(c.getCode()));
  }

  private static void toR4(org.hl7.fhir.r5.model.BodyStructure source, BodyStructure target) {
    target.setLocation(null);
    target.setLocationQualifier(null);
    // R4 has room for one place.
    source.getIncludedStructure().stream()
        .findFirst()
        .ifPresent(
            first -> {
              if (first.hasStructure()) {
                target.setLocation(concept(first.getStructure()));
              }
              if (first.hasLaterality()) {
                target.addLocationQualifier(concept(first.getLaterality()));
              }
              first.getQualifier().forEach(q -> target.addLocationQualifier(concept(q)));
            });
  }

  // What the rules share.

  /** An extension that stands for an element of R4. */
  static Extension element(String path, DataType value) {
    return new Extension(R4_ELEMENT + path, value);
  }

  /** The extensions for an element of R4, which are no longer there then. */
  static List<Extension> taken(Element from, String path) {
    List<Extension> found = List.copyOf(from.getExtensionsByUrl(R4_ELEMENT + path));
    from.getExtension().removeAll(found);
    return found;
  }

  /** The same of a resource. */
  static List<Extension> taken(org.hl7.fhir.r5.model.DomainResource from, String path) {
    List<Extension> found = List.copyOf(from.getExtensionsByUrl(R4_ELEMENT + path));
    from.getExtension().removeAll(found);
    return found;
  }

  static org.hl7.fhir.r5.model.CodeableConcept concept(CodeableConcept concept) {
    return (org.hl7.fhir.r5.model.CodeableConcept)
        VersionConvertorFactory_40_50.convertType(concept);
  }

  static CodeableConcept concept(org.hl7.fhir.r5.model.CodeableConcept concept) {
    return (CodeableConcept) VersionConvertorFactory_40_50.convertType(concept);
  }
}

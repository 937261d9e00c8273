package org.case2fhir.fhir;

import java.util.List;
import org.case2fhir.fhir.BundleAssembler.MappedResource;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * Which software assembled the resources, and from what. {@code recorded} must be there, but
 * nothing here reads the clock: it says that it is unknown.
 */
final class ProvenanceMapper {
  private ProvenanceMapper() {}

  /**
   * The Provenance of all resources made so far.
   *
   * @param made every resource but this; the source itself is not a target
   */
  static Provenance map(List<MappedResource> made, CaseContext context) {
    Provenance provenance = new Provenance();
    context.stamp(provenance, FactRef.SOURCE, "provenance");
    made.stream()
        .map(MappedResource::resource)
        .filter(resource -> resource.getResourceType() != ResourceType.DocumentReference)
        .forEach(resource -> provenance.addTarget(context.referenceTo(resource)));
    InstantType unknown = new InstantType();
    unknown.addExtension(FhirValues.dataAbsent());
    provenance.setRecordedElement(
        context.options().recorded().map(FhirValues::instant).orElse(unknown));
    provenance.addContained(software(context));
    provenance
        .addAgent()
        .setType(CodeableConcepts.of(StructuralCodes.ASSEMBLER))
        .setWho(new Reference("#software"));
    context
        .source()
        .ifPresent(
            source -> provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(source));
    provenance.setText(
        NarrativeBuilder.of("Assembled by case2fhir " + context.options().software())
            .item("Resources", Integer.toString(made.size()))
            .build());
    return provenance;
  }

  private static Device software(CaseContext context) {
    Device device = new Device();
    device.setId("software");
    device.addDeviceName().setName("case2fhir").setType(DeviceNameType.MODELNAME);
    device.addVersion().setValue(context.options().software());
    return device;
  }
}

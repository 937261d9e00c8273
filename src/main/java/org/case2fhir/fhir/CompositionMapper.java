package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.fhir.BundleAssembler.MappedResource;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.model.Code;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * The head of a document (<a href="http://hl7.org/fhir/R4/documents.html">R4 documents</a>): its
 * sections list the resources of a case and can be read without them. Sections and codes are those
 * of the <a href="http://hl7.org/fhir/uv/ips/STU1.1/">International Patient Summary</a>, with
 * further ones for what a case report holds besides.
 */
final class CompositionMapper {
  private static final String ABSENT =
      "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
  private static final String EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
  private static final String IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/";

  private final CaseContext context;
  private final List<MappedResource> made;
  private final boolean summary;

  private CompositionMapper(List<MappedResource> made, CaseContext context) {
    this.context = context;
    this.made = made;
    this.summary = context.options().receiver() == Receiver.IPS;
  }

  /** Parts of the document, in their order. */
  private enum Part {
    PROBLEMS("Problems", "11450-4", "no-problem-info"),
    ALLERGIES("Allergies and intolerances", "48765-2", "no-allergy-info"),
    MEDICATIONS("Medications", "10160-0", "no-medication-info"),
    FINDINGS("Symptoms and findings", "10164-2", ""),
    VITAL_SIGNS("Vital signs", "8716-3", ""),
    RESULTS("Results", "30954-2", ""),
    PROCEDURES("Procedures", "47519-4", ""),
    DEVICES("Medical devices", "46264-8", ""),
    IMMUNIZATIONS("Immunizations", "11369-6", ""),
    FAMILY("Family history", "10157-6", ""),
    SOCIAL("Social history", "29762-2", ""),
    ENCOUNTERS("Encounters", "46240-8", "");

    private final String title;
    private final String code;

    /** IPS's code for "nothing is known of it"; empty where the part may be missing. */
    private final String nothingKnown;

    Part(String title, String code, String nothingKnown) {
      this.title = title;
      this.code = code;
      this.nothingKnown = nothingKnown;
    }
  }

  /**
   * Adds the Composition before all others, and its author and what stands for nothing known after
   * them.
   *
   * @param made the resources of the case in their final shape; the list is added to
   */
  static void add(List<MappedResource> made, CaseContext context) {
    new CompositionMapper(made, context).add();
  }

  private void add() {
    Device author = author();
    Composition composition = new Composition();
    context.stamp(composition, FactRef.SOURCE, "composition");
    composition.setIdentifier(CaseContext.identifier(composition));
    composition.setStatus(CompositionStatus.FINAL);
    composition.setType(type());
    composition.setSubject(context.subject());
    composition.setDateElement(date());
    composition.addAuthor(context.referenceTo(author).setDisplay("case2fhir"));
    composition.setTitle(context.report().title().orElse("Case " + context.report().id()));
    Map<Part, List<DomainResource>> parts = parts();
    for (Part part : Part.values()) {
      section(part, parts.getOrDefault(part, List.of())).ifPresent(composition::addSection);
    }
    composition.setText(NarrativeBuilder.of(composition.getTitle()).build());
    if (summary) {
      composition.getMeta().addProfile(IPS + "Composition-uv-ips");
    }
    made.add(0, new MappedResource(composition, FactRef.SOURCE));
    made.add(new MappedResource(author, FactRef.SOURCE));
  }

  private CodeableConcept type() {
    return summary
        ? CodeableConcepts.of(new Code(Systems.LOINC, "60591-5", "Patient summary Document"))
        : CodeableConcepts.of(new Code(Systems.LOINC, "34133-9", "Summary of episode note"));
  }

  private DateTimeType date() {
    return context
        .options()
        .recorded()
        .map(instant -> new DateTimeType(FhirValues.instant(instant).getValueAsString()))
        .orElseGet(FhirValues::unknownDateTime);
  }

  private Device author() {
    Device device = new Device();
    context.stamp(device, FactRef.SOURCE, "author");
    device.addIdentifier(CaseContext.identifier(device));
    device.addDeviceName().setName("case2fhir").setType(Device.DeviceNameType.MODELNAME);
    device.addVersion().setValue(context.options().software());
    device.setText(
        NarrativeBuilder.of("Software: case2fhir " + context.options().software()).build());
    return device;
  }

  private Map<Part, List<DomainResource>> parts() {
    Map<Part, List<DomainResource>> parts = new EnumMap<>(Part.class);
    for (MappedResource each : made) {
      part(each.resource())
          .ifPresent(
              part -> parts.computeIfAbsent(part, p -> new ArrayList<>()).add(each.resource()));
    }
    return parts;
  }

  private static Optional<Part> part(DomainResource resource) {
    return Optional.ofNullable(
        switch (resource.fhirType()) {
          case "Condition" ->
              ((Condition) resource).hasClinicalStatus() ? Part.PROBLEMS : Part.FINDINGS;
          case "AllergyIntolerance" -> Part.ALLERGIES;
          case "MedicationStatement", "MedicationRequest" -> Part.MEDICATIONS;
          case "Procedure" -> Part.PROCEDURES;
          case "Immunization" -> Part.IMMUNIZATIONS;
          case "DeviceUseStatement" -> Part.DEVICES;
          case "AdverseEvent", "Media" -> Part.FINDINGS;
          case "RelatedPerson" -> Part.FAMILY;
          case "FamilyMemberHistory" -> Part.FAMILY;
          case "Encounter" -> Part.ENCOUNTERS;
          case "DiagnosticReport" -> Part.RESULTS;
          case "Observation" -> part((Observation) resource);
          default -> null;
        });
  }

  private static Part part(Observation observation) {
    if (hasCategory(observation, "vital-signs")) {
      return Part.VITAL_SIGNS;
    }
    if (hasCategory(observation, "social-history")) {
      return Part.SOCIAL;
    }
    boolean measured = !observation.hasCategory() && observation.getValue() instanceof Quantity;
    return measured || IpsShape.isResult(observation) ? Part.RESULTS : Part.FINDINGS;
  }

  private static boolean hasCategory(Observation observation, String code) {
    return observation.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .anyMatch(coding -> coding.getCode().equals(code));
  }

  private Optional<SectionComponent> section(Part part, List<DomainResource> entries) {
    if (entries.isEmpty() && part.nothingKnown.isEmpty()) {
      return Optional.empty();
    }
    SectionComponent section = new SectionComponent();
    section.setTitle(part.title);
    section.setCode(
        new CodeableConcept()
            .addCoding(CodeableConcepts.coding(new Code(Systems.LOINC, part.code, ""))));
    section.setText(narrative(entries));
    entries.forEach(entry -> section.addEntry(context.referenceTo(entry)));
    if (entries.isEmpty() && summary) {
      section.addEntry(context.referenceTo(nothingKnown(part)));
    } else if (entries.isEmpty()) {
      section.setEmptyReason(CodeableConcepts.of(new Code(EMPTY, "unavailable", "Unavailable")));
    }
    return Optional.of(section);
  }

  /** A resource that says that nothing is known: the summary's sections must not be empty. */
  private DomainResource nothingKnown(Part part) {
    CodeableConcept none =
        CodeableConcepts.of(new Code(ABSENT, part.nothingKnown, displayOf(part)));
    DomainResource resource =
        switch (part) {
          case PROBLEMS ->
              new Condition()
                  .setClinicalStatus(
                      CodeableConcepts.of(new Code(Systems.CONDITION_CLINICAL, "active", "Active")))
                  .setCode(none)
                  .setSubject(context.subject());
          case ALLERGIES ->
              new AllergyIntolerance()
                  .setClinicalStatus(
                      CodeableConcepts.of(new Code(Systems.ALLERGY_CLINICAL, "active", "Active")))
                  .setCode(none)
                  .setPatient(context.subject());
          default ->
              new MedicationStatement()
                  .setStatus(MedicationStatementStatus.UNKNOWN)
                  .setMedication(none)
                  .setSubject(context.subject())
                  .setEffective(FhirValues.unknownDateTime());
        };
    context.stamp(resource, FactRef.SOURCE, part.nothingKnown);
    resource.setText(NarrativeBuilder.of(displayOf(part)).build());
    resource.getMeta().addProfile(IPS + resource.fhirType() + "-uv-ips");
    made.add(new MappedResource(resource, FactRef.SOURCE));
    return resource;
  }

  private static String displayOf(Part part) {
    return switch (part) {
      case PROBLEMS -> "No information about problems";
      case ALLERGIES -> "No information about allergies";
      default -> "No information about medications";
    };
  }

  // The narratives of the entries, one after the other.
  private static Narrative narrative(List<DomainResource> entries) {
    XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
    div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    entries.stream()
        .flatMap(entry -> entry.getText().getDiv().getChildNodes().stream())
        .forEach(node -> div.addChildNode(node.copy()));
    if (entries.isEmpty()) {
      div.addTag("p").addText("The case says nothing about this.");
    }
    Narrative narrative = new Narrative();
    narrative.setStatus(NarrativeStatus.GENERATED);
    narrative.setDiv(div);
    return narrative;
  }
}

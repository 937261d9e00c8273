package org.case2fhir.view;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.view.CaseView.CodeLine;
import org.case2fhir.view.CaseView.Detail;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

/**
 * The codes of a resource, wherever in it they are, and what is in words only although it could
 * have a code.
 */
final class ResourceCodes {
  /** Elements whose codes say how a resource is to be read, not what it is about. */
  private static final Set<String> STRUCTURE =
      Set.of(
          "category",
          "clinicalStatus",
          "verificationStatus",
          "interpretation",
          "dataAbsentReason",
          "meta",
          "contained");

  /** Elements that are expected to have a code. */
  private static final Set<String> CODED =
      Set.of(
          "code",
          "medication[x]",
          "vaccineCode",
          "relationship",
          "bodySite",
          "value[x]",
          "reasonCode",
          "severity",
          "summary",
          "manifestation",
          "substance",
          "complication",
          "outcome",
          "route");

  /** What people call the code systems of clinical data. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("http://snomed.info/sct", "SNOMED CT"),
          Map.entry("http://loinc.org", "LOINC"),
          Map.entry("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
          Map.entry("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM"),
          Map.entry("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
          Map.entry("http://hl7.org/fhir/sid/icd-11", "ICD-11"),
          Map.entry("http://hl7.org/fhir/sid/cvx", "CVX"),
          Map.entry("http://hl7.org/fhir/sid/ndc", "NDC"),
          Map.entry("http://human-phenotype-ontology.org", "HPO"),
          Map.entry("http://purl.obolibrary.org/obo/hp.owl", "HPO"),
          Map.entry("http://purl.obolibrary.org/obo/doid.owl", "DOID"),
          Map.entry("http://www.whocc.no/atc", "ATC"),
          Map.entry("http://www.orpha.net", "Orphanet"),
          Map.entry("http://www.omim.org", "OMIM"),
          Map.entry("https://omim.org", "OMIM"),
          Map.entry("http://www.genenames.org", "HGNC"));

  private final Resource resource;
  private final Set<CodeLine> lines = new LinkedHashSet<>();
  private final List<Detail> uncoded = new ArrayList<>();

  private ResourceCodes(Resource resource) {
    this.resource = resource;
  }

  static ResourceCodes of(Resource resource) {
    ResourceCodes codes = new ResourceCodes(resource);
    for (Property property : resource.children()) {
      String name = property.getName();
      if (!STRUCTURE.contains(name)) {
        boolean main = name.equals("code") || name.equals("medication[x]");
        String role = main ? "" : ElementText.label(property);
        // Labels of components and terms of extensions belong to the structure.
        boolean words = !name.equals("component") && !name.endsWith("xtension");
        property.getValues().forEach(value -> codes.collect(value, name, role, words));
      }
    }
    Property contained = resource.getNamedProperty("contained");
    if (contained != null) {
      contained
          .getValues()
          .forEach(part -> codes.collect(part, "", PageText.label(part.fhirType()), false));
    }
    return codes;
  }

  /** In the order of the elements, each once. */
  List<CodeLine> lines() {
    return List.copyOf(lines);
  }

  /** The words without a code, with what they say of the resource. */
  List<Detail> uncoded() {
    return uncoded;
  }

  private void collect(Base value, String element, String role, boolean expected) {
    if (value instanceof CodeableConcept concept) {
      if (ResourceFacts.isPresence(concept)) {
        return;
      }
      boolean coded = concept.getCoding().stream().anyMatch(Coding::hasCode);
      if (!coded && concept.hasText() && expected && isExpected(element)) {
        uncoded.add(new Detail(role, concept.getText()));
      }
    }
    if (value instanceof Coding coding) {
      if (coding.hasCode()) {
        lines.add(line(role, coding));
      }
      return;
    }
    for (Property property : value.children()) {
      for (Base part : property.getValues()) {
        if (!(part instanceof PrimitiveType<?>)) {
          collect(part, property.getName(), role, expected);
        }
      }
    }
  }

  private boolean isExpected(String element) {
    return CODED.contains(element)
        || element.equals("type") && resource.fhirType().equals("Specimen");
  }

  private static CodeLine line(String role, Coding coding) {
    String uri = coding.hasSystem() ? coding.getSystem() : "";
    String version = coding.hasVersion() ? " " + coding.getVersion() : "";
    String known = systemName(uri);
    String display = coding.hasDisplay() ? coding.getDisplay() : "";
    return new CodeLine(role, known + version, uri, coding.getCode(), display);
  }

  /** What people call a code system; of HL7's the end of its URI. */
  static String systemName(String uri) {
    return NAMES.getOrDefault(uri, uri.isEmpty() ? "no system" : tail(uri));
  }

  /** The last part of HL7's own URIs; others as they are. */
  private static String tail(String uri) {
    return uri.startsWith("http://terminology.hl7.org/CodeSystem/")
            || uri.startsWith("http://hl7.org/fhir/")
        ? uri.substring(uri.lastIndexOf('/') + 1)
        : uri;
  }
}

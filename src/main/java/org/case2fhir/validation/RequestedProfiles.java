package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.StructureDefinition;

/**
 * Profiles that a user wants met besides those that resources claim.
 *
 * @param byType profiles by the type of resource that they constrain
 */
record RequestedProfiles(Map<String, List<StructureDefinition>> byType) {
  static final RequestedProfiles NONE = new RequestedProfiles(Map.of());

  /** Those that a resource must meet; a contained resource is part of another and need not. */
  List<StructureDefinition> of(Element resource) {
    if (resource.getSpecial() == SpecialElement.CONTAINED) {
      return List.of();
    }
    List<StructureDefinition> profiles = new ArrayList<>();
    for (String type : List.of(resource.fhirType(), "DomainResource", "Resource")) {
      profiles.addAll(byType.getOrDefault(type, List.of()));
    }
    return profiles;
  }
}

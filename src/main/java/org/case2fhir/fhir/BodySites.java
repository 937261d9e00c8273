package org.case2fhir.fhir;

import java.util.List;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Code;
import org.case2fhir.model.Laterality;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;

/**
 * A body site with its side.
 *
 * <p>The rule: {@code text} says site and side; codings are those of the site. Where there is a
 * side, R4's own extension {@code bodySite} leads to a contained BodyStructure whose {@code
 * location} is the site and whose {@code locationQualifier} is the side. R4 provides exactly this:
 * bodySite "may be a summary code, or a reference to a very precise definition of the location, or
 * both". What was not done: a side as a second coding (codings of one concept must mean the same),
 * a side as a second bodySite (it is no site, and with two sites nobody knows whose side it is), an
 * extension of another guide (R4 validators do not know it).
 */
final class BodySites {
  private BodySites() {}

  /** A bodySite for one site; may add a contained BodyStructure to its resource. */
  static CodeableConcept of(BodySite site, DomainResource resource, CaseContext context) {
    CodeableConcept concept = CodeableConcepts.of(site.site()).setText(DisplayText.of(site));
    site.laterality()
        .ifPresent(
            side -> {
              BodyStructure structure = structure(site, side, context);
              structure.setId("site-" + (resource.getContained().size() + 1));
              resource.addContained(structure);
              concept.addExtension(
                  new Extension(
                      Systems.BODY_STRUCTURE, new Reference("#" + structure.getIdPart())));
            });
    return concept;
  }

  static List<CodeableConcept> of(
      List<BodySite> sites, DomainResource resource, CaseContext context) {
    return sites.stream().map(site -> of(site, resource, context)).toList();
  }

  private static BodyStructure structure(BodySite site, Laterality side, CaseContext context) {
    BodyStructure structure = new BodyStructure();
    structure.setLocation(CodeableConcepts.of(site.site()));
    structure.addLocationQualifier(CodeableConcepts.of(code(side)));
    structure.setPatient(context.subject());
    return structure;
  }

  private static Code code(Laterality side) {
    return switch (side) {
      case LEFT -> StructuralCodes.LEFT;
      case RIGHT -> StructuralCodes.RIGHT;
      case BILATERAL -> StructuralCodes.RIGHT_AND_LEFT;
    };
  }
}

package org.case2fhir.validation;

import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.constants.ContainedReferenceValidationPolicy;

/** Checks a Bundle without the resources in its entries, which are checked by themselves. */
final class ShellPolicy extends SpecificationPolicy {
  ShellPolicy(RequestedProfiles profiles) {
    super(profiles);
  }

  @Override
  public ContainedReferenceValidationPolicy policyForContained(
      IResourceValidator validator,
      Object appContext,
      StructureDefinition structure,
      ElementDefinition element,
      String containerType,
      String containerId,
      SpecialElement containing,
      String path,
      String url) {
    return containing == SpecialElement.BUNDLE_ENTRY
        ? ContainedReferenceValidationPolicy.IGNORE
        : ContainedReferenceValidationPolicy.CHECK_VALID;
  }

  @Override
  boolean isChecked(String stackPath, Element resource) {
    return resource.fhirType().equals("Bundle") && stackPath.indexOf('.') < 0;
  }
}

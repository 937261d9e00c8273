package org.case2fhir.validation;

import java.util.List;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.IMessagingServices;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.constants.ContainedReferenceValidationPolicy;
import org.hl7.fhir.utilities.validation.ValidationMessage;

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
  public List<StructureDefinition> getImpliedProfilesForResource(
      IResourceValidator validator,
      Object appContext,
      String stackPath,
      ElementDefinition definition,
      StructureDefinition structure,
      Element resource,
      boolean valid,
      IMessagingServices messages,
      List<ValidationMessage> found) {
    boolean isShell = resource.fhirType().equals("Bundle") && stackPath.indexOf('.') < 0;
    return isShell
        ? super.getImpliedProfilesForResource(
            validator,
            appContext,
            stackPath,
            definition,
            structure,
            resource,
            valid,
            messages,
            found)
        : List.of();
  }
}

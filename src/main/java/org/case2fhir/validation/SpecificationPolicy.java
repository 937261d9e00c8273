package org.case2fhir.validation;

import java.util.List;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.IMessagingServices;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * Applies the profiles that FHIR itself demands, where HAPI's default applies none: an Observation
 * coded as a vital sign must meet the <a
 * href="https://hl7.org/fhir/R4/observation-vitalsigns.html">vital-signs profile</a> whether or not
 * it says so in {@code meta.profile}.
 */
final class SpecificationPolicy extends FhirDefaultPolicyAdvisor {
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
    return getPolicyAdvisor()
        .getImpliedProfilesForResource(
            validator,
            appContext,
            stackPath,
            definition,
            structure,
            resource,
            valid,
            messages,
            found);
  }
}

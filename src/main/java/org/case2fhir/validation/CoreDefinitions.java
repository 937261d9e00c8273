package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;

/**
 * The definitions of R4 as HAPI carries them.
 *
 * <p>When the validator asks for all structures it wants the names of types, and converts whatever
 * it is given to R5, twice; so it gets types only. Profiles and extensions are still found one by
 * one, by their address.
 */
final class CoreDefinitions extends DefaultProfileValidationSupport {
  CoreDefinitions(FhirContext context) {
    super(context);
  }

  @Override
  @SuppressWarnings("unchecked") // the interface promises whatever type the caller names
  public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
    List<StructureDefinition> all = super.fetchAllStructureDefinitions();
    return (List<T>)
        all.stream().filter(s -> s.getDerivation() != TypeDerivationRule.CONSTRAINT).toList();
  }
}

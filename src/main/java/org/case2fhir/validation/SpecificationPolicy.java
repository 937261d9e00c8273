package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.validation.EntryFetcher.EntryContext;
import org.case2fhir.validation.ProfileRequests.RequestedProfiles;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.IMessagingServices;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.constants.ContainedReferenceValidationPolicy;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * Applies the profiles that FHIR itself demands, where HAPI's default applies none: an Observation
 * coded as a vital sign must meet the <a
 * href="https://hl7.org/fhir/R4/observation-vitalsigns.html">vital-signs profile</a> whether or not
 * it says so in {@code meta.profile}. So must any resource the profiles that the user asked for.
 */
class SpecificationPolicy extends FhirDefaultPolicyAdvisor {
  private final RequestedProfiles profiles;
  private final boolean guided;

  /**
   * @param profiles asked for by the user
   * @param guided whether there are definitions besides those of FHIR
   */
  SpecificationPolicy(RequestedProfiles profiles, boolean guided) {
    this.profiles = profiles;
    this.guided = guided;
  }

  /** References are followed where they lead into the Bundle or the resource, and nowhere else. */
  @Override
  public ReferenceValidationPolicy policyForReference(
      IResourceValidator validator,
      Object appContext,
      String path,
      String url,
      ReferenceDestinationType destination) {
    return switch (destination) {
      case CONTAINED, INTERNAL -> ReferenceValidationPolicy.CHECK_TYPE_IF_EXISTS;
      case EXTERNAL ->
          EntryContext.find(appContext, url).isPresent()
              ? followed(appContext)
              : ReferenceValidationPolicy.IGNORE;
    };
  }

  /**
   * What FHIR itself says of references is only which types they lead to; only profiles say which
   * profiles their targets meet. Whether the target is valid is said of the target.
   */
  private ReferenceValidationPolicy followed(Object appContext) {
    boolean profiled = guided || appContext instanceof EntryContext around && around.profiled();
    return profiled
        ? ReferenceValidationPolicy.CHECK_VALID
        : ReferenceValidationPolicy.CHECK_EXISTS_AND_TYPE;
  }

  /** That a target is of a wrong type is said once, by another message. */
  @Override
  public boolean isSuppressMessageId(String path, String messageId) {
    return I18nConstants.REFERENCE_REF_CANTMATCHTYPE.equals(messageId); // may be null
  }

  /** Whether profiles are applied to a resource at this place; to all, unless overridden. */
  boolean isChecked(String stackPath, Element resource) {
    return true;
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
    if (!isChecked(stackPath, resource)) {
      return List.of();
    }
    List<StructureDefinition> implied =
        getPolicyAdvisor()
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
    List<StructureDefinition> requested = profiles.of(resource);
    if (requested.isEmpty()) {
      return implied;
    }
    List<StructureDefinition> all = new ArrayList<>(implied);
    all.addAll(requested);
    return all;
  }

  /** Checks a Bundle without the resources in its entries, which are checked by themselves. */
  static final class ShellPolicy extends SpecificationPolicy {
    ShellPolicy(RequestedProfiles profiles) {
      super(profiles, true);
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
}

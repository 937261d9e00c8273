package org.case2fhir.validation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.validation.BundleTargets.Target;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.model.CanonicalResource;
import org.hl7.fhir.r5.model.CanonicalType;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.IValidatorResourceFetcher;

/** Gives the validator the entries that references lead to, and nothing from anywhere else. */
final class EntryFetcher implements IValidatorResourceFetcher {
  // The interface says that unknown is null.
  @Override
  public Element fetch(IResourceValidator validator, Object appContext, String url) {
    return EntryContext.find(appContext, url).orElse(null);
  }

  /** Addresses are not looked up, so none is said to be wrong. */
  @Override
  public boolean resolveURL(
      IResourceValidator validator,
      Object appContext,
      String path,
      String url,
      String type,
      boolean canonical,
      List<CanonicalType> targets) {
    return true;
  }

  @Override
  public byte[] fetchRaw(IResourceValidator validator, String url) {
    return new byte[0];
  }

  @Override
  public IValidatorResourceFetcher setLocale(Locale locale) {
    return this;
  }

  @Override
  public CanonicalResource fetchCanonicalResource(
      IResourceValidator validator, Object appContext, String url) {
    return null;
  }

  @Override
  public boolean fetchesCanonicalResource(IResourceValidator validator, String url) {
    return false;
  }

  @Override
  public Set<ResourceVersionInformation> fetchCanonicalResourceVersions(
      IResourceValidator validator, Object appContext, String url) {
    return Set.of();
  }

  /**
   * What a resource in a Bundle can refer to.
   *
   * @param targets the entries
   * @param fullUrl of its own entry; may be empty
   * @param profiled whether it claims a profile or is asked to meet one
   */
  record EntryContext(BundleTargets targets, String fullUrl, boolean profiled) {

    /** The resource that a reference leads to, as seen from where the validator is. */
    static Optional<Element> find(Object appContext, String reference) {
      return appContext instanceof EntryContext around
          ? around
              .targets
              .findOnly(reference, around.fullUrl)
              .flatMap(BundleView.Entry::resource)
              .map(around.targets::root)
          : Optional.empty();
    }

    /** A resource that a reference led to, and not the one that is checked itself. */
    static Optional<Target> target(Object appContext, Element element) {
      return appContext instanceof EntryContext around
          ? around.targets.target(element, around.fullUrl)
          : Optional.empty();
    }
  }
}

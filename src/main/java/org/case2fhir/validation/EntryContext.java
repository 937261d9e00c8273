package org.case2fhir.validation;

import java.util.Optional;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * What a resource in a Bundle can refer to.
 *
 * @param targets the entries
 * @param fullUrl of its own entry; may be empty
 */
record EntryContext(BundleTargets targets, String fullUrl) {

  /** The resource that a reference leads to, as seen from where the validator is. */
  static Optional<Element> find(Object appContext, String reference) {
    return appContext instanceof EntryContext around
        ? around.targets.findOnly(reference, around.fullUrl).flatMap(BundleView.Entry::resource)
        : Optional.empty();
  }
}

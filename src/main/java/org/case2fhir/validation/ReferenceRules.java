package org.case2fhir.validation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.validation.BundleRules.BundleFindings;
import org.case2fhir.validation.BundleView.Entry;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * Whether the <a href="https://hl7.org/fhir/R4/bundle.html#references">references</a> of a Bundle
 * lead to its entries.
 *
 * <p>A {@code urn:uuid:} means nothing outside its Bundle, so an unresolved one is an error, and so
 * is one in a batch, whose entries must not refer to each other. What a Composition or a
 * MessageHeader leads to must be there too. Any other reference may well name what the receiver
 * has: that is information.
 */
final class ReferenceRules {
  static final String UNRESOLVED = "fhir-reference-unresolved";

  /**
   * What the <a href="https://hl7.org/fhir/R4/documents.html#content">document</a> must contain.
   */
  private static final Pattern OF_DOCUMENT =
      Pattern.compile(
          "(subject|author|encounter|custodian|attester\\.party|event\\.detail"
              + "|(section\\.)+(author|focus|entry))");

  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final String NO_FULL_URL = "fhir-bundle-bundle-entry-nofullurl";

  private final BundleView bundle;
  private final BundleFindings findings;
  private final BundleTargets targets;
  private final Set<BundleEntry> nameless = new HashSet<>();

  private ReferenceRules(BundleView bundle, BundleTargets targets, BundleFindings findings) {
    this.bundle = bundle;
    this.targets = targets;
    this.findings = findings;
  }

  static void check(BundleView bundle, BundleTargets targets, BundleFindings findings) {
    ReferenceRules rules = new ReferenceRules(bundle, targets, findings);
    for (Entry entry : bundle.entries()) {
      entry.resource().ifPresent(resource -> rules.walk(entry, resource));
    }
  }

  private void walk(Entry entry, Element resource) {
    Deque<Element> open = new ArrayDeque<>();
    open.push(resource);
    while (!open.isEmpty()) {
      Element element = open.pop();
      if (element.fhirType().equals("Bundle")) {
        continue; // has its own references
      }
      if (element.fhirType().equals("Reference")) {
        BundleView.child(element, "reference").ifPresent(r -> check(entry, element, r));
      }
      for (int i = element.getChildren().size() - 1; i >= 0; i--) {
        open.push(element.getChildren().get(i));
      }
    }
  }

  private void check(Entry entry, Element reference, Element target) {
    String written = target.primitiveValue();
    if (written == null || written.isEmpty() || written.startsWith("#")) {
      return;
    }
    if (entry.name().fullUrl().isEmpty() && nameless.add(entry.name())) {
      String message = "an entry that refers to others has no fullUrl to resolve its references by";
      findings.error(NO_FULL_URL, message, Optional.of(entry.name()), entry.element());
    }
    boolean resolves = targets.find(written, entry.name().fullUrl()).isPresent();
    Optional<BundleEntry> name = Optional.of(entry.name());
    String address = BundleTargets.address(written);
    if (!address.startsWith("urn:")) {
      if (!resolves && mustResolve(entry, reference)) {
        String message = "the Bundle does not contain " + written + ", as it must";
        findings.error(UNRESOLVED, message, name, reference);
      } else if (!resolves) {
        String message = "the Bundle does not contain " + written;
        findings.information("fhir-reference-outside-bundle", message, name, reference);
      }
    } else if (!resolves) {
      String message = "no entry of the Bundle has the fullUrl " + address;
      findings.error(UNRESOLVED, message, name, reference);
    } else if (bundle.type().equals("batch")) {
      String message = "entries of a batch must not refer to each other: " + address;
      findings.error("fhir-reference-within-batch", message, name, reference);
    }
  }

  private boolean mustResolve(Entry entry, Element reference) {
    if (entry.name().index() > 0 || !bundle.isLedByFirst()) {
      return false;
    }
    String path = reference.getPath().replaceFirst("^Bundle\\.entry\\[0]\\.resource\\.", "");
    String element = INDEX.matcher(path).replaceAll("");
    return switch (entry.name().resourceType()) {
      case "Composition" -> OF_DOCUMENT.matcher(element).matches();
      case "MessageHeader" -> element.equals("focus");
      default -> false;
    };
  }
}

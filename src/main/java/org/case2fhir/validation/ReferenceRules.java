package org.case2fhir.validation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.validation.BundleView.Entry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * Whether the <a href="https://hl7.org/fhir/R4/bundle.html#references">references</a> of a Bundle
 * lead to its entries.
 *
 * <p>A {@code urn:uuid:} means nothing outside its Bundle, so an unresolved one is an error, and so
 * is one in a batch, whose entries must not refer to each other. Any other reference may well name
 * what the receiver has: that is information.
 */
final class ReferenceRules {
  static final String UNRESOLVED = "fhir-reference-unresolved";

  private static final Pattern RELATIVE = Pattern.compile("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}");
  private static final Pattern VERSION = Pattern.compile("/_history/[^/]+$");

  private final BundleView bundle;
  private final BundleFindings findings;
  private final Set<String> fullUrls = new HashSet<>();
  private final Set<String> typedIds = new HashSet<>();

  private ReferenceRules(BundleView bundle, BundleFindings findings) {
    this.bundle = bundle;
    this.findings = findings;
    for (Entry entry : bundle.entries()) {
      fullUrls.add(entry.name().fullUrl());
      entry
          .resource()
          .map(r -> BundleView.text(r, "id"))
          .filter(id -> !id.isEmpty())
          .ifPresent(id -> typedIds.add(entry.name().resourceType() + "/" + id));
    }
  }

  static void check(BundleView bundle, BundleFindings findings) {
    ReferenceRules rules = new ReferenceRules(bundle, findings);
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
    String address = VERSION.matcher(withoutFragment(written)).replaceFirst("");
    Optional<BundleEntry> name = Optional.of(entry.name());
    if (address.startsWith("urn:")) {
      if (!fullUrls.contains(address)) {
        String message = "no entry of the Bundle has the fullUrl " + address;
        findings.error(UNRESOLVED, message, name, reference);
      } else if (bundle.type().equals("batch")) {
        String message = "entries of a batch must not refer to each other: " + address;
        findings.error("fhir-reference-within-batch", message, name, reference);
      }
    } else if (!resolves(address, entry.name().fullUrl())) {
      String message = "the Bundle does not contain " + written;
      findings.information("fhir-reference-outside-bundle", message, name, reference);
    }
  }

  private boolean resolves(String address, String fullUrl) {
    if (fullUrls.contains(address)) {
      return true;
    }
    if (!RELATIVE.matcher(address).matches()) {
      return false;
    }
    // Relative to the server that the entry's fullUrl names, or by type and id.
    int id = fullUrl.lastIndexOf('/');
    int type = id < 0 ? -1 : fullUrl.lastIndexOf('/', id - 1);
    boolean sameServer = type >= 0 && fullUrls.contains(fullUrl.substring(0, type + 1) + address);
    return sameServer || typedIds.contains(address);
  }

  private static String withoutFragment(String address) {
    int fragment = address.indexOf('#');
    return fragment < 0 ? address : address.substring(0, fragment);
  }
}

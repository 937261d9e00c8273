package org.case2fhir.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.validation.BundleView.Entry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * The <a href="https://hl7.org/fhir/R4/bundle.html">rules of a Bundle</a> as a whole: unique
 * fullUrls (bdl-7), requests where they belong (bdl-3), what a document needs (bdl-9, bdl-10,
 * bdl-11), and references that lead somewhere.
 *
 * <p>HAPI checks some of these too, but names neither entry nor line; its findings give way to
 * these. Takes time linear in the size of the Bundle.
 */
final class BundleRules {
  private static final Set<String> WITH_REQUEST = Set.of("transaction", "batch", "history");

  private final BundleView bundle;
  private final BundleFindings findings = new BundleFindings();

  private BundleRules(BundleView bundle) {
    this.bundle = bundle;
  }

  static List<ValidationFinding> check(BundleView bundle, BundleTargets targets) {
    BundleRules rules = new BundleRules(bundle);
    rules.checkFullUrls();
    rules.checkRequests();
    if (bundle.type().equals("document")) {
      rules.checkDocument();
    }
    ReferenceRules.check(bundle, targets, rules.findings);
    if (bundle.isLedByFirst()) {
      EntryLinks.check(bundle, targets, rules.findings);
    }
    return rules.findings.all();
  }

  private void checkFullUrls() {
    if (bundle.type().equals("history")) {
      return;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (Entry entry : bundle.entries()) {
      String fullUrl = entry.name().fullUrl();
      // Different versions of one resource may stand side by side.
      String version =
          entry
              .resource()
              .flatMap(r -> BundleView.child(r, "meta"))
              .map(m -> BundleView.text(m, "versionId"))
              .orElse("");
      Integer first = seen.putIfAbsent(fullUrl + ' ' + version, entry.name().index());
      if (!fullUrl.isEmpty() && first != null) {
        error("fhir-bdl-7", "fullUrl " + fullUrl + " is already that of entry " + first, entry);
      }
    }
  }

  private void checkRequests() {
    boolean wanted = WITH_REQUEST.contains(bundle.type());
    RequestRules requests = new RequestRules(findings);
    for (Entry entry : bundle.entries()) {
      Optional<Element> request = entry.request();
      if (wanted && request.isEmpty()) {
        error("fhir-bdl-3", "an entry of a " + bundle.type() + " has no request", entry);
      } else if (!wanted && request.isPresent()) {
        error("fhir-bdl-3", "an entry has a request, but this is no transaction or batch", entry);
      } else if (request.isPresent() && bundle.isTransactionOrBatch()) {
        requests.check(entry, request.get());
      }
    }
  }

  private void checkDocument() {
    Element root = bundle.root();
    boolean identified =
        BundleView.child(root, "identifier")
            .filter(i -> !BundleView.text(i, "system").isEmpty())
            .filter(i -> !BundleView.text(i, "value").isEmpty())
            .isPresent();
    if (!identified) {
      error("fhir-bdl-9", "a document has no identifier with system and value");
    }
    if (BundleView.text(root, "timestamp").isEmpty()) {
      error("fhir-bdl-10", "a document has no date (timestamp)");
    }
    if (bundle.entries().isEmpty()) {
      error("fhir-bdl-11", "a document has no entries, not even a Composition");
    } else if (!bundle.entries().get(0).name().resourceType().equals("Composition")) {
      error(
          "fhir-bdl-11",
          "the first entry of a document is no Composition",
          bundle.entries().get(0));
    }
  }

  private void error(String code, String message) {
    findings.error(code, message, Optional.empty(), bundle.root());
  }

  private void error(String code, String message, Entry entry) {
    findings.error(code, message, Optional.of(entry.name()), entry.element());
  }
}

package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.BundleView.Entry;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.case2fhir.validation.ValidationFinding.FindingPlace;
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
        error(
            "fhir-bdl-3",
            "an entry has a request, but this is neither a transaction nor a batch",
            entry);
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

  /**
   * Requests of a <a href="https://hl7.org/fhir/R4/http.html#transaction">transaction or batch</a>:
   * the address is relative and fits the resource, and no two entries write the same one, since a
   * server then refuses the whole transaction.
   */
  private static final class RequestRules {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern SEARCH =
        Pattern.compile("[^=&\\s]+=[^=&\\s][^&\\s]*(&[^=&\\s]+=[^&\\s]+)*");

    private final BundleFindings findings;
    private final Map<String, Integer> written = new HashMap<>();

    RequestRules(BundleFindings findings) {
      this.findings = findings;
    }

    void check(Entry entry, Element request) {
      String url = BundleView.text(request, "url");
      String method = BundleView.text(request, "method");
      if (url.isEmpty()) {
        return;
      }
      boolean fits =
          switch (method) {
            case "POST" -> postFits(url, entry);
            case "PUT", "PATCH" -> writeFits(url, entry);
            default -> true;
          };
      if (!fits) {
        String message = method + " " + url + " does not fit the resource of the entry";
        findings.error("fhir-request-url", message, Optional.of(entry.name()), at(request, "url"));
      }
      checkIfNoneExist(entry, request);
      checkWrittenOnce(entry, request, method + " " + url);
    }

    /** A POST creates a resource of that type; operations ({@code $...}) are not ours to judge. */
    private static boolean postFits(String url, Entry entry) {
      return url.indexOf('$') >= 0 || url.equals(entry.name().resourceType());
    }

    private static boolean writeFits(String url, Entry entry) {
      String type = entry.name().resourceType();
      int query = url.indexOf('?');
      if (query >= 0) {
        boolean typed = url.substring(0, query).equals(type) || type.equals("Parameters");
        return typed && SEARCH.matcher(url.substring(query + 1)).matches();
      }
      int slash = url.indexOf('/');
      if (slash < 0 || !ID.matcher(url.substring(slash + 1)).matches()) {
        return false;
      }
      String id = entry.resource().map(r -> BundleView.text(r, "id")).orElse("");
      boolean sameId = id.isEmpty() || id.equals(url.substring(slash + 1));
      // A PATCH carries Binary or Parameters, not the resource that it changes.
      boolean sameType = url.substring(0, slash).equals(type);
      return (sameType && sameId) || type.equals("Binary") || type.equals("Parameters");
    }

    private void checkIfNoneExist(Entry entry, Element request) {
      String condition = BundleView.text(request, "ifNoneExist");
      if (!condition.isEmpty() && !SEARCH.matcher(condition).matches()) {
        findings.error(
            "fhir-request-url",
            "ifNoneExist " + condition + " is not a search without its `?`",
            Optional.of(entry.name()),
            at(request, "ifNoneExist"));
      }
    }

    private void checkWrittenOnce(Entry entry, Element request, String write) {
      // POST to one type is many resources; GET and HEAD write nothing.
      if (!write.startsWith("P") || write.startsWith("POST")) {
        return;
      }
      Integer first = written.putIfAbsent(write, entry.name().index());
      if (first != null) {
        findings.error(
            "fhir-request-duplicate",
            write + " is already requested by entry " + first,
            Optional.of(entry.name()),
            at(request, "url"));
      }
    }

    private static Element at(Element request, String child) {
      return BundleView.child(request, child).orElse(request);
    }
  }

  /** Collects what the rules of a Bundle find, each with its entry and its place in the text. */
  static final class BundleFindings {
    private final List<ValidationFinding> findings = new ArrayList<>();

    void error(String code, String message, Optional<BundleEntry> entry, Element at) {
      add(Severity.ERROR, code, message, place(entry, at));
    }

    void warning(String code, String message, Optional<BundleEntry> entry, Element at) {
      add(Severity.WARNING, code, message, place(entry, at));
    }

    void information(String code, String message, Optional<BundleEntry> entry, Element at) {
      add(Severity.INFORMATION, code, message, place(entry, at));
    }

    List<ValidationFinding> all() {
      return List.copyOf(findings);
    }

    private void add(Severity severity, String code, String message, FindingPlace place) {
      findings.add(new ValidationFinding(severity, code, message, place, false));
    }

    private static FindingPlace place(Optional<BundleEntry> entry, Element at) {
      return new FindingPlace(at.getPath(), entry, Math.max(at.line(), 0), Math.max(at.col(), 0));
    }
  }
}

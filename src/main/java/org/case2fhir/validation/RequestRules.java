package org.case2fhir.validation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.validation.BundleView.Entry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * Requests of a <a href="https://hl7.org/fhir/R4/http.html#transaction">transaction or batch</a>:
 * the address is relative and fits the resource, and no two entries write the same one, since a
 * server then refuses the whole transaction.
 */
final class RequestRules {
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
          "ifNoneExist " + condition + " is no search without its `?`",
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

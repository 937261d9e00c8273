package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Severity;
import org.hl7.fhir.r5.elementmodel.Element;

/** Collects what the rules of a Bundle find, each with its entry and its place in the text. */
final class BundleFindings {
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

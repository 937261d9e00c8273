package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.hl7.fhir.r4.model.Annotation;

/**
 * What a fact says beyond the elements its resource has, collected for {@code note}: nothing that
 * is told gets lost because a resource type has no place for it.
 */
final class Remarks {
  private final List<String> texts = new ArrayList<>();

  /** Begins with the fact's own note. */
  static Remarks of(Circumstances circumstances) {
    Remarks remarks = new Remarks();
    circumstances.note().ifPresent(remarks.texts::add);
    return remarks;
  }

  Remarks add(String label, Optional<String> words) {
    words.filter(told -> !told.isBlank()).ifPresent(told -> texts.add(label + ": " + told));
    return this;
  }

  Remarks add(String label, String words) {
    return add(label, Optional.of(words));
  }

  /** For resources without a body site. */
  Remarks sites(Circumstances circumstances) {
    return add("Body site", Words.ofSites(circumstances.bodySites()));
  }

  /** For resources without a severity. */
  Remarks severity(Circumstances circumstances) {
    return add("Severity", circumstances.severity().map(Concept::text));
  }

  /** For resources that cannot say that they are only possible. */
  Remarks possible(Circumstances circumstances) {
    if (circumstances.assertion() == Assertion.POSSIBLE) {
      texts.add("Possible, not certain");
    }
    return this;
  }

  List<String> texts() {
    return texts;
  }

  List<Annotation> annotations() {
    return texts.stream().map(FhirValues::annotation).toList();
  }

  /** For the narrative. */
  String text() {
    return String.join("; ", texts);
  }
}

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
 * is stated gets lost because a resource type has no place for it.
 */
final class NoteBuilder {
  private final List<String> texts = new ArrayList<>();

  /** Begins with the fact's own note. */
  static NoteBuilder of(Circumstances circumstances) {
    NoteBuilder remarks = new NoteBuilder();
    circumstances.note().ifPresent(remarks.texts::add);
    return remarks;
  }

  NoteBuilder add(String label, Optional<String> words) {
    words.filter(told -> !told.isBlank()).ifPresent(told -> texts.add(line(label, told)));
    return this;
  }

  NoteBuilder add(String label, String words) {
    return add(label, Optional.of(words));
  }

  /** For resources without a body site. */
  NoteBuilder sites(Circumstances circumstances) {
    return add("Body site", DisplayText.ofSites(circumstances.bodySites()));
  }

  /** For resources without a severity. */
  NoteBuilder severity(Circumstances circumstances) {
    return add("Severity", circumstances.severity().map(Concept::text));
  }

  /** For resources that cannot say that they are only possible. */
  NoteBuilder possible(Circumstances circumstances) {
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

  /** What is said, behind a word that tells of what it is. */
  static String line(String label, String words) {
    return label + ": " + words;
  }
}

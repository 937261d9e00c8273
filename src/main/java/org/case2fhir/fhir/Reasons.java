package org.case2fhir.fhir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Reference;

/** Why something was given or done: ids of diagnoses or findings, diagnoses first. */
final class Reasons {
  private Reasons() {}

  static List<Reference> of(List<String> ids, CaseContext context) {
    return ids.stream()
        .flatMap(id -> fact(id, context).stream())
        .flatMap(fact -> context.reference(FactRef.of(fact)).stream())
        .toList();
  }

  static String words(List<String> ids, CaseContext context) {
    return ids.stream()
        .flatMap(id -> fact(id, context).stream())
        .map(Headlines::withSite)
        .collect(Collectors.joining(", "));
  }

  private static Optional<Fact> fact(String id, CaseContext context) {
    return context
        .index()
        .fact(FactRef.of(FactKind.DIAGNOSIS, id))
        .or(() -> context.index().fact(FactRef.of(FactKind.FINDING, id)));
  }
}

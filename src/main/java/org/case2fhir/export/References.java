package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Finds and changes the references between the resources of one Bundle. */
final class References {
  private final Map<String, Write> named = new HashMap<>();

  References(List<Write> writes) {
    writes.forEach(write -> write.names().forEach(name -> named.putIfAbsent(name, write)));
  }

  /** What the resource refers to of the same Bundle, in the order of the references. */
  Set<Write> targets(Write write) {
    Set<Write> targets = new LinkedHashSet<>();
    for (Reference reference : in(write.resource())) {
      target(reference).ifPresent(targets::add);
    }
    return targets;
  }

  /**
   * A copy of the resource with other references.
   *
   * @param rewriting what to write for a target: the same as before if empty, no reference if the
   *     text is empty
   */
  Resource rewritten(Write write, Function<Write, Optional<String>> rewriting) {
    Resource copy = write.resource().copy();
    for (Reference reference : in(copy)) {
      Optional<String> other = target(reference).flatMap(rewriting);
      if (other.isPresent()) {
        reference.setResource(null);
        reference.setReference(other.get().isEmpty() ? null : other.get());
      }
    }
    return copy;
  }

  /**
   * Forgets the resources that the parser has found for the references: else each would be written
   * into those that refer to it.
   */
  static void detach(Resource resource) {
    for (Reference reference : in(resource)) {
      if (reference.hasReference() && !reference.getReference().startsWith("#")) {
        reference.setResource(null);
      }
    }
  }

  private Optional<Write> target(Reference reference) {
    return Optional.ofNullable(reference.getReference()).map(named::get);
  }

  private static List<Reference> in(Resource resource) {
    return FhirContext.forR4Cached().newTerser().getAllResourceReferences(resource).stream()
        .map(found -> (IBaseReference) found.getResourceReference())
        .filter(Reference.class::isInstance)
        .map(Reference.class::cast)
        .toList();
  }
}

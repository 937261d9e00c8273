package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.server.search.Indexed;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Every reference to a resource of this server leads to one that is there. */
final class IntegrityCheck {
  private final FhirTerser terser;

  IntegrityCheck(FhirContext context) {
    terser = context.newTerser();
  }

  void check(Draft draft) {
    Set<String> deleted =
        draft.changes().stream()
            .filter(StoredVersion::deleted)
            .map(version -> version.content().reference())
            .collect(Collectors.toSet());
    draft.changes().stream()
        .filter(version -> !version.deleted())
        .forEach(version -> checkReferences(draft, version.content()));
    if (!deleted.isEmpty()) {
      draft.all().forEach(each -> refuseDeletion(each, deleted));
    }
  }

  private void checkReferences(Draft draft, Indexed changed) {
    references(changed.resource())
        .filter(id -> draft.find(id.getResourceType(), id.getIdPart()).isEmpty())
        .findFirst()
        .ifPresent(
            id -> {
              throw new InvalidRequestException(
                  changed.resource().fhirType()
                      + " refers to "
                      + id.toUnqualifiedVersionless().getValue()
                      + ", which is not here");
            });
  }

  private void refuseDeletion(Indexed each, Set<String> deleted) {
    references(each.resource())
        .map(id -> id.toUnqualifiedVersionless().getValue())
        .filter(deleted::contains)
        .findFirst()
        .ifPresent(
            target -> {
              throw new ResourceVersionConflictException(
                  "not deleted: " + each.reference() + " refers to " + target);
            });
  }

  /** Relative references; absolute ones lead to other servers. */
  Stream<IdType> references(Resource resource) {
    return terser.getAllResourceReferences(resource).stream()
        .map(found -> found.getResourceReference().getReferenceElement().getValue())
        .filter(value -> value != null && value.matches("[A-Za-z]+/[^/?]+(/_history/[^/]+)?"))
        .map(IdType::new);
  }
}

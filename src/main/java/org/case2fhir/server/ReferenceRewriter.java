package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;

/** Makes references between the entries of a transaction those of this server. */
final class ReferenceRewriter {
  private static final String URN = "urn:";

  private final FhirTerser terser;
  private final ResourceWriter writer;

  ReferenceRewriter(FhirContext context, ResourceWriter writer) {
    this.terser = context.newTerser();
    this.writer = writer;
  }

  /**
   * Changes the references in a resource.
   *
   * @throws InvalidRequestException if one leads to no entry and to no resource
   */
  void rewrite(Resource resource, Placement placement, Draft draft) {
    terser
        .getAllResourceReferences(resource)
        .forEach(found -> rewrite(resource, found.getResourceReference(), placement, draft));
    for (UriType uri : terser.getAllPopulatedChildElementsOfType(resource, UriType.class)) {
      if (uri.hasValue()) {
        placement.place(uri.getValue()).ifPresent(uri::setValue);
      }
    }
  }

  private void rewrite(
      Resource resource, IBaseReference reference, Placement placement, Draft draft) {
    String value = reference.getReferenceElement().getValue();
    if (value == null || value.startsWith("#")) {
      return;
    }
    // The parser joins entries; written alone, one would carry the others inside.
    reference.setResource(null);
    Optional<String> place = placement.place(value);
    if (place.isPresent()) {
      reference.setReference(place.get());
    } else if (value.startsWith(URN)) {
      throw new InvalidRequestException(
          resource.fhirType() + " refers to " + value + ", which is no entry of the Bundle");
    } else if (value.matches("[A-Z][A-Za-z]+\\?.+")) {
      StoredVersion found =
          writer
              .match(draft, value)
              .orElseThrow(
                  () ->
                      new InvalidRequestException(
                          resource.fhirType() + " has a conditional reference that finds nothing"));
      reference.setReference(found.type() + "/" + found.id());
    }
  }
}

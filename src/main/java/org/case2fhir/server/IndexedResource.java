package org.case2fhir.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;

/** A resource that does not change any more, with the elements that searches have looked at. */
final class IndexedResource {
  private final Resource resource;
  private final Map<String, List<Base>> elements = new ConcurrentHashMap<>();

  IndexedResource(Resource resource) {
    this.resource = resource;
  }

  /** Not to be changed. */
  Resource resource() {
    return resource;
  }

  /** {@code Type/id}. */
  String reference() {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  List<Base> elements(String path, Function<Resource, List<Base>> evaluation) {
    return elements.computeIfAbsent(path, key -> evaluation.apply(resource));
  }
}

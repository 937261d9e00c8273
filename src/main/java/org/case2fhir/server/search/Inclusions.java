package org.case2fhir.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;

/**
 * What {@code _include} and {@code _revinclude} add to what was found: {@code Observation:subject},
 * {@code Observation:*}.
 */
public final class Inclusions {
  private final FhirContext context;
  private final SearchEngine engine;
  private final Searchable resources;

  public Inclusions(FhirContext context, SearchEngine engine, Searchable resources) {
    this.context = context;
    this.engine = engine;
    this.resources = resources;
  }

  /** What is to be added; nothing twice, and nothing that was found anyway. */
  public Collection<Indexed> of(List<Indexed> found, List<String> forward, List<String> backward) {
    Map<String, Indexed> added = new LinkedHashMap<>();
    for (String include : forward) {
      String[] parts = parts(include);
      found.stream()
          .filter(each -> each.resource().fhirType().equals(parts[0]))
          .forEach(each -> targets(each, parts).forEach(t -> added.put(t.reference(), t)));
    }
    for (String include : backward) {
      String[] parts = parts(include);
      resources
          .all(parts[0])
          .filter(each -> targets(each, parts).stream().anyMatch(target -> contains(found, target)))
          .forEach(each -> added.put(each.reference(), each));
    }
    found.forEach(each -> added.remove(each.reference()));
    return added.values();
  }

  private static boolean contains(List<Indexed> found, Indexed target) {
    return found.stream().anyMatch(each -> each.reference().equals(target.reference()));
  }

  private String[] parts(String include) {
    String[] parts = include.split(":");
    if (parts.length < 2 || !context.getResourceTypes().contains(parts[0])) {
      throw new InvalidRequestException("an inclusion is written Type:parameter, not " + include);
    }
    return parts;
  }

  private List<Indexed> targets(Indexed from, String[] parts) {
    List<String> names =
        parts[1].equals("*")
            ? context.getResourceDefinition(parts[0]).getSearchParams().stream()
                .filter(RuntimeSearchParam::hasTargets)
                .map(RuntimeSearchParam::getName)
                .toList()
            : List.of(parts[1]);
    return names.stream()
        .flatMap(name -> engine.elements(from, name).stream())
        .flatMap(element -> target(element).stream())
        .filter(t -> parts.length < 3 || t.resource().fhirType().equals(parts[2]))
        .toList();
  }

  private Optional<Indexed> target(Base element) {
    IdType id = new IdType(ReferenceMatch.target(element));
    return id.hasResourceType() && id.hasIdPart()
        ? resources.find(id.getResourceType(), id.getIdPart())
        : Optional.empty();
  }
}

package org.case2fhir.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;

/**
 * Finds resources by any search parameter that R4 defines for their type, with its modifiers and
 * prefixes, and by chains of references.
 *
 * <p>What is not supported is refused: a search that ignores a criterion finds too much.
 */
public final class SearchEngine {
  /** About the answer, not about what is found. */
  private static final Set<String> ABOUT_THE_ANSWER =
      Set.of(
          "_count",
          "_sort",
          "_format",
          "_pretty",
          "_summary",
          "_elements",
          "_include",
          "_revinclude",
          "_total",
          "_offset");

  private final FhirContext context;
  private final Paths paths;

  public SearchEngine(FhirContext context) {
    this.context = context;
    this.paths = new Paths(context);
  }

  /**
   * Finds what matches all criteria, in the order in which it came.
   *
   * @throws InvalidRequestException if there is no such parameter, or it is not supported
   */
  public List<Indexed> search(
      Searchable resources, String type, Map<String, List<String>> parameters) {
    Predicate<Indexed> all = indexed -> true;
    for (Map.Entry<String, List<String>> each : parameters.entrySet()) {
      String plain = each.getKey().split(":", 2)[0];
      if (!ABOUT_THE_ANSWER.contains(plain)) {
        for (String value : each.getValue()) {
          all = all.and(predicate(resources, type, Criterion.of(each.getKey(), value)));
        }
      }
    }
    return resources.all(type).filter(all).collect(Collectors.toCollection(ArrayList::new));
  }

  /** The elements of a resource that a search parameter is about. */
  public List<Base> elements(Indexed indexed, String parameter) {
    return paths.elements(indexed, parameter(indexed.resource().fhirType(), parameter));
  }

  RuntimeSearchParam parameter(String type, String name) {
    RuntimeSearchParam parameter = context.getResourceDefinition(type).getSearchParam(name);
    if (parameter == null) {
      Set<String> known = new TreeSet<>();
      context.getResourceDefinition(type).getSearchParams().forEach(p -> known.add(p.getName()));
      throw new InvalidRequestException(
          "unknown search parameter "
              + name
              + " of "
              + type
              + "; known: "
              + String.join(", ", known));
    }
    return parameter;
  }

  private Predicate<Indexed> predicate(Searchable resources, String type, Criterion criterion) {
    if (criterion.name().equals("_id")) {
      return indexed -> criterion.values().contains(indexed.resource().getIdElement().getIdPart());
    }
    RuntimeSearchParam parameter = parameter(type, criterion.name());
    if (criterion.isMissingTest()) {
      boolean missing = criterion.values().equals(List.of("true"));
      return indexed -> paths.elements(indexed, parameter).isEmpty() == missing;
    }
    if (!criterion.chain().isEmpty()) {
      return chained(resources, parameter, criterion);
    }
    if (parameter.getParamType() == RestSearchParameterTypeEnum.COMPOSITE) {
      return composite(resources, type, parameter, criterion);
    }
    Predicate<Indexed> found =
        any(parameter, criterion, ElementTests.of(parameter.getParamType(), criterion));
    return criterion.modifier().equals(ElementTests.NOT) ? found.negate() : found;
  }

  private Predicate<Indexed> any(
      RuntimeSearchParam parameter, Criterion criterion, ElementTest test) {
    return indexed ->
        paths.elements(indexed, parameter).stream()
            .anyMatch(element -> criterion.values().stream().anyMatch(v -> test.finds(element, v)));
  }

  /** {@code code$value}, where both are of the resource itself. */
  private Predicate<Indexed> composite(
      Searchable resources, String type, RuntimeSearchParam parameter, Criterion criterion) {
    List<String> names =
        parameter.getComponents().stream()
            .map(part -> part.getReference().replaceFirst(".*/[A-Za-z]+-", ""))
            .toList();
    if (!parameter.getPath().equals(type) || names.isEmpty()) {
      throw new InvalidRequestException(
          "search parameter " + criterion.name() + " is not supported; search for its parts");
    }
    Predicate<Indexed> any = indexed -> false;
    for (String value : criterion.values()) {
      List<String> parts = List.of(value.split("\\$", -1));
      if (parts.size() != names.size()) {
        throw new InvalidRequestException(criterion.name() + " wants values between $ signs");
      }
      Predicate<Indexed> all = indexed -> true;
      for (int i = 0; i < parts.size(); i++) {
        Criterion part = new Criterion(names.get(i), "", "", List.of(parts.get(i)));
        all = all.and(predicate(resources, type, part));
      }
      any = any.or(all);
    }
    return any;
  }

  /** {@code subject:Patient.name=x}: what the reference leads to matches in turn. */
  private Predicate<Indexed> chained(
      Searchable resources, RuntimeSearchParam parameter, Criterion criterion) {
    String value = String.join(",", criterion.values());
    return indexed ->
        paths.elements(indexed, parameter).stream()
            .map(element -> new IdType(ReferenceMatch.target(element)))
            .filter(id -> id.hasResourceType() && id.hasIdPart())
            .filter(
                id ->
                    criterion.modifier().isEmpty()
                        || id.getResourceType().equals(criterion.modifier()))
            .flatMap(id -> resources.find(id.getResourceType(), id.getIdPart()).stream())
            .anyMatch(
                target ->
                    predicate(
                            resources,
                            target.resource().fhirType(),
                            Criterion.of(criterion.chain(), value))
                        .test(target));
  }
}

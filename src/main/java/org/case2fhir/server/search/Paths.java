package org.case2fhir.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumerations.FHIRDefinedType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** Finds the elements of a resource that a search parameter is about, by its FHIRPath. */
final class Paths {
  private final FHIRPathEngine engine;
  private final Map<String, ExpressionNode> parsed = new ConcurrentHashMap<>();

  Paths(FhirContext context) {
    engine = new FHIRPathEngine(new HapiWorkerContext(context, new TypeNames(context)));
    engine.setHostServices(new ReferencedTypes(context));
  }

  List<Base> elements(Indexed indexed, RuntimeSearchParam parameter) {
    List<Base> found = new ArrayList<>();
    String type = indexed.resource().fhirType();
    for (String path : paths(parameter, type)) {
      found.addAll(indexed.elements(path, resource -> evaluate(resource, path)));
    }
    return found;
  }

  private static List<String> paths(RuntimeSearchParam parameter, String type) {
    String path = parameter.getPath();
    return path.startsWith("Resource.")
        ? List.of(type + path.substring(path.indexOf('.')))
        : parameter.getPathsSplitForResourceType(type);
  }

  // The engine keeps state while it parses.
  private List<Base> evaluate(Resource resource, String path) {
    ExpressionNode expression;
    synchronized (engine) {
      expression = parsed.computeIfAbsent(path, engine::parse);
    }
    return List.copyOf(engine.evaluate(resource, expression));
  }

  /** The names of the types are all that expressions of search parameters need of R4. */
  private static final class TypeNames implements IValidationSupport {
    private final FhirContext context;

    TypeNames(FhirContext context) {
      this.context = context;
    }

    @Override
    public FhirContext getFhirContext() {
      return context;
    }

    @Override
    @SuppressWarnings("unchecked") // T is StructureDefinition here
    public <T extends IBaseResource> List<T> fetchAllStructureDefinitions() {
      return Arrays.stream(FHIRDefinedType.values())
          .filter(type -> type != FHIRDefinedType.NULL)
          .map(type -> (T) definition(type.toCode()))
          .toList();
    }

    @Override
    public IBaseResource fetchStructureDefinition(String url) {
      return definition(url.substring(url.lastIndexOf('/') + 1));
    }

    @Override
    @SuppressWarnings("unchecked") // T is StructureDefinition here
    public <T extends IBaseResource> T fetchResource(Class<T> type, String url) {
      return (T) fetchStructureDefinition(url);
    }

    private static StructureDefinition definition(String name) {
      StructureDefinition definition = new StructureDefinition();
      definition.setUrl("http://hl7.org/fhir/StructureDefinition/" + name);
      definition.setName(name).setType(name);
      definition.setKind(
          Character.isLowerCase(name.charAt(0))
              ? StructureDefinition.StructureDefinitionKind.PRIMITIVETYPE
              : StructureDefinition.StructureDefinitionKind.COMPLEXTYPE);
      definition.setDerivation(StructureDefinition.TypeDerivationRule.SPECIALIZATION);
      return definition;
    }
  }
}

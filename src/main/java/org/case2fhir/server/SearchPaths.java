package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.case2fhir.server.FhirStore.IndexedResource;
import org.hl7.fhir.exceptions.PathEngineException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.FHIRPathUtilityClasses.FunctionDetails;
import org.hl7.fhir.r4.fhirpath.IHostApplicationServices;
import org.hl7.fhir.r4.fhirpath.TypeDetails;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumerations.FHIRDefinedType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.utilities.fhirpath.FHIRPathConstantEvaluationMode;

/** Finds the elements of a resource that a search parameter is about, by its FHIRPath. */
final class SearchPaths {
  private final FHIRPathEngine engine;
  private final Map<String, ExpressionNode> parsed = new ConcurrentHashMap<>();

  SearchPaths(FhirContext context) {
    engine = new FHIRPathEngine(new HapiWorkerContext(context, new TypeNames(context)));
    engine.setHostServices(new ReferencedTypes(context));
  }

  List<Base> elements(IndexedResource indexed, RuntimeSearchParam parameter) {
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

  /**
   * What {@code resolve()} gives in the expressions of search parameters, which ask only for the
   * type of what is referred to: {@code subject.where(resolve() is Patient)}. It is read off the
   * reference; nothing else that an expression could ask a host for occurs in them.
   */
  private static final class ReferencedTypes implements IHostApplicationServices {
    private final FhirContext context;

    ReferencedTypes(FhirContext context) {
      this.context = context;
    }

    @Override
    public Base resolveReference(
        FHIRPathEngine engine, Object application, String url, Base refContext) {
      String type = new IdType(url).getResourceType();
      return type != null && context.getResourceTypes().contains(type)
          ? (Base) context.getResourceDefinition(type).newInstance()
          : new StringType();
    }

    @Override
    public List<Base> resolveConstant(
        FHIRPathEngine engine,
        Object application,
        String name,
        FHIRPathConstantEvaluationMode mode) {
      return List.of();
    }

    @Override
    public TypeDetails resolveConstantType(
        FHIRPathEngine engine,
        Object application,
        String name,
        FHIRPathConstantEvaluationMode mode) {
      throw new PathEngineException("no constants");
    }

    @Override
    public boolean log(String argument, List<Base> focus) {
      return false;
    }

    @Override
    public FunctionDetails resolveFunction(FHIRPathEngine engine, String name) {
      throw new PathEngineException("no functions");
    }

    @Override
    public TypeDetails checkFunction(
        FHIRPathEngine engine,
        Object application,
        String name,
        TypeDetails focus,
        List<TypeDetails> parameters) {
      throw new PathEngineException("no functions");
    }

    @Override
    public List<Base> executeFunction(
        FHIRPathEngine engine,
        Object application,
        List<Base> focus,
        String name,
        List<List<Base>> parameters) {
      return List.of();
    }

    @Override
    public boolean conformsToProfile(
        FHIRPathEngine engine, Object application, Base item, String url) {
      return false;
    }

    @Override
    public ValueSet resolveValueSet(FHIRPathEngine engine, Object application, String url) {
      throw new PathEngineException("no value sets");
    }

    @Override
    public boolean paramIsType(String name, int index) {
      return false;
    }
  }
}

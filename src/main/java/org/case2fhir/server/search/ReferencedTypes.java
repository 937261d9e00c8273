package org.case2fhir.server.search;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.exceptions.PathEngineException;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.FHIRPathUtilityClasses.FunctionDetails;
import org.hl7.fhir.r4.fhirpath.IHostApplicationServices;
import org.hl7.fhir.r4.fhirpath.TypeDetails;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.utilities.fhirpath.FHIRPathConstantEvaluationMode;

/**
 * What {@code resolve()} gives in the expressions of search parameters, which ask only for the type
 * of what is referred to: {@code subject.where(resolve() is Patient)}. It is read off the
 * reference; nothing else that an expression could ask a host for occurs in them.
 */
final class ReferencedTypes implements IHostApplicationServices {
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
      FHIRPathEngine engine, Object application, String name, FHIRPathConstantEvaluationMode mode) {
    return List.of();
  }

  @Override
  public TypeDetails resolveConstantType(
      FHIRPathEngine engine, Object application, String name, FHIRPathConstantEvaluationMode mode) {
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

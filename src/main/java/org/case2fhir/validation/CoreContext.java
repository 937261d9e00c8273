package org.case2fhir.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.model.Resource;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.model.StructureDefinition.StructureDefinitionKind;

/**
 * Gives the validator the types of R4 by name at once, and their elements when it reads them.
 *
 * <p>HAPI's own context converts all definitions to R5, twice, before the first resource is read.
 */
final class CoreContext extends WorkerContextValidationSupportAdapter {
  private final List<StructureDefinition> types;
  private final Set<String> primitives;

  CoreContext(IValidationSupport support, DefinitionFiles files) {
    super(support);
    // Messages are in English wherever this runs; that is the bundle without a language, since Java
    // prefers the bundle of the machine's language to it when English is asked for.
    setValidationMessageLanguage(Locale.ROOT);
    types =
        files
            .types()
            .<StructureDefinition>map(definition -> LazyType.of(definition, this))
            .toList();
    primitives =
        types.stream()
            .filter(t -> t.getKind() == StructureDefinitionKind.PRIMITIVETYPE)
            .map(StructureDefinition::getName)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  @SuppressWarnings("unchecked") // T is StructureDefinition here
  public <T extends Resource> List<T> fetchResourcesByType(Class<T> type) {
    return type.equals(StructureDefinition.class)
        ? (List<T>) types
        : super.fetchResourcesByType(type);
  }

  @Override
  public List<StructureDefinition> fetchTypeDefinitions(String type) {
    return types.stream().filter(t -> type.equals(t.getType())).toList();
  }

  @Override
  public boolean isPrimitiveType(String type) {
    return primitives.contains(type);
  }
}

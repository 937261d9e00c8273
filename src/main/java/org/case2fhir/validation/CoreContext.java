package org.case2fhir.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r5.model.PackageInformation;
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

  /**
   * A type of R4 by the head of its definition; its elements are fetched when they are first asked
   * for.
   */
  private static final class LazyType extends StructureDefinition {
    private static final long serialVersionUID = 1L;

    private final transient IWorkerContext context;
    private final transient Object lock = new Object();

    private LazyType(IWorkerContext context) {
      this.context = context;
    }

    /**
     * @param xml the definition
     * @param context knows the whole of it
     */
    static LazyType of(String xml, IWorkerContext context) {
      LazyType type = new LazyType(context);
      type.setUrl(DefinitionFiles.attribute(xml, "url"));
      type.setVersion(DefinitionFiles.attribute(xml, "version"));
      type.setName(DefinitionFiles.attribute(xml, "name"));
      type.setType(DefinitionFiles.attribute(xml, "type"));
      type.setFhirVersion(FHIRVersion._4_0_1);
      type.setKind(StructureDefinitionKind.fromCode(DefinitionFiles.attribute(xml, "kind")));
      type.setAbstract(DefinitionFiles.attribute(xml, "abstract").equals("true"));
      type.setSourcePackage(
          new PackageInformation(CoreDefinitions.PACKAGE, type.getVersion(), new Date(0)));
      String derivation = DefinitionFiles.attribute(xml, "derivation");
      if (!derivation.isEmpty()) {
        type.setDerivation(TypeDerivationRule.fromCode(derivation));
        type.setBaseDefinition(DefinitionFiles.attribute(xml, "baseDefinition"));
      }
      return type;
    }

    @Override
    public boolean hasSnapshot() {
      return true;
    }

    @Override
    public StructureDefinitionSnapshotComponent getSnapshot() {
      synchronized (lock) {
        if (snapshot == null) {
          snapshot = whole().getSnapshot();
        }
        return snapshot;
      }
    }

    @Override
    public boolean hasDifferential() {
      return true;
    }

    @Override
    public StructureDefinitionDifferentialComponent getDifferential() {
      synchronized (lock) {
        if (differential == null) {
          differential = whole().getDifferential();
        }
        return differential;
      }
    }

    private StructureDefinition whole() {
      return context.fetchResource(StructureDefinition.class, getUrl());
    }
  }
}

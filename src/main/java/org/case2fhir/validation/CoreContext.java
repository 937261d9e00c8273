package org.case2fhir.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r5.model.PackageInformation;
import org.hl7.fhir.r5.model.Resource;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r5.model.ValueSet;

/**
 * Gives the validator the types of FHIR by name at once, and their elements when it reads them.
 *
 * <p>HAPI's own context converts all definitions to R5, twice, before the first resource is read.
 */
final class CoreContext extends WorkerContextValidationSupportAdapter {
  /** A definition can be asked for in any version, as a file likes. */
  private static final int MOST_KNOWN = 4_096;

  private final List<StructureDefinition> types;
  private final Set<String> primitives;

  private final FhirVersion version;
  private final Map<String, StructureDefinition> structures = new ConcurrentHashMap<>();
  private final Map<String, ValueSet> valueSets = new ConcurrentHashMap<>();

  CoreContext(FhirVersion version, IValidationSupport support, DefinitionFiles files) {
    super(support);
    this.version = version;
    // Messages are in English wherever this runs; that is the bundle without a language, since Java
    // prefers the bundle of the machine's language to it when English is asked for.
    setValidationMessageLanguage(Locale.ROOT);
    types =
        files
            .types()
            .<StructureDefinition>map(definition -> LazyType.of(definition, version, this))
            .toList();
    primitives =
        types.stream()
            .filter(t -> t.getKind() == StructureDefinitionKind.PRIMITIVETYPE)
            .map(StructureDefinition::getName)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The validator asks for the same few hundred definitions thousands of times a Bundle; HAPI looks
   * each up through several layers, one thread at a time.
   */
  @Override
  public <T extends Resource> T fetchResource(Class<T> type, String url) {
    if (url != null && type.equals(StructureDefinition.class)) {
      return type.cast(known(structures, url, () -> super.fetchResource(type, url)));
    }
    if (url != null && type.equals(ValueSet.class)) {
      return type.cast(known(valueSets, url, () -> super.fetchResource(type, url)));
    }
    return super.fetchResource(type, url);
  }

  /** Unknown addresses come from the validated file: remembering them would hoard them. */
  @SuppressWarnings("unchecked") // the supplier gives what the map is of
  private static <R extends Resource> R known(
      Map<String, R> known, String url, Supplier<? extends Resource> fetch) {
    R found = known.get(url);
    if (found == null) {
      found = (R) fetch.get();
      if (found != null && known.size() < MOST_KNOWN) {
        known.put(url, found);
      }
    }
    return found;
  }

  @Override
  public String getVersion() {
    return version.number();
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
   * A type of FHIR by the head of its definition; its elements are fetched when they are first
   * asked for.
   */
  private static final class LazyType extends StructureDefinition {
    private static final long serialVersionUID = 1L;

    private final transient IWorkerContext context;
    private final transient Object lock = new Object();

    private LazyType(IWorkerContext context) {
      this.context = context;
    }

    /**
     * @param text the definition
     * @param context knows the whole of it
     */
    static LazyType of(String text, FhirVersion version, IWorkerContext context) {
      LazyType type = new LazyType(context);
      type.setUrl(DefinitionFiles.attribute(text, "url"));
      type.setVersion(DefinitionFiles.attribute(text, "version"));
      type.setName(DefinitionFiles.attribute(text, "name"));
      type.setType(DefinitionFiles.attribute(text, "type"));
      type.setFhirVersion(FHIRVersion.fromCode(version.number()));
      type.setKind(StructureDefinitionKind.fromCode(DefinitionFiles.attribute(text, "kind")));
      type.setAbstract(DefinitionFiles.attribute(text, "abstract").equals("true"));
      type.setSourcePackage(
          new PackageInformation(version.corePackage(), type.getVersion(), new Date(0)));
      String derivation = DefinitionFiles.attribute(text, "derivation");
      if (!derivation.isEmpty()) {
        type.setDerivation(TypeDerivationRule.fromCode(derivation));
        type.setBaseDefinition(DefinitionFiles.attribute(text, "baseDefinition"));
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

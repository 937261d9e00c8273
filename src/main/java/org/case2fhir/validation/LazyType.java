package org.case2fhir.validation;

import java.util.Date;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r5.model.PackageInformation;
import org.hl7.fhir.r5.model.StructureDefinition;

/**
 * A type of R4 by the head of its definition; its elements are fetched when they are first asked
 * for.
 */
final class LazyType extends StructureDefinition {
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

package org.case2fhir.server.search;

import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;

/** References: {@code 1}, {@code Patient/1}, or an address that ends so. */
final class ReferenceMatch {
  private ReferenceMatch() {}

  /** What an element refers to; empty if to nothing. */
  static String target(Base element) {
    if (element instanceof Reference reference && reference.hasReference()) {
      return reference.getReference();
    }
    return element instanceof PrimitiveType<?> primitive && primitive.hasValue()
        ? primitive.getValueAsString()
        : "";
  }

  /**
   * Whether an element refers to something.
   *
   * @param type of what is sought; may be empty
   */
  static boolean finds(Base element, String type, String sought) {
    String target = target(element);
    if (target.isEmpty()) {
      return false;
    }
    if (target.equals(sought)) {
      return true;
    }
    IdType its = new IdType(target);
    IdType wanted = new IdType(sought);
    String wantedType = wanted.hasResourceType() ? wanted.getResourceType() : type;
    boolean sameType = wantedType.isEmpty() || wantedType.equals(its.getResourceType());
    return sameType && its.hasIdPart() && its.getIdPart().equals(wanted.getIdPart());
  }
}

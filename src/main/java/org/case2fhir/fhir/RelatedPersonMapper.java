package org.case2fhir.fhir;

import org.case2fhir.model.FactRef;
import org.case2fhir.model.Subject.Relation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;

/**
 * Someone else of whom the case tells, such as a newborn's mother (<a
 * href="http://hl7.org/fhir/R4/relatedperson.html">R4 RelatedPerson</a>).
 *
 * <p>Where both have a case of their own, and each case names the other, each Patient has a link to
 * the RelatedPerson in the other's Bundle, which is the same actual person: the only meaning that
 * R4 gives <a href="http://hl7.org/fhir/R4/patient-definitions.html#Patient.link">Patient.link</a>.
 * It refers to it by its identifier, because it is in another Bundle.
 */
final class RelatedPersonMapper {
  private RelatedPersonMapper() {}

  static RelatedPerson map(Relation relation, CaseContext context) {
    RelatedPerson person = new RelatedPerson();
    context.stamp(person, ref(relation), ResourceIds.PRIMARY);
    person.addIdentifier(CaseContext.identifier(person));
    person.setPatient(context.subject());
    person.addRelationship(CodeableConcepts.of(relation.relationship()));
    person.setText(
        NarrativeBuilder.of("Related person: " + relation.relationship().text())
            .item("Case", relation.caseId())
            .build());
    return person;
  }

  private static FactRef ref(Relation relation) {
    return new FactRef("related-person", relation.caseId().orElse(relation.relationship().text()));
  }

  /** Links a Patient to what stands for the same person in the other's case. */
  static void link(Patient patient, Relation relation, CaseContext context) {
    relation
        .caseId()
        .ifPresent(
            other -> {
              RelatedPerson same = new RelatedPerson();
              FactRef ref = new FactRef("related-person", context.report().id());
              same.setId(new ResourceIds(other).of(ref, ResourceIds.PRIMARY));
              Reference reference =
                  new Reference()
                      .setType("RelatedPerson")
                      .setIdentifier(CaseContext.identifier(same))
                      .setDisplay("This patient, in the case " + other);
              patient.addLink().setOther(reference).setType(LinkType.SEEALSO);
            });
  }
}

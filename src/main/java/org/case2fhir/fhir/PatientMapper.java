package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;

/**
 * The patient. A birth date is never computed: without one, {@code birthDate} says that it is
 * unknown, and the age becomes an Observation ({@link SubjectMapper}).
 */
final class PatientMapper {
  private PatientMapper() {}

  static Patient map(Subject subject, CaseContext context) {
    Patient patient = new Patient();
    context.stamp(patient, FactRef.SUBJECT, ResourceIds.PRIMARY);
    patient.addIdentifier(CaseContext.identifier(patient));
    subject.identifiers().stream()
        .map(name -> context.inSource(name))
        .forEach(patient::addIdentifier);
    subject
        .genderIdentity()
        .map(CodeableConcepts::of)
        .ifPresent(
            identity -> patient.addExtension(new Extension(Systems.GENDER_IDENTITY, identity)));
    subject.sex().ifPresent(sex -> patient.setGender(gender(sex)));
    patient.setBirthDateElement(birthDate(subject));
    subject.name().ifPresent(name -> patient.addName().setText(name));
    subject.deceased().ifPresent(death -> setDeceased(patient, death, context));
    subject.related().forEach(other -> RelatedPersonMapper.link(patient, other, context));
    EvidenceMapper.add(patient, subject.evidence(), context);
    patient.setText(narrative(subject, context).build());
    return patient;
  }

  private static AdministrativeGender gender(Sex sex) {
    return switch (sex) {
      case FEMALE -> AdministrativeGender.FEMALE;
      case MALE -> AdministrativeGender.MALE;
      case OTHER -> AdministrativeGender.OTHER;
      case UNKNOWN -> AdministrativeGender.UNKNOWN;
    };
  }

  private static DateType birthDate(Subject subject) {
    DateType date = new DateType();
    if (subject.birthDate().isPresent()) {
      date.setValueAsString(subject.birthDate().get().toString());
    } else {
      date.addExtension(FhirValues.dataAbsent());
    }
    return date;
  }

  private static void setDeceased(Patient patient, Death death, CaseContext context) {
    Optional<PartialDate> date = dateOfDeath(death, context);
    if (date.isPresent()) {
      patient.setDeceased(FhirValues.dateTime(date.get()));
    } else {
      patient.setDeceased(new BooleanType(death.dead()));
    }
  }

  /** When the patient died, if that can be dated. */
  static Optional<PartialDate> dateOfDeath(Death death, CaseContext context) {
    return death.dead() ? death.when().flatMap(context.timeline()::resolve) : Optional.empty();
  }

  private static NarrativeBuilder narrative(Subject subject, CaseContext context) {
    return NarrativeBuilder.of(subject.name().map(name -> "Patient: " + name).orElse("Patient"))
        .item("Sex", subject.sex().map(Sex::code))
        .item("Born", subject.birthDate().map(PartialDate::toString))
        .item("Deceased", subject.deceased().map(death -> deceased(death, context)));
  }

  private static String deceased(Death death, CaseContext context) {
    String yes = death.dead() ? "yes" : "no";
    return dateOfDeath(death, context).map(date -> yes + ", " + date).orElse(yes);
  }
}

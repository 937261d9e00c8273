package org.case2fhir.version;

import java.util.List;
import org.case2fhir.version.VersionConverter.EntryNotes;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Media;
import org.hl7.fhir.r4.model.Media.MediaStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r5.model.CodeType;
import org.hl7.fhir.r5.model.CodeableReference;
import org.hl7.fhir.r5.model.DocumentReference;
import org.hl7.fhir.r5.model.DocumentReference.DocumentReferenceStatus;
import org.hl7.fhir.r5.model.Enumerations.CompositionStatus;
import org.hl7.fhir.r5.model.Extension;
import org.hl7.fhir.r5.model.Period;

/**
 * Media, which <a href="https://hl7.org/fhir/R5/documentreference.html">R5</a> has merged into
 * DocumentReference; HL7's converter leaves nothing of it. The extension for its status says that
 * the document was a Media.
 */
final class MediaRule {
  private static final String STATUS = "Media.status";
  private static final String CREATED = "Media.created";
  private static final String NOTE = "http://hl7.org/fhir/StructureDefinition/note";

  private MediaRule() {}

  static DocumentReference toR5(Media source, EntryNotes notes) {
    DocumentReference target = new DocumentReference();
    AdverseEventRule.copyHead(source, target);
    source
        .getIdentifier()
        .forEach(i -> target.addIdentifier((org.hl7.fhir.r5.model.Identifier) type(i)));
    target.setStatus(
        source.getStatus() == MediaStatus.ENTEREDINERROR
            ? DocumentReferenceStatus.ENTEREDINERROR
            : DocumentReferenceStatus.CURRENT);
    if (source.getStatus() == MediaStatus.COMPLETED) {
      target.setDocStatus(CompositionStatus.FINAL);
    }
    target.addExtension(ResourceRules.element(STATUS, new CodeType(source.getStatus().toCode())));
    if (source.hasType()) {
      target.addCategory(ResourceRules.concept(source.getType()));
    }
    if (source.hasSubject()) {
      target.setSubject((org.hl7.fhir.r5.model.Reference) type(source.getSubject()));
    }
    if (source.hasEncounter()) {
      target.addContext((org.hl7.fhir.r5.model.Reference) type(source.getEncounter()));
    }
    if (source.hasCreatedPeriod()) {
      target.setPeriod((Period) type(source.getCreatedPeriod()));
    } else if (source.hasCreatedDateTimeType()) {
      // A period has no place for a single time; what began and ended then says the same.
      String time = source.getCreatedDateTimeType().getValueAsString();
      Period period = new Period();
      period.getStartElement().setValueAsString(time);
      period.getEndElement().setValueAsString(time);
      target.setPeriod(period);
      target.addExtension(ResourceRules.element(CREATED, type(source.getCreated())));
    }
    if (source.hasBodySite()) {
      target.addBodySite(
          new CodeableReference().setConcept(ResourceRules.concept(source.getBodySite())));
    }
    for (Annotation note : source.getNote()) {
      target.addExtension(new Extension(NOTE, type(note)));
    }
    if (source.hasContent()) {
      target
          .addContent()
          .setAttachment((org.hl7.fhir.r5.model.Attachment) type(source.getContent()));
    }
    notes.moved("Media", "a DocumentReference in R5");
    return target;
  }

  /** Whether a document of R5 was a Media. */
  static boolean isMedia(DocumentReference document) {
    return !ResourceRules.taken(document.copy(), STATUS).isEmpty();
  }

  static Media toR4(DocumentReference source) {
    String status = ResourceRules.taken(source, STATUS).get(0).getValue().primitiveValue();
    List<Extension> created = ResourceRules.taken(source, CREATED);
    List<Extension> notes = List.copyOf(source.getExtensionsByUrl(NOTE));
    source.getExtension().removeAll(notes);
    Media target = new Media();
    AdverseEventRule.copyHead(source, target);
    source.getIdentifier().forEach(i -> target.addIdentifier((Identifier) type(i)));
    target.setStatus(MediaStatus.fromCode(status));
    source.getCategory().stream()
        .findFirst()
        .ifPresent(first -> target.setType(ResourceRules.concept(first)));
    if (source.hasSubject()) {
      target.setSubject((Reference) type(source.getSubject()));
    }
    source.getContext().stream()
        .findFirst()
        .ifPresent(first -> target.setEncounter((Reference) type(first)));
    if (!created.isEmpty()) {
      target.setCreated(type(created.get(0).getValue()));
    } else if (source.hasPeriod()) {
      target.setCreated(type(source.getPeriod()));
    }
    source.getBodySite().stream()
        .filter(CodeableReference::hasConcept)
        .findFirst()
        .ifPresent(first -> target.setBodySite((CodeableConcept) type(first.getConcept())));
    notes.forEach(note -> target.addNote((Annotation) type(note.getValue())));
    source.getContent().stream()
        .findFirst()
        .ifPresent(first -> target.setContent((Attachment) type(first.getAttachment())));
    return target;
  }

  private static org.hl7.fhir.r5.model.DataType type(Type value) {
    return VersionConvertorFactory_40_50.convertType(value);
  }

  private static Type type(org.hl7.fhir.r5.model.DataType value) {
    return VersionConvertorFactory_40_50.convertType(value);
  }
}

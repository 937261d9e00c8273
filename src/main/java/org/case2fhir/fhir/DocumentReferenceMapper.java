package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.SourceCitation;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/**
 * The publication and, if asked for, the file the case was read from. {@code date} is an instant
 * and nobody knows it; the year of publication is the attachment's {@code creation}.
 */
final class DocumentReferenceMapper {
  /** Where {@code derivation-reference} finds the text when it is attached. */
  static final String DATA_PATH = "DocumentReference.content.attachment.data";

  private static final String PLAIN_TEXT = "text/plain";

  private DocumentReferenceMapper() {}

  /** Nothing if the case has neither source nor attached file nor facts read from a text. */
  static Optional<DocumentReference> map(CaseContext context) {
    Optional<SourceCitation> source = context.report().source();
    Optional<SourceAttachment> file = context.options().attachment();
    if (!context.hasDocument()) {
      return Optional.empty();
    }
    DocumentReference document = new DocumentReference();
    context.stamp(document, FactRef.SOURCE, ResourceIds.PRIMARY);
    document.addIdentifier(CaseContext.identifier(document));
    document.setStatus(DocumentReferenceStatus.CURRENT);
    document.setType(CodeableConcepts.ofText("Case report"));
    document.setSubject(context.subject());
    source.ifPresent(told -> cite(document, told));
    if (file.isPresent()) {
      document.addContent().setAttachment(attached(file.get(), source));
    }
    String name = context.report().title().orElse(context.report().id());
    if (!document.hasContent()) {
      // Content must be there; of a text without a citation only its name is known.
      document.setDescription(name);
      document
          .addContent()
          .setAttachment(new Attachment().setContentType(PLAIN_TEXT).setTitle(name));
    }
    String headline =
        source.map(Citations::text).or(() -> file.map(SourceAttachment::name)).orElse(name);
    document.setText(NarrativeBuilder.of("Source: " + headline).build());
    return Optional.of(document);
  }

  private static void cite(DocumentReference document, SourceCitation source) {
    Citations.address(source)
        .ifPresent(
            uri ->
                document.setMasterIdentifier(
                    new Identifier().setSystem(Systems.URI).setValue(uri)));
    document.setDescription(Citations.text(source));
    source.authors().stream()
        .map(name -> new Reference().setDisplay(name))
        .forEach(document::addAuthor);
    document.addContent().setAttachment(published(source));
  }

  private static Attachment published(SourceCitation source) {
    Attachment attachment = new Attachment();
    Citations.address(source).ifPresent(attachment::setUrl);
    attachment.setTitle(source.title().orElseGet(() -> Citations.text(source)));
    source.language().ifPresent(attachment::setLanguage);
    source
        .year()
        .map(PartialDate::of)
        .map(FhirValues::dateTime)
        .ifPresent(attachment::setCreationElement);
    return attachment;
  }

  private static Attachment attached(SourceAttachment file, Optional<SourceCitation> source) {
    Attachment attachment =
        new Attachment()
            .setContentType(file.contentType())
            .setData(file.bytes())
            .setTitle(file.name());
    source.flatMap(SourceCitation::language).ifPresent(attachment::setLanguage);
    return attachment;
  }
}

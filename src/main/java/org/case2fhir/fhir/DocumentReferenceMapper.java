package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
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
    TextFingerprint.identifiers(context.report()).forEach(document::addIdentifier);
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
        source
            .map(DocumentReferenceMapper::citation)
            .or(() -> file.map(SourceAttachment::name))
            .orElse(name);
    document.setText(NarrativeBuilder.of("Source: " + headline).build());
    return Optional.of(document);
  }

  private static void cite(DocumentReference document, SourceCitation source) {
    address(source)
        .ifPresent(
            uri ->
                document.setMasterIdentifier(
                    new Identifier().setSystem(Systems.URI).setValue(uri)));
    document.setDescription(citation(source));
    source.authors().stream()
        .map(name -> new Reference().setDisplay(name))
        .forEach(document::addAuthor);
    document.addContent().setAttachment(published(source));
  }

  private static Attachment published(SourceCitation source) {
    Attachment attachment = new Attachment();
    address(source).ifPresent(attachment::setUrl);
    attachment.setTitle(source.title().orElseGet(() -> citation(source)));
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

  /** The DOI's resolver address, or else the given one. */
  static Optional<String> address(SourceCitation source) {
    return source.doi().map(doi -> "https://doi.org/" + doi).or(source::url);
  }

  /** "Authors. Title. Journal. 2011;57(Suppl 2):358-360. doi:… License: …", what is known of it. */
  static String citation(SourceCitation source) {
    List<String> parts = new ArrayList<>();
    if (!source.authors().isEmpty()) {
      parts.add(String.join(", ", source.authors()));
    }
    source.title().ifPresent(parts::add);
    source.journal().ifPresent(parts::add);
    String issue = issue(source);
    if (!issue.isEmpty()) {
      parts.add(issue);
    }
    source.doi().ifPresent(doi -> parts.add("doi:" + doi));
    source.pmid().ifPresent(pmid -> parts.add("PMID: " + pmid));
    source.pmcid().ifPresent(pmcid -> parts.add("PMCID: " + pmcid));
    source.url().ifPresent(parts::add);
    source.license().ifPresent(license -> parts.add("License: " + license));
    return parts.isEmpty() ? "Published case report" : String.join(". ", parts);
  }

  private static String issue(SourceCitation source) {
    StringBuilder out = new StringBuilder();
    source.year().ifPresent(year -> out.append(year.intValue()));
    source.volume().ifPresent(volume -> out.append(out.isEmpty() ? "" : ";").append(volume));
    source.issue().ifPresent(issue -> out.append('(').append(issue).append(')'));
    source.pages().ifPresent(pages -> out.append(out.isEmpty() ? "" : ":").append(pages));
    return out.toString();
  }
}

package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Visit;
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

  /**
   * What another version of a text is known by: a case whose id was made from the text has another
   * id after every correction, and would become a second patient on a server.
   *
   * <p>It is a <a href="https://doi.org/10.1109/SEQUEN.1997.666900">min-wise sketch</a> of the
   * passages that the facts were read from: the least of their hashes, of which two versions of a
   * text share most and two texts hardly any. They go into the DocumentReference as identifiers, so
   * that any server can search for them.
   */
  private static final class TextFingerprint {
    private static final int MOST = 8;
    private static final int DIGITS = 16;
    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
    // Many texts have a lone "fever"; few have the same phrases and numbers.
    private static final Pattern DISTINCTIVE = Pattern.compile(".*(?:\\p{N}|\\S \\S).*");

    private TextFingerprint() {}

    /** The name of the case, and the hashes; none if its id does not depend on its text. */
    static List<Identifier> identifiers(CaseReport report) {
      if (!report.isNamedAfterContent()) {
        return List.of();
      }
      List<Identifier> identifiers = new ArrayList<>();
      identifiers.add(new Identifier().setSystem(Systems.CASE).setValue(report.id()));
      passages(report)
          .map(passage -> Sha256.of(passage).substring(0, DIGITS))
          .sorted()
          .limit(MOST)
          .map(hash -> new Identifier().setSystem(Systems.PASSAGE).setValue(hash))
          .forEach(identifiers::add);
      return identifiers;
    }

    private static Stream<String> passages(CaseReport report) {
      Stream<Evidence> visits = report.visits().stream().map(Visit::evidence).flatMap(List::stream);
      Stream<Evidence> facts =
          report.facts().stream()
              .map(Fact::circumstances)
              .flatMap(circumstances -> circumstances.evidence().stream());
      return Stream.of(report.subject().evidence().stream(), visits, facts)
          .flatMap(evidence -> evidence)
          .map(evidence -> folded(evidence.quote()))
          .filter(passage -> DISTINCTIVE.matcher(passage).matches())
          .distinct();
    }

    private static String folded(String quote) {
      return NO_LETTER_OR_DIGIT.matcher(quote.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    }
  }
}

package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Severity;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * What every mapper needs to know of the case around its fact: policies, identities, references and
 * times. Mappers change nothing in it but the notes they add.
 */
final class CaseContext {
  private final boolean hasDocument;
  private final CaseReport report;
  private final MappingOptions options;
  private final ResourceIds ids;
  private final CaseTimeline timeline;
  private final CaseIndex index;
  private final String metaSource;
  private final List<MappingNote> notes = new ArrayList<>();

  CaseContext(CaseReport report, MappingOptions options) {
    this.report = report;
    this.options = options;
    this.ids = new ResourceIds(report.id());
    this.timeline = new CaseTimeline(report);
    this.index = new CaseIndex(report);
    this.metaSource = metaSource();
    this.hasDocument = hasDocument(report, options);
  }

  CaseReport report() {
    return report;
  }

  MappingOptions options() {
    return options;
  }

  CaseTimeline timeline() {
    return timeline;
  }

  CaseIndex index() {
    return index;
  }

  List<MappingNote> notes() {
    return notes;
  }

  /** Gives a new resource its id and meta; the assembler decides whether the id is written. */
  void stamp(DomainResource resource, FactRef ref, String role) {
    resource.setId(ids.of(ref, role));
    Meta meta = resource.getMeta().setSource(metaSource);
    options.labels().forEach(label -> meta.addSecurity(CodeableConcepts.coding(label.code())));
  }

  /** The business identifier that servers match on. */
  static Identifier identifier(DomainResource stamped) {
    return new Identifier()
        .setSystem(Systems.URI)
        .setValue("urn:uuid:" + stamped.getIdElement().getIdPart());
  }

  Reference subject() {
    return reference(ResourceType.Patient, FactRef.SUBJECT);
  }

  /** The Encounter at which a fact was told, found or done. */
  Optional<Reference> encounter(Circumstances circumstances) {
    return circumstances.visit().flatMap(this::encounter);
  }

  Optional<Reference> encounter(String visit) {
    FactRef ref = new FactRef("encounter", visit);
    return index
        .visit(ref)
        .map(known -> reference(ResourceType.Encounter, ref).setDisplay(known.label()));
  }

  /** What a reader calls the visit of a fact. */
  Optional<String> visitLabel(Circumstances circumstances) {
    return circumstances.visit().flatMap(this::visitLabel);
  }

  Optional<String> visitLabel(String visit) {
    return index.visit(new FactRef("encounter", visit)).map(Visit::label);
  }

  /**
   * Whether there is a document to refer to: a publication, a file that is carried along, or a text
   * that the facts say where they stand in.
   */
  boolean hasDocument() {
    return hasDocument;
  }

  private static boolean hasDocument(CaseReport report, MappingOptions options) {
    return report.source().isPresent()
        || options.attachment().isPresent()
        || report.facts().stream()
            .flatMap(fact -> fact.circumstances().evidence().stream())
            .anyMatch(evidence -> evidence.span().isPresent());
  }

  /** The DocumentReference of the source, if there is one. */
  Optional<Reference> source() {
    return hasDocument()
        ? Optional.of(reference(ResourceType.DocumentReference, FactRef.SOURCE))
        : Optional.empty();
  }

  /** The resource of a fact; nothing if the policies leave the fact out. */
  Optional<Reference> reference(FactRef ref) {
    return index
        .fact(ref)
        .flatMap(
            fact ->
                ResourceTypeSelector.of(fact, options)
                    .map(type -> reference(type, ref).setDisplay(Headlines.withSite(fact))));
  }

  Optional<Reference> reference(FactKind kind, String id) {
    return reference(FactRef.of(kind, id));
  }

  List<Reference> references(List<FactRef> refs) {
    return refs.stream().flatMap(ref -> reference(ref).stream()).toList();
  }

  /** The date of a fact, or its words; a relative time that stays without date is noted. */
  DatedTime moment(FactRef ref, When when) {
    DatedTime moment = timeline.moment(when);
    if (moment.date().isEmpty() && when instanceof When.Relative) {
      note(
          ref,
          Severity.INFORMATION,
          "time-in-words",
          "the time \"" + timeline.words(when) + "\" has no date and is kept in words",
          "give the encounter a date that is precise enough");
    }
    return moment;
  }

  /** When a fact was: its own time, or else the date of its visit. */
  DatedTime moment(FactRef ref, Circumstances circumstances) {
    if (circumstances.time().isPresent()) {
      return moment(ref, circumstances.time().get());
    }
    return visitMoment(circumstances);
  }

  /** The date of a fact's visit; nothing for a stay of several days, which leaves the day open. */
  DatedTime visitMoment(Circumstances circumstances) {
    return new DatedTime(circumstances.visit().flatMap(timeline::onlyDateOf), Optional.empty());
  }

  void note(FactRef ref, Severity severity, String code, String message, String solution) {
    notes.add(new MappingNote(ref, severity, code, message, solution));
  }

  /** Reference by fullUrl; in a batch, where fullUrls resolve nothing, by type and id. */
  Reference reference(ResourceType type, FactRef ref) {
    return referenceTo(type, ids.of(ref, ResourceIds.PRIMARY));
  }

  /** Reference to a resource that has been stamped. */
  Reference referenceTo(DomainResource stamped) {
    return referenceTo(stamped.getResourceType(), stamped.getIdElement().getIdPart());
  }

  private Reference referenceTo(ResourceType type, String id) {
    String head = options.bundle() == BundleKind.BATCH ? type.name() + "/" : "urn:uuid:";
    return new Reference().setReference(head + id);
  }

  private String metaSource() {
    Optional<SourceCitation> source = report.source();
    return source
        .flatMap(SourceCitation::doi)
        .map(doi -> "https://doi.org/" + doi)
        .or(() -> source.flatMap(SourceCitation::url))
        .orElseGet(() -> "urn:uuid:" + ids.ofCase());
  }
}

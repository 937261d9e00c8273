package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.MedicationPolicy;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Image;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;
import org.hl7.fhir.r4.model.Type;

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

  Optional<Fact> fact(FactKind kind, String id) {
    return index.fact(FactRef.of(kind, id));
  }

  /** Findings and measurements that speak for a diagnosis. */
  List<Reference> evidence(FactRef diagnosis) {
    return references(index.evidence(diagnosis));
  }

  /** Reports about a procedure. */
  List<Reference> reports(FactRef procedure) {
    return references(
        index.reports(procedure).stream()
            .filter(ref -> type(ref).equals(Optional.of(ResourceType.DiagnosticReport)))
            .toList());
  }

  /** The devices that a procedure put in place. */
  List<Reference> devices(FactRef procedure) {
    return references(index.devices(procedure));
  }

  /** The images that belong to a report. */
  List<Reference> images(FactRef report) {
    return references(index.images(report));
  }

  /** Findings and measurements that a report lists. */
  List<Fact> results(FactRef report) {
    return index.results(report).stream().flatMap(ref -> index.fact(ref).stream()).toList();
  }

  /** Why something was given or done: a diagnosis or a finding for each id. */
  List<Fact> reasons(List<String> ids) {
    return ids.stream()
        .flatMap(id -> fact(FactKind.DIAGNOSIS, id).or(() -> fact(FactKind.FINDING, id)).stream())
        .toList();
  }

  List<MappingNote> notes() {
    return notes;
  }

  /** The UUID of the case as a document. */
  String document() {
    return ids.of(FactRef.SOURCE, "document");
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

  /** What the source calls something: a name within the source. */
  Identifier inSource(String name) {
    return new Identifier().setSystem(metaSource).setValue(name);
  }

  Reference subject() {
    return reference(ResourceType.Patient, FactRef.SUBJECT);
  }

  /** The Encounter at which a fact was stated, found or done. */
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

  /**
   * What a fact becomes; nothing if the policies leave it out, or a report that says nothing and is
   * about a procedure of the case. A study without a result is a Procedure: a final report without
   * one would claim that there was nothing to report.
   */
  Optional<ResourceType> type(Fact fact) {
    if (fact instanceof StudyReport study && isEmpty(study)) {
      boolean known =
          study.procedures().stream().anyMatch(id -> fact(FactKind.PROCEDURE, id).isPresent());
      return known ? Optional.empty() : Optional.of(ResourceType.Procedure);
    }
    return ResourceTypeSelector.of(fact, options);
  }

  private Optional<ResourceType> type(FactRef ref) {
    return index.fact(ref).flatMap(this::type);
  }

  private boolean isEmpty(StudyReport study) {
    return study.conclusion().isEmpty()
        && study.diagnoses().isEmpty()
        && study.progress().isEmpty()
        && study.files().isEmpty()
        && results(FactRef.of(study)).stream()
            .noneMatch(fact -> type(fact).equals(Optional.of(ResourceType.Observation)));
  }

  /** The resource of a fact; nothing if the policies leave the fact out. */
  Optional<Reference> reference(FactRef ref) {
    return index
        .fact(ref)
        .flatMap(
            fact ->
                type(fact)
                    .map(type -> reference(type, ref).setDisplay(DisplayText.withSite(fact))));
  }

  Optional<Reference> reference(FactKind kind, String id) {
    return reference(FactRef.of(kind, id));
  }

  private List<Reference> references(List<FactRef> refs) {
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

  /**
   * The date of a fact's visit; for a stay of several days, which leaves the day open, the stay.
   */
  DatedTime visitMoment(Circumstances circumstances) {
    Optional<PartialDate> date = circumstances.visit().flatMap(timeline::onlyDateOf);
    if (date.isPresent()) {
      return new DatedTime(date, Optional.empty());
    }
    return circumstances
        .visit()
        .flatMap(timeline::rangeOf)
        .map(DatedTime::within)
        .orElse(DatedTime.NONE);
  }

  /**
   * When something began or ended, as the choice types {@code onset[x]} and {@code abatement[x]}
   * hold it: a date that the case gives, an age, or words. {@link OnsetPolicy#DERIVED} also takes
   * dates that had to be computed.
   */
  Type onset(FactRef ref, When when) {
    if (when instanceof When.AtAge atAge) {
      Optional<Age> age = FhirValues.age(atAge.age());
      if (age.isPresent()) {
        return age.get();
      }
    }
    if (when instanceof When.Between stretch) {
      Optional<Type> between = between(ref, stretch);
      if (between.isPresent()) {
        return between.get();
      }
    }
    Optional<PartialDate> date = onsetDate(ref, when);
    return date.isPresent()
        ? FhirValues.dateTime(date.get())
        : CodeableConcepts.coded(timeline.words(when), codes(when));
  }

  private static List<Code> codes(When when) {
    return when instanceof When.InWords words ? words.codes() : List.of();
  }

  // Ends of two kinds, or in words, have no type that holds both.
  private Optional<Type> between(FactRef ref, When.Between stretch) {
    List<When> ends = Stream.concat(stretch.from().stream(), stretch.to().stream()).toList();
    if (ends.stream().allMatch(When.AtAge.class::isInstance)) {
      return Optional.of(
          FhirValues.range(
              stretch.from().map(CaseContext::age), stretch.to().map(CaseContext::age)));
    }
    if (ends.stream().allMatch(end -> onsetDate(ref, end).isPresent())) {
      return Optional.of(
          FhirValues.period(
              stretch.from().flatMap(end -> onsetDate(ref, end)),
              stretch.to().flatMap(end -> onsetDate(ref, end))));
    }
    return Optional.empty();
  }

  private static TimeSpan age(When end) {
    return ((When.AtAge) end).age();
  }

  private Optional<PartialDate> onsetDate(FactRef ref, When when) {
    return switch (options.onset()) {
      case WORDS -> timeline.stated(when);
      case DERIVED -> moment(ref, when).date();
    };
  }

  void note(FactRef ref, Severity severity, String code, String message, String solution) {
    notes.add(new MappingNote(ref, severity, code, message, solution));
  }

  /** Reference by fullUrl; in a batch, where fullUrls resolve nothing, by type and id. */
  Reference reference(ResourceType type, FactRef ref) {
    return referenceTo(type, ids.of(ref, ResourceIds.PRIMARY));
  }

  /** Reference to a resource of a fact beside its primary one. */
  Reference reference(ResourceType type, FactRef ref, String role) {
    return referenceTo(type, ids.of(ref, role));
  }

  /** Reference to a resource that has been stamped. */
  Reference referenceTo(DomainResource stamped) {
    return referenceTo(stamped.getResourceType(), stamped.getIdElement().getIdPart());
  }

  private Reference referenceTo(ResourceType type, String id) {
    String head = options.bundle() == BundleKind.BATCH ? type.name() + "/" : "urn:uuid:";
    return new Reference().setReference(head + ids.entry(id));
  }

  /** The UUID of the entry of a resource that has been stamped. */
  String entry(DomainResource stamped) {
    return ids.entry(stamped.getIdElement().getIdPart());
  }

  private String metaSource() {
    Optional<SourceCitation> source = report.source();
    return source
        .flatMap(SourceCitation::doi)
        .map(doi -> "https://doi.org/" + doi)
        .or(() -> source.flatMap(SourceCitation::url))
        .orElseGet(() -> "urn:uuid:" + ids.ofCase());
  }

  /**
   * The relations of a case read from their other end: a finding names the diagnosis it supports,
   * but it is the Condition that lists its evidence.
   */
  private static final class CaseIndex {
    private final Map<FactRef, Fact> facts = new HashMap<>();
    private final Map<FactRef, Visit> visits = new HashMap<>();
    private final Map<FactRef, List<FactRef>> evidence = new HashMap<>();
    private final Map<FactRef, List<FactRef>> results = new HashMap<>();
    private final Map<FactRef, List<FactRef>> reports = new HashMap<>();
    private final Map<FactRef, List<FactRef>> devices = new HashMap<>();
    private final Map<FactRef, List<FactRef>> images = new HashMap<>();

    CaseIndex(CaseReport report) {
      report.visits().forEach(visit -> visits.put(FactRef.ofVisit(visit), visit));
      for (Fact fact : report.facts()) {
        FactRef self = FactRef.of(fact);
        facts.put(self, fact);
        if (fact instanceof Finding finding) {
          link(self, finding.links());
        } else if (fact instanceof Measurement measurement) {
          link(self, measurement.links());
        } else if (fact instanceof Variant variant) {
          link(self, variant.links());
        } else if (fact instanceof StudyReport study) {
          study.procedures().forEach(id -> add(reports, FactKind.PROCEDURE, id, self));
        } else if (fact instanceof DeviceUse use) {
          use.procedure().ifPresent(id -> add(devices, FactKind.PROCEDURE, id, self));
        } else if (fact instanceof Image image) {
          image.report().ifPresent(id -> add(images, FactKind.REPORT, id, self));
        }
      }
    }

    Optional<Fact> fact(FactRef ref) {
      return Optional.ofNullable(facts.get(ref));
    }

    Optional<Visit> visit(FactRef ref) {
      return Optional.ofNullable(visits.get(ref));
    }

    /** Findings and measurements that speak for a diagnosis. */
    List<FactRef> evidence(FactRef diagnosis) {
      return evidence.getOrDefault(diagnosis, List.of());
    }

    /** Findings and measurements that a report lists. */
    List<FactRef> results(FactRef report) {
      return results.getOrDefault(report, List.of());
    }

    /** Reports about a procedure. */
    List<FactRef> devices(FactRef procedure) {
      return devices.getOrDefault(procedure, List.of());
    }

    List<FactRef> images(FactRef report) {
      return images.getOrDefault(report, List.of());
    }

    List<FactRef> reports(FactRef procedure) {
      return reports.getOrDefault(procedure, List.of());
    }

    private void link(FactRef self, Links links) {
      links.supports().forEach(id -> add(evidence, FactKind.DIAGNOSIS, id, self));
      links.report().ifPresent(id -> add(results, FactKind.REPORT, id, self));
    }

    private static void add(
        Map<FactRef, List<FactRef>> map, FactKind kind, String id, FactRef self) {
      map.computeIfAbsent(FactRef.of(kind, id), key -> new ArrayList<>()).add(self);
    }
  }

  /**
   * Which resource a fact becomes under the policies; references need to know before it is made.
   */
  private static final class ResourceTypeSelector {
    private static final Set<String> DENIALS =
        Set.of(
            "negative",
            "normal",
            "not detected",
            "undetected",
            "no",
            "none",
            "nil",
            "false",
            "absent",
            "not present",
            "not found",
            "not seen",
            "denied",
            "possible",
            "suspected",
            "probable");

    private ResourceTypeSelector() {}

    /** The type, or nothing if the policies leave the fact out. */
    static Optional<ResourceType> of(Fact fact, MappingOptions options) {
      return switch (fact.kind()) {
        case DIAGNOSIS -> Optional.of(ResourceType.Condition);
        case FINDING -> ofFinding((Finding) fact, options);
        case MEASUREMENT, VARIANT -> Optional.of(ResourceType.Observation);
        case MEDICATION -> Optional.of(ofMedication((MedicationUse) fact, options));
        case PROCEDURE -> Optional.of(ResourceType.Procedure);
        case SPECIMEN -> Optional.of(ResourceType.Specimen);
        case REPORT -> Optional.of(ResourceType.DiagnosticReport);
        case FAMILY_HISTORY -> Optional.of(ResourceType.FamilyMemberHistory);
        case ALLERGY -> Optional.of(ResourceType.AllergyIntolerance);
        case IMMUNIZATION -> Optional.of(ResourceType.Immunization);
        case DEVICE -> Optional.of(ResourceType.Device);
        case ADVERSE_EVENT -> Optional.of(ResourceType.AdverseEvent);
        case IMAGE -> Optional.of(ResourceType.Media);
      };
    }

    // Nobody ordered what was not taken, and to forbid it is more than the case says.
    private static ResourceType ofMedication(MedicationUse use, MappingOptions options) {
      return options.medications() == MedicationPolicy.REQUEST
              && !MedicationStatementMapper.isNotTaken(use)
          ? ResourceType.MedicationRequest
          : ResourceType.MedicationStatement;
    }

    private static Optional<ResourceType> ofFinding(Finding finding, MappingOptions options) {
      if (finding.circumstances().assertion() == Assertion.ABSENT) {
        return switch (options.absent()) {
          case OBSERVATION -> Optional.of(ResourceType.Observation);
          case REFUTED -> Optional.of(ResourceType.Condition);
          case OMIT -> Optional.empty();
        };
      }
      boolean problem =
          (finding.category() == FindingCategory.SYMPTOM
                  || finding.category() == FindingCategory.NONE)
              && options.symptoms() == SymptomPolicy.CONDITION
              && finding.value().filter(ResourceTypeSelector::denies).isEmpty();
      return Optional.of(problem ? ResourceType.Condition : ResourceType.Observation);
    }

    // A Condition has no value: a sign that was negative or normal must not become a problem.
    private static boolean denies(Value value) {
      String words = value instanceof Value.Words told ? told.text() : "";
      String coded = value instanceof Value.Coded told ? told.concept().text() : words;
      return DENIALS.contains(coded.toLowerCase(Locale.ROOT));
    }
  }
}

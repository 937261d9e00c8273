package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.casefile.PacketFacts.LocatedFact;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Finding.Support;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.LinkedFile;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.Value;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.terminology.Domain;

/**
 * Reads <a href="https://phenopacket-schema.readthedocs.io/en/latest/">GA4GH Phenopackets</a> of
 * version 2, in JSON or YAML, as cases; of a Family message the proband, with the relatives as
 * family history.
 *
 * <p>Codes, absence and times are taken as given. What a case cannot hold is not kept, and an issue
 * says so with its place.
 */
final class PhenopacketReader {
  // As many as a case file may have.
  private static final int MAX_FACTS = 5_000;
  private static final Set<String> FIELDS =
      Set.of(
          "phenotypicFeatures",
          "metaData",
          "proband",
          "interpretations",
          "biosamples",
          "medicalActions",
          "diseases",
          "files");

  private final PacketElement top;
  private final IssueCollector issues;
  private final PacketValueReader values;
  private final PacketFacts facts;
  private final Map<FactRef, Location> locations = new HashMap<>();

  private PhenopacketReader(Node.Mapping mapping, ReadScope scope) {
    this.issues = scope.issues();
    this.top = new PacketElement(mapping, issues);
    this.values = new PacketValueReader(scope);
    this.facts = new PacketFacts(issues);
  }

  /** Whether a mapping is a phenopacket, or a family or cohort of them, of any version. */
  static boolean accepts(Node.Mapping mapping) {
    Set<String> keys =
        mapping.entries().stream()
            .map(entry -> PacketElement.camel(entry.key()))
            .collect(Collectors.toSet());
    // Both kinds of file have measurements; those of a packet are of assays.
    return keys.stream().anyMatch(FIELDS::contains)
        || new PacketElement(mapping, new IssueCollector(""))
            .anyHas("measurements", Set.of("assay"));
  }

  /** Reads the packet as far as it can be read. */
  static CaseFile read(Node.Mapping mapping, ReadScope scope) {
    PhenopacketReader reader = new PhenopacketReader(mapping, scope);
    Optional<CaseReport> report = reader.read();
    return new CaseFile(new Result<>(report, reader.issues.list()), reader.locations);
  }

  private Optional<CaseReport> read() {
    if (top.has("members")) {
      return refuse("this is a cohort of several patients", "give its members one by one");
    }
    if (!top.has("proband")) {
      return packet(top, top.element("metaData"), top.elements("files"), FamilyFacts.NONE);
    }
    // The metadata and files of a family stand beside its proband.
    Optional<PacketElement> metaData = top.element("metaData");
    List<PacketElement> files = top.elements("files");
    top.text("id");
    PacketElement proband = top.element("proband").orElse(null);
    if (proband == null) {
      return refuse("the proband of this family is not a phenopacket", "write it as an object");
    }
    FamilyFacts family = new FamilyFacts(top, values);
    top.finish();
    Optional<PacketElement> own = proband.element("metaData");
    List<PacketElement> all = new ArrayList<>(files);
    all.addAll(proband.elements("files"));
    metaData.ifPresent(meta -> meta.elements("resources").forEach(values::addResource));
    return packet(proband, own.or(() -> metaData), all, family);
  }

  private Optional<CaseReport> refuse(String message, String remedy) {
    issues.error("wrong-kind", top.location(), message, remedy);
    return Optional.empty();
  }

  private Optional<CaseReport> packet(
      PacketElement packet,
      Optional<PacketElement> metaData,
      List<PacketElement> files,
      FamilyFacts family) {
    Optional<String> version = metaData.flatMap(meta -> meta.text("phenopacketSchemaVersion"));
    if (VersionOne.is(packet, version)) {
      return refuse(
          "this is a phenopacket of version 1, which is not read",
          "convert it to version 2 with phenopacket-tools (`pxf convert`)");
    }
    metaData.ifPresent(meta -> meta.elements("resources").forEach(values::addResource));
    Optional<SourceCitation> source = metaData.flatMap(this::source);
    Location start = packet.location();
    String id = packet.text("id").orElse("");
    Optional<PacketElement> individual = packet.element("subject");
    individual.ifPresent(found -> locations.put(FactRef.SUBJECT, found.location()));
    IndividualReader subjects = new IndividualReader(values);
    Subject subject = individual.map(subjects::read).orElse(Subject.UNKNOWN);
    packet.elements("diseases").forEach(this::disease);
    packet.elements("phenotypicFeatures").forEach(feature -> feature(feature, Links.NONE));
    packet.elements("measurements").forEach(each -> measurement(each, Links.NONE));
    BiosampleReader samples = new BiosampleReader(this, subject);
    packet.elements("biosamples").forEach(samples::read);
    MedicalActionReader actions = new MedicalActionReader(values, facts);
    packet.elements("medicalActions").forEach(actions::read);
    InterpretationReader interpretations =
        new InterpretationReader(values, facts, subject, samples.ids());
    packet.elements("interpretations").forEach(interpretations::read);
    files.forEach(this::file);
    packet.finish();
    family.addTo(facts, subject.identifiers().stream().findFirst());
    if (facts.size() > MAX_FACTS) {
      String message =
          "the packet has " + facts.size() + " facts, more than the allowed " + MAX_FACTS;
      issues.error("too-large", start, message, "a phenopacket holds one patient's case");
      return Optional.empty();
    }
    return report(id, source, subject, subjects.visits(), start)
        .filter(report -> individual.isPresent() || !report.facts().isEmpty());
  }

  private Optional<CaseReport> report(
      String id,
      Optional<SourceCitation> source,
      Subject subject,
      List<Visit> visits,
      Location start) {
    List<Fact> all = new ArrayList<>();
    for (LocatedFact each : facts.linked()) {
      locations.put(FactRef.of(each.fact()), each.location());
      all.add(each.fact());
    }
    all.sort(Comparator.comparing(Fact::kind));
    if (all.isEmpty()) {
      issues.error("empty-case", start, "the phenopacket has no fact", "add a phenotypic feature");
    }
    String name =
        id.isEmpty() ? new IdAssigner(issues).caseId(source, subject, visits, all, start) : id;
    return Optional.of(new CaseReport(name, Optional.empty(), source, subject, visits, all));
  }

  // Who made the packet and when says nothing of the case. The first reference is its source.
  private Optional<SourceCitation> source(PacketElement metaData) {
    List<PacketElement> references = metaData.elements("externalReferences");
    Optional<SourceCitation> source = Optional.empty();
    for (PacketElement reference : references) {
      Location location = reference.location();
      Optional<SourceCitation> read = citation(reference);
      if (source.isPresent() && read.isPresent()) {
        String message = "a case has one source; this further reference is not kept";
        issues.information("not-kept", location, message, "keep the phenopacket beside the case");
      } else if (read.isPresent()) {
        locations.put(FactRef.SOURCE, location);
        source = read;
      }
    }
    metaData.notKept("created", "createdBy", "submittedBy", "updates");
    metaData.finish();
    return source;
  }

  private static Optional<SourceCitation> citation(PacketElement reference) {
    String id = reference.text("id").orElse("");
    Optional<String> url = reference.text("reference");
    Optional<String> title = reference.text("description");
    reference.finish();
    String local = id.substring(id.indexOf(':') + 1).strip();
    String prefix =
        id.contains(":") ? id.substring(0, id.indexOf(':')).toUpperCase(Locale.ROOT) : "";
    Optional<String> named = Optional.of(local).filter(text -> !text.isEmpty());
    boolean known = Set.of("PMID", "DOI", "PMC", "PMCID").contains(prefix);
    if (id.isEmpty() && url.isEmpty() && title.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SourceCitation(
            title,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            named.filter(text -> prefix.equals("DOI")),
            named.filter(text -> prefix.equals("PMID")),
            named.filter(text -> prefix.startsWith("PMC")),
            url.or(() -> Optional.of(id).filter(text -> !known && CodeSystems.isUri(text)))
                .or(() -> named.filter(text -> prefix.equals("PMID")).map(CodeSystems::pubMed)),
            Optional.empty(),
            Optional.empty()));
  }

  PacketValueReader values() {
    return values;
  }

  PacketFacts facts() {
    return facts;
  }

  /** A phenotypic feature of the patient, or of a sample. */
  void feature(PacketElement feature, Links links) {
    Location location = feature.location();
    Optional<Concept> type = values.concept(feature, "type");
    boolean excluded = feature.flag("excluded");
    Optional<Concept> severity = values.concept(feature, "severity");
    List<Concept> modifiers = values.concepts(feature, "modifiers");
    Optional<When> onset = values.time(feature, "onset");
    Optional<When> resolution = values.time(feature, "resolution");
    Optional<String> description = feature.text("description");
    List<Support> support = new ArrayList<>();
    feature.elements("evidence").forEach(each -> support(each).ifPresent(support::add));
    feature.finish();
    if (type.isEmpty()) {
      missing("type", "a phenotypic feature", location);
      return;
    }
    Circumstances circumstances =
        circumstances(excluded, List.of(), severity, description, Optional.empty());
    facts.add(
        new Finding(
            "",
            type.get(),
            circumstances,
            FindingCategory.PHENOTYPE,
            Optional.empty(),
            onset,
            Optional.empty(),
            resolution,
            links,
            modifiers,
            support),
        location);
  }

  private Optional<Support> support(PacketElement evidence) {
    Optional<Concept> kind = values.concept(evidence, "evidenceCode");
    Optional<PacketElement> reference = evidence.element("reference");
    Optional<String> id = reference.flatMap(found -> found.text("id"));
    Optional<String> url = reference.flatMap(found -> found.text("reference"));
    Optional<String> description = reference.flatMap(found -> found.text("description"));
    reference.ifPresent(PacketElement::finish);
    evidence.finish();
    return kind.isEmpty() && id.isEmpty() && url.isEmpty() && description.isEmpty()
        ? Optional.empty()
        : Optional.of(new Support(kind, id, url, description));
  }

  /** A measurement of the patient, or of a sample. */
  void measurement(PacketElement measurement, Links links) {
    Location location = measurement.location();
    Optional<Concept> assay = values.concept(measurement, "assay");
    Optional<String> description = measurement.text("description");
    Optional<When> time = values.time(measurement, "timeObserved");
    Optional<PacketValueReader.Measured> quantity = Optional.empty();
    Optional<Value> value = Optional.empty();
    if (measurement.has("complexValue")) {
      value = measurement.element("complexValue").flatMap(this::parts);
    } else {
      Optional<PacketElement> simple = measurement.element("value");
      quantity = simple.flatMap(found -> values.quantity(found, "quantity"));
      value =
          quantity
              .<Value>map(PacketValueReader.Measured::value)
              .or(
                  () ->
                      simple
                          .flatMap(found -> values.concept(found, "ontologyClass"))
                          .map(Value.Coded::new));
      simple.ifPresent(PacketElement::finish);
    }
    Optional<String> procedure = procedure(measurement);
    measurement.finish();
    if (assay.isEmpty()) {
      missing("assay", "a measurement", location);
      return;
    }
    Links all = new Links(List.of(), List.of(), procedure, links.specimen(), links.report());
    facts.add(
        new Measurement(
            "",
            assay.get(),
            circumstances(false, List.of(), Optional.empty(), description, time),
            values.scope().vocabulary().testCategory(assay.get().text(), value),
            value,
            Optional.empty(),
            quantity.flatMap(PacketValueReader.Measured::reference),
            Optional.empty(),
            all),
        location);
  }

  private Optional<Value> parts(PacketElement complex) {
    List<Value.Part> parts = new ArrayList<>();
    for (PacketElement typed : complex.elements("typedQuantities")) {
      Location location = typed.location();
      Optional<Concept> type = values.concept(typed, "type");
      Optional<PacketValueReader.Measured> quantity = values.quantity(typed, "quantity");
      typed.finish();
      if (type.isEmpty() || quantity.isEmpty()) {
        missing("type` and `quantity", "a typed quantity", location);
      } else {
        PacketValueReader.Measured known = quantity.get();
        parts.add(new Value.Part(type.get(), known.value(), known.reference()));
      }
    }
    complex.finish();
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Value.Parts(parts));
  }

  /** The id of the procedure by which something was obtained. */
  Optional<String> procedure(PacketElement of) {
    Optional<PacketElement> procedure = of.element("procedure");
    if (procedure.isEmpty()) {
      return Optional.empty();
    }
    Location location = procedure.get().location();
    Optional<Concept> code = values.concept(procedure.get(), "code");
    List<BodySite> site = values.site(procedure.get(), "bodySite");
    Optional<When> performed = values.time(procedure.get(), "performed");
    procedure.get().finish();
    if (code.isEmpty()) {
      missing("code", "a procedure", location);
    }
    return code.map(
        concept ->
            facts.procedure(
                concept,
                circumstances(false, site, Optional.empty(), Optional.empty(), performed),
                location));
  }

  private void disease(PacketElement disease) {
    Location location = disease.location();
    Optional<Concept> term = values.concept(disease, "term");
    boolean excluded = disease.flag("excluded");
    Optional<When> onset = values.time(disease, "onset");
    Optional<When> resolution = values.time(disease, "resolution");
    List<Concept> stages = new ArrayList<>(values.concepts(disease, "diseaseStage"));
    stages.addAll(values.concepts(disease, "clinicalTnmFinding"));
    List<BodySite> site = values.site(disease, "primarySite");
    Optional<Concept> laterality = values.concept(disease, "laterality");
    disease.finish();
    if (term.isEmpty()) {
      missing("term", "a disease", location);
      return;
    }
    Optional<Laterality> side = laterality.flatMap(values::side);
    Optional<String> note = Optional.empty();
    if (side.isPresent() && !site.isEmpty()) {
      site = List.of(new BodySite(site.get(0).site(), side));
    } else if (laterality.isPresent()) {
      note = laterality.map(words -> "Laterality: " + words.text());
      String message = "the laterality " + Excerpt.of(laterality.get().text()) + " becomes a note";
      String remedy = "give a primary site with one of HPO's sides: right, left or bilateral";
      issues.information("not-kept", location, message, remedy);
    }
    facts.addDisease(
        new Diagnosis(
            "",
            term.get(),
            circumstances(excluded, site, Optional.empty(), note, Optional.empty()),
            false,
            false,
            Optional.empty(),
            onset,
            resolution,
            stages),
        location);
  }

  /** A file of data about the patient. */
  void file(PacketElement file) {
    Location location = file.location();
    Optional<String> uri = file.text("uri");
    Map<String, String> identifiers = file.words("individualToFileIdentifiers");
    Map<String, String> attributes = file.words("fileAttributes");
    file.finish();
    if (uri.isEmpty()) {
      missing("uri", "a file", location);
      return;
    }
    String words = attributes.getOrDefault("description", "File");
    facts.add(
        new StudyReport(
            "",
            Concept.ofText(words.isBlank() ? "File" : words),
            Circumstances.PLAIN,
            ReportCategory.GENETICS,
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(new LinkedFile(uri.get(), attributes, identifiers))),
        location);
  }

  void missing(String name, String what, Location location) {
    String message = what + " without `" + name + "` is left out";
    issues.error("missing-key", location, message, "add `" + name + "`");
  }

  static Circumstances circumstances(
      boolean excluded,
      List<BodySite> sites,
      Optional<Concept> severity,
      Optional<String> note,
      Optional<When> time) {
    Assertion assertion = excluded ? Assertion.ABSENT : Assertion.PRESENT;
    return new Circumstances(Optional.empty(), time, assertion, sites, severity, note, List.of());
  }

  /** Tells version 1, whose fields of the same names mean other things. */
  private static final class VersionOne {
    private static final Set<String> FEATURE = Set.of("negated", "classOfOnset", "ageOfOnset");

    private VersionOne() {}

    static boolean is(PacketElement packet, Optional<String> version) {
      if (version.isPresent()) {
        return version.get().startsWith("1.") || version.get().equals("1");
      }
      return packet.has("genes")
          || packet.has("variants")
          || packet.has("htsFiles")
          || packet.anyHas("phenotypicFeatures", FEATURE);
    }
  }

  /**
   * The relatives of a Family message, and how its pedigree says they are related to the proband.
   */
  private static final class FamilyFacts {
    /** No relatives. */
    static final FamilyFacts NONE = new FamilyFacts();

    private final List<Relative> relatives = new ArrayList<>();
    private final Map<String, Person> pedigree = new HashMap<>();
    private final PacketValueReader values;

    private FamilyFacts() {
      this.values = null;
    }

    private record Relative(
        String id,
        Optional<Sex> sex,
        Optional<Death> death,
        List<Illness> illnesses,
        List<String> excluded,
        Location location) {}

    private record Person(String father, String mother, Optional<Sex> sex) {}

    /**
     * @param family whose fields for relatives are taken
     */
    FamilyFacts(PacketElement family, PacketValueReader values) {
      this.values = values;
      family.element("pedigree").ifPresent(this::pedigree);
      family.elements("relatives").forEach(this::relative);
      family.notKept("consanguinousParents", "consanguineousParents");
    }

    private void pedigree(PacketElement drawing) {
      for (PacketElement person : drawing.elements("persons")) {
        String id = person.text("individualId").orElse("");
        String father = person.text("paternalId").orElse("0");
        String mother = person.text("maternalId").orElse("0");
        Optional<Sex> sex = IndividualReader.sex(person);
        person.text("familyId");
        person.notKept("affectedStatus");
        person.finish();
        pedigree.put(id, new Person(father, mother, sex));
      }
      drawing.finish();
    }

    private void relative(PacketElement packet) {
      Location location = packet.location();
      Optional<PacketElement> individual = packet.element("subject");
      Subject subject = individual.map(new IndividualReader(values)::read).orElse(Subject.UNKNOWN);
      List<Illness> illnesses = new ArrayList<>();
      List<String> absent = new ArrayList<>();
      for (PacketElement disease : packet.elements("diseases")) {
        Optional<Concept> term = values.concept(disease, "term");
        boolean excluded = disease.flag("excluded");
        Optional<When> onset = values.time(disease, "onset");
        disease.notKept(
            "resolution", "diseaseStage", "clinicalTnmFinding", "primarySite", "laterality");
        disease.finish();
        if (excluded) {
          term.map(FamilyFacts::words).ifPresent(absent::add);
        } else {
          term.map(concept -> new Illness(concept, onset, Optional.empty()))
              .ifPresent(illnesses::add);
        }
      }
      for (PacketElement feature : packet.elements("phenotypicFeatures")) {
        Optional<Concept> type = values.concept(feature, "type");
        boolean excluded = feature.flag("excluded");
        Optional<When> onset = values.time(feature, "onset");
        feature.notKept("severity", "modifiers", "resolution", "evidence", "description");
        feature.finish();
        if (excluded) {
          type.map(FamilyFacts::words).ifPresent(absent::add);
        } else {
          type.map(concept -> new Illness(concept, onset, Optional.empty()))
              .ifPresent(illnesses::add);
        }
      }
      packet.text("id");
      packet.notKept(
          "measurements", "biosamples", "interpretations", "medicalActions", "files", "metaData");
      packet.finish();
      String id = subject.identifiers().stream().findFirst().orElse("");
      relatives.add(
          new Relative(id, subject.sex(), subject.deceased(), illnesses, absent, location));
    }

    /** With the code, which a note cannot have otherwise. */
    private static String words(Concept concept) {
      return concept.codes().stream()
          .findFirst()
          .map(code -> concept.text() + " (" + code.code() + ")")
          .orElse(concept.text());
    }

    /** A family history cannot deny an illness: what is excluded is said in words. */
    private static Circumstances circumstances(Relative relative) {
      List<String> remarks = new ArrayList<>();
      if (!relative.id().isEmpty()) {
        remarks.add("In the family: " + relative.id());
      }
      if (!relative.excluded().isEmpty()) {
        remarks.add("Excluded: " + String.join("; ", relative.excluded()));
      }
      return remarks.isEmpty()
          ? Circumstances.PLAIN
          : Circumstances.PLAIN.withNote(String.join(". ", remarks));
    }

    /** Adds each relative. */
    void addTo(PacketFacts facts, Optional<String> proband) {
      for (Relative relative : relatives) {
        String words = relationship(relative, proband.map(pedigree::get).orElse(null));
        Concept concept =
            new Concept(words, values.scope().vocabulary().find(Domain.RELATIONSHIP, words));
        facts.add(
            new FamilyHistory(
                "",
                concept,
                circumstances(relative),
                relative.sex(),
                relative.death(),
                relative.illnesses()),
            relative.location());
      }
    }

    private String relationship(Relative relative, Person proband) {
      Person self = pedigree.get(relative.id());
      boolean female = relative.sex().equals(Optional.of(Sex.FEMALE));
      boolean male = relative.sex().equals(Optional.of(Sex.MALE));
      if (proband == null || self == null) {
        return "relative";
      }
      if (proband.father().equals(relative.id())) {
        return "father";
      }
      if (proband.mother().equals(relative.id())) {
        return "mother";
      }
      boolean parents =
          !self.father().equals("0")
              && !self.mother().equals("0")
              && self.father().equals(proband.father())
              && self.mother().equals(proband.mother());
      if (parents) {
        return female ? "sister" : male ? "brother" : "sibling";
      }
      return "relative";
    }
  }
}

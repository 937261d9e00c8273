package org.case2fhir.casefile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.LinkedFile;
import org.case2fhir.model.StudyReport.Progress;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Variant.Locus;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/**
 * Writes cases as <a href="https://phenopacket-schema.readthedocs.io/en/latest/">GA4GH
 * Phenopackets</a> of version 2, in JSON: what {@link PhenopacketReader} reads as the same case.
 *
 * <p>Findings, and diagnoses that have a code of the Human Phenotype Ontology, become phenotypic
 * features, diagnoses diseases, drugs and procedures medical actions, specimens biosamples,
 * variants interpretations. What a packet cannot hold is listed as losses; nothing is put in its
 * place. Safe for use by several threads.
 */
public final class PhenopacketWriter {
  private final String software;
  private final Optional<Instant> created;

  /**
   * @param software what {@code createdBy} names
   * @param created when the packet was made; left out if unknown, because nothing reads the clock
   */
  public PhenopacketWriter(String software, Optional<Instant> created) {
    this.software = software;
    this.created = created;
  }

  /**
   * A case as a packet.
   *
   * @param json the packet, ending with a line feed
   * @param counts number of elements in each of its lists that are not empty
   * @param losses what it does not hold
   */
  public record Packet(String json, Map<String, Integer> counts, List<Loss> losses) {}

  /**
   * Something of a case that a packet does not hold.
   *
   * @param of the part of the case
   * @param whole whether all of it is missing, not just a detail
   * @param message what is missing, one sentence
   */
  public record Loss(FactRef of, boolean whole, String message) {}

  /** The case as a packet. */
  public Packet write(CaseReport report) {
    return new Writing(report).packet();
  }

  /** One case that is being written. */
  private final class Writing {
    private final CaseReport report;
    private final PacketValueWriter terms;
    private final MedicalActionWriter actions;
    private final PacketFindings findings;
    private final InterpretationWriter variants;
    private final String subject;

    Writing(CaseReport report) {
      this.report = report;
      this.terms = new PacketValueWriter(report);
      this.actions = new MedicalActionWriter(terms);
      this.findings = new PacketFindings(report, terms, actions);
      this.subject = report.subject().identifiers().stream().findFirst().orElse(report.id());
      this.variants = new InterpretationWriter(report, terms, subject);
    }

    Packet packet() {
      Map<String, List<Object>> lists = new LinkedHashMap<>();
      lists.put("phenotypicFeatures", features());
      lists.put("measurements", findings.measurements(Optional.empty()));
      lists.put("biosamples", samples());
      lists.put("interpretations", variants.interpretations());
      lists.put("diseases", diseases());
      lists.put("medicalActions", medicalActions());
      lists.put("files", files());
      noteOthers();
      MappingBuilder packet =
          new MappingBuilder().put("id", report.id()).put("subject", subject(report.subject()));
      lists.forEach(packet::putList);
      packet.put("metaData", metaData());
      Map<String, Integer> counts = new LinkedHashMap<>();
      lists.forEach(
          (name, list) -> {
            if (!list.isEmpty()) {
              counts.put(name, list.size());
            }
          });
      return new Packet(CaseFileWriter.json(packet.map()), counts, terms.losses());
    }

    private List<Object> features() {
      List<Object> features = new ArrayList<>(findings.features(Optional.empty()));
      report.facts(Diagnosis.class).forEach(d -> findings.ofDiagnosis(d).ifPresent(features::add));
      report
          .facts(Intervention.class)
          .forEach(done -> features.addAll(findings.ofComplications(done)));
      return features;
    }

    private List<Object> diseases() {
      return report
          .facts(Diagnosis.class)
          .flatMap(diagnosis -> findings.disease(diagnosis).stream())
          .toList();
    }

    private List<Object> medicalActions() {
      List<Object> all = new ArrayList<>();
      report.facts(MedicationUse.class).forEach(use -> actions.of(use).ifPresent(all::add));
      report.facts(Intervention.class).forEach(done -> actions.of(done).ifPresent(all::add));
      return all;
    }

    private List<Object> samples() {
      return report
          .facts(Sample.class)
          .flatMap(sample -> findings.biosample(sample, subject).stream())
          .toList();
    }

    private List<Object> files() {
      return report
          .facts(StudyReport.class)
          .flatMap(study -> study.files().stream())
          .map(Writing::file)
          .toList();
    }

    private static Object file(LinkedFile file) {
      return new MappingBuilder()
          .put("uri", file.uri())
          .putIf(!file.identifiers().isEmpty(), "individualToFileIdentifiers", file.identifiers())
          .putIf(!file.attributes().isEmpty(), "fileAttributes", file.attributes())
          .map();
    }

    /** What has no place at all. */
    private void noteOthers() {
      for (Fact fact : report.facts()) {
        boolean plainReport =
            fact instanceof StudyReport study
                && study.files().isEmpty()
                && !variants.isInterpretation(study);
        if (fact instanceof FamilyHistory || fact instanceof Sensitivity || plainReport) {
          terms.lostWhole(fact);
        }
      }
      for (Visit visit : report.visits()) {
        if (!visit.id().equals(IndividualReader.LAST_ENCOUNTER)) {
          terms.lost(
              FactRef.ofVisit(visit), "a phenopacket has no encounters; only dates are kept");
        }
      }
      if (report.title().isPresent()) {
        terms.lost(FactRef.SUBJECT, "a phenopacket has no title");
      }
      long quotes =
          report.facts().stream().mapToLong(f -> f.circumstances().evidence().size()).sum();
      if (quotes > 0) {
        terms.lost(
            FactRef.SOURCE, "a phenopacket has no place for quotes; " + quotes + " are lost");
      }
    }

    private Object subject(Subject person) {
      List<String> names = person.identifiers();
      if (person.name().isPresent()) {
        terms.lost(FactRef.SUBJECT, "a phenopacket has no place for the patient's name");
      }
      Optional<When> seen =
          person
              .age()
              .<When>map(age -> new When.AtAge(age.age()))
              .or(person::lastSeen)
              .or(
                  () ->
                      report.visits().stream()
                          .filter(visit -> visit.id().equals(IndividualReader.LAST_ENCOUNTER))
                          .findFirst()
                          .flatMap(Visit::start));
      return new MappingBuilder()
          .put("id", subject)
          .putList("alternateIds", names.subList(Math.min(1, names.size()), names.size()))
          .put("dateOfBirth", person.birthDate().flatMap(this::birth))
          .put("timeAtLastEncounter", seen.flatMap(when -> terms.time(when, FactRef.SUBJECT)))
          .put("vitalStatus", person.deceased().map(this::vitalStatus))
          .put("sex", person.sex().map(Writing::sex))
          .put("karyotypicSex", person.karyotype().map(Enum::name))
          .put("gender", person.genderIdentity().flatMap(g -> terms.concept(g, FactRef.SUBJECT)))
          .map();
    }

    private static String sex(Subject.Sex sex) {
      return switch (sex) {
        case FEMALE -> "FEMALE";
        case MALE -> "MALE";
        case OTHER -> "OTHER_SEX";
        case UNKNOWN -> "UNKNOWN_SEX";
      };
    }

    // The schema wants it rounded down to what is known.
    private Optional<String> birth(PartialDate date) {
      if (date.day().isEmpty()) {
        terms.lost(FactRef.SUBJECT, "the date of birth is rounded down to the day " + first(date));
      }
      return Optional.of(first(date) + "T00:00:00Z");
    }

    private static String first(PartialDate date) {
      return PartialDate.of(date.year(), date.month().orElse(1), date.day().orElse(1)).toString();
    }

    private Object vitalStatus(Death death) {
      return new MappingBuilder()
          .put("status", death.dead() ? "DECEASED" : "ALIVE")
          .put("timeOfDeath", death.when().flatMap(when -> terms.time(when, FactRef.SUBJECT)))
          .put("causeOfDeath", death.cause().flatMap(c -> terms.concept(c, FactRef.SUBJECT)))
          .put("survivalTimeInDays", death.survival().flatMap(terms::days))
          .map();
    }

    private Object metaData() {
      return new MappingBuilder()
          .put("created", created.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()))
          .put("createdBy", software)
          .putList("resources", terms.resources())
          .put("phenopacketSchemaVersion", "2.0")
          .putList(
              "externalReferences",
              report.source().map(Writing::reference).map(List::of).orElse(List.of()))
          .map();
    }

    // The identifier says as much.
    private static boolean isPubMed(SourceCitation source, String url) {
      return source.pmid().map(CodeSystems::pubMed).equals(Optional.of(url));
    }

    private static Object reference(SourceCitation source) {
      Optional<String> id =
          source
              .pmid()
              .map(pmid -> "PMID:" + pmid)
              .or(() -> source.doi().map(doi -> "DOI:" + doi))
              .or(() -> source.pmcid().map(pmcid -> "PMCID:" + pmcid));
      return new MappingBuilder()
          .put("id", id)
          .put("reference", source.url().filter(url -> !isPubMed(source, url)))
          .put("description", source.title())
          .map();
    }
  }

  /** Whether a fact only may hold, for which a packet has no way to say. */
  static boolean isUncertain(Fact fact) {
    return fact.circumstances().assertion() == Assertion.POSSIBLE;
  }

  /** Whether a variant belongs to an interpretation. */
  static boolean isOf(Variant variant, StudyReport study) {
    return variant.links().report().equals(Optional.of(study.id()));
  }

  /** The measurements and findings made on a sample. */
  static boolean isOn(Fact fact, Optional<String> sample) {
    if (fact instanceof Finding finding) {
      return finding.links().specimen().equals(sample);
    }
    return fact instanceof Measurement measurement && measurement.links().specimen().equals(sample);
  }

  /**
   * Writes variants as the genomic interpretations of a phenopacket: below the report that lists
   * them, or one interpretation for each disease that they explain.
   */
  private static final class InterpretationWriter {
    private final CaseReport report;
    private final PacketValueWriter terms;
    private final String subject;

    InterpretationWriter(CaseReport report, PacketValueWriter terms, String subject) {
      this.report = report;
      this.terms = terms;
      this.subject = subject;
    }

    /** Whether a report is written as an interpretation. */
    boolean isInterpretation(StudyReport study) {
      return study.progress().isPresent()
          || !study.diagnoses().isEmpty()
          || report
              .facts(Variant.class)
              .anyMatch(variant -> PhenopacketWriter.isOf(variant, study));
    }

    List<Object> interpretations() {
      List<Object> all = new ArrayList<>();
      report
          .facts(StudyReport.class)
          .filter(this::isInterpretation)
          .forEach(study -> all.add(interpretation(study)));
      loose().forEach((disease, variants) -> all.add(loose(disease, variants)));
      return all;
    }

    private Object interpretation(StudyReport study) {
      FactRef ref = FactRef.of(study);
      List<Object> found =
          report
              .facts(Variant.class)
              .filter(variant -> PhenopacketWriter.isOf(variant, study))
              .flatMap(variant -> genomic(variant).stream())
              .toList();
      if (study.diagnoses().size() > 1) {
        terms.lost(ref, "an interpretation has one disease; the others are left out");
      }
      Optional<Object> disease =
          study.diagnoses().stream()
              .findFirst()
              .flatMap(concept -> terms.concept(concept, PacketValueWriter.DISEASES, ref));
      MappingBuilder diagnosis =
          new MappingBuilder().put("disease", disease).putList("genomicInterpretations", found);
      return new MappingBuilder()
          .put("id", study.id())
          .put("progressStatus", progress(study.progress().orElse(Progress.UNKNOWN)))
          .putIf(!diagnosis.map().isEmpty(), "diagnosis", diagnosis.map())
          .put("summary", study.conclusion())
          .map();
    }

    private static String progress(Progress progress) {
      return progress == Progress.UNKNOWN ? "UNKNOWN_PROGRESS" : progress.name();
    }

    /** Variants that no report lists, by the disease that they explain. */
    private Map<Optional<String>, List<Variant>> loose() {
      Map<Optional<String>, List<Variant>> groups = new LinkedHashMap<>();
      report
          .facts(Variant.class)
          .filter(variant -> variant.links().report().isEmpty())
          .forEach(
              variant ->
                  groups
                      .computeIfAbsent(
                          variant.links().supports().stream().findFirst(), key -> new ArrayList<>())
                      .add(variant));
      return groups;
    }

    private Object loose(Optional<String> diagnosis, List<Variant> variants) {
      Optional<Diagnosis> explained =
          report
              .facts(Diagnosis.class)
              .filter(each -> Optional.of(each.id()).equals(diagnosis))
              .findFirst();
      Optional<Object> disease =
          explained.flatMap(
              each -> terms.concept(each.concept(), PacketValueWriter.DISEASES, FactRef.of(each)));
      return new MappingBuilder()
          .put("id", diagnosis.map(id -> "interpretation-" + id).orElse("interpretation"))
          .put("progressStatus", "UNKNOWN_PROGRESS")
          .put(
              "diagnosis",
              new MappingBuilder()
                  .put("disease", disease)
                  .putList(
                      "genomicInterpretations",
                      variants.stream().flatMap(variant -> genomic(variant).stream()).toList())
                  .map())
          .map();
    }

    private Optional<Object> genomic(Variant variant) {
      if (variant.circumstances().assertion() != Assertion.PRESENT) {
        terms.lostWhole(variant, "an interpretation is of a variant that is there");
        return Optional.empty();
      }
      MappingBuilder keys =
          new MappingBuilder()
              .put("subjectOrBiosampleId", variant.links().specimen().orElse(subject))
              .put(
                  "interpretationStatus",
                  variant.causality().map(Enum::name).orElse("UNKNOWN_STATUS"));
      if (variant.isGeneOnly()) {
        keys.put("gene", gene(variant.gene().orElseThrow()));
      } else {
        keys.put(
            "variantInterpretation",
            new MappingBuilder()
                .put(
                    "acmgPathogenicityClassification",
                    variant.significance().map(Enum::name).orElse("NOT_PROVIDED"))
                .put(
                    "therapeuticActionability",
                    variant.actionability().map(Enum::name).orElse("UNKNOWN_ACTIONABILITY"))
                .put("variationDescriptor", descriptor(variant))
                .map());
      }
      return Optional.of(keys.map());
    }

    private Object descriptor(Variant variant) {
      FactRef ref = FactRef.of(variant);
      String words = variant.concept().text();
      boolean label =
          !words.equals(variant.id())
              && variant.expressions().stream().noneMatch(each -> each.value().equals(words));
      List<Object> expressions = new ArrayList<>();
      for (Variant.Expression each : variant.expressions()) {
        expressions.add(
            new MappingBuilder().put("syntax", each.syntax()).put("value", each.value()).map());
      }
      return new MappingBuilder()
          .put("id", variant.id())
          .putIf(label, "label", words)
          .put("description", variant.circumstances().note())
          .put("geneContext", variant.gene().map(this::gene))
          .putList("expressions", expressions)
          .put("vcfRecord", variant.locus().map(InterpretationWriter::record))
          .put("moleculeContext", "genomic")
          .put("structuralType", variant.type().flatMap(type -> terms.concept(type, ref)))
          .put("allelicState", variant.zygosity().flatMap(state -> terms.concept(state, ref)))
          .map();
    }

    private Object gene(Concept gene) {
      Optional<Code> code = PacketValueWriter.code(gene, List.of());
      return new MappingBuilder()
          .put("valueId", code.map(terms::curie))
          .put("symbol", gene.text())
          .map();
    }

    private static Object record(Locus locus) {
      return new MappingBuilder()
          .putIf(!locus.assembly().isEmpty(), "genomeAssembly", locus.assembly())
          .put("chrom", locus.chromosome())
          .put("pos", String.valueOf(locus.position()))
          .putIf(!locus.reference().isEmpty(), "ref", locus.reference())
          .putIf(!locus.alternate().isEmpty(), "alt", locus.alternate())
          .map();
    }
  }
}

package org.case2fhir.casefile;

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
import org.case2fhir.model.FactRef;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.Progress;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Variant.Locus;

/**
 * Writes variants as the genomic interpretations of a phenopacket: below the report that lists
 * them, or one interpretation for each disease that they explain.
 */
final class InterpretationWriter {
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
        || report.facts(Variant.class).anyMatch(variant -> PhenopacketWriter.isOf(variant, study));
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

package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Links;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.Progress;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Variant.Actionability;
import org.case2fhir.model.Variant.Causality;
import org.case2fhir.model.Variant.Expression;
import org.case2fhir.model.Variant.Locus;
import org.case2fhir.model.Variant.Significance;
import org.case2fhir.terminology.CodeSystem;

/**
 * Reads the interpretations of a phenopacket: each is a genetic report that concludes a disease,
 * and lists the variants and genes that were looked at.
 */
final class InterpretationReader {
  private static final Map<String, Optional<Progress>> PROGRESS = progress();
  private static final Map<String, Optional<Significance>> CLASSES =
      PacketElement.words("NOT_PROVIDED", Significance.values());
  private static final Map<String, Optional<Causality>> STATUS =
      PacketElement.words("UNKNOWN_STATUS", Causality.values());
  private static final Map<String, Optional<Actionability>> ACTIONS =
      PacketElement.words("UNKNOWN_ACTIONABILITY", Actionability.values());

  /** What an interpretation is called as a report. */
  static final Concept NAME =
      new Concept(
          "Genomic interpretation",
          List.of(new Code(CodeSystem.LOINC.uri(), "51969-4", "Genetic analysis report")));

  private final PacketValueReader values;
  private final PacketFacts facts;
  private final Optional<String> individual;
  private final Set<String> samples;

  InterpretationReader(
      PacketValueReader values, PacketFacts facts, Subject subject, Set<String> samples) {
    this.values = values;
    this.facts = facts;
    this.individual = subject.identifiers().stream().findFirst();
    this.samples = samples;
  }

  private static Map<String, Optional<Progress>> progress() {
    Map<String, Optional<Progress>> words = new LinkedHashMap<>();
    words.put("UNKNOWN_PROGRESS", Optional.of(Progress.UNKNOWN));
    Stream.of(Progress.IN_PROGRESS, Progress.COMPLETED, Progress.SOLVED, Progress.UNSOLVED)
        .forEach(each -> words.put(each.name(), Optional.of(each)));
    return words;
  }

  void read(PacketElement interpretation) {
    Location location = interpretation.location();
    Optional<String> named = interpretation.text("id");
    Progress progress = interpretation.word("progressStatus", PROGRESS).orElse(Progress.UNKNOWN);
    Optional<String> summary = interpretation.text("summary");
    Optional<PacketElement> diagnosis = interpretation.element("diagnosis");
    Optional<Concept> disease = diagnosis.flatMap(found -> values.concept(found, "disease"));
    StudyReport report =
        new StudyReport(
            "",
            NAME,
            Circumstances.PLAIN,
            ReportCategory.GENETICS,
            List.of(),
            List.of(),
            summary,
            disease.stream().toList(),
            Optional.of(progress),
            List.of());
    String id = facts.free(FactKind.REPORT, named.orElse(FactIds.slug(NAME.text())), report);
    facts.addNamed(report, id, location);
    List<String> explained = disease.map(facts::diseases).orElse(List.of());
    diagnosis
        .map(found -> found.elements("genomicInterpretations"))
        .orElse(List.of())
        .forEach(each -> genomic(each, explained, id));
    diagnosis.ifPresent(PacketElement::finish);
    interpretation.finish();
  }

  private void genomic(PacketElement genomic, List<String> explained, String report) {
    Location location = genomic.location();
    Optional<String> of = genomic.text("subjectOrBiosampleId");
    Optional<Causality> status = genomic.word("interpretationStatus", STATUS);
    Optional<String> sample = of.filter(samples::contains);
    if (of.isPresent() && sample.isEmpty() && individual.isPresent() && !of.equals(individual)) {
      String message = "the variant is of someone else than the subject and its samples";
      String remedy = "give the id of the subject or of one of its biosamples";
      values.issues().warning("unknown-reference", location, message, remedy);
    }
    // Why a rejected variant was looked at is not evidence for the disease.
    List<String> supports = status.equals(Optional.of(Causality.REJECTED)) ? List.of() : explained;
    Links links = new Links(supports, List.of(), Optional.empty(), sample, Optional.of(report));
    Optional<PacketElement> variant = genomic.element("variantInterpretation");
    if (variant.isPresent()) {
      variant(variant.get(), status, links, location);
    } else {
      Optional<Concept> gene = genomic.element("gene").flatMap(this::gene);
      gene.ifPresent(found -> facts.add(ofGene(found, status, links), location));
      if (gene.isEmpty()) {
        String message = "a genomic interpretation without variant and gene is left out";
        String remedy = "add `variantInterpretation` or `gene`";
        values.issues().error("missing-key", location, message, remedy);
      }
    }
    genomic.finish();
  }

  private static Variant ofGene(Concept gene, Optional<Causality> status, Links links) {
    return new Variant(
        "",
        gene,
        Circumstances.PLAIN,
        Optional.of(gene),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        status,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        links);
  }

  private Optional<Concept> gene(PacketElement gene) {
    Location location = gene.location();
    Optional<String> symbol = gene.text("symbol");
    Optional<String> id = gene.text("valueId");
    gene.notKept("description", "alternateIds", "alternateSymbols", "xrefs");
    gene.finish();
    Optional<Code> code = id.flatMap(curie -> values.code(curie, symbol.orElse(""), location));
    return symbol
        .or(() -> id)
        .map(words -> new Concept(words, code.map(List::of).orElse(List.of())));
  }

  private void variant(
      PacketElement interpretation, Optional<Causality> status, Links links, Location location) {
    Optional<Significance> significance =
        interpretation.word("acmgPathogenicityClassification", CLASSES);
    Optional<Actionability> action = interpretation.word("therapeuticActionability", ACTIONS);
    Optional<PacketElement> found = interpretation.element("variationDescriptor");
    interpretation.finish();
    if (found.isEmpty()) {
      String message = "a variant without `variationDescriptor` is left out";
      values.issues().error("missing-key", location, message, "describe the variant");
      return;
    }
    PacketElement descriptor = found.get();
    Optional<String> id = descriptor.text("id");
    Optional<String> label = descriptor.text("label");
    Optional<String> description = descriptor.text("description");
    Optional<Concept> gene = descriptor.element("geneContext").flatMap(this::gene);
    List<Expression> expressions = new ArrayList<>();
    descriptor
        .elements("expressions")
        .forEach(each -> expression(each).ifPresent(expressions::add));
    Optional<Locus> locus = descriptor.element("vcfRecord").flatMap(this::locus);
    Optional<Concept> zygosity = values.concept(descriptor, "allelicState");
    Optional<Concept> type = values.concept(descriptor, "structuralType");
    molecule(descriptor);
    descriptor.notKept("variation", "xrefs", "alternateLabels", "vrsRefAlleleSeq");
    List<String> notes = new ArrayList<>(description.stream().toList());
    for (PacketElement extension : descriptor.elements("extensions")) {
      notes.add(extension.text("name").orElse("extension") + ": " + words(extension));
    }
    descriptor.finish();
    Optional<String> words =
        label
            .or(() -> expressions.stream().map(Expression::value).findFirst())
            .or(() -> id)
            .or(() -> gene.map(Concept::text));
    if (words.isEmpty()) {
      String message = "nothing is said of this variant; it is left out";
      values.issues().error("missing-key", location, message, "add an expression or a label");
      return;
    }
    Circumstances circumstances =
        notes.isEmpty()
            ? Circumstances.PLAIN
            : Circumstances.PLAIN.withNote(String.join("; ", notes));
    Variant variant =
        new Variant(
            "",
            Concept.ofText(words.get()),
            circumstances,
            gene,
            expressions,
            zygosity,
            significance,
            status,
            action,
            locus,
            type,
            links);
    if (id.isPresent()) {
      facts.addNamed(variant, facts.free(FactKind.VARIANT, id.get(), variant), location);
    } else {
      facts.add(variant, location);
    }
  }

  private static String words(PacketElement extension) {
    return extension.text("value").orElse("");
  }

  private void molecule(PacketElement descriptor) {
    Location location = descriptor.locationOf("moleculeContext");
    String word = descriptor.text("moleculeContext").orElse("genomic");
    if (word.equals("transcript") || word.equals("protein") || word.matches("[23]")) {
      String message = "that the variant is one of a " + word + " is not kept";
      String remedy = "its expressions say what it is a change of";
      values.issues().information("not-kept", location, message, remedy);
    }
  }

  private static Optional<Expression> expression(PacketElement expression) {
    Optional<String> syntax = expression.text("syntax");
    Optional<String> value = expression.text("value");
    expression.notKept("version");
    expression.finish();
    return value.map(
        text -> new Expression(syntax.orElseGet(() -> VariantWords.syntax(text)), text));
  }

  private Optional<Locus> locus(PacketElement record) {
    Location location = record.location();
    String assembly = record.text("genomeAssembly").orElse("");
    Optional<String> chromosome = record.text("chrom");
    Optional<Long> position = record.count("pos");
    String reference = record.text("ref").orElse("");
    String alternate = record.text("alt").orElse("");
    record.notKept("id", "qual", "filter", "info");
    record.finish();
    if (chromosome.isEmpty() || position.isEmpty()) {
      String message = "a VCF record without chromosome and position is left out";
      values.issues().error("missing-key", location, message, "add `chrom` and `pos`");
      return Optional.empty();
    }
    return Optional.of(new Locus(assembly, chromosome.get(), position.get(), reference, alternate));
  }

  /**
   * What the words of a variant in a case file mean: nomenclatures, and how many copies there are.
   */
  static final class VariantWords {
    private static final Pattern HGVS =
        Pattern.compile("(?:[^\\s:]{1,100}:)?([cgmnpr])\\..{1,500}");
    private static final String GENO = CodeSystems.uri("GENO").orElseThrow();
    private static final Map<String, String> ZYGOSITIES =
        Map.of(
            "heterozygous", "GENO:0000135",
            "homozygous", "GENO:0000136",
            "hemizygous", "GENO:0000134",
            "homoplasmic", "GENO:0000602",
            "heteroplasmic", "GENO:0000603",
            "compound heterozygous", "GENO:0000402");

    private VariantWords() {}

    /** The nomenclature of an expression: {@code hgvs.c}; {@code text} where it is none of HGVS. */
    static String syntax(String expression) {
      var matcher = HGVS.matcher(expression);
      return matcher.matches() ? "hgvs." + matcher.group(1) : "text";
    }

    /** The codes of the Genotype Ontology for words such as "heterozygous". */
    static List<Code> zygosity(String words) {
      String code = ZYGOSITIES.get(words.toLowerCase(Locale.ROOT));
      return code == null
          ? List.of()
          : List.of(new Code(GENO, code, words.toLowerCase(Locale.ROOT)));
    }
  }
}

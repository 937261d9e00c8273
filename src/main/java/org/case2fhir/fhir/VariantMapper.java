package org.case2fhir.fhir;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.Observations.ObservationCategory;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Variant.Expression;
import org.case2fhir.model.Variant.Locus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.StringType;

/**
 * A variant as HL7's <a
 * href="http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant">Variant</a> has it:
 * an assessment that found it present, with gene, expressions, zygosity, significance and place as
 * components. The profile is not claimed, because it cannot be checked here.
 */
final class VariantMapper {
  private static final String HGVS = "http://varnomen.hgvs.org";

  // LOINC's answers to the question for the allelic state, by GENO's codes.
  private static final Map<String, Code> ALLELIC_STATES =
      Map.of(
          "GENO:0000135", new Code(Systems.LOINC, "LA6706-1", "Heterozygous"),
          "GENO:0000136", new Code(Systems.LOINC, "LA6705-3", "Homozygous"),
          "GENO:0000134", new Code(Systems.LOINC, "LA6707-9", "Hemizygous"));
  private static final Map<String, Code> ASSEMBLIES =
      Map.of(
          "grch37", new Code(Systems.LOINC, "LA14029-5", "GRCh37"),
          "hg19", new Code(Systems.LOINC, "LA14029-5", "GRCh37"),
          "grch38", new Code(Systems.LOINC, "LA26806-2", "GRCh38"),
          "hg38", new Code(Systems.LOINC, "LA26806-2", "GRCh38"));

  private VariantMapper() {}

  static Observation map(Variant variant, CaseContext context) {
    FactRef ref = FactRef.of(variant);
    Circumstances circumstances = variant.circumstances();
    DatedTime moment = context.moment(ref, circumstances);
    Observation observation =
        Observations.begin(
            ref,
            ResourceIds.PRIMARY,
            Optional.of(ObservationCategory.LABORATORY.concept()),
            CodeableConcepts.of("Genetic variant assessment", StructuralCodes.VARIANT),
            context);
    // Of a gene alone it is not known that anything was found in it.
    if (variant.isGeneOnly()) {
      observation.setDataAbsentReason(CodeableConcepts.of(StructuralCodes.UNKNOWN));
    } else {
      observation.setValue(FindingMapper.presence(circumstances.assertion()));
    }
    addWhat(observation, variant);
    variant.locus().ifPresent(locus -> addLocus(observation, locus));
    addInterpretation(observation, variant);
    Observations.addCircumstances(observation, circumstances, moment, context);
    Observations.addLinks(observation, variant.links(), context);
    NoteBuilder remarks = NoteBuilder.of(circumstances).add("Time", moment.onlyWords());
    observation.setNote(remarks.annotations());
    observation.setText(narrative(variant, moment, remarks, context).build());
    return observation;
  }

  private static void addWhat(Observation observation, Variant variant) {
    variant.gene().ifPresent(gene -> add(observation, "Gene", StructuralCodes.GENE, gene));
    for (Expression expression : variant.expressions()) {
      Optional<Code> question = question(expression);
      CodeableConcept code =
          question
              .map(known -> CodeableConcepts.of(known.display(), known))
              .orElseGet(() -> CodeableConcepts.ofText(words(expression.syntax())));
      if (question.isPresent()) {
        Code coded = new Code(HGVS, expression.value(), "");
        Observations.addComponent(
            observation, code, CodeableConcepts.of(expression.value(), coded));
      } else {
        Observations.addComponent(observation, code, new StringType(expression.value()));
      }
    }
    String label = variant.concept().text();
    boolean said =
        variant.isGeneOnly()
            || variant.expressions().stream().anyMatch(e -> e.value().equals(label));
    if (!said || variant.concept().isCoded()) {
      CodeableConcept code = CodeableConcepts.ofText("Variant");
      Observations.addComponent(observation, code, CodeableConcepts.of(variant.concept()));
    }
    variant
        .type()
        .ifPresent(type -> add(observation, "DNA change type", StructuralCodes.CHANGE_TYPE, type));
    variant
        .zygosity()
        .map(VariantMapper::withAnswer)
        .ifPresent(
            state -> add(observation, "Allelic state", StructuralCodes.ALLELIC_STATE, state));
  }

  private static String words(String syntax) {
    return syntax.equals("text") ? "Description" : syntax.toUpperCase(Locale.ROOT);
  }

  private static Optional<Code> question(Expression expression) {
    return switch (expression.syntax()) {
      case "hgvs.c" -> Optional.of(StructuralCodes.CODING_CHANGE);
      case "hgvs.p" -> Optional.of(StructuralCodes.PROTEIN_CHANGE);
      case "hgvs.g" -> Optional.of(StructuralCodes.GENOMIC_CHANGE);
      default -> Optional.empty();
    };
  }

  private static Concept withAnswer(Concept state) {
    List<Code> codes =
        Stream.concat(
                state.codes().stream()
                    .flatMap(code -> Optional.ofNullable(ALLELIC_STATES.get(code.code())).stream()),
                state.codes().stream())
            .toList();
    return new Concept(state.text(), codes);
  }

  private static void addLocus(Observation observation, Locus locus) {
    if (!locus.assembly().isEmpty()) {
      Code known = ASSEMBLIES.get(locus.assembly().toLowerCase(Locale.ROOT));
      Concept assembly = new Concept(locus.assembly(), known == null ? List.of() : List.of(known));
      add(observation, "Assembly", StructuralCodes.ASSEMBLY, assembly);
    }
    Concept chromosome = Concept.ofText(locus.chromosome());
    add(observation, "Chromosome", StructuralCodes.CHROMOSOME, chromosome);
    Observations.addComponent(
        observation,
        CodeableConcepts.of("Genomic coordinate system", StructuralCodes.COORDINATE_SYSTEM),
        CodeableConcepts.of(StructuralCodes.ONE_BASED));
    Range range = new Range().setLow(new Quantity(locus.position()));
    Observations.addComponent(
        observation,
        CodeableConcepts.of("Variant exact start-end", StructuralCodes.EXACT_START_END),
        range);
    addAllele(observation, "Reference allele", StructuralCodes.REFERENCE_ALLELE, locus.reference());
    addAllele(observation, "Alternate allele", StructuralCodes.ALTERNATE_ALLELE, locus.alternate());
  }

  private static void addAllele(Observation observation, String text, Code code, String bases) {
    if (!bases.isEmpty()) {
      Observations.addComponent(
          observation, CodeableConcepts.of(text, code), new StringType(bases));
    }
  }

  private static void addInterpretation(Observation observation, Variant variant) {
    variant
        .significance()
        .ifPresent(
            found -> {
              Code answer = new Code(Systems.LOINC, found.code(), found.display());
              add(
                  observation,
                  "Clinical significance",
                  StructuralCodes.SIGNIFICANCE,
                  new Concept(found.display(), List.of(answer)));
            });
    variant
        .causality()
        .ifPresent(
            status ->
                Observations.addComponent(
                    observation,
                    CodeableConcepts.ofText("Interpretation status"),
                    CodeableConcepts.ofText(words(status))));
    variant
        .actionability()
        .ifPresent(
            action ->
                Observations.addComponent(
                    observation,
                    CodeableConcepts.ofText("Therapeutic actionability"),
                    CodeableConcepts.ofText(words(action))));
  }

  private static void add(Observation observation, String text, Code question, Concept answer) {
    Observations.addComponent(
        observation, CodeableConcepts.of(text, question), CodeableConcepts.of(answer));
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static NarrativeBuilder narrative(
      Variant variant, DatedTime moment, NoteBuilder remarks, CaseContext context) {
    Circumstances circumstances = variant.circumstances();
    NarrativeBuilder shared =
        Observations.narrative(
            "Variant: " + DisplayText.of(variant),
            circumstances,
            moment,
            context.visitLabel(circumstances));
    return Observations.addLinks(shared, variant.links(), context)
        .item("Gene", variant.gene().map(Concept::text))
        .item(
            "Expressions",
            variant.expressions().stream().map(Expression::value).collect(Collectors.joining(", ")))
        .item("Zygosity", variant.zygosity().map(Concept::text))
        .item("Significance", variant.significance().map(found -> found.display()))
        .item("Interpretation status", variant.causality().map(VariantMapper::words))
        .notes(remarks);
  }
}

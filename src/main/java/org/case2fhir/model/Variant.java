package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A difference of the patient's genome from the reference, or a gene in which one is suspected;
 * becomes an Observation.
 *
 * <p>The diagnoses that it explains are in the {@code supports} of its links, the interpretation
 * that lists it is their {@code report}.
 *
 * @param concept what to call it: its label, its most telling HGVS expression, or the gene
 * @param gene the gene it lies in
 * @param expressions how nomenclatures write it
 * @param zygosity on how many copies it is found: heterozygous
 * @param significance the class by the rules of the ACMG
 * @param causality what the interpretation makes of it for this patient
 * @param actionability whether a treatment follows from it
 * @param locus where on a chromosome it is, and what stands there
 * @param type what kind of change it is, as a concept of the Sequence Ontology
 */
public record Variant(
    String id,
    Concept concept,
    Circumstances circumstances,
    Optional<Concept> gene,
    List<Expression> expressions,
    Optional<Concept> zygosity,
    Optional<Significance> significance,
    Optional<Causality> causality,
    Optional<Actionability> actionability,
    Optional<Locus> locus,
    Optional<Concept> type,
    Links links)
    implements Fact {
  public Variant {
    expressions = List.copyOf(expressions);
  }

  @Override
  public FactKind kind() {
    return FactKind.VARIANT;
  }

  /** Whether no change is known, only the gene. */
  public boolean isGeneOnly() {
    return gene.isPresent()
        && expressions.isEmpty()
        && zygosity.isEmpty()
        && significance.isEmpty()
        && locus.isEmpty()
        && type.isEmpty();
  }

  /**
   * A variant in one nomenclature.
   *
   * @param syntax {@code hgvs.c}, {@code hgvs.p}, {@code hgvs.g}, {@code spdi}, {@code iscn}, …
   * @param value with its reference sequence: {@code NM_001042492.3:c.5488C>T}
   */
  public record Expression(String syntax, String value) {
    public Expression {
      if (syntax.isBlank() || value.isBlank()) {
        throw new IllegalArgumentException("an expression needs a syntax and a value");
      }
    }
  }

  /**
   * A place in a genome and what stands there, as in a VCF file.
   *
   * @param assembly {@code GRCh38}, {@code hg38}
   * @param chromosome {@code chr17}
   * @param position of the first base, from 1
   * @param reference the bases of the reference
   * @param alternate the bases of the patient, or a symbol such as {@code <DEL>}
   */
  public record Locus(
      String assembly, String chromosome, long position, String reference, String alternate) {
    public Locus {
      if (chromosome.isBlank() || position < 0) {
        throw new IllegalArgumentException("not a place in a genome");
      }
    }
  }

  /**
   * The five classes of the <a href="https://doi.org/10.1038/gim.2015.30">ACMG's standards</a>,
   * with their answers in LOINC 53037-8.
   */
  public enum Significance {
    BENIGN("LA6675-8", "Benign"),
    LIKELY_BENIGN("LA26334-5", "Likely benign"),
    UNCERTAIN_SIGNIFICANCE("LA26333-7", "Uncertain significance"),
    LIKELY_PATHOGENIC("LA26332-9", "Likely pathogenic"),
    PATHOGENIC("LA6668-3", "Pathogenic");

    private final String code;
    private final String display;

    Significance(String code, String display) {
      this.code = code;
      this.display = display;
    }

    /** LOINC's answer. */
    public String code() {
      return code;
    }

    public String display() {
      return display;
    }
  }

  /** What an interpretation makes of a variant, as GA4GH's InterpretationStatus. */
  public enum Causality {
    REJECTED,
    CANDIDATE,
    CONTRIBUTORY,
    CAUSATIVE
  }

  /** Whether a treatment follows from a variant, as GA4GH's TherapeuticActionability. */
  public enum Actionability {
    NOT_ACTIONABLE,
    ACTIONABLE
  }
}

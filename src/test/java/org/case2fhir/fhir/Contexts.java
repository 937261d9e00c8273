package org.case2fhir.fhir;

import java.util.List;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Fact;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Visit;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;

/** Contexts for tests of single mappers, and short looks into what they made. */
final class Contexts {
  /** In February 2006. */
  static final Visit FIRST = Cases.visit("first-visit", PartialDate.of(2006, 2));

  /** Without a date. */
  static final Visit LATER = Cases.visit("later");

  private Contexts() {}

  /** A case with those facts and the two visits. */
  static CaseContext of(Fact... facts) {
    return of(MappingOptions.DEFAULT, facts);
  }

  static CaseContext of(MappingOptions options, Fact... facts) {
    return new CaseContext(report(facts), options);
  }

  static CaseContext sourced(Fact... facts) {
    return new CaseContext(Cases.sourced(report(facts)), MappingOptions.DEFAULT);
  }

  static CaseReport report(Fact... facts) {
    return Cases.report(List.of(FIRST, LATER), facts);
  }

  /** The first code of a concept. */
  static String code(CodeableConcept concept) {
    return concept.getCodingFirstRep().getCode();
  }

  /** The narrative's XHTML. */
  static String text(DomainResource resource) {
    return resource.getText().getDivAsString();
  }
}

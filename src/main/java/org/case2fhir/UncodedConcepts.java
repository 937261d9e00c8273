package org.case2fhir;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Image;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Variant;

/** Finds what a case says in words for which there is no code. */
final class UncodedConcepts {
  private UncodedConcepts() {}

  /** The distinct words, in the order of the case. */
  static List<String> words(CaseReport report) {
    return report.facts().stream().flatMap(UncodedConcepts::words).distinct().toList();
  }

  /** One issue for each fact that has such words. */
  static Stream<Issue> issues(CaseReport report, FactLocations places) {
    return report.facts().stream()
        .filter(fact -> words(fact).findAny().isPresent())
        .map(fact -> issue(fact, places));
  }

  private static Issue issue(Fact fact, FactLocations places) {
    String words = words(fact).collect(Collectors.joining("`, `", "`", "`"));
    return Issue.information(
        Conversion.NOT_CODED,
        "no code is known for " + words,
        places.of(FactRef.of(fact)),
        "give `codes`, if you know some");
  }

  private static Stream<String> words(Fact fact) {
    return concepts(fact).filter(concept -> !concept.isCoded()).map(Concept::text);
  }

  private static Stream<Concept> concepts(Fact fact) {
    Circumstances circumstances = fact.circumstances();
    if (fact instanceof Variant variant) {
      // Its expressions say what it is; there is no vocabulary of variants.
      return variant.gene().stream();
    }
    return Stream.of(
            // The words of an image are its legend.
            fact instanceof Image ? Stream.<Concept>empty() : Stream.of(fact.concept()),
            circumstances.bodySites().stream().map(BodySite::site),
            circumstances.severity().stream(),
            details(fact))
        .flatMap(part -> part);
  }

  private static Stream<Concept> details(Fact fact) {
    if (fact instanceof MedicationUse use) {
      return use.dosages().stream().map(Dose::route).flatMap(route -> route.stream());
    }
    if (fact instanceof FamilyHistory relative) {
      return relative.illnesses().stream().map(Illness::concept);
    }
    if (fact instanceof Sensitivity sensitivity) {
      return sensitivity.reactions().stream();
    }
    if (fact instanceof Intervention intervention) {
      return intervention.complications().stream();
    }
    if (fact instanceof Measurement measurement) {
      return measurement.method().stream();
    }
    return Stream.empty();
  }
}

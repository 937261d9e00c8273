package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.regex.Pattern;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.Span;
import org.case2fhir.model.When;

/**
 * What a drug is for where the text tells it by its order: "The patient was diagnosed as X. Drugs A
 * and B were administered." Only where one single disease was diagnosed right before, and the drugs
 * are given then.
 */
final class DiagnosisTreatment {
  private static final Pattern DIAGNOSED =
      Pattern.compile(
          "\\b(?:was|were|been) (?:then |thus |therefore |finally |subsequently )?diagnosed\\b"
              + "|\\bdiagnos(?:is|ed)\\b.{0,80}\\b(?:was|were) (?:made|established|confirmed)\\b"
              + "|\\b(?:made|established|confirmed) (?:a|the) diagnosis\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WAS_DIAGNOSED =
      Pattern.compile(
          "\\b(?:was|were) (?:then |thus |therefore |finally |subsequently )?diagnosed(?: as| with| to"
              + " have| as having)?(?: an?| the)? (?:[\\p{L}-]{2,20} ){0,2}$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GIVEN =
      Pattern.compile(
          "\\b(?:was|were|is|been) (?:then |also |therefore |immediately |subsequently )?(?:started"
              + "|initiated|commenced|administered|given|prescribed|treated|begun|instituted|put on"
              + "|placed on)\\b|\\b(?:we|treatment|therapy) (?:started|began|initiated|gave"
              + "|prescribed|administered|included|consisted|with)\\b|\\breceived\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PAST =
      Pattern.compile(
          "\\b(?:had been|had received|previously|history|before|ago|already|prior|earlier"
              + "|allerg)\\b",
          Pattern.CASE_INSENSITIVE);

  private DiagnosisTreatment() {}

  /**
   * Dates a disease that the account says was diagnosed at a visit, where no other time is told.
   */
  static void date(Draft disease) {
    String sentence = disease.sentence().text();
    if (disease.assertion == Assertion.PRESENT
        && disease.sentence().inCase()
        && disease.time.isEmpty()
        && disease.place.times().stream().allMatch(time -> time.ofVisit())
        && WAS_DIAGNOSED.matcher(before(disease)).find()
        && !PAST.matcher(sentence).find()) {
      disease.time = disease.visit.map(When.AtVisit::new);
    }
  }

  private static String before(Draft disease) {
    int from = disease.sentence().span().start();
    int to = disease.head.span().start();
    return from < to ? disease.sentence().words(new Span(from, to)) : "";
  }

  static void link(List<Draft> drafts) {
    for (Draft drug : drafts) {
      if (isGiven(drug)) {
        List<Draft> told =
            drafts.stream().filter(other -> isDiagnosedRightBefore(other, drug)).toList();
        if (told.size() == 1) {
          drug.reasons.add(told.get(0));
        }
      }
    }
  }

  private static boolean isGiven(Draft drug) {
    String sentence = drug.sentence().text();
    return drug.kind == FactKind.MEDICATION
        && drug.assertion == Assertion.PRESENT
        && drug.medicationStatus != MedicationStatus.STOPPED
        && drug.reasons.isEmpty()
        && drug.sentence().inCase()
        && GIVEN.matcher(sentence).find()
        && !PAST.matcher(sentence).find();
  }

  private static boolean isDiagnosedRightBefore(Draft other, Draft drug) {
    String sentence = other.sentence().text();
    return other.kind == FactKind.DIAGNOSIS
        && other.assertion == Assertion.PRESENT
        && !other.comorbidity
        && other.place.index() == drug.place.index() - 1
        && other.visit.equals(drug.visit)
        && DIAGNOSED.matcher(sentence).find()
        && !PAST.matcher(sentence).find();
  }
}

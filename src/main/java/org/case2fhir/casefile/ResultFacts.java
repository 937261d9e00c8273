package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.FactReader.Stated;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.ClinicalStatus;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Finding;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** Reads what was found and concluded: diagnoses, findings, measurements. */
final class ResultFacts {
  private ResultFacts() {}

  static Diagnosis diagnosis(Stated stated, Concept concept, FactFields keys) {
    boolean comorbidity = keys.flag("comorbidity");
    boolean differential = differential(stated, keys);
    Optional<ClinicalStatus> status = status(stated, keys);
    Optional<When> onset = keys.time("onset");
    Optional<When> abatement = keys.time("abatement");
    List<Concept> stage = keys.concepts("stage", Domain.QUALIFIER);
    return new Diagnosis(
        "", concept, stated.told(), comorbidity, differential, status, onset, abatement, stage);
  }

  private static boolean differential(Stated stated, FactFields keys) {
    Location location = keys.raw().locationOf("differential");
    boolean differential = keys.flag("differential");
    if (differential && stated.told().assertion() != Assertion.POSSIBLE) {
      keys.scope()
          .issues()
          .error(
              "differential",
              location,
              "only a suspected diagnosis is one of several considered",
              "write `suspected`, or remove `differential`");
      return false;
    }
    return differential;
  }

  private static Optional<ClinicalStatus> status(Stated stated, FactFields keys) {
    Location location = keys.raw().locationOf("status");
    Optional<ClinicalStatus> status = keys.word("status", ClinicalStatus.class);
    if (status.isPresent() && stated.told().assertion() == Assertion.ABSENT) {
      String message = "a disease that was excluded has no course";
      keys.scope().issues().error("status", location, message, "remove `status`");
      return Optional.empty();
    }
    return status;
  }

  static Finding finding(Stated stated, Concept concept, FactFields keys) {
    FindingCategory category =
        keys.word("category", FindingCategory.class).orElse(FindingCategory.SYMPTOM);
    Optional<Value> value = sizeOrValue(keys);
    Optional<When> onset = keys.time("onset");
    Optional<TimeSpan> duration = keys.duration();
    Optional<When> abatement = keys.time("abatement");
    Circumstances told = keys.withAsides(stated.told());
    return new Finding("", concept, told, category, value, onset, duration, abatement, links(keys));
  }

  private static Optional<Value> sizeOrValue(FactFields keys) {
    Optional<Value> value = keys.value("value");
    Location location = keys.raw().locationOf("size");
    Optional<Value> size = keys.value("size");
    if (size.isPresent() && value.isPresent()) {
      String message = "`size` and `value` cannot both be told of one finding";
      keys.scope().issues().error("two-values", location, message, "make two findings of it");
    } else if (size.isPresent() && !isSize(size.get())) {
      keys.scope()
          .issues()
          .warning("not-a-size", location, "this is no size", "write it under `value`");
    }
    return value.or(() -> size);
  }

  private static boolean isSize(Value value) {
    if (value instanceof Value.Measured measured) {
      return Units.isLength(measured.amount().unit());
    }
    return value instanceof Value.Dimensions
        || (value instanceof Value.Interval interval && Units.isLength(interval.unit()));
  }

  static Measurement measurement(Stated stated, FactFields keys) {
    Vocabulary vocabulary = keys.scope().vocabulary();
    String test = stated.name().text();
    MeasuredValues values = MeasuredValues.read(test, keys);
    Optional<Value> value = values.result();
    Concept concept = stated.name().coded(text -> test(text, value, stated.told(), keys));
    MeasurementCategory category =
        keys.word("category", MeasurementCategory.class)
            .orElseGet(() -> vocabulary.testCategory(test).orElse(MeasurementCategory.LABORATORY));
    Optional<Interpretation> interpretation = interpretation(value, keys);
    Optional<Concept> method = keys.concept("method", Domain.PROCEDURE);
    return new Measurement(
        "",
        concept,
        stated.told(),
        category,
        value,
        interpretation,
        values.reference(),
        method,
        links(keys));
  }

  private static List<Code> test(
      String text, Optional<Value> value, Circumstances told, FactFields keys) {
    Vocabulary vocabulary = keys.scope().vocabulary();
    Optional<TermMatch> match = vocabulary.matchTest(text, value, List.of());
    Recognition.report(match, keys.raw().location(), keys.scope());
    return Recognition.of(match, text, told, vocabulary).codes();
  }

  private static Optional<Interpretation> interpretation(Optional<Value> value, FactFields keys) {
    if (!keys.raw().has("interpretation")) {
      return value.flatMap(Judgements::implied);
    }
    return Keywords.read(keys.raw(), "interpretation", Judgements.WORDS)
        .flatMap(interpretation -> interpretation);
  }

  private static Links links(FactFields keys) {
    return new Links(
        keys.names("supports"),
        keys.names("response-to"),
        keys.name("procedure"),
        keys.name("specimen"),
        keys.name("report"));
  }
}
